//! Applications go up and down with their VMs and with the applications that they need.
//!
//! Always true here: an application is up exactly when every role has its required VMs serving and
//! every needed application is up.

use crate::model::record::Path;
use crate::model::{ApplicationId, RoleId, VmId};
use crate::world::World;
use crate::world::consequence::Consequence;
use crate::world::life::VmPhase;
use crate::world::which::Fault;

impl World<'_> {
    /// One VM more of a role serves.
    #[inline(always)]
    pub(super) fn role_gains(&mut self, role: RoleId, path: Path) {
        let plan = self.frame.blueprint.role(role);
        let application = plan.application;
        if !self.services.is_up(application) {
            self.frame.dirty.application(application);
        }
        if self.services.gains(role, plan) {
            self.settle_application(application, path);
        }
    }

    /// One VM less of a role serves.
    #[inline(always)]
    pub(super) fn role_loses(&mut self, role: RoleId, fault: Fault) {
        let plan = self.frame.blueprint.role(role);
        let application = plan.application;
        let too_few = self.services.loses(role, plan);
        if !self.services.is_up(application) {
            self.frame.dirty.application(application);
            self.account.contribute(&self.frame, application, fault);
        } else if too_few {
            self.application_down(application, fault, false);
        }
    }

    /// Takes an application down, and with it those that need it.
    fn application_down(&mut self, application: ApplicationId, fault: Fault, inherited: bool) {
        self.services.goes_down(application);
        let blueprint = self.frame.blueprint;
        for role in blueprint.stateful_roles(application) {
            blueprint
                .role(role)
                .vm_ids()
                .for_each(|vm| self.stop_writing(vm));
        }
        (self.mirror).write(&mut self.frame, application, false);
        self.begin_outage(application, fault, inherited);
        for index in 0..self.frame.plan.dependents[application].len() {
            let dependent = self.frame.plan.dependents[application][index];
            self.services.need_goes(dependent);
            self.frame.dirty.application(dependent);
            if self.services.is_up(dependent) {
                self.application_down(dependent, fault, true);
            }
        }
    }

    /// Brings an application up if nothing is missing, and then those that waited for it.
    fn settle_application(&mut self, application: ApplicationId, path: Path) {
        if !self.services.comes_up(application) {
            return;
        }
        let blueprint = self.frame.blueprint;
        for role in blueprint.stateful_roles(application) {
            let plan = blueprint.role(role);
            let together = plan.protection.high_availability.is_some();
            for vm in plan.vm_ids() {
                // An instance that takes no part gets none of what is written.
                let takes_writes = !together || self.cluster.takes_part(vm);
                if takes_writes && self.vms[vm].phase.serves() {
                    self.vms[vm].write_from(self.frame.now);
                }
            }
        }
        (self.mirror).write(&mut self.frame, application, true);
        self.account.pauses(&mut self.frame, application, path);
        for index in 0..self.frame.plan.dependents[application].len() {
            let dependent = self.frame.plan.dependents[application][index];
            self.frame.dirty.application(dependent);
            if self.services.need_returns(dependent) {
                for vm in self.frame.blueprint.application(dependent).vm_ids() {
                    if matches!(self.vms[vm].phase, VmPhase::WaitDependency(_)) {
                        self.frame.agenda.push(Consequence::Boot(vm));
                    }
                }
            }
            self.settle_application(dependent, Path::Dependency);
        }
    }

    pub(super) fn start_writing(&mut self, vm: VmId) {
        if self.frame.plan.vms[vm].stateful {
            self.vms[vm].write_from(self.frame.now);
        }
    }

    pub(super) fn stop_writing(&mut self, vm: VmId) {
        let state = &mut self.vms[vm];
        if let Some(since) = state.writing_since.take() {
            state.clock += self.frame.now.since(since).0;
        }
    }
}
