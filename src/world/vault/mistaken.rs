//! People delete restore points by mistake: all that lie at a repository, or those that a wrong retention lets go.
//!
//! Always true here: what is immutable, and what it reads, stays; so does what lies at another repository.

use super::Vault;
use super::locked::Before;
use super::point::Missed;
use super::side::Side;
use crate::model::record::Mistaken;
use crate::model::{RepositoryId, Retention, SourceId, VmId};
use crate::units::Moment;

/// A wrong retention that nobody has mended yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct WrongKeep {
    source: SourceId,
    repository: RepositoryId,
    keep: Retention,
}

impl Vault<'_> {
    /// Points of a repository are kept by this from now on.
    pub(in crate::world) fn keeps_wrongly(
        &mut self,
        source: SourceId,
        repository: RepositoryId,
        keep: Retention,
    ) {
        self.wrong.push(WrongKeep {
            source,
            repository,
            keep,
        });
    }

    /// That is mended.
    pub(in crate::world) fn keeps_rightly(&mut self, source: SourceId) {
        self.wrong.retain(|one| one.source != source);
    }

    /// How many retentions are wrong.
    pub(in crate::world) fn wrong_ones(&self) -> usize {
        self.wrong.len()
    }

    /// All points and logs of a VM at a repository are deleted that can be: its next one is a full.
    pub(in crate::world) fn delete_all_by_mistake(
        &mut self,
        vm: VmId,
        repository: RepositoryId,
        now: Moment,
    ) -> Mistaken {
        let before = Before {
            point: self.jobs[vm].points.len(),
            log: self.logs[vm].logs.len(),
        };
        let told = self.delete_by_mistake(vm, repository, before, now);
        self.jobs[vm].full_needed |= told.deleted > 0;
        told
    }

    /// What a wrong retention lets go of the points of a VM goes when another one comes, chain by chain, the oldest first;
    /// the newest chain stays. `read` is the point that is being read, if one is.
    pub(in crate::world) fn retain_by_mistake(
        &mut self,
        (vm, wrong): (VmId, usize),
        now: Moment,
        read: Option<u32>,
    ) -> (RepositoryId, Mistaken) {
        let WrongKeep {
            repository, keep, ..
        } = self.wrong[wrong];
        let backup = self.backup_of(vm).1;
        if !backup.repositories().any(|one| one == repository) {
            return (repository, Mistaken::default());
        }
        let end = self.past(vm, keep, now, read);
        if end == 0 {
            return (repository, Mistaken::default());
        }
        let next_full = self.jobs[vm].points[end].captured;
        let before = Before {
            point: end,
            log: (self.logs[vm].logs).partition_point(|log| log.captured <= next_full),
        };
        let told = self.delete_by_mistake(vm, repository, before, now);
        let forgotten = self.jobs[vm].forgotten(end);
        self.drop_oldest_points(vm, forgotten);
        self.drop_logs(vm, now);
        (repository, told)
    }

    /// The points and logs of a VM before a place that can be deleted at a repository lie there no more.
    fn delete_by_mistake(
        &mut self,
        vm: VmId,
        repository: RepositoryId,
        before: Before,
        now: Moment,
    ) -> Mistaken {
        let backup = self.backup_of(vm).1;
        let had_any = self.newest_left(vm, true).is_some();
        let mut told = Mistaken::default();
        for (_, side) in self.sides(backup).filter(|(id, _)| *id == repository) {
            let gone = self.delete(vm, (repository, side), before, now);
            told.deleted += gone.points;
            told.kept += self.lying(vm, side, before.point);
            let job = &mut self.jobs[vm];
            let newest = gone.newest.map(|place| Missed {
                captured: job.points[place].captured,
                sequence: job.dropped + place as u32,
            });
            let known = job.mistaken;
            let newer = |one: &Missed| known.is_none_or(|known| known.captured < one.captured);
            job.mistaken = newest.filter(newer).or(known);
        }
        told.bared = u64::from(had_any && self.newest_left(vm, true).is_none());
        told
    }

    /// How many of the points of a VM before a place lie at a side.
    fn lying(&self, vm: VmId, side: Side, end: usize) -> u64 {
        let points = self.jobs[vm].points.iter().take(end);
        points.filter(|point| side.holds(point)).count() as u64
    }
}
