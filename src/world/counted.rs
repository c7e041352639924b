//! What counts: inside the horizon of years, or from the strike of a drill on.
//!
//! Always true here: nobody else compares an instant with the ends of the horizon to ask whether it
//! counts. Two times are told apart: faults, nodes, jobs and outages of years count in the horizon;
//! groups, storage and instances in it too, but in a drill only from its strike.

use super::Mode;
use super::frame::Frame;
use super::which::Fault;
use crate::units::Moment;

impl Frame<'_> {
    /// Whether an instant lies in the horizon.
    #[inline]
    pub(super) fn is_in_horizon(&self, at: Moment) -> bool {
        at >= self.horizon_start && at < self.horizon_end
    }

    /// Milliseconds of an interval that lie in the horizon.
    #[inline]
    pub(super) fn in_horizon(&self, from: Moment, to: Moment) -> u64 {
        let from = from.max(self.horizon_start);
        let to = to.min(self.horizon_end);
        if to > from { to.since(from).0 } else { 0 }
    }

    /// Whether what a fault causes now counts.
    pub(super) fn counts(&self, fault: Fault) -> bool {
        match self.mode {
            Mode::Years => self.is_in_horizon(self.now),
            Mode::Drill(drill) => {
                self.course.struck && fault.source() == Some(self.blueprint.drill(drill).source)
            }
        }
    }

    /// Whether what happens now to groups, storage and instances counts.
    pub(super) fn counts_now(&self) -> bool {
        self.now >= self.counts_from && self.now < self.horizon_end
    }

    /// The part of an interval in which they count.
    pub(super) fn counted_part(&self, from: Moment, to: Moment) -> (Moment, Moment) {
        (from.max(self.counts_from), to.min(self.horizon_end))
    }

    /// Milliseconds up to now in which they count.
    pub(super) fn counted_since(&self, from: Moment) -> u64 {
        let (from, to) = self.counted_part(from, self.now);
        if to > from { to.since(from).0 } else { 0 }
    }
}
