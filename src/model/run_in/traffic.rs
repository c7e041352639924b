//! What backups, copies and replicas move over which pipes, on the mean and all at once.
//!
//! Always true here: rates in bytes per second on the wire (of a pool: as VMs see them), lengths in
//! milliseconds; shares of what a pipe leaves are max–min fair.

use super::Work;
use crate::model::blueprint::Blueprint;
use crate::model::ids::{RepositoryId, SiteId, StampId};
use crate::model::place::{Component, Place, joined};
use crate::model::protection::{Backup, ChainKind, ReplicationMode};
use crate::model::retention::reach;
use crate::model::topology::around;

/// Copies of each slab of a pool.
const COPIES: f64 = 3.0;
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
    let since = match backup.chain {
        ChainKind::Full | ChainKind::Incremental => backup.every,
        ChainKind::Differential => backup.full_every,
    };
    let changed = match backup.chain {
        ChainKind::Full => full,
        ChainKind::Incremental | ChainKind::Differential => {
            (plan.churn * since.as_seconds()).min(full)
        }
    };
    (full / backup.reduction, changed / backup.reduction)
}

/// Fulls and increments per second.
fn jobs_per_second(backup: &Backup) -> (f64, f64) {
    let fulls = 1.0 / backup.full_every.as_seconds().max(1.0);
    let jobs = 1.0 / backup.every.as_seconds().max(1.0);
    (fulls, (jobs - fulls).max(0.0))
}

/// Bytes that each repository holds when retention has begun to drop points, on the safe side.
pub(super) fn held(blueprint: &Blueprint) -> Vec<f64> {
    let mut held = vec![0.0; blueprint.repositories.len()];
    for (vm, plan) in blueprint.vms.iter().enumerate() {
        let Some(backup) = plan.backup.map(|id| blueprint.backup(id)) else {
            continue;
        };
        let (full, increment) = bytes_of(blueprint, vm, backup);
        let (fulls, increments) = jobs_per_second(backup);
        let age = reach(backup).as_seconds() + 2.0 * backup.full_every.as_seconds();
        let bytes = full * (age * fulls + 1.0) + increment * age * increments;
        for to in std::iter::once(backup.to).chain(backup.copy_to) {
            held[to.index()] += bytes;
        }
    }
    held
}

/// What each of those gets, max–min fairly, that claim more than that; `more` of them claim everything.
/// Without any such claim it is all that is left for one.
fn fair(ascending: &[f64], more: usize, rate: f64) -> f64 {
    let mut left = rate;
    for (place, claim) in ascending.iter().enumerate() {
        let share = left / (ascending.len() - place + more) as f64;
        if *claim > share {
            return share;
        }
        left -= claim;
    }
    if more > 0 {
        left / more as f64
    } else {
        f64::INFINITY
    }
}

impl<'b> Traffic<'b> {
    pub(super) fn new(blueprint: &'b Blueprint) -> Traffic<'b> {
        let mut rates: Vec<f64> = Vec::new();
        rates.extend(blueprint.stamps.iter().map(|one| one.uplink.0 as f64));
        rates.extend(blueprint.links.iter().map(|one| one.rate.0 as f64));
        rates.extend(blueprint.repositories.iter().map(|one| one.write.0 as f64));
        rates.extend(blueprint.repositories.iter().map(|one| one.read.0 as f64));
        rates.extend(blueprint.stamps.iter().map(|one| {
            let storage = one.storage.as_ref();
            storage.map_or(f64::INFINITY, |storage| storage.rate.0 as f64)
        }));
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
            pipes: rates.into_iter().map(pipe).collect(),
            groups: Vec::new(),
            work: vec![None; blueprint.backups.len()],
        };
        traffic.add_groups();
        traffic.add_jobs();
        traffic.level();
        traffic
    }

    fn link(&self, way: &mut Way, one: SiteId, other: SiteId) -> bool {
        let found = joined(&self.blueprint.links, one, other);
        let link = found.and_then(|found| found.link());
        way.extend(link.map(|id| (self.blueprint.stamps.len() + id.index(), 1.0)));
        found.is_some()
    }

    fn write(&self, to: RepositoryId) -> usize {
        self.blueprint.stamps.len() + self.blueprint.links.len() + to.index()
    }

    fn read(&self, from: RepositoryId) -> usize {
        self.write(from) + self.blueprint.repositories.len()
    }

    fn pool(&self, stamp: StampId) -> usize {
        let repositories = self.blueprint.repositories.len();
        self.blueprint.stamps.len() + self.blueprint.links.len() + 2 * repositories + stamp.index()
    }

    fn pool_of(&self, way: &mut Way, repository: RepositoryId) {
        if let Place::Stamp(stamp) = self.blueprint.repository(repository).at {
            way.push((self.pool(stamp), 1.0));
        }
    }

    fn to_repository(&self, stamp: StampId, backup: &Backup) -> Option<Way> {
        let mut way = vec![(self.write(backup.to), 1.0)];
        let repository = self.blueprint.repository(backup.to);
        let inside = match repository.at {
            Place::Stamp(id) => Some(id),
            Place::Rack(id) => Some(self.blueprint.racks[id.index()].stamp),
            Place::Site(_) | Place::Enclosure(_) => None,
        };
        if inside != Some(stamp) {
            way.push((stamp.index(), 1.0));
            way.extend(inside.map(|other| (other.index(), 1.0)));
        }
        let joined = self.link(&mut way, self.blueprint.stamp(stamp).site, repository.site);
        way.push((self.pool(stamp), backup.reduction));
        self.pool_of(&mut way, backup.to);
        joined.then_some(way)
    }

    fn copy(&self, from: RepositoryId, to: RepositoryId) -> Option<Way> {
        let mut way = vec![(self.read(from), 1.0), (self.write(to), 1.0)];
        let site = |id| self.blueprint.repository(id).site;
        let joined = self.link(&mut way, site(from), site(to));
        self.pool_of(&mut way, from);
        self.pool_of(&mut way, to);
        joined.then_some(way)
    }

    fn add_groups(&mut self) {
        for group in &self.blueprint.groups {
            let replication = self.blueprint.replication(group.replication);
            let (from, to) = (group.from, replication.to);
            let mut way = vec![(from.index(), 1.0), (to.index(), 1.0)];
            let site = |id| self.blueprint.stamp(id).site;
            self.link(&mut way, site(from), site(to));
            way.push((self.pool(from), replication.reduction));
            way.push((self.pool(to), replication.reduction));
            let vms = group.vms.iter().map(|vm| self.blueprint.vm(*vm));
            let stateful = vms.filter(|vm| self.blueprint.role(vm.role).stateful);
            let churn = stateful.map(|vm| vm.churn).sum::<f64>() / replication.reduction;
            let most = replication.rate.map_or(f64::INFINITY, |rate| rate.0 as f64);
            for (pipe, bytes) in &way {
                self.pipes[*pipe].groups += churn.min(most) * bytes;
                self.pipes[*pipe].demands.push(churn.min(most) * bytes);
            }
            self.groups.push((way, churn));
        }
    }

    fn add_jobs(&mut self) {
        let blueprint = self.blueprint;
        let mut slots = vec![(0.0, 0.0); blueprint.repositories.len()];
        for (vm, plan) in blueprint.vms.iter().enumerate() {
            let Some(backup) = plan.backup.map(|id| blueprint.backup(id)) else {
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
            let mean = full * fulls + part * increment * increments;
            if let Some(way) = self.to_repository(plan.stamp, backup) {
                for (pipe, bytes) in way {
                    let pipe = &mut self.pipes[pipe];
                    pipe.jobs += mean * bytes;
                    pipe.fulls += full * bytes;
                    pipe.increments += increment * bytes;
                }
            }
            if let Some(way) = backup.copy_to.and_then(|to| self.copy(backup.to, to)) {
                for (pipe, bytes) in way {
                    let pipe = &mut self.pipes[pipe];
                    pipe.jobs += mean * bytes;
                    pipe.copies += full * bytes;
                }
            }
            let disks = self.disks(vm) / backup.reduction;
            let (all_fulls, all_increments) = &mut slots[backup.to.index()];
            let count = f64::from(blueprint.repository(backup.to).slots.max(1));
            *all_fulls += full / disks / count;
            *all_increments += increment / disks / count;
        }
        for (vm, plan) in blueprint.vms.iter().enumerate() {
            if let Some(id) = plan.backup {
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

    /// What the disks of a VM give, in bytes per second.
    fn disks(&self, vm: usize) -> f64 {
        let plan = &self.blueprint.vms[vm];
        let rate = self.blueprint.stamp(plan.stamp).disk_rate.0 as f64;
        rate * f64::from(plan.disks.max(1))
    }

    fn work_of(&self, vm: usize, backup: &Backup, slots: (f64, f64)) -> Work {
        let (full, increment) = bytes_of(self.blueprint, vm, backup);
        let disks = self.disks(vm) / backup.reduction;
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
            pipe.steady = fair(&pipe.demands, 0, left);
            pipe.beside = fair(&pipe.demands, 1, left);
        }
    }

    /// The least of what the pipes of a group give.
    fn share(&self, group: usize, of: impl Fn(&Pipe) -> f64) -> f64 {
        let way = self.groups[group].0.iter();
        let shares = way.map(|(pipe, bytes)| of(&self.pipes[*pipe]) / bytes);
        shares.fold(self.limit(group), f64::min)
    }

    fn limit(&self, group: usize) -> f64 {
        let id = self.blueprint.groups[group].replication;
        let most = self.blueprint.replication(id).rate;
        most.map_or(f64::INFINITY, |rate| rate.0 as f64)
    }

    /// How long a whole copy of a group takes.
    pub(super) fn whole_copy(&self, group: usize) -> f64 {
        let plan = &self.blueprint.groups[group];
        let replication = self.blueprint.replication(plan.replication);
        let vms = plan.vms.iter().map(|vm| self.blueprint.vm(*vm));
        let used: f64 = vms.clone().map(|vm| vm.used.0 as f64).sum();
        let disks: u32 = vms.map(|vm| vm.disks).sum();
        let disks = f64::from(disks.min(replication.disks_at_once).max(1));
        let most = disks * self.blueprint.stamp(plan.from).disk_rate.0 as f64;
        let most = most / replication.reduction;
        1_000.0 * used
            / replication.reduction
            / self.share(group, |pipe| pipe.beside).min(most).max(1.0)
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
        let pool = |id| Some((id, self.blueprint.stamp(id).storage.as_ref()?));
        let Some((stamp, storage)) = around(self.blueprint, target).stamp.and_then(pool) else {
            return 0.0;
        };
        let here = self.blueprint.vms.iter().filter(|vm| vm.stamp == stamp);
        let used: f64 = here.map(|vm| vm.used.0 as f64).sum();
        let bytes = COPIES * used / f64::from(storage.disks.len() as u32).max(1.0);
        let rate = storage.rebuild_rate.0.min(storage.rate.0).max(1) as f64;
        1_000.0 * bytes / rate + storage.retire_after.0 as f64
    }
}
