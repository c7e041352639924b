//! Queues that never keep up: copies to a second repository and replicas, by average demand against what
//! carries it.
//!
//! Always true here: a pure function of the scenario; everything that flows in the long run shares what
//! it goes over max–min fairly. Faults, restores and rebuilds are left out. Jobs that are skipped are a
//! longer cadence and no queue.

mod cycle;
mod demand;
mod network;
mod rounds;

pub use cycle::{Shared, shared};
pub use rounds::{Load, Round, rounds};

use super::blueprint::Blueprint;
use super::bytes::disk_rate;
use super::fair::Flow;
use super::group;
use super::ids::{ApplicationId, GroupId, VmId};
use super::protection::{BackupId, Protection, ReplicationMode};
use super::record::{LossReason, Resource, Resumed, TakenFrom};
use super::retention::reach;
use network::Network;
use rounds::{Same, same};
use std::collections::BTreeMap;

/// What is carried less than this share behind what comes up keeps up: sums of real numbers are not
/// more exact.
const HAIR: f64 = 1e-9;

/// What waits in a queue.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum QueueOf {
    /// Copies of a backup to its second repository.
    Copies(BackupId),
    /// What a group that replicates has written.
    Group(GroupId),
}

/// What an application has in a queue.
#[derive(Clone, PartialEq, Debug)]
pub struct QueueUser {
    /// Which application.
    pub application: ApplicationId,
    /// Seconds that what has arrived grows older in a second; 0 where it keeps up.
    pub growth: f64,
    /// How old it may become, in seconds: the tightest RPO for the loss of a stamp, an enclosure or a
    /// site, or how long the queue can be at all, whichever is shorter.
    pub limit_s: f64,
    /// Whether that is an RPO.
    pub by_objective: bool,
    /// It grows older than that within run-in and horizon.
    pub never: bool,
}

/// A queue in the long run.
#[derive(Clone, PartialEq, Debug)]
pub struct Queue {
    /// Of what.
    pub of: QueueOf,
    /// Bytes per second that come up, after the reduction.
    pub demand: f64,
    /// Bytes per second that are carried.
    pub served: f64,
    /// The share of the writing that waits for its replica for good; 0 where a replica follows later.
    pub held_back: f64,
    /// What bounds the part that is carried least; none where all is carried, or where its own limit
    /// bounds it.
    pub bottleneck: Resource,
    /// Applications that have something in it, ascending.
    pub users: Vec<QueueUser>,
}

impl Queue {
    /// Seconds that the oldest part of what has arrived grows older in a second.
    #[must_use]
    pub fn growth(&self) -> f64 {
        self.users
            .iter()
            .map(|user| user.growth)
            .fold(0.0, f64::max)
    }

    /// Whether nobody's part grows older than it may within run-in and horizon.
    #[must_use]
    pub fn keeps_up(&self) -> bool {
        !self.users.iter().any(|user| user.never)
    }
}

/// Whether a loss rests on a queue that never keeps up: then it is as old as the simulation is long,
/// and in the long run without an end.
#[must_use]
pub fn rests_on_endless(queues: &[Queue], application: ApplicationId, resumed: Resumed) -> bool {
    let of = match (resumed.from, resumed.reason) {
        (
            TakenFrom::Point {
                of: Protection::Backup(backup),
                ..
            }
            | TakenFrom::Nothing(Some(backup), _),
            LossReason::CopyNotArrived,
        ) => QueueOf::Copies(backup),
        (TakenFrom::Replica(_), LossReason::NoticedLate) => return false,
        // However little a replica lacks that was just begun: it is on its way.
        (TakenFrom::Replica(group), _)
        | (TakenFrom::Nothing(_, Some(group)), LossReason::WholeCopy) => QueueOf::Group(group),
        _ => return false,
    };
    let users = queues.iter().filter(|queue| queue.of == of);
    users
        .flat_map(|queue| &queue.users)
        .any(|user| user.application == application && user.never)
}

/// All queues of a scenario: copies by backup, then groups.
#[must_use]
pub fn queues(blueprint: &Blueprint) -> Vec<Queue> {
    let copied = blueprint
        .protections
        .backups
        .iter()
        .any(|one| one.copy_to.is_some());
    if !copied && blueprint.groups.is_empty() {
        return Vec::new();
    }
    let network = Network::new(blueprint);
    let parts = parts(blueprint, &network);
    let carried = carried(blueprint, &network, &parts);
    let span = [
        blueprint.run.build_up,
        blueprint.run.settle,
        blueprint.run.horizon,
    ];
    let span_s: f64 = span.iter().map(|one| one.as_seconds()).sum();
    let backups = (0..blueprint.protections.backups.len()).map(BackupId::from_index);
    let copies = backups.filter_map(|id| copies(blueprint, id, &parts, &carried, span_s));
    let mut made: Vec<Queue> = copies.collect();
    let groups = (0..).map(GroupId::from_index).zip(&carried.third);
    made.extend(groups.map(|(id, got)| replica(blueprint, id, got, span_s)));
    made
}

/// What each flow gets when all of them share what carries them.
struct Carried {
    /// Backups of the parts to their first repository.
    first: Vec<Carriage>,
    /// Their copies to the second one.
    second: Vec<Carriage>,
    /// What groups send to their replicas.
    third: Vec<Carriage>,
}

/// What one flow gets.
struct Carriage {
    /// Bytes per second.
    rate: f64,
    /// What bounds it.
    bottleneck: Resource,
}

fn carried(blueprint: &Blueprint, network: &Network<'_>, parts: &[Part]) -> Carried {
    let primaries: Vec<Flow> = parts.iter().map(|part| part.primary.clone()).collect();
    let groups: Vec<Flow> = blueprint
        .groups
        .iter()
        .map(|group| {
            let replication = blueprint.replication(group.replication);
            Flow {
                count: 1.0,
                want: group::sent(blueprint, group),
                way: network.replica(group.from, replication.to, replication.reduction),
            }
        })
        .collect();
    // What arrives at the first repository is what must be copied on; both share what carries them.
    let mut arrived: Vec<f64> = primaries.iter().map(|flow| flow.want).collect();
    let mut got = Vec::new();
    for _ in 0..3 {
        let copies = parts.iter().zip(&arrived).map(|(part, arrived)| Flow {
            count: part.primary.count,
            want: if part.copied { *arrived } else { 0.0 },
            way: part.copy.clone(),
        });
        let flows: Vec<Flow> = primaries
            .iter()
            .cloned()
            .chain(copies)
            .chain(groups.iter().cloned())
            .collect();
        got = network.fair(&flows);
        arrived = got[..parts.len()].iter().map(|one| one.rate).collect();
    }
    let mut all = got.into_iter().map(|one| Carriage {
        rate: one.rate,
        bottleneck: network.resource(one.bottleneck),
    });
    Carried {
        first: all.by_ref().take(parts.len()).collect(),
        second: all.by_ref().take(parts.len()).collect(),
        third: all.collect(),
    }
}

/// The queue of copies of a backup; none where nothing is copied.
fn copies(
    blueprint: &Blueprint,
    id: BackupId,
    parts: &[Part],
    carried: &Carried,
    span_s: f64,
) -> Option<Queue> {
    let backup = blueprint.backup(id);
    let own = || (0..parts.len()).filter(|part| parts[*part].backup == id);
    if backup.copy_to.is_none() || own().next().is_none() {
        return None;
    }
    let kept = reach(backup).as_seconds();
    let mut queue = Queue {
        of: QueueOf::Copies(id),
        demand: 0.0,
        served: 0.0,
        held_back: 0.0,
        bottleneck: Resource::None,
        users: Vec::new(),
    };
    let mut worst = 0.0;
    let mut users: BTreeMap<ApplicationId, f64> = BTreeMap::new();
    for part in own() {
        let (first, second) = (&carried.first[part], &carried.second[part]);
        let growth = growth(first.rate, second.rate);
        queue.demand += first.rate * parts[part].primary.count;
        queue.served += second.rate * parts[part].primary.count;
        if growth > worst {
            worst = growth;
            queue.bottleneck = second.bottleneck;
        }
        for application in &parts[part].applications {
            let known = users.entry(*application).or_default();
            *known = known.max(growth);
        }
    }
    queue.users = users
        .into_iter()
        .map(|(application, growth)| user(blueprint, application, growth, kept, span_s))
        .collect();
    Some(queue)
}

/// The queue of what a group has written, which gets so much of what carries it.
fn replica(blueprint: &Blueprint, id: GroupId, got: &Carriage, span_s: f64) -> Queue {
    let group = blueprint.group(id);
    let replication = blueprint.replication(group.replication);
    let demand = group::written(blueprint, group);
    // Writing that waits for its replica piles nothing up.
    let waits = replication.mode != ReplicationMode::Async;
    let short = growth(demand, got.rate);
    let (growth, held_back) = if waits { (0.0, short) } else { (short, 0.0) };
    let log = replication.log_limit.as_seconds();
    Queue {
        of: QueueOf::Group(id),
        demand,
        served: if waits { demand } else { got.rate },
        held_back,
        bottleneck: got.bottleneck,
        users: vec![user(blueprint, group.application, growth, log, span_s)],
    }
}

/// VMs of one backup that are all the same to it.
struct Part {
    backup: BackupId,
    /// One of their backups to the first repository.
    primary: Flow,
    /// Whether points are copied, and over what.
    copied: bool,
    copy: Option<Vec<(usize, f64)>>,
    applications: Vec<ApplicationId>,
}

/// VMs with a backup, equal ones together.
fn parts(blueprint: &Blueprint, network: &Network<'_>) -> Vec<Part> {
    let mut equal: BTreeMap<Same, Vec<VmId>> = BTreeMap::new();
    for (index, vm) in blueprint.vms.iter().enumerate() {
        if let Some(same) = same(blueprint, vm) {
            equal.entry(same).or_default().push(VmId::from_index(index));
        }
    }
    equal
        .into_iter()
        .map(|((id, stamp, used, churn, disks), vms)| {
            let backup = blueprint.backup(id);
            let disk = disk_rate(blueprint.stamp(stamp), disks, backup.reduction);
            let mut way = network.backup(stamp, backup.to, backup.reduction);
            let alone = way.as_ref().map_or(0.0, |way| network.alone(way));
            let alone = alone.min(disk.0 as f64);
            let takes = used as f64 / backup.reduction / alone.max(1.0);
            if let Some(way) = way.as_mut() {
                let part = demand::part_of_day(backup, takes);
                way.push((network.slots_of(backup.to), 1.0 / (alone * part).max(1e-9)));
            }
            let want = demand::made(backup, used as f64, f64::from_bits(churn), alone);
            let copy = backup.copy_to.and_then(|to| network.copy(backup.to, to));
            let mut applications: Vec<ApplicationId> =
                vms.iter().map(|vm| blueprint.vm(*vm).application).collect();
            applications.sort_unstable();
            applications.dedup();
            Part {
                backup: id,
                primary: Flow {
                    count: vms.len() as f64,
                    want: want.min(alone),
                    way,
                },
                copied: backup.copy_to.is_some(),
                copy,
                applications,
            }
        })
        .collect()
}

/// Seconds that what has arrived grows older in a second.
fn growth(demand: f64, served: f64) -> f64 {
    if demand <= 0.0 || served >= demand * (1.0 - HAIR) {
        0.0
    } else {
        1.0 - served / demand
    }
}

fn user(
    blueprint: &Blueprint,
    application: ApplicationId,
    growth: f64,
    own_limit_s: f64,
    span_s: f64,
) -> QueueUser {
    let rpo = blueprint.application(application).rpo.of_places();
    let rpo = rpo.map(|limit| limit.as_seconds());
    let limit_s = rpo.unwrap_or(f64::INFINITY).min(own_limit_s);
    QueueUser {
        application,
        growth,
        limit_s,
        by_objective: rpo.is_some_and(|rpo| rpo <= own_limit_s),
        never: growth * span_s > limit_s,
    }
}
