//! Figures: an estimate with its interval, quantiles, a verdict; and estimates as text for people.
//!
//! Always true here: an estimate without observations has no point; what was never seen is never printed as a bare zero, and a missing end of an interval is
//! put into words in one place.

use crate::units::number::{self, DASH};

const HOUR: f64 = 3_600.0;

/// A figure with its interval. `None` as a bound: unbounded or unknown.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Estimate {
    /// Best value; none where nothing was seen.
    pub point: Option<f64>,
    /// Lower end of the interval.
    pub low: Option<f64>,
    /// Upper end of the interval.
    pub high: Option<f64>,
}

impl Estimate {
    /// The same with each of its figures put through this.
    #[must_use]
    pub fn each(&self, of: impl Fn(f64) -> Option<f64>) -> Estimate {
        let of = |figure: Option<f64>| figure.and_then(&of);
        Estimate {
            point: of(self.point),
            low: of(self.low),
            high: of(self.high),
        }
    }
}

/// Whether an objective is kept. In the order of gravity: what was not seen is never worse than what
/// was judged, so the greatest of several verdicts is the one that decides.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Verdict {
    /// Nothing was seen that could be judged. No doubt, and no proof.
    NotSeen,
    /// The whole interval of the attained share is at or above the target.
    Met,
    /// Neither.
    Inconclusive,
    /// The whole interval is below the target.
    Missed,
}

impl Verdict {
    /// All of them, in the order of gravity.
    pub const ALL: [Verdict; 4] = [
        Verdict::NotSeen,
        Verdict::Met,
        Verdict::Inconclusive,
        Verdict::Missed,
    ];

    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Verdict::NotSeen => "not_seen",
            Verdict::Met => "met",
            Verdict::Inconclusive => "inconclusive",
            Verdict::Missed => "missed",
        }
    }
}

/// Quantiles of observed values, in seconds. None: nothing seen, or infinite (never back, or all data lost).
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Quantiles {
    /// Median.
    pub p50: Option<f64>,
    /// 95 % of observations are at or below it.
    pub p95: Option<f64>,
    /// 99 % of observations are at or below it.
    pub p99: Option<f64>,
    /// Largest finite observation.
    pub max: Option<f64>,
    /// Observations.
    pub count: u64,
    /// Of these, infinite ones.
    pub infinite: u64,
}

/// An estimate with its interval: `5 h 12 min (4 h 50 min to 6 h 2 min)`; what was never seen is
/// `< 0.0037 a year (not seen)`; nothing known at all is a dash.
#[must_use]
pub fn estimate(estimate: &Estimate, write: number::Writer) -> String {
    match (estimate.point, estimate.low, estimate.high) {
        (Some(point), _, _) => match interval(estimate, write) {
            Some(range) => format!("{} ({range})", write(point)),
            None => write(point),
        },
        (None, _, Some(high)) => format!("< {} (not seen)", write(high)),
        (None, _, None) => DASH.to_string(),
    }
}

/// A share with its interval: `98.2 % (97 % to 99 %)`; of what was not seen what is known of it, from the side on which that is: `< 0.4 % (not
/// seen)`, `> 96.3 % (not seen)`. That it is between nothing and all of it is no knowledge: a dash.
#[must_use]
pub fn share(one: &Estimate) -> String {
    share_or(one, "not seen")
}

/// A share of time up, of which nothing was seen where nothing was ever down: `> 96.3 % (never down)`.
#[must_use]
pub fn up(one: &Estimate) -> String {
    share_or(one, "never down")
}

fn share_or(one: &Estimate, nothing: &str) -> String {
    let low = one.low.filter(|low| *low > 0.0).map(number::share);
    let high = one.high.filter(|high| *high < 1.0).map(number::share);
    match (one.point, low, high) {
        (Some(_), ..) => estimate(one, number::share),
        (None, Some(low), Some(high)) => format!("{low} to {high} ({nothing})"),
        (None, Some(low), None) => format!("> {low} ({nothing})"),
        (None, None, Some(high)) => format!("< {high} ({nothing})"),
        (None, None, None) => DASH.to_string(),
    }
}

/// The interval alone: `4 h 50 min to 6 h 2 min`, `at least 4 h`, `at most 6 h`; none where it is
/// unknown on both sides. This is the one place where a missing end is put into words; narrow columns
/// write `≥` and `≤` ([`short_interval`]).
#[must_use]
pub fn interval(estimate: &Estimate, write: number::Writer) -> Option<String> {
    match (estimate.low, estimate.high) {
        (Some(low), Some(high)) => Some(format!("{} to {}", write(low), write(high))),
        (Some(low), None) => Some(format!("at least {}", write(low))),
        (None, Some(high)) => Some(format!("at most {}", write(high))),
        (None, None) => None,
    }
}

/// An estimate of a rate per year. The interval is in the form of the point, so that `once in 35
/// years` is followed by years: `once in 35 years (28 to 45)`. What was not seen is bounded as a
/// plain rate: `< 0.0037 a year (not seen)`.
#[must_use]
pub fn rate(estimate: &Estimate) -> String {
    let Some(point) = estimate.point else {
        return match estimate.high {
            Some(high) => format!("< {} a year (not seen)", number::significant(high, 2)),
            None => DASH.to_string(),
        };
    };
    let (low, high) = if point >= 0.1 || point <= 0.0 {
        (estimate.low, estimate.high)
    } else {
        let years = |rate: Option<f64>| rate.filter(|rate| *rate > 0.0).map(|rate| 1.0 / rate);
        (years(estimate.high), years(estimate.low))
    };
    let range = interval(
        &Estimate {
            point: None,
            low,
            high,
        },
        |value| number::significant(value, 3),
    );
    match range {
        Some(range) => format!("{} ({range})", number::per_year(point)),
        None => number::per_year(point),
    }
}

/// An estimate of a time per year, as `3 h 20 min a year (2 h 50 min to 4 h)`.
#[must_use]
pub fn time_per_year(estimate: &Estimate) -> String {
    match (estimate.point, interval(estimate, number::duration)) {
        (Some(point), Some(range)) => format!("{} ({range})", number::time_per_year(point)),
        (Some(point), None) => number::time_per_year(point),
        (None, _) => match estimate.high {
            Some(high) => format!("< {} (not seen)", number::time_per_year(high)),
            None => DASH.to_string(),
        },
    }
}

/// An interval of lengths of time in one unit, short: `4.83–6.03 h`; empty where it is unknown.
#[must_use]
pub fn short_interval(estimate: &Estimate) -> String {
    let told = match (estimate.low, estimate.high) {
        // One bound alone is told in a unit of its own.
        (Some(low), None) => Some(low),
        _ => estimate.high,
    };
    let Some(longest) = told.or(estimate.point) else {
        return String::new();
    };
    let in_hours = estimate
        .point
        .is_some_and(|point| point < 96.0 * HOUR - 1_800.0);
    let (unit, seconds) = match number::unit_for(longest) {
        // In hours where the figure beside it is.
        ("d", _) if in_hours => ("h", HOUR),
        found => found,
    };
    let scaled = |value: f64| number::significant(value / seconds, 3);
    match (estimate.low, estimate.high) {
        // All observations alike: an interval without width says nothing more.
        (Some(low), Some(high)) if low == high => String::new(),
        (Some(low), Some(high)) => format!("{}–{} {unit}", scaled(low), scaled(high)),
        (Some(low), None) if low <= 0.0 => String::new(),
        (Some(low), None) => format!("≥ {} {unit}", scaled(low)),
        (None, Some(high)) => format!("≤ {} {unit}", scaled(high)),
        (None, None) => String::new(),
    }
}

/// An estimate of a length of time for narrow columns: `5 h 12 min (4.83–6.03 h)`.
#[must_use]
pub fn short_duration(estimate: &Estimate) -> String {
    let Some(point) = estimate.point else {
        return DASH.to_string();
    };
    let range = short_interval(estimate);
    if range.is_empty() {
        number::duration(point)
    } else {
        format!("{} ({range})", number::duration(point))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(point: f64, low: f64, high: f64) -> Estimate {
        Estimate {
            point: Some(point),
            low: Some(low),
            high: Some(high),
        }
    }

    #[test]
    fn rates_carry_their_interval_in_their_own_form() {
        assert_eq!(rate(&of(0.025, 0.02, 0.04)), "once in 40 years (25 to 50)");
        let unseen = Estimate {
            point: None,
            low: Some(0.0),
            high: Some(0.0037),
        };
        assert_eq!(rate(&unseen), "< 0.0037 a year (not seen)");
        assert_eq!(rate(&Estimate::default()), "–");
    }

    #[test]
    fn a_share_that_may_be_anything_is_a_dash() {
        let unseen = |low, high| Estimate {
            point: None,
            low,
            high,
        };
        for (one, wanted) in [
            (unseen(Some(0.963), Some(1.0)), "> 96.3 % (never down)"),
            (unseen(Some(0.963), None), "> 96.3 % (never down)"),
            (unseen(Some(0.0), Some(0.004)), "< 0.4 % (never down)"),
            (unseen(Some(0.0), Some(1.0)), "–"),
            (unseen(None, Some(1.0)), "–"),
            (unseen(None, None), "–"),
            (unseen(Some(0.25), Some(0.5)), "25 % to 50 % (never down)"),
            (of(0.5, 0.25, 1.0), "50 % (25 % to 100 %)"),
        ] {
            assert_eq!(up(&one), wanted);
            assert_eq!(share(&one), wanted.replace("never down", "not seen"));
        }
    }

    #[test]
    fn estimates_carry_their_interval() {
        assert_eq!(
            estimate(&of(18_720.0, 17_400.0, 21_720.0), number::duration),
            "5 h 12 min (4 h 50 min to 6 h 2 min)"
        );
        assert_eq!(
            short_duration(&of(18_720.0, 17_400.0, 21_720.0)),
            "5 h 12 min (4.83–6.03 h)"
        );
        let open = Estimate {
            point: Some(60.0),
            low: Some(30.0),
            high: None,
        };
        assert_eq!(estimate(&open, number::duration), "1 min (at least 30 s)");
        assert_eq!(time_per_year(&open), "1 min a year (at least 30 s)");
        let below = Estimate {
            point: Some(0.999_8),
            low: None,
            high: Some(0.999_9),
        };
        assert_eq!(estimate(&below, number::share), "99.98 % (at most 99.99 %)");
        let open = Estimate {
            point: Some(6_840.0),
            low: Some(583.0),
            high: None,
        };
        assert_eq!(short_duration(&open), "1 h 54 min (≥ 9.72 min)");
        assert_eq!(
            short_duration(&of(68.0 * HOUR, 60.0 * HOUR, 82.0 * HOUR)),
            "68 h (60–82 h)"
        );
    }
}
