//! The part of `summary.json` about why RPOs are missed.
//!
//! Always true here: the most frequent reason comes first; what does not exist is null.

use crate::model::Blueprint;
use crate::model::outcome::ApplicationOutcome;
use crate::model::record::TakenFrom;
use serde_json::{Value, json};

/// `rpo_misses` of an application: what was resumed from, and what made that old.
pub(super) fn rpo_misses(blueprint: &Blueprint, one: &ApplicationOutcome) -> Value {
    let rows = one.rpo_misses.iter().map(|miss| {
        let repository = match miss.from {
            TakenFrom::Point { repository, .. } => Some(&blueprint.repository(repository).name),
            _ => None,
        };
        json!({
            "reason": miss.reason.name(),
            "protection": miss.from.protection(blueprint),
            "resumed_from": miss.from.name(),
            "repository": repository,
            "misses": miss.misses,
            "longest_s": miss.longest_s,
        })
    });
    Value::Array(rows.collect())
}
