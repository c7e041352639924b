//! Intruders among restore points: which points hold them, which they delete, which clean one is left.
//!
//! Always true here: what was captured while they were in is never clean; what cannot be deleted stays.

use super::Vault;
use super::locked::Side;
use super::point::Point;
use crate::model::{RepositoryId, VmId};
use crate::units::Moment;

impl Vault<'_> {
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
