//! Ratios over trials, such as all recovery time over all outages.
//!
//! Always true here: numerator and denominator are sums over the same trials, and the interval comes
//! from how trials differ, not from how observations differ.

use super::amounts::Spread;
use super::weights::{Part, Trials};
use super::{Interval, Level};

/// Σamount/Σcount, with the ends of [`weights`](super::weights) over the trials that have a count.
///
/// Below [`ENOUGH`](super::ENOUGH) counted events there is no upper end: what is rare and long may not
/// have been seen. The same where all of them are of one trial, since outages of a trial depend on
/// each other. None counted gives nothing. Where amounts were rounded up, the lower end is lowered by as
/// much as that can be.
#[must_use]
pub fn ratio<I: Iterator<Item = Part> + Clone>(spread: Spread<I>, level: Level) -> Interval {
    if spread.trials == 0 {
        return Interval::default();
    }
    let point = spread.amount / spread.count;
    if point <= 0.0 {
        return Interval {
            point: Some(0.0),
            low: Some(0.0),
            high: None,
        };
    }
    let enough = spread.count >= super::ENOUGH as f64 && spread.trials > 1;
    let lowered = spread.lowered();
    let trials = Trials::new(spread.parts, 0.0);
    Interval {
        point: Some(point),
        low: Some((trials.low(level) * lowered).min(point)),
        high: enough.then(|| trials.high(f64::INFINITY, level).max(point)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::direct::{amounts, pairs};
    use super::super::mean::mean_amount;
    use super::*;

    fn singles(amounts: impl Iterator<Item = f64>) -> Vec<(f64, f64)> {
        amounts.map(|amount| (amount, 1.0)).collect()
    }

    #[test]
    fn a_ratio_of_single_counts_is_a_mean() {
        let level = Level::new(0.95);
        let many = singles((0..5_000).map(|value| 1_000.0 + f64::from(value % 101)));
        let got = ratio(pairs(&many), level);
        assert!((got.point.unwrap() - 1_050.0).abs() < 1.0);
        let all: Vec<f64> = many.iter().map(|pair| pair.0).collect();
        let mean = mean_amount(amounts(&all, 5_000), 5_000, f64::INFINITY, level);
        assert_eq!((got.low, got.high), (mean.low, mean.high));
    }

    #[test]
    fn an_upper_end_takes_enough_events_of_more_than_one_trial() {
        let level = Level::new(0.95);
        let few = ratio(pairs(&singles((1..300).map(f64::from))), level);
        assert!(few.low < few.point && few.high.is_none());
        let enough = ratio(pairs(&singles((1..301).map(f64::from))), level);
        assert!(enough.low < enough.point && enough.high > enough.point);
        let all_in = |trials: usize| {
            let part = (10.0, 600.0 / trials as f64);
            ratio(pairs(&vec![part; trials]), level)
        };
        assert_eq!(all_in(1).high, None);
        assert!(all_in(2).high.is_some());
        // Two trials say less of a third than two hundred do, whatever they have in common.
        let width = |got: Interval| got.high.unwrap() / got.point.unwrap();
        assert!(width(all_in(2)) > 5.0 && width(all_in(200)) < 1.1);
    }

    #[test]
    fn trials_without_a_count_change_nothing_and_one_event_has_a_lower_end() {
        let level = Level::new(0.95);
        let part = (10.0, 2.0);
        let one = ratio(pairs(&[part]), level);
        assert_eq!((one.point, one.high), (Some(5.0), None));
        // Markov: an amount is above forty times its mean in at most one case of forty.
        assert!((one.low.unwrap() - 5.0 / 40.0).abs() < 0.01, "{one:?}");
        assert_eq!(ratio(pairs(&[]), level), Interval::default());
        let other = (30.0, 2.0);
        let without = ratio(pairs(&[part, other]), level);
        let with = ratio(pairs(&[part, (0.0, 0.0), other]), level);
        assert_eq!(without, with);
        let zero = ratio(pairs(&[(0.0, 4.0)]), level);
        assert_eq!(
            (zero.point, zero.low, zero.high),
            (Some(0.0), Some(0.0), None)
        );
    }
}
