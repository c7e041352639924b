//! Figures from sums against those from all values.

use super::super::frequencies::Rounding;
use super::super::share;
use super::super::{mean, ratio};
use super::*;
use proptest::prelude::*;

fn within(got: Option<f64>, want: Option<f64>, part: f64) -> bool {
    match (got, want) {
        (Some(got), Some(want)) => (got - want).abs() <= part * want.abs().max(1e-9),
        (got, want) => got == want,
    }
}

fn near(got: Option<f64>, want: Option<f64>) -> bool {
    within(got, want, 1e-9)
}

/// Ends are roots: of few trials that differ much they hang on the difference of nearly equal numbers, of which the
/// way over real numbers loses some digits.
fn same(got: Interval, want: Interval) -> bool {
    let ends = [(got.low, want.low), (got.high, want.high)];
    near(got.point, want.point) && ends.iter().all(|(got, want)| within(*got, *want, 1e-6))
}

fn trials() -> impl Strategy<Value = Vec<Vec<u64>>> {
    let value = prop_oneof![1 => Just(ENDLESS), 9 => 0_u64..40];
    proptest::collection::vec(proptest::collection::vec(value, 0..5), 1..120)
}

fn observations(trials: &[Vec<u64>]) -> Vec<Observation> {
    let numbered = (0..).zip(trials);
    numbered
        .flat_map(|(trial, values)| {
            values.iter().map(move |value| Observation {
                value: super::super::frequencies::real(*value),
                trial,
            })
        })
        .collect()
}

proptest! {
    #[test]
    fn quantiles_and_their_ends_are_those_of_all_values(
        trials in trials(), target in 0.0..1.0_f64, level in 0.5..0.99_f64,
    ) {
        let all = observations(&trials);
        let level = Level::new(level);
        let want = achievable(&all, trials.len(), target, level);
        prop_assert_eq!(achieved(&all, trials.len(), target, level), want);
    }

    #[test]
    fn shares_are_those_of_all_trials(
        trials in proptest::collection::vec((0_u64..40, 0_u64..40), 1..200),
    ) {
        let level = Level::new(0.95);
        let counts: Vec<Count> = trials
            .iter()
            .map(|(hits, misses)| Count { hits: *hits, all: hits + misses })
            .collect();
        let got = share::effective(&Clusters::of(&counts), trials.len() as u64, level);
        let want = effective(&counts, trials.len(), level);
        prop_assert_eq!(got.map(|one| one.0), want.map(|one| one.0));
        // Where all trials have the same share, one at a time finds a little more than no variance.
        let (got, want) = (got.map(|one| one.1), want.map(|one| one.1));
        prop_assert!(near(got, want), "{:?} {:?}", got, want);
    }

    #[test]
    fn rates_are_those_of_all_trials(
        numbers in proptest::collection::vec(0_u64..2_000, 1..200),
    ) {
        let level = Level::new(0.95);
        let some: Vec<f64> = numbers.iter().filter(|one| **one > 0).map(|one| *one as f64).collect();
        let got = mean::mean_count(&Moments::of(&numbers), numbers.len() as u64, level);
        let want = mean_count(&some, numbers.len(), level);
        prop_assert!(same(got, want), "{:?} {:?}", got, want);
    }

    #[test]
    fn means_and_ratios_are_those_of_all_trials(
        trials in proptest::collection::vec((0_u64..5_000_000, 0_u64..4), 1..60),
    ) {
        let level = Level::new(0.95);
        let exact = Rounding::beyond(usize::MAX);
        let (mut sums, mut shared) = (Amounts::default(), Pairs::default());
        for (amount, count) in &trials {
            sums.add(*amount, 20, &exact);
            shared.add(*amount, *count, &exact);
        }
        sums.list.settle();
        shared.list.settle();
        let singly: Vec<f64> = trials.iter().map(|one| one.0 as f64).collect();
        let all = trials.len() as u64;
        let want = mean::mean_amount(amounts(&singly, 20 * all), all, 1e9, level);
        let got = mean::mean_amount(sums.spread(1.0), all, 1e9, level);
        prop_assert!(same(got, want), "{:?} {:?}", got, want);
        let singly: Vec<(f64, f64)> =
            trials.iter().map(|one| (one.0 as f64, one.1 as f64)).collect();
        let want = ratio::ratio(pairs(&singly), level);
        let got = ratio::ratio(shared.spread(), level);
        prop_assert!(same(got, want), "{:?} {:?}", got, want);
        // Rounded up, the point stays and the ends move outwards, by little.
        let mut rounded = Pairs::default();
        for (amount, count) in &trials {
            rounded.add(*amount, *count, &Rounding::beyond(1));
        }
        rounded.list.settle();
        let wider = ratio::ratio(rounded.spread(), level);
        prop_assert_eq!(wider.point, got.point);
        if let (Some(wide), Some(exact)) = (wider.low, got.low) {
            prop_assert!(wide <= exact && wide >= exact * 0.998, "{} {}", wide, exact);
        }
        if let (Some(wide), Some(exact)) = (wider.high, got.high) {
            prop_assert!(wide >= exact * 0.999_999 && wide <= exact * 1.002);
        }
    }
}
