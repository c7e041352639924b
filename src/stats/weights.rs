//! Ends of the interval of a mean or a ratio whose trials are uneven: Clopper and Pearson's
//! interval, for amounts instead of hits.
//!
//! Always true here: the lower end is never negative and never above the point, the upper end never
//! below it; nothing is drawn, so equal samples have equal ends.
//!
//! Each trial gets a weight, the weights are as uncertain as those of a sample of this size are
//! (exponential, which makes their shares Dirichlet), and one more trial that was not seen takes part:
//! for the lower end one without any amount, for the upper end a large one. The end is the value
//! that the ratio of the weighted sums stays below with the probability of the tail. Where amounts are
//! only 0 or 1 this is Clopper and Pearson's interval, where the sum is that of few large ones it is
//! Garwood's. So the lower end holds for any law of amounts that are not negative (a single amount x
//! gives tail·x, as Markov's inequality does), and the upper end for any law whose amounts are not
//! above the one that was not seen.

use super::Level;
use super::special::{normal_quantile, student};

/// How many times the largest trial seen the one not seen is taken to be.
///
/// With 1 an interval from 300 lognormal amounts of sigma 1.5 holds the truth in 93.6 % of the cases,
/// of sigma 2 in 90 %; with 2 in 98 % and 95 %, and is wider by a seventh and by a quarter.
pub const UNSEEN: f64 = 2.0;

/// The part of one trial in both sums.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Part {
    /// What is added up, 0 or more.
    pub amount: f64,
    /// How many it is shared by, more than 0.
    pub count: f64,
    /// How many trials have this part.
    pub often: f64,
}

/// A sample of trials: the parts of those that have something, and how many have nothing but still
/// share the sum.
pub struct Trials<I> {
    parts: I,
    idle: f64,
    /// Of those with a part: how many they are, and both sums.
    number: f64,
    amount: f64,
    count: f64,
}

/// A weighted sum that should be 0: by how many standard deviations it is below.
pub(super) struct Balance {
    /// As a quantile of the standard normal distribution.
    pub(super) quantile: f64,
    /// The parameter of the tilt, where the search for that of a neighbour begins.
    pub(super) tilt: f64,
}

impl<I: Iterator<Item = Part> + Clone> Trials<I> {
    /// Trials with an amount, or without one but with a count; and how many have no amount, each with a
    /// count of 1.
    pub fn new(parts: I, idle: f64) -> Self {
        let (mut number, mut amount, mut count) = (0.0, 0.0, 0.0);
        for part in parts.clone() {
            number += part.often;
            amount += part.often * part.amount;
            count += part.often * part.count;
        }
        Trials {
            parts,
            idle,
            number,
            amount,
            count,
        }
    }

    fn all(&self) -> f64 {
        self.number + self.idle
    }

    /// The lower end: one more trial of an average count has no amount at all.
    #[must_use]
    pub fn low(&self, level: Level) -> f64 {
        let unseen = Part {
            amount: 0.0,
            count: self.usual_count(),
            often: 1.0,
        };
        let point = self.point();
        let least = point * level.tail() * 1e-3;
        self.end(unseen, normal_quantile(level.tail()), (least, point))
    }

    /// The upper end: one more trial of an average count has `UNSEEN` times the largest amount seen,
    /// but not more than `most`. With few trials the largest seen says less of what is not seen: there
    /// the factor is widened by Student's t.
    #[must_use]
    pub fn high(&self, most: f64, level: Level) -> f64 {
        let all = self.all();
        let tail = level.tail();
        let few = student(tail, (all - 1.0).max(1.0)) / -normal_quantile(tail);
        self.below(UNSEEN * few, most, level)
    }

    /// The upper end that holds whatever the law: one more trial has all of `most`.
    #[must_use]
    pub fn surely_below(&self, most: f64, level: Level) -> f64 {
        self.below(f64::INFINITY, most, level)
    }

    fn below(&self, factor: f64, most: f64, level: Level) -> f64 {
        let count = self.usual_count();
        let amounts = self.parts.clone().map(|part| part.amount);
        let ratios = self.parts.clone().map(|part| part.amount / part.count);
        // Where counts differ, the trial of the largest ratio may have a small count and the
        // trial of the largest amount a large one: neither alone is typical.
        let largest = amounts
            .fold(0.0, f64::max)
            .min(ratios.fold(0.0, f64::max) * count);
        let unseen = Part {
            amount: (factor * largest).min(most.max(largest)),
            count,
            often: 1.0,
        };
        let ratios = self.parts.clone().map(|part| part.amount / part.count);
        let above = ratios.fold(unseen.amount / count, f64::max);
        let point = self.point();
        self.end(unseen, -normal_quantile(level.tail()), (point, above))
    }

    /// The ratio of the plain sums.
    #[must_use]
    pub fn point(&self) -> f64 {
        let (amount, count) = self.sums();
        amount / count
    }

    fn sums(&self) -> (f64, f64) {
        (self.amount, self.idle + self.count)
    }

    fn usual_count(&self) -> f64 {
        self.sums().1 / self.all()
    }

    /// What each trial adds to Σweight·(amount − ratio·count), and how often.
    fn rests(&self, unseen: Part, ratio: f64) -> impl Iterator<Item = (f64, f64)> {
        self.parts
            .clone()
            .map(move |part| (part.amount - ratio * part.count, part.often))
            .chain([
                (-ratio, self.idle),
                (unseen.amount - ratio * unseen.count, 1.0),
            ])
            .filter(|(_, often)| *often > 0.0)
    }

    /// The ratio in the bracket whose balance has the quantile `goal`: secant steps on the logarithm,
    /// and halving where these leave the bracket.
    fn end(&self, unseen: Part, goal: f64, (mut low, mut high): (f64, f64)) -> f64 {
        let point = self.point();
        let upper = goal > 0.0;
        let (mut last, mut off) = {
            let at = self.balance(unseen, point, 0.0);
            (at.tilt, at.quantile - goal)
        };
        // The point lies between: an end beyond it would be on the wrong side.
        if (off > 0.0) == upper || off == 0.0 || low >= high {
            return point;
        }
        let (_, count) = self.sums();
        let squares: f64 = self
            .rests(unseen, point)
            .map(|(rest, often)| often * rest * rest)
            .sum();
        let mut before = libm::log(point);
        let mut next = before + goal * squares.sqrt() / count / point;
        for _ in 0..100 {
            let (from, to) = (libm::log(low), libm::log(high));
            if !(next > from && next < to) {
                next = 0.5 * (from + to);
            }
            let ratio = libm::exp(next);
            if to - from < 1e-12 || ratio <= low || ratio >= high {
                break;
            }
            let at = self.balance(unseen, ratio, last);
            last = at.tilt;
            let now = at.quantile - goal;
            if now > 0.0 {
                high = ratio;
            } else {
                low = ratio;
            }
            if now.abs() < 1e-10 {
                return ratio;
            }
            let slope = (now - off) / (next - before);
            (before, off) = (next, now);
            next -= now / slope;
        }
        if upper { high } else { low }
    }

    /// The probability that the ratio of the weighted sums is below `ratio`, as a normal quantile.
    fn balance(&self, unseen: Part, ratio: f64, start: f64) -> Balance {
        balance(|| self.rests(unseen, ratio), start)
    }
}

/// The probability that a weighted sum of these is not above 0, as a normal quantile: the saddlepoint of the sum of
/// exponentials, corrected after Barndorff-Nielsen. Each comes with how often it is there; the search begins at the tilt
/// `start`.
pub(super) fn balance<R: Iterator<Item = (f64, f64)>>(
    rests: impl Fn() -> R,
    start: f64,
) -> Balance {
    let (least, most) = rests().fold((0.0f64, 0.0f64), |(least, most), (rest, _)| {
        (least.min(rest), most.max(rest))
    });
    if least >= 0.0 || most <= 0.0 {
        let quantile = if most <= 0.0 { 40.0 } else { -40.0 };
        return Balance {
            quantile,
            tilt: 0.0,
        };
    }
    // Σrest/(1 − tilt·rest) rises from −∞ to ∞ between these.
    let (mut from, mut to) = (1.0 / least, 1.0 / most);
    let mut tilt = if start > from && start < to {
        start
    } else {
        0.0
    };
    for _ in 0..200 {
        let (sum, squares) = rests().fold((0.0, 0.0), |(sum, squares), (rest, often)| {
            let tilted = rest / (1.0 - tilt * rest);
            (sum + often * tilted, squares + often * tilted * tilted)
        });
        if sum > 0.0 {
            to = tilt;
        } else {
            from = tilt;
        }
        let mut next = tilt - sum / squares;
        if !(next > from && next < to) {
            next = 0.5 * (from + to);
        }
        let step = (next - tilt).abs();
        tilt = next;
        // Newton's steps double the digits: what is left after this one is nothing.
        if step * squares.sqrt() <= 1e-8 {
            break;
        }
    }
    let (mut logs, mut squares, mut cubes) = (0.0, 0.0, 0.0);
    for (rest, often) in rests() {
        let tilted = rest / (1.0 - tilt * rest);
        logs += often * libm::log1p(-tilt * rest);
        squares += often * tilted * tilted;
        cubes += 2.0 * often * tilted * tilted * tilted;
    }
    let root = (2.0 * logs).max(0.0).sqrt().copysign(tilt);
    let scaled = tilt * squares.sqrt();
    let corrected = if root.abs() < 1e-3 {
        root + cubes / squares / squares.sqrt() / 6.0
    } else {
        root + libm::log(scaled / root) / root
    };
    Balance {
        quantile: corrected,
        tilt,
    }
}

#[cfg(test)]
mod tests {
    use super::super::share::clopper_pearson;
    use super::*;

    fn near(got: f64, want: f64, tolerance: f64) {
        assert!((got / want - 1.0).abs() < tolerance, "{got}, not {want}");
    }

    fn of(amounts: &[f64]) -> Vec<Part> {
        let each = |amount: &f64| Part {
            amount: *amount,
            count: 1.0,
            often: 1.0,
        };
        amounts.iter().map(each).collect()
    }

    /// By hand: of one amount x the weight is uniform, so the lower end is 0.025·x; of n equal amounts
    /// the weight of the unseen one leaves x·0.025^(1/n).
    #[test]
    fn equal_amounts_have_the_lower_end_of_what_was_not_seen() {
        let level = Level::new(0.95);
        for (number, want) in [
            (1u32, 0.025),
            (2, 0.158_114),
            (20, 0.831_55),
            (300, 0.987_779),
        ] {
            let parts = of(&vec![7.0; number as usize]);
            let trials = Trials::new(parts.iter().copied(), 0.0);
            near(trials.low(level), 7.0 * want, 0.052 / f64::from(number));
        }
    }

    #[test]
    fn hits_have_the_interval_of_clopper_and_pearson() {
        let level = Level::new(0.95);
        for (hits, size) in [(1u32, 20u32), (5, 20), (19, 20), (3, 1_000), (500, 1_000)] {
            let parts = of(&vec![1.0; hits as usize]);
            let trials = Trials::new(parts.iter().copied(), f64::from(size - hits));
            let (low, high) = clopper_pearson(f64::from(hits), f64::from(size), level);
            // The saddlepoint is least exact where one amount makes the end, and then too low.
            let tolerance = 0.03 / f64::from(hits.min(size - hits));
            near(trials.low(level), low, tolerance);
            near(trials.surely_below(1.0, level), high, tolerance);
            near(trials.below(1.0, 1.0, level), high, tolerance);
        }
    }

    #[test]
    fn ends_follow_the_unit_and_hold_the_point() {
        let level = Level::new(0.95);
        let amounts = [1.0, 2.0, 3.0, 900.0, 4.0, 2.5];
        let parts = of(&amounts);
        let trials = Trials::new(parts.iter().copied(), 3.0);
        let scaled = of(&amounts.map(|amount| amount * 1e6));
        let other = Trials::new(scaled.iter().copied(), 3.0);
        assert!(trials.low(level) < trials.point());
        assert!(trials.high(f64::INFINITY, level) > trials.point());
        near(other.low(level), 1e6 * trials.low(level), 1e-9);
        let high = trials.high(f64::INFINITY, level);
        near(other.high(f64::INFINITY, level), 1e6 * high, 1e-9);
        // Nothing can be above what there can be at most.
        assert!(trials.high(1_000.0, level) < 1_000.0);
        assert!(trials.surely_below(1_000.0, level) >= trials.high(1_000.0, level));
    }

    /// The careful levels of several looks, and the most careful one.
    #[test]
    fn every_level_has_ends() {
        let amounts: Vec<f64> = (1..=400).map(|i| f64::from(i % 37) + 0.5).collect();
        let parts = of(&amounts);
        let trials = Trials::new(parts.iter().copied(), 0.0);
        let mut last = (trials.point(), trials.point());
        for share in [0.5, 0.9, 0.99, 0.9999, 1.0] {
            let level = Level::new(share);
            let ends = (trials.low(level), trials.high(f64::INFINITY, level));
            assert!(ends.0 < last.0 && ends.1 > last.1, "{ends:?} at {share}");
            last = ends;
        }
        assert!(last.0 > 10.0 && last.1 < 60.0, "{last:?}");
    }
}
