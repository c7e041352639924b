//! `summary.json`: the figures of a run for programs.
//!
//! Always true here: keys are added, never renamed or removed, under one schema name; every
//! estimate is `{point, low, high}` and its point is null where nothing was seen; keys of one
//! object come in a fixed order. No number is above 2^53, where readers of JSON begin to round: larger
//! ones (sums of bytes, seeds) are strings of their digits.

mod gap;
mod protection;
mod queue;
mod schema;

use super::json::keep_exact;
use super::measured::{object, put_after, told};
use crate::chart::harmless;
use crate::model::measure::{Measure, Per, Told};
use crate::model::outcome::{
    AloneEstimate, ApplicationOutcome, BackupOutcome, CauseOutcome, ClassOutcome, DrillOutcome,
    InstanceOutcome, Judged, LargestOutage, MissBinding, Outcome, RpoMiss, StampOutcome, Verdict,
};
use crate::model::queue::QueueOf;
use crate::model::record::{JobTally, PipeTally};
use crate::model::{Application, Assumption, BackupId, Blueprint, StampId};
pub use schema::summary_schema;
use serde_json::{Map, Value, json};

/// The name of the shape of `summary.json`.
pub const SCHEMA: &str = "firedrill.summary/1";

/// The whole summary as indented JSON with a final line feed. Times in seconds, memory in bytes,
/// rates per year of 365 days.
#[must_use]
pub fn summary_json(blueprint: &Blueprint, outcome: &Outcome) -> String {
    let years = told(blueprint, &outcome.causes, Per::Year);
    let instances = outcome.instances.as_slice();
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
        "applications": applications(&outcome.applications, instances, &years),
        "served": protection::served(&outcome.served, &years),
        "drills": drills(blueprint, outcome),
        "stamps": stamps(outcome, &years),
        "backups": backups(outcome, &years),
        "repositories": repositories(blueprint, outcome),
        "pipes": list(PipeTally::MEASURES, &outcome.pipes, &years),
    });
    if let Some(found) = protection::replication(outcome, &years) {
        value["replication"] = found;
    }
    if let Some(found) = protection::targets(outcome, &years) {
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
    let found = super::findings::all(blueprint, outcome);
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
        json!({
            "key": one.key,
            "value": one.value,
            "source": one.default.source,
            "worth": one.default.status.name(),
        })
    });
    Value::Array(rows.collect())
}

/// A list with an object for each of these.
fn list<T>(rows: &[Measure<T>], all: &[T], told: &Told<'_>) -> Value {
    let objects = all.iter().map(|one| Value::Object(object(rows, one, told)));
    Value::Array(objects.collect())
}

fn applications(
    all: &[ApplicationOutcome],
    instances: &[InstanceOutcome],
    told: &Told<'_>,
) -> Value {
    let mut made = Map::new();
    for one in all {
        let stated = told.blueprint.application(one.application);
        let mut value = application(stated, one, told);
        if let Some(found) = protection::instances(one, instances, told) {
            value.insert("instances".to_string(), found);
        }
        if told.per == Per::Trial {
            value.extend(object(ApplicationOutcome::OF_DRILL, one, told));
        }
        made.insert(stated.name.clone(), Value::Object(value));
    }
    Value::Object(made)
}

fn application(
    stated: &Application,
    one: &ApplicationOutcome,
    told: &Told<'_>,
) -> Map<String, Value> {
    let mut made = Map::new();
    made.insert("tier".to_string(), json!(stated.tier));
    made.extend(object(ApplicationOutcome::MEASURES, one, told));
    let objective = json!(stated.availability.map(|share| json!({
        // 99.9 % is 0.999, not the nearest quotient.
        "target": (share.0 * 1e9).round() / 1e9,
        "verdict": one.availability_verdict.map(Verdict::name),
    })));
    let behind = ApplicationOutcome::SURELY_UP.key;
    put_after(&mut made, behind, "availability_objective", objective);
    let largest = one.largest_outage.as_ref();
    let largest = json!(largest.map(|one| object(LargestOutage::MEASURES, one, told)));
    let behind = ApplicationOutcome::DOWNTIME.key;
    put_after(&mut made, behind, "largest_outage", largest);
    let rto = json!(one.rto.as_ref().map(|found| judged(found, told, true)));
    put_after(&mut made, "never_per_year", "rto", rto);
    let rpo = json!(one.rpo.as_ref().map(|found| judged(found, told, false)));
    put_after(&mut made, "rto", "rpo", rpo);
    let more = [
        ("by_cause", by_cause(one, told)),
        ("by_path", protection::by_path(one, told)),
        (
            "miss_bindings",
            list(MissBinding::MEASURES, &one.miss_bindings, told),
        ),
        ("rpo_misses", list(RpoMiss::MEASURES, &one.rpo_misses, told)),
    ];
    made.extend(more.map(|(key, value)| (key.to_string(), value)));
    made
}

fn judged(judged: &Judged, told: &Told<'_>, of_recovery: bool) -> Value {
    let mut by_class = Map::new();
    for class in &judged.by_class {
        let mut value = object(ClassOutcome::MEASURES, class, told);
        if of_recovery {
            value.extend(object(ClassOutcome::OF_RECOVERY, class, told));
        }
        by_class.insert(class.class.name().to_string(), Value::Object(value));
    }
    let mut made = object(Judged::MEASURES, judged, told);
    made.insert("by_class".to_string(), Value::Object(by_class));
    Value::Object(made)
}

fn by_cause(one: &ApplicationOutcome, told: &Told<'_>) -> Value {
    let mut made = Map::new();
    for cause in &one.by_cause {
        let value = object(CauseOutcome::MEASURES, cause, told);
        made.insert(told.cause(cause.cause), Value::Object(value));
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
    let told = told(blueprint, &outcome.causes, Per::Trial);
    let name = |id: crate::model::ApplicationId| blueprint.application(id).name.clone();
    let mut alone = Map::new();
    for one in &drill.alone {
        let value = object(AloneEstimate::MEASURES, one, &told);
        alone.insert(name(one.application), Value::Object(value));
    }
    let mut returns = Map::new();
    for curve in &drill.returns {
        returns.insert(name(curve.application), json!(curve.up_share));
    }
    let mut made = object(DrillOutcome::MEASURES, drill, &told);
    let all = applications(&drill.applications, &drill.instances, &told);
    for (key, value) in [
        ("alone", Value::Object(alone)),
        ("up_share_by_hour", Value::Object(returns)),
        ("applications", all),
    ] {
        made.insert(key.to_string(), value);
    }
    protection::of_drill(drill, &mut made, &told);
    Value::Object(made)
}

fn stamps(outcome: &Outcome, told: &Told<'_>) -> Value {
    let stamps = told.blueprint.stamps.iter();
    let mut made = Map::new();
    for (index, (stamp, one)) in stamps.zip(&outcome.stamps).enumerate() {
        let memory = &one.memory;
        let mut terms = json!({
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
        });
        if one.standby_bytes > 0.0 {
            terms["hot_standbys"] = json!(whole(one.standby_bytes));
        }
        let mut value = Map::new();
        value.insert("memory_bytes".to_string(), terms);
        value.extend(object(StampOutcome::MEASURES, one, told));
        let id = StampId::from_index(index);
        if let Some(found) = protection::storage(&outcome.storage, id, told) {
            value.insert("storage".to_string(), found);
        }
        made.insert(stamp.name.clone(), Value::Object(value));
    }
    Value::Object(made)
}

/// Bytes as a whole number; the formula has fractions of a byte where R is one of a host.
fn whole(bytes: f64) -> i64 {
    bytes.round() as i64
}

fn backups(outcome: &Outcome, told: &Told<'_>) -> Value {
    let blueprint = told.blueprint;
    let mut made = Map::new();
    for (index, (backup, one)) in blueprint.backups.iter().zip(&outcome.backups).enumerate() {
        let copies = QueueOf::Copies(BackupId::from_index(index));
        let (keeps_up, grows) = queue::standing(outcome, copies);
        let mut value = object(BackupOutcome::MEASURES, one, told);
        let jobs = Value::Object(object(JobTally::MEASURES, &one.tally, told));
        let stated = json!(backup.every.as_seconds());
        let bare = gap::bare(blueprint, &one.without_point);
        put_after(&mut value, "vms", "stated_cadence_s", stated);
        put_after(&mut value, "good_share", "keeps_up", keeps_up);
        put_after(&mut value, "keeps_up", "grows_s_per_day", grows);
        put_after(&mut value, "grows_s_per_day", "jobs", jobs);
        put_after(&mut value, "jobs", "vms_without_point", bare);
        value.insert("copies".to_string(), gap::copies(blueprint, backup, one));
        made.insert(backup.name.clone(), Value::Object(value));
    }
    Value::Object(made)
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
        assert!(super::super::files(&blueprint, &outcome, "", "firedrill").is_ok());
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
