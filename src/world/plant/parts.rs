//! Calls for repairs that need a part, or that somebody has promised to end: what is on the shelf, what is on its way,
//! and when the repair is over at the latest.
//!
//! Always true here: a shelf knows as many instants as it had spares, each when one of them lies there; whoever takes one
//! orders another. Who called first takes what is there first.

use crate::engine::clones;
use crate::model::record::PartsTally;
use crate::model::{Blueprint, PartKindId, Parts, SourceId};
use crate::units::{Moment, Span};
use crate::world::draws::OfFault;
use crate::world::event::Event;
use crate::world::frame::Frame;
use crate::world::plant::{FaultPhase, Plant};

/// Parts of one kind.
#[derive(Debug)]
pub(super) struct Shelf {
    /// When each spare that nobody has taken lies on the shelf, in no order.
    spares: Vec<Moment>,
}

clones!(Shelf { spares });

impl Shelf {
    pub(super) fn new(parts: &Parts) -> Shelf {
        Shelf {
            spares: vec![Moment::ZERO; parts.spares as usize],
        }
    }

    /// As at the start of a trial: all spares lie there.
    pub(super) fn renew(&mut self) {
        self.spares.fill(Moment::ZERO);
    }

    /// Takes the part that is there first, of the spares and of one that is ordered now and arrives then; what is ordered
    /// takes its place. Returns when it is there.
    fn take(&mut self, arrives: Moment) -> Moment {
        match self.spares.iter_mut().min() {
            Some(first) if *first <= arrives => std::mem::replace(first, arrives),
            _ => arrives,
        }
    }
}

/// What has been called for one fault.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Call {
    /// When its part is there.
    part: Option<Moment>,
    /// When the repair is over at the latest.
    promised: Moment,
    /// Somebody would have begun at this instant if the part had been there, and comes back for it.
    ready: Option<Moment>,
}

impl Call {
    /// Nobody has been called.
    pub(super) const NONE: Call = Call {
        part: None,
        promised: Moment::NEVER,
        ready: None,
    };
}

/// How many calls there may be: none where no repair needs a part or is promised an end, so that such scenarios pay for
/// nothing.
pub(super) fn calls(blueprint: &Blueprint) -> usize {
    let promised = blueprint
        .crews
        .iter()
        .any(|one| one.repair_within.is_some());
    match promised || !blueprint.parts.is_empty() {
        true => blueprint.sources.len(),
        false => 0,
    }
}

impl Plant {
    /// Whether a repair of a source orders a part, or is promised an end.
    #[inline(always)]
    pub(in crate::world) fn is_by_contract(&self, source: SourceId) -> bool {
        self.faults[source].facts.by_contract
    }

    /// Orders the part that the work of a source needs, unless it is ordered already. Returns when it is there.
    pub(super) fn order_part(&mut self, frame: &mut Frame<'_>, source: SourceId) -> Option<Moment> {
        let id = frame.blueprint.source(source).restoration.parts?;
        if let Some(at) = self.calls[source].part {
            return Some(at);
        }
        let parts = frame.blueprint.parts(id);
        let length = match &frame.plan.deliveries[id] {
            Some(sampler) => {
                let state = &mut self.faults[source];
                let word = OfFault::Delivery.at(state.ordinal);
                sampler.draw(&mut state.other, word)
            }
            None => Span::ZERO,
        };
        let arrives = parts.arrives(frame.now, frame.offset, length);
        let at = self.shelves[id].take(arrives);
        if frame.counts_now() {
            let empty = at > frame.now;
            let tally = tally(frame, id);
            tally.used += 1;
            tally.shelf_empty += u32::from(empty);
        }
        self.calls[source].part = Some(at);
        Some(at)
    }

    /// All but the part would be there from an instant on; the part is later.
    pub(super) fn wait_for_part(
        &mut self,
        frame: &mut Frame<'_>,
        source: SourceId,
        (ready, part): (Moment, Moment),
    ) {
        let call = &mut self.calls[source];
        call.ready = Some(ready);
        // Until somebody could be there, the crew is waited for, and then the part alone.
        let (phase, until) = match ready > frame.now {
            true => (FaultPhase::Answers, ready),
            false => (FaultPhase::WaitPart, part),
        };
        let until = until.min(call.promised);
        self.faults[source].phase = phase;
        frame.schedule(Event::Source(source), until);
        frame.dirty.source(source);
    }

    /// Somebody could begin now, and the part is not there. Returns whether the repair is over, since that was promised.
    pub(in crate::world) fn could_begin(
        &mut self,
        frame: &mut Frame<'_>,
        source: SourceId,
    ) -> bool {
        let call = self.calls[source];
        let (Some(ready), Some(part)) = (call.ready, call.part) else {
            return false;
        };
        if call.promised > frame.now {
            self.wait_for_part(frame, source, (ready, part));
        }
        call.promised <= frame.now
    }

    /// Somebody can begin at an instant. If the part is not there by then, that person goes to other work and comes back
    /// when it is. Returns whether it is so.
    pub(super) fn comes_back_for_part(
        &mut self,
        frame: &mut Frame<'_>,
        source: SourceId,
        begins: Moment,
    ) -> bool {
        let Some(part) = self.calls[source].part.filter(|part| *part > begins) else {
            return false;
        };
        self.wait_for_part(frame, source, (begins, part));
        true
    }

    /// Whether somebody was there for the fault already, and has come back for its part.
    pub(super) fn has_come_before(&self, source: SourceId) -> bool {
        self.calls[source].ready.is_some()
    }

    /// The repair of a source is over at an instant at the latest.
    pub(super) fn promise(&mut self, source: SourceId, until: Moment) {
        self.calls[source].promised = until;
    }

    /// When the repair of a source is over at the latest.
    pub(super) fn promised(&self, source: SourceId) -> Moment {
        self.calls[source].promised
    }

    /// When the part is there that has been ordered for a source.
    pub(super) fn part_at(&self, source: SourceId) -> Option<Moment> {
        self.calls[source].part
    }

    /// What was called for a fault is over with it.
    pub(super) fn forget_call(&mut self, source: SourceId) {
        self.calls[source] = Call::NONE;
    }

    pub(super) fn tally_wait(&mut self, frame: &mut Frame<'_>, source: SourceId) {
        let id = frame.blueprint.source(source).restoration.parts;
        let (Some(id), Some(ready)) = (id, self.calls[source].ready) else {
            return;
        };
        let waited = frame.counted_since(ready);
        if waited == 0 {
            return;
        }
        let tally = tally(frame, id);
        tally.waits += 1;
        tally.waited += waited;
        tally.longest = tally.longest.max(waited);
    }

    /// What still waits for a part at the end of a trial counts as far as it has come.
    pub(super) fn close_parts(&mut self, frame: &mut Frame<'_>) {
        for source in self.calls.ids() {
            let ready = self.calls[source].ready;
            let waits = self.faults[source].phase == FaultPhase::WaitPart;
            if waits && ready.is_some_and(|ready| ready < frame.now) {
                self.tally_wait(frame, source);
            }
        }
    }
}

fn tally<'f>(frame: &'f mut Frame<'_>, id: PartKindId) -> &'f mut PartsTally {
    &mut frame.record.parts[id.index()]
}
