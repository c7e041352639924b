//! Queues that never keep up.
//!
//! Always true here: what comes up and what is carried are told beside how fast the queue grows.

use super::super::words;
use super::finding::{Finding, What};
use crate::chart::number;
use crate::model::Blueprint;
use crate::model::outcome::Outcome;
use crate::model::queue::{Queue, QueueOf};
use crate::model::record::Resource;
use crate::units::{DAY, SECOND};

const SECONDS_A_DAY: f64 = (DAY / SECOND) as f64;

/// What waits in a queue: `copies of backup nightly to repository far`.
pub(crate) fn name(blueprint: &Blueprint, queue: &Queue) -> String {
    match queue.of {
        QueueOf::Copies(id) => {
            let backup = blueprint.backup(id);
            let to = backup.copy_to.map_or_else(String::new, |to| {
                format!(
                    " to repository {}",
                    words::clean(&blueprint.repository(to).name)
                )
            });
            format!("copies of backup {}{to}", words::clean(&backup.name))
        }
        QueueOf::Group(id) => format!("replica {}", words::group(blueprint, id)),
    }
}

/// How a queue stands in the long run.
pub(crate) fn standing(queue: &Queue) -> String {
    let grows = number::duration(queue.growth() * SECONDS_A_DAY);
    if !queue.keeps_up() {
        format!("never keeps up: grows by {grows} a day")
    } else if queue.growth() > 0.0 {
        format!("grows by {grows} a day, which stays within its limit over the horizon")
    } else {
        "keeps up".to_string()
    }
}

/// Bytes per second as bytes a day.
pub(crate) fn a_day(bytes_per_s: f64) -> String {
    format!("{} a day", number::bytes(bytes_per_s * SECONDS_A_DAY))
}

/// What bounds it.
pub(crate) fn bound(blueprint: &Blueprint, queue: &Queue) -> String {
    match queue.bottleneck {
        Resource::None => "its own limit".to_string(),
        resource => words::clean(&resource.label(blueprint)),
    }
}

/// Queues that never keep up, the one that grows fastest first.
pub(crate) fn endless(blueprint: &Blueprint, outcome: &Outcome) -> Vec<Finding> {
    let mut found: Vec<&Queue> = outcome
        .queues
        .iter()
        .filter(|one| !one.keeps_up())
        .collect();
    found.sort_by(|one, other| other.growth().total_cmp(&one.growth()));
    found
        .into_iter()
        .map(|queue| {
            let users = queue.users.iter().filter(|user| user.never);
            let names = users.map(|user| blueprint.application(user.application).name.clone());
            let what = What::QueueGrows {
                grows_s_per_day: queue.growth() * SECONDS_A_DAY,
                demand_bytes_per_s: queue.demand,
                served_bytes_per_s: queue.served,
                bottleneck: match queue.bottleneck {
                    Resource::None => None,
                    resource => Some(resource.label(blueprint)),
                },
                to_repository: match queue.of {
                    QueueOf::Copies(id) => blueprint
                        .backup(id)
                        .copy_to
                        .map(|to| blueprint.repository(to).name.clone()),
                    QueueOf::Group(_) => None,
                },
            };
            let finding = Finding::new(what).about(names.collect());
            match queue.of {
                QueueOf::Copies(id) => finding.on("copies", &blueprint.backup(id).name),
                QueueOf::Group(id) => finding.on("replica", &words::group(blueprint, id)),
            }
        })
        .collect()
}
