//! A sweep as JSON.
//!
//! Always true here: every object is closed; what has no end is no number, and `lost` says of what.

use super::moment::{self, Found};
use super::{Chaos, breaks, margins, told};
use crate::chart::harmless;
use crate::model::Claimed;
use crate::model::frozen::{Held, StandsAt};
use crate::model::marched::{MarchOutcome, MarchedRow, Skipped};
use crate::model::swept::{CellVerdict, EndOf, SweptCell, SweptFault, SweptRow, Worst};
use crate::report::Regression;
use crate::report::json::keep_exact;
use crate::scenario::{figure_name, of_week_words};
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
        "complete": chaos.made.complete && chaos.march.is_some_and(MarchOutcome::is_complete),
        "headline": told::headline(chaos),
    });
    for verdict in CellVerdict::ALL {
        value[verdict.name()] = json!(chaos.count(verdict));
    }
    let skipped = chaos.march.map(MarchOutcome::skipped).unwrap_or_default();
    let mut kept = skips(&skipped);
    kept["alike"] = json!(chaos.spared());
    kept["stopped"] = json!(chaos.stopped());
    value["runs"] = json!({
        "done": chaos.made.trials,
        "events": chaos.made.events,
        "marched": chaos.march.map_or(0, MarchOutcome::runs),
        "skipped": kept,
    });
    value["claims"] = claims(chaos);
    value["certificate"] = certificate(chaos);
    value["march"] = chaos
        .march
        .map_or(Value::Null, |march| marched(chaos, march));
    let worst = moment::found(chaos);
    value["worst"] = worst.iter().map(|one| moment(chaos, one)).collect();
    value["margins"] = margins::margins_json(chaos);
    let coverage = told::coverage(chaos);
    let coverage = coverage
        .map(|(one, seen)| json!({ "step": one.word(), "words": one.meaning(), "outages": seen }));
    value["coverage"] = coverage.collect();
    value["regressions"] = chaos.regressions.iter().map(Regression::json).collect();
    value["breaks"] = broken(chaos);
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
        "inside": one.inside,
        "end": one.end,
        "end_from": from,
        "end_of": table,
        "drill": one.table,
    })
}

fn broken(chaos: &Chaos<'_>) -> Value {
    let s = |ms: u64| ms as f64 / 1_000.0;
    let all = breaks::broken(chaos).0.into_iter();
    let all = all.map(|one| {
        json!({
            "file": one.file,
            "fault": chaos.blueprint.drill(chaos.faults[one.fault].drill).name,
            "application": one.what.application,
            "of": figure_name(one.what.of),
            "value_s": one.what.value.map(s),
            "limit_s": one.what.limit.map(s),
            "words": one.words,
        })
    });
    all.collect()
}

fn skips(skipped: &Skipped) -> Value {
    json!({
        "out_of_reach": skipped.out_of_reach,
        "no_point_read": skipped.no_point_read,
        "other_replicas": skipped.other_replicas,
    })
}

/// What the plan claims to survive, and how many faults break something within that and outside of it.
fn claims(chaos: &Chaos<'_>) -> Value {
    let Some(claims) = &chaos.blueprint.claims else {
        return Value::Null;
    };
    let stated = Claimed::ALL.into_iter().filter(|kind| claims.of(*kind) > 0);
    let stated = stated.map(|kind| (kind.word().to_string(), json!(claims.of(kind))));
    json!({
        "survives": Value::Object(stated.collect()),
        "words": claims.words(),
        "inside": { "faults": chaos.held_to(true), "breaking": chaos.breaking(true) },
        "outside": { "faults": chaos.held_to(false), "breaking": chaos.breaking(false) },
    })
}

fn certificate(chaos: &Chaos<'_>) -> Value {
    let (Some(words), Some(march)) = (moment::certificate(chaos), chaos.march) else {
        return Value::Null;
    };
    json!({
        "words": words,
        "faults": chaos.held_to(true),
        "stands_for": Chaos::stood_for(chaos.faults.iter().filter(|one| one.is_held_to())),
        "quantile": march.quantile,
        "cycle_s": march.cycle.map(|cycle| cycle.length as f64 / 1_000.0),
        "critical": march.critical(),
    })
}

fn marched(chaos: &Chaos<'_>, march: &MarchOutcome) -> Value {
    let s = |ms: u64| ms as f64 / 1_000.0;
    let row = |row: &MarchedRow| {
        json!({
            "fault": chaos.blueprint.drill(chaos.faults[row.fault].drill).name,
            "complete": row.unmarched.is_none(),
            "why": row.unmarched.as_ref().map(moment::why),
            "marched_s": s(row.marched),
            "runs": row.runs,
            "critical": row.critical,
            "skipped": skips(&row.skipped),
        })
    };
    let held = |one: &Held| {
        let (length, happens) = match one.stands_at {
            StandsAt::Length(span) => (Some(s(span.0)), None),
            StandsAt::Happens(happens) => (None, Some(happens)),
            StandsAt::Off => (None, Some(false)),
        };
        json!({ "key": one.key, "stated": one.stated, "length_s": length, "happens": happens, "words": moment::stands(one.stands_at) })
    };
    json!({
        "complete": march.is_complete(),
        "quantile": march.quantile,
        "cycle_s": march.cycle.map(|cycle| s(cycle.length)),
        "whole_cycle_s": march.cycle.map(|cycle| s(cycle.whole)),
        "repeats": march.cycle.is_some_and(|cycle| cycle.repeats),
        "critical": march.critical(),
        "held": march.held.iter().map(held).collect::<Vec<_>>(),
        "faults": march.rows.iter().map(row).collect::<Vec<_>>(),
    })
}

fn moment(chaos: &Chaos<'_>, one: &Found<'_>) -> Value {
    let s = |ms: u64| ms as f64 / 1_000.0;
    let fault = &chaos.faults[one.row.fault];
    let worst = one.worst;
    json!({
        "fault": chaos.blueprint.drill(fault.drill).name,
        "application": chaos.blueprint.application(one.cell.application).name,
        "of": one.figure(),
        "value_s": worst.value.map(s),
        "limit_s": worst.limit.map(s),
        "breaks": worst.is_break(),
        "at": of_week_words(worst.at),
        "at_words": moment::when(chaos, fault, worst),
        "after_s": s(worst.at),
        "until_s": s(worst.until),
        "complete": one.row.unmarched.is_none(),
        "because": moment::because(chaos, one),
        "command": (chaos.again_at)(fault, worst.at),
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
        "outside": one.outside,
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
