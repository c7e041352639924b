//! The JSON Schema of a sweep.
//!
//! Always true here: every object is closed.

use super::json::SCHEMA;
use crate::model::exercised::Exercise;
use crate::model::record::Phase;
use crate::model::swept::{CellVerdict, Harm};
use crate::report::regression::regressions_schema;
use crate::report::schema::{array, closed, count, document, flag, map, nullable, text};
use serde_json::{Value, json};

/// Where the schema says it is known by; it is not fetched from anywhere.
const ID: &str = "urn:firedrill:chaos:1";

/// What would mend a break, or until when something holds.
fn margin() -> Value {
    let change = closed(json!({
        "key": nullable(&text()), "as_it_is": text(), "holds_at": text(), "breaks_at": text(), "otherwise_at": nullable(&text()),
    }));
    closed(json!({
        "fault": text(), "application": text(), "of": { "enum": ["recovery", "loss"] }, "breaks": flag(), "words": text(),
        "changes": array(&change), "tried": count(), "not_tried": count(),
    }))
}

/// A schedule that was left.
fn broken() -> Value {
    let maybe = nullable(&json!({ "type": "number" }));
    closed(json!({
        "file": text(), "fault": text(), "application": text(), "of": { "enum": ["recovery", "loss"] }, "value_s": maybe, "limit_s": maybe,
        "words": text(),
    }))
}

/// The schema (draft 7) as text with a final line feed.
#[must_use]
pub fn chaos_schema() -> String {
    let number = json!({ "type": "number" });
    let maybe = nullable(&number);
    let verdicts: Vec<&str> = CellVerdict::ALL.iter().map(|one| one.name()).collect();
    let harms: Vec<&str> = Harm::ALL.iter().map(|one| one.name()).collect();
    let phases = Phase::ALL.iter().map(|one| json!(one.name()));
    let phases: Vec<_> = phases.chain([json!(null)]).collect();
    let steps: Vec<&str> = Exercise::ALL.iter().map(|one| one.word()).collect();
    let fault = closed(json!({
        "fault": text(), "of": text(), "kind": text(), "harm": { "enum": harms }, "words": text(), "stands_for": array(&text()), "inside": nullable(&flag()),
        "end": text(), "end_from": { "enum": ["stated", "alike", "assumed"] }, "end_of": nullable(&text()), "drill": text(),
    }));
    let cell = closed(json!({
        "fault": text(), "application": text(), "verdict": { "enum": verdicts }, "trials": count(), "hit": count(), "lost": count(), "outside": count(),
        "rto_kept": maybe, "rpo_kept": maybe, "recovery_s": maybe, "data_loss_s": maybe, "trial": nullable(&count()),
        "at": nullable(&text()), "at_words": nullable(&text()), "phase": { "enum": phases }, "resource": nullable(&text()),
        "loss_reason": nullable(&text()),
    }));
    let idle =
        json!({ "out_of_reach": count(), "no_point_read": count(), "other_replicas": count() });
    let mut skipped = idle.clone();
    skipped["alike"] = count();
    skipped["stopped"] = count();
    let skipped = closed(skipped);
    let held = closed(json!({
        "key": text(), "stated": text(), "length_s": maybe, "happens": nullable(&flag()), "words": text(),
    }));
    let row = closed(json!({
        "fault": text(), "complete": flag(), "why": nullable(&text()), "marched_s": number, "runs": count(), "critical": count(),
        "skipped": closed(idle),
    }));
    let march = closed(json!({
        "complete": flag(), "quantile": number, "cycle_s": maybe, "whole_cycle_s": maybe, "repeats": flag(), "critical": count(),
        "held": array(&held), "faults": array(&row),
    }));
    let certificate = closed(json!({
        "words": text(), "faults": count(), "stands_for": count(), "quantile": number, "cycle_s": maybe, "critical": count(),
    }));
    let worst = closed(json!({
        "fault": text(), "application": text(), "of": { "enum": ["recovery", "loss"] }, "value_s": maybe, "limit_s": maybe, "breaks": flag(),
        "at": text(), "at_words": text(), "after_s": number, "until_s": number, "complete": flag(), "because": text(),
        "command": nullable(&text()),
    }));
    let part = closed(json!({ "faults": count(), "breaking": count() }));
    let claims = closed(
        json!({ "survives": map(&count()), "words": text(), "inside": part, "outside": part }),
    );
    let mut made = json!({
        "schema": { "const": SCHEMA }, "version": text(),
        "scenario": closed(json!({ "name": text(), "sha256": text() })), "changed": array(&text()), "only": array(&text()),
        "seed": crate::report::schema::def("amount"), "level": number, "complete": flag(), "headline": text(),
        "runs": closed(json!({ "done": count(), "events": count(), "marched": count(), "skipped": skipped })),
        "claims": nullable(&claims), "certificate": nullable(&certificate), "march": nullable(&march), "worst": array(&worst), "margins": array(&margin()),
        "coverage": array(&closed(json!({ "step": { "enum": steps }, "words": text(), "outages": count() }))),
        "regressions": regressions_schema(), "breaks": array(&broken()),
        "left_out": array(&text()), "faults": array(&fault), "cells": array(&cell),
    });
    for verdict in verdicts {
        made[verdict] = count();
    }
    document(
        ID,
        "Firedrill sweep of faults",
        "Each fault strikes trials of its own; each cell is a fault and an application. Recovery and loss of cells are the worst that were seen; `worst` has the worst moments of the march, in which every length stands at a quantile; a figure is without a number where they have no end or nothing was seen, which `verdict`, `hit` and `lost` tell apart. Keys are added, never renamed or removed. Numbers above 2^53 are strings of their digits.",
        closed(made),
    )
}
