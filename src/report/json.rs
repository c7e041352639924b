//! Figures as JSON: sums of bytes, estimates and quantiles.
//!
//! Always true here: what is not known is null; no number is above 2^53, where readers of JSON begin to
//! round: larger ones are strings of their digits.

use crate::model::Blueprint;
use crate::model::outcome::{Estimate, Quantiles};
use serde_json::{Value, json};

/// The largest number up to which every reader of JSON tells neighbours apart: 2^53.
const EXACT: u64 = 1 << 53;

/// A sum of bytes: a number, or its digits as a string where readers would round a number.
pub(crate) fn amount(bytes: u128) -> Value {
    match u64::try_from(bytes) {
        Ok(bytes) if bytes <= EXACT => json!(bytes),
        Ok(_) | Err(_) => json!(bytes.to_string()),
    }
}

/// Which scenario: its name, its hash, and where it is so, what the command line changed in it, and of which part of
/// it the results are.
pub(crate) fn scenario(blueprint: &Blueprint, only: &[String]) -> Value {
    let run = &blueprint.run;
    let mut made = json!({ "name": run.name, "sha256": blueprint.sha256 });
    if !run.changed.is_empty() {
        made["changed"] = json!(run.changed);
    }
    if !only.is_empty() {
        made["only"] = json!(only);
    }
    made
}

/// Writes numbers above 2^53 as strings of their digits, wherever they stand.
pub(crate) fn keep_exact(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(keep_exact),
        Value::Object(members) => members.values_mut().for_each(keep_exact),
        Value::Number(number) => {
            let size = number.as_f64().map_or(0.0, f64::abs);
            if size <= EXACT as f64 && number.as_u64().is_none_or(|whole| whole <= EXACT) {
                return;
            }
            *value = match number.as_u64() {
                Some(whole) => json!(whole.to_string()),
                None => json!(format!("{:.0}", number.as_f64().unwrap_or(0.0))),
            };
        }
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

/// `{point, low, high}`; what is not known is null.
pub(crate) fn estimate(estimate: &Estimate) -> Value {
    json!({ "point": estimate.point, "low": estimate.low, "high": estimate.high })
}

/// Quantiles with their number; infinite ones are null and counted.
pub(crate) fn quantiles(quantiles: &Quantiles) -> Value {
    json!({
        "p50": quantiles.p50,
        "p95": quantiles.p95,
        "p99": quantiles.p99,
        "max": quantiles.max,
        "count": quantiles.count,
        "infinite": quantiles.infinite,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Readers of JSON take numbers for doubles: what those cannot hold exactly is a string.
    #[test]
    fn no_number_is_above_what_readers_hold_exactly() {
        let mut value = json!({
            "least": EXACT, "seed": u64::MAX, "one more": EXACT + 1, "real": 1.5e19,
            "below": [-1.8e19, 0.5, 3], "nothing": null,
        });
        keep_exact(&mut value);
        let expected = json!({
            "least": EXACT, "seed": "18446744073709551615", "one more": "9007199254740993",
            "real": "15000000000000000000",
            "below": ["-18000000000000000000", 0.5, 3], "nothing": null,
        });
        assert_eq!(value, expected);
        assert_eq!(amount(u128::from(u64::MAX) * 3), "55340232221128654845");
        assert_eq!(amount(7), 7);
    }
}
