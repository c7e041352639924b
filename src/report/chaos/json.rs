//! A sweep as JSON.
//!
//! Always true here: every object is closed; what has no end is no number, and `lost` says of what.

use super::{Chaos, told};
use crate::chart::harmless;
use crate::model::swept::{CellVerdict, EndOf, SweptCell, SweptFault, SweptRow, Worst};
use crate::report::json::keep_exact;
use crate::scenario::of_week_words;
use serde_json::{Value, json};

/// The form of the file, which changes only where a key is renamed or goes.
pub(super) const SCHEMA: &str = "firedrill.chaos/1";

/// The sweep as JSON with a final line feed.
#[must_use]
pub fn chaos_json(chaos: &Chaos<'_>) -> String {
    let run = &chaos.blueprint.run;
    let mut value = json!({
        "schema": SCHEMA,
        "version": env!("CARGO_PKG_VERSION"),
        "scenario": { "name": run.name, "sha256": chaos.blueprint.sha256 },
        "changed": run.changed,
        "only": chaos.only,
        "seed": chaos.seed,
        "level": run.level.0,
        "complete": chaos.made.complete,
        "headline": told::headline(chaos),
    });
    for verdict in CellVerdict::ALL {
        value[verdict.name()] = json!(chaos.count(verdict));
    }
    value["runs"] = json!({
        "done": chaos.made.trials,
        "events": chaos.made.events,
        "skipped": {
            "alike": chaos.spared(),
            "stopped": chaos.made.not_swept.len() as u64 * u64::from(chaos.planned),
        },
    });
    value["left_out"] = json!(chaos.left_out());
    value["faults"] = chaos.faults.iter().map(|one| fault(chaos, one)).collect();
    let rows = chaos.made.rows.iter();
    let cells = rows.flat_map(|row| row.cells.iter().map(move |one| (row, one)));
    value["cells"] = cells.map(|(row, one)| cell(chaos, row, one)).collect();
    keep_exact(&mut value);
    harmless::json(&format!("{value:#}\n"))
}

fn fault(chaos: &Chaos<'_>, one: &SweptFault) -> Value {
    let (from, table) = match &one.end_of {
        EndOf::Stated(table) => ("stated", Some(table)),
        EndOf::Alike(table) => ("alike", Some(table)),
        EndOf::Assumed => ("assumed", None),
    };
    json!({
        "fault": chaos.blueprint.drill(one.drill).name,
        "of": one.of,
        "kind": one.target.kind(),
        "harm": one.harm.name(),
        "words": told::fault(chaos, one),
        "stands_for": one.stands_for,
        "end": one.end,
        "end_from": from,
        "end_of": table,
        "drill": one.table,
    })
}

fn seconds(worst: Option<&Worst>) -> Option<f64> {
    worst?.value.map(|ms| ms as f64 / 1_000.0)
}

fn cell(chaos: &Chaos<'_>, row: &SweptRow, one: &SweptCell) -> Value {
    let fault = &chaos.faults[row.fault];
    let worst = one.recovery.as_ref().or(one.loss.as_ref());
    json!({
        "fault": chaos.blueprint.drill(fault.drill).name,
        "application": chaos.blueprint.application(one.application).name,
        "verdict": one.verdict.name(),
        "trials": one.trials,
        "hit": one.hit,
        "lost": one.lost,
        "rto_kept": one.rto_kept,
        "rpo_kept": one.rpo_kept,
        "recovery_s": seconds(one.recovery.as_ref()),
        "data_loss_s": seconds(one.loss.as_ref()),
        "trial": worst.map(|worst| worst.trial),
        "at": worst.map(|worst| of_week_words(worst.of_week)),
        "at_words": worst.map(|worst| crate::report::words::of_week(worst.of_week)),
        "phase": one.recovery.as_ref().map(|worst| worst.phase.name()),
        "resource": one.recovery.as_ref().map(|worst| worst.resource.label(chaos.blueprint)),
        "loss_reason": one.loss.as_ref().map(|worst| worst.reason.name()),
    })
}
