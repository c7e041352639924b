//! What counts: inside the horizon of years, or from the strike of a drill on.
//!
//! Always true here: nobody else compares an instant with the ends of the horizon to ask whether it
//! counts. Two times are told apart: faults, nodes, jobs and outages of years count in the horizon;
//! groups, storage and instances in it too, but in a drill only from its strike.

use crate::model::record::Mistaken;
use crate::model::topology::stamps_touched;
use crate::model::{Class, Component, RepositoryId, SourceId};
use crate::units::{Moment, Span};
use crate::world::event::Event;
use crate::world::frame::Frame;
use crate::world::which::Fault;

impl Frame<'_> {
    /// Whether an instant lies in the horizon.
    #[inline]
    pub(in crate::world) fn is_in_horizon(&self, at: Moment) -> bool {
        at >= self.horizon_start && at < self.horizon_end
    }

    /// Milliseconds of an interval that lie in the horizon.
    #[inline]
    pub(in crate::world) fn in_horizon(&self, from: Moment, to: Moment) -> u64 {
        let from = from.max(self.horizon_start);
        let to = to.min(self.horizon_end);
        to.0.saturating_sub(from.0)
    }

    /// Whether what a fault causes now counts.
    pub(in crate::world) fn counts(&self, fault: Fault) -> bool {
        if self.arrivals.once() {
            self.course.struck && self.strikes(fault.source())
        } else {
            self.is_in_horizon(self.now)
        }
    }

    /// Whether a fault is that of a drill, which has struck.
    pub(in crate::world) fn is_of_drill(&self, fault: Fault) -> bool {
        self.arrivals.once() && self.counts(fault)
    }

    /// An instant in milliseconds after the start of the horizon; negative before that.
    pub(in crate::world) fn after_start(&self, at: Moment) -> i64 {
        at.0 as i64 - self.horizon_start.0 as i64
    }

    /// Whether a fault of this source is what strikes once.
    pub(in crate::world) fn strikes(&self, source: Option<SourceId>) -> bool {
        let Some(source) = source else { return false };
        self.arrivals.source(self.blueprint) == Some(source) || self.behind.contains(&source)
    }

    /// Whether what happens now to groups, storage and instances counts.
    #[inline]
    pub(in crate::world) fn counts_now(&self) -> bool {
        self.now >= self.counts_from && self.now < self.horizon_end
    }

    /// The part of an interval in which they count.
    #[inline]
    pub(in crate::world) fn counted_part(&self, from: Moment, to: Moment) -> (Moment, Moment) {
        (from.max(self.counts_from), to.min(self.horizon_end))
    }

    /// Milliseconds up to now in which they count.
    #[inline]
    pub(in crate::world) fn counted_since(&self, from: Moment) -> u64 {
        let (from, to) = self.counted_part(from, self.now);
        to.0.saturating_sub(from.0)
    }

    /// Counts a fault of a cause that begins inside the horizon.
    #[inline]
    pub(in crate::world) fn count_fault(&mut self, cause: u16) {
        if self.is_in_horizon(self.now) {
            self.record.faults[usize::from(cause)] += 1;
        }
    }

    /// Counts so many faults that began inside the horizon: with their cause, and with the stamps and links that they
    /// strike.
    pub(in crate::world) fn count_faults(
        &mut self,
        (cause, target, class): (u16, Component, Class),
        count: u32,
    ) {
        self.record.faults[usize::from(cause)] += count;
        // Classes stand in the order of their list.
        let place = class as usize;
        match target {
            Component::Link(id) => self.record.link_faults[id.index()] += count,
            Component::Repository(_) | Component::Application(_) | Component::Applications(_) => {}
            // Most sources are nodes.
            Component::Node(node) => {
                let stamp = self.blueprint.node(node).stamp;
                self.record.stamps[stamp.index()].faults[place] += count;
            }
            struck => {
                for stamp in stamps_touched(self.blueprint, struck) {
                    self.record.stamps[stamp.index()].faults[place] += count;
                }
            }
        }
    }

    /// Counts what people delete by mistake at a repository inside the horizon.
    pub(in crate::world) fn count_mistaken(&mut self, repository: RepositoryId, told: Mistaken) {
        if self.is_in_horizon(self.now) {
            self.record.repositories[repository.index()]
                .mistaken
                .add(told);
        }
    }

    /// What strikes once comes at this instant, and what counts from then on has as long as it may take.
    pub(in crate::world) fn allow_strike_at(&mut self, at: Moment) {
        self.schedule(Event::Mark, at);
        let end = at + self.arrivals.counted(&self.blueprint.run);
        if end > self.horizon_end {
            self.horizon_end = end;
            self.moves.count_until(end);
        }
    }

    /// A fault of a stated schedule has come: what it causes has as long as what the first one does.
    pub(in crate::world) fn one_less_to_come(&mut self) {
        self.course.to_come -= 1;
        let run = &self.blueprint.run;
        self.horizon_end = self.horizon_end.max(self.now + run.drain);
        self.record.horizon = self.horizon_end.since(self.horizon_start).0;
        self.last = self.horizon_end + run.stays_recovered;
    }

    /// The outages of a drill have as long as they may take, from when they show.
    pub(in crate::world) fn give_time(&mut self, until_it_shows: Span) {
        let run = &self.blueprint.run;
        // What counts in a drill counts from its strike on, for as long as an outage may take.
        let end = self.now + until_it_shows + run.drain;
        self.horizon_end = match self.behind.is_empty() {
            true => end,
            false => self.horizon_end.max(end),
        };
        self.record.horizon = self.horizon_end.since(self.horizon_start).0;
        self.last = self.horizon_end + run.stays_recovered;
    }
}
