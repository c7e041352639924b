//! Queues that never keep up, one sentence each.
//!
//! Always true here: what comes up and what is carried are told beside how fast the queue grows.

use super::super::words;
use super::{MOST, some};
use crate::chart::number;
use crate::model::outcome::Outcome;
use crate::model::queue::{Queue, QueueOf};
use crate::model::record::Resource;
use crate::model::{Blueprint, GroupId};
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
    let own = |queue: &&Queue| queue.of == QueueOf::Group(group);
    match outcome.queues.iter().find(own) {
        Some(queue) if !queue.keeps_up() => standing(queue),
        _ => number::duration(behind_s),
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

/// One sentence for each queue that never keeps up.
pub(crate) fn endless(blueprint: &Blueprint, outcome: &Outcome) -> Vec<String> {
    let mut found: Vec<&Queue> = outcome
        .queues
        .iter()
        .filter(|one| !one.keeps_up())
        .collect();
    found.sort_by(|one, other| other.growth().total_cmp(&one.growth()));
    let mut sentences: Vec<String> = found
        .iter()
        .take(MOST)
        .map(|queue| {
            let users = queue.users.iter().filter(|user| user.never);
            let names: Vec<String> = users
                .map(|user| words::clean(&blueprint.application(user.application).name))
                .collect();
            let mut name = name(blueprint, queue);
            name[..1].make_ascii_uppercase();
            format!(
                "{name}: {}; {} come up, {} are carried, bounded by {}. What a loss costs that rests on \
                 it has no end: {}.",
                standing(queue),
                a_day(queue.demand),
                a_day(queue.served),
                bound(blueprint, queue),
                some(&names),
            )
        })
        .collect();
    if found.len() > MOST {
        let more = found.len() - MOST;
        sentences.push(format!("{more} more queues never keep up."));
    }
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn what_never_keeps_up_has_no_furthest() {
        let text = "[site.a]\n[site.b]\n[link.l]\nbetween = [\"a\", \"b\"]\nrate = \"1 Mbps\"\n[stamp.m]\nat = \"site.a\"\nnode_memory = \"384 GiB\"\n\
            [stamp.n]\nat = \"site.b\"\nnode_memory = \"384 GiB\"\n[protection.t.replication]\nto = \"n\"\n[application.x]\nrto = \"4 h\"\nrpo = \"1 h\"\n\
            stamp = \"m\"\nused = \"1 TiB\"\nchurn = \"50 %/day\"\nprotection = \"t\"\n";
        let files = |_: &str| Err("none".to_string());
        let loaded = crate::scenario::load(text, "x", &files).expect("legal");
        let mut outcome = fixture::outcome(&fixture::blueprint(3));
        outcome.queues = crate::model::queue::queues(&loaded.blueprint);
        let group = GroupId(0);
        let told = furthest(&outcome, group, 86_400.0);
        assert!(told.starts_with("never keeps up: grows by "), "{told}");
        outcome.queues.clear();
        assert_eq!(furthest(&outcome, group, 86_400.0), "24 h");
    }
}
