//! Daily windows: of backup jobs, and of the way back to where a group belongs.
//!
//! Always true here: a window that ends before it starts passes midnight.

use crate::units::{DAY, Span};

/// A daily window in milliseconds of the day; may pass midnight (`start > end`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    /// Opens at this millisecond of the day.
    pub start: u64,
    /// Closes at this millisecond of the day.
    pub end: u64,
}

impl Window {
    /// For how long it is open a day.
    #[must_use]
    pub fn length(self) -> Span {
        Span(if self.start <= self.end {
            self.end - self.start
        } else {
            DAY - self.start + self.end
        })
    }
    /// Whether a millisecond of the day lies in it.
    #[must_use]
    pub fn holds(self, of_day: u64) -> bool {
        if self.start <= self.end {
            (self.start..self.end).contains(&of_day)
        } else {
            of_day >= self.start || of_day < self.end
        }
    }
    /// How long it takes from a millisecond of the day until it opens next; nothing where it does so then.
    #[must_use]
    pub fn opens_in(self, of_day: u64) -> Span {
        Span((self.start + DAY - of_day) % DAY)
    }
    /// For how long it stays open from a millisecond of the day that lies in it.
    #[must_use]
    pub fn left_at(self, of_day: u64) -> Span {
        if of_day < self.end {
            Span(self.end - of_day)
        } else {
            Span(self.end + DAY - of_day)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::HOUR;

    #[test]
    fn windows_pass_midnight_or_last_the_whole_day() {
        let window = |start: u64, end: u64| Window {
            start: start * HOUR,
            end: end * HOUR,
        };
        let night = window(20, 6);
        assert_eq!(night.length(), Span::hours(10));
        assert!(night.holds(20 * HOUR) && night.holds(5 * HOUR) && !night.holds(6 * HOUR));
        assert_eq!(night.left_at(22 * HOUR), Span::hours(8));
        assert_eq!(night.left_at(HOUR), Span::hours(5));
        assert_eq!(night.opens_in(6 * HOUR), Span::hours(14));
        assert_eq!(night.opens_in(21 * HOUR), Span::hours(23));
        assert_eq!(night.opens_in(20 * HOUR), Span::ZERO);
        let always = window(0, 24);
        assert_eq!(always.length(), Span::hours(24));
        assert_eq!(
            always.left_at(0),
            Span::hours(24),
            "what comes due at midnight is in it"
        );
    }
}
