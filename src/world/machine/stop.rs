//! A VM stops.
//!
//! Always true here: it stops whatever it was at, and what was lost with it is noticed before anybody
//! decides.

use crate::model::record::Path;
use crate::model::{NodeId, VmId};
use crate::units::Span;
use crate::world::World;
use crate::world::account::Standing;
use crate::world::draws::Common;
use crate::world::event::Event;
use crate::world::life::VmPhase;
use crate::world::machine::phase::draw_common;
use crate::world::state::Stop;
use crate::world::which::Fault;

impl World<'_> {
    /// A VM stops (again) because of a fault and goes on in `next`.
    pub(in crate::world) fn stop_vm(&mut self, vm: VmId, fault: Fault, next: VmPhase) {
        self.stop(vm, fault, (next, false));
        if matches!(next, VmPhase::DetectLoss) {
            self.notice_loss(vm);
        }
    }

    /// The same with its node, which the cluster has to notice first.
    #[inline(always)]
    pub(in crate::world) fn stop_with_node(&mut self, vm: VmId, fault: Fault, node: NodeId) {
        self.stop(vm, fault, (VmPhase::DetectNode(node), true));
    }

    #[inline(always)]
    fn stop(&mut self, vm: VmId, fault: Fault, (next, usual): (VmPhase, bool)) {
        let was_serving = self.vms[vm].phase.serves();
        if !was_serving {
            self.waits_for_what_nobody_planned(vm, fault);
            self.cancel_recovery(vm);
        }
        self.stays_for_now(vm);
        let needs_data = self.vms[vm].needs_data();
        if needs_data {
            // What a job was reading is not there any more.
            self.interrupt_transfer(vm);
        }
        let state = &mut self.vms[vm];
        state.recovery.failing_over &= !needs_data;
        state.stop = Some(Stop {
            fault,
            ordinal: self.plant.ordinal_of(fault),
            at: self.frame.now,
        });
        state.stops += 1;
        state.recovery.round_trip = Span::ZERO;
        state.recovery.shed_in_vain = false;
        state.recovery.promoted = false;
        if !needs_data && !state.recovery.failing_over {
            state.path = Path::Restart;
        }
        match usual {
            true => self.set_usual_phase(vm, next),
            false => self.set_phase(vm, next),
        }
        let application = self.frame.blueprint.vm(vm).application;
        if was_serving {
            self.interrupt_agent(vm);
            self.vm_left(vm, fault);
        } else {
            self.account.contribute(&self.frame, application, fault);
        }
        self.frame.dirty.waiters |= self.frame.is_instance(vm);
        if was_serving && self.frame.plan.vms[vm].stateful {
            // It has no effect while the application is up.
            self.account.puts_at_risk(application);
        }
        self.put_at_stake(vm, fault);
    }

    /// Who waits for what is planned waits for ever; a fault that nobody planned is waited for like any other.
    fn waits_for_what_nobody_planned(&mut self, vm: VmId, fault: Fault) {
        if self.vms[vm].patience.is_none() {
            return;
        }
        let before = self.vms[vm].fault();
        let planned = before.is_some_and(|before| self.frame.is_planned(before));
        if planned && !self.frame.is_planned(fault) {
            self.vms[vm].patience = None;
        }
    }

    /// What a VM stands to lose that a fault has stopped.
    #[inline(always)]
    pub(in crate::world) fn put_at_stake(&mut self, vm: VmId, fault: Fault) {
        if self.frame.plan.vms[vm].stateful && !self.frame.is_instance(vm) {
            let stands = Standing {
                lost: self.vms[vm].lost.is_some_and(|lost| !lost.given_up),
                waits: self.vms[vm].patience.is_some(),
            };
            let account = &mut self.account;
            account.puts_at_stake(&self.frame, (vm, fault), stands);
        }
        self.await_vm(vm, fault);
    }

    /// What a VM loses, and whether it fits, is known only when it is back: the trial waits for it
    /// where that counts, though its application may be up long before.
    #[inline(always)]
    pub(in crate::world) fn await_vm(&mut self, vm: VmId, fault: Fault) {
        let needs_data = self.vms[vm].needs_data();
        // In years a VM is waited for with its application, unless it has lost something.
        if !needs_data && !self.frame.arrivals.once() {
            return;
        }
        let counts = self.frame.counts(fault);
        let lost = needs_data && self.frame.plan.vms[vm].stateful;
        let stands_to_lose = lost && (counts || self.account.stake_counts(&self.frame, vm));
        if stands_to_lose || counts && self.frame.arrivals.once() {
            self.await_return(vm);
        }
    }

    /// Starts the time until somebody notices that state is lost, unless the recovery is decided.
    pub(in crate::world) fn notice_loss(&mut self, vm: VmId) {
        if self.vms[vm].recovery.decided {
            self.room.wake(vm);
            return;
        }
        let Some(sampler) = self
            .frame
            .plan
            .protection(self.frame.blueprint, self.way_back(vm))
            .map(|plan| &plan.detect)
        else {
            self.room.wake(vm);
            return;
        };
        let state = &mut self.vms[vm];
        let delay = draw_common(&mut self.plant, state, sampler, Common::NoticeLoss);
        // It is noticed from the strike on, though it is waited for first.
        let strike = state.stop.map_or(self.frame.now, |stop| stop.at);
        let noticed = (strike + delay).max(self.frame.now);
        self.frame.schedule(Event::Vm(vm), noticed);
    }
}
