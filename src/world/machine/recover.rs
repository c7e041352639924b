//! How a VM comes back: detection, decision, room, a batch, the build, its data, boot, validation.
//!
//! Always true here: a VM is in exactly one phase; leaving a phase undoes whatever it held for it.

use crate::model::{StampId, VmId};
use crate::units::Span;
use crate::world::World;
use crate::world::draws::{Common, OfStop};
use crate::world::event::Batches;
use crate::world::life::{HandWork, Next, VmPhase};
use crate::world::machine::phase::draw_common;
use crate::world::policy::Way;

impl World<'_> {
    /// The timer of a VM fires.
    pub(in crate::world) fn vm_timer(&mut self, vm: VmId) {
        match self.vms[vm].phase {
            VmPhase::DetectCrash => self.room.wake(vm),
            VmPhase::DetectLoss => self.decide(vm),
            // What was waited for until now were the hours of whoever decides.
            VmPhase::DecideIn(_, length) if length > Span::ZERO => {
                self.set_phase(vm, VmPhase::Decide);
                self.set_timer(vm, length);
            }
            VmPhase::DecideIn(..) | VmPhase::Decide => {
                self.leave_decision(vm);
                self.vms[vm].recovery.decided = true;
                self.decision_falls(vm);
                self.room.wake(vm);
            }
            // People look at what is waited for.
            waits if waits.looks_again() && !self.vms[vm].needs_data() => self.room.wake(vm),
            VmPhase::Provision(route) => self.provisioned(vm, route),
            VmPhase::Replay(reading) => self.replayed(vm, reading),
            VmPhase::Boot => {
                let role = self.frame.blueprint.vm(vm).role;
                let index = OfStop::Validate.at(self.vms[vm].stops);
                let delay = self.frame.plan.roles[role]
                    .validate
                    .draw(&mut self.vms[vm].stream, index);
                if delay == Span::ZERO {
                    self.ready(vm);
                    return;
                }
                let crew = self.frame.blueprint.role(role).checked_by;
                self.do_by_hand(vm, crew, HandWork::Check(delay));
            }
            VmPhase::WaitPerson(_, work) => self.begin_by_hand(vm, work),
            VmPhase::Validate | VmPhase::WaitNames => self.ready(vm),
            VmPhase::WaitQuota(_) => {
                self.vms[vm].recovery.quota_raised = true;
                self.room.wake(vm);
            }
            other => panic!("a VM has a timer in phase {other:?}"),
        }
    }

    /// The decision about a VM has fallen: where its data is intact and its place away, that is given up, or
    /// waited for all the same.
    fn decision_falls(&mut self, vm: VmId) {
        let waits = !self.vms[vm].needs_data() && self.vms[vm].patience.is_some();
        if !waits || !self.leaves(vm) {
            return;
        }
        if self.thinks_better_of_it(vm) {
            self.vms[vm].recovery.decided = false;
            return;
        }
        let back = self.place_returns(vm).filter(|back| back.settled);
        let application = self.frame.blueprint.vm(vm).application;
        let back = back.map(|back| back.at);
        self.account.gives_up(&self.frame, application, back);
    }

    /// Somebody decides.
    pub(in crate::world) fn decide(&mut self, vm: VmId) {
        let way = self.way_back(vm);
        let Some(sampler) = self
            .frame
            .plan
            .protection(self.frame.blueprint, way)
            .map(|plan| &plan.decide)
        else {
            self.room.wake(vm);
            return;
        };
        let state = &mut self.vms[vm];
        let length = draw_common(&mut self.plant, state, sampler, Common::Decide);
        match way.decider(self.frame.blueprint) {
            Some(crew) => self.let_decide(vm, crew, length),
            None => {
                self.set_phase(vm, VmPhase::Decide);
                self.set_timer(vm, length);
            }
        }
    }

    /// Takes the next step of a recovery from wherever the VM is.
    pub(in crate::world) fn resume(&mut self, vm: VmId) {
        if self.vms[vm].needs_data() {
            if self.vms[vm].recovery.decided || self.way_back(vm) == Way::Nothing {
                self.route_rebuild(vm);
            } else {
                self.decide(vm);
            }
        } else {
            self.route_restart(vm);
        }
    }

    /// Disks are intact: the cluster restarts the VM.
    fn route_restart(&mut self, vm: VmId) {
        let stamp = self.room.stamp_of(vm);
        let batches = match self.vms[vm].recovery.powered_off {
            true => Batches::Manager,
            false => Batches::Cluster,
        };
        if !self.place_runs(vm) {
            self.be_patient(vm);
        }
        let way = self.way_back(vm);
        let decided = self.vms[vm].recovery.decided || self.vms[vm].recovery.failing_over;
        if let Way::Failover(group) = way
            && decided
        {
            self.route_failover(vm, group);
        } else if let Way::Build(by) = way
            && decided
        {
            self.route_elsewhere(vm, by);
        } else if way != Way::Restart {
            self.set_phase(vm, VmPhase::DetectLoss);
            self.notice_loss(vm);
        } else if !self.plant.stands(stamp) {
            let away = self.return_of(vm, stamp);
            self.wait_until_next_look(vm, VmPhase::WaitReturn(away));
        } else if let Some(volume) = self.plant.full_volume(vm) {
            self.wait_for_volume(vm, volume);
        } else if self.room.is_shed(vm) {
            self.route_shed(vm, stamp);
        } else if batches == Batches::Manager && !self.plant.control_up(stamp) {
            self.wait_until_next_look(vm, VmPhase::WaitControl(stamp));
        } else if self.room.node_of(vm).is_none() && !self.place_or_displace(vm, stamp) {
            self.wait_for_room(vm, stamp);
        } else if self.passes(vm, batches) {
            self.boot_when_needs_are_up(vm);
        } else {
            let waits = match batches {
                Batches::Manager => VmPhase::WaitManager(stamp, Next::Start),
                Batches::Cluster => VmPhase::WaitCluster(stamp),
            };
            self.set_phase(vm, waits);
        }
    }

    /// A VM has its place again, and starts there when a batch takes it.
    fn passes(&mut self, vm: VmId, batches: Batches) -> bool {
        self.stop_being_patient(vm);
        self.room.pass_gate(&mut self.frame, vm, batches)
    }

    /// A VM that finds no room waits for it, and looks for that whenever anything frees up, until the decision to
    /// go another way has fallen.
    pub(in crate::world) fn wait_for_room(&mut self, vm: VmId, stamp: StampId) {
        self.be_patient(vm);
        match self.goes_for_want_of_room(vm) {
            Some(Way::Failover(group)) => {
                self.vms[vm].recovery.decided = true;
                self.route_failover(vm, group);
                return;
            }
            Some(Way::Build(by)) => {
                self.vms[vm].recovery.decided = true;
                self.route_elsewhere(vm, by);
                return;
            }
            _ => {}
        }
        self.set_phase(vm, self.short_of_room(vm, stamp));
        self.look_when_decided(vm);
        let application = self.frame.blueprint.vm(vm).application;
        for index in 0..self.plant.active().len() {
            let fault = self.plant.active()[index];
            if self.plant.takes_nodes_of(&self.frame, fault, stamp) {
                self.account.contribute(&self.frame, application, fault);
            }
        }
    }
}
