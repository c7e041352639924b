//! Advice about queues that never keep up: copies to a second repository and replicas.
//!
//! Always true here: what is said is worked out by the same rule as `keeps_up` after a run. A synchronous
//! replica is never behind in the simulation; that its writing waits is said here and nowhere else.

use super::super::context::Context;
use super::super::places::Places;
use super::super::protections::Protections;
use super::super::tree::Spot;
use crate::model::Blueprint;
use crate::model::advice::{self, Meanwhile, ProtectionAdvice, QueueLimit};
use crate::model::queue::{Queue, QueueOf, QueueUser, queues as all_queues};
use crate::model::record::Resource;
use crate::units::{Bytes, DAY, SECOND, Span};

/// Says of each queue that never keeps up how fast it grows, and why.
pub(in super::super) fn queues(
    context: &Context<'_>,
    places: &Places,
    protections: &Protections,
    blueprint: &Blueprint,
) {
    for queue in all_queues(blueprint) {
        let Some(meanwhile) = meanwhile(blueprint, &queue) else {
            continue;
        };
        let (spot, name) = subject(places, protections, blueprint, &queue);
        context.advise(
            spot,
            ProtectionAdvice::NeverKeepsUp {
                queue: name,
                demand: a_day(queue.demand),
                served: a_day(queue.served.min(queue.demand * (1.0 - queue.held_back))),
                bound_by: match queue.bottleneck {
                    Resource::None => None,
                    resource => Some(resource.label(blueprint)),
                },
                meanwhile,
            },
        );
    }
}

/// What becomes of what is not carried; none where all is carried in time.
fn meanwhile(blueprint: &Blueprint, queue: &Queue) -> Option<Meanwhile> {
    if queue.held_back > 0.0 {
        let share = queue.held_back;
        return Some(Meanwhile::HeldBack { share });
    }
    let soon = |user: &QueueUser| user.growth / user.limit_s.max(1.0);
    let never = queue.users.iter().filter(|user| user.never);
    let worst = never.max_by(|one, other| soon(one).total_cmp(&soon(other)))?;
    let limit = Span::from_ms(worst.limit_s * SECOND as f64);
    let limit = match (worst.by_objective, queue.of) {
        (true, _) => QueueLimit::Rpo {
            rpo: limit,
            application: blueprint.application(worst.application).name.clone(),
        },
        (false, QueueOf::Copies(_)) => QueueLimit::Kept { keep: limit },
        (false, QueueOf::Group(_)) => QueueLimit::Log { log: limit },
    };
    Some(Meanwhile::Grows {
        growth: Span::from_ms(queue.growth() * DAY as f64),
        limit,
        after: Span::from_ms(worst.limit_s / worst.growth * SECOND as f64),
    })
}

fn subject<'p>(
    places: &'p Places,
    protections: &'p Protections,
    blueprint: &Blueprint,
    queue: &Queue,
) -> (&'p Spot, advice::Queue) {
    match queue.of {
        QueueOf::Copies(id) => {
            let backup = blueprint.backup(id);
            let to = backup.copy_to.unwrap_or(backup.to);
            (
                &places.repository_spots[to.index()],
                advice::Queue::Copies {
                    backup: backup.name.clone(),
                    repository: blueprint.repository(to).name.clone(),
                },
            )
        }
        QueueOf::Group(id) => {
            let group = blueprint.group(id);
            let replication = blueprint.replication(group.replication);
            (
                protections.spot_of(group.replication),
                advice::Queue::Replica {
                    application: blueprint.application(group.application).name.clone(),
                    replication: replication.name.clone(),
                    stamp: blueprint.stamp(group.from).name.clone(),
                },
            )
        }
    }
}

/// What comes up or is carried in a day, from bytes per second.
fn a_day(bytes_per_s: f64) -> Bytes {
    Bytes((bytes_per_s * (DAY / SECOND) as f64) as u64)
}
