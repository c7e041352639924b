//! What can be deleted of restore points, and the retention that keeps the rules of a repository.
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
pub(super) struct Side {
    pub(super) first: bool,
    /// For how long a point cannot be deleted there.
    immutable: Option<Span>,
}

impl Side {
    pub(super) fn holds(self, point: &Point) -> bool {
        match self.first {
            true => point.first,
            false => point.second,
        }
    }

    /// When a point was complete there.
    pub(super) fn came(self, point: &Point) -> Moment {
        match self.first {
            true => point.complete,
            false => point.copied,
        }
    }

    /// Whether a point that lies there is immutable by itself.
    fn locks(self, point: &Point, now: Moment) -> bool {
        let complete = self.came(point);
        let length = self.immutable.filter(|_| self.holds(point));
        length.is_some_and(|length| now.since(complete) < length)
    }
}

impl JobState {
    /// The points before `end` that can be deleted at a side lie there no more. Returns the bytes that are free then.
    pub(super) fn delete(&mut self, side: Side, chain: ChainKind, end: usize, now: Moment) -> u64 {
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
    fn keeps_immutable(&self, backup: &Backup) -> bool {
        let mut all = backup.repositories();
        all.any(|id| self.blueprint.repository(id).immutable.is_some())
    }

    /// The sides of a backup, and their repositories.
    pub(super) fn sides(
        &self,
        backup: &Backup,
    ) -> impl Iterator<Item = (RepositoryId, Side)> + use<> {
        let side = |id: RepositoryId, first: bool| {
            let immutable = self.blueprint.repository(id).immutable;
            (id, Side { first, immutable })
        };
        let second = backup.copy_to.map(|id| side(id, false));
        std::iter::once(side(backup.to, true)).chain(second)
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
                    self.drop_oldest_points(vm, end);
                }
                false => begin = end,
            }
        }
    }
}
