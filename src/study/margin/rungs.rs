//! Round values on both sides of a number, as people would write them.
//!
//! Always true here: from the one that is nearest to the number outwards; all of them are other numbers than it.

use crate::model::margin::Amount;
use crate::units::{DAY, HOUR, MINUTE, SECOND, Span, WEEK};

/// The longest length that is tried, unless it is a good part of what is: a quarter of a year.
const LONGEST: u64 = 90 * DAY;

/// The values below a number, and those above it.
pub(super) fn rungs(now: &Amount) -> [Vec<Amount>; 2] {
    let all = match now {
        Amount::Length(span) => lengths()
            .into_iter()
            .filter(|ms| *ms <= (10 * span.0).max(LONGEST))
            .map(|ms| Amount::Length(Span(ms)))
            .collect(),
        Amount::Period(span) => periods(span.0).map(|ms| Amount::Period(Span(ms))).collect(),
        Amount::Sized { number, unit } => sizes(*number, unit),
        Amount::Count(count) => counts(*count).map(Amount::Count).collect::<Vec<_>>(),
    };
    let is_below = |amount: &Amount| amount.size() < now.size();
    let below = all.iter().filter(|one| is_below(one)).rev().cloned();
    let above = all.iter().filter(|one| one.size() > now.size()).cloned();
    [below.collect(), above.collect()]
}

/// Nothing, seconds, minutes up to two hours, half hours up to two days, days up to 90, tens of days up to three years.
fn lengths() -> Vec<u64> {
    let seconds = (0..60).map(|count| count * SECOND);
    let minutes = (1..120).map(|count| count * MINUTE);
    let hours = (4..96).map(|count| count * HOUR / 2);
    let days = (2..90).map(|count| count * DAY);
    let tens = (9..110).map(|count| count * 10 * DAY);
    let all = seconds.chain(minutes).chain(hours).chain(days).chain(tens);
    all.collect()
}

/// Lengths of which a week has a whole number, not so short that there are more than 48 times as many.
fn periods(now: u64) -> impl Iterator<Item = u64> {
    let minutes = [1, 2, 5, 10, 15, 20, 30].map(|count| count * MINUTE);
    let hours = [1, 2, 3, 4, 6, 8, 12].map(|count| count * HOUR);
    let all = minutes.into_iter().chain(hours).chain([DAY, WEEK]);
    all.filter(move |every| *every >= now / 48)
}

/// Two digits, from a thousandth to a thousand times as much.
fn sizes(now: f64, unit: &str) -> Vec<Amount> {
    let mut all = Vec::new();
    for power in -9_i32..=15 {
        for digits in 10..100 {
            // A product of whole numbers, or a quotient: what is written is what was meant.
            let scale = libm::pow(10.0, f64::from(power.abs()));
            let number = match power < 0 {
                true => f64::from(digits) / scale,
                false => f64::from(digits) * scale,
            };
            if number >= now / 1_000.0 && number <= now * 1_000.0 {
                all.push(Amount::Sized {
                    number,
                    unit: unit.to_string(),
                });
            }
        }
    }
    all
}

fn counts(now: u64) -> impl Iterator<Item = u64> {
    0..=now.saturating_add(64).min(10_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_go_outwards_and_pass_over_the_number_itself() {
        let [below, above] = rungs(&Amount::Length(Span(MINUTE)));
        assert_eq!(below[0], Amount::Length(Span(59 * SECOND)));
        assert_eq!(below.last(), Some(&Amount::Length(Span::ZERO)));
        assert_eq!(above[0], Amount::Length(Span(2 * MINUTE)));
        let [below, above] = rungs(&Amount::Sized {
            number: 100.0,
            unit: "MB/s".to_string(),
        });
        assert_eq!(
            (below[0].words(), above[0].words()),
            ("99 MB/s".to_string(), "110 MB/s".to_string())
        );
        let [below, above] = rungs(&Amount::Count(4));
        assert_eq!((below.len(), above.len()), (4, 64));
        let [below, _] = rungs(&Amount::Period(Span(DAY)));
        assert_eq!(below.last(), Some(&Amount::Period(Span(30 * MINUTE))));
        // What follows each other never goes back.
        for side in rungs(&Amount::Length(Span(3 * HOUR))) {
            let sizes: Vec<f64> = side.iter().map(Amount::size).collect();
            assert!(sizes.windows(2).all(|two| two[0] != two[1]));
            assert!(sizes.is_sorted() || sizes.iter().rev().is_sorted());
        }
    }
}
