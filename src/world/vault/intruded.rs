//! Intruders among restore points: which points hold them, which they delete, which clean one is left.
//!
//! Always true here: what was captured while they were in is never clean; what cannot be deleted stays.

use super::Vault;
use super::locked::Side;
use super::point::Point;
use crate::model::{RepositoryId, VmId};
use crate::units::Moment;

impl Vault<'_> {
    /// Intruders delete the points of a VM at a repository, but for those that cannot be deleted. With `scanned` a point
    /// that holds them would have served as well.
    pub(in crate::world) fn wipe(
        &mut self,
        vm: VmId,
        repository: RepositoryId,
        now: Moment,
        scanned: bool,
    ) {
        let backup = self.backup_of(vm).1;
        let all = self.sides(backup).filter(|(id, _)| *id == repository);
        for (_, side) in all {
            let before = self.newest_at(vm, side, scanned);
            let newest = self.newest_at(vm, side, true);
            let end = self.jobs[vm].points.len();
            let freed = self.jobs[vm].delete(side, backup.chain, end, now);
            self.free(repository, freed);
            let gone = before.filter(|_| self.newest_at(vm, side, scanned) != before);
            let job = &mut self.jobs[vm];
            job.full_needed |= side.first && freed > 0;
            let newer = gone.filter(|at| job.deleted.is_none_or(|(known, _)| known < *at));
            job.deleted = newer.map(|at| (at, repository)).or(job.deleted);
            if freed > 0 {
                job.wiped = job.wiped.max(newest);
            }
        }
    }

    /// Intruders were in a VM from an instant on: what was captured since holds them, and that is known now.
    pub(in crate::world) fn infect(&mut self, vm: VmId, entry: Moment) {
        let job = &mut self.jobs[vm];
        job.intruded = true;
        job.deleted = None;
        job.wiped = None;
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

    /// When the newest point of a VM was captured that is whole at a side, and from before a corruption unless any will
    /// do.
    fn newest_at(&self, vm: VmId, side: Side, any: bool) -> Option<Moment> {
        let backup = self.backup_of(vm).1;
        let job = &self.jobs[vm];
        let good = |(index, point): &(usize, &Point)| {
            (any || !point.bad)
                && side.holds(point)
                && job.chain_lies(*index, side.first, backup.chain)
                && !self.is_condemned(job, *index, backup)
        };
        let newest = job.points.iter().enumerate().rev().find(good);
        newest.map(|(_, point)| point.captured)
    }

    /// The same at whatever repository, and where that is.
    pub(in crate::world) fn newest_left(
        &self,
        vm: VmId,
        any: bool,
    ) -> Option<(Moment, RepositoryId)> {
        let backup = self.backup_of(vm).1;
        let all = self.sides(backup);
        let found = all.filter_map(|(id, side)| Some((self.newest_at(vm, side, any)?, id)));
        // Of equals the first.
        found.reduce(|best, other| if other.0 > best.0 { other } else { best })
    }

    /// The newest good point of a VM that intruders deleted when they struck last, and where it lay.
    pub(in crate::world) fn newest_deleted(&self, vm: VmId) -> Option<(Moment, RepositoryId)> {
        self.jobs[vm].deleted
    }
}
