//! What single keys take less than others of their kind, for the JSON Schema of scenarios.
//!
//! Always true here: the bounds are those that stand beside the keys.

use super::super::keys::{Bound, Row};
use super::pattern;
use serde_json::{Map, Value, json};

/// Narrows the shape of a key.
pub(super) fn narrow(key: &Row, shape: &mut Map<String, Value>) {
    let not = key.bounds.iter().copied().filter_map(refused);
    let not: Vec<Value> = not
        .map(|pattern| json!({ "type": "string", "pattern": pattern }))
        .collect();
    if !not.is_empty() {
        shape.insert("not".to_string(), json!({ "anyOf": not }));
    }
    for bound in key.bounds {
        match *bound {
            Bound::Most(most) => {
                shape.insert("maximum".to_string(), json!(most));
            }
            Bound::Between(least, most) => {
                shape.insert("minimum".to_string(), json!(least));
                shape.insert("maximum".to_string(), json!(most));
            }
            Bound::NotZeroOfAnyClass => not_zero_of_any_class(shape),
            Bound::NotZero
            | Bound::NotNone
            | Bound::NotAll
            | Bound::FromHalf
            | Bound::UpToNinety
            | Bound::UpTo99 => {}
        }
    }
}

/// What a text must not look like.
fn refused(bound: Bound) -> Option<&'static str> {
    match bound {
        Bound::NotZero => Some(pattern::ZERO),
        Bound::NotNone => Some(pattern::NO_SHARE),
        Bound::NotAll => Some(pattern::ALL),
        Bound::FromHalf => Some(pattern::BELOW_HALF),
        Bound::UpToNinety => Some(pattern::ABOVE_NINETY),
        Bound::UpTo99 => Some(pattern::ABOVE_99),
        Bound::Most(_) | Bound::Between(..) | Bound::NotZeroOfAnyClass => None,
    }
}

/// Neither plain nor for a class.
fn not_zero_of_any_class(shape: &mut Map<String, Value>) {
    let zero = json!({ "type": "string", "pattern": pattern::ZERO });
    let tables = json!({
        "type": "object",
        "additionalProperties": { "not": zero },
    });
    shape.insert("not".to_string(), zero);
    shape.insert(
        "allOf".to_string(),
        json!([{ "anyOf": [{ "type": "string" }, tables] }]),
    );
}
