//! Means over trials of amounts that are never negative: numbers of events, hours, shares of time.
//!
//! Always true here: the lower end is never negative and the upper end never 0, however little was
//! seen.

use super::amounts::Spread;
use super::moments::Moments;
use super::special::{gamma_quantile, normal_quantile, student};
use super::weights::{Part, Trials};
use super::wide::centred;
use super::{Interval, Level};

/// Below so many trials their spread alone says too little.
const FEW: u64 = 10;

/// The mean number of events per trial.
///
/// The sum is taken as clusters of equal size, variance over mean: as many of them as give the
/// variance between trials. Their number gets the exact Poisson interval (Garwood), widened by
/// Student's t. So one outage in a thousand trials is as uncertain as one event is, a thousand
/// outages are as certain as the spread between trials says, and what comes together counts once.
/// Nothing seen: no point, and at most −ln(tail)/trials.
#[must_use]
pub fn mean_count(counts: &Moments, trials: u64, level: Level) -> Interval {
    if trials == 0 {
        return Interval::default();
    }
    let all = trials as f64;
    if counts.sum == 0 {
        return unseen(trials, 1.0, level);
    }
    let point = counts.sum as f64 / all;
    if trials < 2 {
        return Interval {
            point: Some(point),
            ..Interval::default()
        };
    }
    let squares = centred(trials, u128::from(counts.sum), counts.squares);
    from_squares(point, squares, trials, level)
}

/// The mean number of events per trial from the squares of how far each of two trials or more is from it.
pub(super) fn from_squares(point: f64, squares: f64, trials: u64, level: Level) -> Interval {
    let all = trials as f64;
    let tail = level.tail();
    let widened = student(tail, all - 1.0) / -normal_quantile(tail);
    let spread = squares / (all - 1.0) / all * widened * widened;
    // Few trials agree by luck: then at least as uncertain as events that come by themselves.
    let variance = if trials < FEW {
        spread.max(point / all)
    } else {
        spread
    };
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

/// The mean amount per trial (hours, bytes, shares of time). `most` is the largest amount a trial can have.
///
/// The ends are those of [`weights`](super::weights). Below [`ENOUGH`](super::ENOUGH) events (outages)
/// there is no upper end: what is rare and long may not have been seen. Nothing seen: no point, and at most
/// `most` in as many trials as can go unseen. Where amounts were rounded up, the lower end is lowered by
/// as much as that can be.
#[must_use]
pub fn mean_amount<I: Iterator<Item = Part> + Clone>(
    spread: Spread<I>,
    trials: u64,
    most: f64,
    level: Level,
) -> Interval {
    if trials == 0 {
        return Interval::default();
    }
    if spread.trials == 0 {
        return unseen(trials, most, level);
    }
    let point = spread.amount / trials as f64;
    let events = spread.events;
    let lowered = spread.lowered();
    let weighed = of(spread, trials);
    Interval {
        point: Some(point),
        low: Some((weighed.low(level) * lowered).min(point)),
        high: (events >= super::ENOUGH && trials > 1).then(|| weighed.high(most, level).max(point)),
    }
}

/// What the mean amount per trial does not exceed, whatever the law: no trial has more than `most`.
/// A verdict may rest on it where too few events were seen for an interval.
#[must_use]
pub fn surely_at_most<I: Iterator<Item = Part> + Clone>(
    spread: Spread<I>,
    trials: u64,
    most: f64,
    level: Level,
) -> Option<f64> {
    if trials == 0 {
        return None;
    }
    if spread.trials == 0 {
        return unseen(trials, most, level).high;
    }
    Some(of(spread, trials).surely_below(most, level))
}

fn of<I: Iterator<Item = Part> + Clone>(spread: Spread<I>, trials: u64) -> Trials<I> {
    let idle = trials.saturating_sub(spread.trials);
    Trials::new(spread.parts, idle as f64)
}

pub(super) fn unseen(trials: u64, most: f64, level: Level) -> Interval {
    Interval {
        point: None,
        low: Some(0.0),
        high: Some(most * level.unseen() / trials as f64).filter(|high| high.is_finite()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::ENOUGH;
    use super::super::direct::{amounts, counts};
    use super::*;

    fn near(got: Option<f64>, want: f64) {
        let got = got.unwrap();
        assert!((got / want - 1.0).abs() < 2e-3, "{got} instead of {want}");
    }

    /// Garwood's table: 1 event: 0.0253 to 5.572; 5 events: 1.6235 to 11.668.
    #[test]
    fn few_events_have_the_poisson_interval() {
        let level = Level::new(0.95);
        let one = mean_count(&counts(&[1.0]), 100_000, level);
        near(one.low, 0.025_318e-5);
        near(one.high, 5.571_643e-5);
        let five = mean_count(&counts(&[1.0; 5]), 100_000, level);
        near(five.low, 1.623_486e-5);
        near(five.high, 11.668_332e-5);
        // Eight hours each are the same in another unit.
        let hours = mean_amount(amounts(&[8.0; 5], 5), 100_000, 8_760.0, level);
        near(hours.point, 40e-5);
        near(hours.low, 8.0 * 1.623_486e-5);
        // Five lengths say too little of the sixth.
        assert_eq!(hours.high, None);
    }

    #[test]
    fn a_cluster_counts_once() {
        let level = Level::new(0.95);
        let storm = mean_count(&counts(&[50.0]), 100_000, level);
        near(storm.point, 50e-5);
        near(storm.high, 50.0 * 5.571_643e-5);
    }

    #[test]
    fn nothing_seen_has_no_point_and_is_never_excluded() {
        let got = mean_count(&counts(&[]), 1_000, Level::new(0.95));
        assert_eq!((got.point, got.low), (None, Some(0.0)));
        near(got.high, 3.688_879e-3);
        let hours = mean_amount(amounts(&[], 0), 1_000, 8_760.0, Level::new(0.95));
        near(hours.high, 8_760.0 * 3.688_879e-3);
        assert_eq!(
            mean_count(&counts(&[]), 0, Level::new(0.95)),
            Interval::default()
        );
    }

    /// The number of events decides, however even or uneven they are, and however many trials.
    #[test]
    fn an_upper_end_takes_enough_events() {
        let level = Level::new(0.95);
        for lengths in [vec![8.0; 150], (1..=150).map(f64::from).collect()] {
            for trials in [150, 10_000] {
                let few = mean_amount(amounts(&lengths, ENOUGH - 1), trials, 1e4, level);
                let enough = mean_amount(amounts(&lengths, ENOUGH), trials, 1e4, level);
                assert_eq!((few.point, few.low), (enough.point, enough.low));
                assert_eq!(few.high, None);
                assert!(enough.high > enough.point);
            }
        }
        let one_trial = mean_amount(amounts(&[8.0], 1_000), 1, 1e4, level);
        assert_eq!(one_trial.high, None);
    }

    /// By hand: what is not above `most` in any trial is a share of `most`, so five of a thousand full
    /// ones have Clopper and Pearson's upper end, 1.1631 %; nothing seen has 3.69 of a thousand.
    #[test]
    fn a_bound_that_is_sure_needs_no_events() {
        let level = Level::new(0.95);
        near(
            surely_at_most(amounts(&[8.0; 5], 0), 1_000, 8.0, level),
            8.0 * 0.011_631,
        );
        near(
            surely_at_most(amounts(&[], 0), 1_000, 8.0, level),
            8.0 * 3.688_879e-3,
        );
        // Short ones leave room for one long one that was not seen.
        let short = surely_at_most(amounts(&[1e-6; 5], 0), 1_000, 8.0, level).unwrap();
        assert!(short > 8.0 * 3.6e-3 && short < 8.0 * 3.8e-3, "{short}");
        assert_eq!(surely_at_most(amounts(&[], 0), 0, 8.0, level), None);
    }

    #[test]
    fn many_amounts_have_nearly_the_interval_of_student() {
        let values: Vec<f64> = (0..4_000)
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
        let got = mean_amount(amounts(&values, 4_000), 4_000, 1e4, Level::new(0.95));
        // Beside it stands one that was not seen, without length or of twice the longest.
        let one = 240.0 / count;
        let (low, high) = (got.low.unwrap(), got.high.unwrap());
        assert!(low < plain - half && low > plain - half - one, "{got:?}");
        assert!(high > plain + half && high < plain + half + one, "{got:?}");
    }

    #[test]
    fn one_trial_gives_a_point_only_and_equal_trials_agree() {
        let level = Level::new(0.95);
        let one = mean_count(&counts(&[4.0]), 1, level);
        assert_eq!((one.point, one.low, one.high), (Some(4.0), None, None));
        let same = mean_count(&counts(&[4.0; 50]), 50, level);
        assert_eq!((same.low, same.high), (Some(4.0), Some(4.0)));
    }
}
