//! Which restore point will do, and where it can be read.
//!
//! Always true here: a point is read whole, with its chain, from one repository; asking changes nothing.

use super::Vault;
use super::point::Point;
use super::replay::{Follow, Target};
use crate::model::{RepositoryId, StampId, VmId};
use crate::units::Moment;
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
        let spoilt = self.only_good && point.bad;
        !point.left && !spoilt
    }
}

/// What a restore can read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::world) enum Choice {
    /// This point with these logs from this repository, or from a second one that holds them as well.
    Read(Target, (RepositoryId, Option<RepositoryId>)),
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
        if backup.logs.is_some() {
            return self.choose_with_logs(asking, routes, not_bad);
        }
        let job = &self.jobs[asking.vm];
        let mut waits = None;
        for (index, point) in job.points.iter().enumerate().rev() {
            if !asking.will_do(point) || (not_bad && job.is_known_bad(index, backup.chain)) {
                continue;
            }
            let (usable, also) = self.read_where(asking, index, routes, &mut waits);
            if let Some(repository) = usable {
                let point = job.dropped + index as u32;
                return Choice::Read(Target { point, log: None }, (repository, also));
            }
        }
        waits.map_or(Choice::Nothing, Choice::Wait)
    }

    /// The newest instant that can be recovered to: at each repository the newest point of which that is, since a log
    /// that is missing behind it is missing behind older ones as well; of both repositories the newer one.
    fn choose_with_logs(&self, asking: Asking, routes: &Routes, not_bad: bool) -> Choice {
        let backup = self.backup_of(asking.vm).1;
        let mut waits = None;
        let mut best: Option<(Moment, Target, (RepositoryId, Option<RepositoryId>))> = None;
        for repository in backup.repositories() {
            let Some(index) = self.newest_at(asking, repository, routes, not_bad) else {
                continue;
            };
            if !self.stands(repository) {
                waits = waits.or(Some(repository));
                continue;
            }
            let follow = Follow {
                first: repository == backup.to,
                only_good: asking.only_good,
                not_bad,
                until: u64::MAX,
            };
            let reach = self.reach(asking.vm, index, follow);
            let target = Target {
                point: self.jobs[asking.vm].dropped + index as u32,
                log: reach.log,
            };
            match &mut best {
                Some((_, other, places)) if *other == target => places.1 = Some(repository),
                Some((instant, ..)) if *instant >= reach.to.instant => {}
                _ => best = Some((reach.to.instant, target, (repository, None))),
            }
        }
        match best {
            Some((_, target, places)) => Choice::Read(target, places),
            None => waits.map_or(Choice::Nothing, Choice::Wait),
        }
    }

    /// The place of the newest point that will do and lies at a repository, stand or not, from which a path leads.
    fn newest_at(
        &self,
        asking: Asking,
        repository: RepositoryId,
        routes: &Routes,
        not_bad: bool,
    ) -> Option<usize> {
        let backup = self.backup_of(asking.vm).1;
        let job = &self.jobs[asking.vm];
        routes.restore(asking.stamp, repository)?;
        let first = repository == backup.to;
        (0..job.points.len()).rev().find(|index| {
            let point = &job.points[*index];
            let lies = if first { point.first } else { point.second };
            lies && asking.will_do(point)
                && !(not_bad && job.is_known_bad(*index, backup.chain))
                && job.chain_lies(*index, first, backup.chain)
        })
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

    /// The newest point older than this one that can be read now, and where, with the fewest logs that bring it to a write
    /// clock: none where it is there without.
    pub(in crate::world) fn older_than(
        &self,
        asking: Asking,
        sequence: u32,
        (clock, routes): (u64, &Routes),
    ) -> Option<(Target, (RepositoryId, Option<RepositoryId>))> {
        let backup = self.backup_of(asking.vm).1;
        let job = &self.jobs[asking.vm];
        let end = sequence.checked_sub(job.dropped)? as usize;
        (0..end.min(job.points.len())).rev().find_map(|index| {
            if !asking.will_do(&job.points[index]) || job.is_known_bad(index, backup.chain) {
                return None;
            }
            let (usable, also) = self.read_where(asking, index, routes, &mut None);
            let usable = usable?;
            let point = job.dropped + index as u32;
            if backup.logs.is_none() {
                return Some((Target { point, log: None }, (usable, also)));
            }
            let log_at = |repository: RepositoryId| {
                let follow = Follow {
                    first: repository == backup.to,
                    only_good: asking.only_good,
                    not_bad: true,
                    until: clock,
                };
                self.reach(asking.vm, index, follow).log
            };
            let log = log_at(usable);
            let also = also.filter(|other| log_at(*other) == log);
            Some((Target { point, log }, (usable, also)))
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
        if backup.logs.is_none() {
            return newest.map(|(_, point)| point.clock);
        }
        let places = [(first, true), (second, false)];
        let reached = places.into_iter().filter(|(stands, _)| *stands);
        let reached = reached.filter_map(|(_, first)| {
            let lies = |point: &Point| if first { point.first } else { point.second };
            let mut points = job.points.iter().enumerate().rev();
            let (index, _) = points.find(|one| usable(one) && lies(one.1))?;
            let follow = Follow {
                first,
                only_good: asking.only_good,
                not_bad: true,
                until: u64::MAX,
            };
            Some(self.reach(asking.vm, index, follow).to.clock)
        });
        reached.max()
    }

    /// Whether any repository of a VM's backup can be read on a stamp.
    pub(in crate::world) fn is_readable(&self, vm: VmId, stamp: StampId, routes: &Routes) -> bool {
        let backup = self.backup_of(vm).1;
        backup
            .repositories()
            .any(|from| routes.restore(stamp, from).is_some())
    }

    /// Bytes that a restore of a point with its logs reads at a repository; none where retention or a loss took any of
    /// its files.
    pub(in crate::world) fn bytes_to_read(
        &self,
        vm: VmId,
        target: Target,
        repository: RepositoryId,
    ) -> Option<u64> {
        let backup = self.backup_of(vm).1;
        let job = &self.jobs[vm];
        let index = job.place_of(target.point)?;
        let first = repository == backup.to;
        let lies = job.chain_lies(index, first, backup.chain);
        let chain = || job.chain_of(index, backup.chain);
        let points: u64 = lies.then(|| chain().map(|point| point.bytes).sum())?;
        Some(points + self.log_bytes(vm, target, first)?)
    }
}
