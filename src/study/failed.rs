//! Trials that the program could not finish, and what may still be said without them.
//!
//! Always true here: a panic ends one trial and no other; where trials are missing nothing is called
//! met, since nobody knows what they would have shown.

use crate::model::outcome::{ApplicationOutcome, FailedTrial, Judged, Outcome, Verdict};
use crate::model::record::Followed;
use crate::model::{Blueprint, DrillId};
use crate::world::{Mode, World};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Work that may panic, and what it said then.
///
/// # Errors
/// The message of the panic.
pub fn caught<R>(work: impl FnOnce() -> R) -> Result<R, String> {
    // What the work has touched is dropped by whoever asks, and never used again.
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| said(panic.as_ref()))
}

fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("a panic without a message").to_string()
}

/// One trial again, by itself, with all that people want to know who follow it.
///
/// # Errors
/// The message of the panic where the program cannot finish it.
pub fn repeat(
    blueprint: &Blueprint,
    seed: u64,
    mode: Mode,
    trial: u32,
) -> Result<Followed, String> {
    caught(|| World::new(blueprint, seed).followed(mode, trial))
}

/// A trial that could not be finished.
pub(super) fn failed(drill: Option<DrillId>, trial: u32, message: String) -> FailedTrial {
    FailedTrial {
        drill,
        trial,
        message,
    }
}

/// Takes back what the missing trials leave in doubt.
pub(super) fn doubt(outcome: &mut Outcome) {
    let missing = |drill: Option<DrillId>| outcome.failed.iter().any(|one| one.drill == drill);
    if missing(None) {
        outcome.applications.iter_mut().for_each(doubt_one);
    }
    for drill in &mut outcome.drills {
        let id = Some(drill.drill);
        if outcome.failed.iter().any(|one| one.drill == id) {
            drill.applications.iter_mut().for_each(doubt_one);
        }
    }
}

fn doubt_one(one: &mut ApplicationOutcome) {
    let not_met = |verdict: &mut Option<Verdict>| {
        if *verdict == Some(Verdict::Met) {
            *verdict = Some(Verdict::Inconclusive);
        }
    };
    not_met(&mut one.availability_verdict);
    let judged = |judged: &mut Judged| {
        not_met(&mut judged.verdict);
        for class in &mut judged.by_class {
            not_met(&mut class.verdict);
        }
    };
    one.rto.iter_mut().chain(&mut one.rpo).for_each(judged);
}
