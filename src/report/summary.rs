//! `summary.json`: the figures of a run for programs.
//!
//! Always true here: keys are added, never renamed or removed, under one schema name; every
//! estimate is `{point, low, high}` and its point is null where nothing was seen; keys of one
//! object come in a fixed order. No number is above 2^53, where readers of JSON begin to round: larger
//! ones (sums of bytes, seeds) are strings of their digits.

mod gap;
mod loss;
mod protection;
mod schema;

use crate::chart::harmless;
use crate::model::outcome::InstanceOutcome;
use crate::model::outcome::{
    ApplicationOutcome, ClassOutcome, DrillOutcome, Estimate, Judged, Outcome, Quantiles, Verdict,
};
use crate::model::queue::QueueOf;
use crate::model::record::JobTally;
use crate::model::{Application, Assumption, BackupId, Blueprint, DEFAULTS, StampId};
use protection::Per;
pub use schema::summary_schema;
use serde_json::{Map, Value, json};

/// The name of the shape of `summary.json`.
pub const SCHEMA: &str = "firedrill.summary/1";

/// The whole summary as indented JSON with a final line feed. Times in seconds, memory in bytes,
/// rates per year of 365 days.
#[must_use]
pub fn summary_json(blueprint: &Blueprint, outcome: &Outcome) -> String {
    let years = (outcome.instances.as_slice(), Per::Year);
    let mut value = json!({
        "schema": SCHEMA,
        "version": env!("CARGO_PKG_VERSION"),
        "scenario": { "name": blueprint.run.name, "sha256": blueprint.sha256 },
        "seed": outcome.seed,
        "trials": outcome.trials,
        "horizon_s": outcome.horizon_s,
        "level": outcome.level,
        "events": outcome.events,
        "failed_trials": failed(blueprint, outcome),
        "findings": findings(blueprint, outcome),
        "warnings": warnings(blueprint),
        "assumptions": assumptions(blueprint),
        "applications": applications(blueprint, outcome, &outcome.applications, years),
        "served": protection::served(&outcome.served, Per::Year),
        "drills": drills(blueprint, outcome),
        "stamps": stamps(blueprint, outcome),
        "backups": backups(blueprint, outcome),
        "repositories": repositories(blueprint, outcome),
        "pipes": pipes(blueprint, outcome),
    });
    if let Some(found) = protection::replication(blueprint, outcome) {
        value["replication"] = found;
    }
    if let Some(found) = protection::targets(blueprint, outcome) {
        value["room_elsewhere"] = found;
    }
    keep_exact(&mut value);
    // `{:#}` on a JSON value cannot fail: there is no writer behind it that could.
    harmless::json(&format!("{value:#}\n"))
}

/// Trials that the program could not finish: all figures are without them.
fn failed(blueprint: &Blueprint, outcome: &Outcome) -> Value {
    let rows = outcome.failed.iter().map(|one| {
        let drill = one.drill.map(|drill| &blueprint.drills[drill.index()].name);
        json!({ "drill": drill, "trial": one.trial, "message": one.message })
    });
    Value::Array(rows.collect())
}

/// What an operator should know beside the verdicts, with the sentence that the terminal and the page have.
fn findings(blueprint: &Blueprint, outcome: &Outcome) -> Value {
    let found = super::findings::all(blueprint, outcome, DEFAULTS);
    Value::Array(found.iter().map(super::findings::Finding::json).collect())
}

/// The advice of `check`. Without its line: the resolved scenario has others, and gives the same results.
fn warnings(blueprint: &Blueprint) -> Value {
    let rows = blueprint.lints.iter();
    Value::Array(
        rows.map(|lint| json!({ "code": lint.code().to_string(), "message": lint.message() }))
            .collect(),
    )
}

/// Defaults that the scenario relied on, by key.
fn assumptions(blueprint: &Blueprint) -> Value {
    let mut all: Vec<&Assumption> = blueprint.assumptions.iter().collect();
    all.sort_by(|one, other| one.key.cmp(&other.key));
    let rows = all.into_iter().map(|one| {
        let known = DEFAULTS.get(one.default);
        json!({
            "key": one.key,
            "value": one.value,
            "source": known.map(|known| known.source),
            "worth": known.map(|known| known.status.name()),
        })
    });
    Value::Array(rows.collect())
}

/// The largest number up to which every reader of JSON tells neighbours apart: 2^53.
const EXACT: u64 = 1 << 53;

/// A sum of bytes: a number, or its digits as a string where readers would round a number.
pub(super) fn amount(bytes: u128) -> Value {
    match u64::try_from(bytes) {
        Ok(bytes) if bytes <= EXACT => json!(bytes),
        Ok(_) | Err(_) => json!(bytes.to_string()),
    }
}

/// Writes numbers above 2^53 as strings of their digits, wherever they stand.
pub(super) fn keep_exact(value: &mut Value) {
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

pub(super) fn estimate(estimate: &Estimate) -> Value {
    json!({ "point": estimate.point, "low": estimate.low, "high": estimate.high })
}

fn applications(
    blueprint: &Blueprint,
    outcome: &Outcome,
    all: &[ApplicationOutcome],
    (instances, per): (&[InstanceOutcome], Per),
) -> Value {
    let mut made = Map::new();
    for one in all {
        let stated = blueprint.application(one.application);
        let mut value = application(blueprint, outcome, stated, one);
        if let Some(found) = protection::instances(blueprint, one, instances, per) {
            value["instances"] = found;
        }
        if let Per::Trial = per {
            value["lost_share"] = estimate(&one.ends.lost_share);
            value["never_share"] = estimate(&one.ends.never_share);
            value["total_loss_share"] = estimate(&one.ends.total_loss_share);
        }
        made.insert(stated.name.clone(), value);
    }
    Value::Object(made)
}

fn application(
    blueprint: &Blueprint,
    outcome: &Outcome,
    stated: &Application,
    one: &ApplicationOutcome,
) -> Value {
    let bindings: Vec<Value> = one
        .miss_bindings
        .iter()
        .map(|binding| {
            json!({ "resource": binding.resource.label(blueprint), "misses": binding.misses })
        })
        .collect();
    json!({
        "tier": stated.tier,
        "outages": one.outages,
        "unrecovered": one.unrecovered,
        "lost": one.ends.lost,
        "planned_outages": one.planned_outages,
        "outages_per_year": estimate(&one.outages_per_year),
        "outages_per_trial": estimate(&one.outages_per_trial),
        "mttr_s": estimate(&one.mttr_s),
        "mttr_exceeds_rto": one.mttr_exceeds_rto,
        "down_all_the_time": estimate(&one.down_all_the_time),
        "availability": estimate(&one.availability),
        "availability_surely": one.availability_surely,
        "availability_objective": stated.availability.map(|share| json!({
            // 99.9 % is 0.999, not the nearest quotient.
            "target": (share.0 * 1e9).round() / 1e9,
            "verdict": one.availability_verdict.map(Verdict::name),
        })),
        "downtime_s_per_year": estimate(&one.downtime_s_per_year),
        "largest_outage": one.largest_outage.map(|largest| json!({
            "share": largest.share,
            "length_s": largest.length_s,
            "trial": largest.trial,
            "class": largest.class.name(),
            "cause": super::words::cause(outcome, largest.cause),
        })),
        "data_loss_s_per_year": estimate(&one.data_loss_s_per_year),
        "total_losses": one.total_losses,
        "total_losses_per_year": estimate(&one.total_losses_per_year),
        "lost_per_year": estimate(&one.ends.lost_per_year),
        "never_per_year": estimate(&one.ends.never_per_year),
        "rto": one.rto.as_ref().map(|found| judged(outcome, found, true)),
        "rpo": one.rpo.as_ref().map(|found| judged(outcome, found, false)),
        "recovery_s": quantiles(&one.recovery_s),
        "data_loss_s": quantiles(&one.data_loss_s),
        "by_cause": by_cause(outcome, one),
        "by_path": protection::by_path(one),
        "miss_bindings": bindings,
        "rpo_misses": loss::rpo_misses(blueprint, one),
    })
}

fn judged(outcome: &Outcome, judged: &Judged, of_recovery: bool) -> Value {
    let mut by_class = Map::new();
    for class in &judged.by_class {
        let mut value = class_outcome(outcome, class);
        if of_recovery {
            value["mttr_s"] = estimate(&class.mttr_s);
            value["mttr_exceeds_rto"] = json!(class.mttr_exceeds_rto);
        }
        by_class.insert(class.class.name().to_string(), value);
    }
    json!({
        "verdict": judged.verdict.map(Verdict::name),
        "worst_class": judged.worst_class.map(crate::model::Class::name),
        "pooled": estimate(&judged.pooled),
        "miss_in_a_year": estimate(&judged.miss_in_a_year),
        "by_class": by_class,
    })
}

fn class_outcome(outcome: &Outcome, class: &ClassOutcome) -> Value {
    let cause = class
        .main_cause
        .map(|cause| super::words::cause(outcome, cause));
    json!({
        "objective_s": class.objective_s,
        "target": class.target,
        "outages": class.outages,
        "observations": class.observations,
        "open_at_start": class.open_at_start,
        "faults": class.faults,
        "attained": estimate(&class.attained),
        "achievable_s": estimate(&class.achievable_s),
        "verdict": class.verdict.map(Verdict::name),
        "main_cause": cause,
        "trials_to_decide": class.trials_to_decide,
        "note": class.note,
        "advice": class.advice,
    })
}

pub(super) fn quantiles(quantiles: &Quantiles) -> Value {
    json!({
        "p50": quantiles.p50,
        "p95": quantiles.p95,
        "p99": quantiles.p99,
        "max": quantiles.max,
        "count": quantiles.count,
        "infinite": quantiles.infinite,
    })
}

fn by_cause(outcome: &Outcome, one: &ApplicationOutcome) -> Value {
    let mut made = Map::new();
    for cause in &one.by_cause {
        let name = super::words::cause(outcome, cause.cause);
        made.insert(
            name.to_string(),
            json!({
                "outages_per_year": estimate(&cause.outages_per_year),
                "downtime_s_per_year": estimate(&cause.downtime_s_per_year),
                "rto_misses_per_year": estimate(&cause.rto_misses_per_year),
                "rpo_misses_per_year": estimate(&cause.rpo_misses_per_year),
            }),
        );
    }
    Value::Object(made)
}

fn drills(blueprint: &Blueprint, outcome: &Outcome) -> Value {
    let mut made = Map::new();
    for drill in &outcome.drills {
        made.insert(
            blueprint.drills[drill.drill.index()].name.clone(),
            self::drill(blueprint, outcome, drill),
        );
    }
    Value::Object(made)
}

fn drill(blueprint: &Blueprint, outcome: &Outcome, drill: &DrillOutcome) -> Value {
    let name = |id: crate::model::ApplicationId| blueprint.application(id).name.clone();
    let mut alone = Map::new();
    for one in &drill.alone {
        alone.insert(
            name(one.application),
            json!({ "recovery_s": one.recovery_s, "transfer_s": one.transfer_s }),
        );
    }
    let mut returns = Map::new();
    for curve in &drill.returns {
        returns.insert(name(curve.application), json!(curve.up_share));
    }
    let instances = (drill.instances.as_slice(), Per::Trial);
    let mut made = Map::new();
    for (key, value) in [
        ("trials", json!(drill.trials)),
        ("whole_again_s", quantiles(&drill.whole_again_s)),
        ("unplaced_vms", estimate(&drill.unplaced_vms)),
        ("alone", Value::Object(alone)),
        ("up_share_by_hour", Value::Object(returns)),
        (
            "applications",
            applications(blueprint, outcome, &drill.applications, instances),
        ),
    ] {
        made.insert(key.to_string(), value);
    }
    protection::of_drill(blueprint, drill, &mut made);
    Value::Object(made)
}

fn stamps(blueprint: &Blueprint, outcome: &Outcome) -> Value {
    let mut made = Map::new();
    for (index, (stamp, one)) in blueprint.stamps.iter().zip(&outcome.stamps).enumerate() {
        let memory = &one.memory;
        let mut value = json!({
                "memory_bytes": {
                    "total": whole(memory.total),
                    "reserve": {
                        "host": whole(memory.reserve_host),
                        "host_os": whole(memory.reserve_host_os),
                        "largest_vm": whole(memory.reserve_largest_vm),
                    },
                    "infrastructure": whole(memory.infrastructure),
                    "tenant": whole(memory.tenant),
                    "available": whole(memory.available),
                    "largest_placeable": whole(memory.largest_placeable),
                },
                "hours_without_n_minus_1_per_year": estimate(&one.hours_without_n_minus_1_per_year),
                "hours_two_down_per_year": estimate(&one.hours_two_down_per_year),
                "hours_down_per_year": estimate(&one.hours_down_per_year),
                "quorum_losses_per_year": estimate(&one.quorum_losses_per_year),
                "most_waiting_vms": one.most_waiting,
        });
        if one.standby_bytes > 0.0 {
            value["memory_bytes"]["hot_standbys"] = json!(whole(one.standby_bytes));
        }
        let id = StampId::from_index(index);
        if let Some(found) = protection::storage(&outcome.storage, id, Per::Year) {
            value["storage"] = found;
        }
        made.insert(stamp.name.clone(), value);
    }
    Value::Object(made)
}

/// Bytes as a whole number; the formula has fractions of a byte where R is one of a host.
fn whole(bytes: f64) -> i64 {
    bytes.round() as i64
}

fn backups(blueprint: &Blueprint, outcome: &Outcome) -> Value {
    let mut made = Map::new();
    for (index, (backup, one)) in blueprint.backups.iter().zip(&outcome.backups).enumerate() {
        let copies = QueueOf::Copies(BackupId::from_index(index));
        let (keeps_up, grows) = loss::queue(outcome, copies);
        made.insert(
            backup.name.clone(),
            json!({
                "vms": one.vms,
                "stated_cadence_s": backup.every.as_seconds(),
                "effective_cadence_s": estimate(&one.effective_cadence_s),
                "good_share": estimate(&one.good_share),
                "keeps_up": keeps_up,
                "grows_s_per_day": grows,
                "jobs": jobs(&one.tally),
                "vms_without_point": gap::bare(blueprint, &one.without_point),
                "trials_with_a_vm_without_point": one.trials_without_point,
                "copies": gap::copies(blueprint, backup, one),
            }),
        );
    }
    Value::Object(made)
}

fn jobs(tally: &JobTally) -> Value {
    json!({
        "due": tally.due,
        "good": tally.good,
        "failed": tally.failed,
        "window_missed": tally.window_missed,
        "overrun": tally.overrun,
        "interrupted": tally.interrupted,
        "repository_full": tally.repository_full,
        "under_way": tally.under_way(),
        "longest_gap_s": tally.gap_max as f64 / 1_000.0,
        "longest_from_due_to_complete_s": tally.lag_max as f64 / 1_000.0,
        "bytes": amount(tally.bytes),
    })
}

fn repositories(blueprint: &Blueprint, outcome: &Outcome) -> Value {
    let mut made = Map::new();
    for (repository, one) in blueprint.repositories.iter().zip(&outcome.repositories) {
        made.insert(
            repository.name.clone(),
            json!({ "capacity_bytes": repository.capacity.0, "most_used_bytes": one.most_used }),
        );
    }
    Value::Object(made)
}

fn pipes(blueprint: &Blueprint, outcome: &Outcome) -> Value {
    let rows: Vec<Value> = outcome
        .pipes
        .iter()
        .map(|pipe| {
            json!({
                "resource": pipe.resource.label(blueprint),
                "backup_bytes": amount(pipe.backup_bytes.iter().sum()),
                "restore_bytes": amount(pipe.restore_bytes),
                "busy_s": pipe.busy as f64 / 1_000.0,
                "saturated_s": pipe.saturated as f64 / 1_000.0,
            })
        })
        .collect();
    Value::Array(rows)
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    fn summary(applications: usize) -> Value {
        let blueprint = fixture::blueprint(applications);
        let outcome = fixture::outcome(&blueprint);
        serde_json::from_str(&summary_json(&blueprint, &outcome)).expect("the summary is JSON")
    }

    /// Trials that are missing are said first on the terminal, once, and stand in JSON.
    #[test]
    fn missing_trials_are_said_first() {
        let blueprint = fixture::blueprint(3);
        let mut outcome = fixture::outcome(&blueprint);
        let drill = outcome.drills.first().map(|one| one.drill);
        for (drill, trial) in [(None, 7), (drill, 0)] {
            outcome.failed.push(crate::model::outcome::FailedTrial {
                drill,
                trial,
                message: "memory is held that no VM holds".to_string(),
            });
        }
        let told = super::super::terminal(&blueprint, &outcome, 100, false);
        let second = told.lines().nth(1).unwrap_or_default();
        assert!(second.starts_with("ATTENTION: 2 of "), "{told}");
        assert_eq!(told.matches("ATTENTION").count(), 1, "said once");
        let json: Value = serde_json::from_str(&summary_json(&blueprint, &outcome)).expect("JSON");
        assert_eq!(json["failed_trials"][0]["trial"], 7);
        assert_eq!(json["failed_trials"][0]["drill"], Value::Null);
        // A drill of which no trial could be finished is not told, and the rest is.
        outcome.drills.clear();
        outcome.drill_records = vec![vec![]; blueprint.drills.len()];
        assert!(super::super::files(&blueprint, &outcome, "", "firedrill").is_ok());
    }

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

    /// Every key that other programs may rely on, word by word.
    #[test]
    fn the_promised_keys_are_there() {
        let summary = summary(3);
        assert_eq!(summary["schema"], "firedrill.summary/1");
        for path in [
            "/version",
            "/scenario/name",
            "/scenario/sha256",
            "/seed",
            "/trials",
            "/horizon_s",
            "/applications/erp/outages_per_year/point",
            "/applications/erp/mttr_s/low",
            "/applications/erp/availability/high",
            "/applications/erp/downtime_s_per_year/point",
            "/applications/erp/total_losses_per_year/point",
            "/applications/erp/rto/verdict",
            "/applications/erp/rto/worst_class",
            "/applications/erp/rto/by_class/node/objective_s",
            "/applications/erp/rto/by_class/node/target",
            "/applications/erp/rto/by_class/node/outages",
            "/applications/erp/rto/by_class/node/attained/point",
            "/applications/erp/rto/by_class/node/achievable_s/point",
            "/applications/erp/rto/by_class/node/verdict",
            "/applications/erp/rto/by_class/node/observations",
            "/applications/erp/rto/by_class/node/mttr_s/high",
            "/applications/erp/rto/by_class/node/mttr_exceeds_rto",
            "/applications/erp/rto/by_class/node/main_cause",
            "/applications/erp/rto/by_class/node/note",
            "/applications/erp/down_all_the_time/point",
            "/applications/erp/rpo/by_class/stamp/verdict",
            "/applications/erp/recovery_s/p50",
            "/applications/erp/recovery_s/p95",
            "/applications/erp/recovery_s/p99",
            "/applications/erp/recovery_s/max",
            "/applications/erp/data_loss_s/p50",
            "/applications/erp/by_cause/hardware/outages_per_year/point",
            "/applications/erp/by_cause/hardware/downtime_s_per_year/point",
            "/applications/erp/by_cause/power/rto_misses_per_year",
            "/applications/erp/by_cause/power/rpo_misses_per_year",
            "/drills/lose-stamp/applications/erp/rto/verdict",
            "/drills/lose-stamp/applications/files/recovery_s/p95",
            "/stamps/alpha/memory_bytes/total",
            "/stamps/alpha/memory_bytes/reserve/host",
            "/stamps/alpha/memory_bytes/reserve/host_os",
            "/stamps/alpha/memory_bytes/reserve/largest_vm",
            "/stamps/alpha/memory_bytes/infrastructure",
            "/stamps/alpha/memory_bytes/tenant",
            "/stamps/alpha/memory_bytes/available",
            "/stamps/alpha/memory_bytes/largest_placeable",
            "/stamps/alpha/hours_without_n_minus_1_per_year/point",
        ] {
            assert!(summary.pointer(path).is_some(), "{path} is missing");
        }
        // Nothing is stated for it: figures, and no verdict.
        let build = &summary["applications"]["build"]["rto"];
        assert!(build["verdict"].is_null());
        assert!(build["by_class"]["node"]["objective_s"].is_null());
        assert!(build["by_class"]["node"]["achievable_s"]["point"].is_number());
        let loss = &summary["applications"]["erp"]["rpo"]["by_class"]["stamp"];
        assert!(loss.get("mttr_s").is_none());
    }

    /// Keys of protections: there where the scenario has them, and nowhere else.
    #[test]
    fn protections_have_keys_of_their_own() {
        let blueprint = fixture::protected(3);
        let outcome = fixture::protected_outcome(&blueprint);
        let with: Value = serde_json::from_str(&summary_json(&blueprint, &outcome)).expect("JSON");
        let group = "/replication/erp~1metro~1alpha";
        let instances = "/applications/files/instances/sql";
        let optional = [
            format!("{group}/furthest_behind_s"),
            format!("{group}/hours_behind_per_year/point"),
            format!("{group}/hours_unprotected_per_year/point"),
            format!("{group}/broken_per_year/high"),
            format!("{group}/copy_s/point"),
            format!("{group}/failbacks_put_off_per_year/point"),
            format!("{group}/bytes_per_year/point"),
            format!("{group}/cut/until_rpo_s"),
            format!("{group}/cut/after/3/catch_up_s"),
            format!("{group}/cut/fallback/lag_growth_s_per_s"),
            format!("{instances}/switches_per_year/point"),
            format!("{instances}/majority_losses_per_year/point"),
            format!("/drills/lose-stamp{instances}/switches_per_trial/point"),
            format!("/drills/lose-stamp{group}/broken_share_of_trials/high"),
            "/drills/lose-stamp/restored_s/p50".into(),
            "/drills/lose-stamp/shed_vms/point".into(),
            "/drills/lose-stamp/stamps/alpha/storage/hours_exposed_per_trial/point".into(),
            "/stamps/alpha/storage/rebuilds_per_year/point".into(),
            "/stamps/alpha/storage/losses_per_year/high".into(),
            "/stamps/alpha/storage/hours_over_critical_per_year/point".into(),
            "/stamps/beta/memory_bytes/hot_standbys".into(),
            "/room_elsewhere/0/without_room_after_shedding/vms".into(),
        ];
        let without = summary(3);
        for path in &optional {
            assert!(with.pointer(path).is_some(), "{path} is missing");
            assert!(without.pointer(path).is_none(), "{path} is there");
        }
        assert!(with["stamps"]["beta"].get("storage").is_none());
        let everywhere = [
            "/applications/erp/by_path/restore/outages_per_year/point",
            "/applications/erp/by_path/restore/recovery_s/p50",
            "/applications/erp/by_path/restore/data_loss_s/max",
            "/drills/lose-stamp/applications/erp/by_path/restore/outages",
            "/served/stamp/restore/outages_per_year/point",
            "/drills/lose-stamp/served/stamp/restore/outages_per_trial/point",
        ];
        for path in everywhere {
            assert!(with.pointer(path).is_some(), "{path} is missing");
            assert!(without.pointer(path).is_some(), "{path} is missing");
        }
        assert_eq!(
            without["applications"]["erp"]["by_path"]["restore"]["protections"][0],
            "gold"
        );
    }

    #[test]
    fn memory_terms_add_up() {
        let memory = &summary(3)["stamps"]["alpha"]["memory_bytes"];
        let term = |path: &str| memory.pointer(path).and_then(Value::as_i64).unwrap_or(0);
        let sum = term("/reserve/host")
            + term("/reserve/host_os")
            + term("/reserve/largest_vm")
            + term("/infrastructure")
            + term("/tenant")
            + term("/available");
        assert!((term("/total") - sum).abs() <= 3, "{memory}");
    }

    #[test]
    fn names_are_sorted_and_unseen_points_are_null() {
        let summary = summary(25);
        let names: Vec<&String> = summary["applications"]
            .as_object()
            .expect("applications are an object")
            .keys()
            .collect();
        assert!(names.is_sorted());
        assert_eq!(names.len(), 25);
        let rack = &summary["applications"]["erp"]["rto"]["by_class"]["rack"];
        assert!(rack["attained"]["point"].is_null());
        assert_eq!(rack["verdict"], "not_seen");
        assert!(rack["mttr_exceeds_rto"].is_null());
    }

    #[test]
    fn hostile_names_stay_valid_json() {
        let name = "<b>&\"'\\\n".to_string();
        let blueprint = fixture::named_blueprint(std::slice::from_ref(&name));
        let text = summary_json(&blueprint, &fixture::outcome(&blueprint));
        let value: Value = serde_json::from_str(&text).expect("the summary is JSON");
        assert!(value["applications"].get(&name).is_some());
    }
}
