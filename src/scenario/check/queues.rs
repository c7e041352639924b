//! Advice about queues that never keep up: copies to a second repository and replicas.
//!
//! Always true here: what is said is worked out by the same rule as `keeps_up` after a run.

use super::super::context::Context;
use super::super::places::Places;
use super::super::protections::Protections;
use super::super::tree::Spot;
use crate::model::Blueprint;
use crate::model::queue::{Queue, QueueOf, QueueUser, queues as all_queues};
use crate::model::record::Resource;
use crate::units::{DAY, SECOND, Span};

/// Says of each queue that never keeps up how fast it grows, and why.
pub(in super::super) fn queues(
    context: &Context<'_>,
    places: &Places,
    protections: &Protections,
    blueprint: &Blueprint,
) {
    for queue in all_queues(blueprint) {
        let worst = queue.users.iter().filter(|user| user.never);
        let Some(worst) = worst.max_by(|one, other| {
            let soon = |user: &QueueUser| user.growth / user.limit_s.max(1.0);
            soon(one).total_cmp(&soon(other))
        }) else {
            continue;
        };
        let (spot, name) = subject(places, protections, blueprint, &queue);
        let owner = &blueprint.application(worst.application).name;
        let after = Span::from_ms(worst.limit_s / worst.growth * SECOND as f64);
        let limit = Span::from_ms(worst.limit_s * SECOND as f64);
        let limit = match (worst.by_objective, queue.of) {
            (true, _) => format!("the RPO of {limit} of application `{owner}`"),
            (false, QueueOf::Copies(_)) => format!("the {limit} that its points are kept"),
            (false, QueueOf::Group(_)) => format!("its log limit of {limit}"),
        };
        context.lint(
            spot,
            format!(
                "{name} never keeps up: {} a day come up after reduction and {} a day are carried (bounded by {}), so it grows by {} a day and passes {limit} after {}",
                gigabytes(queue.demand),
                gigabytes(queue.served),
                match queue.bottleneck {
                    Resource::None => "its own limit".to_string(),
                    resource => resource.label(blueprint),
                },
                hours(queue.growth() * 24.0),
                hours(after.as_hours()),
            ),
        );
    }
}

fn subject<'p>(
    places: &'p Places,
    protections: &'p Protections,
    blueprint: &Blueprint,
    queue: &Queue,
) -> (&'p Spot, String) {
    match queue.of {
        QueueOf::Copies(id) => {
            let backup = blueprint.backup(id);
            let to = backup.copy_to.unwrap_or(backup.to);
            (
                &places.repository_spots[to.index()],
                format!(
                    "the queue of copies of backup `{}` to repository `{}`",
                    backup.name,
                    blueprint.repository(to).name
                ),
            )
        }
        QueueOf::Group(id) => {
            let group = blueprint.group(id);
            let replication = blueprint.replication(group.replication);
            (
                &protections.replication_spots[group.replication.index()],
                format!(
                    "the replica of application `{}` by `{}` from stamp `{}`",
                    blueprint.application(group.application).name,
                    replication.name,
                    blueprint.stamp(group.from).name
                ),
            )
        }
    }
}

fn gigabytes(bytes_per_s: f64) -> String {
    let a_day = bytes_per_s * (DAY / SECOND) as f64 / 1e9;
    format!("{a_day:.1} GB")
}

/// A length that need not be exact: `14.9 h`, `3.2 d`.
fn hours(hours: f64) -> String {
    if hours >= 48.0 {
        format!("{:.1} d", hours / 24.0)
    } else if hours >= 1.0 {
        format!("{hours:.1} h")
    } else {
        format!("{:.1} min", hours * 60.0)
    }
}
