//! The quantities of the simulated world: instants, lengths of time, bytes, rates and shares.
//!
//! Always true here: everything that reaches a result is an integer (milliseconds, bytes, bytes per
//! second), and an instant cannot be mistaken for a length of time. Text is read elsewhere
//! (`scenario`); here are only the types and how they print.

pub mod number;

use std::fmt;
use std::ops::{Add, AddAssign, Sub};

/// Milliseconds in a second.
pub const SECOND: u64 = 1_000;
/// Milliseconds in a minute.
pub const MINUTE: u64 = 60 * SECOND;
/// Milliseconds in an hour.
pub const HOUR: u64 = 60 * MINUTE;
/// Milliseconds in a day.
pub const DAY: u64 = 24 * HOUR;
/// Milliseconds in a week.
pub const WEEK: u64 = 7 * DAY;
/// Milliseconds in a year of 365 days, the unit behind every "per year".
pub const YEAR: u64 = 365 * DAY;

/// An instant: milliseconds since the trial began.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Moment(pub u64);

/// A length of time in milliseconds, the tick of the simulation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Span(pub u64);

/// A number of bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Bytes(pub u64);

/// Bytes per second.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Rate(pub u64);

/// A share of a whole, from 0 to 1.
#[derive(Clone, Copy, PartialEq, PartialOrd, Debug, Default)]
pub struct Share(pub f64);

impl Moment {
    /// The start of a trial.
    pub const ZERO: Moment = Moment(0);
    /// The end of time, some 557 years after the start and beyond every trial: what would come
    /// then or later never comes. A calendar holds no later instant, and sums end here.
    pub const NEVER: Moment = Moment((1 << 44) - 1);

    /// The time from `earlier` to this instant.
    ///
    /// # Panics
    /// When `earlier` is later: time never falls, so this is a fault of the program.
    #[must_use]
    #[inline]
    pub fn since(self, earlier: Moment) -> Span {
        assert!(
            self.0 >= earlier.0,
            "time fell from {} to {}",
            earlier.0,
            self.0
        );
        Span(self.0 - earlier.0)
    }
}

impl Span {
    /// No time at all.
    pub const ZERO: Span = Span(0);

    /// A whole number of seconds.
    #[must_use]
    pub const fn seconds(count: u64) -> Span {
        Span(count * SECOND)
    }
    /// A whole number of minutes.
    #[must_use]
    pub const fn minutes(count: u64) -> Span {
        Span(count * MINUTE)
    }
    /// A whole number of hours.
    #[must_use]
    pub const fn hours(count: u64) -> Span {
        Span(count * HOUR)
    }
    /// A whole number of days of 24 hours.
    #[must_use]
    pub const fn days(count: u64) -> Span {
        Span(count * DAY)
    }
    /// As many milliseconds as there are in an amount, all time where there are more.
    #[must_use]
    pub fn from_ticks(ticks: u128) -> Span {
        Span(u64::try_from(ticks).unwrap_or(u64::MAX))
    }
    /// A length in milliseconds from a real number: rounded to the nearest tick, never negative,
    /// and at most some 1,000 years so that sums stay in range.
    #[must_use]
    #[inline]
    pub fn from_ms(ms: f64) -> Span {
        const LONGEST: f64 = 3.2e13;
        if ms.is_nan() || ms <= 0.0 {
            Span(0)
        } else if ms >= LONGEST {
            Span(LONGEST as u64)
        } else {
            // Through i64: fewer instructions on the common machines, and the same in this range.
            Span((ms + 0.5) as i64 as u64)
        }
    }
    /// The length in seconds.
    #[must_use]
    pub fn as_seconds(self) -> f64 {
        self.0 as f64 / SECOND as f64
    }
    /// The length in hours.
    #[must_use]
    pub fn as_hours(self) -> f64 {
        self.0 as f64 / HOUR as f64
    }
    /// The length in years of 365 days.
    #[must_use]
    pub fn as_years(self) -> f64 {
        self.0 as f64 / YEAR as f64
    }
}

impl Bytes {
    /// One gibibyte.
    pub const GIB: u64 = 1 << 30;

    /// A whole number of GiB.
    #[must_use]
    pub const fn gib(count: u64) -> Bytes {
        Bytes(count * Self::GIB)
    }
    /// The amount in GiB.
    #[must_use]
    pub fn as_gib(self) -> f64 {
        self.0 as f64 / Self::GIB as f64
    }
}

impl Add<Span> for Moment {
    type Output = Moment;
    /// Never later than [`Moment::NEVER`].
    #[inline]
    fn add(self, span: Span) -> Moment {
        Moment(self.0.saturating_add(span.0).min(Moment::NEVER.0))
    }
}
impl Add for Span {
    type Output = Span;
    fn add(self, other: Span) -> Span {
        Span(self.0.saturating_add(other.0))
    }
}
impl AddAssign for Span {
    fn add_assign(&mut self, other: Span) {
        *self = *self + other;
    }
}
impl Sub for Span {
    type Output = Span;
    fn sub(self, other: Span) -> Span {
        Span(self.0 - other.0)
    }
}

impl fmt::Display for Span {
    /// Exact and readable by the scenario reader: `1 h 30 min`, `45 s`, `250 ms`, `0 s`.
    /// Days are used, weeks and years are not.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        if rest == 0 {
            return out.write_str("0 s");
        }
        let mut first = true;
        for (unit, name) in [
            (DAY, "d"),
            (HOUR, "h"),
            (MINUTE, "min"),
            (SECOND, "s"),
            (1, "ms"),
        ] {
            let count = rest / unit;
            if count > 0 {
                if !first {
                    out.write_str(" ")?;
                }
                write!(out, "{count} {name}")?;
                rest -= count * unit;
                first = false;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Bytes {
    /// Exact: the largest binary unit that divides the amount (`4 TiB`, `1536 MiB`, `17 B`).
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (shift, name) in [
            (50, "PiB"),
            (40, "TiB"),
            (30, "GiB"),
            (20, "MiB"),
            (10, "KiB"),
        ] {
            if self.0 != 0 && self.0.trailing_zeros() >= shift {
                return write!(out, "{} {name}", self.0 >> shift);
            }
        }
        write!(out, "{} B", self.0)
    }
}

impl fmt::Display for Rate {
    /// Exact, in bits per second where they come out even (`200 Mbps`), else in `B/s`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bits = u128::from(self.0) * 8;
        for (unit, name) in [
            (1_000_000_000, "Gbps"),
            (1_000_000, "Mbps"),
            (1_000, "kbps"),
        ] {
            if bits != 0 && bits % unit == 0 {
                return write!(out, "{} {name}", bits / unit);
            }
        }
        write!(out, "{} B/s", self.0)
    }
}

impl fmt::Display for Share {
    /// In per cent, as short as it is exact (`95 %`, `0.4 %`).
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = self.0 * 100.0;
        let rounded = (percent * 1e9).round() / 1e9;
        write!(out, "{rounded} %")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_print_exactly() {
        assert_eq!(Span::minutes(90).to_string(), "1 h 30 min");
        assert_eq!(Span(DAY * 14).to_string(), "14 d");
        assert_eq!(Span(1_250).to_string(), "1 s 250 ms");
        assert_eq!(Span::ZERO.to_string(), "0 s");
    }

    #[test]
    fn sums_of_time_end_at_the_end_of_time() {
        assert_eq!(Moment(5) + Span(u64::MAX), Moment::NEVER);
        assert_eq!(Moment::NEVER + Span(1), Moment::NEVER);
        assert_eq!(Span(u64::MAX) + Span(1), Span(u64::MAX));
        let mut long = Span(u64::MAX);
        long += Span(7);
        assert_eq!(Moment::ZERO + long, Moment::NEVER);
        assert_eq!(Span::from_ticks(1 << 90), Span(u64::MAX));
    }

    #[test]
    fn amounts_and_rates_print_exactly() {
        assert_eq!(Bytes(3 << 29).to_string(), "1536 MiB");
        assert_eq!(Bytes(4 << 40).to_string(), "4 TiB");
        assert_eq!(Rate(25_000_000).to_string(), "200 Mbps");
        assert_eq!(Rate(1).to_string(), "8 B/s".replace('8', "1"));
        assert_eq!(Share(0.95).to_string(), "95 %");
    }

    #[test]
    fn a_length_from_a_real_number_is_rounded_and_bounded() {
        assert_eq!(Span::from_ms(1.5), Span(2));
        assert_eq!(Span::from_ms(-3.0), Span(0));
        assert_eq!(Span::from_ms(f64::NAN), Span(0));
        assert!(Span::from_ms(f64::INFINITY).as_years() > 1_000.0);
    }
}
