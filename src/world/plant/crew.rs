//! Crews: who is called, when somebody comes, and what is waited for until then.
//!
//! Always true here: outside of its hours nobody of a crew is free; larger failure domains go first,
//! then first come.

use crate::model::record::Resource;
use crate::model::{CrewId, Hours, Source, SourceId, StampId};
use crate::units::{Moment, Span, WEEK};
use crate::world::draws::{OfFault, OfLife, next_ordinal};
use crate::world::event::Event;
use crate::world::frame::Frame;
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
    pub(in crate::world) fn call_crew(&mut self, frame: &mut Frame<'_>, source: SourceId) {
        let crew = self.crew_of(frame, source);
        self.faults[source].phase = FaultPhase::WaitCrew;
        self.look_at_hours(frame, crew);
        let priority = frame.plan.sources[source].priority;
        if self.crew_slots[crew].request(frame.now, source, priority) {
            self.start_work(frame, source);
        } else {
            frame.dirty.source(source);
        }
    }

    /// Outside of its hours nobody of a crew is free, until it comes again. Whoever calls then
    /// waits in line, so that the most urgent goes first in the morning, not the first caller.
    #[inline]
    fn look_at_hours(&mut self, frame: &mut Frame<'_>, crew: CrewId) {
        let opens = self.crew_opens(frame, crew);
        if opens > frame.now {
            self.crew_slots[crew].resize(frame.now, 0, &mut Vec::new());
            let slot = Event::CrewComes(crew);
            frame.schedule(slot, opens);
        }
    }

    /// The hours of a crew begin, and somebody called meanwhile.
    pub(in crate::world) fn crew_comes(&mut self, frame: &mut Frame<'_>, crew: CrewId) {
        let mut called = std::mem::take(&mut self.called);
        let people = frame.blueprint.crew(crew).people;
        self.crew_slots[crew].resize(frame.now, people, &mut called);
        for source in called.drain(..) {
            self.start_work(frame, source);
        }
        self.called = called;
    }

    #[inline(always)]
    fn start_work(&mut self, frame: &mut Frame<'_>, source: SourceId) {
        let crew = self.crew_of(frame, source);
        let ordinal = self.faults[source].ordinal;
        let answers = frame.plan.crews[crew]
            .draw(&mut self.faults[source].other, OfFault::Answers.at(ordinal));
        let repair = self.draw_repair(frame, source);
        self.faults[source].phase = FaultPhase::Repair;
        frame.schedule(Event::Source(source), frame.now + answers + repair);
        let state = &mut self.faults[source];
        if let Some(life) = &frame.plan.sources[source].life {
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

    /// The first instant from now on that lies in the hours of a crew.
    #[inline(always)]
    pub(in crate::world) fn crew_opens(&self, frame: &Frame<'_>, crew: CrewId) -> Moment {
        self.crew_opens_after(frame, crew, frame.now)
    }

    /// The first instant from this one on that lies in the hours of a crew.
    #[inline(always)]
    pub(in crate::world) fn crew_opens_after(
        &self,
        frame: &Frame<'_>,
        crew: CrewId,
        from: Moment,
    ) -> Moment {
        let Hours::Weekly(intervals) = &frame.blueprint.crew(crew).hours else {
            return from;
        };
        let of_week = (frame.offset + from.0) % WEEK;
        for (start, end) in intervals {
            if of_week < *end {
                return from + Span(start.saturating_sub(of_week));
            }
        }
        let first = intervals.first().map_or(0, |(start, _)| *start);
        from + Span(WEEK - of_week + first)
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
            self.look_at_hours(frame, crew);
            if let Some(next) = self.crew_slots[crew].release(frame.now) {
                self.start_work(frame, next);
            }
        }
        self.fault_over(frame, source);
    }

    /// Closes the sums of crews at the end of a trial, and checks them.
    ///
    /// # Panics
    /// When the books do not balance, which is a fault of the program.
    pub(super) fn close_crews(&mut self, frame: &Frame<'_>) {
        for (crew, slots) in self.crew_slots.ids().zip(&mut self.crew_slots) {
            slots.settle(frame.now);
            slots.check();
            let works = |(source, state): &(&Source, &FaultState)| {
                state.phase == FaultPhase::Repair && source.restoration.crew == Some(crew)
            };
            let working = frame.blueprint.sources.iter().zip(&self.faults);
            let working = working.filter(works).count();
            assert!(slots.used() as usize == working, "a crew works on nothing");
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
