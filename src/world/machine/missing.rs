//! What the VMs of a role wait for, each by itself and all of them together.
//!
//! Always true here: asking changes nothing.

use crate::model::record::{Phase, Resource};
use crate::model::{RoleId, VmId};
use crate::world::World;
use crate::world::cluster::Step;

impl World<'_> {
    /// What the instances of a role wait for together, whatever each of them does.
    pub(in crate::world) fn instances_phase(&self, role: RoleId) -> Option<(Phase, Resource)> {
        if !self.frame.plan.instances.has(role) {
            return None;
        }
        match self.cluster.step(role) {
            Step::Detect => return Some((Phase::Detect, Resource::None)),
            Step::TakeOver => return Some((Phase::Boot, Resource::Switch(role))),
            Step::Repair => return Some((Phase::Decide, Resource::Switch(role))),
            Step::Names => return Some((Phase::Wait, Resource::Names)),
            Step::Serving | Step::Idle => {}
        }
        let mut vms = self.frame.blueprint.role(role).vm_ids();
        let enough = if self.frame.plan.instances.one_active(role) {
            vms.any(|vm| self.vms[vm].phase.serves())
        } else {
            let run = |vm: &VmId| self.vms[*vm].phase.serves();
            vms.filter(run).count() >= self.frame.blueprint.role(role).required as usize
        };
        let waits = !self.cluster.has_majority(role) && enough;
        waits.then_some((Phase::Wait, Resource::Majority(role)))
    }

    /// In which phase a VM is that its role misses, and what it waits for; none where it serves.
    #[inline]
    pub(in crate::world) fn missing_phase(&self, vm: VmId) -> Option<(Phase, Resource)> {
        let state = &self.vms[vm];
        if !state.phase.serves() {
            return Some((state.phase.phase(), state.phase.resource()));
        }
        if !self.frame.is_instance(vm) || self.cluster.serves(vm) {
            None
        } else if self.cluster.takes_part(vm) {
            Some((Phase::Wait, Resource::Names))
        } else {
            let role = self.frame.blueprint.vm(vm).role;
            Some((Phase::Wait, Resource::Majority(role)))
        }
    }
}
