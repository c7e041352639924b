//! Groups that write only together with their replica, and when a group has its turn.
//!
//! Always true here: the VMs of a group stand still exactly while its replica cannot be reached and nothing
//! else would be written.

use crate::model::GroupId;
use crate::world::World;
use crate::world::life::VmPhase;

impl World<'_> {
    /// What goes over paths has changed: groups that write only together with their replica stand still,
    /// or go on.
    pub(in crate::world) fn freeze_or_thaw(&mut self) {
        for group in self.mirror.ids() {
            let reach = self.reach_of(group);
            if let Some(cut) = self.mirror.sees(&mut self.frame, group, reach) {
                self.hold_still(group, cut);
            }
        }
    }

    fn hold_still(&mut self, group: GroupId, cut: bool) {
        let blueprint = self.frame.blueprint;
        for vm in blueprint.group(group).vms.iter().copied() {
            if cut && self.vms[vm].phase == VmPhase::Serving {
                let fault = self.fault_between(group);
                let fault = fault.expect("what cuts a path is a fault");
                let missing = self.plant.return_of(&self.frame, Some(fault));
                self.stop_vm(vm, fault, VmPhase::Frozen(missing));
            } else if !cut && matches!(self.vms[vm].phase, VmPhase::Frozen(_)) {
                self.vm_serves(vm);
            }
        }
    }

    /// The timer of a group fires.
    #[inline(never)]
    pub(in crate::world) fn group_timer(&mut self, group: GroupId) {
        if self.mirror.timer_fires(&mut self.frame, group) {
            self.try_failback(group);
        }
    }
}
