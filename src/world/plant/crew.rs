//! Crews: who is called, when somebody comes, and what is waited for until then.
//!
//! Always true here: outside of its hours nobody of a crew is free; larger failure domains go first,
//! then first come.

use crate::model::record::Resource;
use crate::model::{CrewId, Source, SourceId, StampId};
use crate::units::Span;
use crate::world::draws::{OfFault, OfLife, next_ordinal};
use crate::world::event::Event;
use crate::world::frame::Frame;
use crate::world::plant::people::Work;
use crate::world::plant::state::FaultState;
use crate::world::plant::{FaultPhase, Plant};
use crate::world::which::Fault;

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
    pub(in crate::world) fn call_crew(&mut self, frame: &mut Frame<'_>, source: SourceId) {
        let plan = &frame.plan.sources[source];
        let crew = plan.crew.expect("who is called belongs to a crew");
        let turn = plan.priority;
        if self.ask_for_person(frame, crew, (Work::Repair(source), turn)) {
            self.start_work(frame, source, true);
        } else {
            self.faults[source].phase = FaultPhase::WaitCrew;
            frame.dirty.source(source);
        }
    }

    #[inline(always)]
    pub(in crate::world) fn start_work(
        &mut self,
        frame: &mut Frame<'_>,
        source: SourceId,
        called: bool,
    ) {
        let plan = &frame.plan.sources[source];
        let crew = plan.crew.expect("who is called belongs to a crew");
        let people = &frame.plan.crews[crew];
        let on_call = match (&people.on_call, called) {
            (Some(_), true) => self.on_call(frame, crew, frame.now),
            _ => None,
        };
        let state = &mut self.faults[source];
        let word = OfFault::Answers.at(state.ordinal);
        let mut answers = people.answers.draw(&mut state.other, word);
        if let Some((opens, on_call)) = on_call {
            let at_night = on_call.draw(&mut state.other, word);
            answers = at_night.min(opens.since(frame.now) + answers);
        }
        let done = frame.now + answers + state.take_repair(plan);
        state.phase = FaultPhase::Repair;
        frame
            .calendar
            .set(frame.plan.events.slot(Event::Source(source)), done);
        if let Some(life) = &plan.life {
            let next = next_ordinal(state.ordinal, frame.course.in_horizon);
            state.life_ahead = Some(life.draw_often(&mut state.main, OfLife::Life.at(next)));
        }
        frame.dirty.source(source);
    }

    /// The crew that a fault waits for, if it waits for one.
    pub(in crate::world) fn waits_for_crew(
        &self,
        frame: &Frame<'_>,
        fault: Fault,
    ) -> Option<CrewId> {
        let source = fault.source()?;
        if self.faults[source].phase == FaultPhase::WaitCrew {
            frame.blueprint.source(source).restoration.crew
        } else {
            None
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
        if let Some(crew) = self.waits_for_crew(frame, fault) {
            return Resource::Crew(crew);
        }
        Resource::Return(frame.fault_facts(fault).0)
    }

    /// The work on a fault is done: its crew goes to the next one.
    pub(in crate::world) fn end_work(&mut self, frame: &mut Frame<'_>, source: SourceId) {
        if let Some(crew) = frame.plan.sources[source].crew {
            self.let_person_go(frame, crew);
        }
        self.fault_over(frame, source);
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
                state.phase == FaultPhase::Repair && source.restoration.crew == Some(crew)
            };
            let working = frame.blueprint.sources.iter().zip(&self.faults);
            let working = working.filter(works).count();
            let working = working + self.people_in_recoveries(crew);
            let used = self.crews[crew].slots.used() as usize;
            assert!(used == working, "a crew works on nothing");
        }
    }

    /// Whoever repairs the fault at hand is called after so long, or it returns by itself.
    #[inline(always)]
    pub(in crate::world) fn answer(
        &mut self,
        frame: &mut Frame<'_>,
        source: SourceId,
        detect: Span,
    ) {
        if frame.plan.sources[source].crew.is_none() {
            let repair = self.draw_repair(frame, source);
            self.faults[source].phase = FaultPhase::Repair;
            frame.schedule(Event::Source(source), frame.now + detect + repair);
            frame.dirty.source(source);
        } else if detect == Span::ZERO {
            self.call_crew(frame, source);
        } else {
            self.faults[source].phase = FaultPhase::Unnoticed;
            frame.schedule(Event::Source(source), frame.now + detect);
            frame.dirty.source(source);
        }
    }
}
