//! Crews: who is called, when somebody comes, and what is waited for until then.
//!
//! Always true here: outside of its hours nobody of a crew is free; larger failure domains go first,
//! then first come.

use crate::model::record::Resource;
use crate::model::{CrewId, Source, SourceId, StampId};
use crate::units::{Moment, Span};
use crate::world::draws::{OfFault, OfLife, next_ordinal};
use crate::world::event::Event;
use crate::world::frame::Frame;
use crate::world::plant::people::Work;
use crate::world::plant::state::FaultState;
use crate::world::plant::{FaultPhase, Plant};
use crate::world::which::Fault;

impl FaultState {
    /// A person is on the way, who answers after so long, and repairs what is broken.
    #[inline(always)]
    fn work(&mut self, frame: &mut Frame<'_>, source: SourceId, answers: Span) {
        let done = frame.now + answers + self.take_repair(frame, source);
        self.phase = FaultPhase::Repair;
        // It is set before what nobody waits for is drawn.
        frame.schedule_source(source, done);
        if let Some(life) = &frame.plan.sources[source].life {
            let next = next_ordinal(self.ordinal, frame.course.in_horizon);
            self.life_ahead = Some(life.draw_often(&mut self.main, OfLife::Life.at(next)));
        }
        frame.dirty.source(source);
    }
}

/// How long a person of a crew takes to answer, where that is not always the same; `called` where somebody was
/// called just now, who may be on call.
fn answers_in(frame: &Frame<'_>, crew: CrewId, state: &mut FaultState, called: bool) -> Span {
    let word = OfFault::Answers.at(state.ordinal);
    frame.answers_in(crew, called, (&mut state.other, word))
}

impl Plant {
    /// What keeps a stamp down.
    pub(in crate::world) fn return_of_stamp(&self, frame: &Frame<'_>, stamp: StampId) -> Resource {
        let offline = self.offline_by(stamp).filter(|_| self.stamps[stamp].up);
        let resource = self.return_of(frame, offline.or(self.stamps[stamp].fault));
        if resource == Resource::None {
            Resource::Return(crate::model::Component::Stamp(stamp))
        } else {
            resource
        }
    }

    /// Asks for a person of the crew: larger failure domains first, then first come.
    ///
    /// # Panics
    /// For what comes back without one: nobody is called for that.
    #[inline(never)]
    pub(super) fn call_crew(&mut self, frame: &mut Frame<'_>, source: SourceId) {
        self.call_at_once(frame, source);
    }

    #[inline(always)]
    pub(super) fn call_at_once(&mut self, frame: &mut Frame<'_>, source: SourceId) {
        let state = &mut self.faults[source];
        let id = state.facts.crew.expect("who is called belongs to a crew");
        let crew = &mut self.crews[id];
        if crew.ask(frame, id, (Work::Repair(source), state.facts.turn)) {
            let answers = match crew.answers {
                Some(always) => always,
                None => answers_in(frame, id, state, true),
            };
            state.work(frame, source, answers);
        } else {
            state.phase = FaultPhase::WaitCrew;
            frame.dirty.source(source);
        }
    }

    /// A person comes from other work.
    pub(in crate::world) fn start_work(&mut self, frame: &mut Frame<'_>, source: SourceId) {
        if self.faults[source].facts.by_appointment && self.phase_of(source) == FaultPhase::Due {
            return self.comes_as_agreed(frame, source);
        }
        if self.is_by_contract(source) {
            return self.start_by_contract(frame, source, false);
        }
        let state = &mut self.faults[source];
        let id = state.facts.crew.expect("who is called belongs to a crew");
        let answers = match self.crews[id].answers {
            Some(always) => always,
            None => answers_in(frame, id, state, false),
        };
        state.work(frame, source, answers);
    }

    /// Asks for a person of the crew for a repair whose part has been ordered, or whose end is promised.
    pub(super) fn ask_by_contract(&mut self, frame: &mut Frame<'_>, source: SourceId) {
        let facts = self.faults[source].facts;
        let id = facts.crew.expect("who is called belongs to a crew");
        self.faults[source].phase = FaultPhase::WaitCrew;
        if self.ask_for_person(frame, id, (Work::Repair(source), facts.turn)) {
            self.start_by_contract(frame, source, true);
            return;
        }
        if self.promised(source) < Moment::NEVER {
            frame.schedule(Event::Source(source), self.promised(source));
        }
        frame.dirty.source(source);
    }

    /// A person comes to such a repair: called just now, or from other work. Without the part that person goes again,
    /// and comes back with it, without another way.
    fn start_by_contract(&mut self, frame: &mut Frame<'_>, source: SourceId, called: bool) {
        let again = self.has_come_before(source);
        let state = &mut self.faults[source];
        let id = state.facts.crew.expect("who is called belongs to a crew");
        let answers = match (again, frame.on_call(id, frame.now)) {
            (false, _) => answers_in(frame, id, state, called),
            (true, Some((opens, on_call))) if called => {
                let word = OfFault::Answers.at(state.ordinal);
                let at_night = on_call.draw(&mut state.other, word);
                at_night.min(opens.since(frame.now))
            }
            (true, _) => Span::ZERO,
        };
        if self.comes_back_for_part(frame, source, frame.now + answers) {
            self.crews[id].discount_repair(frame);
            self.let_person_go(frame, id);
            return;
        }
        let promised = self.promised(source);
        let state = &mut self.faults[source];
        state.work(frame, source, answers);
        let done = frame
            .calendar
            .at(frame.plan.events.slot(Event::Source(source)));
        if done.is_none_or(|done| done > promised) {
            frame.schedule(Event::Source(source), promised);
        }
    }

    /// The crew or the part that a fault waits for, if it waits for one.
    pub(in crate::world) fn waits_for(&self, frame: &Frame<'_>, fault: Fault) -> Option<Resource> {
        let source = fault.source()?;
        let restoration = &frame.blueprint.source(source).restoration;
        match self.faults[source].phase {
            FaultPhase::WaitCrew | FaultPhase::Answers => restoration.crew.map(Resource::Crew),
            FaultPhase::WaitPart => restoration.parts.map(Resource::Part),
            _ => None,
        }
    }

    /// The fault that keeps a stamp down, else the one that stopped the VM.
    pub(in crate::world) fn stamp_fault(
        &self,
        stamp: StampId,
        stopped: Option<Fault>,
    ) -> Option<Fault> {
        if self.stamps[stamp].faults > 0 {
            self.stamps[stamp].fault
        } else {
            self.offline_by(stamp).or(stopped)
        }
    }

    /// The component whose fault keeps a stamp down, for the binding resource.
    pub(in crate::world) fn return_of(&self, frame: &Frame<'_>, fault: Option<Fault>) -> Resource {
        let Some(fault) = fault else {
            return Resource::None;
        };
        let waits = self.waits_for(frame, fault);
        waits.unwrap_or_else(|| match frame.is_ransomware(fault) {
            true => Resource::CleanPlace,
            false => Resource::Return(frame.fault_facts(fault).0),
        })
    }

    /// The work on a fault is done: its crew goes to the next one.
    #[inline(always)]
    pub(in crate::world) fn end_work(&mut self, frame: &mut Frame<'_>, source: SourceId) {
        if self.is_by_contract(source) {
            self.end_by_contract(frame, source);
        } else if let Some(crew) = self.faults[source].facts.crew {
            self.let_person_go(frame, crew);
        }
        self.fault_over(frame, source);
    }

    #[inline(never)]
    fn end_by_contract(&mut self, frame: &mut Frame<'_>, source: SourceId) {
        if let Some(crew) = self.faults[source].facts.crew {
            match self.faults[source].phase {
                // It is over as was promised, whatever it waits for.
                FaultPhase::WaitCrew => self.ask_no_more(frame, crew, Work::Repair(source)),
                FaultPhase::Answers | FaultPhase::WaitPart => {}
                _ => self.let_person_go(frame, crew),
            }
        }
        self.forget_call(source);
        // Whoever waited for the part or the crew waits for the return now.
        frame.dirty.source(source);
    }

    /// Closes the sums of crews at the end of a trial, and checks them.
    ///
    /// # Panics
    /// When the books do not balance, which is a fault of the program.
    pub(super) fn close_crews(&mut self, frame: &mut Frame<'_>) {
        for crew in self.crews.ids() {
            let state = &mut self.crews[crew];
            state.pass(frame);
            state.slots.settle(frame.now);
            state.slots.check();
            frame.record.crews[crew.index()] = state.tally;
            let works = |(source, state): &(&Source, &FaultState)| {
                let works = matches!(state.phase, FaultPhase::Ready | FaultPhase::Repair);
                works && source.restoration.crew == Some(crew)
            };
            let working = frame.blueprint.sources.iter().zip(&self.faults);
            let working = working.filter(works).count();
            let working = working + self.people_in_recoveries(crew) + self.people_at_tasks(crew);
            let used = self.crews[crew].slots.used() as usize;
            assert!(used == working, "a crew works on nothing");
        }
    }
}
