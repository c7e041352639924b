//! A VM whose replica has no room to run where it lies, and whose own stamp has been made anew: it is
//! built at home again, and its state is read from the replica.
//!
//! Always true here: the replica stays what it is; what it lacked at the cut is lost when the copy
//! has arrived, not before.

use crate::model::bytes::reduced;
use crate::model::{StampId, VmId};
use crate::world::World;
use crate::world::consequence::Consequence;
use crate::world::life::{From, Route, VmPhase};

impl World<'_> {
    /// The VM is built: its state comes from the replica.
    pub(in crate::world) fn copy_home(&mut self, vm: VmId) {
        let group = self.frame.plan.vms[vm].group;
        let group = group.expect("a VM that copies home has a group");
        let reads = self
            .refuge(vm)
            .is_some_and(|refuge| self.plant.stands(refuge));
        if !reads || self.offer(vm).is_none() {
            self.frame.agenda.push(Consequence::Resume(vm));
            return;
        }
        let path = self.frame.plan.groups[group].path;
        let reduction = self.frame.replication_of(group).reduction;
        let bytes = reduced(self.frame.blueprint.vm(vm).used.0 as f64, reduction) as u64;
        let cap = self.disk_rate(vm, reduction);
        self.start_reading(vm, bytes, &path, reduction, cap);
        self.set_phase(vm, VmPhase::transfer(From::Replica));
    }

    /// The stamp of a replica goes: what was read from there has to wait.
    pub(in crate::world) fn copies_home_end(&mut self, stamp: StampId) {
        if self.frame.readers().is_empty() {
            return;
        }
        for vm in self.vms.ids() {
            let reads = matches!(self.vms[vm].phase, VmPhase::Transfer(From::Replica, _));
            if reads && self.refuge(vm) == Some(stamp) {
                self.cancel_recovery(vm);
                self.set_phase(vm, VmPhase::Provision(Route::Homeward));
                self.room.wake(vm);
            }
        }
    }

    /// The state is at home again, as the replica had it.
    pub(in crate::world) fn copied_home(&mut self, vm: VmId) {
        self.frame.end_reading(vm);
        let offer = self.offer(vm);
        if let (Some(offer), Some(group)) = (offer, self.frame.plan.vms[vm].group) {
            if self.vms[vm].deleted() || self.vms[vm].corrupt.is_some() {
                self.mirror.points_restart(&mut self.frame, group);
            }
            self.take_offer(vm, offer);
            self.source_stands_again(group);
        }
        self.set_phase(vm, VmPhase::Provision(Route::Homeward));
        self.boot_when_needs_are_up(vm);
    }
}
