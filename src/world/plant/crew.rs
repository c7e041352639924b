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

    /// The crew that repairs what a source breaks.
    ///
    /// # Panics
    /// For what comes back without one: nobody is called for that.
    #[inline(always)]
    fn crew_of(&self, frame: &Frame<'_>, source: SourceId) -> CrewId {
        let crew = frame.plan.sources[source].crew;
        crew.expect("who is called belongs to a crew")
    }

    /// Asks for a person of the crew: larger failure domains first, then first come.
    pub(super) fn call_crew(&mut self, frame: &mut Frame<'_>, source: SourceId) {
        let crew = self.crew_of(frame, source);
        self.faults[source].phase = FaultPhase::WaitCrew;
        let turn = frame.plan.sources[source].priority;
        if self.ask_for_person(frame, crew, (Work::Repair(source), turn)) {
            self.start_work(frame, source, true);
            return;
        }
        if frame.plan.sources[source].by_contract && self.promised(source) < Moment::NEVER {
            frame.schedule(Event::Source(source), self.promised(source));
        }
        frame.dirty.source(source);
    }

    #[inline(always)]
    pub(in crate::world) fn start_work(
        &mut self,
        frame: &mut Frame<'_>,
        source: SourceId,
        called: bool,
    ) {
        let crew = self.crew_of(frame, source);
        let ordinal = self.faults[source].ordinal;
        let word = OfFault::Answers.at(ordinal);
        let by_contract = frame.plan.sources[source].by_contract;
        let in_hours = &frame.plan.crews[crew].answers;
        let mut answers = match by_contract && self.has_come_before(source) {
            true => Span::ZERO,
            false => in_hours.draw(&mut self.faults[source].other, word),
        };
        if called && let Some((opens, on_call)) = self.on_call(frame, crew, frame.now) {
            let at_night = on_call.draw(&mut self.faults[source].other, word);
            answers = at_night.min(opens.since(frame.now) + answers);
        }
        let begins = frame.now + answers;
        if by_contract && self.comes_back_for_part(frame, source, begins) {
            Plant::discount_repair(frame, crew);
            self.let_person_go(frame, crew);
            return;
        }
        let repair = self.draw_repair(frame, source);
        let mut ends = begins + repair;
        if by_contract {
            ends = ends.min(self.promised(source));
        }
        self.faults[source].phase = FaultPhase::Repair;
        frame.schedule(Event::Source(source), ends);
        let state = &mut self.faults[source];
        if let Some(life) = &frame.plan.sources[source].life {
            let next = next_ordinal(state.ordinal, frame.course.in_horizon);
            state.life_ahead = Some(life.draw_often(&mut state.main, OfLife::Life.at(next)));
        }
        frame.dirty.source(source);
    }

    /// The crew or the part that a fault waits for, if it waits for one.
    pub(in crate::world) fn waits_for(&self, frame: &Frame<'_>, fault: Fault) -> Option<Resource> {
        let source = fault.source()?;
        let restoration = &frame.blueprint.source(source).restoration;
        match self.faults[source].phase {
            FaultPhase::WaitCrew => restoration.crew.map(Resource::Crew),
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
        waits.unwrap_or_else(|| Resource::Return(frame.fault_facts(fault).0))
    }

    /// The work on a fault is done: its crew goes to the next one.
    pub(in crate::world) fn end_work(&mut self, frame: &mut Frame<'_>, source: SourceId) {
        let by_contract = frame.plan.sources[source].by_contract;
        if let Some(crew) = frame.plan.sources[source].crew {
            match self.faults[source].phase {
                // It is over as was promised, whatever it waits for.
                FaultPhase::WaitCrew => self.ask_no_more(frame, crew, Work::Repair(source)),
                FaultPhase::WaitPart => {}
                _ => self.let_person_go(frame, crew),
            }
        }
        if by_contract {
            self.forget_call(source);
        }
        self.fault_over(frame, source);
    }

    /// Closes the sums of crews at the end of a trial, and checks them.
    ///
    /// # Panics
    /// When the books do not balance, which is a fault of the program.
    pub(super) fn close_crews(&mut self, frame: &mut Frame<'_>) {
        for crew in self.crew_slots.ids() {
            self.tally_crew(frame, crew);
            self.crew_slots[crew].settle(frame.now);
            self.crew_slots[crew].check();
            let works = |(source, state): &(&Source, &FaultState)| {
                state.phase == FaultPhase::Repair && source.restoration.crew == Some(crew)
            };
            let working = frame.blueprint.sources.iter().zip(&self.faults);
            let working = working.filter(works).count();
            let working = working + self.people_in_recoveries(crew) + self.people_at_tasks(crew);
            let used = self.crew_slots[crew].used() as usize;
            assert!(used == working, "a crew works on nothing");
        }
    }
}
