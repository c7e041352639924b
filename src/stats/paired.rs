//! Differences of two means or two ratios over the same trials: what each trial adds to them.
//!
//! Always true here: what belongs together is put together block by block; the point is the difference of both points; a ratio is
//! taken at its tangent, exactly where both are shared by as many in every trial.

use super::blocks::{Block, Blocks, folds, trials_in};
use super::signed::{Unseen, signed};
use super::weights::Part;
use super::{Interval, Level};

/// One side: its sums, and by what a ratio of them is multiplied to be in the unit that is told.
#[derive(Clone, Copy)]
pub struct Side<'s> {
    /// Sums by block, folded as so many trials are.
    pub blocks: &'s Blocks,
    /// The unit.
    pub unit: f64,
}

/// What the two sides have in common.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pairing {
    /// Trials of each.
    pub trials: u32,
    /// Whether amounts are shared by the trials, and not by the counts beside them.
    pub by_trial: bool,
}

/// A difference, and what belonging together is worth.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Difference {
    /// The second less the first; no point where one of them has nothing.
    pub interval: Interval,
    /// Whether every block agrees.
    pub same: bool,
    /// How many times the trials a comparison of samples of their own would need: the sum of both variances by that of
    /// the differences. None where no trial differs, or only one has anything.
    pub saved: Option<f64>,
}

/// Sums of one block on both sides.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
struct Both {
    number: u32,
    first: (f64, f64),
    second: (f64, f64),
}

/// The difference of two sides over the same trials.
#[must_use]
pub fn difference(
    first: Side<'_>,
    second: Side<'_>,
    pairing: Pairing,
    unseen: Unseen,
    level: Level,
) -> Difference {
    let rows = together(first.blocks.rows(), second.blocks.rows(), pairing);
    let sum = |of: fn(&Both) -> f64| rows.iter().map(of).sum::<f64>();
    let (counts, others) = (sum(|one| one.first.1), sum(|one| one.second.1));
    if counts <= 0.0 || others <= 0.0 {
        return Difference::default();
    }
    let ratio = sum(|one| one.first.0) / counts;
    let other = sum(|one| one.second.0) / others;
    let (unit, other_unit) = (first.unit, second.unit);
    let gap = other_unit * other - unit * ratio;
    let (mut parts, mut squares, mut apart) = (Vec::with_capacity(rows.len()), 0.0, 0.0);
    for row in &rows {
        // What the block adds to each ratio beside its share.
        let own = unit * (row.first.0 - ratio * row.first.1) / counts;
        let its = other_unit * (row.second.0 - other * row.second.1) / others;
        squares += (its - own) * (its - own);
        apart += own * own + its * its;
        let count = 0.5 * (row.first.1 / counts + row.second.1 / others);
        // Where both sides are shared by as many and have one unit, nothing is lost by rounding.
        let alike = row.first == row.second && unit == other_unit && counts == others;
        let amount = match alike && gap == 0.0 {
            true => 0.0,
            false => its - own + gap * count,
        };
        parts.push(Part {
            amount,
            count,
            often: 1.0,
        });
    }
    let same = unit == other_unit && rows.iter().all(|row| row.first == row.second);
    let mut interval = signed(&grouped(parts), unseen, level);
    interval.point = interval.point.map(|_| gap);
    interval.low = interval.low.map(|low| low.min(gap));
    interval.high = interval.high.map(|high| high.max(gap));
    let tiny = 1e-18 * apart;
    Difference {
        interval,
        same,
        saved: (squares > tiny).then(|| apart / squares),
    }
}

/// The mean or ratio of one side by itself.
#[must_use]
pub fn alone(side: Side<'_>, pairing: Pairing, level: Level) -> Interval {
    let rows = together(side.blocks.rows(), &[], pairing);
    let parts = rows.iter().map(|row| Part {
        amount: side.unit * row.first.0,
        count: row.first.1,
        often: 1.0,
    });
    let mut found = signed(&grouped(parts.collect()), Unseen::Largest, level);
    found.low = found.low.map(|low| low.max(0.0));
    found
}

/// Equal parts as one, so that trials without anything cost nothing.
fn grouped(mut parts: Vec<Part>) -> Vec<Part> {
    let order = |one: &Part, other: &Part| {
        let amounts = one.amount.total_cmp(&other.amount);
        amounts.then(one.count.total_cmp(&other.count))
    };
    parts.sort_by(order);
    let mut made: Vec<Part> = Vec::new();
    for part in parts {
        match made.last_mut() {
            Some(last) if last.amount == part.amount && last.count == part.count => {
                last.often += part.often;
            }
            _ => made.push(part),
        }
    }
    made
}

/// Blocks that belong together, in order; where trials share, all of them, else those of which either side has any.
fn together(first: &[Block], second: &[Block], pairing: Pairing) -> Vec<Both> {
    let mut made = Vec::new();
    let (mut left, mut right) = (first.iter().peekable(), second.iter().peekable());
    let of = |block: &Block| (block.amount as f64, block.count as f64);
    loop {
        let next = match (left.peek(), right.peek()) {
            (Some(one), Some(other)) => one.number.min(other.number),
            (Some(one), None) | (None, Some(one)) => one.number,
            (None, None) => break,
        };
        let own = left.next_if(|one| one.number == next);
        let its = right.next_if(|one| one.number == next);
        made.push(Both {
            number: next,
            first: own.map_or((0.0, 0.0), of),
            second: its.map_or((0.0, 0.0), of),
        });
    }
    if !pairing.by_trial {
        return made;
    }
    let mut all = Vec::new();
    let mut known = made.into_iter().peekable();
    let folds = folds(pairing.trials);
    for number in 0..pairing.trials.div_ceil(1 << folds) {
        let found = known.next_if(|one| one.number == number);
        let mut row = found.unwrap_or_default();
        let trials = f64::from(trials_in(number, folds, pairing.trials));
        (row.first.1, row.second.1) = (trials, trials);
        all.push(row);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(rows: &[(u32, u64, u64)]) -> Blocks {
        let mut made = Blocks::default();
        for (trial, amount, count) in rows {
            made.add(*trial, *amount, *count);
        }
        made
    }

    fn compared(first: &Blocks, second: &Blocks, by_trial: bool) -> Difference {
        let side = |blocks| Side { blocks, unit: 1.0 };
        let pairing = Pairing {
            trials: 4,
            by_trial,
        };
        let level = Level::new(0.95);
        difference(side(first), side(second), pairing, Unseen::Largest, level)
    }

    /// Worked out by hand: downtimes of four trials, 10 0 6 0 against 4 0 6 2: the mean falls by 4/4 = 1. Deviations are
    /// 6 −4 2 −4 and 1 −3 3 −1, those of the differences −5 1 1 3: (72 + 20)/36 trials for one.
    #[test]
    fn means_are_held_against_each_other_trial_by_trial() {
        let first = blocks(&[(0, 10, 0), (2, 6, 0)]);
        let second = blocks(&[(0, 4, 0), (2, 6, 0), (3, 2, 0)]);
        let got = compared(&first, &second, true);
        assert_eq!(got.interval.point, Some(-1.0));
        assert!(got.interval.low.is_some_and(|low| low < -1.0));
        assert!(got.interval.high.is_some_and(|high| high > 0.0));
        let saved = got.saved.expect("trials differ");
        assert!((saved - 92.0 / 36.0).abs() < 1e-12, "{saved}");
        assert!(!got.same);
    }

    /// Worked out by hand: (3 + 1)/(4 + 2) of the outages keep an objective, then (4 + 1)/(4 + 1): a third more.
    #[test]
    fn ratios_are_those_of_the_sums() {
        let first = blocks(&[(0, 3, 4), (3, 1, 2)]);
        let second = blocks(&[(0, 4, 4), (1, 1, 1)]);
        let got = compared(&first, &second, false);
        let point = got.interval.point.expect("both have some");
        assert!((point - 1.0 / 3.0).abs() < 1e-15, "{point}");
    }

    #[test]
    fn the_same_is_exactly_the_same_and_nothing_is_not() {
        let first = blocks(&[(0, 3, 4), (3, 1, 2)]);
        let got = compared(&first, &first, false);
        assert!(got.same && got.interval.point == Some(0.0) && got.saved.is_none());
        assert_eq!((got.interval.low, got.interval.high), (None, None));
        let nothing = compared(&first, &Blocks::default(), false);
        assert_eq!(nothing, Difference::default());
    }
}
