//! The state of a VM is read, from wherever it comes; and a restore that has its slot.
//!
//! Always true here: whoever's state moves is listed among those whose state is on its way. Who is given a
//! slot reads from that step on, so that nobody who looks after it takes the slot for one that is held by
//! nobody and never comes free.

use crate::model::VmId;
use crate::units::Rate;
use crate::world::World;
use crate::world::carry::Transfer;
use crate::world::consequence::Consequence;
use crate::world::life::{From, VmPhase};
use crate::world::pipes::PipePath;
use crate::world::vault::Reading;

impl World<'_> {
    /// The slot is there: the chain is read. False where retention or a loss took the point while the
    /// VM waited for its slot: that is to be given back, and the VM looks for another point.
    #[must_use]
    pub(in crate::world) fn begin_restore(&mut self, vm: VmId, reading: Reading) -> bool {
        let backup = self.vault.backup_of(vm).1;
        let repository = reading.repository;
        let Some(bytes) = (self.vault).bytes_to_read(vm, reading.target(), repository) else {
            self.await_point(vm);
            self.frame.agenda.push(Consequence::FindData(vm));
            return false;
        };
        let path = self
            .frame
            .plan
            .routes
            .restore(self.room.stamp_of(vm), repository);
        let path = *path.expect("a point is chosen where a path leads");
        let reduction = backup.reduction;
        let cap = self.disk_rate(vm, reduction);
        self.start_reading(vm, bytes, &path, reduction, cap);
        self.set_phase(vm, VmPhase::transfer(From::Point(reading)));
        true
    }

    /// So many bytes of a VM's state begin to move to it.
    pub(in crate::world) fn start_reading(
        &mut self,
        vm: VmId,
        bytes: u64,
        path: &PipePath,
        reduction: f64,
        cap: Rate,
    ) {
        let flow = (Transfer::ToVm(vm), self.frame.order().class_of_restores());
        self.frame.start_transfer(flow, bytes, path, reduction, cap);
        self.vms[vm].recovery.round_trip = self.plant.round_trip(&self.frame, path);
        self.frame.begin_reading(vm);
    }

    /// What a VM reads stops in mid-way and leaves nothing.
    pub(in crate::world) fn stop_reading(&mut self, vm: VmId) {
        self.frame.stop_transfer(Transfer::ToVm(vm));
        self.frame.end_reading(vm);
    }
}
