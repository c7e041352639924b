//! Means over trials of amounts that are never negative: numbers of events, hours, shares of time.
//!
//! Always true here: the lower end is never negative and the upper end never 0, however little was
//! seen.

use super::special::{gamma_quantile, normal_quantile, student};
use super::{Interval, Level};

/// What is known of the amounts of all trials.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Amounts {
    /// Trials, those without any amount included.
    pub trials: usize,
    /// Σ amount.
    pub sum: f64,
    /// Σ amount².
    pub squares: f64,
}

impl Amounts {
    /// Adds the amounts up in their order; trials beyond those given have none.
    #[must_use]
    pub fn of(amounts: impl IntoIterator<Item = f64>, trials: usize) -> Amounts {
        let (mut sum, mut squares) = (0.0, 0.0);
        for amount in amounts {
            sum += amount;
            squares += amount * amount;
        }
        Amounts {
            trials,
            sum,
            squares,
        }
    }
}

/// The mean amount per trial. `most` is the largest amount that a trial with something can have: it
/// bounds the mean where nothing was seen (one for a count of rare events).
///
/// The sum is taken as events of equal weight, variance over mean: as many of them as give the
/// variance between trials. Their number gets the exact Poisson interval (Garwood), widened by
/// Student's t. So one outage in a thousand trials is as uncertain as one event is, a thousand
/// outages are as certain as the spread between trials says, and clusters count once.
/// Nothing seen: no point, and at most −ln(tail)/trials trials with something.
#[must_use]
pub fn mean(amounts: Amounts, most: f64, level: Level) -> Interval {
    if amounts.trials == 0 {
        return Interval::default();
    }
    let trials = amounts.trials as f64;
    if amounts.sum <= 0.0 {
        return Interval {
            point: None,
            low: Some(0.0),
            high: Some(most * level.unseen() / trials),
        };
    }
    let point = amounts.sum / trials;
    if amounts.trials < 2 {
        return Interval {
            point: Some(point),
            ..Interval::default()
        };
    }
    let tail = level.tail();
    let rest = (amounts.squares - amounts.sum * point).max(0.0);
    let widened = student(tail, trials - 1.0) / -normal_quantile(tail);
    let variance = rest / (trials - 1.0) / trials * widened * widened;
    if variance <= point * point * 1e-24 {
        return Interval {
            point: Some(point),
            low: Some(point),
            high: Some(point),
        };
    }
    let events = point * point / variance;
    let weight = variance / point;
    Interval {
        point: Some(point),
        low: Some(weight * gamma_quantile(tail, events)),
        high: Some(weight * gamma_quantile(1.0 - tail, events + 1.0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(got: Option<f64>, want: f64) {
        let got = got.unwrap();
        assert!((got / want - 1.0).abs() < 2e-3, "{got} instead of {want}");
    }

    /// Garwood's table: 1 event: 0.0253 to 5.572; 5 events: 1.6235 to 11.668.
    #[test]
    fn few_events_have_the_poisson_interval() {
        let level = Level::new(0.95);
        let one = mean(Amounts::of([1.0], 100_000), 1.0, level);
        near(one.low, 0.025_318e-5);
        near(one.high, 5.571_643e-5);
        let five = mean(Amounts::of([1.0; 5], 100_000), 1.0, level);
        near(five.low, 1.623_486e-5);
        near(five.high, 11.668_332e-5);
        // Eight hours each are the same in another unit.
        let hours = mean(Amounts::of([8.0; 5], 100_000), 8_760.0, level);
        near(hours.high, 8.0 * 11.668_332e-5);
    }

    #[test]
    fn a_cluster_counts_once() {
        let level = Level::new(0.95);
        let storm = mean(Amounts::of([50.0], 100_000), 1.0, level);
        near(storm.point, 50e-5);
        near(storm.high, 50.0 * 5.571_643e-5);
    }

    #[test]
    fn nothing_seen_has_no_point_and_is_never_excluded() {
        let got = mean(Amounts::of([], 1_000), 1.0, Level::new(0.95));
        assert_eq!((got.point, got.low), (None, Some(0.0)));
        near(got.high, 3.688_879e-3);
        assert_eq!(mean(Amounts::default(), 1.0, Level::new(0.95)), Interval::default());
    }

    #[test]
    fn many_amounts_have_the_interval_of_student() {
        let values: Vec<f64> = (0..400).map(|index| 100.0 + f64::from(index % 21)).collect();
        let count = values.len() as f64;
        let plain = values.iter().sum::<f64>() / count;
        let spread = values.iter().map(|v| (v - plain) * (v - plain)).sum::<f64>() / (count - 1.0);
        let half = student(0.025, count - 1.0) * (spread / count).sqrt();
        let got = mean(Amounts::of(values, 400), 1.0, Level::new(0.95));
        near(got.low, plain - half);
        near(got.high, plain + half);
        assert!((got.half_width().unwrap() / half - 1.0).abs() < 0.01);
    }

    #[test]
    fn one_trial_gives_a_point_only_and_equal_trials_agree() {
        let level = Level::new(0.95);
        let one = mean(Amounts::of([4.0], 1), 1.0, level);
        assert_eq!((one.point, one.low, one.high), (Some(4.0), None, None));
        let same = mean(Amounts::of([4.0; 50], 50), 1.0, level);
        assert_eq!((same.low, same.high), (Some(4.0), Some(4.0)));
    }
}
