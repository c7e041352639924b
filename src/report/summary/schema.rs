//! The JSON Schema of `summary.json`.
//!
//! Always true here: every object is closed, so that a key without a row here is an error; what a
//! scenario need not have is optional, all else is required.

use super::super::findings::{KINDS, Kind, SUBJECTS, Shape};
use super::super::measured::{properties, put_after};
use super::super::schema::{array, closed, closed_but, count, def, flag, map, nullable, text};
use crate::model::measure::{Measure, Per};
use crate::model::outcome::{
    AfterCut, AloneEstimate, ApplicationOutcome, BackupOutcome, CauseOutcome, ClassOutcome,
    CrewOutcome, CutOutcome, Decisions, DrillOutcome, HomecomingOutcome, InstanceOutcome,
    IntrusionOutcome, Judged, LargestOutage, MissBinding, PartsOutcome, PathOutcome,
    PlannedOutcome, ReplayOutcome, ReplicaOutcome, RpoMiss, ServedOutcome, StampOutcome,
    StorageOutcome, TargetOutcome, Unfit, UpdateOutcome, Verdict, WayOutcome,
};
use crate::model::outcome::{ClaimOutcome, UpkeepOutcome};
use crate::model::record::{AgainTally, JobTally, LogTally, PipeTally, SyntheticTally};
use crate::model::{Class, Status};
use serde_json::{Map, Value, json};

/// Where the schema says it is known by; it is not fetched from anywhere.
const ID: &str = "urn:firedrill:summary:1";

/// The schema (draft 7) as text with a final line feed.
#[must_use]
pub fn summary_schema() -> String {
    let mut made = top();
    if let Value::Object(map) = &mut made {
        map.insert(
            "$schema".to_string(),
            json!("http://json-schema.org/draft-07/schema#"),
        );
        map.insert("$id".to_string(), json!(ID));
        map.insert("title".to_string(), json!("Firedrill summary.json"));
        map.insert("description".to_string(), json!(
            "Times in seconds, sizes in bytes, rates per year of 365 days. Keys are added, never renamed or removed. \
             Numbers above 2^53 are strings of their digits."
        ));
        map.insert("definitions".to_string(), Value::Object(definitions()));
    }
    let mut text = serde_json::to_string_pretty(&made).unwrap_or_default();
    text.push('\n');
    text
}

fn top() -> Value {
    closed_but(
        json!({
            "schema": { "const": super::SCHEMA },
            "version": text(),
            "scenario": closed_but(
                json!({ "name": text(), "sha256": text(), "changed": array(&text()), "only": array(&text()) }),
                &["changed", "only"],
            ),
            "seed": def("amount"),
            "trials": count(),
            "horizon_s": def("number"),
            "level": def("number"),
            "events": def("amount"),
            "failed_trials": array(&closed(json!({
                "drill": nullable(&text()), "trial": count(), "message": text(),
            }))),
            "findings": array(&def("finding")),
            "warnings": array(&warning()),
            "assumptions": array(&closed(json!({
                "key": text(),
                "value": text(),
                "source": nullable(&text()),
                "worth": nullable(&json!({ "enum": [
                    Status::Read.name(), Status::SecondHand.name(), Status::Assumed.name()
                ] })),
            }))),
            "applications": map(&def("application")),
            "served": served(Per::Year),
            "drills": map(&def("drill")),
            "stamps": map(&stamp()),
            "backups": map(&backup()),
            "repositories": map(&closed_but(
                json!({
                    "capacity_bytes": def("amount"), "most_used_bytes": def("amount"),
                    "mistakes": closed(json!({
                        "deleted": count(), "kept": count(), "bared": count(),
                    })),
                }),
                &["mistakes"],
            )),
            "pipes": array(&rows(PipeTally::MEASURES, Per::Year)),
            "survives": map(&count()),
            "allowed": array(&closed(json!({
                "code": { "type": "string", "pattern": "^FD[0-9]{3}$" },
                "reason": text(), "messages": array(&text()),
            }))),
            "replication": map(&replica_of_years()),
            "updates": map(&rows(UpdateOutcome::MEASURES, Per::Year)),
            "crews": map(&crew()),
            "parts": map(&rows(PartsOutcome::MEASURES, Per::Year)),
            "ransomware": map(&rows(IntrusionOutcome::MEASURES, Per::Year)),
            "homecomings": map(&rows(HomecomingOutcome::MEASURES, Per::Year)),
            "planned": map(&rows(PlannedOutcome::MEASURES, Per::Year)),
            "room_elsewhere": array(&target()),
        }),
        &[
            "survives",
            "allowed",
            "replication",
            "updates",
            "crews",
            "parts",
            "ransomware",
            "homecomings",
            "planned",
            "room_elsewhere",
        ],
    )
}

fn warning() -> Value {
    closed(json!({
        "code": { "type": "string", "pattern": "^FD[0-9]{3}$" }, "message": text(),
    }))
}

fn definitions() -> Map<String, Value> {
    let mut made = Map::new();
    let mut add = |name: &str, value: Value| made.insert(name.to_string(), value);
    let digits = json!({ "type": "string", "pattern": "^-?[0-9]+$" });
    add(
        "number",
        json!({ "anyOf": [{ "type": ["number", "null"] }, digits] }),
    );
    add(
        "amount",
        json!({ "anyOf": [{ "type": "integer" }, digits] }),
    );
    let number = def("number");
    add(
        "estimate",
        closed(json!({ "point": number, "low": number, "high": number })),
    );
    add(
        "quantiles",
        closed(json!({
            "p50": number, "p95": number, "p99": number, "max": number,
            "count": count(), "infinite": count(),
        })),
    );
    let verdicts: Vec<&str> = Verdict::ALL.iter().map(|one| one.name()).collect();
    add("verdict", nullable(&json!({ "enum": verdicts })));
    let classes: Vec<&str> = Class::ALL.iter().map(|one| one.name()).collect();
    add("class", json!({ "enum": classes }));
    add("recovery", judged(true));
    add("loss", judged(false));
    add("application", application(Per::Year));
    add("application_in_drill", application(Per::Trial));
    add("drill", drill());
    let jobs = closed(json!({
        "due": count(), "good": count(), "failed": count(), "window_missed": count(),
        "overrun": count(), "interrupted": count(), "repository_full": count(), "under_way": count(), "bytes": def("amount"),
    }));
    add("jobs_of_finding", jobs);
    add(
        "finding",
        json!({ "oneOf": KINDS.iter().map(finding).collect::<Vec<Value>>() }),
    );
    made
}

/// A kind of finding, with the figures that it has.
fn finding(kind: &Kind) -> Value {
    let figures: Map<String, Value> = kind
        .figures
        .iter()
        .map(|(name, shape)| {
            let shape = match shape {
                Shape::Number => def("number"),
                Shape::Count => count(),
                Shape::Estimate => def("estimate"),
                Shape::Quantiles => def("quantiles"),
                Shape::Text => nullable(&text()),
                Shape::Names => array(&text()),
                Shape::Flag => flag(),
                Shape::Jobs => def("jobs_of_finding"),
            };
            ((*name).to_string(), shape)
        })
        .collect();
    let mut made = closed(json!({
        "code": { "const": kind.code },
        "severity": { "const": kind.severity.name() },
        "drill": nullable(&text()),
        "class": nullable(&def("class")),
        "applications": array(&text()),
        "subject": nullable(&closed(json!({
            "kind": { "enum": SUBJECTS }, "name": text(),
        }))),
        "figures": closed(Value::Object(figures)),
        "sentence": text(),
    }));
    made["description"] = json!(kind.meaning);
    made
}

/// A closed object with these rows.
fn rows<T>(rows: &[Measure<T>], per: Per) -> Value {
    closed(Value::Object(properties(rows, per)))
}

fn judged(of_recovery: bool) -> Value {
    let mut class = properties(ClassOutcome::MEASURES, Per::Year);
    if of_recovery {
        class.extend(properties(ClassOutcome::OF_RECOVERY, Per::Year));
    }
    let mut by_class = map(&closed(Value::Object(class)));
    by_class["propertyNames"] = def("class");
    let mut made = properties(Judged::MEASURES, Per::Year);
    made.insert("by_class".to_string(), by_class);
    closed(Value::Object(made))
}

fn application(per: Per) -> Value {
    let mut made = Map::new();
    made.insert("tier".to_string(), count());
    made.extend(properties(ApplicationOutcome::MEASURES, per));
    let objective = closed(json!({ "target": def("number"), "verdict": def("verdict") }));
    let behind = ApplicationOutcome::SURELY_UP.key;
    put_after(
        &mut made,
        behind,
        "availability_objective",
        nullable(&objective),
    );
    let largest = nullable(&rows(LargestOutage::MEASURES, per));
    let behind = ApplicationOutcome::DOWNTIME.key;
    put_after(&mut made, behind, "largest_outage", largest);
    let decisions = nullable(&rows(Decisions::MEASURES, per));
    put_after(&mut made, "largest_outage", "decisions", decisions);
    put_after(
        &mut made,
        "never_per_year",
        "rto",
        nullable(&def("recovery")),
    );
    put_after(&mut made, "rto", "rpo", nullable(&def("loss")));
    let more = [
        ("by_cause", map(&rows(CauseOutcome::MEASURES, per))),
        ("by_path", map(&rows(PathOutcome::MEASURES, per))),
        ("miss_bindings", array(&rows(MissBinding::MEASURES, per))),
        ("rpo_misses", array(&rows(RpoMiss::MEASURES, per))),
        ("instances", map(&rows(InstanceOutcome::MEASURES, per))),
        ("replays", rows(ReplayOutcome::MEASURES, per)),
        ("claims", rows(ClaimOutcome::MEASURES, per)),
    ];
    made.extend(more.map(|(key, value)| (key.to_string(), value)));
    if per == Per::Trial {
        made.extend(properties(ApplicationOutcome::OF_DRILL, per));
    }
    closed_but(Value::Object(made), &["instances", "replays", "claims"])
}

fn served(per: Per) -> Value {
    let mut made = map(&map(&rows(ServedOutcome::MEASURES, per)));
    made["propertyNames"] = def("class");
    made
}

fn drill() -> Value {
    let mut made = properties(DrillOutcome::MEASURES, Per::Trial);
    let storage = rows(StorageOutcome::MEASURES, Per::Trial);
    let more = [
        ("alone", map(&rows(AloneEstimate::MEASURES, Per::Trial))),
        ("up_share_by_hour", map(&array(&def("number")))),
        ("applications", map(&def("application_in_drill"))),
        ("served", served(Per::Trial)),
        ("restored_s", def("quantiles")),
        ("shed_vms", def("estimate")),
        (
            "replication",
            map(&rows(ReplicaOutcome::MEASURES, Per::Trial)),
        ),
        ("stamps", map(&closed(json!({ "storage": storage })))),
        ("crews", map(&rows(CrewOutcome::MEASURES, Per::Trial))),
        ("parts", map(&rows(PartsOutcome::MEASURES, Per::Trial))),
        (
            "ransomware",
            map(&rows(IntrusionOutcome::MEASURES, Per::Trial)),
        ),
        (
            "homecomings",
            map(&rows(HomecomingOutcome::MEASURES, Per::Trial)),
        ),
    ];
    made.extend(more.map(|(key, value)| (key.to_string(), value)));
    let optional = [
        "restored_s",
        "shed_vms",
        "replication",
        "stamps",
        "crews",
        "parts",
        "ransomware",
        "homecomings",
    ];
    closed_but(Value::Object(made), &optional)
}

fn stamp() -> Value {
    let memory = closed_but(
        json!({
            "total": def("amount"),
            "reserve": closed(json!({
                "host": def("amount"), "host_os": def("amount"), "largest_vm": def("amount"),
            })),
            "infrastructure": def("amount"),
            "tenant": def("amount"),
            "available": def("amount"),
            "largest_placeable": def("amount"),
            "hot_standbys": def("amount"),
        }),
        &["hot_standbys"],
    );
    let mut made = Map::new();
    made.insert("memory_bytes".to_string(), memory);
    made.extend(properties(StampOutcome::MEASURES, Per::Year));
    let storage = rows(StorageOutcome::MEASURES, Per::Year);
    made.insert("storage".to_string(), storage);
    closed_but(Value::Object(made), &["storage"])
}

/// A crew in years.
fn crew() -> Value {
    let mut made = properties(CrewOutcome::MEASURES, Per::Year);
    made.extend(properties(CrewOutcome::OF_YEARS, Per::Year));
    closed(Value::Object(made))
}

fn backup() -> Value {
    let bare = || closed(json!({ "worst_trial": count(), "names": array(&text()) }));
    let copies = closed(json!({
        "to": text(), "furthest_behind_s": def("number"), "vms_without_copy": bare(),
    }));
    let mut made = properties(BackupOutcome::MEASURES, Per::Year);
    let jobs = rows(JobTally::MEASURES, Per::Year);
    put_after(&mut made, "vms", "stated_cadence_s", def("number"));
    put_after(&mut made, "good_share", "keeps_up", nullable(&flag()));
    put_after(&mut made, "keeps_up", "grows_s_per_day", def("number"));
    put_after(&mut made, "grows_s_per_day", "jobs", jobs);
    put_after(&mut made, "jobs", "vms_without_point", bare());
    made.insert("copies".to_string(), nullable(&copies));
    let logs = rows(LogTally::MEASURES, Per::Year);
    made.insert("logs".to_string(), logs);
    let again = rows(AgainTally::MEASURES, Per::Year);
    made.insert("copied_again".to_string(), again);
    let synthetic = rows(SyntheticTally::MEASURES, Per::Year);
    made.insert("synthetic".to_string(), synthetic);
    let upkeep = rows(UpkeepOutcome::MEASURES, Per::Year);
    made.insert("upkeep".to_string(), upkeep);
    closed_but(
        Value::Object(made),
        &["copied_again", "logs", "synthetic", "upkeep"],
    )
}

fn replica_of_years() -> Value {
    let after = array(&rows(AfterCut::MEASURES, Per::Year));
    let way = || properties(WayOutcome::MEASURES, Per::Year);
    let mut fallback = way();
    fallback.insert("after".to_string(), after.clone());
    let mut cut = way();
    cut.extend(properties(CutOutcome::MEASURES, Per::Year));
    cut.insert("after".to_string(), after);
    cut.insert("fallback".to_string(), closed(Value::Object(fallback)));
    let mut made = properties(ReplicaOutcome::MEASURES, Per::Year);
    let more = [
        ("to", text()),
        ("vms", count()),
        ("cut", closed_but(Value::Object(cut), &["fallback"])),
        ("keeps_up", nullable(&flag())),
        ("grows_s_per_day", def("number")),
    ];
    made.extend(more.map(|(key, value)| (key.to_string(), value)));
    closed(Value::Object(made))
}

fn target() -> Value {
    let mut made = properties(TargetOutcome::MEASURES, Per::Year);
    for key in ["without_room", "without_room_after_shedding"] {
        made.insert(key.to_string(), rows(Unfit::MEASURES, Per::Year));
    }
    closed(Value::Object(made))
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture;
    use super::*;

    fn validator() -> jsonschema::Validator {
        let schema: Value = serde_json::from_str(&summary_schema()).expect("valid JSON");
        jsonschema::draft7::meta::validate(&schema).expect("a schema of draft 7");
        jsonschema::draft7::new(&schema).expect("a schema")
    }

    /// A run of which a trial failed, which no scenario is known to do.
    fn failed() -> Value {
        let mut told = fixture::plain().clone();
        told.outcome
            .failed
            .push(crate::model::outcome::FailedTrial {
                drill: None,
                trial: 7,
                message: "memory is held that no VM holds".to_string(),
            });
        told.summary()
    }

    #[test]
    fn summaries_are_valid() {
        let validator = validator();
        let all = fixture::all().map(fixture::Told::summary);
        for summary in all.into_iter().chain([failed()]) {
            let wrong: Vec<String> = validator
                .iter_errors(&summary)
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        }
    }

    /// Puts a key of which nobody knows into every object, one after the other.
    fn with_more(value: &Value, at: &mut usize) -> Value {
        match value {
            Value::Object(members) => {
                *at = at.wrapping_sub(1);
                let here = *at == usize::MAX;
                let mut made: Map<String, Value> = Map::new();
                for (name, member) in members {
                    made.insert(name.clone(), with_more(member, at));
                }
                if here {
                    made.insert("nobody_knows_this".to_string(), json!(true));
                }
                Value::Object(made)
            }
            Value::Array(items) => items.iter().map(|item| with_more(item, at)).collect(),
            other => other.clone(),
        }
    }

    fn objects(value: &Value) -> usize {
        match value {
            Value::Object(members) => 1 + members.values().map(objects).sum::<usize>(),
            Value::Array(items) => items.iter().map(objects).sum(),
            _ => 0,
        }
    }

    #[test]
    fn every_object_is_closed() {
        let validator = validator();
        for summary in [fixture::plain(), fixture::protected()].map(fixture::Told::summary) {
            let count = objects(&summary);
            assert!(count > 100, "{count}");
            // All near the top, and some of the many below.
            for at in (0..count).step_by(1 + count / 300) {
                let mut left = at;
                let more = with_more(&summary, &mut left);
                assert!(
                    more != summary && !validator.is_valid(&more),
                    "object {at} is open"
                );
            }
        }
    }
}
