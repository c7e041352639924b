//! Real exercises as JSON, and the JSON Schema of it.
//!
//! Always true here: every object is closed; what has no end is no number.

use super::{METHOD, PLACES, Recorded, place, why};
use crate::chart::harmless;
use crate::model::exercise::{Exercise, Held, Predicted};
use crate::model::record::Phase;
use crate::report::json::keep_exact;
use crate::report::schema::{array, closed, count, def, document, flag, nullable, text};
use crate::scenario::{figure_name, of_week_words};
use serde_json::{Value, json};

/// The form of the file, which changes only where a key is renamed or goes.
const SCHEMA: &str = "firedrill.record/1";
/// Where its schema says it is known by; it is not fetched from anywhere.
const ID: &str = "urn:firedrill:record:1";

/// The exercises as JSON with a final line feed.
#[must_use]
pub fn record_json(recorded: &Recorded<'_>) -> String {
    let made = recorded.made;
    let run = &recorded.blueprint.run;
    let rows = made.rows.iter();
    let rows = rows.map(|(one, figures)| exercise(recorded, one, figures));
    let outside = made.figures().filter(|one| one.is_outside()).count();
    let mut value = json!({
        "schema": SCHEMA,
        "version": env!("CARGO_PKG_VERSION"),
        "scenario": { "name": run.name, "sha256": recorded.blueprint.sha256 },
        "changed": run.changed,
        "seed": run.seed,
        "trials": recorded.trials,
        "figures": made.figures().count(),
        "outside": outside,
        "outside_by_chance": made.expected,
        "chance": made.chance,
        "method": METHOD,
        "exercises": rows.collect::<Vec<Value>>(),
    });
    keep_exact(&mut value);
    harmless::json(&format!("{value:#}\n"))
}

fn s(ms: Option<u64>) -> Option<f64> {
    ms.map(|ms| ms as f64 / 1_000.0)
}

fn exercise(recorded: &Recorded<'_>, one: &Exercise, figures: &[Held]) -> Value {
    json!({
        "line": one.line,
        "application": recorded.blueprint.application(one.application).name,
        "lost": one.lost,
        "drill": recorded.blueprint.drill(one.drill).name,
        "start": one.start,
        "at": of_week_words(one.of_week),
        "figures": figures.iter().map(figure).collect::<Vec<Value>>(),
    })
}

fn figure(held: &Held) -> Value {
    let interval = |one: &Predicted| json!({ "level": one.level, "low_s": s(one.low), "high_s": s(one.high), "place": place(held.of, one.place) });
    let reason = held.reason.map(|one| {
        json!({
            "phase": one.phase.name(), "took_s": s(Some(one.took)), "median_s": s(Some(one.median)), "measured": one.measured,
            "as_far": one.as_far, "words": why(held),
        })
    });
    json!({
        "of": figure_name(held.of),
        "measured_low_s": s(Some(held.measured.low)),
        "measured_high_s": s(held.measured.high),
        "place": place(held.of, held.place()),
        "trials": held.trials,
        "median_s": s(held.median),
        "shorter": held.between.0,
        "at_most_as_long": held.measured.high.map(|_| held.between.1),
        "intervals": held.intervals.iter().map(interval).collect::<Vec<Value>>(),
        "reason": reason,
    })
}

/// The schema (draft 7) as text with a final line feed.
#[must_use]
pub fn record_schema() -> String {
    let number = json!({ "type": "number" });
    let maybe = nullable(&number);
    let places = json!({ "enum": PLACES });
    let phases: Vec<&str> = Phase::ALL.iter().map(|one| one.name()).collect();
    let interval =
        closed(json!({ "level": number, "low_s": maybe, "high_s": maybe, "place": places }));
    let reason = closed(json!({
        "phase": { "enum": phases }, "took_s": number, "median_s": number, "measured": flag(), "as_far": count(), "words": text(),
    }));
    let figure = closed(json!({
        "of": { "enum": ["recovery", "loss"] }, "measured_low_s": number, "measured_high_s": maybe, "place": places, "trials": count(),
        "median_s": maybe, "shorter": number, "at_most_as_long": maybe, "intervals": array(&interval), "reason": nullable(&reason),
    }));
    let exercise = closed(json!({
        "line": count(), "application": text(), "lost": text(), "drill": text(), "start": text(), "at": text(), "figures": array(&figure),
    }));
    let made = closed(json!({
        "schema": { "const": SCHEMA }, "version": text(), "scenario": closed(json!({ "name": text(), "sha256": text() })),
        "changed": array(&text()), "seed": def("amount"), "trials": count(), "figures": count(), "outside": count(),
        "outside_by_chance": number, "chance": number, "method": text(), "exercises": array(&exercise),
    }));
    document(
        ID,
        "Firedrill record of real exercises",
        "Each measured recovery or loss beside simulated ones. A figure without a number has no end: never back, everything lost, or not over when nobody looked any more. Keys are added, never renamed or removed. Numbers above 2^53 are strings of their digits.",
        made,
    )
}
