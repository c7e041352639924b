//! Ratios over trials, such as all recovery time over all outages.
//!
//! Always true here: numerator and denominator are sums over the same trials, and the interval comes
//! from how trials differ, not from how observations differ.

use super::special::student;
use super::{Interval, Level};

/// The part of one trial in both sums.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Part {
    /// What is added up, 0 or more.
    pub amount: f64,
    /// How many it is shared by, 0 or more.
    pub count: f64,
}

/// Σamount/Σcount with an interval by the jackknife over trials, on the logarithm, with Student's
/// t. One trial with a count gives a point without ends; none gives nothing.
///
/// The logarithm keeps the interval positive and right-skewed like the ratio itself. The degrees of
/// freedom are those of the trials with a count, but not more than a few long recoveries leave: see
/// `freedom`.
#[must_use]
pub fn ratio(parts: &[Part], trials: usize, level: Level) -> Interval {
    let amount: f64 = parts.iter().map(|part| part.amount).sum();
    let count: f64 = parts.iter().map(|part| part.count).sum();
    let seen = parts.iter().filter(|part| part.count > 0.0).count();
    if count <= 0.0 {
        return Interval::default();
    }
    let point = amount / count;
    if seen < 2 {
        return Interval {
            point: Some(point),
            ..Interval::default()
        };
    }
    // Leaving a trial out changes the ratio by (point·count − amount) / (Σcount − count).
    let changes = parts
        .iter()
        .map(|part| (point * part.count - part.amount) / (count - part.count));
    let (squares, free) = freedom(changes, seen);
    let trials = trials.max(seen) as f64;
    let error = (squares * (trials - 1.0) / trials).sqrt();
    let t = student(level.tail(), free);
    let (low, high) = if point > 0.0 {
        let spread = libm::exp(t * error / point);
        (point / spread, point * spread)
    } else {
        (0.0, 0.0)
    };
    Interval {
        point: Some(point),
        low: Some(low),
        high: Some(high).filter(|value| value.is_finite()),
    }
}

/// Σd² of deviations, and the degrees of freedom of a variance made from it: one less than the
/// `seen` trials, but at most 2·(Σd²)²/Σd⁴, which is small where few deviations make up most of
/// the sum (after Satterthwaite; with normal deviations it is two thirds of the trials, with k
/// equal ones 2k). Without it, an interval from five rare long losses holds the truth in 86 % of the
/// cases instead of 95 %.
pub(super) fn freedom(deviations: impl Iterator<Item = f64>, seen: usize) -> (f64, f64) {
    let (mut squares, mut fourths) = (0.0, 0.0);
    for deviation in deviations {
        let square = deviation * deviation;
        squares += square;
        fourths += square * square;
    }
    let most = seen.saturating_sub(1).max(1) as f64;
    let free = if fourths > 0.0 {
        (2.0 * squares * squares / fourths).clamp(1.0, most)
    } else {
        most
    };
    (squares, free)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_of_single_counts_is_a_mean() {
        let parts: Vec<Part> = (1..=101)
            .map(|value| Part {
                amount: 1_000.0 + f64::from(value),
                count: 1.0,
            })
            .collect();
        let got = ratio(&parts, 101, Level::new(0.95));
        let point = got.point.unwrap();
        assert!((point - 1_051.0).abs() < 1e-9);
        // Standard error of the mean of 1..101: sqrt(101 * 102 / 12 / 101); t with 100 degrees.
        let half = 1.983_971_518_523_55 * (102.0f64 / 12.0).sqrt();
        assert!((got.half_width().unwrap() - half).abs() < 0.01, "{got:?}");
    }

    #[test]
    fn trials_without_a_count_change_little_and_one_trial_says_nothing() {
        let part = Part {
            amount: 10.0,
            count: 2.0,
        };
        let one = ratio(&[part], 500, Level::new(0.95));
        assert_eq!((one.point, one.low, one.high), (Some(5.0), None, None));
        assert_eq!(ratio(&[], 500, Level::new(0.95)), Interval::default());
        let other = Part {
            amount: 30.0,
            count: 2.0,
        };
        let without = ratio(&[part, other], 500, Level::new(0.95));
        let with = ratio(&[part, Part::default(), other], 500, Level::new(0.95));
        assert_eq!(without, with);
    }
}
