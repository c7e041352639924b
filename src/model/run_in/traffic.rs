//! What backups, copies and replicas move over which pipes, on the mean and all at once.
//!
//! Always true here: rates in bytes per second on the wire (of a pool: as VMs see them), lengths in
//! milliseconds; shares of what a pipe leaves are max–min fair.

use super::Work;
use crate::model::blueprint::Blueprint;
use crate::model::bytes::{disk_rate, reduced};
use crate::model::chain;
use crate::model::fair::level;
use crate::model::group;
use crate::model::ids::{RepositoryId, StampId};
use crate::model::place::{COPIES, Component};
use crate::model::protection::{Backup, ChainKind, ReplicationMode};
use crate::model::retention::may_be_kept;
use crate::model::route::{self, Pipes};
use crate::model::topology::around;
use crate::units::Span;

/// However busy a pipe is with jobs, groups get so much of it.
const LEFT: f64 = 0.25;

/// A pipe and what goes through it.
#[derive(Clone, Debug)]
struct Pipe {
    rate: f64,
    /// Bytes per second on the mean: of groups, and of backups and copies.
    groups: f64,
    jobs: f64,
    /// Bytes of all fulls, all increments, and all copies of fulls.
    fulls: f64,
    increments: f64,
    copies: f64,
    /// What each group on it would send, in bytes per second.
    demands: Vec<f64>,
    /// What it gives a group that follows, and one more that is copied as a whole.
    steady: f64,
    beside: f64,
}

impl Pipe {
    /// What groups leave to jobs: at least a fair share.
    fn left(&self) -> f64 {
        let fair = self.rate / (self.demands.len() + 1) as f64;
        (self.rate - self.groups).max(fair)
    }
}

/// The pipes of a transfer, each with the bytes that go through it for one on the wire.
type Way = Vec<(usize, f64)>;

/// See the module.
#[derive(Debug)]
pub(super) struct Traffic<'b> {
    blueprint: &'b Blueprint,
    numbers: Pipes,
    pipes: Vec<Pipe>,
    /// By group: its way, and what it writes, in bytes per second on the wire.
    groups: Vec<(Way, f64)>,
    /// By backup: what its jobs have to do, if it has any.
    work: Vec<Option<Work>>,
}

/// Bytes of the full and of the usual increment of a VM, on the wire.
fn bytes_of(blueprint: &Blueprint, vm: usize, backup: &Backup) -> (f64, f64) {
    let plan = &blueprint.vms[vm];
    let full = plan.used.0 as f64;
    let since = |since| chain::changed(full, chain::written(blueprint, plan), since);
    let changed = match backup.chain {
        ChainKind::Full => full,
        ChainKind::Incremental => since(backup.every),
        ChainKind::Differential => since(backup.full_every),
    };
    (
        reduced(full, backup.reduction),
        reduced(changed, backup.reduction),
    )
}

/// Fulls and increments per second.
fn jobs_per_second(backup: &Backup) -> (f64, f64) {
    let fulls = 1.0 / backup.full_every.as_seconds().max(1.0);
    let jobs = 1.0 / backup.every.as_seconds().max(1.0);
    (fulls, (jobs - fulls).max(0.0))
}

/// Bytes that each repository may hold when retention has begun to drop points.
pub(super) fn held(blueprint: &Blueprint) -> Vec<f64> {
    let mut held = vec![0.0; blueprint.repositories.len()];
    for plan in &blueprint.vms {
        let Some(backup) = plan.protection.backup.map(|id| blueprint.backup(id)) else {
            continue;
        };
        let written = chain::written(blueprint, plan);
        for to in backup.repositories() {
            let immutable = blueprint.repository(to).immutable;
            held[to.index()] += may_be_kept(backup, immutable, plan.used.0 as f64, written);
        }
    }
    held
}

impl<'b> Traffic<'b> {
    pub(super) fn new(blueprint: &'b Blueprint) -> Traffic<'b> {
        let numbers = Pipes::of(blueprint);
        let rates = numbers.all().iter();
        let rates: Vec<f64> = rates.map(|pipe| pipe.rate(blueprint).0 as f64).collect();
        let pipe = |rate| Pipe {
            rate,
            groups: 0.0,
            jobs: 0.0,
            fulls: 0.0,
            increments: 0.0,
            copies: 0.0,
            demands: Vec::new(),
            steady: rate,
            beside: rate,
        };
        let mut traffic = Traffic {
            blueprint,
            numbers,
            pipes: rates.into_iter().map(pipe).collect(),
            groups: Vec::new(),
            work: vec![None; blueprint.protections.backups.len()],
        };
        traffic.add_groups();
        traffic.add_jobs();
        traffic.level();
        traffic
    }

    fn to_repository(&self, stamp: StampId, backup: &Backup) -> Option<Way> {
        let route = route::backup(self.blueprint, stamp, backup.to)?;
        Some(self.numbers.weighed(&route, backup.reduction))
    }

    fn copy(&self, from: RepositoryId, to: RepositoryId) -> Option<Way> {
        let route = route::copy(self.blueprint, from, to)?;
        Some(self.numbers.weighed(&route, 1.0))
    }

    fn add_groups(&mut self) {
        for group in &self.blueprint.groups {
            let replication = self.blueprint.replication(group.replication);
            // A replica that nothing leads to is refused later.
            let route = route::between(self.blueprint, group.from, replication.to);
            let route = route.unwrap_or_default();
            let way = self.numbers.weighed(&route, replication.reduction);
            let churn = group::written(self.blueprint, group);
            let sent = group::sent(self.blueprint, group);
            for (pipe, bytes) in &way {
                self.pipes[*pipe].groups += sent * bytes;
                self.pipes[*pipe].demands.push(sent * bytes);
            }
            self.groups.push((way, churn));
        }
    }

    fn add_jobs(&mut self) {
        let blueprint = self.blueprint;
        let mut slots = vec![(0.0, 0.0); blueprint.repositories.len()];
        for (vm, plan) in blueprint.vms.iter().enumerate() {
            let Some(backup) = plan.protection.backup.map(|id| blueprint.backup(id)) else {
                continue;
            };
            let (full, increment) = bytes_of(blueprint, vm, backup);
            let (fulls, increments) = jobs_per_second(backup);
            // A differential is on the mean half of what it is before the next full.
            let part = if backup.chain == ChainKind::Differential {
                0.5
            } else {
                1.0
            };
            let second = Span::seconds(1);
            let logs = chain::logged(backup, chain::written(blueprint, plan), second);
            let logs = reduced(logs, backup.reduction);
            let mean = full * fulls + part * increment * increments + logs;
            if let Some(way) = self.to_repository(plan.stamp, backup) {
                for (pipe, bytes) in way {
                    let pipe = &mut self.pipes[pipe];
                    pipe.jobs += mean * bytes;
                    pipe.fulls += full * bytes;
                    pipe.increments += increment * bytes;
                }
            }
            // Fulls that are put together come on top of what moves: the first of each chain may have to.
            let within = backup
                .synthetic
                .and_then(|_| self.copy(backup.to, backup.to));
            for (pipe, bytes) in within.into_iter().flatten() {
                let pipe = &mut self.pipes[pipe];
                pipe.jobs += full * fulls * bytes;
                pipe.fulls += full * bytes;
            }
            if let Some(way) = backup.copy_to.and_then(|to| self.copy(backup.to, to)) {
                for (pipe, bytes) in way {
                    let pipe = &mut self.pipes[pipe];
                    pipe.jobs += mean * bytes;
                    pipe.copies += full * bytes;
                }
            }
            let disks = self.disks(vm, backup);
            let (all_fulls, all_increments) = &mut slots[backup.to.index()];
            let count = f64::from(blueprint.repository(backup.to).slots.max(1));
            *all_fulls += full / disks / count;
            *all_increments += increment / disks / count;
        }
        for (vm, plan) in blueprint.vms.iter().enumerate() {
            if let Some(id) = plan.protection.backup {
                let backup = blueprint.backup(id);
                let work = self.work_of(vm, backup, slots[backup.to.index()]);
                let sum = self.work[id.index()].get_or_insert_with(Work::default);
                sum.fulls = sum.fulls.max(work.fulls);
                sum.increments = sum.increments.max(work.increments);
                sum.copies = sum.copies.max(work.copies);
                sum.load = sum.load.max(work.load);
            }
        }
    }

    /// What the disks of a VM give, in bytes per second on the wire.
    fn disks(&self, vm: usize, backup: &Backup) -> f64 {
        let plan = &self.blueprint.vms[vm];
        let stamp = self.blueprint.stamp(plan.stamp);
        disk_rate(stamp, plan.disks, backup.reduction).0 as f64
    }

    fn work_of(&self, vm: usize, backup: &Backup, slots: (f64, f64)) -> Work {
        let (full, increment) = bytes_of(self.blueprint, vm, backup);
        let disks = self.disks(vm, backup);
        let mut work = Work {
            fulls: (full / disks).max(slots.0),
            increments: (increment / disks).max(slots.1),
            copies: 0.0,
            load: 0.0,
        };
        let stamp = self.blueprint.vms[vm].stamp;
        for (pipe, _) in self.to_repository(stamp, backup).unwrap_or_default() {
            let pipe = &self.pipes[pipe];
            let left = pipe.left();
            work.fulls = work.fulls.max(pipe.fulls / left);
            work.increments = work.increments.max(pipe.increments / left);
            work.load = work.load.max((pipe.jobs + pipe.groups) / pipe.rate);
        }
        let within = backup
            .synthetic
            .and_then(|_| self.copy(backup.to, backup.to));
        for (pipe, _) in within.into_iter().flatten() {
            let pipe = &self.pipes[pipe];
            work.fulls = work.fulls.max(pipe.fulls / pipe.left());
            work.load = work.load.max((pipe.jobs + pipe.groups) / pipe.rate);
        }
        let copy = backup.copy_to.and_then(|to| self.copy(backup.to, to));
        for (pipe, _) in copy.unwrap_or_default() {
            let pipe = &self.pipes[pipe];
            let left = pipe.left();
            work.copies = work.copies.max(pipe.copies / left);
            work.load = work.load.max((pipe.jobs + pipe.groups) / pipe.rate);
        }
        let second = 1_000.0;
        work.fulls *= second;
        work.increments *= second;
        work.copies *= second;
        work
    }

    /// What the jobs of a backup have to do; none where no VM has it.
    pub(super) fn backup(&self, index: usize) -> Option<Work> {
        self.work[index]
    }

    /// Works out what each pipe gives a group: one that sends more than it gets for ever, and one that
    /// is copied as a whole beside the others.
    fn level(&mut self) {
        for pipe in &mut self.pipes {
            let left = (pipe.rate - pipe.jobs).max(LEFT * pipe.rate);
            pipe.demands.sort_by(f64::total_cmp);
            pipe.steady = level(&pipe.demands, 0, left);
            pipe.beside = level(&pipe.demands, 1, left);
        }
    }

    /// The least of what the pipes of a group give.
    fn share(&self, group: usize, of: impl Fn(&Pipe) -> f64) -> f64 {
        let way = self.groups[group].0.iter();
        let shares = way.map(|(pipe, bytes)| of(&self.pipes[*pipe]) / bytes);
        shares.fold(self.limit(group), f64::min)
    }

    fn limit(&self, group: usize) -> f64 {
        group::limit(self.blueprint, &self.blueprint.groups[group])
    }

    /// How long a whole copy of a group takes.
    pub(super) fn whole_copy(&self, group: usize) -> f64 {
        let plan = &self.blueprint.groups[group];
        let replication = self.blueprint.replication(plan.replication);
        let disks = group::disks(self.blueprint, plan);
        let most = group::copy_rate(replication, self.blueprint.stamp(plan.from), disks);
        let rate = self.share(group, |pipe| pipe.beside).min(most.0 as f64);
        1_000.0 * group::whole(self.blueprint, plan) / rate.max(1.0)
    }

    /// The cycle of a replica that falls behind its log for ever: it breaks off, is copied as a whole,
    /// and falls behind again. None where it keeps up.
    pub(super) fn break_cycle(&self, group: usize) -> Option<f64> {
        let plan = &self.blueprint.groups[group];
        let replication = self.blueprint.replication(plan.replication);
        let churn = self.groups[group].1;
        let rate = self.share(group, |pipe| pipe.steady);
        if replication.mode != ReplicationMode::Async || rate >= churn * (1.0 - 1e-9) {
            return None;
        }
        let falls_behind = replication.log_limit.0 as f64 / (1.0 - rate / churn);
        Some(falls_behind + self.whole_copy(group))
    }

    /// How long the copies of a disk are made again, at most, after a part of a stamp was away.
    pub(super) fn rebuild(&self, target: Component) -> f64 {
        let stamp = around(self.blueprint, target).stamp;
        let pool = |id: StampId| Some((id, self.blueprint.stamp(id).storage.as_ref()?));
        let Some((stamp, storage)) = stamp.and_then(pool) else {
            return 0.0;
        };
        let here = self.blueprint.vms.iter().filter(|vm| vm.stamp == stamp);
        let used: f64 = here.map(|vm| vm.used.0 as f64).sum();
        let bytes = f64::from(COPIES) * used / f64::from(storage.disks.len() as u32).max(1.0);
        let rate = storage.rebuild_rate.0.min(storage.rate.0).max(1) as f64;
        1_000.0 * bytes / rate + storage.retire_after.0 as f64
    }
}
