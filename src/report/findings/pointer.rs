//! What the report should be opened for.
//!
//! Always true here: what is counted is listed there.

use super::super::words;
use super::finding::{Finding, What};
use crate::model::outcome::{Outcome, Verdict};
use crate::model::{Blueprint, Status};

/// What the report should be opened for.
pub(crate) fn pointers(blueprint: &Blueprint, outcome: &Outcome) -> Vec<Finding> {
    let mut found = vec![];
    let unsure = outcome
        .applications
        .iter()
        .filter(|one| words::worst(one) == Some(Verdict::Inconclusive))
        .count();
    if unsure > 0 {
        let applications = unsure;
        found.push(Finding::new(What::Inconclusive { applications }));
    }
    let assumed = blueprint
        .assumptions
        .iter()
        .filter(|one| one.default.status == Status::Assumed)
        .count();
    if assumed > 0 {
        found.push(Finding::new(What::Assumed { values: assumed }));
    }
    if !blueprint.lints.is_empty() {
        let warnings = blueprint.lints.len();
        found.push(Finding::new(What::Advised { warnings }));
    }
    found
}
