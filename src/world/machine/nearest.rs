//! What is shown to the policy of from where a VM gets its state: when each of the places would be done.
//!
//! Always true here: an estimate is worked out from things as they are at this instant: who holds and
//! waits for slots, and the share that the transfers under way would leave. It changes nothing.

use crate::model::{Backup, RepositoryId, VmId};
use crate::units::{Rate, Span};
use crate::world::World;
use crate::world::carry::Transfer;
use crate::world::pipes::PipePath;
use crate::world::policy::{NEVER, milliseconds, slot_in};
use crate::world::vault::Reading;

impl World<'_> {
    /// Milliseconds until a restore of so many bytes of a point with its logs, as they are stored, that asks for a slot now would
    /// have ended.
    pub(in crate::world) fn restore_ends(
        &mut self,
        (vm, bytes): (VmId, u64),
        backup: &Backup,
        reading: Reading,
    ) -> u64 {
        let from = reading.repository;
        let to = self.room.stamp_of(vm);
        let Some(path) = self.frame.plan.routes.restore(to, from).copied() else {
            return NEVER;
        };
        let cap = self.disk_rate(vm, backup.reduction);
        let takes = self.would_take(vm, &path, backup.reduction, cap, bytes);
        let waits = self.waits_for_slot(vm, from, takes);
        let read = takes.saturating_add(waits);
        read.saturating_add(self.fetching_takes(vm, reading))
    }

    /// Milliseconds until a point can be read, where it lies at a repository that is offline.
    fn fetching_takes(&self, vm: VmId, reading: Reading) -> u64 {
        let from = reading.repository;
        let Some(law) = &self.frame.blueprint.repository(from).offline else {
            return 0;
        };
        let now = self.frame.now;
        match self.vault.fetched_at(vm, reading, now) {
            // It may have been at hand for long.
            Some(at) => at.0.saturating_sub(now.0),
            None => Span::from_ms(law.mean()).0,
        }
    }

    /// Milliseconds that so many bytes of a VM would take over a path with the share that it would get
    /// now. Started and stopped at one instant a transfer moves nothing.
    pub(in crate::world) fn would_take(
        &mut self,
        vm: VmId,
        path: &PipePath,
        reduction: f64,
        cap: Rate,
        bytes: u64,
    ) -> u64 {
        let flow = Transfer::ToVm(vm);
        let class = self.frame.order().class_of_restores();
        self.frame
            .start_transfer((flow, class), bytes, path, reduction, cap);
        let rate = self.frame.rate_of(flow);
        self.frame.stop_transfer(flow);
        milliseconds(bytes, rate)
    }

    /// Milliseconds until a restore that takes so long gets a slot of a repository.
    fn waits_for_slot(&mut self, vm: VmId, repository: RepositoryId, takes: u64) -> u64 {
        if self.vault.has_free_slot(repository) {
            return 0;
        }
        let priority = self.frame.order().restore(self.frame.plan.vms[vm].tier);
        let before = self.vault.wait_before(repository, priority);
        self.frame.forget_ends();
        for index in 0..self.frame.readers().len() {
            let other = self.frame.readers()[index];
            let reads = self.vms[other].phase.reads();
            if reads.is_some_and(|reading| reading.repository == repository) {
                self.frame.note_end(Transfer::ToVm(other));
            }
        }
        for place in 0..self.vault.vms_to(repository).len() {
            let other = self.vault.vms_to(repository)[place];
            let backup = self.vault.backup_of(other).1;
            if backup.to == repository && self.vault.holds_slot(other) {
                self.frame.note_end(Transfer::Backup(other));
            }
            if backup.copy_to == Some(repository) && self.vault.copy_holds_slot(other) {
                self.frame.note_end(Transfer::Copy(other));
            }
        }
        slot_in(before, self.frame.ends(), takes)
    }
}
