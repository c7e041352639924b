//! An instant of a trial, where it lies in the calendar, and what windows are to it.
//!
//! Always true here: plain data.

use crate::model::Window;
use crate::units::{DAY, Moment};

/// An instant of a trial and where it lies in the calendar.
#[derive(Clone, Copy, Debug)]
pub(in crate::world) struct When {
    pub(in crate::world) now: Moment,
    /// Calendar time of the trial's start, in milliseconds after a Monday 00:00.
    pub(in crate::world) offset: u64,
}

impl When {
    fn of_day(self) -> u64 {
        (self.offset + self.now.0) % DAY
    }

    /// When a window opens next; now where it is open or there is none.
    pub(super) fn opens(self, window: Option<Window>) -> Moment {
        match window {
            Some(window) if !window.holds(self.of_day()) => {
                self.now + window.opens_in(self.of_day())
            }
            Some(_) | None => self.now,
        }
    }

    /// When a window closes: now where it is not open, never where there is none.
    pub(super) fn closes(self, window: Option<Window>) -> Moment {
        match window {
            Some(window) if window.holds(self.of_day()) => self.now + window.left_at(self.of_day()),
            Some(_) => self.now,
            None => Moment::NEVER,
        }
    }
}
