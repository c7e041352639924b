//! What jobs that come due at different times put together on one repository or link, on the long average, with
//! the copies and replicas that go over it as well.
//!
//! Always true here: a resource is told of only where jobs share it and no round, no copies and no replica fill it
//! alone, which `rounds` and `queues` tell of; restores, rebuilds and windows are left out.

use super::demand::{made, synthesised};
use super::network::Network;
use super::rounds::{Equal, Key, key, same};
use crate::model::blueprint::Blueprint;
use crate::model::bytes::disk_rate;
use crate::model::chain;
use crate::model::group;
use crate::model::protection::BackupId;
use crate::model::record::Resource;
use crate::units::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Rounds that share what cannot carry them together, whatever their phases.
#[derive(Clone, PartialEq, Debug)]
pub struct Shared {
    /// Backups that have VMs in them, ascending.
    pub backups: Vec<BackupId>,
    /// VMs.
    pub vms: u64,
    /// From a full to the next, of the backup where that is longest.
    pub cycle: Span,
    /// Bytes after the reduction that all of them move in a cycle.
    pub bytes: f64,
    /// Least seconds that this takes.
    pub seconds: f64,
    /// What bounds it.
    pub bound: Resource,
    /// Whether copies or replicas are among what it carries.
    pub beside: bool,
}

/// What takes its part of a resource.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    /// Jobs that come due together.
    Round(Key),
    /// Copies of a backup to its second repository.
    Copies(BackupId),
    /// A group that replicates together, by its place.
    Group(usize),
}

/// What goes over one resource.
#[derive(Default)]
struct Over {
    /// The share of the resource that each part needs all the time.
    shares: BTreeMap<Part, f64>,
    backups: BTreeSet<BackupId>,
    vms: u64,
    /// Bytes per second.
    rate: f64,
}

impl Over {
    fn add(&mut self, part: Part, share: f64, rate: f64) {
        *self.shares.entry(part).or_default() += share;
        self.rate += rate;
    }
    /// Whether copies or replicas are among it.
    fn is_shared_with_others(&self) -> bool {
        let is_round = |part: &Part| matches!(part, Part::Round(_));
        !self.shares.keys().all(is_round)
    }
}

/// What goes over each resource, in the long run.
fn loads(blueprint: &Blueprint, network: &Network<'_>) -> BTreeMap<usize, Over> {
    let mut over: BTreeMap<usize, Over> = BTreeMap::new();
    for ((id, stamp, used, churn, disks), count) in equal(blueprint) {
        let backup = blueprint.backup(id);
        let Some(mut way) = network.backup(stamp, backup.to, backup.reduction) else {
            continue;
        };
        let disk = disk_rate(blueprint.stamp(stamp), disks, backup.reduction);
        let alone = network.alone(&way).min(disk.0 as f64).max(1e-9);
        way.push((network.slots_of(backup.to), 1.0 / alone));
        let all = made(backup, used as f64, f64::from_bits(churn), f64::INFINITY) * count as f64;
        for (resource, weight) in way {
            let own = over.entry(resource).or_default();
            let share = all * weight / network.capacity[resource];
            own.add(Part::Round(key(backup)), share, all);
            own.backups.insert(id);
            own.vms += count;
        }
        let put_together = synthesised(backup, used as f64) * count as f64;
        let all_within = backup.repositories().filter(|_| put_together > 0.0);
        let within = all_within.filter_map(|at| network.copy(at, at));
        for (resource, weight) in within.flatten() {
            let share = put_together * weight / network.capacity[resource];
            let own = over.entry(resource).or_default();
            own.add(Part::Round(key(backup)), share, put_together);
        }
        let copies = backup.copy_to.and_then(|to| network.copy(backup.to, to));
        for (resource, weight) in copies.into_iter().flatten() {
            let share = all * weight / network.capacity[resource];
            let own = over.entry(resource).or_default();
            own.add(Part::Copies(id), share, all);
        }
    }
    for (index, group) in blueprint.groups.iter().enumerate() {
        let plan = blueprint.replication(group.replication);
        let sent = group::sent(blueprint, group);
        let way = network.replica(group.from, plan.to, plan.reduction);
        for (resource, weight) in way.into_iter().flatten() {
            let share = sent * weight / network.capacity[resource];
            let own = over.entry(resource).or_default();
            own.add(Part::Group(index), share, sent);
        }
    }
    over
}

/// All resources that jobs fill together, the fullest of those that the same backups share.
#[must_use]
pub fn shared(blueprint: &Blueprint) -> Vec<Shared> {
    let network = Network::new(blueprint);
    let mut fullest: BTreeMap<Vec<BackupId>, (f64, Shared)> = BTreeMap::new();
    for (resource, own) in loads(blueprint, &network) {
        let full = 1.0 + 1e-9;
        let share: f64 = own.shares.values().sum();
        let alone = own.shares.values().any(|one| *one > full);
        if own.backups.is_empty() || share <= full || alone {
            continue;
        }
        let beside = own.is_shared_with_others();
        let backups: Vec<BackupId> = own.backups.into_iter().collect();
        let cycles = backups.iter().map(|id| chain::cycle(blueprint.backup(*id)));
        let cycle = cycles.max().unwrap_or_default();
        let made = Shared {
            backups: backups.clone(),
            vms: own.vms,
            cycle,
            bytes: own.rate * cycle.as_seconds(),
            seconds: share * cycle.as_seconds(),
            bound: network.resource(Some(resource)),
            beside,
        };
        if fullest.get(&backups).is_none_or(|known| known.0 < share) {
            fullest.insert(backups, (share, made));
        }
    }
    fullest.into_values().map(|(_, made)| made).collect()
}

/// How many VMs are the same to a backup.
fn equal(blueprint: &Blueprint) -> Equal {
    let mut equal = BTreeMap::new();
    for vm in &blueprint.vms {
        if let Some(same) = same(blueprint, vm) {
            *equal.entry(same).or_default() += 1;
        }
    }
    equal
}
