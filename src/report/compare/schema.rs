//! The JSON Schema of a comparison.
//!
//! Always true here: every object is closed.

use super::json::SCHEMA;
use crate::model::compared::{Change, ComparedUnit};
use crate::report::schema::{array, closed, count, def, document, flag, map, nullable, text};
use serde_json::json;

/// Where the schema says it is known by; it is not fetched from anywhere.
const ID: &str = "urn:firedrill:compare:1";

/// The schema (draft 7) as text with a final line feed.
#[must_use]
pub fn compare_schema() -> String {
    let number = json!({ "type": "number" });
    let maybe = nullable(&number);
    let figure = closed(json!({ "point": maybe, "low": maybe, "high": maybe }));
    let units: Vec<&str> = ComparedUnit::ALL
        .into_iter()
        .map(ComparedUnit::name)
        .collect();
    let changes: Vec<&str> = Change::ALL.into_iter().map(Change::name).collect();
    let variant = closed(json!({
        "variant": count(), "letter": text(), "source": text(), "kind": { "enum": ["scenario", "results"] }, "with": text(),
        "scenario": closed(json!({ "name": text(), "sha256": text() })), "changed": array(&text()), "only": array(&text()),
        "version": text(), "seed": def("amount"), "trials": count(), "horizon_s": number, "drills": map(&count()),
        "unpaired": nullable(&text()),
    }));
    let input = closed(json!({
        "variant": count(), "path": text(), "a": nullable(&text()), "b": nullable(&text()),
    }));
    let difference = closed(json!({
        "variant": count(), "measure": text(), "unit": { "enum": units }, "better": { "enum": ["more", "less"] },
        "a": figure, "b": figure, "difference": figure, "verdict": { "enum": changes }, "paired": flag(),
        "variance_ratio": maybe, "only": { "enum": [null, "a", "b"] },
    }));
    let ratio = closed(json!({ "least": number, "median": number, "most": number }));
    let made = closed(json!({
        "schema": { "const": SCHEMA }, "version": text(), "level": number, "level_of_each": number,
        "worse": count(), "better": count(), "undecided": count(), "same": count(),
        "pairing": nullable(&closed(json!({ "variance_ratio": ratio }))),
        "variants": array(&variant), "inputs": array(&input), "differences": array(&difference),
    }));
    document(
        ID,
        "Firedrill comparison",
        "Each variant is held against the first, `a`; a difference is `b` less `a`. Shares are parts of one. A figure without a point was not seen. Keys are added, never renamed or removed. Numbers above 2^53 are strings of their digits.",
        made,
    )
}
