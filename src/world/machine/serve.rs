//! A VM is ready, serves, or serves no longer.
//!
//! Always true here: it serves where users find it, and not while nothing may be written.

use crate::model::record::Path;
use crate::model::{GroupId, VmId};
use crate::units::Span;
use crate::world::World;
use crate::world::life::VmPhase;
use crate::world::state::Recovery;
use crate::world::which::Fault;

impl World<'_> {
    /// A VM is ready. Where it has moved, users find it when the old names have died.
    #[inline(always)]
    pub(in crate::world) fn ready(&mut self, vm: VmId) {
        match self.frame.plan.vms[vm].group {
            Some(group) => self.ready_in_group(vm, group),
            None => self.vm_serves(vm),
        }
    }

    #[inline(never)]
    fn ready_in_group(&mut self, vm: VmId, group: GroupId) {
        if self.mirror.is_frozen(group) {
            let missing = self.plant.return_of(&self.frame, self.fault_between(group));
            self.set_phase(vm, VmPhase::Frozen(missing));
            return;
        }
        let ttl = match self.vms[vm].path {
            Path::Failover | Path::Failback => self.frame.replication_of(group).dns_ttl,
            _ => Span::ZERO,
        };
        if ttl == Span::ZERO || self.vms[vm].phase == VmPhase::WaitNames {
            self.vm_serves(vm);
            return;
        }
        self.set_phase(vm, VmPhase::WaitNames);
        self.set_timer(vm, ttl);
    }

    /// A VM began to serve.
    #[inline(never)]
    pub(in crate::world) fn vm_serves(&mut self, vm: VmId) {
        let plan = self.frame.blueprint.vm(vm);
        let (role, application) = (plan.role, plan.application);
        self.stop_awaiting(vm);
        self.account.nothing_at_stake(vm);
        let state = &mut self.vms[vm];
        state.recovery = Recovery::default();
        state.patience = None;
        let path = state.path;
        self.set_usual_phase(vm, VmPhase::Serving);
        self.look_homeward(vm);
        if self.frame.is_instance(vm) {
            self.instance_runs(vm);
            return;
        }
        if self.services.is_up(application) {
            self.start_writing(vm);
        }
        self.role_gains(role, path);
    }

    /// A VM that served has stopped, because of a fault.
    #[inline(always)]
    pub(in crate::world) fn vm_left(&mut self, vm: VmId, fault: Fault) {
        if self.frame.is_instance(vm) {
            self.instance_left(vm, fault);
            return;
        }
        self.stop_writing(vm);
        self.role_loses(self.frame.blueprint.vm(vm).role, fault);
    }
}
