//! What can be deleted of restore points, and the retention that keeps the rules of a repository.
//!
//! Always true here: a point or a log that is immutable at a repository stays there for its time from when it was complete
//! there, and with it the points and logs that a restore of it reads.

use super::Vault;
use super::job::JobState;
use super::log::Log;
use super::point::Point;
use super::side::Side;
use crate::model::{Backup, ChainKind, RepositoryId, Retention, VmId};
use crate::units::Moment;
use std::collections::VecDeque;

/// Up to which place points, and logs, are to be deleted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Before {
    pub(super) point: usize,
    pub(super) log: usize,
}

/// What was deleted of a VM at a side.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Deleted {
    /// Bytes that came free, of points and logs.
    pub(super) freed: u64,
    /// How many points, and the place of the newest of them.
    pub(super) points: u64,
    pub(super) newest: Option<usize>,
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
    /// The points before a place that can be deleted at a side lie there no more.
    fn delete(&mut self, chain: ChainKind, end: usize, logs: &mut Logs<'_>) -> Deleted {
        let (side, now) = (logs.side, logs.now);
        let mut deleted = Deleted::default();
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
            deleted.freed += point.bytes;
            deleted.points += 1;
            deleted.newest = deleted.newest.or(Some(index));
            match side.first {
                true => point.first = false,
                false => point.second = false,
            }
        }
        deleted
    }

    /// Where the last of the oldest chains ends of which retention lets go one after the other, and of which `may_go` says
    /// yes: the place of the next full. Points that a repository took with it do not count.
    pub(super) fn expired(
        &self,
        keep: Retention,
        now: Moment,
        may_go: impl Fn(usize, &Point) -> bool,
    ) -> usize {
        let fulls = self.points.iter().enumerate().skip(1);
        let fulls = fulls.filter(|(_, point)| point.full);
        let goes = |(place, point): &(usize, &Point)| {
            self.expires(keep, *place, now) && may_go(*place, point)
        };
        let gone = fulls.take_while(goes).last();
        gone.map_or(0, |(place, _)| place)
    }

    /// How many points of the oldest chains before a place lie nowhere any more.
    pub(super) fn forgotten(&self, end: usize) -> usize {
        let mut chain = 0;
        for (place, point) in self.points.iter().enumerate().take(end) {
            if point.first || point.second {
                return chain;
            }
            if self.points.get(place + 1).is_none_or(|next| next.full) {
                chain = place + 1;
            }
        }
        chain
    }
}

impl Vault<'_> {
    /// The points and logs of a VM before a place that can be deleted at a side lie there no more.
    pub(super) fn delete(
        &mut self,
        vm: VmId,
        (repository, side): (RepositoryId, Side),
        before: Before,
        now: Moment,
    ) -> Deleted {
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
        let freed = points.freed + logs.freed;
        self.free(repository, freed);
        Deleted { freed, ..points }
    }

    /// Whether any repository of a backup has points that cannot be deleted.
    fn keeps_immutable(&self, backup: &Backup) -> bool {
        let mut all = backup.repositories();
        all.any(|id| self.blueprint.repository(id).immutable.is_some())
    }

    /// What is past its time of the points of a VM goes. `read` is the point that is being read, if one is.
    pub(in crate::world) fn retain(&mut self, vm: VmId, now: Moment, read: Option<u32>) {
        match self.locks && self.keeps_immutable(self.backup_of(vm).1) {
            true => self.retain_what_is_immutable(vm, now, read),
            false => self.apply_retention(vm, now, read),
        }
    }

    /// Retention where points may be immutable: whole chains that are past their time go, the oldest first, from where
    /// they can be deleted. What lies nowhere any more is forgotten.
    fn retain_what_is_immutable(&mut self, vm: VmId, now: Moment, read: Option<u32>) {
        let backup = self.backup_of(vm).1;
        let end = self.past(vm, backup.keep, now, read);
        if end == 0 {
            return;
        }
        let (job, logs) = (&self.jobs[vm], &self.logs[vm]);
        let next_full = job.points[end].captured;
        let before = Before {
            point: end,
            log: (logs.logs).partition_point(|log| log.captured <= next_full),
        };
        for side in self.sides(backup) {
            self.delete(vm, side, before, now);
        }
        let forgotten = self.jobs[vm].forgotten(end);
        self.drop_oldest_points(vm, forgotten);
        self.drop_logs(vm, now);
    }
    /// The place of the full behind the oldest chains of a VM that a retention lets go, and that nothing copies or reads.
    pub(super) fn past(&self, vm: VmId, keep: Retention, now: Moment, read: Option<u32>) -> usize {
        let (job, logs) = (&self.jobs[vm], &self.logs[vm]);
        let copied = logs.copying.then(|| logs.place_of(logs.next_copy));
        let copied = copied.flatten().map(|place| logs.logs[place].captured);
        job.expired(keep, now, |place, next_full| {
            let past = job.dropped + place as u32;
            let copy_pending = (job.copying && job.next_copy < past)
                || copied.is_some_and(|log| log <= next_full.captured);
            let in_use = read.is_some_and(|point| point < past);
            !copy_pending && !in_use
        })
    }
}
