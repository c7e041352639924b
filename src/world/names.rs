//! What VMs wait for is called something else when the crew of a fault is called or comes.
//!
//! Always true here: only names change, and the times that stand under them.

use super::World;
use super::life::VmPhase;
use super::which::Fault;
use crate::model::record::Resource;
use crate::model::{ApplicationId, Effect, SourceId};

impl World<'_> {
    /// What waits for a fault may be called something else now. Most faults keep nobody waiting.
    #[inline]
    pub(super) fn settle_names(&mut self) {
        while let Some(source) = self.frame.dirty.next_source() {
            if !self.room.waiters().is_empty() || self.frame.plan.sources[source].on_application {
                self.rename_all(source);
            }
        }
    }

    #[inline(never)]
    fn rename_all(&mut self, source: SourceId) {
        if !self.room.waiters().is_empty() {
            self.rename_waits(Fault::Source(source));
        }
        let plan = self.frame.blueprint.source(source);
        if let Effect::Logical { .. } = plan.effect {
            for application in self.frame.blueprint.applications_hit(plan.target) {
                self.rename_held(application, Fault::Source(source));
            }
        }
    }

    /// The crew that a fault waits for has come, or the like: names of waits may change.
    fn rename_waits(&mut self, fault: Fault) {
        for index in 0..self.room.waiters().len() {
            let vm = self.room.waiters()[index];
            let state = &self.vms[vm];
            if matches!(state.phase, VmPhase::WaitReturn(_)) && state.fault() == Some(fault) {
                let resource = self.plant.return_of(&self.frame, Some(fault));
                self.rename_wait(vm, resource);
            }
        }
    }

    /// Names what VMs that a bad release holds wait for.
    pub(super) fn rename_held(&mut self, application: ApplicationId, fault: Fault) {
        let resource = self.plant.waits_for(&self.frame, fault);
        let resource =
            resource.unwrap_or_else(|| Resource::Return(self.frame.fault_facts(fault).0));
        for vm in self.frame.blueprint.application(application).vm_ids() {
            if matches!(self.vms[vm].phase, VmPhase::Held(_)) {
                self.rename_wait(vm, resource);
            }
        }
    }
}
