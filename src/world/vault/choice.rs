//! Which restore point will do, and where it can be read.
//!
//! Always true here: a point is read whole, with its chain, from one repository; asking changes nothing.

use super::Vault;
use super::point::Point;
use crate::model::{RepositoryId, StampId, VmId};
use crate::world::pipes::Routes;

/// What a VM asks of its restore points.
#[derive(Clone, Copy, Debug)]
pub(in crate::world) struct Asking {
    pub(in crate::world) vm: VmId,
    /// Where it is to be restored.
    pub(in crate::world) stamp: StampId,
    /// Its corruption is known: a point that holds it will not do.
    pub(in crate::world) only_good: bool,
}

impl Asking {
    fn will_do(&self, point: &Point) -> bool {
        !(self.only_good && point.bad)
    }
}

/// What a restore can read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::world) enum Choice {
    /// The point of this sequence number from this repository, or from a second one that holds it as
    /// well.
    Read(u32, (RepositoryId, Option<RepositoryId>)),
    /// Nothing until this repository is back.
    Wait(RepositoryId),
    /// Nothing ever.
    Nothing,
}

impl Vault<'_> {
    /// The newest point that can be read somewhere, but those of which it is known that they are bad.
    pub(in crate::world) fn choose(&self, asking: Asking, routes: &Routes) -> Choice {
        self.choose_of(asking, routes, true)
    }

    /// The same, also among those.
    pub(super) fn choose_of(&self, asking: Asking, routes: &Routes, not_bad: bool) -> Choice {
        let backup = self.backup_of(asking.vm).1;
        let job = &self.jobs[asking.vm];
        let mut waits = None;
        for (index, point) in job.points.iter().enumerate().rev() {
            if !asking.will_do(point) || (not_bad && job.is_known_bad(index, backup.chain)) {
                continue;
            }
            let (usable, also) = self.read_where(asking, index, routes, &mut waits);
            if let Some(repository) = usable {
                return Choice::Read(job.dropped + index as u32, (repository, also));
            }
        }
        waits.map_or(Choice::Nothing, Choice::Wait)
    }

    /// The one or two repositories that stand where a point can be read; one that does not stand is what is waited
    /// for.
    fn read_where(
        &self,
        asking: Asking,
        index: usize,
        routes: &Routes,
        waits: &mut Option<RepositoryId>,
    ) -> (Option<RepositoryId>, Option<RepositoryId>) {
        let backup = self.backup_of(asking.vm).1;
        let job = &self.jobs[asking.vm];
        let point = &job.points[index];
        let places = [
            (point.first, Some(backup.to)),
            (point.second, backup.copy_to),
        ];
        let lies = places
            .iter()
            .filter_map(|(lies, repository)| repository.filter(|_| *lies));
        let (mut usable, mut also) = (None, None);
        for repository in lies {
            if routes.restore(asking.stamp, repository).is_none()
                || !job.chain_lies(index, repository == backup.to, backup.chain)
            {
                continue;
            }
            if self.stands(repository) {
                also = usable.and(Some(repository));
                usable = usable.or(Some(repository));
            } else {
                *waits = waits.or(Some(repository));
            }
        }
        (usable, also)
    }

    /// The newest point older than this one that can be read now, and where.
    pub(in crate::world) fn older_than(
        &self,
        asking: Asking,
        sequence: u32,
        routes: &Routes,
    ) -> Option<(u32, (RepositoryId, Option<RepositoryId>))> {
        let backup = self.backup_of(asking.vm).1;
        let job = &self.jobs[asking.vm];
        let end = job.place_of(sequence)?;
        (0..end).rev().find_map(|index| {
            if !asking.will_do(&job.points[index]) || job.is_known_bad(index, backup.chain) {
                return None;
            }
            let (usable, also) = self.read_where(asking, index, routes, &mut None);
            Some((job.dropped + index as u32, (usable?, also)))
        })
    }

    /// Whether a point that is not known to be bad lies anywhere that the VM can be restored from, at its
    /// stamp or where it may go, though the repository may be down.
    pub(in crate::world) fn point_remains(&self, asking: Asking, routes: &Routes) -> bool {
        let backup = self.backup_of(asking.vm).1;
        let job = &self.jobs[asking.vm];
        let reached = |from: RepositoryId| {
            let elsewhere = backup.restore_to.iter().copied();
            std::iter::once(asking.stamp)
                .chain(elsewhere)
                .any(|stamp| routes.restore(stamp, from).is_some())
        };
        let first = reached(backup.to);
        let second = backup.copy_to.is_some_and(reached);
        let lies = |index: usize, first: bool| job.chain_lies(index, first, backup.chain);
        let mut points = job.points.iter().enumerate();
        points.any(|(index, point)| {
            asking.will_do(point)
                && !job.is_known_bad(index, backup.chain)
                && (point.first && first && lies(index, true)
                    || point.second && second && lies(index, false))
        })
    }

    /// The write clock of the newest point that could be read somewhere.
    pub(in crate::world) fn newest_clock(&self, asking: Asking) -> Option<u64> {
        let backup = self.backup_of(asking.vm).1;
        let stands = |to: RepositoryId| self.stands(to);
        let (first, second) = (stands(backup.to), backup.copy_to.is_some_and(stands));
        let job = &self.jobs[asking.vm];
        let usable = |(index, point): &(usize, &Point)| {
            asking.will_do(point)
                && (point.first && first || point.second && second)
                && !job.is_known_bad(*index, backup.chain)
        };
        let newest = job.points.iter().enumerate().rev().find(usable);
        newest.map(|(_, point)| point.clock)
    }

    /// Whether any repository of a VM's backup can be read on a stamp.
    pub(in crate::world) fn is_readable(&self, vm: VmId, stamp: StampId, routes: &Routes) -> bool {
        let backup = self.backup_of(vm).1;
        backup
            .repositories()
            .any(|from| routes.restore(stamp, from).is_some())
    }

    /// The point of a sequence number, if it is kept.
    pub(in crate::world) fn point(&self, vm: VmId, sequence: u32) -> Option<Point> {
        let job = &self.jobs[vm];
        job.place_of(sequence).map(|index| job.points[index])
    }

    /// Bytes that a restore of a point reads at a repository; none where retention or a loss took any
    /// of its chain.
    pub(in crate::world) fn bytes_to_read(
        &self,
        vm: VmId,
        sequence: u32,
        repository: RepositoryId,
    ) -> Option<u64> {
        let backup = self.backup_of(vm).1;
        let job = &self.jobs[vm];
        let index = job.place_of(sequence)?;
        let lies = job.chain_lies(index, repository == backup.to, backup.chain);
        let chain = || job.chain_of(index, backup.chain);
        lies.then(|| chain().map(|point| point.bytes).sum())
    }
}
