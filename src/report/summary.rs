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
    AloneEstimate, ApplicationOutcome, BackupOutcome, CauseOutcome, ClassOutcome, Decisions,
    DrillOutcome, InstanceOutcome, Judged, LargestOutage, MissBinding, Outcome, PlannedOutcome,
    ReplayOutcome, RpoMiss, StampOutcome, UpdateOutcome, Verdict,
};
use crate::model::outcome::{ClaimOutcome, UpkeepOutcome};
use crate::model::queue::QueueOf;
use crate::model::record::{AgainTally, JobTally, LogTally, Mistaken, PipeTally, SyntheticTally};
use crate::model::{Application, Assumption, BackupId, Blueprint, Claimed, Lint, Source, StampId};
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
        "scenario": super::json::scenario(blueprint, &outcome.only),
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
    if !blueprint.allowed.is_empty() {
        value["allowed"] = allowed(blueprint);
    }
    if let Some(claims) = &blueprint.claims {
        let stated = Claimed::ALL.into_iter().filter(|kind| claims.of(*kind) > 0);
        let stated = stated.map(|kind| (kind.word().to_string(), json!(claims.of(kind))));
        value["survives"] = Value::Object(stated.collect());
    }
    if let Some(found) = protection::replication(outcome, &years) {
        value["replication"] = found;
    }
    if !outcome.updates.is_empty() {
        let updates = (outcome.updates.as_slice(), UpdateOutcome::MEASURES);
        let name = |one: &UpdateOutcome| blueprint.update(one.update).name.clone();
        value["updates"] = by_name(updates, &years, name);
    }
    if !outcome.crews.is_empty() {
        value["crews"] = protection::crews(&outcome.crews, &years);
    }
    if !outcome.parts.is_empty() {
        value["parts"] = protection::parts(&outcome.parts, &years);
    }
    if !outcome.intrusions.is_empty() {
        value["ransomware"] = protection::intrusions(&outcome.intrusions, &years);
    }
    if !outcome.homecomings.is_empty() {
        value["homecomings"] = protection::homecomings(&outcome.homecomings, &years);
    }
    if !outcome.planned.is_empty() {
        let planned = (outcome.planned.as_slice(), PlannedOutcome::MEASURES);
        let name = |one: &PlannedOutcome| blueprint.application(one.application).name.clone();
        value["planned"] = by_name(planned, &years, name);
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

/// Advice that the scenario allows, with its reasons.
fn allowed(blueprint: &Blueprint) -> Value {
    let rows = blueprint.allowed.iter().map(|one| {
        let told: Vec<String> = one.lints.iter().map(Lint::message).collect();
        json!({ "code": one.rule.to_string(), "reason": one.reason, "messages": told })
    });
    Value::Array(rows.collect())
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
        if let Some(replays) = &one.replays {
            let replays = object(ReplayOutcome::MEASURES, replays, told);
            value.insert("replays".to_string(), Value::Object(replays));
        }
        if let Some(claims) = &one.claims {
            let claims = object(ClaimOutcome::MEASURES, claims, told);
            value.insert("claims".to_string(), Value::Object(claims));
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
    let decisions = one.decisions.as_ref();
    let decisions = json!(decisions.map(|one| object(Decisions::MEASURES, one, told)));
    put_after(&mut made, "largest_outage", "decisions", decisions);
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

/// What is told of each, by its name.
fn by_name<T>(
    (all, measures): (&[T], &[Measure<T>]),
    told: &Told<'_>,
    name: impl Fn(&T) -> String,
) -> Value {
    let rows = all.iter().map(|one| {
        let value = object(measures, one, told);
        (name(one), Value::Object(value))
    });
    Value::Object(rows.collect())
}

/// Bytes as a whole number; the formula has fractions of a byte where R is one of a host.
fn whole(bytes: f64) -> i64 {
    bytes.round() as i64
}

fn backups(outcome: &Outcome, told: &Told<'_>) -> Value {
    let blueprint = told.blueprint;
    let mut made = Map::new();
    for (index, (backup, one)) in blueprint
        .protections
        .backups
        .iter()
        .zip(&outcome.backups)
        .enumerate()
    {
        let copies = QueueOf::Copies(BackupId::from_index(index));
        let (keeps_up, grows) = queue::standing(outcome, copies);
        let mut value = object(BackupOutcome::MEASURES, one, told);
        let jobs = Value::Object(object(JobTally::MEASURES, &one.tally, told));
        let stated = json!(backup.cadence().as_seconds());
        let bare = gap::bare(blueprint, &one.without_point);
        put_after(&mut value, "vms", "stated_cadence_s", stated);
        put_after(&mut value, "good_share", "keeps_up", keeps_up);
        put_after(&mut value, "keeps_up", "grows_s_per_day", grows);
        put_after(&mut value, "grows_s_per_day", "jobs", jobs);
        put_after(&mut value, "jobs", "vms_without_point", bare);
        value.insert("copies".to_string(), gap::copies(blueprint, backup, one));
        if backup.logs.is_some() {
            let logs = object(LogTally::MEASURES, &one.tally.logs, told);
            value.insert("logs".to_string(), Value::Object(logs));
        }
        if one.tally.again.is_any() {
            let again = object(AgainTally::MEASURES, &one.tally.again, told);
            value.insert("copied_again".to_string(), Value::Object(again));
        }
        if backup.synthetic.is_some() {
            let synthetic = object(SyntheticTally::MEASURES, &one.tally.synthetic, told);
            value.insert("synthetic".to_string(), Value::Object(synthetic));
        }
        if let Some(upkeep) = &one.upkeep {
            let upkeep = object(UpkeepOutcome::MEASURES, upkeep, told);
            value.insert("upkeep".to_string(), Value::Object(upkeep));
        }
        made.insert(backup.name.clone(), Value::Object(value));
    }
    Value::Object(made)
}

fn repositories(blueprint: &Blueprint, outcome: &Outcome) -> Value {
    let mut made = Map::new();
    for (repository, one) in blueprint.repositories.iter().zip(&outcome.repositories) {
        let mut told =
            json!({ "capacity_bytes": repository.capacity.0, "most_used_bytes": one.most_used });
        if blueprint.sources.iter().any(Source::is_mistake) {
            let Mistaken {
                deleted,
                kept,
                bared,
            } = one.mistaken;
            told["mistakes"] = json!({ "deleted": deleted, "kept": kept, "bared": bared });
        }
        made.insert(repository.name.clone(), told);
    }
    Value::Object(made)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{self, Told, of_class};
    use super::*;
    use crate::model::Class;
    use crate::model::outcome::FailedTrial;

    /// Trials that are missing are said first on the terminal, once, and stand in JSON.
    #[test]
    fn missing_trials_are_said_first() {
        // No scenario is known to make a trial fail.
        let mut told = fixture::plain().clone();
        let drill = Some(told.outcome.drills[0].drill);
        for (drill, trial) in [(None, 7), (drill, 0)] {
            told.outcome.failed.push(FailedTrial {
                drill,
                trial,
                message: "memory is held that no VM holds".to_string(),
            });
        }
        let printed = told.printed(100);
        let second = printed.lines().nth(1).unwrap_or_default();
        assert!(second.starts_with("ATTENTION: 2 of 52 "), "{printed}");
        assert_eq!(printed.matches("ATTENTION").count(), 1, "said once");
        assert_eq!(
            told.summary()["failed_trials"],
            json!([
                { "drill": null, "trial": 7, "message": "memory is held that no VM holds" },
                { "drill": "lose-stamp", "trial": 0, "message": "memory is held that no VM holds" },
            ])
        );
        // A drill of which no trial could be finished is not told, and the rest is.
        told.outcome.drills.clear();
        told.drills = vec![vec![]];
        assert!(told.files("firedrill").is_ok());
        assert_eq!(told.summary()["drills"], json!({}));
    }

    fn assert_values(summary: &Value, expected: &[(&str, Value)]) {
        for (path, value) in expected {
            let found = summary.pointer(path);
            assert_eq!(found, Some(value), "{path}");
        }
    }

    /// Every key that other programs may rely on, word by word. Recoveries are worked out beside the scenario: of
    /// erp, over 40 years, 2 of 430 s, one of 4,620 s, one of 18,420 s and one of 30,789.167 s a year.
    #[test]
    fn the_promised_keys_are_there() {
        let told = fixture::plain();
        let summary = told.summary();
        let down = 2.0 * 430.0 + 4_620.0 + 18_420.0 + 30_789.167;
        let floods = told.losses("erp", "flood");
        let kept = floods.iter().filter(|loss| **loss <= 86_400_000).count() as f64 / 40.0;
        let gib = 1_073_741_824_u64;
        assert_values(
            &summary,
            &[
                ("/schema", json!("firedrill.summary/1")),
                ("/version", json!(env!("CARGO_PKG_VERSION"))),
                ("/scenario/name", json!("mine-north")),
                ("/scenario/sha256", json!(told.blueprint.sha256)),
                ("/seed", json!(7)),
                ("/trials", json!(40)),
                ("/horizon_s", json!(31_536_000.0)),
                ("/applications/erp/outages_per_year/point", json!(5.0)),
                ("/applications/erp/mttr_s/point", json!(10_937.833_4)),
                ("/applications/erp/mttr_s/high", Value::Null),
                ("/applications/erp/availability/point", json!(0.998_265_818)),
                ("/applications/erp/downtime_s_per_year/point", json!(down)),
                ("/applications/erp/total_losses_per_year/point", Value::Null),
                ("/applications/erp/rto/verdict", json!("missed")),
                ("/applications/erp/rto/worst_class", json!("stamp")),
                (
                    "/applications/erp/rto/by_class/node/objective_s",
                    json!(14_400.0),
                ),
                ("/applications/erp/rto/by_class/node/target", json!(0.9)),
                ("/applications/erp/rto/by_class/node/outages", json!(80)),
                (
                    "/applications/erp/rto/by_class/node/attained/point",
                    json!(1.0),
                ),
                (
                    "/applications/erp/rto/by_class/node/achievable_s/point",
                    json!(430.0),
                ),
                ("/applications/erp/rto/by_class/node/verdict", json!("met")),
                (
                    "/applications/erp/rto/by_class/node/observations",
                    json!(80),
                ),
                (
                    "/applications/erp/rto/by_class/node/mttr_s/point",
                    json!(430.0),
                ),
                (
                    "/applications/erp/rto/by_class/node/mttr_exceeds_rto",
                    Value::Null,
                ),
                (
                    "/applications/erp/rto/by_class/stamp/mttr_exceeds_rto",
                    json!(true),
                ),
                (
                    "/applications/erp/rto/by_class/node/main_cause",
                    json!("hardware"),
                ),
                ("/applications/erp/rto/by_class/node/note", json!("")),
                ("/applications/erp/down_all_the_time/point", Value::Null),
                (
                    "/applications/erp/rpo/by_class/stamp/attained/point",
                    json!(kept),
                ),
                (
                    "/applications/erp/rpo/by_class/stamp/verdict",
                    json!("inconclusive"),
                ),
                ("/applications/erp/recovery_s/p50", json!(4_620.0)),
                ("/applications/erp/recovery_s/p95", json!(30_789.167)),
                ("/applications/erp/recovery_s/p99", json!(30_789.167)),
                ("/applications/erp/recovery_s/max", json!(30_789.167)),
                ("/applications/erp/data_loss_s/p50", json!(0.0)),
                (
                    "/applications/erp/by_cause/hardware/outages_per_year/point",
                    json!(2.0),
                ),
                (
                    "/applications/erp/by_cause/hardware/downtime_s_per_year/point",
                    json!(860.0),
                ),
                (
                    "/applications/erp/by_cause/power/rto_misses_per_year/point",
                    json!(1.0),
                ),
                (
                    "/applications/erp/by_cause/power/rpo_misses_per_year/point",
                    Value::Null,
                ),
                (
                    "/drills/lose-stamp/applications/erp/rto/verdict",
                    json!("missed"),
                ),
                (
                    "/drills/lose-stamp/applications/files/recovery_s/p95",
                    json!(30_789.167),
                ),
                (
                    "/drills/lose-stamp/applications/files/data_loss_s/max",
                    json!(50_400.0),
                ),
                ("/stamps/alpha/memory_bytes/total", json!(8 * 768 * gib)),
                ("/stamps/alpha/memory_bytes/reserve/host", json!(768 * gib)),
                (
                    "/stamps/alpha/memory_bytes/reserve/host_os",
                    json!((7 * 768 * gib * 15 + 50) / 100),
                ),
                (
                    "/stamps/alpha/memory_bytes/reserve/largest_vm",
                    json!(6 * 14 * gib),
                ),
                ("/stamps/alpha/memory_bytes/tenant", json!(12 * 14 * gib)),
                (
                    "/stamps/alpha/hours_without_n_minus_1_per_year/point",
                    json!(21.333_333_3),
                ),
                ("/stamps/alpha/hours_two_down_per_year/point", json!(3.5)),
                ("/backups/gold/stated_cadence_s", json!(86_400.0)),
                ("/backups/gold/jobs/due", json!(10 * 365 * 40)),
                // 2,348 GiB at 125 MB/s, when all jobs were made up for at once.
                (
                    "/backups/gold/jobs/longest_from_due_to_complete_s",
                    json!(20_169.167),
                ),
            ],
        );
        // Nothing is stated for it: figures, and no verdict.
        let build = &summary["applications"]["build"]["rto"];
        assert_eq!(build["verdict"], Value::Null);
        assert_eq!(build["by_class"]["stamp"]["objective_s"], Value::Null);
        assert_eq!(
            build["by_class"]["stamp"]["achievable_s"]["point"],
            11_820.0
        );
        let loss = &summary["applications"]["erp"]["rpo"]["by_class"]["stamp"];
        assert!(loss.get("mttr_s").is_none());
        // The same figures stand in the outcome.
        let stamp = of_class(told.application("erp").rto.as_ref(), Class::Stamp);
        assert_eq!(stamp.mttr_s.point, Some(30_789.167));
    }

    /// Whatever has an interval has its point in it.
    #[test]
    fn points_lie_in_their_intervals() {
        fn look(value: &Value, path: &str, seen: &mut u32) {
            match value {
                Value::Object(members) => {
                    if let (Some(low), Some(point), Some(high)) = (
                        members.get("low"),
                        members.get("point"),
                        members.get("high"),
                    ) {
                        *seen += 1;
                        let [low, point, high] = [low, point, high].map(Value::as_f64);
                        if let Some(point) = point {
                            assert!(low.is_none_or(|low| low <= point), "{path}");
                            assert!(high.is_none_or(|high| point <= high), "{path}");
                        }
                    }
                    for (name, member) in members {
                        look(member, &format!("{path}/{name}"), seen);
                    }
                }
                Value::Array(items) => items.iter().for_each(|item| look(item, path, seen)),
                _ => {}
            }
        }
        for told in fixture::all() {
            let mut seen = 0;
            look(&told.summary(), "", &mut seen);
            assert!(seen >= 10, "{seen}");
        }
    }

    /// Keys of protections: there where the scenario has them, and nowhere else.
    #[test]
    fn protections_have_keys_of_their_own() {
        let told = fixture::protected();
        let with = told.summary();
        let lags = |records: &[crate::model::record::TrialRecord]| {
            let all = records.iter().map(|record| record.replicas[0].lag_max);
            json!(all.max().unwrap_or(0) as f64 / 1_000.0)
        };
        // A whole copy of 2 TiB, halved, at 25 MB/s, while half of 1.8 MB/s changes; with the half GiB of mail beside
        // it, which takes half of the link for 42.9 s.
        let copy = 1_099_511_627_776.0 / 25e6;
        let caught_up = with.pointer("/replication/erp~1metro~1alpha/cut/after/3/catch_up_s");
        let caught_up = caught_up.and_then(Value::as_f64).unwrap_or(0.0);
        assert!(
            (caught_up - (copy + 42.9) / (1.0 - 0.9 / 25.0)).abs() < 1.0,
            "{caught_up}"
        );
        let whole: Vec<u64> = told.drills[0].iter().filter_map(|one| one.whole).collect();
        let never = told.drills[0].len() - whole.len();
        let group = "/replication/erp~1metro~1alpha";
        let instances = "/applications/files/instances/sql";
        let drill = "/drills/lose-stamp";
        let unseen = json!(0.184_443_973);
        let optional: Vec<(String, Value)> = vec![
            (format!("{group}/furthest_behind_s"), lags(&told.years)),
            (format!("{group}/to"), json!("beta")),
            (format!("{group}/vms"), json!(2)),
            (format!("{group}/broken_per_year/point"), json!(1.0)),
            (format!("{group}/copies_per_year/point"), json!(2.0)),
            (format!("{group}/failovers_per_year/point"), json!(1.0)),
            (format!("{group}/failbacks_per_year/point"), json!(1.0)),
            (
                format!("{group}/failbacks_put_off_per_year/point"),
                Value::Null,
            ),
            (
                format!("{group}/failbacks_put_off_per_year/high"),
                unseen.clone(),
            ),
            (format!("{group}/cut/until_rpo_s"), json!(86_100.0)),
            (format!("{group}/cut/until_log_limit_s"), json!(86_400.0)),
            (format!("{group}/cut/copy_s"), json!(43_980.465_1)),
            (
                format!("{group}/cut/fallback/lag_growth_s_per_s"),
                json!(0.722_222_222),
            ),
            (
                format!("{group}/cut/fallback/until_log_limit_s"),
                json!(119_630.769),
            ),
            (format!("{instances}/switches_per_year/point"), json!(2.0)),
            (
                format!("{instances}/majority_losses_per_year/point"),
                json!(1.0),
            ),
            (
                format!("{drill}{instances}/switches_per_trial/point"),
                json!(1.0),
            ),
            (
                format!("{drill}{group}/furthest_behind_s"),
                lags(&told.drills[0]),
            ),
            (
                format!("{drill}{group}/broken_share_of_trials/high"),
                json!(0.168_433_471),
            ),
            (format!("{drill}/restored_s/infinite"), json!(never)),
            (format!("{drill}/restored_s/count"), json!(20)),
            (format!("{drill}/shed_vms/point"), json!(1.0)),
            (
                format!("{drill}/stamps/alpha/storage/hours_exposed_per_trial/point"),
                Value::Null,
            ),
            // Of each disk its half first, then the new one is filled: three times.
            (
                "/stamps/alpha/storage/rebuilds_per_year/point".into(),
                json!(6.0),
            ),
            ("/stamps/alpha/storage/losses_per_year/high".into(), unseen),
            (
                "/stamps/alpha/storage/hours_over_critical_per_year/point".into(),
                Value::Null,
            ),
            (
                "/stamps/beta/memory_bytes/hot_standbys".into(),
                json!(14_u64 << 30),
            ),
            ("/room_elsewhere/0/without_room/vms".into(), json!(2)),
            (
                "/room_elsewhere/0/without_room_after_shedding/vms".into(),
                json!(1),
            ),
        ];
        assert!(
            never > 0,
            "some are not whole again while they are looked at"
        );
        let without = fixture::plain().summary();
        for (path, value) in &optional {
            assert_eq!(with.pointer(path), Some(value), "{path}");
            assert_eq!(without.pointer(path), None, "{path}");
        }
        assert_eq!(with["stamps"]["beta"].get("storage"), None);
    }

    /// What brought erp back: its backup in the one, its replica in the other.
    #[test]
    fn paths_are_told_where_they_were_taken() {
        let (plain, protected) = (fixture::plain(), fixture::protected());
        let most = |told: &Told| {
            let all = told.losses("erp", "flood").into_iter();
            all.max().unwrap_or(0) as f64 / 1_000.0
        };
        let erp = "/applications/erp/by_path";
        let drill = "/drills/lose-stamp";
        assert_values(
            &plain.summary(),
            &[
                (&format!("{erp}/restore/protections"), json!(["gold"])),
                (&format!("{erp}/restore/outages_per_year/point"), json!(1.0)),
                (&format!("{erp}/restore/recovery_s/p50"), json!(30_789.167)),
                (
                    &format!("{erp}/restore/data_loss_s/max"),
                    json!(most(plain)),
                ),
                (&format!("{erp}/restart/protections"), json!([])),
                (&format!("{erp}/restart/outages"), json!(120)),
                (&format!("{drill}{erp}/restore/outages"), json!(10)),
                ("/served/stamp/restore/outages_per_year/point", json!(2.0)),
                ("/served/stamp/redeploy/recovery_s/p50", json!(11_820.0)),
                (
                    &format!("{drill}/served/stamp/restore/outages_per_trial/point"),
                    json!(2.0),
                ),
            ],
        );
        assert_values(
            &protected.summary(),
            &[
                (&format!("{erp}/failover/protections"), json!(["metro"])),
                (&format!("{erp}/failover/recovery_s/p50"), json!(4_920.0)),
                (&format!("{erp}/failback/planned"), json!(20)),
                (&format!("{erp}/failback/recovery_s/max"), json!(1_620.0)),
                ("/served/site/switch/outages_per_year/point", json!(2.0)),
                (
                    "/applications/files/by_path/switch/recovery_s/max",
                    json!(3.0 * 3_600.0 + 35.0),
                ),
                (
                    &format!("{drill}/served/stamp/switch/recovery_s/max"),
                    json!(45.0),
                ),
            ],
        );
    }

    #[test]
    fn memory_terms_add_up() {
        for (told, stamps) in [(fixture::plain(), 1), (fixture::protected(), 2)] {
            let summary = told.summary();
            let all = summary["stamps"].as_object().expect("stamps");
            assert_eq!(all.len(), stamps);
            for stamp in all.values() {
                let memory = &stamp["memory_bytes"];
                let term =
                    |path: &str| memory.pointer(path).and_then(Value::as_i64).expect("bytes");
                let sum = term("/reserve/host")
                    + term("/reserve/host_os")
                    + term("/reserve/largest_vm")
                    + term("/infrastructure")
                    + term("/tenant")
                    + term("/available");
                assert!((term("/total") - sum).abs() <= 3, "{memory}");
            }
        }
    }

    #[test]
    fn names_are_sorted_and_unseen_points_are_null() {
        let crowd = fixture::crowd().summary();
        let applications = crowd["applications"].as_object().expect("applications");
        assert!(applications.keys().is_sorted());
        assert_eq!(applications.len(), 25);
        let rack = &fixture::plain().summary()["applications"]["erp"]["rto"]["by_class"]["rack"];
        assert_eq!(rack["attained"]["point"], Value::Null);
        assert_eq!(rack["verdict"], "not_seen");
        assert_eq!(rack["note"], "no rack fault came in 40 years");
        assert_eq!(rack["mttr_exceeds_rto"], Value::Null);
    }

    #[test]
    fn hostile_names_stay_valid_json() {
        // Readers of scenarios refuse it.
        let name = "<b>&\"'\\\n";
        let mut told = fixture::calm().clone();
        told.blueprint.applications[0].name = name.to_string();
        let summary = told.summary();
        let names = summary["applications"].as_object().expect("applications");
        assert_eq!(names.keys().collect::<Vec<_>>(), [name]);
        assert_eq!(names[name]["rto"]["verdict"], "not_seen");
    }
}
