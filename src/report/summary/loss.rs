//! The part of `summary.json` about why RPOs are missed, and which queues never keep up.
//!
//! Always true here: the most frequent reason comes first; what does not exist is null.

use crate::model::Blueprint;
use crate::model::outcome::{ApplicationOutcome, Outcome};
use crate::model::queue::QueueOf;
use crate::model::record::TakenFrom;
use crate::stats::nine_digits;
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
            "keeps_up": miss.endless.then_some(false),
            "longest_s": miss.longest_s,
        })
    });
    Value::Array(rows.collect())
}

/// Whether a queue keeps up, and by how many seconds what has arrived grows older in a day; nulls where
/// there is no such queue.
pub(super) fn queue(outcome: &Outcome, of: QueueOf) -> (Value, Value) {
    match outcome.queues.iter().find(|queue| queue.of == of) {
        Some(queue) => (
            json!(queue.keeps_up()),
            json!(nine_digits(queue.growth() * 86_400.0)),
        ),
        None => (Value::Null, Value::Null),
    }
}
