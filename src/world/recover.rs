//! How a VM comes back: detection, decision, room, a batch, the build, its data, boot, validation.
//!
//! Always true here: a VM is in exactly one phase; leaving a phase undoes whatever it held for it.

use super::draws::{Common, OfStop, common};
use super::event::{Batches, Event};
use super::failover::Way;
use super::state::VmPhase;
use super::which::Fault;
use super::{Mode, World};
use crate::model::record::{Path, Resource};
use crate::model::{CrewId, Hours, StampId, VmId};
use crate::units::{Moment, Span, WEEK};

impl World<'_> {
    /// Sets the phase of a VM and keeps the list of those that look again.
    pub(super) fn set_phase(&mut self, vm: VmId, phase: VmPhase) {
        self.set_phase_for(vm, phase, Resource::None);
    }

    /// The same, with the resource that it waits for.
    pub(super) fn set_phase_for(&mut self, vm: VmId, phase: VmPhase, resource: Resource) {
        let before = self.vms[vm].phase;
        let rank = self.plan.events.rank(vm);
        if before.looks_again() != phase.looks_again() {
            let order = &self.plan.events;
            let place = self
                .waiters
                .partition_point(|other| order.rank(*other) < rank);
            if phase.looks_again() {
                self.waiters.insert(place, vm);
            } else {
                self.waiters.remove(place);
            }
        }
        if before == VmPhase::WaitCapacity && phase != before {
            let waited = self.now.since(self.vms[vm].since);
            self.vms[vm].waited_an_hour |= waited >= Span::hours(1);
            self.stamps[self.vms[vm].stamp].waiting_for_room -= 1;
        }
        if phase == VmPhase::WaitCapacity && before != phase {
            let stamp = self.vms[vm].stamp;
            self.stamps[stamp].waiting_for_room += 1;
            let waiting = self.stamps[stamp].waiting_for_room;
            if self.is_in_horizon(self.now) {
                let tally = &mut self.record.stamps[stamp.index()];
                tally.most_waiting = tally.most_waiting.max(waiting);
            }
        }
        let state = &mut self.vms[vm];
        if state.phase != phase {
            state.since = self.now;
        }
        state.phase = phase;
        state.resource = resource;
        state.decides_in = None;
    }

    /// A VM stops (again) because of a fault and goes on in `next`.
    pub(super) fn stop_vm(&mut self, vm: VmId, fault: Fault, next: VmPhase) {
        let was_serving = self.vms[vm].phase == VmPhase::Serving;
        self.cancel_recovery(vm);
        self.await_vm(vm, fault);
        if self.vms[vm].needs_data {
            // What a job was reading is not there any more.
            self.interrupt_transfer(vm);
        }
        let state = &mut self.vms[vm];
        state.failing_over &= !state.needs_data;
        state.fault = Some(fault);
        let source = fault.source().map(|source| &self.faults[source]);
        state.fault_ordinal = source.map_or(0, |source| source.ordinal);
        state.stops += 1;
        state.round_trip = Span::ZERO;
        state.lost_node = None;
        state.shed_in_vain = false;
        state.promoted = false;
        if !state.needs_data && !state.failing_over {
            state.path = Path::Restart;
        }
        let resource = match next {
            VmPhase::Frozen | VmPhase::WaitReturn => self.return_of(Some(fault)),
            VmPhase::Held => Resource::Application(self.blueprint.vm(vm).application),
            // Whoever stops it for room, or for its volume, says what it waits for.
            _ => Resource::None,
        };
        self.set_phase_for(vm, next, resource);
        let application = self.blueprint.vm(vm).application;
        if was_serving {
            self.interrupt_agent(vm);
            self.vm_left(vm, fault);
        } else {
            self.contribute(application, fault);
        }
        self.course.look_again |= self.is_instance(vm);
        if self.plan.vms[vm].stateful && !self.applications[application].up {
            self.applications[application].at_risk |= was_serving;
        }
        if next == VmPhase::DetectLoss {
            self.notice_loss(vm);
        }
        self.refresh_outage(application);
    }

    /// What a VM loses, and whether it fits, is known only when it is back: the trial waits for it
    /// where that counts, though its application may be up long before.
    fn await_vm(&mut self, vm: VmId, fault: Fault) {
        let lost = self.vms[vm].needs_data;
        self.vms[vm].lost_at = self.now;
        let matters = lost && self.plan.vms[vm].stateful || matches!(self.mode, Mode::Drill(_));
        if matters && !self.vms[vm].awaited && self.counts(fault) {
            self.vms[vm].awaited = true;
            self.course.awaited += 1;
        }
    }

    /// A VM is back, or will never be.
    pub(super) fn stop_awaiting(&mut self, vm: VmId) {
        if std::mem::take(&mut self.vms[vm].awaited) {
            self.course.awaited -= 1;
        }
    }

    /// Undoes what a VM holds for its recovery: timer, queues, slot, transfer. Its memory stays.
    pub(super) fn cancel_recovery(&mut self, vm: VmId) {
        let phase = self.vms[vm].phase;
        if phase == VmPhase::Serving {
            return;
        }
        self.unschedule(Event::Vm(vm));
        self.vms[vm].woken = false;
        match phase {
            VmPhase::WaitManager | VmPhase::WaitCluster => self.leave_gates(vm),
            VmPhase::WaitSlot | VmPhase::Transfer => self.leave_restore(vm),
            VmPhase::Reseed => self.leave_reseed(vm),
            VmPhase::CopyHome => self.leave_copy_home(vm),
            VmPhase::Serving
            | VmPhase::DetectNode
            | VmPhase::DetectCrash
            | VmPhase::DetectLoss
            | VmPhase::Decide
            | VmPhase::WaitReturn
            | VmPhase::WaitControl
            | VmPhase::WaitCapacity
            | VmPhase::WaitRepository
            | VmPhase::WaitPoint
            | VmPhase::WaitVolume
            | VmPhase::WaitQuota
            | VmPhase::WaitSource
            | VmPhase::WaitDependency
            | VmPhase::WaitNames
            | VmPhase::Provision
            | VmPhase::Boot
            | VmPhase::Validate
            | VmPhase::Held
            | VmPhase::Frozen => {}
        }
    }

    pub(super) fn set_timer(&mut self, vm: VmId, delay: Span) {
        self.schedule(Event::Vm(vm), self.now + delay);
    }

    /// Starts the time until somebody notices that state is lost, unless the recovery is decided.
    fn notice_loss(&mut self, vm: VmId) {
        if self.vms[vm].decided {
            self.wake(vm);
            return;
        }
        let Some(sampler) = self
            .plan
            .protection(self.blueprint, self.way_back(vm), vm)
            .map(|plan| &plan.detect)
        else {
            self.wake(vm);
            return;
        };
        let (stream, word) = common(
            &mut self.faults,
            &mut self.recorded,
            &mut self.vms[vm],
            Common::NoticeLoss,
        );
        let delay = sampler.draw(stream, word);
        self.set_timer(vm, delay);
    }

    /// Whether a VM comes back by restore rather than by redeployment.
    pub(super) fn restores(&self, vm: VmId) -> bool {
        self.plan.restores(self.blueprint, vm)
    }

    /// Whether the resource manager must work for a VM to come back.
    pub(super) fn needs_control(&self, vm: VmId) -> bool {
        let plan = self.blueprint.vm(vm);
        let needs = |id| self.blueprint.replication(id).needs_control_plane;
        if self.vms[vm].failing_over {
            return plan.replication.is_some_and(needs);
        }
        let redeploy = plan.redeploy.map(|id| self.blueprint.redeploy(id));
        self.restores(vm) || redeploy.is_some_and(|redeploy| redeploy.needs_control_plane)
    }

    /// The timer of a VM fires.
    pub(super) fn vm_timer(&mut self, vm: VmId) {
        match self.vms[vm].phase {
            VmPhase::DetectCrash => self.wake(vm),
            VmPhase::DetectLoss => self.decide(vm),
            // The hours of whoever decides begin: what was waited for until now was them.
            VmPhase::Decide if self.vms[vm].decides_in.is_some() => {
                let length = self.vms[vm].decides_in.take().unwrap_or_default();
                self.set_phase(vm, VmPhase::Decide);
                self.set_timer(vm, length);
            }
            VmPhase::Decide => {
                self.vms[vm].decided = true;
                self.wake(vm);
            }
            VmPhase::Provision => self.provisioned(vm),
            VmPhase::Boot => {
                let role = self.blueprint.vm(vm).role;
                let index = OfStop::Validate.at(self.vms[vm].stops);
                let delay = self.plan.roles[role]
                    .validate
                    .draw(&mut self.vms[vm].stream, index);
                if delay == Span::ZERO {
                    self.ready(vm);
                    return;
                }
                self.set_phase(vm, VmPhase::Validate);
                self.set_timer(vm, delay);
            }
            VmPhase::Validate | VmPhase::WaitNames => {
                self.ready(vm);
                return;
            }
            VmPhase::WaitQuota => {
                self.vms[vm].quota_raised = true;
                self.wake(vm);
            }
            other => panic!("a VM has a timer in phase {other:?}"),
        }
        self.refresh_outage(self.blueprint.vm(vm).application);
    }

    /// Somebody decides, in the hours of whoever decides.
    pub(super) fn decide(&mut self, vm: VmId) {
        let way = self.way_back(vm);
        let Some(sampler) = self
            .plan
            .protection(self.blueprint, way, vm)
            .map(|plan| &plan.decide)
        else {
            self.wake(vm);
            return;
        };
        let (stream, word) = common(
            &mut self.faults,
            &mut self.recorded,
            &mut self.vms[vm],
            Common::Decide,
        );
        let length = sampler.draw(stream, word);
        let plan = self.blueprint.vm(vm);
        let decider = match way {
            Way::Failover(_) => plan
                .replication
                .and_then(|id| self.blueprint.replication(id).decided_by),
            Way::Restore => plan
                .backup
                .and_then(|id| self.blueprint.backup(id).decided_by),
            Way::Restart | Way::Redeploy | Way::Nothing => None,
        };
        let opens = decider.map_or(self.now, |crew| self.crew_opens(crew));
        match decider {
            Some(crew) if opens > self.now && length > Span::ZERO => {
                self.set_phase_for(vm, VmPhase::Decide, Resource::Crew(crew));
                self.vms[vm].decides_in = Some(length);
                self.schedule(Event::Vm(vm), opens);
            }
            Some(crew) if opens > self.now => {
                self.set_phase_for(vm, VmPhase::Decide, Resource::Crew(crew));
                self.schedule(Event::Vm(vm), opens);
            }
            _ => {
                self.set_phase(vm, VmPhase::Decide);
                self.schedule(Event::Vm(vm), self.now + length);
            }
        }
    }

    /// The first instant from now on that lies in the hours of a crew.
    #[inline(always)]
    pub(super) fn crew_opens(&self, crew: CrewId) -> Moment {
        let Hours::Weekly(intervals) = &self.blueprint.crew(crew).hours else {
            return self.now;
        };
        let of_week = (self.offset + self.now.0) % WEEK;
        for (start, end) in intervals {
            if of_week < *end {
                return self.now + Span(start.saturating_sub(of_week));
            }
        }
        let first = intervals.first().map_or(0, |(start, _)| *start);
        self.now + Span(WEEK - of_week + first)
    }

    /// Takes the next step of a recovery from wherever the VM is.
    pub(super) fn resume(&mut self, vm: VmId) {
        if self.vms[vm].needs_data {
            if self.vms[vm].decided || self.way_back(vm) == Way::Nothing {
                self.route_rebuild(vm);
            } else {
                self.decide(vm);
            }
        } else {
            self.route_restart(vm);
        }
        self.refresh_outage(self.blueprint.vm(vm).application);
    }

    /// Disks are intact: the cluster restarts the VM.
    pub(super) fn route_restart(&mut self, vm: VmId) {
        let stamp = self.vms[vm].stamp;
        let batches = match self.vms[vm].powered_off {
            true => Batches::Manager,
            false => Batches::Cluster,
        };
        if let Way::Failover(group) = self.way_back(vm) {
            if self.vms[vm].decided || self.vms[vm].failing_over {
                self.route_failover(vm, group);
            } else {
                self.set_phase(vm, VmPhase::DetectLoss);
                self.notice_loss(vm);
            }
        } else if !self.stands(stamp) {
            let resource = self.return_of(self.stamp_fault(stamp, vm));
            self.set_phase_for(vm, VmPhase::WaitReturn, resource);
        } else if let Some(volume) = self.full_volume(vm) {
            self.wait_for_volume(vm, volume);
        } else if self.vms[vm].shed {
            self.route_shed(vm, stamp);
        } else if batches == Batches::Manager && !self.control_up(stamp) {
            self.wait_for_control(vm, stamp);
        } else if self.vms[vm].node.is_none() && !self.place(vm, stamp) {
            self.wait_for_room(vm, stamp);
        } else if self.pass_gate(vm, batches) {
            self.boot_when_needs_are_up(vm);
        } else {
            let (phase, resource) = match batches {
                Batches::Manager => (VmPhase::WaitManager, Resource::ManagerBatch(stamp)),
                Batches::Cluster => (VmPhase::WaitCluster, Resource::ClusterBatch(stamp)),
            };
            self.set_phase_for(vm, phase, resource);
        }
    }

    fn wait_for_control(&mut self, vm: VmId, stamp: StampId) {
        let control = Resource::ControlPlane(stamp);
        self.set_phase_for(vm, VmPhase::WaitControl, control);
    }

    /// The fault that keeps a stamp down, else the one that stopped the VM.
    pub(super) fn stamp_fault(&self, stamp: StampId, vm: VmId) -> Option<Fault> {
        if self.stamps[stamp].faults > 0 {
            self.stamps[stamp].fault
        } else {
            self.offline_by(stamp).or(self.vms[vm].fault)
        }
    }

    pub(super) fn wait_for_room(&mut self, vm: VmId, stamp: StampId) {
        self.set_phase_for(vm, VmPhase::WaitCapacity, Self::capacity_of(stamp));
        let application = self.blueprint.vm(vm).application;
        for index in 0..self.active_faults.len() {
            let fault = self.active_faults[index];
            if self.takes_nodes_of(fault, stamp) {
                self.contribute(application, fault);
            }
        }
    }

    /// The VM is built.
    pub(super) fn provision(&mut self, vm: VmId) {
        let way = match (self.vms[vm].path, self.plan.vms[vm].group) {
            (Path::Failover, Some(group)) => Way::Failover(group),
            (Path::Reseed, Some(group)) if !self.is_instance(vm) => Way::Failover(group),
            (Path::Reseed, _) if !self.restores(vm) => Way::Redeploy,
            (Path::Redeploy, _) => Way::Redeploy,
            (Path::Restore | Path::Reseed, _) => Way::Restore,
            (path, _) => panic!("a VM is built on its way back by {path:?}"),
        };
        let Some(sampler) = self
            .plan
            .protection(self.blueprint, way, vm)
            .map(|plan| &plan.provision)
        else {
            self.provisioned(vm);
            return;
        };
        let index = OfStop::Provision.at(self.vms[vm].stops);
        let delay = sampler.draw(&mut self.vms[vm].stream, index);
        self.set_phase(vm, VmPhase::Provision);
        self.set_timer(vm, delay);
        self.refresh_outage(self.blueprint.vm(vm).application);
    }

    fn provisioned(&mut self, vm: VmId) {
        self.vms[vm].failing_over = false;
        match self.vms[vm].path {
            Path::Reseed if self.is_instance(vm) => self.find_source(vm),
            Path::Reseed => self.copy_home(vm),
            Path::Restore => self.find_data(vm),
            Path::Failover | Path::Failback => self.boot_when_needs_are_up(vm),
            Path::Redeploy => self.resume_without_state(vm),
            path @ (Path::Restart | Path::Repair | Path::Dependency | Path::Switch) => {
                panic!("a VM was built on its way back by {path:?}")
            }
        }
    }

    /// The VM goes on empty: a total loss if it held state.
    pub(super) fn resume_without_state(&mut self, vm: VmId) {
        if self.plan.vms[vm].stateful {
            let resumed = self.reason_of_nothing(vm);
            self.lose_state(vm, 0, true, resumed);
            self.vms[vm].clock = 0;
            self.history_restarts(vm);
        }
        self.vms[vm].corrupt_since = None;
        self.data_is_back(vm);
    }

    /// Data and disks are as they will be: the VM can boot.
    pub(super) fn data_is_back(&mut self, vm: VmId) {
        let state = &mut self.vms[vm];
        state.needs_data = false;
        state.given_up = false;
        state.disks_lost = false;
        state.noticed = false;
        state.deleted = false;
        self.jobs[vm].full_needed = true;
        self.replica_diverged(vm);
        self.boot_when_needs_are_up(vm);
    }

    /// Boots, or waits until the applications that it needs are up, or for the end of a bad release.
    pub(super) fn boot_when_needs_are_up(&mut self, vm: VmId) {
        let application = self.blueprint.vm(vm).application;
        self.vms[vm].powered_off = false;
        if let Some(volume) = self.full_volume(vm) {
            self.wait_for_volume(vm, volume);
        } else if self.vms[vm].held_by.is_some() {
            self.set_phase_for(vm, VmPhase::Held, Resource::Application(application));
        } else if self.applications[application].missing_needs > 0 {
            let need = self
                .blueprint
                .application(application)
                .needs
                .iter()
                .find(|need| !self.applications[**need].up);
            let resource = need.map_or(Resource::None, |need| Resource::Application(*need));
            self.set_phase_for(vm, VmPhase::WaitDependency, resource);
        } else {
            self.boot(vm);
            return;
        }
        self.refresh_outage(application);
    }

    /// Guest and service start.
    pub(super) fn boot(&mut self, vm: VmId) {
        let role = self.blueprint.vm(vm).role;
        let index = OfStop::Boot.at(self.vms[vm].stops);
        // A hot standby runs already: to promote it is all.
        let delay = if self.vms[vm].promoted {
            Span::ZERO
        } else {
            self.plan.roles[role]
                .boot
                .draw(&mut self.vms[vm].stream, index)
        };
        // The data came that much later; our choice: it is counted here.
        let round_trip = std::mem::replace(&mut self.vms[vm].round_trip, Span::ZERO);
        self.set_phase(vm, VmPhase::Boot);
        self.set_timer(vm, delay + round_trip);
        self.refresh_outage(self.blueprint.vm(vm).application);
    }
}
