//! How often the 95 % intervals hold the truth, on cases whose truth is known.
//!
//! Always true here: seeds are fixed, so a coverage is a number of the code, not of luck; the same
//! samples show that intervals which take dependent observations for independent ones hold the
//! truth too rarely.

mod differences;
mod looks;

use super::clusters::{Clusters, Count};
use super::direct::{Observation, achieved as achievable, amounts, counts, pairs};
use super::mean::{mean_amount, mean_count};
use super::ratio::ratio;
use super::share::{clopper_pearson, pooled};
use super::special::student;
use super::{Interval, Level};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const REPEATS: u64 = 2_000;
const LEVEL: f64 = 0.95;

fn uniform(rng: &mut ChaCha8Rng) -> f64 {
    ((rng.next_u64() >> 11) as f64 + 0.5) / (1u64 << 53) as f64
}

fn exponential(rng: &mut ChaCha8Rng, mean: f64) -> f64 {
    -mean * libm::log(uniform(rng))
}

fn poisson(rng: &mut ChaCha8Rng, mean: f64) -> u64 {
    let mut time = exponential(rng, 1.0);
    let mut count = 0;
    while time < mean {
        count += 1;
        time += exponential(rng, 1.0);
    }
    count
}

/// Share of repeats in which the interval holds the truth.
fn coverage(truth: f64, interval: impl Fn(&mut ChaCha8Rng) -> Interval) -> f64 {
    let held = (0..REPEATS)
        .filter(|seed| {
            let mut rng = ChaCha8Rng::seed_from_u64(*seed);
            interval(&mut rng).holds(truth)
        })
        .count();
    held as f64 / REPEATS as f64
}

fn in_band(what: &str, coverage: f64) {
    assert!(
        (0.93..=0.97).contains(&coverage),
        "{what}: the 95 % interval holds the truth in {coverage} of the cases"
    );
}

/// Intervals of lengths allow for what was not seen: they hold the truth more often where lengths are
/// even.
fn often_enough(what: &str, coverage: f64) {
    assert!(
        coverage >= 0.945,
        "{what}: the 95 % interval holds the truth in {coverage} of the cases"
    );
}

fn too_rare(what: &str, coverage: f64) {
    assert!(
        coverage < 0.93,
        "{what}: the naive interval should fail, but holds the truth in {coverage} of the cases"
    );
}

/// Trials of two kinds: in a bad one an outage keeps its objective with probability 0.5, in a good
/// one with `good`; the number of outages is Poisson with mean 3.
fn clustered_counts(rng: &mut ChaCha8Rng, trials: usize, bad: f64, good: f64) -> Vec<Count> {
    (0..trials)
        .map(|_| {
            let keeps = if uniform(rng) < bad { 0.5 } else { good };
            let all = poisson(rng, 3.0);
            let hits = (0..all).filter(|_| uniform(rng) < keeps).count() as u64;
            Count { hits, all }
        })
        .collect()
}

#[test]
fn shares_of_clustered_outages() {
    let level = Level::new(LEVEL);
    for (trials, bad, good) in [(60, 0.2, 0.97), (300, 0.2, 0.97), (300, 0.06, 0.995)] {
        let truth = bad * 0.5 + (1.0 - bad) * good;
        let sound = coverage(truth, |rng| {
            pooled(
                &Clusters::of(&clustered_counts(rng, trials, bad, good)),
                trials as u64,
                level,
            )
            .interval
        });
        in_band("clustered share", sound);
        let naive = coverage(truth, |rng| {
            let counts = clustered_counts(rng, trials, bad, good);
            let hits: u64 = counts.iter().map(|count| count.hits).sum();
            let all: u64 = counts.iter().map(|count| count.all).sum();
            let (low, high) = clopper_pearson(hits as f64, all as f64, level);
            Interval {
                point: None,
                low: Some(low),
                high: Some(high),
            }
        });
        too_rare("clustered share", naive);
    }
}

/// Recovery times of trials whose pace differs: exponential with mean 1 h times the pace of the
/// trial; where the pace is slow there are also more outages, as with a worn-out crew.
fn recoveries(rng: &mut ChaCha8Rng, trials: usize) -> Vec<Vec<f64>> {
    (0..trials)
        .map(|_| {
            let slow = uniform(rng) < 0.25;
            let (pace, outages) = if slow { (4.0, 5.0) } else { (1.0, 2.0) };
            (0..poisson(rng, outages))
                .map(|_| exponential(rng, pace))
                .collect()
        })
        .collect()
}

/// Share of outages in slow trials: 0.25·5 of 0.25·5 + 0.75·2.
const SLOW: f64 = 1.25 / 2.75;

#[test]
fn mean_recovery_times() {
    let level = Level::new(LEVEL);
    let truth = SLOW * 4.0 + (1.0 - SLOW) * 1.0;
    for trials in [40, 200] {
        let sound = coverage(truth, |rng| {
            let parts: Vec<(f64, f64)> = recoveries(rng, trials)
                .iter()
                .map(|values| (values.iter().sum(), values.len() as f64))
                .collect();
            ratio(pairs(&parts), level)
        });
        often_enough("mean recovery time", sound);
    }
    // A rare long loss among many short outages, one in twenty trials.
    let truth = (2.0 * 0.5 + 0.05 * 48.0) / 2.05;
    for trials in [200, 1_000] {
        let sound = coverage(truth, |rng| {
            let parts: Vec<(f64, f64)> = (0..trials)
                .map(|_| {
                    let (short, long) = (poisson(rng, 2.0), poisson(rng, 0.05));
                    let hours: f64 = (0..short).map(|_| exponential(rng, 0.5)).sum();
                    let days: f64 = (0..long).map(|_| exponential(rng, 48.0)).sum();
                    (hours + days, (short + long) as f64)
                })
                .collect();
            ratio(pairs(&parts), level)
        });
        often_enough("rare long loss", sound);
    }
    let truth = SLOW * 4.0 + (1.0 - SLOW) * 1.0;
    let naive = coverage(truth, |rng| {
        let values = recoveries(rng, 200).concat();
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let squares: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
        let half = student(level.tail(), count - 1.0) * (squares / (count - 1.0) / count).sqrt();
        Interval {
            point: Some(mean),
            low: Some(mean - half),
            high: Some(mean + half),
        }
    });
    too_rare("mean recovery time", naive);
}

/// Where the mixture of recovery times has this share below it, by bisection.
fn true_quantile(share: f64) -> f64 {
    let below = |x: f64| SLOW * (1.0 - libm::exp(-x / 4.0)) + (1.0 - SLOW) * (1.0 - libm::exp(-x));
    let (mut low, mut high) = (0.0, 1_000.0);
    for _ in 0..100 {
        let middle = 0.5 * (low + high);
        if below(middle) < share {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

#[test]
fn achievable_quantiles() {
    let level = Level::new(LEVEL);
    for (trials, target) in [(200, 0.95), (200, 0.5), (60, 0.8)] {
        let truth = true_quantile(target);
        let sample = |rng: &mut ChaCha8Rng, merged: bool| -> Vec<Observation> {
            let mut next = 0;
            let mut out = Vec::new();
            for (trial, values) in (0..).zip(recoveries(rng, trials)) {
                for value in values {
                    let trial = if merged { trial } else { next };
                    out.push(Observation { value, trial });
                    next += 1;
                }
            }
            out
        };
        let sound = coverage(truth, |rng| {
            achievable(&sample(rng, true), trials, target, level)
        });
        in_band("achievable", sound);
        // Each outage taken for a trial of its own.
        let naive = coverage(truth, |rng| {
            let each = sample(rng, false);
            achievable(&each, each.len(), target, level)
        });
        // In the far tail few outages of a trial meet, so that clusters matter less there.
        if target < 0.9 {
            too_rare("achievable", naive);
        }
    }
}

/// Outages per trial: 0.5 in most years, 4 in a stormy one of five.
fn yearly_counts(rng: &mut ChaCha8Rng, trials: usize) -> Vec<f64> {
    (0..trials)
        .map(|_| {
            let rate = if uniform(rng) < 0.2 { 4.0 } else { 0.5 };
            poisson(rng, rate) as f64
        })
        .collect()
}

#[test]
fn rates() {
    let level = Level::new(LEVEL);
    let truth = 0.2 * 4.0 + 0.8 * 0.5;
    for trials in [30, 300] {
        let sound = coverage(truth, |rng| {
            mean_count(&counts(&yearly_counts(rng, trials)), trials as u64, level)
        });
        in_band("rate", sound);
    }
    // All outages taken for one Poisson stream.
    let naive = coverage(truth, |rng| {
        let sum: f64 = yearly_counts(rng, 300).iter().sum();
        let half = 1.96 * sum.sqrt();
        Interval {
            point: None,
            low: Some((sum - half) / 300.0),
            high: Some((sum + half) / 300.0),
        }
    });
    too_rare("rate", naive);
}

/// One event a year, of which some bring many outages at once.
#[test]
fn rates_of_what_comes_in_storms() {
    let level = Level::new(LEVEL);
    for (trials, storms, size, least) in [
        (1_000, 0.1, 20.0, 0.93),
        (1_000, 0.02, 50.0, 0.93),
        (300, 0.1, 20.0, 0.93),
        (300, 0.02, 50.0, 0.9),
    ] {
        let truth = 1.0 - storms + storms * size;
        let sound = coverage(truth, |rng| {
            let numbers: Vec<f64> = (0..trials)
                .map(|_| {
                    let one = |rng: &mut ChaCha8Rng| {
                        if uniform(rng) < storms { size } else { 1.0 }
                    };
                    (0..poisson(rng, 1.0)).map(|_| one(rng)).sum()
                })
                .collect();
            mean_count(&counts(&numbers), trials, level)
        });
        assert!(sound >= least, "{trials} {storms}: {sound}");
    }
}

/// Rare events: an exact interval is wider than it must be, but never too narrow.
#[test]
fn rare_events() {
    let level = Level::new(LEVEL);
    for truth in [0.001, 0.003, 0.01] {
        let sound = coverage(truth, |rng| {
            let numbers: Vec<f64> = (0..1_000).map(|_| poisson(rng, truth) as f64).collect();
            mean_count(&counts(&numbers), 1_000, level)
        });
        assert!(sound >= 0.95, "{truth}: {sound}");
    }
    let naive = coverage(0.003, |rng| {
        let counts: Vec<f64> = (0..1_000).map(|_| poisson(rng, 0.003) as f64).collect();
        let sum: f64 = counts.iter().sum();
        let half = 1.96 * sum.sqrt();
        Interval {
            point: None,
            low: Some((sum - half) / 1_000.0),
            high: Some((sum + half) / 1_000.0),
        }
    });
    too_rare("rare", naive);
}

/// Share of a year down: a few outages of half an hour in most years, and in one of ten a loss of
/// two days on average.
fn downtime_shares(rng: &mut ChaCha8Rng, trials: usize) -> Vec<f64> {
    (0..trials)
        .map(|_| {
            let small: f64 = (0..poisson(rng, 2.0)).map(|_| exponential(rng, 0.5)).sum();
            let large: f64 = (0..poisson(rng, 0.1)).map(|_| exponential(rng, 48.0)).sum();
            (small + large) / 8_760.0
        })
        .collect()
}

#[test]
fn availability_near_one() {
    let level = Level::new(LEVEL);
    let truth = 1.0 - (2.0 * 0.5 + 0.1 * 48.0) / 8_760.0;
    let up = |shares: Vec<f64>| {
        let trials = shares.len();
        mean_amount(amounts(&shares, 1_000), trials as u64, 1.0, level).complement()
    };
    for trials in [100, 400] {
        let sound = coverage(truth, |rng| up(downtime_shares(rng, trials)));
        often_enough("availability", sound);
    }
    // Hours taken for independent coin tosses.
    let naive = coverage(truth, |rng| {
        let hours: f64 = downtime_shares(rng, 200).iter().sum::<f64>() * 8_760.0;
        let (low, high) = clopper_pearson(hours, 200.0 * 8_760.0, level);
        Interval {
            point: None,
            low: Some(1.0 - high),
            high: Some(1.0 - low),
        }
    });
    too_rare("availability", naive);
}
