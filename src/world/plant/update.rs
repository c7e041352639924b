//! Updates of stamps, node after node: when a run is due, whose turn it is, and what keeps it.
//!
//! Always true here: at most one node is away by an update; the next one goes only while all nodes of its stamp are
//! up and all copies are whole, inside of the window. A run that is under way when the next one is due takes its place.

use crate::engine::clones;
use crate::model::{SourceId, StampId, UpdateId};
use crate::random::Stream;
use crate::units::Moment;
use crate::world::draws::OfUpdate;
use crate::world::event::Event;
use crate::world::frame::Frame;
use crate::world::plant::Plant;

/// Where an update is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Step {
    /// No run is under way; the slot fires when the next one is due.
    Idle,
    /// A node is to go as soon as it may.
    Next,
    /// A node is away.
    Away,
    /// The copies of the node before become whole.
    Resynchronises,
}

/// An update.
#[derive(Debug)]
pub(super) struct UpdateState {
    step: Step,
    /// The run that is under way, or due next, by its number along the calendar.
    run: u64,
    /// How many nodes it has done, and when it began with the first.
    done: u32,
    began: Moment,
    /// Since when a node is away.
    away: Moment,
    /// Since when something else keeps the next node.
    kept: Option<Moment>,
    /// How long copies take to become whole.
    stream: Stream,
    /// Nodes that have come back, from the horizon on: the ordinal of that draw.
    ordinal: u64,
}

clones!(UpdateState {
    step,
    run,
    done,
    began,
    away,
    kept,
    stream,
    ordinal,
});

impl UpdateState {
    pub(super) fn new() -> UpdateState {
        UpdateState {
            step: Step::Idle,
            run: 0,
            done: 0,
            began: Moment::ZERO,
            away: Moment::ZERO,
            kept: None,
            stream: Stream::new(),
            ordinal: 0,
        }
    }

    /// As at the start of a trial, whatever the one before left: its stream alone is kept.
    pub(super) fn renew(&mut self) {
        *self = UpdateState {
            stream: std::mem::take(&mut self.stream),
            ..UpdateState::new()
        };
    }
}

/// What keeps the next node of an update.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Keeps {
    Nothing,
    /// The copies of the node before are not whole yet: so it is in any run.
    Copies,
    /// Another node, other copies, or the whole stamp are missing.
    Fault,
}

impl Plant {
    /// Updates begin with the hazards: the first run is the one that is due next.
    pub(in crate::world) fn updates_begin(&mut self, frame: &mut Frame<'_>) {
        for update in self.updates.ids() {
            let plan = frame.blueprint.update(update);
            let (run, due) = plan.due_from(frame.offset + frame.now.0);
            self.updates[update].run = run;
            frame.schedule(Event::Update(update), Moment(due - frame.offset));
        }
    }

    /// The horizon begins: draws of updates are counted from here.
    pub(super) fn count_updates_anew(&mut self) {
        for state in &mut self.updates {
            state.ordinal = 1;
        }
    }

    /// The slot of an update fires. Gives back the planned work on the node whose turn it is, if it goes now.
    pub(in crate::world) fn update_fires(
        &mut self,
        frame: &mut Frame<'_>,
        update: UpdateId,
    ) -> Option<SourceId> {
        match self.updates[update].step {
            Step::Away => panic!("an update waits for its node"),
            Step::Idle => {
                self.updates[update].done = 0;
                self.updates[update].step = Step::Next;
            }
            Step::Next | Step::Resynchronises => self.updates[update].step = Step::Next,
        }
        self.next_node(frame, update)
    }

    /// The next node goes if nothing keeps it; else it is looked at again when that may have changed.
    fn next_node(&mut self, frame: &mut Frame<'_>, update: UpdateId) -> Option<SourceId> {
        let plan = frame.blueprint.update(update);
        let source = plan.nodes[self.updates[update].done as usize];
        let node = frame.blueprint.node_of(source)?;
        let keeps = self.keeps(frame, frame.blueprint.node(node).stamp, update);
        self.note_what_keeps(frame, update, keeps);
        if keeps != Keeps::Nothing {
            return None;
        }
        let opens = plan.window.opens_from(frame.now, frame.offset);
        if opens > frame.now {
            frame.schedule(Event::Update(update), opens);
            return None;
        }
        let state = &mut self.updates[update];
        if state.done == 0 {
            state.began = frame.now;
        }
        state.away = frame.now;
        state.step = Step::Away;
        Some(source)
    }

    fn keeps(&self, frame: &Frame<'_>, stamp: StampId, update: UpdateId) -> Keeps {
        let state = &self.stamps[stamp];
        if !state.up || state.nodes_down > 0 {
            return Keeps::Fault;
        }
        if self.copies_whole(stamp) {
            return Keeps::Nothing;
        }
        let plan = frame.blueprint.update(update);
        let before = (self.updates[update].done as usize).checked_sub(1);
        let before = before.and_then(|place| frame.blueprint.node_of(plan.nodes[place]));
        match before.is_some_and(|node| self.misses_alone(stamp, node)) {
            true => Keeps::Copies,
            false => Keeps::Fault,
        }
    }

    /// A pause begins, goes on or ends.
    fn note_what_keeps(&mut self, frame: &mut Frame<'_>, update: UpdateId, keeps: Keeps) {
        let state = &mut self.updates[update];
        match (keeps, state.kept) {
            (Keeps::Fault, None) => {
                state.kept = Some(frame.now);
                let counts = u32::from(frame.counts_now());
                frame.record.updates[update.0 as usize].pauses += counts;
            }
            (Keeps::Nothing | Keeps::Copies, Some(since)) => {
                state.kept = None;
                let paused = frame.counted_since(since);
                frame.record.updates[update.0 as usize].paused += paused;
            }
            (Keeps::Fault, Some(_)) | (Keeps::Nothing | Keeps::Copies, None) => {}
        }
    }

    /// Updates that wait for something on a stamp look again.
    #[inline(always)]
    pub(super) fn updates_look(&mut self, frame: &mut Frame<'_>, stamp: StampId) {
        if !self.updates.is_empty() {
            self.waiting_updates_look(frame, stamp);
        }
    }

    fn waiting_updates_look(&mut self, frame: &mut Frame<'_>, stamp: StampId) {
        for update in self.updates.ids() {
            let waits = self.updates[update].step == Step::Next;
            if waits && frame.blueprint.update(update).stamps.contains(&stamp) {
                frame.schedule(Event::Update(update), frame.now);
            }
        }
    }

    /// The planned work on a node of an update is done.
    pub(in crate::world) fn node_is_updated(&mut self, frame: &mut Frame<'_>, update: UpdateId) {
        let plan = frame.blueprint.update(update);
        let state = &mut self.updates[update];
        state.done += 1;
        let away = frame.counted_since(state.away);
        let length = frame.now.since(state.began).0;
        let counts = frame.counts_now();
        let tally = &mut frame.record.updates[update.0 as usize];
        tally.away += away;
        tally.nodes += u32::from(counts);
        if (state.done as usize) < plan.nodes.len() {
            let resync = &frame.plan.updates[update].resync;
            let word = OfUpdate::Resync.at(state.ordinal);
            let resync = resync.draw(&mut state.stream, word);
            state.ordinal =
                crate::world::draws::next_ordinal(state.ordinal, frame.course.in_horizon);
            state.step = Step::Resynchronises;
            frame.schedule(Event::Update(update), frame.now + resync);
            return;
        }
        if counts {
            tally.runs += 1;
            tally.run_sum += length;
            tally.run_max = tally.run_max.max(length);
        }
        let (run, _) = plan.due_from(frame.offset + frame.now.0);
        let next = run.max(state.run + 1);
        tally.skipped += u32::from(counts) * (next - state.run - 1).min(u64::from(u32::MAX)) as u32;
        state.run = next;
        state.step = Step::Idle;
        let due = next * plan.every.0 - frame.offset;
        frame.schedule(Event::Update(update), Moment(due));
    }

    /// What is under way at the end of a trial counts as far as it has come.
    pub(super) fn close_updates(&mut self, frame: &mut Frame<'_>) {
        for update in self.updates.ids() {
            self.note_what_keeps(frame, update, Keeps::Nothing);
            let state = &self.updates[update];
            if state.step == Step::Away {
                let away = frame.counted_since(state.away);
                frame.record.updates[update.0 as usize].away += away;
            }
        }
    }

    /// Its streams are those of a trial with this key.
    pub(super) fn rekey_updates(&mut self, frame: &Frame<'_>, key: u64) {
        for (state, plan) in self.updates.iter_mut().zip(&frame.plan.updates) {
            state.stream.rekey(frame.seed, key, plan.name);
        }
    }
}
