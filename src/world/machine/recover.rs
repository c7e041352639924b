//! How a VM comes back: detection, decision, room, a batch, the build, its data, boot, validation.
//!
//! Always true here: a VM is in exactly one phase; leaving a phase undoes whatever it held for it.

use crate::model::{StampId, VmId};
use crate::units::Span;
use crate::world::World;
use crate::world::draws::{Common, OfStop};
use crate::world::event::{Batches, Event};
use crate::world::life::{HandWork, Next, VmPhase};
use crate::world::machine::phase::draw_common;
use crate::world::policy::Way;

impl World<'_> {
    /// The timer of a VM fires.
    #[inline(never)]
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
            VmPhase::Provision(route) => self.provisioned(vm, route),
            VmPhase::Replay(reading) => self.replayed(vm, reading),
            VmPhase::WaitShipment(_) => self.find_data(vm),
            VmPhase::Scan(reading, _) => self.scan_done(vm, reading),
            VmPhase::Boot => {
                let role = self.frame.blueprint.vm(vm).role;
                let state = &mut self.vms[vm];
                let index = OfStop::Validate.at(state.stops);
                let law = &self.frame.plan.roles[role].validate;
                let delay = law.draw(&mut state.stream, index);
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
            // People look at what is waited for.
            waits if waits.looks_again() && !self.vms[vm].needs_data() => self.room.wake(vm),
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
    #[inline(always)]
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
        let recovery = &self.vms[vm].recovery;
        let (powered_off, failing_over) = (recovery.powered_off, recovery.failing_over);
        let batches = match powered_off {
            true => Batches::Manager,
            false => Batches::Cluster,
        };
        let stamp = self.room.stamp_of(vm);
        let stands = self.plant.stands(stamp);
        let runs = stands && (!powered_off || self.plant.control_up(stamp));
        if !runs {
            self.be_patient(vm);
        }
        // What is whole and has its place restarts there: of nothing else is to be asked.
        if !runs || failing_over {
            let way = self.way_back(vm);
            if way != Way::Restart {
                return self.route_away(vm, way);
            }
        }
        if !stands {
            let away = self.return_of(vm, stamp);
            self.wait_until_next_look(vm, VmPhase::WaitReturn(away));
        } else if let Some(volume) = self.plant.full_volume(vm) {
            self.wait_for_volume(vm, volume);
        } else if self.room.is_shed(vm) {
            self.route_shed(vm, stamp);
        } else if !runs {
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

    /// The disks of a VM are intact, and it goes another way all the same: when that is decided.
    fn route_away(&mut self, vm: VmId, way: Way) {
        let recovery = &self.vms[vm].recovery;
        let decided = recovery.decided || recovery.failing_over;
        match way {
            Way::Failover(group) if decided => self.route_failover(vm, group),
            Way::Build(by) if decided => self.route_elsewhere(vm, by),
            _ => {
                self.set_phase(vm, VmPhase::DetectLoss);
                self.notice_loss(vm);
            }
        }
    }

    /// A VM has its place again, and starts there when a batch takes it.
    #[inline(always)]
    fn passes(&mut self, vm: VmId, batches: Batches) -> bool {
        self.stop_being_patient(vm);
        self.room.pass_gate(&mut self.frame, vm, batches)
    }

    /// A VM that was stopped for others starts again when the formula admits it: a new placement. Until then it waits for
    /// room like any other.
    fn route_shed(&mut self, vm: VmId, stamp: StampId) {
        if !self.plant.control_up(stamp) {
            self.wait_or_leave(vm, stamp, VmPhase::WaitControl(stamp));
        } else if self.room.admits(&self.frame, vm, stamp) && self.create(vm, stamp) {
            self.set_phase(vm, VmPhase::Decide);
            if self.passes(vm, Batches::Cluster) {
                self.boot_when_needs_are_up(vm);
            } else {
                self.set_phase(vm, VmPhase::WaitCluster(stamp));
            }
        } else {
            self.wait_or_leave(vm, stamp, self.short_of_room(vm, stamp));
        }
    }

    /// A VM that finds no node waits for one, and looks for it whenever anything frees up.
    #[inline(always)]
    pub(in crate::world) fn wait_for_room(&mut self, vm: VmId, stamp: StampId) {
        match self.frame.plan.vms[vm].may_leave {
            true => self.wait_or_leave(vm, stamp, self.short_of_room(vm, stamp)),
            false => self.wait_in_line(vm, stamp),
        }
    }

    /// The same for one that has no other way.
    #[inline(never)]
    fn wait_in_line(&mut self, vm: VmId, stamp: StampId) {
        self.be_patient(vm);
        self.set_usual_phase(vm, self.short_of_room(vm, stamp));
        self.frame.unschedule(Event::Vm(vm));
        self.nodes_are_missing(vm, stamp);
    }

    /// A VM that cannot run on its stamp, which stands, waits for that in this phase, until the decision to go another way has
    /// fallen.
    fn wait_or_leave(&mut self, vm: VmId, stamp: StampId, phase: VmPhase) {
        self.be_patient(vm);
        let may_go = self.may_give_up(vm);
        let goes = match may_go {
            true => self.goes_for_want_of_room(vm),
            false => None,
        };
        match goes {
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
        self.set_phase(vm, phase);
        match may_go {
            true => self.look_when_decided(vm),
            false => self.frame.unschedule(Event::Vm(vm)),
        }
        self.nodes_are_missing(vm, stamp);
    }

    /// Faults that take nodes of a stamp bear on a VM that cannot run there.
    #[inline(always)]
    fn nodes_are_missing(&mut self, vm: VmId, stamp: StampId) {
        let application = self.frame.blueprint.vm(vm).application;
        // Nothing joins the outage of an application that is up.
        let down = self.account.is_down(application);
        let active = if down { self.plant.active().len() } else { 0 };
        for index in 0..active {
            let fault = self.plant.active()[index];
            if self.plant.takes_nodes_of(&self.frame, fault, stamp) {
                self.account.contribute(&self.frame, application, fault);
            }
        }
    }
}
