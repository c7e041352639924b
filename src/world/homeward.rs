//! A VM whose replica has no room to run where it lies, and whose own stamp has been made anew: it is
//! built at home again, and its state is read from the replica.
//!
//! Always true here: the replica stays what it is; what it lacked at the cut is lost when the copy
//! has arrived, not before.

use super::World;
use super::carry::Transfer;
use super::state::VmPhase;
use crate::model::bytes::reduced;
use crate::model::record::{Path, Resource};
use crate::model::{StampId, VmId};

impl World<'_> {
    /// Whether the own stamp of a VM stands and could take it.
    pub(super) fn could_stay_at_home(&self, vm: VmId) -> bool {
        self.vms[vm].needs_data && self.plant.stands(self.vms[vm].stamp)
    }

    /// Room at home, a batch, and the VM is built.
    pub(super) fn route_homeward(&mut self, vm: VmId) {
        let home = self.vms[vm].stamp;
        self.vms[vm].path = Path::Reseed;
        if !self.plant.control_up(home) {
            self.set_phase_for(vm, VmPhase::WaitControl, Resource::ControlPlane(home));
            return;
        }
        let counted = !self.vms[vm].shed || self.admits(vm, home);
        let placed = self.vms[vm].node.is_some() || (counted && self.create(vm, home));
        if !placed {
            self.set_phase_for(vm, VmPhase::WaitCapacity, Self::capacity_of(home));
            return;
        }
        self.regain_admission(vm);
        if self.pass_gate_to_build(vm) {
            self.provision(vm);
        } else {
            self.set_phase_for(vm, VmPhase::WaitManager, Resource::ManagerBatch(home));
        }
    }

    /// The VM is built: its state comes from the replica.
    pub(super) fn copy_home(&mut self, vm: VmId) {
        let (Some(group), Some(refuge)) = (self.frame.plan.vms[vm].group, self.refuge(vm)) else {
            self.resume(vm);
            return;
        };
        if self.offer(vm).is_none() || !self.plant.stands(refuge) {
            self.resume(vm);
            return;
        }
        let path = self.frame.plan.groups[group].path;
        let reduction = self.replication_of(group).reduction;
        let bytes = reduced(self.frame.blueprint.vm(vm).used.0 as f64, reduction) as u64;
        let cap = self.disk_rate(vm, reduction);
        let flow = (Transfer::ToVm(vm), self.frame.classes().0);
        self.frame
            .start_transfer(flow, bytes, &path, reduction, cap);
        self.vms[vm].round_trip = self.plant.round_trip(&self.frame, &path);
        self.restoring.push(vm);
        self.set_phase_for(vm, VmPhase::CopyHome, Resource::Disks);
    }

    /// The copy stops in mid-way and leaves nothing.
    pub(super) fn leave_copy_home(&mut self, vm: VmId) {
        self.frame.stop_transfer(Transfer::ToVm(vm));
        self.restoring.retain(|other| *other != vm);
    }

    /// The stamp of a replica goes: what was read from there has to wait.
    pub(super) fn copies_home_end(&mut self, stamp: StampId) {
        for vm in self.vms.ids() {
            if self.vms[vm].phase == VmPhase::CopyHome && self.refuge(vm) == Some(stamp) {
                self.cancel_recovery(vm);
                self.set_phase(vm, VmPhase::Provision);
                self.wake(vm);
            }
        }
    }

    /// The state is at home again, as the replica had it.
    pub(super) fn copied_home(&mut self, vm: VmId) {
        self.restoring.retain(|other| *other != vm);
        let offer = self.offer(vm);
        if let (Some(offer), Some(group)) = (offer, self.frame.plan.vms[vm].group) {
            self.take_offer(vm, offer);
            self.source_stands_again(group);
        }
        self.set_phase(vm, VmPhase::Provision);
        self.boot_when_needs_are_up(vm);
    }
}
