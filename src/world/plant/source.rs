//! Sources of faults: their lives, and recorded faults.
//!
//! Always true here: a source has at most one active fault; the k-th life, repair and side draw of a
//! source are words of their own, whatever the policy does.

use crate::model::{Arrival, NodeId, SourceId};
use crate::random::Stream;
use crate::units::{Moment, Share, Span};
use crate::world::arrivals::Next;
use crate::world::draws::{OfFault, OfLife, next_ordinal};
use crate::world::event::Event;
use crate::world::frame::Frame;
use crate::world::plant::{FaultPhase, FaultState, Plant};
use crate::world::which::{Fault, Row};

impl FaultState {
    /// The repair of the fault at hand: drawn already, or drawn now.
    #[inline(always)]
    pub(super) fn take_repair(&mut self, frame: &Frame<'_>, source: SourceId) -> Span {
        match self.repair_ahead.take() {
            Some(repair) => repair,
            None => self.repair_not_drawn(frame, source),
        }
    }

    #[inline(never)]
    fn repair_not_drawn(&mut self, frame: &Frame<'_>, source: SourceId) -> Span {
        let law = &frame.plan.sources[source].repair;
        law.draw(&mut self.main, OfLife::Repair.at(self.ordinal))
    }

    /// When the next fault comes where no life has been drawn for it.
    #[inline(never)]
    fn next_not_drawn(&mut self, frame: &Frame<'_>, source: SourceId) -> Option<Moment> {
        let arrival = &frame.blueprint.source(source).arrival;
        match frame.arrivals.next(arrival, self.ordinal) {
            Next::AfterLife => {
                let life = frame.plan.sources[source].life.as_ref()?;
                let life = life.draw(&mut self.main, OfLife::Life.at(self.ordinal));
                Some(frame.now + life.max(Span(1)))
            }
            Next::At(after) => Some((frame.horizon_start + after).max(frame.now)),
            Next::Never => None,
        }
    }
}

impl Plant {
    /// Sets the instant of a source's next fault. Returns whether there is one.
    #[inline(always)]
    fn schedule_source(&mut self, frame: &mut Frame<'_>, source: SourceId) -> bool {
        let state = &mut self.faults[source];
        let at = match state.life_ahead.take() {
            // A life that rounds to nothing would let a source fail for ever at one instant.
            Some(life) => frame.now + life.max(Span(1)),
            None => match state.next_not_drawn(frame, source) {
                Some(at) => at,
                None => return false,
            },
        };
        // It is set before what nobody waits for is drawn.
        frame.schedule_source(source, at);
        if state.repair_ahead.is_none() {
            let law = &frame.plan.sources[source].repair;
            let word = OfLife::Repair.at(state.ordinal);
            state.repair_ahead = Some(law.draw_often(&mut state.main, word));
        }
        true
    }

    /// The first life of a source, before the horizon or in it: the rest of one that is under way.
    fn begin_life(&mut self, frame: &mut Frame<'_>, source: SourceId) {
        let state = &mut self.faults[source];
        if let Some(life) = &frame.plan.sources[source].life {
            let word = OfLife::Life.at(state.ordinal);
            state.life_ahead = Some(life.draw_equilibrium(&mut state.main, word));
        }
        if !self.schedule_source(frame, source) {
            frame.unschedule(Event::Source(source));
        }
    }

    #[inline(always)]
    pub(super) fn draw_repair(&mut self, frame: &mut Frame<'_>, source: SourceId) -> Span {
        self.faults[source].take_repair(frame, source)
    }

    /// The source, whose fault is forgotten, is quiet again; its next life begins.
    #[inline(always)]
    pub(in crate::world) fn fault_over(&mut self, frame: &mut Frame<'_>, source: SourceId) {
        let state = &mut self.faults[source];
        state.phase = FaultPhase::Quiet;
        state.ordinal = next_ordinal(state.ordinal, frame.course.in_horizon);
        self.schedule_source(frame, source);
    }

    /// A fault is active no more.
    #[inline]
    pub(in crate::world) fn forget_fault(&mut self, fault: Fault) {
        if let Some(place) = self.active_faults.iter().position(|other| *other == fault) {
            self.active_faults.swap_remove(place);
        }
    }

    /// Sets the slot of the next recorded fault.
    pub(in crate::world) fn schedule_trace(&mut self, frame: &mut Frame<'_>) {
        let row = frame.course.trace_next.0;
        let begins = frame.arrivals.recorded(frame.blueprint, frame.trial, row);
        if let Some(after) = begins {
            let at = frame.horizon_start + after;
            frame.schedule(Event::TraceBegins, at.max(frame.now));
        }
    }

    fn schedule_trace_end(&mut self, frame: &mut Frame<'_>) {
        match self.trace_ends.peek() {
            Some(std::cmp::Reverse((at, _))) => frame.schedule(Event::TraceEnds, *at),
            None => frame.unschedule(Event::TraceEnds),
        }
    }

    /// The stream of a fault, and its ordinal there: of a source the one given, else its row.
    pub(in crate::world) fn stream_of(&mut self, fault: Fault, ordinal: u64) -> (&mut Stream, u64) {
        match fault {
            Fault::Source(source) => (&mut self.faults[source].other, ordinal),
            Fault::Recorded(row) => (&mut self.recorded, u64::from(row.0)),
        }
    }

    /// Where the fault of a source is.
    #[inline(always)]
    pub(in crate::world) fn phase_of(&self, source: SourceId) -> FaultPhase {
        self.faults[source].phase
    }

    /// The faults that are active now.
    pub(in crate::world) fn active(&self) -> &[Fault] {
        &self.active_faults
    }

    /// The node that faults of a source take, where they do nothing else.
    #[inline(always)]
    pub(in crate::world) fn node_alone(&self, source: SourceId) -> Option<NodeId> {
        self.faults[source].facts.node
    }

    /// Which fault of its source it is: index of its draws.
    pub(in crate::world) fn ordinal_of(&self, fault: Fault) -> u64 {
        let source = fault.source().map(|source| &self.faults[source]);
        source.map_or(0, |source| source.ordinal)
    }

    /// A fault of a source begins. Returns the node that it takes, where it does nothing else, and how long nobody is
    /// called; that is nothing where it comes
    /// back by itself, which is as long as stated: nobody need notice it.
    #[inline(always)]
    pub(in crate::world) fn begin(
        &mut self,
        frame: &Frame<'_>,
        source: SourceId,
    ) -> (Option<NodeId>, Span) {
        self.active_faults.push(Fault::Source(source));
        let state = &mut self.faults[source];
        state.began = frame.now;
        state.counted += u32::from(frame.is_in_horizon(frame.now));
        let detect = match state.facts.detect {
            Some(always) => always,
            None => {
                let detect = &frame.plan.sources[source].detect;
                let word = OfFault::Detect.at(state.ordinal);
                detect.draw(&mut state.other, word)
            }
        };
        (state.facts.node, detect)
    }

    /// Faults of sources that began in the horizon are told at the end of a trial, by cause and by what they strike.
    pub(super) fn close_faults(&mut self, frame: &mut Frame<'_>) {
        for (source, state) in self.faults.pairs() {
            if state.counted > 0 {
                let plan = frame.blueprint.source(source);
                let cause = frame.plan.sources[source].cause;
                frame.count_faults((cause, plan.target, plan.class), state.counted);
            }
        }
    }

    /// Whether the fault at hand takes state with it, of which this share does.
    #[inline(always)]
    pub(in crate::world) fn destroys(&mut self, source: SourceId, share: Share) -> bool {
        let state = &mut self.faults[source];
        let word = OfFault::Destroys.at(state.ordinal);
        share.0 > 0.0 && state.other.uniform(word) < share.0
    }

    /// The fault at hand is there and nobody knows. Returns how long that lasts.
    pub(in crate::world) fn stay_latent(
        &mut self,
        frame: &mut Frame<'_>,
        source: SourceId,
    ) -> Span {
        let state = &mut self.faults[source];
        let word = OfFault::Noticed.at(state.ordinal);
        let noticed = frame.plan.sources[source]
            .hidden
            .draw(&mut state.other, word);
        state.phase = FaultPhase::Latent;
        frame.schedule(Event::Source(source), frame.now + noticed);
        noticed
    }

    /// How long intruders who strike now had been in.
    pub(in crate::world) fn dwelt(&mut self, frame: &Frame<'_>, source: SourceId) -> Span {
        let state = &mut self.faults[source];
        let word = OfFault::Dwell.at(state.ordinal);
        frame.plan.sources[source]
            .hidden
            .draw(&mut state.other, word)
    }

    /// What a planned fault begins with: how long it takes.
    pub(in crate::world) fn begin_planned(
        &mut self,
        frame: &mut Frame<'_>,
        source: SourceId,
    ) -> Span {
        self.faults[source].began = frame.now;
        self.draw_repair(frame, source)
    }

    /// The fault at hand has drawn what it draws: the next one is another.
    #[inline]
    pub(in crate::world) fn count_on(&mut self, frame: &Frame<'_>, source: SourceId) {
        let state = &mut self.faults[source];
        state.ordinal = next_ordinal(state.ordinal, frame.course.in_horizon);
    }

    /// The next recorded fault begins.
    pub(in crate::world) fn record_begins(&mut self, frame: &mut Frame<'_>) -> Row {
        let row = frame.course.trace_next;
        frame.course.trace_next = Row(row.0 + 1);
        self.active_faults.push(Fault::Recorded(row));
        row
    }

    /// Sets when a recorded fault ends, and the next one begins.
    pub(in crate::world) fn record_goes_on(&mut self, frame: &mut Frame<'_>, row: Row) {
        let ends = frame.now + frame.trace_row(row).length;
        self.trace_ends.push(std::cmp::Reverse((ends, row)));
        self.schedule_trace_end(frame);
        self.schedule_trace(frame);
    }

    /// The next recorded fault that has ended by now; where there is none, the next end is set.
    pub(in crate::world) fn record_ends(&mut self, frame: &mut Frame<'_>) -> Option<Row> {
        match self.trace_ends.peek().copied() {
            Some(std::cmp::Reverse((at, row))) if at <= frame.now => {
                self.trace_ends.pop();
                self.forget_fault(Fault::Recorded(row));
                Some(row)
            }
            Some(_) | None => {
                self.schedule_trace_end(frame);
                None
            }
        }
    }

    /// Hazards begin before the horizon, so that it finds what is under repair.
    pub(in crate::world) fn hazards_begin(&mut self, frame: &mut Frame<'_>) {
        for source in self.faults.ids() {
            if let Arrival::Renewal { .. } = frame.blueprint.source(source).arrival {
                self.begin_life(frame, source);
            }
        }
    }

    /// The horizon begins: draws are counted from here. What is up has the rest of a life before it
    /// that is drawn anew; what is under repair goes on with that.
    pub(in crate::world) fn draws_begin(&mut self, frame: &mut Frame<'_>) {
        self.count_updates_anew();
        for stamp in &mut self.stamps {
            stamp.detections = 0;
            stamp.starts = 0;
        }
        for source in self.faults.ids() {
            let state = &mut self.faults[source];
            state.life_ahead = None;
            if state.phase == FaultPhase::Quiet {
                if state.facts.by_contract {
                    self.forget_call(source);
                }
                let state = &mut self.faults[source];
                state.ordinal = 1;
                state.repair_ahead = None;
                self.begin_life(frame, source);
            }
        }
    }
}
