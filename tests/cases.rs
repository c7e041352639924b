//! Small inputs whose value was worked out by hand before they were run: what people really had, made
//! small. Each file holds the cases of one kind, with the sum that gives the value beside it.

mod advised_waits;
mod belongs;
mod bytes;
mod claims;
mod copied_again;
mod crews;
mod decided;
mod displaced;
mod displaced_elsewhere;
mod given_up;
mod homecomings;
mod intervals;
mod lengths;
mod logs;
mod logs_after;
mod logs_intruded;
mod lost;
mod meanwhile;
mod minutes;
mod mistakes;
mod panics;
mod parts;
mod people;
mod planned;
mod prefer;
mod queues;
mod ransomware;
mod reached;
mod shed;
mod start;
mod strikes;
mod struck;
mod synthetic;
mod told;
mod unplanned;
mod updates;
mod upkeep;
mod verdicts;
mod who_is_there;

use crate::watchdog::in_time;
use firedrill::scenario::Loaded;
use firedrill::study::{self, Options};
use serde_json::Value;

/// A scenario that is read; its trace, if it names one, holds this text.
pub(crate) fn load_with(text: &str, companion: &str) -> Loaded {
    firedrill::scenario::load(text, "case.toml", &|_| Ok(companion.as_bytes().to_vec()))
        .unwrap_or_else(|issues| {
            let messages: Vec<String> = issues.into_iter().map(|issue| issue.message()).collect();
            panic!("refused: {}", messages.join("; "))
        })
}

/// `summary.json` of a scenario, two threads.
pub(crate) fn summary(text: &str) -> Value {
    summary_of(&load_with(text, ""))
}

/// `summary.json` of a scenario that is read already.
pub(crate) fn summary_of(loaded: &Loaded) -> Value {
    let blueprint = loaded.blueprint.clone();
    let summary = in_time(&loaded.resolved, move || {
        let options = Options {
            seed: blueprint.run.seed,
            trials: None,
            threads: 2,
        };
        let outcome = study::run(&blueprint, &options, &|_, _| {});
        serde_json::from_str(&firedrill::report::summary_json(&blueprint, &outcome)).unwrap()
    });
    crate::schemas::assert_summary(&summary);
    summary
}

/// A number at a path such as `drills/lost/applications/x/rto/pooled/point`; none where it is null.
pub(crate) fn number(summary: &Value, path: &str) -> Option<f64> {
    let found = summary.pointer(&format!("/{path}"));
    found
        .unwrap_or_else(|| panic!("summary.json has no `{path}`"))
        .as_f64()
}

/// Asserts that a number is as worked out by hand.
#[track_caller]
pub(crate) fn assert_near(summary: &Value, path: &str, expected: f64, tolerance: f64) {
    let found = number(summary, path).unwrap_or_else(|| panic!("`{path}` is null"));
    assert!(
        (found - expected).abs() <= tolerance,
        "`{path}` is {found}, by hand {expected} ± {tolerance}"
    );
}
