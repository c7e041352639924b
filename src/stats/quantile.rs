//! Quantiles of observed values and their intervals by inverting the interval of a share (Woodruff).
//!
//! Always true here: a quantile is an observed value, never interpolated; infinite values take part.

use super::share::{Count, effective, ends_reach};
use super::{Interval, Level};

/// Shares that differ by less than this are the same: "99.9 %" need not be the nearest number.
pub const SAME: f64 = 1e-12;

/// One observed value and the trial that it comes from.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Observation {
    /// The value, 0 or more; infinite where there is none.
    pub value: f64,
    /// Number of the trial, below the number of trials.
    pub trial: u32,
}

/// The smallest of the ascending values whose share reaches `target`; none where there are no
/// values.
#[must_use]
pub fn smallest_reaching(ascending: &[f64], target: f64) -> Option<f64> {
    let count = ascending.len() as f64;
    // The first guess may be one off where target · count is nearly whole.
    let guess = (target * count) as usize;
    let index = (guess.saturating_sub(2)..ascending.len())
        .find(|index| (index + 1) as f64 / count + SAME >= target);
    index
        .map(|index| ascending[index])
        .or(ascending.last().copied())
}

/// The smallest observed value whose share reaches `target`, with its interval: no point where
/// that value is infinite, no upper end where the trials cannot exclude it.
///
/// A value is inside the interval while the interval of its share holds the target, so this interval
/// and a verdict on the share agree: the upper end is at or below a limit just when the whole
/// interval of the share within that limit reaches the target.
#[must_use]
pub fn achievable(
    observations: &[Observation],
    trials: usize,
    target: f64,
    level: Level,
) -> Interval {
    let mut sorted = observations.to_vec();
    sorted.sort_by(|one, other| one.value.total_cmp(&other.value));
    let values: Vec<f64> = sorted.iter().map(|observation| observation.value).collect();
    let Some(point) = smallest_reaching(&values, target) else {
        return Interval::default();
    };
    // Ends of runs of equal values: the share is looked at only there.
    let ends: Vec<usize> = (0..values.len())
        .filter(|index| {
            values
                .get(index + 1)
                .is_none_or(|next| *next > values[*index])
        })
        .collect();
    let ends_at = |counts: &[Count]| {
        effective(counts, trials, level).map_or((false, true), |(share, size)| {
            ends_reach(share * size, size, target, level)
        })
    };
    let low = if ends_at(&none_of(&sorted)).1 {
        Some(0.0)
    } else {
        let at = ends.partition_point(|end| !ends_at(&counts(&sorted, *end)).1);
        ends.get(at).map(|end| values[*end])
    };
    let high_at = ends.partition_point(|end| !ends_at(&counts(&sorted, *end)).0);
    let high = ends.get(high_at).map(|end| values[*end]);
    Interval {
        point: Some(point).filter(|value| value.is_finite()),
        low: low.filter(|value| value.is_finite()),
        high: high.filter(|value| value.is_finite()),
    }
}

/// Counts by trial, with the first `end + 1` observations as hits.
fn counts(sorted: &[Observation], end: usize) -> Vec<Count> {
    let mut counts = none_of(sorted);
    for observation in &sorted[..=end] {
        counts[observation.trial as usize].hits += 1;
    }
    counts
}

/// Counts by trial without a hit, up to the last trial that has an observation.
fn none_of(sorted: &[Observation]) -> Vec<Count> {
    let last = sorted.iter().map(|observation| observation.trial).max();
    let mut counts = vec![Count::default(); last.map_or(0, |trial| trial as usize + 1)];
    for observation in sorted {
        counts[observation.trial as usize].all += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn each_its_trial(values: impl Iterator<Item = f64>) -> Vec<Observation> {
        values
            .zip(0..)
            .map(|(value, trial)| Observation { value, trial })
            .collect()
    }

    #[test]
    fn a_quantile_is_the_smallest_value_that_reaches_the_share() {
        let values: Vec<f64> = (1..=20).map(f64::from).collect();
        assert_eq!(smallest_reaching(&values, 0.95), Some(19.0));
        assert_eq!(smallest_reaching(&values, 0.951), Some(20.0));
        assert_eq!(smallest_reaching(&values, 0.5), Some(10.0));
        assert_eq!(smallest_reaching(&values, 1.0), Some(20.0));
        assert_eq!(smallest_reaching(&values, 0.0), Some(1.0));
        assert_eq!(smallest_reaching(&[], 0.5), None);
        let thousand: Vec<f64> = (1..=1000).map(f64::from).collect();
        assert_eq!(smallest_reaching(&thousand, 99.9 / 100.0), Some(999.0));
    }

    /// For independent values the interval is the order statistics of the binomial test.
    #[test]
    fn independent_values_give_order_statistics() {
        let interval = achievable(
            &each_its_trial((1..=400).map(f64::from)),
            40_000_000,
            0.95,
            Level::new(0.95),
        );
        assert_eq!(interval.point, Some(380.0));
        // Clopper-Pearson for k of 400: the upper end reaches 0.95 from k = 370 on
        // (370/400: 0.9488; 371/400: 0.9510), the lower from k = 389 on (388: 0.9483; 389: 0.9513).
        assert_eq!(interval.low, Some(371.0));
        assert_eq!(interval.high, Some(389.0));
    }

    #[test]
    fn infinite_values_beyond_the_rest_leave_nothing_achievable() {
        let mut values: Vec<f64> = (0..90).map(f64::from).collect();
        values.extend([f64::INFINITY; 10]);
        let interval = achievable(
            &each_its_trial(values.into_iter()),
            100,
            0.95,
            Level::new(0.95),
        );
        assert_eq!((interval.point, interval.high), (None, None));
        assert!(interval.low.is_some());
    }

    #[test]
    fn few_values_have_no_upper_end() {
        let interval = achievable(
            &each_its_trial([3.0, 5.0, 4.0].into_iter()),
            100,
            0.95,
            Level::new(0.95),
        );
        assert_eq!(interval.point, Some(5.0));
        assert_eq!(interval.high, None);
        assert_eq!(
            achievable(&[], 100, 0.95, Level::new(0.95)),
            Interval::default()
        );
    }
}
