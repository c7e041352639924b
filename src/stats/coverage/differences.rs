//! How often intervals of paired differences hold the truth, and how often a difference is called better or worse that is none.
//!
//! Always true here: seeds are fixed; the second sample shares what common random numbers let two variants share, and no more.

use super::super::arms::{Arm, Values};
use super::super::blocks::Blocks;
use super::super::gate::level_of_each;
use super::super::paired::{Pairing, Side, difference};
use super::super::signed::Unseen;
use super::{LEVEL, exponential, poisson, uniform};
use crate::stats::share::clopper_pearson;
use crate::stats::{Interval, Level};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

const REPEATS: u64 = 200;

/// One trial of two variants: recovery times of the outages of each.
type Trial = (Vec<f64>, Vec<f64>);

/// Lengths with a long tail: exponential to the power of 1.5, of mean 1.33 times `mean`.
fn length(rng: &mut ChaCha8Rng, mean: f64) -> f64 {
    mean * libm::pow(exponential(rng, 1.0), 1.5)
}

/// Outages that come with a rate; of the second variant they are `factor` as long, and some have lengths of their own.
fn trials(rng: &mut ChaCha8Rng, number: u32, rate: f64, own: f64, factor: f64) -> Vec<Trial> {
    let one = |rng: &mut ChaCha8Rng| {
        let (mut first, mut second) = (vec![], vec![]);
        for _ in 0..poisson(rng, rate) {
            let value = length(rng, 10_000.0);
            first.push(value);
            let other = match uniform(rng) < own {
                true => length(rng, 10_000.0),
                false => value,
            };
            second.push(factor * other);
        }
        (first, second)
    };
    (0..number).map(|_| one(rng)).collect()
}

fn blocks(trials: &[Trial], of: impl Fn(&Trial) -> (u64, u64)) -> Blocks {
    let mut made = Blocks::default();
    for (number, trial) in (0..).zip(trials) {
        let (amount, count) = of(trial);
        made.add(number, amount, count);
    }
    made
}

fn sum(values: &[f64]) -> u64 {
    values.iter().map(|value| *value as u64).sum()
}

fn compared(trials: &[Trial], kind: Kind, level: Level) -> Interval {
    let limit = 30_000.0;
    let within = |all: &[f64]| all.iter().filter(|one| **one <= limit).count() as u64;
    let (first, second) = match kind {
        Kind::Mean => (
            blocks(trials, |one| (sum(&one.0), 0)),
            blocks(trials, |one| (sum(&one.1), 0)),
        ),
        Kind::Ratio => (
            blocks(trials, |one| (sum(&one.0), one.0.len() as u64)),
            blocks(trials, |one| (sum(&one.1), one.1.len() as u64)),
        ),
        Kind::Share => (
            blocks(trials, |one| (within(&one.0), one.0.len() as u64)),
            blocks(trials, |one| (within(&one.1), one.1.len() as u64)),
        ),
        Kind::Quantile => return quantiles(trials, level),
    };
    let pairing = Pairing {
        trials: trials.len() as u32,
        by_trial: kind == Kind::Mean,
    };
    let unseen = match kind {
        Kind::Share => Unseen::AtMost(1.0),
        _ => Unseen::Largest,
    };
    let side = |blocks| Side { blocks, unit: 1.0 };
    difference(side(&first), side(&second), pairing, unseen, level).interval
}

fn quantiles(trials: &[Trial], level: Level) -> Interval {
    let values = |of: fn(&Trial) -> &Vec<f64>| {
        let each = (0..).zip(trials);
        let all =
            each.flat_map(|(number, trial)| of(trial).iter().map(move |one| (number, *one as u64)));
        Values::of(all.collect(), 0.9, trials.len() as u32)
    };
    let (first, second) = (values(|one| &one.0), values(|one| &one.1));
    let (Some(one), Some(other)) = (Arm::quantile(&first, level), Arm::quantile(&second, level))
    else {
        return Interval::default();
    };
    one.difference(&other, first.together(&second))
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Mean,
    Ratio,
    Share,
    Quantile,
}

const KINDS: [Kind; 4] = [Kind::Mean, Kind::Ratio, Kind::Share, Kind::Quantile];

/// By how much the second variant differs in truth.
fn truth(kind: Kind, rate: f64, factor: f64) -> f64 {
    // The mean of an exponential to the power of 1.5 is Γ(2.5).
    let mean = 10_000.0 * 1.329_340_388;
    let below = |limit: f64| 1.0 - libm::exp(-libm::pow(limit / 10_000.0, 2.0 / 3.0));
    match kind {
        Kind::Mean => rate * mean * (factor - 1.0),
        Kind::Ratio => mean * (factor - 1.0),
        Kind::Share => below(30_000.0 / factor) - below(30_000.0),
        Kind::Quantile => 10_000.0 * libm::pow(-libm::log(0.1), 1.5) * (factor - 1.0),
    }
}

/// In how many of the repeats something is so; the most that a probability lets happen by luck in one of a thousand such tests.
fn most_by_luck(probability: f64, repeats: u64) -> u64 {
    let fits = |hits: &u64| {
        let level = Level::new(0.998);
        clopper_pearson(*hits as f64, repeats as f64, level).0 <= probability
    };
    (0..=repeats).take_while(fits).last().unwrap_or(0)
}

fn left_out(kind: Kind, number: u32, rate: f64, own: f64, factor: f64) -> u64 {
    let truth = truth(kind, rate, factor);
    // Whole milliseconds are cut off.
    let near = if kind == Kind::Share { 0.0 } else { 1.0 };
    let near = |interval: &Interval| {
        interval.low.is_none_or(|low| low <= truth + near)
            && interval.high.is_none_or(|high| high >= truth - near)
    };
    let missed = |seed: &u64| {
        let mut rng = ChaCha8Rng::seed_from_u64(*seed);
        let trials = trials(&mut rng, number, rate, own, factor);
        !near(&compared(&trials, kind, Level::new(LEVEL)))
    };
    (0..REPEATS).filter(missed).count() as u64
}

/// The 95 % intervals hold the truth: of few and of many trials, of what goes closely together, loosely and not at all, with a
/// difference and without.
#[test]
fn intervals_of_differences_hold_the_truth() {
    for kind in KINDS {
        for (number, rate) in [(60, 0.3), (200, 1.0), (500, 2.0)] {
            for (own, factor) in [(0.05, 1.0), (0.3, 1.0), (0.3, 0.8), (1.0, 1.0)] {
                let missed = left_out(kind, number, rate, own, factor);
                let most = most_by_luck(1.0 - LEVEL, REPEATS);
                assert!(
                    missed <= most,
                    "{kind:?}, {number} trials, own {own}, factor {factor}: left out {missed} of {REPEATS} times"
                );
            }
        }
    }
}

/// Twenty figures of which none differs, judged together as a comparison judges them: how often any of them is called better or
/// worse stays within what the level leaves; and where all differ by a fifth, most are told.
#[test]
fn false_verdicts_stay_within_what_is_promised_of_all() {
    const FIGURES: u64 = 20;
    const COMPARISONS: u64 = 60;
    let level = level_of_each(Level::new(LEVEL), FIGURES as usize, 1);
    let decided = |comparison: u64, factor: f64| {
        let one = |figure: &u64| {
            let mut rng = ChaCha8Rng::seed_from_u64(1_000 * comparison + figure);
            let trials = trials(&mut rng, 200, 1.0, 0.1, factor);
            let kind = KINDS[(*figure % 3) as usize];
            let found = compared(&trials, kind, level);
            let above = found.low.is_some_and(|low| low > 0.0);
            above || found.high.is_some_and(|high| high < 0.0)
        };
        (0..FIGURES).filter(one).count() as u64
    };
    let wrong = (0..COMPARISONS)
        .filter(|one| decided(*one, 1.0) > 0)
        .count() as u64;
    let most = most_by_luck(1.0 - LEVEL, COMPARISONS);
    assert!(
        wrong <= most,
        "{wrong} of {COMPARISONS} comparisons call something so that is not"
    );
    let found: u64 = (0..5).map(|one| decided(one, 0.8)).sum();
    assert!(
        found > 5 * FIGURES / 4,
        "only {found} of {} are told",
        5 * FIGURES
    );
}
