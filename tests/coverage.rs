//! How often the intervals of means of uneven lengths hold the truth: recovery times and downtime of
//! lognormal laws, and of minutes mixed with weeks.
//!
//! Always true here: all repetitions count, also those below the number of outages from which on
//! there is an upper end; a lower end alone is held to the same level.
//!
//! `FIREDRILL_COVERAGE=10000 cargo test --release coverage:: -- --nocapture` measures more sizes
//! with so many repetitions each and prints the tables of `model.md`.
#![allow(clippy::print_stdout, reason = "the long variant prints its tables")]

use firedrill::stats::amounts::Spread;
use firedrill::stats::mean::{mean_amount, surely_at_most};
use firedrill::stats::ratio::ratio;
use firedrill::stats::special::{normal_quantile, student};
use firedrill::stats::weights::{Part, Trials};
use firedrill::stats::{ENOUGH, Interval, Level};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const LEVEL: f64 = 0.95;
/// Two weeks in minutes.
const WEEKS: f64 = 20_160.0;

/// A law of recovery times, in minutes.
#[derive(Clone, Copy)]
enum Law {
    /// Lognormal of median 10 with this sigma.
    Lognormal(f64),
    /// This share has a median of two weeks and a sigma of `spread`, the others one of 10 and sigma 1.
    Mixture { weeks: f64, spread: f64 },
    /// Exponential.
    Exponential,
    /// Eight hours, and this share of ten minutes.
    EightHours { short: f64 },
}

use Law::{EightHours, Exponential, Lognormal, Mixture};

/// The laws, with the least coverage of a two-sided interval that is promised.
const LAWS: [(&str, Law, f64); 11] = [
    ("lognormal, sigma 0.5", Lognormal(0.5), 0.95),
    ("lognormal, sigma 1", Lognormal(1.0), 0.95),
    ("lognormal, sigma 1.5", Lognormal(1.5), 0.94),
    ("lognormal, sigma 2", Lognormal(2.0), 0.92),
    ("exponential", Exponential, 0.95),
    ("8 h, 10 % of them 10 min", EightHours { short: 0.1 }, 0.95),
    ("20 % weeks", mixture(0.2, 0.5), 0.95),
    ("5 % weeks", mixture(0.05, 0.5), 0.95),
    ("5 % weeks, sigma 1", mixture(0.05, 1.0), 0.94),
    ("2 % weeks, sigma 1", mixture(0.02, 1.0), 0.93),
    ("1 % weeks", mixture(0.01, 0.5), 0.90),
];

const fn mixture(weeks: f64, spread: f64) -> Law {
    Mixture { weeks, spread }
}

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

fn normal(rng: &mut ChaCha8Rng) -> f64 {
    normal_quantile(uniform(rng))
}

impl Law {
    fn draw(self, rng: &mut ChaCha8Rng) -> f64 {
        match self {
            Lognormal(sigma) => 10.0 * libm::exp(sigma * normal(rng)),
            Mixture { weeks, spread } => {
                if uniform(rng) < weeks {
                    WEEKS * libm::exp(spread * normal(rng))
                } else {
                    10.0 * libm::exp(normal(rng))
                }
            }
            Exponential => exponential(rng, 10.0),
            EightHours { short } => {
                if uniform(rng) < short {
                    10.0
                } else {
                    480.0
                }
            }
        }
    }

    fn mean(self) -> f64 {
        let lognormal = |sigma: f64| libm::exp(sigma * sigma / 2.0);
        match self {
            Lognormal(sigma) => 10.0 * lognormal(sigma),
            Mixture { weeks, spread } => {
                weeks * WEEKS * lognormal(spread) + (1.0 - weeks) * 10.0 * lognormal(1.0)
            }
            Exponential => 10.0,
            EightHours { short } => short * 10.0 + (1.0 - short) * 480.0,
        }
    }
}

/// Repetitions, and whether the sizes of the long variant are wanted.
fn repeats() -> (u64, bool) {
    std::env::var("FIREDRILL_COVERAGE")
        .ok()
        .and_then(|text| text.parse().ok())
        .map_or((500, false), |repeats| (repeats, true))
}

/// What was measured of one case.
struct Measured {
    /// Share of repetitions whose interval holds the truth, none of an end counting as held.
    both: f64,
    /// Share whose lower end is not above the truth.
    low: f64,
    /// Upper end over point, the median.
    width: f64,
}

fn measure(truth: f64, repeats: u64, interval: impl Fn(&mut ChaCha8Rng) -> Interval) -> Measured {
    let all: Vec<Interval> = (0..repeats)
        .map(|seed| interval(&mut ChaCha8Rng::seed_from_u64(seed)))
        .collect();
    let share = |held: &dyn Fn(&Interval) -> bool| {
        all.iter().filter(|one| held(one)).count() as f64 / repeats as f64
    };
    let mut widths: Vec<f64> = all
        .iter()
        .filter_map(|one| Some(one.high? / one.point?))
        .collect();
    widths.sort_by(f64::total_cmp);
    Measured {
        both: share(&|one| one.holds(truth)),
        low: share(&|one| one.low.is_none_or(|low| low <= truth)),
        width: widths.get(widths.len() / 2).copied().unwrap_or(f64::NAN),
    }
}

fn singles(rng: &mut ChaCha8Rng, law: Law, outages: u64) -> Vec<Part> {
    (0..outages).map(|_| part(law.draw(rng), 1.0)).collect()
}

fn part(amount: f64, count: f64) -> Part {
    Part {
        amount,
        count,
        often: 1.0,
    }
}

/// What an estimate is made of, from trials one by one that come from so many events.
fn spread(parts: &[Part], events: u64) -> Spread<impl Iterator<Item = Part> + Clone + '_> {
    Spread {
        parts: parts.iter().copied(),
        amount: parts.iter().map(|part| part.amount).sum(),
        count: parts.iter().map(|part| part.count).sum(),
        trials: parts.len() as u64,
        events,
        rounded: false,
    }
}

fn amounts(amounts: &[f64]) -> Vec<Part> {
    amounts.iter().map(|amount| part(*amount, 1.0)).collect()
}

/// What a repetition may be off by, three standard deviations of a share of `least`.
fn noise(least: f64, repeats: u64) -> f64 {
    3.0 * (least * (1.0 - least) / repeats as f64).sqrt()
}

#[track_caller]
fn holds(what: &str, measured: f64, least: f64, repeats: u64) {
    assert!(
        measured >= least - noise(least, repeats),
        "{what}: holds the truth in {measured} of the cases, promised is {least}"
    );
}

/// One outage a trial, as drills have them: the rule of the number of outages, at every size.
#[test]
fn mean_of_uneven_lengths() {
    let level = Level::new(LEVEL);
    let (repeats, long) = repeats();
    let sizes: &[u64] = if long {
        &[1, 2, 5, 30, 100, 299, 300, 1_000]
    } else {
        &[1, 5, 30, ENOUGH]
    };
    for (name, law, least) in LAWS {
        let mut line = String::new();
        for size in sizes {
            let got = measure(law.mean(), repeats, |rng| {
                ratio(spread(&singles(rng, law, *size), *size), level)
            });
            let what = format!("{name}, {size} outages");
            holds(&what, got.low, 0.97, repeats);
            holds(&what, got.both, least, repeats);
            line += &format!(
                " | {size}: {:.1} ({:.1}) {:.2}",
                100.0 * got.both,
                100.0 * got.low,
                got.width
            );
        }
        if long {
            println!("{name}{line}");
        }
    }
}

/// The same samples say why: an upper end from few outages, and Student's interval from many,
/// hold the truth too rarely.
#[test]
fn without_the_rule_the_upper_end_is_too_low() {
    let level = Level::new(LEVEL);
    let both_ends = |law: Law, size: u64| {
        let got = measure(law.mean(), 500, |rng| {
            let parts = singles(rng, law, size);
            let trials = Trials::new(parts.iter().copied(), 0.0);
            Interval {
                point: None,
                low: Some(trials.low(level)),
                high: Some(trials.high(f64::INFINITY, level)),
            }
        });
        got.both
    };
    assert!(both_ends(mixture(0.05, 0.5), 30) < 0.8);
    assert!(both_ends(mixture(0.02, 1.0), 100) < 0.9);
    assert!(both_ends(mixture(0.01, 0.5), 150) < 0.85);
    let of_student = |law: Law, size: u64| {
        let got = measure(law.mean(), 500, |rng| {
            let values: Vec<f64> = (0..size).map(|_| law.draw(rng)).collect();
            let count = size as f64;
            let mean = values.iter().sum::<f64>() / count;
            let squares: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
            let error = (squares / (count - 1.0) / count).sqrt();
            let half = student(level.tail(), count - 1.0) * error;
            Interval {
                point: None,
                low: Some(mean - half),
                high: Some(mean + half),
            }
        });
        got.both
    };
    assert!(of_student(Lognormal(1.5), ENOUGH) < 0.92);
    assert!(of_student(Lognormal(2.0), ENOUGH) < 0.88);
    assert!(of_student(mixture(0.02, 1.0), ENOUGH) < 0.92);
}

/// Few trials of many outages, whose pace differs from trial to trial by a lognormal factor.
#[test]
fn mean_of_lengths_that_depend_on_their_trial() {
    let level = Level::new(LEVEL);
    let (repeats, long) = repeats();
    for pace in [0.0, 0.5, 1.0] {
        for trials in [2, 3, 5, 10, 30, 100] {
            let law = Lognormal(1.0);
            let truth = law.mean() * libm::exp(pace * pace / 2.0);
            let each = 1.1 * ENOUGH as f64 / f64::from(trials);
            let got = measure(truth, repeats, |rng| {
                let parts: Vec<Part> = (0..trials)
                    .map(|_| {
                        let factor = libm::exp(pace * normal(rng));
                        let count = poisson(rng, each);
                        let amount = (0..count).map(|_| factor * law.draw(rng)).sum();
                        part(amount, count as f64)
                    })
                    .filter(|part| part.count > 0.0)
                    .collect();
                ratio(spread(&parts, 0), level)
            });
            let what = format!("sigma of pace {pace}, {trials} trials");
            holds(&what, got.both, 0.93, repeats);
            holds(&what, got.low, 0.97, repeats);
            if long {
                println!("{what}: {:.1} {:.2}", 100.0 * got.both, got.width);
            }
        }
    }
}

/// Downtime of years of which most have none.
fn years(rng: &mut ChaCha8Rng, law: Law, trials: usize, outages: f64) -> (Vec<f64>, u64) {
    let mut sums = Vec::new();
    let mut events = 0;
    for _ in 0..trials {
        let count = poisson(rng, outages / trials as f64);
        events += count;
        if count > 0 {
            sums.push((0..count).map(|_| law.draw(rng)).sum());
        }
    }
    (sums, events)
}

/// The number of outages is itself by chance above or below the rule: all repetitions count.
#[test]
fn downtime_per_year() {
    let level = Level::new(LEVEL);
    let (repeats, long) = repeats();
    let sizes: &[(usize, f64)] = if long {
        &[
            (30, 400.0),
            (1_000, 3.0),
            (1_000, 30.0),
            (1_000, 300.0),
            (1_000, 400.0),
            (10_000, 400.0),
            (1_000, 3_000.0),
        ]
    } else {
        &[(500, 20.0), (500, 300.0)]
    };
    let laws = LAWS.iter().filter(|(name, ..)| long || name.ends_with('1'));
    for (name, law, least) in laws.copied() {
        for (trials, outages) in sizes {
            let truth = law.mean() * outages / *trials as f64;
            let got = measure(truth, repeats, |rng| {
                let (sums, events) = years(rng, law, *trials, *outages);
                let parts = amounts(&sums);
                let trials = *trials as u64;
                mean_amount(spread(&parts, events), trials, f64::INFINITY, level)
            });
            let what = format!("downtime, {name}, {outages} outages in {trials} years");
            holds(&what, got.both, least, repeats);
            holds(&what, got.low, 0.97, repeats);
            if long {
                let both = 100.0 * got.both;
                println!(
                    "{what}: {both:.1} ({:.1}) {:.2}",
                    100.0 * got.low,
                    got.width
                );
            }
        }
    }
}

/// The bound that a verdict on a stated availability rests on holds whatever the law is, also where the
/// one loss that matters was hardly ever seen: a year of which all is lost, once in so many.
#[test]
fn the_bound_that_is_sure() {
    let level = Level::new(LEVEL);
    let (repeats, _) = repeats();
    for (trials, lost) in [(30, 0.05), (300, 0.01), (300, 0.003)] {
        let truth = lost + (1.0 - lost) * 0.001;
        let got = measure(truth, repeats, |rng| {
            let shares: Vec<f64> = (0..trials)
                .map(|_| if uniform(rng) < lost { 1.0 } else { 0.001 })
                .collect();
            let parts = amounts(&shares);
            Interval {
                high: surely_at_most(spread(&parts, 0), trials, 1.0, level),
                ..Interval::default()
            }
        });
        holds("the bound that is sure", got.both, 0.97, repeats);
    }
}
