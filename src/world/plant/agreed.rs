//! Planned work that needs a part or a person: it begins when both are there, and nothing is drained or shut down before.
//!
//! Always true here: whoever comes is there when the work begins, in the hours of the crew; what is due at one instant asks
//! together, before any of it begins.

use crate::model::SourceId;
use crate::world::event::Event;
use crate::world::frame::Frame;
use crate::world::plant::people::Work;
use crate::world::plant::{FaultPhase, Plant};

impl Plant {
    /// Whether what a source does is planned work that begins when its part, and somebody of its crew, are there.
    #[inline(always)]
    pub(in crate::world) fn is_by_appointment(&self, source: SourceId) -> bool {
        self.faults[source].facts.by_appointment
    }

    /// Planned work is due, or may go on to wait for what is missing still. All other such work of this instant asks with it, so
    /// that whoever is drained first knows who is drained next.
    #[inline(never)]
    pub(in crate::world) fn work_is_due(&mut self, frame: &mut Frame<'_>, source: SourceId) {
        self.ask_for_work(frame, source);
        for place in 0..frame.plan.planned.len() {
            let other = frame.plan.planned[place];
            let waits = matches!(self.phase_of(other), FaultPhase::Quiet | FaultPhase::Due);
            let slot = frame.plan.events.slot(Event::Source(other));
            if waits && self.is_by_appointment(other) && frame.calendar.at(slot) == Some(frame.now)
            {
                self.ask_for_work(frame, other);
            }
        }
    }

    /// Orders the part, waits for the hours of the crew, and asks for one of its people.
    fn ask_for_work(&mut self, frame: &mut Frame<'_>, source: SourceId) {
        let part = self.order_part(frame, source);
        let facts = self.faults[source].facts;
        let opens = facts.crew.map_or(frame.now, |crew| frame.crew_opens(crew));
        self.faults[source].phase = FaultPhase::Due;
        if let Some(at) = part.filter(|at| *at > frame.now) {
            frame.schedule(Event::Source(source), at);
            return;
        }
        if opens > frame.now {
            // Nobody is called at night for what can wait.
            frame.schedule(Event::Source(source), opens);
            return;
        }
        frame.unschedule(Event::Source(source));
        let asked = (Work::Repair(source), facts.turn);
        let comes = match facts.crew {
            Some(crew) => self.ask_for_person(frame, crew, asked),
            None => true,
        };
        if comes {
            self.is_ready(frame, source);
        }
    }

    /// A person comes from other work to planned work that is due: outside of the hours it is put off until they begin.
    pub(super) fn comes_as_agreed(&mut self, frame: &mut Frame<'_>, source: SourceId) {
        let crew = self.faults[source].facts.crew;
        let crew = crew.expect("who comes belongs to a crew");
        let opens = frame.crew_opens(crew);
        if opens > frame.now {
            frame.schedule(Event::Source(source), opens);
            self.crews[crew].discount_repair(frame);
            self.let_person_go(frame, crew);
            return;
        }
        self.is_ready(frame, source);
    }

    fn is_ready(&mut self, frame: &mut Frame<'_>, source: SourceId) {
        self.faults[source].phase = FaultPhase::Ready;
        frame.schedule(Event::Source(source), frame.now);
    }
}
