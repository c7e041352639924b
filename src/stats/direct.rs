//! Estimates straight from all values, one by one: what those from sums are held against.
//!
//! Always true here: only tests see it; nothing is added up before it is held against the mean.

use super::amounts::{Amounts, Pairs, Spread};
use super::clusters::{Clusters, Count};
use super::frequencies::{ENDLESS, Frequencies, Rounding};
use super::mean::{from_squares, unseen};
use super::moments::Moments;
use super::quantile::{self, SAME};
use super::share::{ends_reach, trust};
use super::steps::first_place;
use super::weights::Part;
use super::{Interval, Level};

/// One observed value and the trial that it comes from.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Observation {
    /// The value, 0 or more; infinite where there is none.
    pub(crate) value: f64,
    /// Number of the trial, below the number of trials.
    pub(crate) trial: u32,
}

/// The parts of trials of a count of 1, out of so many events.
pub(crate) fn amounts(
    amounts: &[f64],
    events: u64,
) -> Spread<impl Iterator<Item = Part> + Clone + '_> {
    let some = amounts.iter().filter(|amount| **amount > 0.0);
    let parts = some.map(|amount| Part {
        amount: *amount,
        count: 1.0,
        often: 1.0,
    });
    let trials = parts.clone().count() as u64;
    Spread {
        amount: amounts.iter().sum(),
        count: trials as f64,
        parts,
        trials,
        events,
        rounded: false,
    }
}

/// The parts of trials of some count each.
pub(crate) fn pairs(pairs: &[(f64, f64)]) -> Spread<impl Iterator<Item = Part> + Clone + '_> {
    let some = pairs.iter().filter(|pair| pair.1 > 0.0);
    let parts = some.map(|(amount, count)| Part {
        amount: *amount,
        count: *count,
        often: 1.0,
    });
    let count = parts.clone().map(|part| part.count).sum();
    Spread {
        amount: parts.clone().map(|part| part.amount).sum(),
        count,
        trials: parts.clone().count() as u64,
        events: count as u64,
        parts,
        rounded: false,
    }
}

/// Numbers of events, one a trial.
pub(crate) fn counts(counts: &[f64]) -> Moments {
    let whole: Vec<u64> = counts.iter().map(|count| *count as u64).collect();
    Moments::of(&whole)
}

/// Values in the list that the program makes of them, in steps of 2^-20, and the sums beside it.
pub(crate) fn listed(
    observations: &[Observation],
    rounding: &Rounding,
) -> (Frequencies<3>, Clusters) {
    let (mut list, mut clusters) = (Frequencies::default(), Clusters::default());
    let mut sorted = observations.to_vec();
    sorted.sort_by(|one, other| {
        let trials = one.trial.cmp(&other.trial);
        trials.then(one.value.total_cmp(&other.value))
    });
    for own in sorted.chunk_by(|one, other| one.trial == other.trial) {
        let all = own.len() as u64;
        for (place, one) in (0..).zip(own) {
            let value = if one.value.is_finite() {
                (one.value * STEPS) as u64
            } else {
                ENDLESS
            };
            list.add(value, [1, 2 * place + 1, all], rounding);
        }
        clusters.add(0, all);
    }
    list.settle();
    (list, clusters)
}

const STEPS: f64 = (1 << 20) as f64;

/// The figure of the program, from values one by one.
pub(crate) fn achieved(
    observations: &[Observation],
    trials: usize,
    target: f64,
    level: Level,
) -> Interval {
    let (list, clusters) = listed(observations, &Rounding::beyond(usize::MAX));
    quantile::achievable(list.rows(), &clusters, trials as u64, target, level).times(1.0 / STEPS)
}

/// The smallest of the ascending values whose share reaches `target`; none where there are no
/// values.
pub(crate) fn smallest_reaching(ascending: &[f64], target: f64) -> Option<f64> {
    let count = ascending.len() as f64;
    // The first guess may be one off where target · count is nearly whole.
    let guess = (target * count) as usize;
    let index = (guess.saturating_sub(2)..ascending.len())
        .find(|index| (index + 1) as f64 / count + SAME >= target);
    index
        .map(|index| ascending[index])
        .or(ascending.last().copied())
}

pub(crate) fn effective(counts: &[Count], trials: usize, level: Level) -> Option<(f64, f64)> {
    let all: u64 = counts.iter().map(|count| count.all).sum();
    let hits: u64 = counts.iter().map(|count| count.hits).sum();
    let seen = counts.iter().filter(|count| count.all > 0).count();
    if all == 0 {
        return None;
    }
    let total = all as f64;
    let point = hits as f64 / total;
    if hits == 0 || hits == all || seen < 2 {
        return Some((point, seen as f64));
    }
    let squares: f64 = counts
        .iter()
        .map(|count| {
            let rest = count.hits as f64 - point * count.all as f64;
            rest * rest
        })
        .sum();
    let trials = trials.max(seen) as f64;
    let variance = trials / (trials - 1.0) * squares / (total * total);
    let plain = (point * (1.0 - point) / variance).min(total);
    Some((point, plain * trust(seen as u64, total, level)))
}

pub(crate) fn achievable(
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
        let at = first_place(ends.len(), |place| {
            ends_at(&by_trial(&sorted, ends[place])).1
        });
        ends.get(at).map(|end| values[*end])
    };
    let high_at = first_place(ends.len(), |place| {
        ends_at(&by_trial(&sorted, ends[place])).0
    });
    let high = ends.get(high_at).map(|end| values[*end]);
    Interval {
        point: Some(point).filter(|value| value.is_finite()),
        low: low.filter(|value| value.is_finite()),
        high: high.filter(|value| value.is_finite()),
    }
}

/// Counts by trial, with the first `end + 1` observations as hits.
fn by_trial(sorted: &[Observation], end: usize) -> Vec<Count> {
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

pub(crate) fn mean_count(counts: &[f64], trials: usize, level: Level) -> Interval {
    if trials == 0 {
        return Interval::default();
    }
    let all = trials as f64;
    let sum: f64 = counts.iter().sum();
    if sum <= 0.0 {
        return unseen(trials as u64, 1.0, level);
    }
    let point = sum / all;
    if trials < 2 {
        return Interval {
            point: Some(point),
            ..Interval::default()
        };
    }
    let without = std::iter::repeat_n(-point, trials.saturating_sub(counts.len()));
    let deviations = counts.iter().map(|value| value - point).chain(without);
    let squares: f64 = deviations.map(|deviation| deviation * deviation).sum();
    from_squares(point, squares, trials as u64, level)
}

#[cfg(test)]
mod tests;
