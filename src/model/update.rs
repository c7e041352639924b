//! Updates of stamps: node after node is taken away in order, and comes back.
//!
//! Always true here: an update has a node at least, and its cadence is longer than one run takes on the mean.

use super::ids::{SourceId, StampId};
use super::place::Hours;
use crate::random::Law;
use crate::units::{Moment, Span, WEEK};

/// What is done to the nodes of stamps, again and again.
#[derive(Clone, PartialEq, Debug)]
pub struct Update {
    /// Name, unique among updates and causes of faults.
    pub name: String,
    /// Whose nodes: stamp after stamp.
    pub stamps: Vec<StampId>,
    /// From one run to the next, along the calendar.
    pub every: Span,
    /// When a node may be taken away; what has begun is finished.
    pub window: Hours,
    /// How long a node is away, in milliseconds.
    pub per_node: Law,
    /// How long its copies take until they are whole again, in milliseconds, where storage is not simulated.
    pub resync: Law,
    /// The planned work on each node, in the order in which they are taken away.
    pub nodes: Vec<SourceId>,
}

impl Update {
    /// When the run that is due next at an instant of the calendar is due, and its number along the calendar.
    #[must_use]
    pub fn due_from(&self, of_calendar: u64) -> (u64, u64) {
        let number = of_calendar.div_ceil(self.every.0.max(1));
        (number, number * self.every.0)
    }

    /// How long a run takes with every length at its mean, from when it is due: at worst as the window lies, where nothing
    /// else keeps it. None where that is longer than a thousand weeks.
    #[must_use]
    pub fn takes(&self, nodes: usize) -> Option<Span> {
        let starts: Vec<u64> = match &self.window {
            Hours::Always => vec![0],
            // The worst instant to come due is when the window has just closed.
            Hours::Weekly(intervals) => intervals.iter().map(|(_, end)| *end).collect(),
        };
        let runs = starts
            .into_iter()
            .map(|start| self.takes_from(start, nodes));
        runs.collect::<Option<Vec<Span>>>()?.into_iter().max()
    }

    fn takes_from(&self, start: u64, nodes: usize) -> Option<Span> {
        let (node, resync) = (self.per_node.mean(), self.resync.mean());
        if !(node + resync).is_finite() || (node + resync) * nodes as f64 > 1_000.0 * WEEK as f64 {
            return None;
        }
        let mut at = start;
        for number in 0..nodes {
            if number > 0 {
                at += resync as u64;
            }
            at += self.window.opens_in(at % WEEK).0;
            if at - start > 1_000 * WEEK {
                return None;
            }
            at += node as u64;
        }
        Some(Span(at - start))
    }

    /// The longest time for which its window stays open.
    #[must_use]
    pub fn longest_window(&self) -> Option<Span> {
        let Hours::Weekly(intervals) = &self.window else {
            return None;
        };
        let whole_week = intervals.first().zip(intervals.last());
        // What ends with the week goes on where the next one begins.
        let wrapped = whole_week.and_then(|(first, last)| {
            let joins = first.0 == 0 && last.1 == WEEK && intervals.len() > 1;
            joins.then(|| first.1 + (WEEK - last.0))
        });
        let lengths = intervals.iter().map(|(start, end)| end - start);
        lengths.chain(wrapped).max().map(Span)
    }
}

impl Hours {
    /// How long it takes from a millisecond of the week until these hours hold; nothing where they do then.
    #[must_use]
    pub fn opens_in(&self, of_week: u64) -> Span {
        let Hours::Weekly(intervals) = self else {
            return Span::ZERO;
        };
        for (start, end) in intervals {
            if of_week < *end {
                return Span(start.saturating_sub(of_week));
            }
        }
        let first = intervals.first().map_or(0, |(start, _)| *start);
        Span(WEEK - of_week + first)
    }

    /// The first instant from one on at which these hours hold, in a trial that begins so many milliseconds after a Monday 00:00.
    #[must_use]
    #[inline]
    pub fn opens_from(&self, at: Moment, offset: u64) -> Moment {
        match self {
            Hours::Always => at,
            Hours::Weekly(_) => at + self.opens_in((offset + at.0) % WEEK),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::HOUR;

    fn update(window: Hours) -> Update {
        Update {
            name: "monthly".into(),
            stamps: vec![StampId(0)],
            every: Span::hours(28 * 24),
            window,
            per_node: Law::Constant(2.0 * HOUR as f64),
            resync: Law::Constant(HOUR as f64),
            nodes: Vec::new(),
        }
    }

    /// Four nodes of 2 h with 1 h between them are 11 h. Open on Saturdays and Sundays from 8:00 to 12:00: the nodes begin at 8:00 and 11:00
    /// of each day, so that the last one is back at 13:00 of the second. Due when the window has just closed on Sunday at
    /// 12:00: that is 5 d 20 h until Saturday, and 1 d 5 h more, a week and an hour. Due on Saturday at 12:00, it begins on
    /// Sunday at 8:00 and ends on the next Saturday at 13:00, as late.
    #[test]
    fn a_run_takes_as_long_as_its_window_lets_it() {
        assert_eq!(update(Hours::Always).takes(4), Some(Span::hours(11)));
        let day = 24 * HOUR;
        let open = |day_of_week: u64| (day_of_week * day + 8 * HOUR, day_of_week * day + 12 * HOUR);
        let weekend = update(Hours::Weekly(vec![open(5), open(6)]));
        assert_eq!(weekend.takes(4), Some(Span::hours(7 * 24 + 1)));
        assert_eq!(weekend.longest_window(), Some(Span::hours(4)));
    }

    #[test]
    fn a_window_over_the_end_of_the_week_is_one() {
        let open = vec![(0, 3 * HOUR), (6 * 24 * HOUR, WEEK)];
        assert_eq!(
            update(Hours::Weekly(open)).longest_window(),
            Some(Span::hours(27))
        );
    }

    #[test]
    fn runs_are_due_along_the_calendar() {
        let monthly = update(Hours::Always);
        let every = 28 * 24 * HOUR;
        assert_eq!(monthly.due_from(0), (0, 0));
        assert_eq!(monthly.due_from(1), (1, every));
        assert_eq!(monthly.due_from(every), (1, every));
    }
}
