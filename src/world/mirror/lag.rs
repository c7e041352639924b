//! How far a replica is behind: what is written goes over the wire as fast as the wire lets it.
//!
//! Always true here: between two events the rates hold, so that the backlog is a straight line, and
//! the instants at which it comes to nothing or to the end of the log are events.

use super::{CLASS, ENDLESS, Following, Frame, Mirror, Transfer};
use crate::model::{GroupId, ReplicationMode};
use crate::units::{Moment, Rate, Span};
use crate::world::event::Event;

/// What a group sends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::world) enum Going {
    Nothing,
    /// What is written, at the rate of writing.
    Steady,
    /// What has piled up, as fast as it goes.
    CatchUp,
    /// Everything.
    Copy,
}

impl Mirror {
    /// Brings the amounts of a group up to now.
    pub(in crate::world) fn pass(&mut self, frame: &mut Frame<'_>, group: GroupId) {
        let now = frame.now;
        let length = now.since(self.groups[group].since).0;
        if length == 0 {
            return;
        }
        let line = self.line(frame, group);
        self.tally_lag(frame, group, &line);
        let state = &mut self.groups[group];
        state.since = now;
        state.written = line.written(length);
        state.backlog = line.backlog(length);
        if state.following == Following::Follows && state.backlog == 0 {
            state.mapped = 0;
        }
    }

    /// A trial is over.
    pub(in crate::world) fn close(&mut self, frame: &mut Frame<'_>, group: GroupId) {
        self.pass(frame, group);
        self.tally_sent(frame, group);
    }

    /// Milliseconds of writing that the replica holds.
    pub(super) fn reached(&self, frame: &Frame<'_>, group: GroupId) -> u64 {
        self.groups[group].written - self.line(frame, group).lag(0)
    }

    /// Whether a group writes no faster than its replica does, so that nothing piles up: a
    /// synchronous one that reaches it.
    fn in_step(&self, frame: &Frame<'_>, group: GroupId) -> bool {
        frame.replication_of(group).mode != ReplicationMode::Async
            && self.groups[group].backlog == 0
            && self.groups[group].reach.open
    }

    /// What goes over a path has changed: every group sends what it should, and its next event is set.
    /// What of each reaches its replica is as [`Mirror::sees`] was told.
    pub(in crate::world) fn steer_all(&mut self, frame: &mut Frame<'_>) {
        // What each is behind grew with the rates that held until now.
        for group in self.groups.ids() {
            self.pass(frame, group);
        }
        let mut changed = true;
        while changed {
            changed = false;
            for group in self.groups.ids() {
                changed |= self.steer(frame, group);
            }
        }
        self.next = Moment::NEVER;
        for group in self.groups.ids() {
            let rate = frame.rate_of(Transfer::Replica(group));
            self.groups[group].rate = if self.groups[group].going == Going::Copy {
                0
            } else {
                rate
            };
            self.set_timer(frame, group);
        }
        // The rates are those that have just been read.
        frame.replicas_moved();
        frame.dirty.groups = false;
    }

    /// Whether groups are to be steered: something of theirs changed, what they send goes at another
    /// rate, or one of them is due to be looked at.
    pub(in crate::world) fn must_be_steered(&mut self, frame: &mut Frame<'_>) -> bool {
        if self.groups.is_empty() {
            frame.dirty.groups = false;
            return false;
        }
        frame.dirty.groups || frame.now >= self.next || frame.replicas_moved()
    }

    /// Starts or stops what a group sends; true where something changed.
    fn steer(&mut self, frame: &mut Frame<'_>, group: GroupId) -> bool {
        let wanted = self.wanted(frame, group);
        if wanted == self.groups[group].going {
            return false;
        }
        self.stop_sending(frame, group);
        let most = frame.replication_of(group).rate;
        let (bytes, cap) = match wanted {
            Going::Nothing => return true,
            Going::Steady => {
                let steady = frame.plan.groups[group].churn;
                (ENDLESS, most.map_or(steady, |most| most.min(steady)))
            }
            Going::CatchUp => (ENDLESS, most.unwrap_or(Rate(u64::MAX))),
            Going::Copy => (frame.plan.groups[group].bytes, self.copy_cap(frame, group)),
        };
        let path = frame.plan.groups[group].path;
        let reduction = frame.replication_of(group).reduction;
        frame.start_transfer(
            (Transfer::Replica(group), CLASS),
            bytes,
            &path,
            reduction,
            cap,
        );
        let now = frame.now;
        let state = &mut self.groups[group];
        state.going = wanted;
        if wanted == Going::Copy {
            state.following = Following::Copied {
                stands: state.following != Following::Gone,
            };
            state.copy_began = now;
            state.copy_from = state.written;
        }
        true
    }

    /// What a group should send as things are.
    fn wanted(&mut self, frame: &mut Frame<'_>, group: GroupId) -> Going {
        let demand = frame.plan.groups[group].demand;
        let limit = self.log_reach(frame, group);
        let runs = self.groups[group].reach.runs;
        let state = &mut self.groups[group];
        if state.following == Following::Follows && demand > 0 && state.backlog > limit {
            self.break_off(frame, group);
        }
        let state = &self.groups[group];
        match state.following {
            _ if state.source_lost || state.disbanded => Going::Nothing,
            Following::Follows if !runs => Going::Nothing,
            Following::Follows if state.backlog > 0 => Going::CatchUp,
            Following::Follows if !state.writing || demand == 0 => Going::Nothing,
            Following::Follows => {
                let alone = !self.in_step(frame, group);
                let flow = Transfer::Replica(group);
                if alone && frame.moves(flow) && frame.rate_of(flow) < demand {
                    Going::CatchUp
                } else {
                    Going::Steady
                }
            }
            Following::Broken | Following::Gone if runs && self.groups[group].reach.open => {
                Going::Copy
            }
            Following::Broken | Following::Gone => Going::Nothing,
            Following::Copied { .. } if runs => Going::Copy,
            Following::Copied { stands } => {
                self.groups[group].following = Following::left(stands);
                Going::Nothing
            }
        }
    }

    /// The backlog beyond which a replica breaks off.
    fn log_reach(&self, frame: &Frame<'_>, group: GroupId) -> u128 {
        let demand = u128::from(frame.plan.groups[group].demand);
        u128::from(frame.replication_of(group).log_limit.0) * demand + self.groups[group].mapped
    }

    /// The log is full: the replica stands where it is until a whole copy is made.
    fn break_off(&mut self, frame: &mut Frame<'_>, group: GroupId) {
        let reached = self.reached(frame, group);
        let state = &mut self.groups[group];
        state.held = reached;
        state.following = Following::Broken;
        state.backlog = 0;
        self.tally_break(frame, group);
    }

    /// Stops whatever a group sends.
    pub(super) fn stop_sending(&mut self, frame: &mut Frame<'_>, group: GroupId) {
        if frame.moves(Transfer::Replica(group)) {
            frame.stop_transfer(Transfer::Replica(group));
        }
        self.groups[group].going = Going::Nothing;
        self.groups[group].rate = 0;
    }

    /// Sets the next instant at which a group needs a look.
    fn set_timer(&mut self, frame: &mut Frame<'_>, group: GroupId) {
        let plan = &frame.plan.groups[group];
        let limit = self.log_reach(frame, group);
        self.groups[group].in_step = self.in_step(frame, group);
        let state = &self.groups[group];
        let mut next = None;
        if state.following == Following::Follows && !state.in_step {
            let grows = if state.writing { plan.demand } else { 0 };
            next = if state.rate > grows && state.backlog > 0 {
                Some(after(frame.now, state.backlog, state.rate - grows))
            } else if grows > state.rate && limit >= state.backlog {
                // What just reaches the limit is kept: it breaks off with the first byte more.
                let more = limit + 1 - state.backlog;
                Some(after(frame.now, more, grows - state.rate))
            } else {
                None
            };
        }
        if let Some(back) = self.failback_due(frame, group) {
            next = Some(next.map_or(back, |next: Moment| next.min(back)));
        }
        match next {
            Some(at) => {
                let at = at.max(frame.now + Span(1));
                self.next = self.next.min(at);
                frame.schedule(Event::Group(group), at);
            }
            None => frame.unschedule(Event::Group(group)),
        }
    }
}

/// When an amount is gone at a rate, rounded up.
fn after(now: Moment, amount: u128, rate: u64) -> Moment {
    now + Span::from_ticks(amount.div_ceil(u128::from(rate)))
}
