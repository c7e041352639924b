//! Quantiles of observed values and their intervals by inverting the interval of a share (Woodruff).
//!
//! Always true here: a quantile is an observed value, never interpolated; infinite values take part.

use super::clusters::Clusters;
use super::frequencies::{Row, real};
use super::share::{effective, ends_reach};
use super::steps::{Step, Steps};
use super::{Interval, Level};

/// Shares that differ by less than this are the same: "99.9 %" need not be the nearest number.
pub const SAME: f64 = 1e-12;

/// The smallest of the ascending values whose share of all `total` observations reaches `target`, the last
/// one at the latest; none where there are no values.
#[must_use]
pub fn smallest_reaching<const W: usize>(
    rows: impl Iterator<Item = Row<W>>,
    total: u64,
    target: f64,
) -> Option<u64> {
    let (mut seen, mut last) = (0, None);
    for row in rows {
        seen += row.count();
        last = Some(row.value);
        if seen as f64 / total as f64 + SAME >= target {
            break;
        }
    }
    last
}

/// The smallest observed value whose share reaches `target`, with its interval: no point where
/// that value is infinite, no upper end where the trials cannot exclude it.
///
/// A value is inside the interval while the interval of its share holds the target, so this interval
/// and a verdict on the share agree: the upper end is at or below a limit just when the whole
/// interval of the share within that limit reaches the target.
#[must_use]
pub fn achievable<I: Iterator<Item = Row<3>> + Clone>(
    rows: I,
    clusters: &Clusters,
    trials: u64,
    target: f64,
    level: Level,
) -> Interval {
    let total = clusters.all;
    let Some(point) = smallest_reaching(rows.clone(), total, target).map(real) else {
        return Interval::default();
    };
    let (low, high) = ends(rows, clusters, trials, target, &[level])[0];
    Interval {
        point: Some(point).filter(|value| value.is_finite()),
        low: low.filter(|value| value.is_finite()),
        high: high.filter(|value| value.is_finite()),
    }
}

/// The lower and the upper end at each of these levels; infinite where an infinite value is reached, none where the trials cannot
/// tell.
#[must_use]
pub fn ends<I: Iterator<Item = Row<3>> + Clone>(
    rows: I,
    clusters: &Clusters,
    trials: u64,
    target: f64,
    levels: &[Level],
) -> Vec<(Option<f64>, Option<f64>)> {
    let steps = Steps::of(rows);
    let of = |level: &Level| {
        let ends_at = |step: &Step| {
            let kept = Clusters {
                hits: step.hits,
                hits_squared: step.hits_squared,
                cross: step.cross,
                ..*clusters
            };
            effective(&kept, trials, *level).map_or((false, true), |(share, size)| {
                ends_reach(share * size, size, target, *level)
            })
        };
        let low = if ends_at(&Step::default()).1 {
            Some(0.0)
        } else {
            steps.first(|step| ends_at(step).1)
        };
        (low, steps.first(|step| ends_at(step).0))
    };
    levels.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::super::direct::{Observation, achieved as achievable, smallest_reaching as direct};
    use super::super::frequencies::{Frequencies, Rounding, real};
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
        let smallest_reaching = |values: &[f64], target| {
            let mut list = Frequencies::<1>::default();
            for value in values {
                list.add(*value as u64, [1], &Rounding::beyond(usize::MAX));
            }
            list.settle();
            let found = smallest_reaching(list.rows(), values.len() as u64, target);
            assert_eq!(found.map(real), direct(values, target));
            found.map(real)
        };
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
