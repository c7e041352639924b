//! Intruders among restore points and logs: which hold them, which they delete, which clean instant is left.
//!
//! Always true here: what was captured while they were in is never clean; what cannot be deleted stays.

use super::Vault;
use super::job::JobState;
use super::locked::Before;
use super::log::Log;
use super::point::Point;
use super::replay::Follow;
use super::side::Side;
use crate::model::record::Missing;
use crate::model::{Backup, RepositoryId, Retention, VmId};
use crate::units::Moment;

/// What intruders delete at a repository.
#[derive(Clone, Copy, Debug)]
pub(in crate::world) struct Wiping {
    pub(in crate::world) repository: RepositoryId,
    pub(in crate::world) now: Moment,
    /// What is restored is scanned: a point that holds them would have served as well.
    pub(in crate::world) scanned: bool,
    /// They reach what had come there by then; all of it where there is none.
    pub(in crate::world) came_by: Option<Moment>,
}

impl JobState {
    /// Where among the points that retention has dropped the newest one lies that was captured before an instant.
    fn newest_gone(&self, entry: Moment) -> Option<usize> {
        self.gone
            .iter()
            .rposition(|(captured, _)| *captured < entry)
    }

    /// When the last of the chain was captured that this one of the dropped points belongs to: it goes as a whole.
    fn last_of_chain(&self, place: usize) -> Moment {
        let dropped = self.gone.iter().copied();
        let kept = self.points.iter().map(|point| (point.captured, point.full));
        let younger = dropped.chain(kept).skip(place + 1);
        let own = younger.take_while(|(_, full)| !full);
        own.last()
            .map_or(self.gone[place].0, |(captured, _)| captured)
    }
}

impl Log {
    /// What was written from an instant on holds intruders. Before it at most what lies between was not written.
    fn is_infected(&mut self, entry: Moment) {
        let since = self.captured.since(entry).0;
        let clock = self.clock.saturating_sub(since).max(self.from_clock);
        self.sound = self.sound.min((entry, clock));
    }
}

impl Vault<'_> {
    /// Intruders delete the points of a VM at a repository, but for those that cannot be deleted.
    pub(in crate::world) fn wipe(&mut self, vm: VmId, what: Wiping) {
        let Wiping {
            repository,
            now,
            scanned,
            came_by,
        } = what;
        let backup = self.backup_of(vm).1;
        let had_any = self.newest_left(vm, true).is_some();
        let all = self.sides(backup).filter(|(id, _)| *id == repository);
        for (_, side) in all {
            let [clean, newest] = [false, true].map(|any| self.newest_at_side(vm, side, any));
            let before = self.reached_of(vm, side, came_by);
            let freed = self.delete(vm, (repository, side), before, now).freed;
            let [clean_left, newest_left] =
                [false, true].map(|any| self.newest_at_side(vm, side, any));
            let gone = |before: Option<Moment>, left| before.filter(|_| left != before);
            let clean_gone = gone(clean, clean_left);
            let any_gone = gone(newest, newest_left);
            let newer = |at: Option<Moment>, known: Option<(Moment, RepositoryId)>| {
                let newer = at.filter(|at| known.is_none_or(|(known, _)| known < *at));
                newer.map(|at| (at, repository)).or(known)
            };
            let job = &mut self.jobs[vm];
            job.full_needed |= freed > 0;
            job.clean_deleted = newer(clean_gone, job.clean_deleted);
            let serves = if scanned { any_gone } else { clean_gone };
            job.deleted = newer(serves, job.deleted);
            if freed > 0 {
                job.wiped = job.wiped.max(newest);
            }
        }
        if had_any && self.newest_left(vm, true).is_none() {
            self.jobs[vm].bared = Some(now);
        }
    }

    /// Intruders who strike now were in a VM from an instant on: what was captured since holds them, and that is known
    /// now.
    pub(in crate::world) fn infect(&mut self, vm: VmId, entry: Moment, now: Moment) {
        self.forget_what_was_deleted(vm);
        let job = &mut self.jobs[vm];
        job.intruded = Some((entry, now));
        for point in job.points.iter_mut().rev() {
            if point.captured < entry {
                break;
            }
            point.bad = true;
        }
        for log in self.logs[vm].logs.iter_mut().rev() {
            if log.captured <= entry {
                break;
            }
            log.is_infected(entry);
        }
    }

    /// Nothing of a VM has been deleted in this strike yet.
    pub(in crate::world) fn forget_what_was_deleted(&mut self, vm: VmId) {
        let job = &mut self.jobs[vm];
        job.deleted = None;
        job.clean_deleted = None;
        job.wiped = None;
    }

    /// Whether points of a VM are known to hold intruders.
    pub(in crate::world) fn is_intruded(&self, vm: VmId) -> bool {
        self.jobs[vm].intruded.is_some()
    }

    /// Whether intruders delete the last points of a VM at this instant.
    pub(in crate::world) fn is_bared(&self, vm: VmId, now: Moment) -> bool {
        self.jobs[vm].bared == Some(now)
    }

    /// Up to where intruders reach what lies at a side, who reach what had come there by an instant.
    fn reached_of(&self, vm: VmId, side: Side, came_by: Option<Moment>) -> Before {
        let (points, logs) = (&self.jobs[vm].points, &self.logs[vm].logs);
        let beyond = |came: Moment| came_by.is_some_and(|by| came > by);
        let point = points
            .iter()
            .position(|point| side.holds(point) && beyond(side.came(point)));
        let log = logs
            .iter()
            .position(|log| log.lies(side.first) && beyond(side.log_came(log)));
        Before {
            point: point.unwrap_or(points.len()),
            log: log.unwrap_or(logs.len()),
        }
    }

    /// The newest instant of a VM that the points and logs at a side reach, and from before a corruption unless any will
    /// do.
    fn newest_at_side(&self, vm: VmId, side: Side, any: bool) -> Option<Moment> {
        let chain = self.backup_of(vm).1.chain;
        let job = &self.jobs[vm];
        let good = |(index, point): &(usize, &Point)| {
            (any || !point.bad)
                && !point.left
                && side.holds(point)
                && job.chain_lies(*index, side.first, chain)
                && !job.is_known_bad(*index, chain)
        };
        let (index, _) = job.points.iter().enumerate().rev().find(good)?;
        let follow = Follow {
            first: side.first,
            only_good: !any,
            not_bad: true,
            until: u64::MAX,
        };
        Some(self.reach(vm, index, follow).to.instant)
    }

    /// The same at whatever repository, and where that is.
    pub(in crate::world) fn newest_left(
        &self,
        vm: VmId,
        any: bool,
    ) -> Option<(Moment, RepositoryId)> {
        let backup = self.backup_of(vm).1;
        let all = self.sides(backup);
        let found = all.filter_map(|(id, side)| Some((self.newest_at_side(vm, side, any)?, id)));
        // Of equals the first.
        found.reduce(|best, other| if other.0 > best.0 { other } else { best })
    }

    /// The newest point of a VM that would have served and that intruders deleted when they struck last, and where it
    /// lay. `clean` is one from before they came in, whatever a scan would have made of others.
    pub(in crate::world) fn newest_deleted(
        &self,
        vm: VmId,
        clean: bool,
    ) -> Option<(Moment, RepositoryId)> {
        let job = &self.jobs[vm];
        if clean {
            job.clean_deleted
        } else {
            job.deleted
        }
    }

    /// The repository that had no room for points of a VM which would be from before intruders came in and would lie
    /// there still. Only where points are kept for longer than they were in, by more than what lies between two jobs:
    /// else room alone would not have done.
    pub(super) fn lacked_room(&self, vm: VmId) -> Option<RepositoryId> {
        let backup = self.backup_of(vm).1;
        let job = &self.jobs[vm];
        let (entry, struck) = job.intruded?;
        let (full, repository) = job.full_at?;
        let place = job.newest_gone(entry)?;
        let lies_for = self.lies_for(backup)?;
        let enough = lies_for > struck.since(entry).0 + backup.every.0;
        (full > job.gone[place].0 && enough).then_some(repository)
    }

    /// For how long points lie somewhere for certain, in milliseconds; none where that is not a length of time.
    fn lies_for(&self, backup: &Backup) -> Option<u64> {
        let kept = match backup.keep {
            Retention::Age(age) => Some(age.0),
            Retention::Count(_) => None,
        };
        let all = backup.repositories();
        let locked = all.filter_map(|id| self.blueprint.repository(id).immutable);
        locked.map(|one| one.0).chain(kept).max()
    }

    /// What kept a clean point of a VM from being there when intruders struck last, where none was and none was deleted.
    pub(in crate::world) fn missing(&self, vm: VmId) -> Missing {
        let backup = self.backup_of(vm).1;
        let job = &self.jobs[vm];
        let Some((entry, struck)) = job.intruded else {
            return Missing::Unknown;
        };
        if job.points.iter().any(|point| point.captured < entry) {
            return Missing::Unknown;
        }
        let Some(place) = job.newest_gone(entry) else {
            return Missing::Unknown;
        };
        if (job.mistaken).is_some_and(|one| one.captured >= job.gone[place].0) {
            return Missing::Unknown;
        }
        if let Some(repository) = self.lacked_room(vm) {
            return Missing::Room(repository);
        }
        let was_full = job.full_at.is_some_and(|(at, _)| at > job.gone[place].0);
        let newest = job.points.back();
        // Points are dropped when another one comes.
        let looked = newest.map_or(struck, |point| point.complete.max(point.copied));
        let needed = looked.since(job.last_of_chain(place)).0;
        match backup.keep {
            Retention::Age(age) if age.0 >= needed => Missing::Unknown,
            _ if was_full => Missing::Unknown,
            _ => Missing::Kept(needed),
        }
    }
}
