//! Chains of restore points: what a restore reads, retention, loss.
//!
//! Always true here: a point that no repository holds is kept as long as its chain, so that sequence
//! numbers stay; what is read is not dropped.

use super::Vault;
use super::job::JobState;
use super::point::Point;
use crate::model::{ChainKind, RepositoryId, Retention, VmId};
use crate::units::Moment;

/// So many points that retention has dropped are remembered of a VM, where intruders may strike.
const MOST_GONE: usize = 1 << 10;

impl JobState {
    /// The points that a restore of `index` reads: itself and back to its full; of a differential only
    /// the full and itself.
    pub(super) fn chain_of(&self, index: usize, chain: ChainKind) -> impl Iterator<Item = &Point> {
        let mut first = index;
        while first > 0 && !self.points[first].full {
            first -= 1;
        }
        (first..=index)
            .filter(move |at| chain != ChainKind::Differential || *at == first || *at == index)
            .map(|at| &self.points[at])
    }

    /// How many points the oldest chain has, where a younger one follows it. What has been looked through
    /// is not looked through again: a point that is no full never becomes one.
    fn oldest_chain(&mut self) -> Option<usize> {
        let looked = self.looked.saturating_sub(self.dropped).max(1) as usize;
        let mut younger = self.points.iter().skip(looked);
        let found = younger.position(|point| point.full);
        let chain = found.map(|place| looked + place);
        self.looked = self.dropped + chain.unwrap_or(self.points.len()) as u32;
        chain
    }

    /// Whether the retention of a backup lets go of the chains before a place. Points that a repository took with it
    /// do not count.
    pub(super) fn expires(&self, keep: Retention, end: usize, now: Moment) -> bool {
        let younger = self.points.iter().skip(end);
        let mut stand = younger.filter(|point| point.first || point.second);
        match keep {
            Retention::Age(age) => {
                now.since(self.points[end - 1].captured) > age && stand.next().is_some()
            }
            Retention::Count(count) => {
                let most = self.points.len() - end;
                most >= count as usize && stand.count() >= count as usize
            }
        }
    }

    /// Whether all points that a restore of `index` reads lie at the first repository, or the second.
    pub(super) fn chain_lies(&self, index: usize, first: bool, chain: ChainKind) -> bool {
        let mut points = self.chain_of(index, chain);
        points.all(|point| if first { point.first } else { point.second })
    }
}

impl Vault<'_> {
    /// Drops the oldest chain of a VM while every point of it is past its time and a younger chain is
    /// there. `read` is the point that is being read, if one is.
    pub(super) fn apply_retention(&mut self, vm: VmId, now: Moment, read: Option<u32>) {
        let keep = self.backup_of(vm).1.keep;
        loop {
            let job = &self.jobs[vm];
            // What is cheap to ask comes first: most jobs drop nothing.
            let early = match keep {
                Retention::Age(age) => {
                    let oldest = job.points.front();
                    oldest.is_none_or(|point| now.since(point.captured) <= age)
                }
                Retention::Count(count) => job.points.len() <= count as usize,
            };
            if early {
                return;
            }
            let Some(chain) = self.jobs[vm].oldest_chain() else {
                return;
            };
            let job = &self.jobs[vm];
            // Most often the newest of them is not past its time, and nothing else need be asked.
            if let Retention::Age(age) = keep
                && now.since(job.points[chain - 1].captured) <= age
            {
                return;
            }
            let expired = job.expires(keep, chain, now);
            let end = job.dropped + chain as u32;
            let copy_pending = job.copying && job.next_copy < end;
            let in_use = read.is_some_and(|point| point < end);
            if !expired || copy_pending || in_use {
                return;
            }
            self.drop_oldest_points(vm, chain);
            self.drop_logs(vm, now);
        }
    }

    /// The oldest points of a VM, so many, are dropped: what they took is free.
    pub(super) fn drop_oldest_points(&mut self, vm: VmId, count: usize) {
        let backup = self.backup_of(vm).1;
        let job = &mut self.jobs[vm];
        let (mut at_first, mut at_second) = (0, 0);
        for point in job.points.drain(..count) {
            at_first += u64::from(point.first) * point.bytes;
            at_second += u64::from(point.second) * point.bytes;
            if self.remembers {
                if job.gone.len() == MOST_GONE {
                    job.gone.pop_front();
                }
                job.gone.push_back((point.captured, point.full));
            }
        }
        job.dropped += count as u32;
        job.next_copy = job.next_copy.max(job.dropped);
        self.free(backup.to, at_first);
        if let Some(second) = backup.copy_to {
            self.free(second, at_second);
        }
    }

    /// Drops the logs of a VM that no point is left to replay on, but for those that cannot be deleted.
    pub(super) fn drop_logs(&mut self, vm: VmId, now: Moment) {
        let backup = self.backup_of(vm).1;
        let Some(oldest) = self.jobs[vm].points.front().map(|point| point.captured) else {
            return;
        };
        let sides = self.sides(backup);
        let mut freed = (0, 0);
        let logs = &mut self.logs[vm];
        while let Some(log) = logs.logs.front()
            && log.captured <= oldest
            && !(logs.copying && logs.next_copy == logs.dropped)
            && !sides.clone().any(|(_, side)| side.locks_log(log, now))
        {
            freed.0 += u64::from(log.first) * log.bytes;
            freed.1 += u64::from(log.second) * log.bytes;
            logs.logs.pop_front();
            logs.dropped += 1;
            logs.next_copy = logs.next_copy.max(logs.dropped);
        }
        self.free(backup.to, freed.0);
        if let Some(second) = backup.copy_to {
            self.free(second, freed.1);
        }
    }

    /// Whether points of a VM's backup go to a repository.
    pub(in crate::world) fn backup_goes_to(&self, vm: VmId, repository: RepositoryId) -> bool {
        self.blueprint.vm(vm).protection.backup.is_some_and(|id| {
            let mut goes_to = self.blueprint.backup(id).repositories();
            goes_to.any(|one| one == repository)
        })
    }

    /// The points of a VM that lie at a repository are lost.
    pub(in crate::world) fn lose_points(&mut self, vm: VmId, repository: RepositoryId) {
        let to = self.backup_of(vm).1.to;
        let mut freed = 0;
        let job = &mut self.jobs[vm];
        for point in &mut job.points {
            let lies = if to == repository {
                &mut point.first
            } else {
                &mut point.second
            };
            if std::mem::take(lies) {
                freed += point.bytes;
            }
        }
        if to == repository {
            job.full_needed = true;
        }
        freed += self.lose_logs(vm, repository);
        self.free(repository, freed);
        if to != repository {
            self.copy_again(vm);
        }
    }

    /// What a second repository had of a VM is lost there: the newest chain at the first one is copied again, its full first,
    /// and the logs behind that.
    fn copy_again(&mut self, vm: VmId) {
        let (job, logs) = (&mut self.jobs[vm], &mut self.logs[vm]);
        let full = |point: &Point| point.full && point.first;
        let Some(place) = job.points.iter().rposition(full) else {
            return;
        };
        let from = job.dropped + place as u32;
        if from < job.next_copy {
            job.again_until = job.next_copy;
            job.next_copy = from;
        }
        let captured = job.points[place].captured;
        let log = logs.logs.partition_point(|log| log.captured <= captured);
        let from = logs.dropped + log as u32;
        if from < logs.next_copy {
            logs.again_until = logs.next_copy;
            logs.next_copy = from;
        }
    }
}
