//! The part of `summary.json` about queues that never keep up.
//!
//! Always true here: what does not exist is null.

use crate::model::outcome::Outcome;
use crate::model::queue::QueueOf;
use crate::stats::nine_digits;
use serde_json::{Value, json};

/// Whether a queue keeps up, and by how many seconds what has arrived grows older in a day; nulls where
/// there is no such queue.
pub(super) fn standing(outcome: &Outcome, of: QueueOf) -> (Value, Value) {
    match outcome.queues.iter().find(|queue| queue.of == of) {
        Some(queue) => (
            json!(queue.keeps_up()),
            json!(nine_digits(queue.growth() * 86_400.0)),
        ),
        None => (Value::Null, Value::Null),
    }
}
