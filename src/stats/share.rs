//! Shares: how many of the observations keep something, when observations of one trial depend on
//! each other.
//!
//! Always true here: the interval is Clopper and Pearson's at an effective size, so it stays inside
//! 0..1 and never closes at the ends; the effective size never exceeds the number of observations.

use super::clusters::Clusters;
use super::special::{beta_below, beta_quantile, normal_quantile, student};
use super::wide::residues;
use super::{Interval, Level};

/// Below this many trials with observations, the variance between trials is itself so uncertain that
/// Student's t is needed.
const FEW: u64 = 30;

/// A share with its interval and the size behind it.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Share {
    /// The share; without observations, no point and everything from 0 to 1.
    pub interval: Interval,
    /// Independent observations that would be worth as much.
    pub size: f64,
}

/// Clopper and Pearson's interval for `hits` of `size`, both real numbers with
/// 0 <= hits <= size.
#[must_use]
pub fn clopper_pearson(hits: f64, size: f64, level: Level) -> (f64, f64) {
    let tail = level.tail();
    let misses = size - hits;
    let low = if hits > 0.0 {
        beta_quantile(tail, hits, misses + 1.0)
    } else {
        0.0
    };
    let high = if misses > 0.0 {
        beta_quantile(1.0 - tail, hits + 1.0, misses)
    } else {
        1.0
    };
    (low, high)
}

/// Whether the lower and the upper end of Clopper and Pearson's interval are at or above `target`,
/// without computing them.
#[must_use]
pub fn ends_reach(hits: f64, size: f64, target: f64, level: Level) -> (bool, bool) {
    if target <= 0.0 {
        return (true, true);
    }
    let misses = size - hits;
    if target >= 1.0 {
        return (false, misses <= 0.0);
    }
    let odds = libm::log(target) - libm::log1p(-target);
    let low = hits > 0.0 && beta_below(hits, misses + 1.0, odds) <= level.tail();
    let high = misses <= 0.0 || beta_below(hits + 1.0, misses, odds) <= 1.0 - level.tail();
    (low, high)
}

/// The pooled share over `trials` trials, those without an observation among them.
///
/// Its interval is Clopper and Pearson's at [`effective`] size.
#[must_use]
pub fn pooled(clusters: &Clusters, trials: u64, level: Level) -> Share {
    let Some((point, size)) = effective(clusters, trials, level) else {
        return Share {
            interval: Interval {
                point: None,
                low: Some(0.0),
                high: Some(1.0),
            },
            size: 0.0,
        };
    };
    let (low, high) = clopper_pearson(point * size, size, level);
    Share {
        interval: Interval {
            point: Some(point),
            low: Some(low),
            high: Some(high),
        },
        size,
    }
}

/// The pooled share and its effective size; none without observations.
///
/// The size is p(1−p)/v with the variance v of the ratio Σhits/Σall between trials (delta method);
/// at p = 0 or 1 the number of trials with an observation. With fewer than 30 such trials it shrinks
/// by Korn and Graubard's factor, the squared ratio of Student's t for all observations to that for
/// the trials, because v itself is then hardly known.
#[must_use]
pub fn effective(clusters: &Clusters, trials: u64, level: Level) -> Option<(f64, f64)> {
    let Clusters {
        hits, all, seen, ..
    } = *clusters;
    if all == 0 {
        return None;
    }
    let total = all as f64;
    let point = hits as f64 / total;
    if hits == 0 || hits == all || seen < 2 {
        return Some((point, seen as f64));
    }
    let sums = (clusters.hits_squared, clusters.cross, clusters.all_squared);
    let squares = residues(hits, all, sums);
    let trials = trials.max(seen) as f64;
    let variance = trials / (trials - 1.0) * squares / (total * total);
    let plain = (point * (1.0 - point) / variance).min(total);
    Some((point, plain * trust(seen, total, level)))
}

/// Korn and Graubard's factor for few trials, 1 for many.
pub(super) fn trust(seen: u64, total: f64, level: Level) -> f64 {
    if seen >= FEW {
        return 1.0;
    }
    let ratio = student(level.tail(), total - 1.0) / student(level.tail(), seen as f64 - 1.0);
    (ratio * ratio).min(1.0)
}

/// By which factor the trials must grow until the interval of this share would probably leave
/// `target` out, if the share stays what it is. None where even a million times as many would not.
#[must_use]
pub fn growth_to_decide(share: &Share, target: f64, level: Level) -> Option<f64> {
    const MOST: f64 = 1e6;
    let point = share.interval.point?;
    // Too close to call, or a target of 100 % kept so far, which no number of trials can show.
    if share.size <= 0.0 || (point - target).abs() < 1e-9 {
        return None;
    }
    let decided = |factor: f64| {
        let size = share.size * factor;
        let (low, high) = ends_reach(point * size, size, target, level);
        low || !high
    };
    // Start from the normal approximation; Clopper and Pearson need a little more.
    let z = normal_quantile(level.tail());
    let gap = point - target;
    let mut high = (z * z * point * (1.0 - point) / (gap * gap) / share.size).clamp(1.0, MOST);
    while !decided(high) {
        high *= 2.0;
        if high > MOST {
            return None;
        }
    }
    let mut low = 1.0;
    while high - low > 0.01 * low {
        let middle = 0.5 * (low + high);
        if decided(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    Some(high)
}

#[cfg(test)]
mod tests {
    use super::super::clusters::Count;
    use super::*;

    const L95: f64 = 0.95;

    fn near(got: f64, want: f64) {
        assert!(
            (got - want).abs() < 1e-6 * want.max(1e-3),
            "{got} not {want}"
        );
    }

    /// Printed tables (and R's `binom.test`).
    #[test]
    fn printed_vectors() {
        let level = Level::new(L95);
        for (hits, size, low, high) in [
            (0.0, 10.0, 0.0, 0.308_497_107_2),
            (5.0, 10.0, 0.187_086_028_4, 0.812_913_971_6),
            (10.0, 10.0, 0.691_502_892_8, 1.0),
            (1.0, 10.0, 0.002_528_578_544, 0.445_016_117_1),
            (95.0, 100.0, 0.887_165_098_6, 0.983_568_120_8),
            (5.0, 1e7, 1.623_486e-7, 1.166_833_2e-6),
        ] {
            let (got_low, got_high) = clopper_pearson(hits, size, level);
            near(got_low, low);
            near(got_high, high);
        }
    }

    #[test]
    fn ends_reach_a_target_just_when_they_do() {
        let level = Level::new(L95);
        for (hits, size) in [(0.0, 10.0), (5.0, 10.0), (10.0, 10.0), (181.5, 200.0)] {
            let (low, high) = clopper_pearson(hits, size, level);
            for target in [0.0, 0.2, 0.5, 0.69, 0.7, 0.9, 0.95, 1.0] {
                let (low_reaches, high_reaches) = ends_reach(hits, size, target, level);
                assert_eq!(low_reaches, low >= target, "{hits}/{size} {target}");
                assert_eq!(high_reaches, high >= target, "{hits}/{size} {target}");
            }
        }
    }

    /// One observation per trial is the ordinary binomial interval.
    #[test]
    fn single_observations_are_binomial() {
        let counts: Vec<Count> = (0..200)
            .map(|index| Count {
                hits: u64::from(index % 10 != 0),
                all: 1,
            })
            .collect();
        let share = pooled(&Clusters::of(&counts), 100_000, Level::new(L95));
        assert!((share.size - 200.0).abs() < 0.01, "{}", share.size);
        let (low, high) = clopper_pearson(180.0, 200.0, Level::new(L95));
        let interval = share.interval;
        assert!((interval.low.unwrap() - low).abs() < 1e-5);
        assert!((interval.high.unwrap() - high).abs() < 1e-5);
    }

    /// Ten observations that always agree are worth one.
    #[test]
    fn observations_that_agree_count_once() {
        let counts: Vec<Count> = (0..200)
            .map(|index| Count {
                hits: if index % 10 == 0 { 0 } else { 10 },
                all: 10,
            })
            .collect();
        let share = pooled(&Clusters::of(&counts), 200, Level::new(L95));
        assert!((share.size - 199.0).abs() < 1e-6, "{}", share.size);
    }

    #[test]
    fn at_the_ends_trials_count_and_nothing_closes() {
        let counts = vec![Count { hits: 7, all: 7 }; 10];
        let share = pooled(&Clusters::of(&counts), 500, Level::new(L95));
        assert_eq!(share.size, 10.0);
        near(share.interval.low.unwrap(), 0.691_502_892_8);
        assert_eq!(share.interval.high, Some(1.0));
        let none = pooled(&Clusters::of(&[]), 500, Level::new(L95));
        assert_eq!(none.interval.point, None);
        assert_eq!(
            (none.interval.low, none.interval.high),
            (Some(0.0), Some(1.0))
        );
    }

    /// All observations in one trial say next to nothing, however many they are.
    #[test]
    fn one_trial_is_one_observation() {
        let share = pooled(
            &Clusters::of(&[Count { hits: 50, all: 100 }]),
            1_000,
            Level::new(L95),
        );
        assert_eq!(share.size, 1.0);
        assert!(share.interval.low.unwrap() < 0.02 && share.interval.high.unwrap() > 0.98);
        let two = [Count { hits: 50, all: 100 }, Count { hits: 51, all: 100 }];
        let share = pooled(&Clusters::of(&two), 1_000, Level::new(L95));
        assert!(share.size < 10.0, "{}", share.size);
    }

    #[test]
    fn growth_reaches_a_decision_just_so() {
        let level = Level::new(L95);
        let counts: Vec<Count> = (0..100)
            .map(|index| Count {
                hits: u64::from(index % 50 != 0),
                all: 1,
            })
            .collect();
        let share = pooled(&Clusters::of(&counts), 100, level);
        let factor = growth_to_decide(&share, 0.95, level).unwrap();
        let decided = |factor: f64| {
            let size = share.size * factor;
            clopper_pearson(0.98 * size, size, level).0 >= 0.95
        };
        assert!(decided(factor) && !decided(factor * 0.97), "{factor}");
        // All kept: 72 of 72 are needed to show 95 %.
        let share = pooled(&Clusters::of(&[Count { hits: 1, all: 1 }; 36]), 36, level);
        let factor = growth_to_decide(&share, 0.95, level).unwrap();
        assert!((factor * 36.0 - 71.9).abs() < 1.0, "{factor}");
        // A target of 100 % can never be shown.
        assert_eq!(growth_to_decide(&share, 1.0, level), None);
    }
}
