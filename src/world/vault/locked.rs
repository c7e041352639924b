//! What can be deleted of restore points: by retention, which keeps the rules of a repository, and by intruders, who
//! delete whatever they can.
//!
//! Always true here: a point that is immutable at a repository stays there for its time from when it was complete there,
//! and with it the points that a restore of it reads.

use super::Vault;
use super::job::JobState;
use super::point::Point;
use crate::model::{Backup, ChainKind, RepositoryId, VmId};
use crate::units::{Moment, Span};

/// One of the two places where the points of a VM lie.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Side {
    first: bool,
    /// For how long a point cannot be deleted there.
    immutable: Option<Span>,
}

impl Side {
    fn holds(self, point: &Point) -> bool {
        match self.first {
            true => point.first,
            false => point.second,
        }
    }

    /// Whether a point that lies there is immutable by itself.
    fn locks(self, point: &Point, now: Moment) -> bool {
        let complete = match self.first {
            true => point.complete,
            false => point.copied,
        };
        let length = self.immutable.filter(|_| self.holds(point));
        length.is_some_and(|length| now.since(complete) < length)
    }
}

impl JobState {
    /// The points before `end` that can be deleted at a side lie there no more. Returns the bytes that are free then.
    fn delete(&mut self, side: Side, chain: ChainKind, end: usize, now: Moment) -> u64 {
        let mut freed = 0;
        // A younger one of its chain is immutable, and reads it.
        let mut needed = false;
        for (index, point) in self.points.iter_mut().enumerate().rev() {
            let reads = chain != ChainKind::Differential || point.full;
            let stays = side.locks(point, now) || (needed && reads);
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
    /// Whether any repository of a backup has points that cannot be deleted.
    pub(super) fn keeps_immutable(&self, backup: &Backup) -> bool {
        let mut all = backup.repositories();
        all.any(|id| self.blueprint.repository(id).immutable.is_some())
    }

    /// The sides of a backup, and their repositories.
    fn sides(&self, backup: &Backup) -> impl Iterator<Item = (RepositoryId, Side)> + use<> {
        let side = |id: RepositoryId, first: bool| {
            let immutable = self.blueprint.repository(id).immutable;
            (id, Side { first, immutable })
        };
        let second = backup.copy_to.map(|id| side(id, false));
        std::iter::once(side(backup.to, true)).chain(second)
    }

    /// Retention where points may be immutable: whole chains that are past their time go, the oldest first, from where
    /// they can be deleted. What lies nowhere any more is forgotten.
    pub(super) fn retain_what_is_immutable(&mut self, vm: VmId, now: Moment, read: Option<u32>) {
        let backup = self.backup_of(vm).1;
        let mut begin = 0;
        while let Some(end) = self.jobs[vm].chain_ends(begin) {
            let job = &self.jobs[vm];
            let past = job.dropped + end as u32;
            let copy_pending = job.copying && job.next_copy < past;
            let in_use = read.is_some_and(|point| point < past);
            if copy_pending || in_use || !job.expires(backup.keep, end, now) {
                return;
            }
            for (repository, side) in self.sides(backup) {
                let freed = self.jobs[vm].delete(side, backup.chain, end, now);
                self.free(repository, freed);
            }
            let job = &self.jobs[vm];
            let lies = |point: &Point| point.first || point.second;
            match begin == 0 && !job.points.iter().take(end).any(lies) {
                true => {
                    for _ in 0..end {
                        self.drop_oldest_point(vm);
                    }
                }
                false => begin = end,
            }
        }
    }

    /// Intruders delete the points of a VM at a repository, but for those that cannot be deleted.
    pub(in crate::world) fn wipe(&mut self, vm: VmId, repository: RepositoryId, now: Moment) {
        let backup = self.backup_of(vm).1;
        let all = self.sides(backup).filter(|(id, _)| *id == repository);
        for (_, side) in all {
            let before = self.newest_clean_at(vm, side);
            let end = self.jobs[vm].points.len();
            let freed = self.jobs[vm].delete(side, backup.chain, end, now);
            self.free(repository, freed);
            let gone = before.filter(|_| self.newest_clean_at(vm, side) != before);
            let job = &mut self.jobs[vm];
            job.full_needed |= side.first && freed > 0;
            let newer = gone.filter(|at| job.deleted.is_none_or(|(known, _)| known < *at));
            job.deleted = newer.map(|at| (at, repository)).or(job.deleted);
        }
    }

    /// Intruders were in a VM from an instant on: what was captured since holds them, and that is known now.
    pub(in crate::world) fn infect(&mut self, vm: VmId, entry: Moment) {
        let job = &mut self.jobs[vm];
        job.intruded = true;
        job.deleted = None;
        for point in job.points.iter_mut().rev() {
            if point.captured < entry {
                break;
            }
            point.bad = true;
        }
    }

    /// Whether points of a VM are known to hold intruders.
    pub(in crate::world) fn is_intruded(&self, vm: VmId) -> bool {
        self.jobs[vm].intruded
    }

    /// When the newest point of a VM was captured that is from before a corruption and whole at a side.
    fn newest_clean_at(&self, vm: VmId, side: Side) -> Option<Moment> {
        let backup = self.backup_of(vm).1;
        let job = &self.jobs[vm];
        let good = |(index, point): &(usize, &Point)| {
            !point.bad
                && side.holds(point)
                && job.chain_lies(*index, side.first, backup.chain)
                && !self.is_condemned(job, *index, backup)
        };
        let newest = job.points.iter().enumerate().rev().find(good);
        newest.map(|(_, point)| point.captured)
    }

    /// When the newest point of a VM was captured that is from before a corruption, and where it lies.
    pub(in crate::world) fn newest_clean(&self, vm: VmId) -> Option<(Moment, RepositoryId)> {
        let backup = self.backup_of(vm).1;
        let all = self.sides(backup);
        let found = all.filter_map(|(id, side)| Some((self.newest_clean_at(vm, side)?, id)));
        // Of equals the first.
        found.reduce(|best, other| if other.0 > best.0 { other } else { best })
    }

    /// The newest good point of a VM that intruders deleted when they struck last, and where it lay.
    pub(in crate::world) fn newest_deleted(&self, vm: VmId) -> Option<(Moment, RepositoryId)> {
        self.jobs[vm].deleted
    }
}
