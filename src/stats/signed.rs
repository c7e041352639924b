//! Ends of the interval of a mean or a ratio of amounts that may be negative, such as differences trial by trial.
//!
//! Always true here: the ends hold the point between them; nothing is drawn, so equal samples have equal ends.
//!
//! As in [`weights`](super::weights) each trial has a weight as uncertain as a sample of this size makes it, and one more trial
//! that was not seen takes part, as large as the largest that was: for the lower end it lies below nought, for the upper end above.
//! Of k trials that all differ by the same, the side is told from so many on as a test of signs takes, 2^−k below the tail. What is
//! rarer than the trials show and much larger than all that they do is not allowed for: no interval of differences does that whatever
//! their law, since they may lie on either side.

use super::special::{normal_quantile, student};
use super::weights::{Part, balance};
use super::{Interval, Level};

/// What a trial that was not seen may have, on either side.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Unseen {
    /// So much for each that shares it, and no more, whatever the law: a share cannot differ by more than 1.
    AtMost(f64),
    /// The largest amount that was seen, more where trials are few. Where none was, nothing is known of it.
    Largest,
}

/// Σamount/Σcount over parts, each with a count of 0 or more, and its interval. Without counts there is nothing; where all
/// amounts are nought and none is known to be the most, there are no ends.
#[must_use]
pub fn signed(parts: &[Part], unseen: Unseen, level: Level) -> Interval {
    let sum = |of: fn(&Part) -> f64| parts.iter().map(|part| part.often * of(part)).sum::<f64>();
    let (amount, count) = (sum(|part| part.amount), sum(|part| part.count));
    let sharing = parts.iter().filter(|part| part.count > 0.0);
    let number: f64 = sharing.map(|part| part.often).sum();
    if count <= 0.0 {
        return Interval::default();
    }
    let point = amount / count;
    let usual = count / number;
    let Some(most) = most(parts, unseen, (usual, number), level) else {
        return Interval {
            point: Some(point),
            ..Interval::default()
        };
    };
    let end = |goal: f64, amount: f64| {
        let unseen = Part {
            amount,
            count: usual,
            often: 1.0,
        };
        Search {
            parts,
            unseen,
            goal,
        }
        .end(point)
    };
    let quantile = normal_quantile(level.tail());
    Interval {
        point: Some(point),
        low: Some(end(quantile, -most)),
        high: Some(end(-quantile, most)),
    }
}

/// The amount of the trial that was not seen.
fn most(parts: &[Part], unseen: Unseen, (usual, number): (f64, f64), level: Level) -> Option<f64> {
    match unseen {
        Unseen::AtMost(each) => Some(each * usual),
        Unseen::Largest => {
            let amounts = parts.iter().map(|part| part.amount.abs());
            let largest = amounts.fold(0.0, f64::max);
            // Few trials say less of what is not seen.
            let tail = level.tail();
            let few = student(tail, (number - 1.0).max(1.0)) / -normal_quantile(tail);
            (largest > 0.0).then_some(few * largest)
        }
    }
}

/// The search for one end.
struct Search<'s> {
    parts: &'s [Part],
    unseen: Part,
    /// The normal quantile of the tail: below 0 for a lower end.
    goal: f64,
}

impl Search<'_> {
    /// How far the balance at a ratio is from the goal, and the tilt there.
    fn off(&self, ratio: f64, tilt: f64) -> (f64, f64) {
        let all = || self.parts.iter().chain([&self.unseen]);
        let rests = || {
            let rests = all().map(|part| (part.amount - ratio * part.count, part.often));
            rests.filter(|(_, often)| *often > 0.0)
        };
        let at = balance(rests, tilt);
        (at.quantile - self.goal, at.tilt)
    }

    /// The ratio at which the balance is at the goal: steps of false position, the older end weighed less each time it stays.
    fn end(&self, point: f64) -> f64 {
        let upper = self.goal > 0.0;
        let ratios = || {
            let all = self.parts.iter().chain([&self.unseen]);
            all.filter(|part| part.count > 0.0)
                .map(|part| part.amount / part.count)
        };
        let outer = match upper {
            true => ratios().fold(point, f64::max),
            false => ratios().fold(point, f64::min),
        };
        let (mut near, mut far) = (point, outer);
        let (mut off_near, mut tilt) = self.off(near, 0.0);
        if off_near == 0.0 || (off_near > 0.0) == upper {
            return point;
        }
        let (mut off_far, _) = self.off(far, 0.0);
        let close = 1e-11 * (far - near).abs();
        for _ in 0..100 {
            let mut next = near - off_near * (far - near) / (off_far - off_near);
            let inside = (next - near) * (next - far) < 0.0;
            if !inside {
                next = 0.5 * (near + far);
            }
            let (off, at) = self.off(next, tilt);
            tilt = at;
            if (off > 0.0) == (off_far > 0.0) {
                (far, off_far) = (next, off);
                off_near *= 0.5;
            } else {
                (near, off_near) = (next, off);
                off_far *= 0.5;
            }
            if off.abs() < 1e-9 || (far - near).abs() <= close {
                return next;
            }
        }
        far
    }
}

#[cfg(test)]
mod tests {
    use super::super::share::clopper_pearson;
    use super::*;

    fn parts(amounts: &[f64]) -> Vec<Part> {
        let each = |amount: &f64| Part {
            amount: *amount,
            count: 1.0,
            often: 1.0,
        };
        amounts.iter().map(each).collect()
    }

    fn near(got: Option<f64>, want: f64, tolerance: f64) {
        let got = got.expect("an end");
        assert!((got - want).abs() <= tolerance, "{got}, not {want}");
    }

    /// Worked out by hand: of k trials that differ by −1 each, the weighted sum is above nought where an exponential weight is
    /// above the sum of k others by themselves: with probability 2^−k. So six trials in a thousand tell the side at 95 %
    /// (2^−6 < 0.025), and five do not.
    #[test]
    fn signs_are_told_as_a_test_of_signs_tells_them() {
        let level = Level::new(0.95);
        let of = |differing: u32| {
            let mut all = parts(&vec![-1.0; differing as usize]);
            all.push(Part {
                amount: 0.0,
                count: 1.0,
                often: f64::from(1_000 - differing),
            });
            signed(&all, Unseen::AtMost(1.0), level)
        };
        assert!(of(5).high.is_some_and(|high| high > 0.0));
        assert!(of(6).high.is_some_and(|high| high < 0.0));
        // Few trials alone: Student's t makes the one that was not seen larger.
        let alone = |number: usize| {
            signed(&parts(&vec![-1.0; number]), Unseen::Largest, level)
                .high
                .is_some_and(|high| high < 0.0)
        };
        assert!(!alone(5) && alone(8));
    }

    /// Shares of single trials have Clopper and Pearson's interval, shifted by nought.
    #[test]
    fn hits_have_the_interval_of_a_share() {
        let level = Level::new(0.95);
        let hits = [
            Part {
                amount: 1.0,
                count: 1.0,
                often: 30.0,
            },
            Part {
                amount: 0.0,
                count: 1.0,
                often: 170.0,
            },
        ];
        let got = signed(&hits, Unseen::AtMost(1.0), level);
        let (_, high) = clopper_pearson(30.0, 200.0, level);
        near(got.high, high, 0.002);
        near(got.point, 0.15, 1e-12);
    }

    #[test]
    fn the_ends_turn_round_with_the_sign_and_follow_the_unit() {
        let level = Level::new(0.99);
        let amounts = [1.0, -2.0, 3.5, 0.0, 8.0, 2.0, 2.0, 1.0, 0.5, 4.0];
        let plain = signed(&parts(&amounts), Unseen::Largest, level);
        let turned = signed(&parts(&amounts.map(|one| -one)), Unseen::Largest, level);
        let scaled = signed(
            &parts(&amounts.map(|one| one * 1e6)),
            Unseen::Largest,
            level,
        );
        near(plain.low, -turned.high.expect("an end"), 1e-6);
        near(plain.high, -turned.low.expect("an end"), 1e-6);
        near(
            scaled.low.map(|low| low / 1e6),
            plain.low.expect("an end"),
            1e-6,
        );
    }

    #[test]
    fn what_was_not_seen_is_not_excluded() {
        let level = Level::new(0.95);
        let equal = [Part {
            amount: 0.0,
            count: 1.0,
            often: 1_000.0,
        }];
        let share = signed(&equal, Unseen::AtMost(1.0), level);
        // 0.025^(1/1000) of the weights at least are on those that were seen: 3.69 of a thousand are not.
        near(share.high, 0.003_682, 3e-5);
        near(share.low, -0.003_682, 3e-5);
        let amount = signed(&equal, Unseen::Largest, level);
        assert_eq!(
            (amount.point, amount.low, amount.high),
            (Some(0.0), None, None)
        );
        assert_eq!(signed(&[], Unseen::Largest, level), Interval::default());
    }
}
