//! What the account is told: an application goes down, what it waits for, what it loses.
//!
//! Always true here: what an application waits for is looked at once, when an event is over.

use crate::model::record::{Phase, Resource, Resumed, What};
use crate::model::topology::{takes_stamp, takes_stamps};
use crate::model::{ApplicationId, Component, RoleId, VmId};
use crate::world::World;
use crate::world::account::{Fate, Loss, LossId};
use crate::world::which::Fault;

impl World<'_> {
    /// The service of an application ends now.
    pub(in crate::world) fn begin_outage(
        &mut self,
        application: ApplicationId,
        fault: Fault,
        inherited: bool,
    ) {
        if self.account.is_another(&self.frame, application, fault) {
            self.close_outage(application);
        }
        let account = &mut self.account;
        let anew = account.begins(&mut self.frame, application, fault, inherited);
        if anew {
            for index in 0..self.plant.active().len() {
                let other = self.plant.active()[index];
                if self.touches(other, application) {
                    self.account.contribute(&self.frame, application, other);
                }
            }
        }
        if !inherited && self.stateful_stopped(application) {
            self.account.puts_at_risk(application);
        }
    }

    /// Ends the outage of an application for good.
    pub(in crate::world) fn close_outage(&mut self, application: ApplicationId) {
        let wants = self.account.wants_reason(&self.frame, application);
        let reason = wants.then(|| self.reason_of_no_return(application));
        self.account.close(&mut self.frame, application, reason);
    }

    fn stateful_stopped(&self, application: ApplicationId) -> bool {
        let blueprint = self.frame.blueprint;
        let mut roles = blueprint.stateful_roles(application);
        roles.any(|role| {
            let mut vms = blueprint.role(role).vm_ids();
            vms.any(|vm| !self.vms[vm].phase.serves())
        })
    }

    /// A VM resumes with less state than it had: an instance finds out what that costs when it takes part.
    pub(in crate::world) fn lose_state(
        &mut self,
        vm: VmId,
        loss: u64,
        total_loss: bool,
        resumed: Resumed,
    ) -> Option<LossId> {
        let total = total_loss;
        self.frame.note(What::Resumes { vm, loss, total });
        if self.frame.is_instance(vm) {
            self.cluster.lose(vm, total_loss, resumed);
            return None;
        }
        let fate = match total_loss {
            true => Fate::Gone,
            false => Fate::SetBack,
        };
        self.book_loss(vm, loss, (fate, resumed))
    }

    /// What a VM has lost goes into the account.
    pub(in crate::world) fn book_loss(
        &mut self,
        vm: VmId,
        set_back: u64,
        (mut fate, mut resumed): (Fate, Resumed),
    ) -> Option<LossId> {
        if fate == Fate::SetBack && self.account.is_late(&self.frame, vm) {
            (fate, resumed) = (Fate::NotBack, self.reason_of_not_back(vm));
        }
        let loss = Loss {
            vm,
            set_back,
            fate,
            resumed,
            path: self.vms[vm].path,
        };
        self.account.lose(&mut self.frame, &loss)
    }

    /// Looks again at what applications wait for in which something has changed.
    #[inline]
    pub(in crate::world) fn settle_outages(&mut self) {
        while let Some(application) = self.frame.dirty.next_application() {
            if !self.services.is_up(application) {
                self.look_at_outage(application);
            }
        }
    }

    /// Looks again at what an application waits for that is down.
    #[inline(never)]
    fn look_at_outage(&mut self, application: ApplicationId) {
        let waits = self.phase_of(application);
        self.account.waits_for(&self.frame, application, waits);
        if self.account.is_planned(application) {
            self.look_for_the_unplanned(application, waits.1);
        }
    }

    /// The earliest phase that any missing required role is in, and what it waits for. Of a role
    /// that misses k VMs, the k most advanced count.
    fn phase_of(&self, application: ApplicationId) -> (Phase, Resource) {
        let plan = self.frame.blueprint.application(application);
        let mut earliest: Option<(Phase, Resource)> = None;
        for role in plan.role_ids() {
            let role_plan = self.frame.blueprint.role(role);
            let serving = self.services.serving(role);
            if serving >= role_plan.required {
                continue;
            }
            let found = self.phase_of_role(role);
            if earliest.is_none_or(|(phase, _)| found.0 < phase) {
                earliest = Some(found);
            }
        }
        earliest.unwrap_or_else(|| {
            let need = self.services.missing_need(&self.frame, application);
            (
                Phase::Dependency,
                need.map_or(Resource::None, Resource::Application),
            )
        })
    }

    /// The same of one role. With a call: an application mostly has one, and nothing of it is worked out ahead for many.
    #[inline(never)]
    fn phase_of_role(&self, role: RoleId) -> (Phase, Resource) {
        if let Some(found) = self.instances_phase(role) {
            return found;
        }
        let plan = self.frame.blueprint.role(role);
        let counts = self.missing_by_phase(role);
        let mut left = plan.required - self.services.serving(role);
        let mut deciding = Phase::Detect;
        for phase in Phase::ALL.into_iter().rev() {
            let count = counts[phase as usize];
            if count >= left {
                deciding = phase;
                break;
            }
            left -= count;
        }
        let found = if self.frame.plan.instances.has(role) {
            let mut missing = plan.vm_ids().filter_map(|vm| self.missing_phase(vm));
            missing.find(|(phase, _)| *phase == deciding)
        } else {
            let missing = self.services.who_is_missing(&self.frame, role);
            let mut missing = missing.filter_map(|vm| self.missing_phase(vm));
            missing.find(|(phase, _)| *phase == deciding)
        };
        found.unwrap_or((deciding, Resource::None))
    }

    /// How many VMs of a role are missing, by phase. Whether an instance is one is for the cluster to say.
    fn missing_by_phase(&self, role: RoleId) -> [u32; Phase::COUNT] {
        if !self.frame.plan.instances.has(role) {
            return self.services.missing(role);
        }
        let mut counts = [0; Phase::COUNT];
        let vms = self.frame.blueprint.role(role).vm_ids();
        for (phase, _) in vms.filter_map(|vm| self.missing_phase(vm)) {
            counts[phase as usize] += 1;
        }
        counts
    }

    /// Whether a fault bears on an application as it is now: it covers the stamp of a VM, or it
    /// keeps from a VM that must be rebuilt what that needs.
    pub(in crate::world) fn touches(&self, fault: Fault, application: ApplicationId) -> bool {
        let (target, _, _) = self.frame.fault_facts(fault);
        let mut vms = self.frame.blueprint.application(application).vm_ids();
        match target {
            Component::Switch(switch) => vms.any(|vm| {
                self.plant
                    .cuts_off(&self.frame, switch, self.room.stamp_of(vm))
            }),
            Component::Application(id) => id == application,
            Component::Applications(id) => self.frame.blueprint.scope(id).holds(application),
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
            place if takes_stamps(place) => {
                vms.any(|vm| takes_stamp(self.frame.blueprint, place, self.room.stamp_of(vm)))
            }
            _ => false,
        }
    }
}
