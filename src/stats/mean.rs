//! Means over trials of amounts that are never negative: numbers of events, hours, shares of time.
//!
//! Always true here: the lower end is never negative and the upper end never 0, however little was
//! seen.

use super::ratio::freedom;
use super::special::{gamma_quantile, normal_quantile, student};
use super::{Interval, Level};

/// The mean number of events per trial, from the numbers of the trials that had any.
///
/// The sum is taken as clusters of equal size, variance over mean: as many of them as give the
/// variance between trials. Their number gets the exact Poisson interval (Garwood), widened by
/// Student's t. So one outage in a thousand trials is as uncertain as one event is, a thousand
/// outages are as certain as the spread between trials says, and what comes together counts once.
/// Nothing seen: no point, and at most −ln(tail)/trials.
#[must_use]
pub fn mean_count(counts: &[f64], trials: usize, level: Level) -> Interval {
    interval(counts, trials, 1.0, false, level)
}

/// The mean amount per trial (hours, bytes, shares of time), from the amounts of the trials that had
/// any. `most` is the largest amount a trial can have: it bounds the mean where nothing was seen.
///
/// As [`mean_count`], but amounts are uneven: Student's t has only the degrees of freedom that the
/// largest of them leave.
#[must_use]
pub fn mean_amount(amounts: &[f64], trials: usize, most: f64, level: Level) -> Interval {
    interval(amounts, trials, most, true, level)
}

fn interval(values: &[f64], trials: usize, most: f64, uneven: bool, level: Level) -> Interval {
    if trials == 0 {
        return Interval::default();
    }
    let all = trials as f64;
    let sum: f64 = values.iter().sum();
    if sum <= 0.0 {
        return Interval {
            point: None,
            low: Some(0.0),
            high: Some(most * level.unseen() / all),
        };
    }
    let point = sum / all;
    if trials < 2 {
        return Interval {
            point: Some(point),
            ..Interval::default()
        };
    }
    let without = std::iter::repeat_n(-point, trials.saturating_sub(values.len()));
    let deviations = values.iter().map(|value| value - point).chain(without);
    let (squares, free) = freedom(deviations, trials);
    let free = if uneven { free } else { all - 1.0 };
    let tail = level.tail();
    let widened = student(tail, free) / -normal_quantile(tail);
    let variance = squares / (all - 1.0) / all * widened * widened;
    if variance <= point * point * 1e-24 {
        return Interval {
            point: Some(point),
            low: Some(point),
            high: Some(point),
        };
    }
    let clusters = point * point / variance;
    let size = variance / point;
    Interval {
        point: Some(point),
        low: Some(size * gamma_quantile(tail, clusters)),
        high: Some(size * gamma_quantile(1.0 - tail, clusters + 1.0)),
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
        let one = mean_count(&[1.0], 100_000, level);
        near(one.low, 0.025_318e-5);
        near(one.high, 5.571_643e-5);
        let five = mean_count(&[1.0; 5], 100_000, level);
        near(five.low, 1.623_486e-5);
        near(five.high, 11.668_332e-5);
        // Eight hours each are the same in another unit.
        let hours = mean_amount(&[8.0; 5], 100_000, 8_760.0, level);
        near(hours.point, 40e-5);
        // The lengths of five outages say little of the sixth: wider than their number alone.
        assert!(hours.high.unwrap() > 8.0 * 11.668_332e-5 && hours.high.unwrap() < 8.0 * 15e-5);
    }

    #[test]
    fn a_cluster_counts_once() {
        let level = Level::new(0.95);
        let storm = mean_count(&[50.0], 100_000, level);
        near(storm.point, 50e-5);
        near(storm.high, 50.0 * 5.571_643e-5);
    }

    #[test]
    fn nothing_seen_has_no_point_and_is_never_excluded() {
        let got = mean_count(&[], 1_000, Level::new(0.95));
        assert_eq!((got.point, got.low), (None, Some(0.0)));
        near(got.high, 3.688_879e-3);
        let hours = mean_amount(&[], 1_000, 8_760.0, Level::new(0.95));
        near(hours.high, 8_760.0 * 3.688_879e-3);
        assert_eq!(mean_count(&[], 0, Level::new(0.95)), Interval::default());
    }

    #[test]
    fn many_amounts_have_the_interval_of_student() {
        let values: Vec<f64> = (0..400)
            .map(|index| 100.0 + f64::from(index % 21))
            .collect();
        let count = values.len() as f64;
        let plain = values.iter().sum::<f64>() / count;
        let spread = values
            .iter()
            .map(|v| (v - plain) * (v - plain))
            .sum::<f64>()
            / (count - 1.0);
        let half = student(0.025, count - 1.0) * (spread / count).sqrt();
        let got = mean_amount(&values, 400, 1.0, Level::new(0.95));
        near(got.low, plain - half);
        near(got.high, plain + half);
        assert!((got.half_width().unwrap() / half - 1.0).abs() < 0.01);
    }

    #[test]
    fn one_trial_gives_a_point_only_and_equal_trials_agree() {
        let level = Level::new(0.95);
        let one = mean_count(&[4.0], 1, level);
        assert_eq!((one.point, one.low, one.high), (Some(4.0), None, None));
        let same = mean_count(&[4.0; 50], 50, level);
        assert_eq!((same.low, same.high), (Some(4.0), Some(4.0)));
    }
}
