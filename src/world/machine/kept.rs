//! What a VM is built again from: whether anything still has it, and whether it can be read where it goes.
//!
//! Always true here: each kind of protection that builds VMs says both, so that none brings back what is gone.

use crate::model::{Rebuild, StampId, VmId};
use crate::world::World;
use crate::world::policy::Way;

impl World<'_> {
    /// Whether anything has the data that a VM has lost.
    pub(in crate::world) fn can_get_data(&self, vm: VmId) -> bool {
        match self.way_back(vm) {
            Way::Restart | Way::Failover(_) => true,
            Way::Build(Rebuild::Restore(_)) => self
                .vault
                .point_remains(self.asking(vm), &self.frame.plan.routes),
            Way::Build(Rebuild::Redeploy(_)) | Way::Nothing => false,
        }
    }

    /// Whether what a VM is built again from can be read on a stamp that is not its own.
    pub(in crate::world) fn is_readable_on(&self, vm: VmId, stamp: StampId) -> bool {
        match self.means(vm).built_by() {
            Way::Build(Rebuild::Restore(_)) => {
                self.vault.is_readable(vm, stamp, &self.frame.plan.routes)
            }
            Way::Build(Rebuild::Redeploy(_)) | Way::Restart | Way::Failover(_) | Way::Nothing => {
                true
            }
        }
    }
}
