//! Restore points at their repositories: room, retention, loss.
//!
//! Always true here: the bytes that a repository holds are those of its points and of what is in flight to it.

use super::World;
use super::job::JobPhase;
use super::state::VmPhase;
use crate::model::{Backup, RepositoryId, Retention, VmId};

impl World<'_> {
    /// Takes room at a repository, from the start of a transfer.
    pub(super) fn store(&mut self, repository: RepositoryId, bytes: u64) {
        let state = &mut self.repositories[repository];
        state.used += bytes;
        if self.frame.now < self.frame.horizon_end {
            let tally = &mut self.frame.record.repositories[repository.index()];
            tally.most_used = tally.most_used.max(state.used);
        }
    }

    /// Bytes that a repository can still take.
    pub(super) fn room_at(&self, repository: RepositoryId) -> u64 {
        let capacity = self.frame.blueprint.repository(repository).capacity.0;
        capacity.saturating_sub(self.repositories[repository].used)
    }

    pub(super) fn free(&mut self, repository: RepositoryId, bytes: u64) {
        self.repositories[repository].used -= bytes;
    }

    /// Drops the oldest chain while every point of it is past its time and a younger chain is there.
    pub(super) fn apply_retention(&mut self, vm: VmId, backup: &Backup) {
        loop {
            let job = &self.jobs[vm];
            let Some(next_full) = job.points.iter().skip(1).position(|point| point.full) else {
                return;
            };
            let chain = next_full + 1;
            // Points that a repository took with it do not count.
            let younger = job.points.iter().skip(chain);
            let stand = younger.filter(|point| point.first || point.second).count();
            let expired = match backup.keep {
                Retention::Age(age) => {
                    stand > 0 && self.frame.now.since(job.points[chain - 1].captured) > age
                }
                Retention::Count(count) => stand >= count as usize,
            };
            let copy_pending = job.copying && job.next_copy < job.dropped + chain as u32;
            let read = self.vms[vm].reading.map(|reading| reading.point);
            let in_use = self.vms[vm].phase == VmPhase::Transfer
                && read.is_some_and(|point| point < job.dropped + chain as u32);
            if !expired || copy_pending || in_use {
                return;
            }
            for _ in 0..chain {
                self.drop_oldest_point(vm, backup);
            }
        }
    }

    fn drop_oldest_point(&mut self, vm: VmId, backup: &Backup) {
        let job = &mut self.jobs[vm];
        let Some(point) = job.points.pop_front() else {
            return;
        };
        job.dropped += 1;
        job.next_copy = job.next_copy.max(job.dropped);
        if point.first {
            self.free(backup.to, point.bytes);
        }
        if let Some(second) = backup.copy_to.filter(|_| point.second) {
            self.free(second, point.bytes);
        }
    }

    /// Whether points of a VM's backup go to a repository.
    pub(super) fn backup_goes_to(&self, vm: VmId, repository: RepositoryId) -> bool {
        self.frame.blueprint.vm(vm).backup.is_some_and(|id| {
            let backup = self.frame.blueprint.backup(id);
            backup.to == repository || backup.copy_to == Some(repository)
        })
    }

    /// A repository stops: what is in flight there is lost, and with `lost` what lies there.
    pub(super) fn repository_stops(&mut self, repository: RepositoryId, lost: bool) {
        for vm in self.vms.ids() {
            let Some(backup) = self
                .frame
                .blueprint
                .vm(vm)
                .backup
                .map(|backup| self.frame.blueprint.backup(backup))
            else {
                continue;
            };
            if backup.copy_to == Some(repository) || backup.to == repository {
                self.interrupt_copy(vm);
            }
            if backup.to == repository
                && matches!(
                    self.jobs[vm].phase,
                    JobPhase::Transfer | JobPhase::WaitSlot | JobPhase::WaitRetry
                )
            {
                self.interrupt_job(vm);
            }
            if lost && (backup.to == repository || backup.copy_to == Some(repository)) {
                self.lose_points(vm, backup, repository);
            }
            let state = &self.vms[vm];
            if matches!(state.phase, VmPhase::Transfer | VmPhase::WaitSlot)
                && state.reading.map(|reading| reading.repository) == Some(repository)
            {
                self.leave_restore(vm);
                self.find_data(vm);
            }
        }
    }

    fn lose_points(&mut self, vm: VmId, backup: &Backup, repository: RepositoryId) {
        let mut freed = 0;
        let job = &mut self.jobs[vm];
        for point in &mut job.points {
            let lies = if backup.to == repository {
                &mut point.first
            } else {
                &mut point.second
            };
            if std::mem::take(lies) {
                freed += point.bytes;
            }
        }
        if backup.to == repository {
            job.full_needed = true;
        }
        self.free(repository, freed);
    }
}
