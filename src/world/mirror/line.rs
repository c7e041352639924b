//! How the amounts of a group go on while nothing about it changes.
//!
//! Always true here: all is exact in integers, so that a long stretch at once gives what its parts give
//! together.

use super::{Following, Frame, Mirror};
use crate::model::GroupId;

/// The amounts of a group as they were last worked out, and by how much they grow each millisecond.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    follows: bool,
    /// Milliseconds of writing, and of these what a replica that does not follow holds.
    written: u64,
    held: u64,
    writes: bool,
    /// What is not sent yet, in 2^-32 bytes; what is added to it each millisecond and what is taken off;
    /// what a millisecond of writing comes to.
    backlog: u128,
    grows: u64,
    sent: u64,
    demand: u64,
}

impl Mirror {
    /// How a group goes on from where its amounts stand.
    pub(super) fn line(&self, frame: &Frame<'_>, group: GroupId) -> Line {
        let state = &self.groups[group];
        let demand = frame.plan.groups[group].demand;
        let grows = state.writing && !state.in_step;
        Line {
            follows: state.following == Following::Follows,
            written: state.written,
            held: state.held,
            writes: state.writing,
            backlog: state.backlog,
            grows: if grows { demand } else { 0 },
            sent: state.rate,
            demand,
        }
    }

    /// What is written by now and what the replica holds of it, whenever anything changed last.
    pub(super) fn written_and_reached(&self, frame: &Frame<'_>, group: GroupId) -> (u64, u64) {
        let (line, after) = self.until_now(frame, group);
        let written = line.written(after);
        (written, written - line.lag(after))
    }

    /// Whether a replica has by now all that its group wrote, as far as the log goes.
    pub(in crate::world) fn is_level(&self, frame: &Frame<'_>, group: GroupId) -> bool {
        let (line, after) = self.until_now(frame, group);
        line.backlog(after) == 0
    }

    /// How a group goes on, and for how many milliseconds it has.
    fn until_now(&self, frame: &Frame<'_>, group: GroupId) -> (Line, u64) {
        let after = frame.now.since(self.groups[group].since).0;
        (self.line(frame, group), after)
    }
}

impl Line {
    /// Milliseconds of writing after so many milliseconds.
    pub(super) fn written(&self, after: u64) -> u64 {
        self.written + if self.writes { after } else { 0 }
    }

    /// What is not sent by then.
    pub(super) fn backlog(&self, after: u64) -> u128 {
        if !self.follows {
            return self.backlog;
        }
        let due = self.backlog + u128::from(self.grows) * u128::from(after);
        due.saturating_sub(u128::from(self.sent) * u128::from(after))
    }

    /// Milliseconds of writing that the replica lacks by then.
    pub(super) fn lag(&self, after: u64) -> u64 {
        let written = self.written(after);
        if self.follows {
            let lag = self.backlog(after).checked_div(u128::from(self.demand));
            written.min(lag.unwrap_or(0) as u64)
        } else {
            written - self.held
        }
    }

    /// In how many of these milliseconds the replica lacks more than so much when they begin.
    pub(super) fn behind(&self, from: u64, to: u64, limit: u64) -> u64 {
        let (value, up, down, most) = if self.follows {
            let most = u128::from(limit + 1) * u128::from(self.demand);
            (self.backlog, self.grows, self.sent, most)
        } else {
            let value = u128::from(self.written - self.held);
            (value, u64::from(self.writes), 0, u128::from(limit + 1))
        };
        if most == 0 {
            return 0;
        }
        let place = |ticks: u128| u64::try_from(ticks).map_or(to, |ticks| ticks.clamp(from, to));
        if up >= down {
            let Some(ticks) = ticks_for(most.saturating_sub(value), up - down) else {
                return 0;
            };
            to - place(ticks)
        } else if value < most {
            0
        } else {
            place((value - most) / u128::from(down - up) + 1) - from
        }
    }
}

/// How many milliseconds an amount takes that grows so fast, rounded up; none if for ever.
fn ticks_for(amount: u128, rate: u64) -> Option<u128> {
    match (amount, rate) {
        (0, _) => Some(0),
        (_, 0) => None,
        (amount, rate) => Some(amount.div_ceil(u128::from(rate))),
    }
}

#[cfg(test)]
mod tests {
    use super::Line;
    use proptest::prelude::*;

    const FOLLOWS: Line = Line {
        follows: true,
        written: 1_000,
        held: 0,
        writes: true,
        backlog: 0,
        grows: 10,
        sent: 4,
        demand: 10,
    };

    /// Ten are written in a millisecond and four sent: after 100 ms 600 are missing, which took 60 ms
    /// to write. More than 30 ms are missing from the 52nd on, at which it is 312: 31 ms.
    #[test]
    fn a_replica_falls_behind_by_what_is_not_sent() {
        assert_eq!((FOLLOWS.backlog(100), FOLLOWS.lag(100)), (600, 60));
        assert_eq!((FOLLOWS.backlog(51), FOLLOWS.backlog(52)), (306, 312));
        assert_eq!(FOLLOWS.behind(0, 100, 30), 48);
        assert_eq!(FOLLOWS.behind(60, 100, 30), 40);
        assert_eq!(FOLLOWS.behind(0, 40, 30), 0);
    }

    /// 600 are missing and 6 more are sent than written each millisecond: 310 are left after 48.
    #[test]
    fn a_replica_catches_up_by_what_is_sent_beyond_writing() {
        let line = Line {
            backlog: 600,
            grows: 0,
            sent: 6,
            ..FOLLOWS
        };
        assert_eq!(line.behind(0, 200, 30), 49);
        assert_eq!((line.lag(48), line.lag(49), line.lag(200)), (31, 30, 0));
    }

    /// One that holds what was written up to 400 lacks 600 when 1,000 are written, and one more each
    /// millisecond.
    #[test]
    fn a_replica_that_stands_still_lacks_all_that_is_written() {
        let line = Line {
            follows: false,
            held: 400,
            ..FOLLOWS
        };
        assert_eq!((line.lag(0), line.lag(50)), (600, 650));
        assert_eq!(line.behind(0, 50, 609), 40);
        let idle = Line {
            writes: false,
            ..line
        };
        assert_eq!((idle.behind(0, 50, 599), idle.behind(0, 50, 600)), (50, 0));
    }

    proptest! {
        #[test]
        fn milliseconds_behind_are_those_that_are_counted(
            follows: bool, writes: bool, backlog in 0_u128..5_000, grows in 0_u64..20, sent in 0_u64..20,
            demand in 0_u64..20, limit in 0_u64..200, from in 0_u64..200, length in 1_u64..300,
        ) {
            let line = Line {
                follows, written: 100_000, held: 99_900, writes, backlog, grows, sent, demand,
            };
            let to = from + length;
            let counted = (from..to).filter(|at| line.lag(*at) > limit).count() as u64;
            prop_assert_eq!(line.behind(from, to, limit), counted);
        }
    }
}
