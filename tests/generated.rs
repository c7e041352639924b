//! Scenarios of all features that nobody thought of: no trial panics, and what comes out adds up.
//!
//! `FIREDRILL_SCENARIOS=20000 cargo test --release --test tests generated -- --nocapture` makes that
//! many accepted ones; `FIREDRILL_FIRST=N` begins at another seed. What fails is printed with its seed.

#![allow(
    clippy::print_stdout,
    reason = "a long run says how far it came and repeats what fails"
)]

mod decided;
mod forks;
mod intruders;
mod moments;
pub(crate) mod scenario;
mod scheduled;
mod swept;

use crate::stress::check;
use crate::watchdog::side_by_side;
use firedrill::model::record::{Data, TrialRecord};
use firedrill::model::{Blueprint, DrillId};
use firedrill::study::{self, Options};
use firedrill::world::{Mode, World};
use scenario::{Dice, scenario};
use serde_json::Value;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// Accepted scenarios in the suite.
const IN_THE_SUITE: u64 = 150;
/// Trials of each mode.
const TRIALS: u32 = 2;

pub(crate) fn from_environment(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// The scenario of a seed, and its trace.
pub(crate) fn generated(seed: u64) -> (String, String) {
    scenario(&mut Dice::new(seed))
}

/// How far all threads are together.
#[derive(Default)]
struct Tries {
    next: AtomicU64,
    accepted: AtomicU64,
    failed: Mutex<Vec<u64>>,
    refused: Mutex<BTreeMap<String, u64>>,
}

/// What one scenario did.
enum Tried {
    Refused(String),
    Accepted,
}

fn within(record: &TrialRecord, blueprint: &Blueprint, mode: Mode) {
    check(record);
    let run = &blueprint.run;
    for outage in &record.outages {
        assert!(outage.recovery().is_none_or(|length| length <= run.drain.0));
        let back = (outage.data != Data::NotBack).then_some(0);
        assert!(!outage.loss_only || outage.recovery() == back);
        if mode == Mode::Years {
            let all = run.build_up.0 + run.settle.0 + run.horizon.0;
            let length: u64 = outage.phases.iter().sum();
            assert!(length <= all + run.drain.0 + run.stays_recovered.0);
            assert!(outage.downtime <= run.horizon.0);
        }
    }
}

/// Numbers that readers of JSON hold exactly.
fn assert_exact(value: &Value) {
    match value {
        Value::Array(items) => items.iter().for_each(assert_exact),
        Value::Object(members) => members.values().for_each(assert_exact),
        Value::Number(number) => {
            let size = number.as_f64().unwrap_or(f64::INFINITY).abs();
            assert!(size <= 9_007_199_254_740_992.0, "{number}");
        }
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

fn try_out(seed: u64, text: &str, trace: &str) -> Tried {
    let companion = |_: &str| Ok(trace.as_bytes().to_vec());
    let loaded = match firedrill::scenario::load(text, "generated.toml", &companion) {
        Ok(loaded) => loaded,
        Err(issues) => {
            let first = issues.into_iter().next();
            return Tried::Refused(first.map_or_else(String::new, |issue| issue.message()));
        }
    };
    let blueprint = &loaded.blueprint;
    let mut used = World::new(blueprint, seed);
    let drills = (0..blueprint.drills.len()).map(|drill| Mode::Drill(DrillId(drill as u32)));
    let modes: Vec<Mode> = std::iter::once(Mode::Years).chain(drills).collect();
    let mut first = Vec::new();
    for mode in &modes {
        for trial in 0..TRIALS {
            let record = used.run(*mode, trial);
            within(&record, blueprint, *mode);
            first.push(record);
        }
    }
    // Again, from a world that has seen all others, and one of them from a fresh one.
    let again = modes
        .iter()
        .flat_map(|mode| (0..TRIALS).map(move |trial| (*mode, trial)));
    for (place, (mode, trial)) in again.enumerate() {
        assert!(used.run(mode, trial) == first[place], "a second time");
        if place as u64 % 3 == seed % 3 {
            let mut fresh = World::new(blueprint, seed);
            assert!(fresh.run(mode, trial) == first[place], "from a fresh world");
        }
        if place as u64 % 5 == seed % 5 {
            let followed = used.followed(mode, trial);
            assert!(followed.record == first[place], "followed");
            assert!(
                used.run(mode, trial) == first[place],
                "after it was followed"
            );
            crate::replay::assert_told(blueprint, seed, mode, &followed);
        }
    }
    let options = Options {
        seed,
        trials: None,
        threads: 1,
    };
    if seed.is_multiple_of(4) {
        let outcome = study::run(blueprint, &options, &|_, _| {});
        let summary = firedrill::report::summary_json(blueprint, &outcome);
        let summary = serde_json::from_str(&summary).unwrap();
        assert_exact(&summary);
        crate::schemas::assert_summary(&summary);
        let terminal = firedrill::report::terminal(blueprint, &outcome, 100, false);
        assert!(!terminal.is_empty());
        if seed.is_multiple_of(20) {
            firedrill::report::files(blueprint, &outcome, &loaded.resolved, "firedrill").unwrap();
        }
    }
    if seed.is_multiple_of(5) {
        swept::some_faults(blueprint, seed);
        scheduled::some_pairs(blueprint, seed);
    }
    Tried::Accepted
}

#[test]
fn generated_scenarios_of_all_features_add_up() {
    let wanted = from_environment("FIREDRILL_SCENARIOS").unwrap_or(IN_THE_SUITE);
    let first = from_environment("FIREDRILL_FIRST").unwrap_or(0);
    let tried = Arc::new(Tries {
        next: AtomicU64::new(first),
        ..Tries::default()
    });
    let shared = tried.clone();
    side_by_side(2, move |desk| {
        let Tries {
            next,
            accepted,
            failed,
            refused,
        } = &*shared;
        while accepted.load(Ordering::Relaxed) < wanted && failed.lock().unwrap().len() < 20 {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            let (text, trace) = scenario(&mut Dice::new(seed));
            desk.begins(format!("seed {seed}"));
            match catch_unwind(AssertUnwindSafe(|| try_out(seed, &text, &trace))) {
                Ok(Tried::Accepted) => {
                    accepted.fetch_add(1, Ordering::Relaxed);
                }
                Ok(Tried::Refused(why)) => {
                    let words: Vec<&str> = why.split_whitespace().take(6).collect();
                    *refused.lock().unwrap().entry(words.join(" ")).or_default() += 1;
                }
                Err(_) => {
                    println!("seed {seed} fails:\n{text}\n--- trace\n{trace}");
                    failed.lock().unwrap().push(seed);
                }
            }
            desk.ends();
        }
    });
    let failed = tried.failed.lock().unwrap().clone();
    let accepted = tried.accepted.load(Ordering::Relaxed);
    let all: Vec<(String, u64)> = tried.refused.lock().unwrap().clone().into_iter().collect();
    let tried = tried.next.load(Ordering::Relaxed) - first;
    println!("{accepted} of {tried} scenarios were accepted");
    let mut reasons = all;
    reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    for (why, count) in reasons.iter().take(12) {
        println!("{count} refused: {why}");
    }
    assert!(failed.is_empty(), "seeds that fail: {failed:?}");
    assert!(
        2 * accepted >= tried,
        "only {accepted} of {tried} were accepted"
    );
}
