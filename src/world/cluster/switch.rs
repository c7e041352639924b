//! From one active instance to the next: noticed, taken over, found by users.
//!
//! Always true here: the k-th switch of a role draws the same whatever came before; one that came
//! back meanwhile does not stop it.

use super::{Cluster, Frame, NEVER, News, Step, tally};
use crate::model::record::Path;
use crate::model::{RoleId, VmId};
use crate::units::{Moment, Span};
use crate::world::draws::OfSwitch;

impl Cluster {
    /// Who is active, as far as it follows from who takes part; by what way one begins to serve, if it
    /// does.
    pub(in crate::world) fn settle_active(
        &mut self,
        frame: &mut Frame<'_>,
        role: RoleId,
        news: News,
    ) -> Option<Path> {
        let vms = frame.blueprint.role(role).vm_ids();
        let any = vms.clone().any(|vm| self.members[vm].joined);
        if let Some(active) = self.roles[role].active
            && !self.members[active].joined
        {
            self.roles[role].active = None;
            self.roles[role].lost = Some(active);
            self.roles[role].step = Step::Detect;
            if any {
                let delay = self.begin_switch(frame, role);
                self.roles[role].step_at = frame.now + delay;
                if frame.plan.instances.of(role).majority {
                    // Its vote goes when it is noticed.
                    self.members[active].noticed_at = frame.now + delay;
                }
            }
        }
        let state = &self.roles[role];
        let joined = |vm: &VmId| self.members[*vm].joined;
        if state.step == Step::Detect
            && let Some(lost) = state.lost.filter(joined)
        {
            // Back before anybody noticed.
            return self.activate(frame, role, lost, news);
        }
        if !any {
            self.roles[role].step = Step::Idle;
            self.roles[role].step_at = NEVER;
        } else if state.step == Step::Idle {
            let runs = match news {
                News::Runs(vm) => Some(vm),
                News::Lost(_) | News::Cut(_) | News::Other => None,
            };
            if let Some(vm) = state.last.filter(joined).or(runs.filter(joined)) {
                return self.activate(frame, role, vm, news);
            }
            self.begin_switch(frame, role);
            self.take_over(frame, role);
        }
        None
    }

    /// Counts a switch for its draws, and draws how long it takes to notice the loss.
    fn begin_switch(&mut self, frame: &Frame<'_>, role: RoleId) -> Span {
        let plan = frame.plan.instances.of(role);
        let state = &mut self.roles[role];
        state.switches += 1;
        plan.detect
            .draw(&mut state.stream, OfSwitch::Detect.at(state.switches))
    }

    /// Steps of a switch whose time has come; by what way one begins to serve, if it does.
    pub(in crate::world) fn advance_switch(
        &mut self,
        frame: &mut Frame<'_>,
        role: RoleId,
    ) -> Option<Path> {
        while self.roles[role].step_at <= frame.now {
            self.roles[role].step_at = NEVER;
            match self.roles[role].step {
                Step::Detect => self.take_over(frame, role),
                Step::TakeOver => self.try_switch(frame, role),
                Step::Repair => {
                    tally(frame, role, |tally| tally.failed_switches += 1);
                    self.switched(frame, role);
                }
                Step::Names => return Some(self.serve(role)),
                Step::Serving | Step::Idle => {}
            }
        }
        None
    }

    /// Another instance begins to take over: the first one where users look for it, else the first.
    fn take_over(&mut self, frame: &Frame<'_>, role: RoleId) {
        let there = self.roles[role].last_stamp;
        let vms = frame.blueprint.role(role).vm_ids();
        let joined = vms.filter(|vm| self.members[*vm].joined);
        let best = joined.min_by_key(|vm| (Some(self.members[*vm].seen.stamp) != there, *vm));
        let vm = best.expect("a switch is under way while an instance takes part");
        let state = &mut self.roles[role];
        let word = OfSwitch::Failover.at(state.switches);
        let takes = &frame.plan.instances.of(role).failover;
        state.active = Some(vm);
        state.step = Step::TakeOver;
        state.step_at = frame.now + takes.draw(&mut state.stream, word);
    }

    /// The switch works, or a person must help.
    fn try_switch(&mut self, frame: &mut Frame<'_>, role: RoleId) {
        let plan = frame.plan.instances.of(role);
        let state = &mut self.roles[role];
        let (fails, repair) = (
            OfSwitch::Fails.at(state.switches),
            OfSwitch::Repair.at(state.switches),
        );
        let failure = plan.switch_failure;
        if failure > 0.0 && state.stream.uniform(fails) < failure {
            state.step = Step::Repair;
            state.step_at = match plan.helper {
                // It is set when somebody comes.
                Some(_) => NEVER,
                None => frame.now + plan.repair.draw(&mut state.stream, repair),
            };
        } else {
            self.switched(frame, role);
        }
    }

    /// Whether a switch has failed, so that a person must help; and whether one does.
    pub(in crate::world) fn needs_help(&self, role: RoleId) -> Option<bool> {
        let state = &self.roles[role];
        (state.step == Step::Repair).then_some(state.step_at != NEVER)
    }

    /// A person helps from an instant on.
    pub(in crate::world) fn somebody_helps(
        &mut self,
        frame: &Frame<'_>,
        role: RoleId,
        from: Moment,
    ) {
        let plan = frame.plan.instances.of(role);
        let state = &mut self.roles[role];
        if state.step == Step::Repair {
            let word = OfSwitch::Repair.at(state.switches);
            state.step_at = from + plan.repair.draw(&mut state.stream, word);
        }
    }

    fn switched(&mut self, frame: &mut Frame<'_>, role: RoleId) {
        tally(frame, role, |tally| tally.switches += 1);
        self.roles[role].path = Path::Switch;
        self.be_found(frame, role);
    }

    /// The load balancer must find the new active one; from another stamp, names must as well.
    fn be_found(&mut self, frame: &Frame<'_>, role: RoleId) {
        let plan = frame.plan.instances.of(role);
        let state = &mut self.roles[role];
        let stamp = state.active.map(|active| self.members[active].seen.stamp);
        let moved = stamp != state.last_stamp;
        let names = if moved { plan.dns_ttl } else { Span::ZERO };
        state.step = Step::Names;
        state.step_at = frame.now + plan.probe + names;
    }

    /// An instance becomes active without a switch: none took its place, or it is the first that is
    /// there. Where users look for it already, it serves at once.
    fn activate(
        &mut self,
        frame: &mut Frame<'_>,
        role: RoleId,
        vm: VmId,
        news: News,
    ) -> Option<Path> {
        let path = match news {
            News::Runs(runs) => self.members[runs].seen.path,
            News::Lost(_) | News::Cut(_) | News::Other => Path::Restart,
        };
        let state = &mut self.roles[role];
        let stays = Some(self.members[vm].seen.stamp) == state.last_stamp;
        state.active = Some(vm);
        state.path = path;
        state.step_at = NEVER;
        if stays {
            return Some(self.serve(role));
        }
        self.be_found(frame, role);
        self.advance_switch(frame, role)
    }

    /// The active instance of a role serves; by what way it came back.
    fn serve(&mut self, role: RoleId) -> Path {
        let state = &mut self.roles[role];
        let active = state.active;
        let active = active.expect("what serves has an active instance");
        state.step = Step::Serving;
        state.last = Some(active);
        state.last_stamp = Some(self.members[active].seen.stamp);
        self.members[active].serves = true;
        state.path
    }
}
