//! Calls for repairs: who is called when a fault is noticed, and what is ordered with the call.
//!
//! Always true here: what comes back by itself needs no call; what needs a part and no crew begins when the part is there.

use crate::model::SourceId;
use crate::units::Span;
use crate::world::event::Event;
use crate::world::frame::Frame;
use crate::world::plant::{FaultPhase, Plant};

impl Plant {
    /// Somebody calls for the repair of the fault at hand.
    pub(in crate::world) fn is_noticed(&mut self, frame: &mut Frame<'_>, source: SourceId) {
        match self.is_by_contract(source) {
            true => self.call(frame, source),
            false => self.call_crew(frame, source),
        }
    }

    /// Somebody is called for a fault: the part is ordered, and what is promised runs from now on. Without a crew the
    /// work begins when the part is there.
    #[inline(never)]
    fn call(&mut self, frame: &mut Frame<'_>, source: SourceId) {
        let part = self.order_part(frame, source);
        let Some(crew) = self.faults[source].facts.crew else {
            let part = part.unwrap_or(frame.now);
            if part > frame.now {
                self.wait_for_part(frame, source, (frame.now, part));
            } else {
                self.begin_alone(frame, source, Span::ZERO);
            }
            return;
        };
        let crew = frame.blueprint.crew(crew);
        if let Some(within) = crew.repair_within {
            let until = crew.hours.after(frame.now, frame.offset, within);
            self.promise(source, until);
        }
        self.ask_by_contract(frame, source);
    }

    /// The slot of a source fires that waits for its part. Returns whether the repair is over, since that was promised.
    pub(in crate::world) fn part_arrives(
        &mut self,
        frame: &mut Frame<'_>,
        source: SourceId,
    ) -> bool {
        self.tally_wait(frame, source);
        if self.promised(source) <= frame.now {
            return true;
        }
        match self.faults[source].facts.crew {
            Some(_) => self.ask_by_contract(frame, source),
            None => self.begin_alone(frame, source, Span::ZERO),
        }
        false
    }

    /// Somebody who is always there begins after so long, or it returns by itself from then on.
    #[inline]
    fn begin_alone(&mut self, frame: &mut Frame<'_>, source: SourceId, after: Span) {
        let repair = self.draw_repair(frame, source);
        self.faults[source].phase = FaultPhase::Repair;
        frame.schedule(Event::Source(source), frame.now + after + repair);
        frame.dirty.source(source);
    }

    /// Whoever repairs the fault at hand is called after so long, or it returns by itself.
    #[inline(always)]
    pub(in crate::world) fn answer(
        &mut self,
        frame: &mut Frame<'_>,
        source: SourceId,
        detect: Span,
    ) {
        let state = &self.faults[source];
        let facts = &state.facts;
        if state.phase == FaultPhase::Ready {
            // Whoever does it, and what is needed, are there.
            self.begin_alone(frame, source, Span::ZERO);
        } else if facts.crew.is_none() && !facts.by_contract {
            self.begin_alone(frame, source, detect);
        } else if detect == Span::ZERO {
            match self.is_by_contract(source) {
                true => self.call(frame, source),
                false => self.call_at_once(frame, source),
            }
        } else {
            self.faults[source].phase = FaultPhase::Unnoticed;
            frame.schedule(Event::Source(source), frame.now + detect);
            frame.dirty.source(source);
        }
    }
}
