//! What can be deleted of restore points, and the retention that keeps the rules of a repository.
//!
//! Always true here: a point or a log that is immutable at a repository stays there for its time from when it was complete
//! there, and with it the points and logs that a restore of it reads.

use super::Vault;
use super::job::JobState;
use super::log::Log;
use super::point::Point;
use super::side::Side;
use crate::model::{Backup, ChainKind, RepositoryId, VmId};
use crate::units::Moment;
use std::collections::VecDeque;

/// Up to which place points, and logs, are to be deleted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Before {
    pub(super) point: usize,
    pub(super) log: usize,
}

/// Deletes logs at a side, the youngest first.
struct Logs<'l> {
    logs: &'l mut VecDeque<Log>,
    /// Those from here on have been looked at.
    seen: usize,
    end: usize,
    side: Side,
    now: Moment,
    /// One that stays is replayed on what reaches this instant.
    needed: Option<Moment>,
    freed: u64,
}

impl Logs<'_> {
    /// Those that were captured after an instant.
    fn after(&mut self, instant: Moment) {
        while let Some(place) = self.seen.checked_sub(1)
            && self.logs[place].captured > instant
        {
            self.seen = place;
            let log = &mut self.logs[place];
            self.needed = self.needed.filter(|from| log.captured >= *from);
            if !log.lies(self.side.first) {
                // What lies before it is of no use to what comes after it.
                self.needed = None;
                continue;
            }
            if self.needed.is_some() || self.side.locks_log(log, self.now) {
                self.needed = Some(log.from);
            } else if place < self.end {
                self.freed += log.bytes;
                match self.side.first {
                    true => log.first = false,
                    false => log.second = false,
                }
            }
        }
    }
}

impl JobState {
    /// The points before a place that can be deleted at a side lie there no more. Returns the bytes that are free then.
    fn delete(&mut self, chain: ChainKind, end: usize, logs: &mut Logs<'_>) -> u64 {
        let (side, now) = (logs.side, logs.now);
        let mut freed = 0;
        // A younger one of its chain is immutable, and reads it.
        let mut needed = false;
        for index in (0..self.points.len()).rev() {
            logs.after(self.points[index].captured);
            // The newest that they can be replayed on has to stay.
            let captured = self.points[index].captured;
            let reaches = logs.needed.is_some_and(|from| captured >= from);
            let base = reaches && self.chain_lies(index, side.first, chain);
            logs.needed = logs.needed.filter(|_| !base);
            let point = &mut self.points[index];
            let reads = chain != ChainKind::Differential || point.full;
            let stays = side.locks(point, now) || (needed && reads) || base;
            needed = (needed || stays) && !point.full;
            if stays || index >= end || !side.holds(point) {
                continue;
            }
            freed += point.bytes;
            match side.first {
                true => point.first = false,
                false => point.second = false,
            }
        }
        freed
    }

    /// Where the chain that begins here ends: the place of the next full, if there is one.
    fn chain_ends(&self, begin: usize) -> Option<usize> {
        let mut younger = self.points.iter().skip(begin + 1);
        younger
            .position(|point| point.full)
            .map(|at| begin + 1 + at)
    }
}

impl Vault<'_> {
    /// The points and logs of a VM before a place that can be deleted at a side lie there no more. Returns the bytes that
    /// came free at its repository.
    pub(super) fn delete(
        &mut self,
        vm: VmId,
        (repository, side): (RepositoryId, Side),
        before: Before,
        now: Moment,
    ) -> u64 {
        let chain = self.backup_of(vm).1.chain;
        self.logs[vm].tested = 0;
        let logs = &mut self.logs[vm].logs;
        let mut logs = Logs {
            seen: logs.len(),
            logs,
            end: before.log,
            side,
            now,
            needed: None,
            freed: 0,
        };
        let points = self.jobs[vm].delete(chain, before.point, &mut logs);
        // What no point is left for.
        logs.after(Moment::ZERO);
        let freed = points + logs.freed;
        self.free(repository, freed);
        freed
    }

    /// Whether any repository of a backup has points that cannot be deleted.
    fn keeps_immutable(&self, backup: &Backup) -> bool {
        let mut all = backup.repositories();
        all.any(|id| self.blueprint.repository(id).immutable.is_some())
    }

    /// What is past its time of the points of a VM goes. `read` is the point that is being read, if one is.
    pub(in crate::world) fn retain(&mut self, vm: VmId, now: Moment, read: Option<u32>) {
        match self.keeps_immutable(self.backup_of(vm).1) {
            true => self.retain_what_is_immutable(vm, now, read),
            false => self.apply_retention(vm, now, read),
        }
    }

    /// Retention where points may be immutable: whole chains that are past their time go, the oldest first, from where
    /// they can be deleted. What lies nowhere any more is forgotten.
    fn retain_what_is_immutable(&mut self, vm: VmId, now: Moment, read: Option<u32>) {
        let backup = self.backup_of(vm).1;
        let mut begin = 0;
        while let Some(end) = self.jobs[vm].chain_ends(begin) {
            let job = &self.jobs[vm];
            let past = job.dropped + end as u32;
            let next_full = job.points[end].captured;
            let logs = &self.logs[vm];
            let before = Before {
                point: end,
                log: (logs.logs).partition_point(|log| log.captured <= next_full),
            };
            let log_past = logs.dropped + before.log as u32;
            let copy_pending = (job.copying && job.next_copy < past)
                || (logs.copying && logs.next_copy < log_past);
            let in_use = read.is_some_and(|point| point < past);
            if copy_pending || in_use || !job.expires(backup.keep, end, now) {
                return;
            }
            for side in self.sides(backup) {
                self.delete(vm, side, before, now);
            }
            let job = &self.jobs[vm];
            let lies = |point: &Point| point.first || point.second;
            match begin == 0 && !job.points.iter().take(end).any(lies) {
                true => {
                    for _ in 0..end {
                        self.drop_oldest_point(vm);
                    }
                    self.drop_logs(vm, now);
                }
                false => begin = end,
            }
        }
    }
}
