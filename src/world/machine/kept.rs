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
            Rebuild::Restore(_) => self.vault.why_nothing(self.asking(vm)),
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

    /// What a VM asks of its restore points.
    pub(in crate::world) fn asking(&self, vm: VmId) -> Asking {
        let state = &self.vms[vm];
        Asking {
            vm,
            stamp: self.room.stamp_of(vm),
            only_good: state.noticed(),
        }
    }
}
