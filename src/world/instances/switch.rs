//! From one active instance to the next: noticed, taken over, found by users.
//!
//! Always true here: the k-th switch of a role draws the same whatever came before; one that came
//! back meanwhile does not stop it.

use super::{NEVER, News, Step};
use crate::model::record::Path;
use crate::model::{RoleId, VmId};
use crate::units::Span;
use crate::world::World;
use crate::world::draws::OfSwitch;

impl World<'_> {
    /// Who is active, as far as it follows from who takes part.
    pub(super) fn settle_active(&mut self, role: RoleId, news: News) {
        let vms = self.frame.blueprint.role(role).vm_ids();
        let any = vms.clone().any(|vm| self.members[vm].joined);
        if let Some(active) = self.instances[role].active
            && !self.members[active].joined
        {
            self.instances[role].active = None;
            self.instances[role].lost = Some(active);
            self.instances[role].step = Step::Detect;
            if any {
                let delay = self.begin_switch(role);
                self.instances[role].step_at = self.frame.now + delay;
                if self
                    .frame
                    .plan
                    .instances
                    .of(role)
                    .is_some_and(|plan| plan.majority)
                {
                    // Its vote goes when it is noticed.
                    self.members[active].noticed_at = self.frame.now + delay;
                }
            }
        }
        let state = &self.instances[role];
        let joined = |vm: &VmId| self.members[*vm].joined;
        if state.step == Step::Detect
            && let Some(lost) = state.lost.filter(joined)
        {
            // Back before anybody noticed.
            self.activate(role, lost, news);
        } else if !any {
            self.instances[role].step = Step::Idle;
            self.instances[role].step_at = NEVER;
        } else if state.step == Step::Idle {
            let runs = match news {
                News::Runs(vm) => Some(vm),
                News::Lost(_) | News::Cut(_) | News::Other => None,
            };
            if let Some(vm) = state.last.filter(joined).or(runs.filter(joined)) {
                self.activate(role, vm, news);
            } else {
                self.begin_switch(role);
                self.take_over(role);
            }
        }
    }

    /// Counts a switch for its draws, and draws how long it takes to notice the loss.
    fn begin_switch(&mut self, role: RoleId) -> Span {
        let Some(plan) = self.frame.plan.instances.of(role) else {
            return Span::ZERO;
        };
        let state = &mut self.instances[role];
        state.switches += 1;
        plan.detect
            .draw(&mut state.stream, OfSwitch::Detect.at(state.switches))
    }

    /// Steps of a switch whose time has come.
    pub(super) fn advance_switch(&mut self, role: RoleId) {
        while self.instances[role].step_at <= self.frame.now {
            self.instances[role].step_at = NEVER;
            match self.instances[role].step {
                Step::Detect => self.take_over(role),
                Step::TakeOver => self.try_switch(role),
                Step::Repair => {
                    self.tally_instances(role, |tally| tally.failed_switches += 1);
                    self.switched(role);
                }
                Step::Names => self.serve(role),
                Step::Serving | Step::Idle => {}
            }
        }
    }

    /// Another instance begins to take over: the first one where users look for it, else the first.
    fn take_over(&mut self, role: RoleId) {
        let there = self.instances[role].last_stamp;
        let vms = self.frame.blueprint.role(role).vm_ids();
        let joined = vms.filter(|vm| self.members[*vm].joined);
        let best = joined.min_by_key(|vm| (Some(self.vms[*vm].stamp) != there, *vm));
        let (Some(vm), Some(plan)) = (best, self.frame.plan.instances.of(role)) else {
            return;
        };
        let now = self.frame.now;
        let state = &mut self.instances[role];
        let word = OfSwitch::Failover.at(state.switches);
        state.active = Some(vm);
        state.step = Step::TakeOver;
        state.step_at = now + plan.failover.draw(&mut state.stream, word);
    }

    /// The switch works, or a person must help.
    fn try_switch(&mut self, role: RoleId) {
        let id = self.frame.blueprint.role(role).high_availability;
        let failure = id.map_or(0.0, |id| {
            self.frame.blueprint.high_availability(id).switch_failure.0
        });
        let now = self.frame.now;
        let state = &mut self.instances[role];
        let (fails, repair) = (
            OfSwitch::Fails.at(state.switches),
            OfSwitch::Repair.at(state.switches),
        );
        let fails = failure > 0.0 && state.stream.uniform(fails) < failure;
        match self.frame.plan.instances.of(role).filter(|_| fails) {
            Some(plan) => {
                state.step = Step::Repair;
                state.step_at = now + plan.repair.draw(&mut state.stream, repair);
            }
            None => self.switched(role),
        }
    }

    fn switched(&mut self, role: RoleId) {
        self.tally_instances(role, |tally| tally.switches += 1);
        self.instances[role].path = Path::Switch;
        self.be_found(role);
    }

    /// The load balancer must find the new active one; from another stamp, names must as well.
    fn be_found(&mut self, role: RoleId) {
        let Some(id) = self.frame.blueprint.role(role).high_availability else {
            return;
        };
        let protection = self.frame.blueprint.high_availability(id);
        let now = self.frame.now;
        let state = &mut self.instances[role];
        let stamp = state.active.map(|active| self.vms[active].stamp);
        let moved = stamp != state.last_stamp;
        let names = if moved {
            protection.dns_ttl
        } else {
            Span::ZERO
        };
        state.step = Step::Names;
        state.step_at = now + protection.probe + names;
        self.advance_switch(role);
    }

    /// An instance becomes active without a switch: none took its place, or it is the first that is
    /// there. Where users look for it already, it serves at once.
    fn activate(&mut self, role: RoleId, vm: VmId, news: News) {
        let path = match news {
            News::Runs(runs) => self.vms[runs].path,
            News::Lost(_) | News::Cut(_) | News::Other => Path::Restart,
        };
        let stays = Some(self.vms[vm].stamp) == self.instances[role].last_stamp;
        let state = &mut self.instances[role];
        state.active = Some(vm);
        state.path = path;
        state.step_at = NEVER;
        if stays {
            self.serve(role);
        } else {
            self.be_found(role);
        }
    }

    fn serve(&mut self, role: RoleId) {
        let state = &mut self.instances[role];
        let (active, path) = (state.active, state.path);
        let active = active.expect("what serves has an active instance");
        state.step = Step::Serving;
        state.last = Some(active);
        state.last_stamp = Some(self.vms[active].stamp);
        self.members[active].serves = true;
        self.role_gains(role, path);
    }
}
