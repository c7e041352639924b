//! How far a replica is behind: what is written goes over the wire as fast as the wire lets it.
//!
//! Always true here: between two events the rates hold, so that the backlog is a straight line, and
//! the instants at which it comes to nothing or to the end of the log are events.

use super::{CLASS, ENDLESS, Following, Transfer, World};
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

impl World<'_> {
    /// Brings the amounts of a group up to now.
    pub(in crate::world) fn pass_group(&mut self, group: GroupId) {
        let now = self.frame.now;
        let length = now.since(self.groups[group].since).0;
        if length == 0 {
            return;
        }
        let demand = self.frame.plan.groups[group].demand;
        let before = self.lag(group);
        let state = &mut self.groups[group];
        let from = state.since;
        state.since = now;
        let written = if state.writing { length } else { 0 };
        state.written += written;
        if state.following == Following::Follows {
            let grown = if state.in_step {
                0
            } else {
                u128::from(demand) * u128::from(written)
            };
            let sent = u128::from(state.rate) * u128::from(length);
            let due = state.backlog + grown;
            state.backlog = due.saturating_sub(sent);
            if state.backlog == 0 {
                state.mapped = 0;
            }
        }
        let after = self.lag(group);
        self.tally_group(group, from, before, after);
    }

    /// Milliseconds of writing that the replica lacks.
    pub(in crate::world) fn lag(&self, group: GroupId) -> u64 {
        let state = &self.groups[group];
        match state.following {
            Following::Follows => {
                let demand = u128::from(self.frame.plan.groups[group].demand);
                let lag = state.backlog.checked_div(demand).unwrap_or(0) as u64;
                lag.min(state.written)
            }
            Following::Broken | Following::Gone | Following::Copied { .. } => {
                state.written - state.held
            }
        }
    }

    /// Milliseconds of writing that the replica holds.
    pub(super) fn reached(&self, group: GroupId) -> u64 {
        self.groups[group].written - self.lag(group)
    }

    /// Whether a group writes no faster than its replica does, so that nothing piles up: a
    /// synchronous one that reaches it.
    fn in_step(&self, group: GroupId) -> bool {
        self.replication_of(group).mode != ReplicationMode::Async
            && self.groups[group].backlog == 0
            && self.path_open(group)
    }

    /// What goes over a path has changed: every group sends what it should, and its next event is set.
    pub(in crate::world) fn settle_groups(&mut self) {
        for group in self.groups.ids() {
            self.pass_group(group);
            self.freeze_or_thaw(group);
        }
        let mut changed = true;
        while changed {
            changed = false;
            for group in self.groups.ids() {
                changed |= self.steer(group);
            }
        }
        for group in self.groups.ids() {
            let rate = self.frame.rate_of(Transfer::Replica(group));
            self.groups[group].rate = if self.groups[group].going == Going::Copy {
                0
            } else {
                rate
            };
            self.set_group_timer(group);
        }
    }

    /// Starts or stops what a group sends; true where something changed.
    fn steer(&mut self, group: GroupId) -> bool {
        let wanted = self.wanted(group);
        if wanted == self.groups[group].going {
            return false;
        }
        self.stop_sending(group);
        let most = self.replication_of(group).rate;
        let (bytes, cap) = match wanted {
            Going::Nothing => return true,
            Going::Steady => {
                let steady = self.frame.plan.groups[group].churn;
                (ENDLESS, most.map_or(steady, |most| most.min(steady)))
            }
            Going::CatchUp => (ENDLESS, most.unwrap_or(Rate(u64::MAX))),
            Going::Copy => (self.frame.plan.groups[group].bytes, self.copy_cap(group)),
        };
        let path = self.frame.plan.groups[group].path;
        let reduction = self.replication_of(group).reduction;
        self.frame.start_transfer(
            (Transfer::Replica(group), CLASS),
            bytes,
            &path,
            reduction,
            cap,
        );
        let now = self.frame.now;
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
    fn wanted(&mut self, group: GroupId) -> Going {
        let demand = self.frame.plan.groups[group].demand;
        let limit = self.log_reach(group);
        let runs = self.ends_run(group);
        let state = &mut self.groups[group];
        if state.following == Following::Follows && demand > 0 && state.backlog >= limit.max(1) {
            self.break_off(group);
        }
        let state = &self.groups[group];
        match state.following {
            _ if state.source_lost || state.disbanded => Going::Nothing,
            Following::Follows if !runs => Going::Nothing,
            Following::Follows if state.backlog > 0 => Going::CatchUp,
            Following::Follows if !state.writing || demand == 0 => Going::Nothing,
            Following::Follows => {
                let alone = !self.in_step(group);
                let flow = Transfer::Replica(group);
                if alone && self.frame.moves(flow) && self.frame.rate_of(flow) < demand {
                    Going::CatchUp
                } else {
                    Going::Steady
                }
            }
            Following::Broken | Following::Gone if runs && self.path_open(group) => Going::Copy,
            Following::Broken | Following::Gone => Going::Nothing,
            Following::Copied { .. } if runs => Going::Copy,
            Following::Copied { stands } => {
                self.groups[group].following = if stands {
                    Following::Broken
                } else {
                    Following::Gone
                };
                Going::Nothing
            }
        }
    }

    /// The backlog at which a replica breaks off.
    fn log_reach(&self, group: GroupId) -> u128 {
        let demand = u128::from(self.frame.plan.groups[group].demand);
        u128::from(self.replication_of(group).log_limit.0) * demand + self.groups[group].mapped
    }

    /// The log is full: the replica stands where it is until a whole copy is made.
    fn break_off(&mut self, group: GroupId) {
        let reached = self.reached(group);
        let state = &mut self.groups[group];
        state.held = reached;
        state.following = Following::Broken;
        state.backlog = 0;
        self.tally_break(group);
    }

    /// Stops whatever a group sends.
    pub(super) fn stop_sending(&mut self, group: GroupId) {
        if self.frame.moves(Transfer::Replica(group)) {
            self.frame.stop_transfer(Transfer::Replica(group));
        }
        self.groups[group].going = Going::Nothing;
        self.groups[group].rate = 0;
    }

    /// Sets the next instant at which a group needs a look.
    fn set_group_timer(&mut self, group: GroupId) {
        let plan = &self.frame.plan.groups[group];
        let limit = self.log_reach(group);
        self.groups[group].in_step = self.in_step(group);
        let state = &self.groups[group];
        let mut next = None;
        if state.following == Following::Follows && !state.in_step {
            let grows = if state.writing { plan.demand } else { 0 };
            next = if state.rate > grows && state.backlog > 0 {
                Some(after(self.frame.now, state.backlog, state.rate - grows))
            } else if grows > state.rate && limit > state.backlog {
                Some(after(
                    self.frame.now,
                    limit - state.backlog,
                    grows - state.rate,
                ))
            } else {
                None
            };
        }
        if let Some(back) = self.failback_due(group) {
            next = Some(next.map_or(back, |next: Moment| next.min(back)));
        }
        match next {
            Some(at) => self
                .frame
                .schedule(Event::Group(group), at.max(self.frame.now + Span(1))),
            None => self.frame.unschedule(Event::Group(group)),
        }
    }

    /// The timer of a group fires.
    pub(in crate::world) fn group_timer(&mut self, group: GroupId) {
        self.pass_group(group);
        let due = self
            .failback_due(group)
            .is_some_and(|at| at <= self.frame.now);
        if due {
            self.try_failback(group);
        }
        self.frame.dirty.flows = true;
    }
}

/// When an amount is gone at a rate, rounded up.
fn after(now: Moment, amount: u128, rate: u64) -> Moment {
    now + Span::from_ticks(amount.div_ceil(u128::from(rate)))
}
