//! How long one round of jobs takes that come due together: all fulls at once, and all increments.
//!
//! Always true here: what is worked out is the least that a round can take, with nothing else under way;
//! a byte counts on each resource of its way as in `network`.

use super::network::Network;
use crate::model::application::Vm;
use crate::model::blueprint::Blueprint;
use crate::model::bytes::{disk_rate, reduced};
use crate::model::chain::{captured, jobs_per_full, written};
use crate::model::ids::{RepositoryId, StampId};
use crate::model::protection::{Backup, BackupId, ChainKind, Window};
use crate::model::record::Resource;
use std::collections::BTreeMap;

/// Jobs that come due together at one repository.
#[derive(Clone, PartialEq, Debug)]
pub struct Round {
    /// Backups that have VMs in it, ascending: all with the same times.
    pub backups: Vec<BackupId>,
    /// VMs.
    pub vms: u64,
    /// What their fulls take.
    pub fulls: Load,
    /// What their increments take; of differentials the longest round.
    pub increments: Load,
}

/// The work of a round.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Load {
    /// Bytes after the reduction.
    pub bytes: f64,
    /// Least seconds from the first start to the last end.
    pub seconds: f64,
    /// Least seconds from the first start to the last one.
    pub last_start: f64,
    /// What bounds it.
    pub bound: Resource,
}

/// Jobs with the same key come due together.
pub(super) type Key = (RepositoryId, u64, u64, u64, Option<(u64, u64)>);
/// What VMs that are the same to a backup have alike: stamp, bytes in use, bits of the churn, disks.
pub(super) type Same = (BackupId, StampId, u64, u64, u32);
/// How many VMs are the same to a backup.
pub(super) type Equal = BTreeMap<Same, u64>;

/// With which other VMs this one is the same to its backup; none without one.
pub(super) fn same(blueprint: &Blueprint, vm: &Vm) -> Option<Same> {
    let churn = written(blueprint, vm).to_bits();
    Some((vm.protection.backup?, vm.stamp, vm.used.0, churn, vm.disks))
}

/// To which round the jobs of a backup belong.
pub(super) fn key(backup: &Backup) -> Key {
    let window = backup.window.map(|Window { start, end }| (start, end));
    let (every, full_every) = (backup.every.0, backup.full_every.0);
    (backup.to, every, full_every, backup.phase.0, window)
}

/// All rounds of a scenario.
#[must_use]
pub fn rounds(blueprint: &Blueprint) -> Vec<Round> {
    let mut together: BTreeMap<Key, Equal> = BTreeMap::new();
    for vm in &blueprint.vms {
        let Some(same) = same(blueprint, vm) else {
            continue;
        };
        let backup = blueprint.backup(same.0);
        let members = together.entry(key(backup)).or_default();
        *members.entry(same).or_default() += 1;
    }
    let network = Network::new(blueprint);
    let made = together.into_iter();
    made.map(|((to, ..), equal)| round(blueprint, &network, to, &equal))
        .collect()
}

fn round(blueprint: &Blueprint, network: &Network<'_>, to: RepositoryId, equal: &Equal) -> Round {
    let mut backups: Vec<BackupId> = equal.keys().map(|key| key.0).collect();
    backups.dedup();
    let jobs = |bytes: fn(&Backup, f64, f64) -> f64, full: bool| -> Vec<Job> {
        let known = equal.iter();
        let made = known.filter_map(|((id, stamp, used, churn, disks), count)| {
            let backup = blueprint.backup(*id);
            let way = network.backup(*stamp, to, backup.reduction)?;
            let disks = disk_rate(blueprint.stamp(*stamp), *disks, backup.reduction);
            // A synthetic full is read and written within the repository.
            let within = (backup.synthetic.filter(|_| full)).and_then(|_| network.copy(to, to));
            let (way, disks) = match within {
                Some(within) => (within, blueprint.repository(to).read),
                None => (way, disks),
            };
            Some(Job {
                count: *count as f64,
                bytes: reduced(
                    bytes(backup, *used as f64, f64::from_bits(*churn)),
                    backup.reduction,
                ),
                disks: (disks.0 as f64).max(1e-9),
                way,
            })
        });
        made.collect()
    };
    Round {
        backups,
        vms: equal.values().sum(),
        fulls: load(blueprint, network, to, &jobs(|_, used, _| used, true)),
        increments: load(blueprint, network, to, &jobs(increment, false)),
    }
}

/// Bytes of an increment before the reduction; of differentials the last before the next full.
fn increment(backup: &Backup, used: f64, churn: f64) -> f64 {
    let place = match backup.chain {
        ChainKind::Full => return used,
        ChainKind::Incremental => 1,
        ChainKind::Differential => jobs_per_full(backup) - 1,
    };
    if place == 0 {
        return 0.0;
    }
    captured(backup, used, churn, place)
}

/// Equal jobs.
struct Job {
    count: f64,
    bytes: f64,
    /// Most bytes per second that the disks of a VM give.
    disks: f64,
    way: Vec<(usize, f64)>,
}

fn load(blueprint: &Blueprint, network: &Network<'_>, to: RepositoryId, jobs: &[Job]) -> Load {
    let slots = f64::from(blueprint.repository(to).slots.max(1));
    let mut on: BTreeMap<usize, f64> = BTreeMap::new();
    let (mut bytes, mut in_slots, mut alone) = (0.0, 0.0, (0.0, Resource::Disks));
    for job in jobs {
        for (resource, weight) in &job.way {
            *on.entry(*resource).or_default() += job.count * job.bytes * weight;
        }
        let way = network.alone(&job.way);
        let takes = job.bytes / way.min(job.disks);
        bytes += job.count * job.bytes;
        in_slots += job.count * takes / slots;
        if takes > alone.0 {
            alone = (takes, Resource::Disks);
        }
    }
    let mut most = alone;
    let mut take = |seconds: f64, bound: Resource| {
        // What one job needs alone is told of the resource that it needs it for.
        if seconds >= most.0 * (1.0 - 1e-9) {
            most = (seconds, bound);
        }
    };
    take(in_slots, Resource::Slots(to));
    for (resource, sum) in on {
        take(
            sum / network.capacity[resource],
            network.resource(Some(resource)),
        );
    }
    Load {
        bytes,
        seconds: most.0,
        last_start: most.0 * share_before_the_last(jobs, bytes, slots),
        bound: most.1,
    }
}

/// The share of the bytes that must have moved before the last job can have a slot.
fn share_before_the_last(jobs: &[Job], bytes: f64, slots: f64) -> f64 {
    let mut sizes: Vec<(f64, f64)> = jobs.iter().map(|job| (job.bytes, job.count)).collect();
    sizes.sort_by(|one, other| other.0.total_cmp(&one.0));
    let mut left = slots;
    let mut last = 0.0;
    for (size, count) in sizes {
        last += size * count.min(left);
        left = (left - count).max(0.0);
    }
    if bytes > 0.0 {
        (1.0 - last / bytes).max(0.0)
    } else {
        0.0
    }
}
