//! What a VM is built again from: how old that is, whether anything still has it, and whether it can be read where
//! the VM goes.
//!
//! Always true here: each kind of protection that builds VMs again says so, and the compiler asks for it.

use crate::model::record::LossReason;
use crate::model::{Rebuild, StampId, VmId};
use crate::world::World;
use crate::world::vault::Asking;

impl World<'_> {
    /// The write clock of the newest state that a protection has of a VM, if it has any.
    pub(in crate::world) fn newest_kept(&self, vm: VmId, by: Rebuild) -> Option<u64> {
        match by {
            Rebuild::Restore(_) => self.vault.newest_clock(self.asking(vm)),
            Rebuild::Redeploy(_) => None,
        }
    }

    /// Whether a protection has data of a VM, or will have it once what it lies on is back.
    pub(in crate::world) fn is_kept(&self, vm: VmId, by: Rebuild) -> bool {
        match by {
            Rebuild::Restore(_) => {
                let routes = &self.frame.plan.routes;
                self.vault.point_remains(self.asking(vm), routes)
            }
            Rebuild::Redeploy(_) => false,
        }
    }

    /// Why a protection that keeps data of a VM brings none back.
    pub(in crate::world) fn why_none_kept(&self, vm: VmId, by: Rebuild) -> LossReason {
        match by {
            Rebuild::Restore(_) => {
                let dwelt = self.vms[vm].encrypted();
                self.vault.why_nothing(self.asking(vm), dwelt)
            }
            Rebuild::Redeploy(_) => LossReason::NoProtection,
        }
    }

    /// Whether what a protection builds a VM again from can be read on a stamp that is not its own.
    pub(in crate::world) fn is_readable_on(&self, vm: VmId, by: Rebuild, stamp: StampId) -> bool {
        match by {
            Rebuild::Restore(_) => self.vault.is_readable(vm, stamp, &self.frame.plan.routes),
            Rebuild::Redeploy(_) => true,
        }
    }

    /// Whether it is known which restore points of a VM hold intruders. What a VM with state left behind nothing is resumed
    /// from anyway, so that the question is that of one without.
    fn knows_of_intruders(&self, vm: VmId) -> bool {
        let backed = self.frame.blueprint.vm(vm).protection.backup.is_some();
        backed && !self.frame.plan.vms[vm].stateful && self.vault.is_intruded(vm)
    }

    /// What a VM asks of its restore points.
    pub(in crate::world) fn asking(&self, vm: VmId) -> Asking {
        let state = &self.vms[vm];
        Asking {
            vm,
            stamp: self.room.stamp_of(vm),
            only_good: state.noticed() || (!state.is_cleaned() && self.knows_of_intruders(vm)),
        }
    }
}
