//! Variants side by side: the same trials of each, held against each other one by one.
//!
//! Always true here: a figure is the one that a run reports; what trials add to it is exact, so that equal trials have no
//! difference at all; how often anything may be called better or worse that is not is shared by all that is compared.

mod facts;
mod judge;
mod ledger;
#[cfg(test)]
mod tests;

pub use facts::{Facts, OutageFacts};
pub use judge::{Figures, Other, compared};
pub use ledger::Ledger;

use super::{Options, run_once};
use crate::model::Blueprint;
use crate::model::outcome::Outcome;
use std::convert::Infallible;

/// Simulates a variant as [`run`](super::run) does, but for what stickiness is worth, which is not compared;
/// keeps what each trial adds to what is compared.
#[must_use]
pub fn run_compared(
    blueprint: &Blueprint,
    options: &Options,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> (Outcome, Ledger) {
    let mut ledger = Ledger::of(blueprint);
    let told: Result<Outcome, Infallible> =
        run_once(blueprint, options, progress, &mut |drill, record| {
            ledger.add(blueprint, &Facts::of(drill, record));
            Ok(())
        });
    match told {
        Ok(outcome) => {
            ledger.settle();
            (outcome, ledger)
        }
        Err(never) => match never {},
    }
}
