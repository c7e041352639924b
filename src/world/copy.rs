//! Copies of restore points to a second repository.
//!
//! Always true here: points of a VM are copied in the order of their captures, one at a time.

use super::World;
use super::carry::Holder;
use super::state::VmPhase;
use crate::model::{RepositoryId, VmId};

/// What a copy that is under way proves.
const COPIES_GO_SOMEWHERE: &str = "a backup whose points are copied has a second repository";

impl World<'_> {
    /// Copies the next complete point to the second repository, one at a time for each VM.
    pub(super) fn start_copy(&mut self, vm: VmId) {
        let backup = self.backup_of(vm).1;
        let Some(to) = backup.copy_to else { return };
        let stands = self.repositories[to].faults == 0 && self.repositories[backup.to].faults == 0;
        if !stands || self.jobs[vm].copying || self.frame.plan.routes.copy(backup.to, to).is_none()
        {
            return;
        }
        let room = self.room_at(to);
        let job = &mut self.jobs[vm];
        // Lost before it was copied, or no room: the copy is left out.
        while let Some(point) = job.points.get((job.next_copy - job.dropped) as usize)
            && (!point.first || point.bytes > room)
        {
            job.next_copy += 1;
        }
        if job.next_copy >= job.dropped + job.points.len() as u32 {
            return;
        }
        job.copying = true;
        let priority = 1_000 + self.backup_priority(vm);
        if self.slots[to].request(self.frame.now, Holder::Copy(vm), priority) {
            self.copy_granted(vm);
        }
    }

    /// A repository stands again: copies from it or to it go on.
    pub(super) fn restart_copies(&mut self, repository: RepositoryId) {
        for vm in self.vms.ids() {
            if self.backup_goes_to(vm, repository) {
                self.start_copy(vm);
            }
        }
    }

    /// A copy has its slot.
    pub(super) fn copy_granted(&mut self, vm: VmId) {
        let backup = self.backup_of(vm).1;
        let Some(to) = backup.copy_to else { return };
        let job = &mut self.jobs[vm];
        let bytes = job.points[(job.next_copy - job.dropped) as usize].bytes;
        if bytes > self.room_at(to) {
            // Others filled the repository while this copy waited: it is left out.
            let job = &mut self.jobs[vm];
            job.next_copy += 1;
            job.copying = false;
            self.release_slot(to);
            self.start_copy(vm);
            return;
        }
        self.jobs[vm].copy_has_slot = true;
        self.store(to, bytes);
        self.start_copy_flow(vm, backup.to, to, bytes);
    }

    /// A copy is complete.
    pub(super) fn copy_done(&mut self, vm: VmId) {
        let backup = self.backup_of(vm).1;
        let job = &mut self.jobs[vm];
        let index = (job.next_copy - job.dropped) as usize;
        job.points[index].second = true;
        job.copied_once = true;
        job.next_copy += 1;
        job.copying = false;
        job.copy_has_slot = false;
        self.release_slot(backup.copy_to.expect(COPIES_GO_SOMEWHERE));
        self.apply_retention(vm, backup);
        self.start_copy(vm);
        self.frame.dirty.waiters |= self.vms[vm].phase == VmPhase::WaitRepository;
    }

    /// Ends a copy in the queue or in flight.
    pub(super) fn interrupt_copy(&mut self, vm: VmId) {
        let Some(to) = self
            .frame
            .blueprint
            .vm(vm)
            .backup
            .and_then(|id| self.frame.blueprint.backup(id).copy_to)
        else {
            return;
        };
        if !std::mem::take(&mut self.jobs[vm].copying) {
            return;
        }
        if std::mem::take(&mut self.jobs[vm].copy_has_slot) {
            let job = &self.jobs[vm];
            let bytes = job.points[(job.next_copy - job.dropped) as usize].bytes;
            self.stop_copy_flow(vm);
            self.free(to, bytes);
            self.release_slot(to);
        } else {
            self.slots[to].cancel(self.frame.now, Holder::Copy(vm));
        }
    }
}
