//! Whether a fault bears on an application as it is now.
//!
//! Always true here: asking changes nothing; whoever keeps an account of outages asks, and calls nobody else.

use crate::model::{ApplicationId, Component};
use crate::world::World;
use crate::world::plan::covers_stamp;
use crate::world::which::Fault;

impl World<'_> {
    /// Whether a fault bears on an application as it is now: it covers the stamp of a VM, or it
    /// keeps from a VM that must be rebuilt what that needs.
    pub(super) fn touches(&self, fault: Fault, application: ApplicationId) -> bool {
        let (target, _, _) = self.frame.fault_facts(fault);
        let mut vms = self.frame.blueprint.application(application).vm_ids();
        match target {
            Component::Site(_) | Component::Enclosure(_) | Component::Stamp(_) => {
                vms.any(|vm| covers_stamp(self.frame.blueprint, target, self.room.stamp_of(vm)))
            }
            Component::Switch(switch) => vms.any(|vm| {
                self.plant
                    .cuts_off(&self.frame, switch, self.room.stamp_of(vm))
            }),
            Component::Rack(_) | Component::Node(_) | Component::Disk(_) => false,
            Component::Application(id) => id == application,
            Component::ControlPlane(stamp) => {
                vms.any(|vm| self.vms[vm].needs_data() && self.room.stamp_of(vm) == stamp)
            }
            Component::Repository(id) => {
                vms.any(|vm| self.vms[vm].needs_data() && self.vault.backup_goes_to(vm, id))
            }
            Component::Link(link) => vms.any(|vm| {
                self.vms[vm].needs_data() && self.reads_over(vm, link)
                    || self.cluster.is_isolated(vm)
            }),
        }
    }
}
