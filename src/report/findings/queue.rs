//! Queues that never keep up.
//!
//! Always true here: what comes up and what is carried are told beside how fast the queue grows.

use super::super::words;
use super::finding::{Finding, What};
use crate::model::outcome::Outcome;
use crate::model::queue::{Queue, QueueOf};
use crate::model::record::Resource;
use crate::model::{Blueprint, GroupId};
use crate::units::number;
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

/// How far a replica was behind at most. Where it never keeps up, that is no figure of the scenario but of the
/// length of the run: how it grows is told in its place.
pub(crate) fn furthest(outcome: &Outcome, group: GroupId, behind_s: f64) -> String {
    match of_group(outcome, group) {
        Some(queue) if !queue.keeps_up() => standing(queue),
        _ => number::duration(behind_s),
    }
}

/// Whether what a replica must carry is carried in the long run.
pub(super) fn keeps_up(outcome: &Outcome, group: GroupId) -> bool {
    of_group(outcome, group).is_none_or(Queue::keeps_up)
}

fn of_group(outcome: &Outcome, group: GroupId) -> Option<&Queue> {
    let own = |queue: &&Queue| queue.of == QueueOf::Group(group);
    outcome.queues.iter().find(own)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    /// A TiB changes by half a day: 6.36 MB/s over a link of 0.125 MB/s, so that each day adds 98 % of a day.
    const TOO_SMALL: &str = r#"
[run]
trials = 1
build_up = "1 d"
settle = "1 d"
horizon = "10 d"
[site]
a = {}
b = {}
[link.l]
between = ["a", "b"]
rate = "1 Mbps"
[stamp]
m = { at = "site.a", node_memory = "384 GiB" }
n = { at = "site.b", node_memory = "384 GiB" }
[protection.t.replication]
to = "n"
[application.x]
rto = "4 h"
rpo = "1 h"
stamp = "m"
used = "1 TiB"
churn = "50 %/day"
protection = "t"
"#;

    #[test]
    fn what_never_keeps_up_has_no_furthest() {
        let told = fixture::run(TOO_SMALL);
        let seen = told.outcome.replicas[0].lag_max_s;
        assert!(seen > 86_400.0, "{seen}");
        assert_eq!(
            furthest(&told.outcome, GroupId(0), seen),
            "never keeps up: grows by 23 h 32 min a day"
        );
        // 42 h 55 min behind after a cut of 40 h, and it keeps up.
        let kept = &fixture::protected().outcome;
        let seen = kept.replicas[0].lag_max_s;
        assert_eq!(furthest(kept, GroupId(0), seen), "42 h 55 min");
    }
}
