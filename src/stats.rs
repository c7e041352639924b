//! Estimates with intervals from plain numbers.
//!
//! Always true here: no word of the simulated world is known; the sampling unit is the trial, so
//! everything is given trial by trial; every transcendental function comes from `libm`, so that a
//! figure has the same bits on every machine.

pub mod amounts;
pub mod arms;
pub mod blocks;
pub mod clusters;
#[cfg(test)]
mod direct;
pub mod frequencies;
pub mod gate;
pub mod looks;
pub mod mean;
pub mod moments;
pub mod paired;
pub mod quantile;
pub mod ratio;
pub mod share;
pub mod signed;
pub mod special;
mod steps;
pub mod weights;
pub mod wide;

#[cfg(test)]
mod coverage;

/// From how many events (outages) on a mean of lengths has an upper end.
///
/// Found by measurement, see the tests of coverage: of events of which 1 % last weeks and the others
/// minutes, 200 hold no long one in 13 % of the cases, and then no interval can hold the truth; 300 in
/// 5 %. It depends on the number of events and on nothing else of the sample: whoever looks at the
/// sample first and then decides whether to give an upper end gives it where it is too low.
pub const ENOUGH: u64 = 300;

/// The level of a two-sided interval, such as 0.95.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Level(f64);

impl Level {
    /// A level, kept between 0.5 and 1 − 1e-9 so that every interval is finite work.
    #[must_use]
    pub fn new(level: f64) -> Level {
        if level.is_nan() {
            Level(0.95)
        } else {
            Level(level.clamp(0.5, 1.0 - 1e-9))
        }
    }
    /// The level as a share of 1.
    #[must_use]
    pub fn share(self) -> f64 {
        self.0
    }
    /// The probability on each side: 0.025 for a level of 0.95.
    #[must_use]
    pub fn tail(self) -> f64 {
        (1.0 - self.0) / 2.0
    }
    /// The largest mean number of events that still leaves nothing to see with the probability of
    /// one tail: −ln 0.025 = 3.69 for a level of 0.95.
    #[must_use]
    pub fn unseen(self) -> f64 {
        -libm::log(self.tail())
    }
}

/// A figure with its interval; a missing bound is unbounded or unknown.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Interval {
    /// Best value.
    pub point: Option<f64>,
    /// Lower end.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

impl Interval {
    /// Multiplies all three by a positive factor (a change of unit).
    #[must_use]
    pub fn times(self, factor: f64) -> Interval {
        Interval {
            point: self.point.map(|value| value * factor),
            low: self.low.map(|value| value * factor),
            high: self.high.map(|value| value * factor),
        }
    }
    /// One minus each, ends exchanged: the share of time up from the share of time down.
    #[must_use]
    pub fn complement(self) -> Interval {
        Interval {
            point: self.point.map(|value| 1.0 - value),
            low: self.high.map(|value| 1.0 - value),
            high: self.low.map(|value| 1.0 - value),
        }
    }
    /// Keeps every end and the point at or below `most`.
    #[must_use]
    pub fn at_most(self, most: f64) -> Interval {
        Interval {
            point: self.point.map(|value| value.min(most)),
            low: self.low.map(|value| value.min(most)),
            high: self.high.map(|value| value.min(most)),
        }
    }
    /// Half of its width; none where an end is missing.
    #[must_use]
    pub fn half_width(self) -> Option<f64> {
        Some((self.high? - self.low?) / 2.0)
    }
    /// Whether the interval holds a value; a missing end holds everything on its side.
    #[must_use]
    pub fn holds(self, value: f64) -> bool {
        self.low.is_none_or(|low| low <= value) && self.high.is_none_or(|high| value <= high)
    }
}

/// A figure to nine significant digits, through decimal text so that no power is computed: more
/// digits than any estimate from trials can mean, few enough to read.
#[must_use]
pub fn nine_digits(value: f64) -> f64 {
    if value.is_finite() {
        format!("{value:.8e}").parse().unwrap_or(value)
    } else {
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_seen_allows_three_point_six_nine() {
        assert!((Level::new(0.95).unseen() - 3.688_879_454).abs() < 1e-9);
        assert!((Level::new(0.99).unseen() - 5.298_317_367).abs() < 1e-9);
    }

    #[test]
    fn nine_digits_are_kept() {
        assert_eq!(nine_digits(1_234.567_891_234_56), 1_234.567_89);
        assert_eq!(nine_digits(0.000_123_456_789_44), 0.000_123_456_789);
        assert_eq!(nine_digits(0.0), 0.0);
        assert_eq!(nine_digits(-1.0), -1.0);
        assert_eq!(nine_digits(f64::INFINITY), f64::INFINITY);
    }

    #[test]
    fn a_complement_exchanges_the_ends() {
        let down = Interval {
            point: Some(0.25),
            low: Some(0.125),
            high: Some(0.5),
        };
        let up = down.complement();
        assert_eq!(
            (up.point, up.low, up.high),
            (Some(0.75), Some(0.5), Some(0.875))
        );
        assert_eq!(up.half_width(), Some(0.1875));
        assert!(up.holds(0.5) && !up.holds(0.4));
        assert!(Interval::default().holds(7.0));
    }
}
