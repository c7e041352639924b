//! What people do for VMs that come back: they decide, build and check.
//!
//! Always true here: a VM that leaves a phase in which a person is taken, or waited for, lets that person go, or
//! asks no more.

use crate::model::{CrewId, VmId};
use crate::units::{Moment, Span};
use crate::world::World;
use crate::world::draws::{Common, OfStop};
use crate::world::event::Event;
use crate::world::life::{HandWork, VmPhase};
use crate::world::machine::phase::draw_common;
use crate::world::plant::turn_of_tier;
use crate::world::which::Matter;

impl World<'_> {
    /// The turn of a VM with a crew.
    fn turn_with_people(&self, vm: VmId) -> u32 {
        turn_of_tier(self.frame.plan.vms[vm].tier)
    }

    /// Somebody of a crew decides, for so long, when one of its people is free.
    pub(in crate::world) fn let_decide(&mut self, vm: VmId, crew: CrewId, length: Span) {
        self.leave_decision(vm);
        self.set_phase(vm, VmPhase::DecideIn(crew, length));
        let matter = self.vms[vm].stop.map_or(Matter::Vm(vm), |stop| {
            Matter::Fault(stop.fault, stop.ordinal)
        });
        self.vms[vm].matter = Some((crew, matter));
        let turn = self.turn_with_people(vm);
        let begun = (self.plant).join_decision(&mut self.frame, (crew, matter), turn);
        match begun {
            Some((since, false)) => self.decide_from(vm, since, length),
            Some((_, true)) => {
                let from = self.answers_to_decide(vm, crew);
                self.plant.decides_from(crew, matter, from);
                self.decide_from(vm, from, length);
            }
            None => self.frame.unschedule(Event::Vm(vm)),
        }
    }

    /// When somebody of a crew answers who is called now to decide.
    fn answers_to_decide(&mut self, vm: VmId, crew: CrewId) -> Moment {
        let now = self.frame.now;
        self.answers_to_decide_after(vm, crew, now)
    }

    /// The same from an instant on. Where nobody is on call, the hours must have begun.
    pub(in crate::world) fn answers_to_decide_after(
        &mut self,
        vm: VmId,
        crew: CrewId,
        from: Moment,
    ) -> Moment {
        let Some((opens, on_call)) = self.frame.on_call(crew, from) else {
            return self.frame.crew_opens_after(crew, from);
        };
        let state = &mut self.vms[vm];
        let answers = draw_common(&mut self.plant, state, on_call, Common::OnCall);
        opens.min(from + answers)
    }

    fn decide_from(&mut self, vm: VmId, from: Moment, length: Span) {
        if from > self.frame.now {
            self.frame.schedule(Event::Vm(vm), from);
        } else {
            self.set_phase(vm, VmPhase::Decide);
            self.set_timer(vm, length);
        }
    }

    /// Somebody of a crew decides now about what waited for that.
    pub(in crate::world) fn somebody_decides(&mut self, crew: CrewId, matter: Matter) {
        for vm in self.vms.ids() {
            let state = &self.vms[vm];
            if let VmPhase::DecideIn(_, length) = state.phase
                && state.matter == Some((crew, matter))
            {
                let now = self.frame.now;
                self.decide_from(vm, now, length);
            }
        }
    }

    /// A VM is built or checked: by a person of the crew, where one is named.
    pub(in crate::world) fn do_by_hand(&mut self, vm: VmId, crew: Option<CrewId>, work: HandWork) {
        let (phase, length) = work.phase();
        let Some(crew) = crew.filter(|_| length > Span::ZERO) else {
            self.set_phase(vm, phase);
            self.set_timer(vm, length);
            return;
        };
        self.set_phase(vm, VmPhase::WaitPerson(crew, work));
        self.frame.unschedule(Event::Vm(vm));
        let turn = self.turn_with_people(vm);
        if let Some(called) = self.plant.ask_for_vm(&mut self.frame, (vm, crew), turn) {
            self.person_comes(vm, called);
        }
    }

    /// A person comes to build or check a VM, called for it or from other work. It may have gone another way
    /// meanwhile.
    pub(in crate::world) fn person_comes(&mut self, vm: VmId, called: bool) {
        let VmPhase::WaitPerson(crew, work) = self.vms[vm].phase else {
            return;
        };
        // Who asked anew meanwhile may have called somebody, who is on the way.
        let on_the_way = self.frame.is_scheduled(Event::Vm(vm));
        if !self.plant.is_attended(vm) || (!called && on_the_way) {
            return;
        }
        let stops = self.vms[vm].stops;
        let word = match work {
            HandWork::Build(..) => OfStop::OnCallToBuild.at(stops),
            HandWork::Check(_) => OfStop::OnCallToCheck.at(stops),
        };
        let now = self.frame.now;
        if called && let Some((opens, on_call)) = self.frame.on_call(crew, now) {
            let at = opens.min(now + on_call.draw(&mut self.vms[vm].stream, word));
            self.frame.schedule(Event::Vm(vm), at);
        } else {
            self.begin_by_hand(vm, work);
        }
    }

    /// A person begins to build or check a VM.
    pub(in crate::world) fn begin_by_hand(&mut self, vm: VmId, work: HandWork) {
        let (phase, length) = work.phase();
        self.set_phase(vm, phase);
        self.set_timer(vm, length);
    }
}
