//! A test as JSON, and the JSON Schema of it.
//!
//! Always true here: every object is closed; numbers above 2^53 are strings of their digits.

use super::{Refused, Row, Suite, Tested, word};
use crate::chart::harmless;
use crate::model::assertion::Origin;
use crate::model::outcome::Verdict;
use crate::report::Regression;
use crate::report::json::{estimate, keep_exact};
use crate::report::regression::regressions_schema;
use crate::report::schema::{array, closed, count, def, document, nullable, text};
use serde_json::{Value, json};

/// The form of the file, which changes only where a key is renamed or goes.
const SCHEMA: &str = "firedrill.test/1";
/// Where its schema says it is known by; it is not fetched from anywhere.
const ID: &str = "urn:firedrill:test:1";

/// The test as JSON with a final line feed.
#[must_use]
pub fn test_json(suite: &Suite) -> String {
    let rows = |of: fn(&Tested) -> &[Row]| -> Vec<Value> {
        let files = suite.tested();
        let all = files.flat_map(|file| of(file).iter().map(move |row| of_row(file, row)));
        all.collect()
    };
    let again = suite.tested().flat_map(|file| &file.regressions);
    let again: Vec<Value> = again.map(Regression::json).collect();
    let mut value = json!({
        "schema": SCHEMA,
        "version": env!("CARGO_PKG_VERSION"),
        "passed": suite.count(Verdict::Met),
        "failed": suite.count(Verdict::Missed),
        "inconclusive": suite.count(Verdict::Inconclusive),
        "not_seen": suite.count(Verdict::NotSeen),
        "files": suite.tested().map(of_file).collect::<Vec<Value>>(),
        "refused": suite.refused().map(of_refused).collect::<Vec<Value>>(),
        "regressions": again,
        "assertions": rows(|file| &file.rows),
        "unseen": rows(|file| &file.unseen),
    });
    keep_exact(&mut value);
    harmless::json(&format!("{value:#}\n"))
}

fn of_file(file: &Tested) -> Value {
    json!({
        "file": file.file,
        "scenario": { "name": file.scenario, "sha256": file.sha256 },
        "changed": file.changed,
        "seed": file.seed,
        "level": file.level,
        "max_trials": file.at_most,
        "reseeded": file.reseeded,
        "judged": file.rows.len(),
        "failed_trials": file.failed,
    })
}

fn of_refused(refused: &Refused) -> Value {
    let (file, line) = &refused.place;
    json!({ "file": refused.file, "message": refused.message, "place": { "file": file, "line": line } })
}

fn of_row(file: &Tested, row: &Row) -> Value {
    let example = row.example.as_ref().map(|example| {
        json!({
            "drill": example.drill,
            "trial": example.trial,
            "seed": file.seed,
            "value_s": example.value_s,
            "cause": example.cause,
            "waited_for": example.waited_for,
            "waited_s": example.waited_s,
            "words": example.words,
            "command": example.command,
        })
    });
    json!({
        "file": row.file,
        "line": row.line,
        "origin": row.origin.name(),
        "name": row.name,
        "measure": row.measure,
        "verdict": word(row.verdict),
        "level": (row.level > 0.0).then_some(row.level),
        "trials": row.trials,
        "found": estimate(&row.found),
        "unit": row.wanted.unit(),
        "target": row.wanted.value(),
        "counterexample": example,
        "flipped": row.flipped,
        "changed": row.changed,
    })
}

/// The schema (draft 7) as text with a final line feed.
#[must_use]
pub fn test_schema() -> String {
    let number = json!({ "type": "number" });
    let maybe = nullable(&number);
    let example = closed(json!({
        "drill": nullable(&text()), "trial": count(), "seed": def("amount"), "value_s": maybe, "cause": nullable(&text()),
        "waited_for": nullable(&text()), "waited_s": number, "words": text(), "command": text(),
    }));
    let assertion = |verdicts: &[Verdict]| {
        let verdicts: Vec<&str> = verdicts.iter().map(|one| word(*one)).collect();
        closed(json!({
            "file": text(), "line": count(), "origin": { "enum": Origin::ALL.map(Origin::name) }, "name": text(), "measure": text(), "verdict": { "enum": verdicts },
            "level": maybe, "trials": count(), "found": closed(json!({ "point": maybe, "low": maybe, "high": maybe })),
            "unit": { "enum": ["share", "share_at_most", "seconds", "per_year", "none"] }, "target": number, "counterexample": nullable(&example), "flipped": count(), "changed": count(),
        }))
    };
    let file = closed(json!({
        "file": text(), "scenario": closed(json!({ "name": text(), "sha256": text() })), "changed": array(&text()), "seed": def("amount"),
        "level": number, "max_trials": count(), "reseeded": count(), "judged": count(),
        "failed_trials": array(&text()),
    }));
    let made = closed(json!({
        "schema": { "const": SCHEMA }, "version": text(), "passed": count(), "failed": count(),
        "inconclusive": count(), "not_seen": count(), "files": array(&file),
        "refused": array(&closed(json!({
            "file": text(), "message": text(), "place": closed(json!({ "file": text(), "line": count() })),
        }))),
        "regressions": regressions_schema(),
        "assertions": array(&assertion(&[Verdict::Met, Verdict::Missed, Verdict::Inconclusive])),
        "unseen": array(&assertion(&[Verdict::NotSeen])),
    }));
    document(
        ID,
        "Firedrill test",
        "Shares are parts of one and wanted at least, or at most where the unit says so; times in seconds, and numbers a year, are wanted at most. Keys are added, never renamed or removed. Numbers above 2^53 are strings of their digits.",
        made,
    )
}
