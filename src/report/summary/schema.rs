//! The JSON Schema of `summary.json`.
//!
//! Always true here: every object is closed, so that a key without a row here is an error; what a
//! scenario need not have is optional, all else is required.

mod parts;

use super::super::findings::{KINDS, Kind, SUBJECTS, Shape};
use super::protection::Per;
use crate::model::outcome::Verdict;
use crate::model::{Class, Status};
use parts::{array, closed, closed_but, count, def, flag, map, nullable, text};
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
            "scenario": closed(json!({ "name": text(), "sha256": text() })),
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
            "repositories": map(&closed(json!({
                "capacity_bytes": def("amount"), "most_used_bytes": def("amount"),
            }))),
            "pipes": array(&closed(json!({
                "resource": text(),
                "backup_bytes": def("amount"),
                "restore_bytes": def("amount"),
                "busy_s": def("number"),
                "saturated_s": def("number"),
            }))),
            "replication": map(&replica_of_years()),
            "room_elsewhere": array(&target()),
        }),
        &["replication", "room_elsewhere"],
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

fn judged(of_recovery: bool) -> Value {
    let mut class = json!({
        "objective_s": def("number"),
        "target": def("number"),
        "outages": count(),
        "observations": count(),
        "open_at_start": count(),
        "faults": nullable(&count()),
        "attained": def("estimate"),
        "achievable_s": def("estimate"),
        "verdict": def("verdict"),
        "main_cause": nullable(&text()),
        "trials_to_decide": nullable(&count()),
        "note": text(),
        "advice": text(),
    });
    if of_recovery {
        class["mttr_s"] = def("estimate");
        class["mttr_exceeds_rto"] = nullable(&flag());
    }
    let mut by_class = map(&closed(class));
    by_class["propertyNames"] = def("class");
    closed(json!({
        "verdict": def("verdict"),
        "worst_class": nullable(&def("class")),
        "pooled": def("estimate"),
        "miss_in_a_year": def("estimate"),
        "by_class": by_class,
    }))
}

fn application(per: Per) -> Value {
    let mut made = json!({
        "tier": count(),
        "outages": count(),
        "unrecovered": count(),
        "lost": count(),
        "planned_outages": count(),
        "outages_per_year": def("estimate"),
        "outages_per_trial": def("estimate"),
        "mttr_s": def("estimate"),
        "mttr_exceeds_rto": nullable(&flag()),
        "down_all_the_time": def("estimate"),
        "availability": def("estimate"),
        "availability_surely": def("number"),
        "availability_objective": nullable(&closed(json!({
            "target": def("number"), "verdict": def("verdict"),
        }))),
        "downtime_s_per_year": def("estimate"),
        "largest_outage": nullable(&closed(json!({
            "share": def("number"),
            "length_s": def("number"),
            "trial": count(),
            "class": def("class"),
            "cause": text(),
        }))),
        "data_loss_s_per_year": def("estimate"),
        "total_losses": count(),
        "total_losses_per_year": def("estimate"),
        "lost_per_year": def("estimate"),
        "never_per_year": def("estimate"),
        "rto": nullable(&def("recovery")),
        "rpo": nullable(&def("loss")),
        "recovery_s": def("quantiles"),
        "data_loss_s": def("quantiles"),
    });
    if let (Value::Object(made), Value::Object(more)) = (&mut made, ways_and_causes(per)) {
        made.extend(more);
    }
    if let Per::Trial = per {
        for key in ["lost_share", "never_share", "total_loss_share"] {
            made[key] = def("estimate");
        }
    }
    closed_but(made, &["instances"])
}

fn ways_and_causes(per: Per) -> Value {
    json!({
        "by_cause": map(&closed(json!({
            "outages_per_year": def("estimate"),
            "downtime_s_per_year": def("estimate"),
            "rto_misses_per_year": def("estimate"),
            "rpo_misses_per_year": def("estimate"),
        }))),
        "by_path": map(&closed(json!({
            "protections": array(&text()),
            "outages": count(),
            "planned": count(),
            "outages_per_year": def("estimate"),
            "recovery_s": def("quantiles"),
            "data_loss_s": def("quantiles"),
        }))),
        "miss_bindings": array(&closed(json!({ "resource": text(), "misses": count() }))),
        "rpo_misses": array(&closed(json!({
            "reason": text(),
            "protection": nullable(&text()),
            "resumed_from": text(),
            "repository": nullable(&text()),
            "misses": count(),
            "keeps_up": nullable(&flag()),
            "longest_s": def("number"),
        }))),
        "instances": map(&rates(
            per,
            &["switches", "failed_switches", "majority_losses", "splits", "reseeds"],
            json!({}),
        )),
    })
}

/// A closed object of estimates per year or per trial, and more.
fn rates(per: Per, names: &[&str], mut more: Value) -> Value {
    for name in names {
        more[per.key(name)] = def("estimate");
    }
    closed(more)
}

fn served(per: Per) -> Value {
    let more = json!({
        "outages": count(),
        "recovery_s": def("quantiles"),
        "data_loss_s": def("quantiles"),
    });
    let mut made = map(&map(&rates(per, &["outages"], more)));
    made["propertyNames"] = def("class");
    made
}

fn drill() -> Value {
    closed_but(
        json!({
            "trials": count(),
            "whole_again_s": def("quantiles"),
            "unplaced_vms": def("estimate"),
            "alone": map(&closed(json!({
                "recovery_s": def("number"), "transfer_s": def("number"),
            }))),
            "up_share_by_hour": map(&array(&def("number"))),
            "applications": map(&def("application_in_drill")),
            "served": served(Per::Trial),
            "restored_s": def("quantiles"),
            "shed_vms": def("estimate"),
            "replication": map(&replica(Per::Trial, json!({}))),
            "stamps": map(&closed(json!({ "storage": storage(Per::Trial) }))),
        }),
        &["restored_s", "shed_vms", "replication", "stamps"],
    )
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
    closed_but(
        json!({
            "memory_bytes": memory,
            "hours_without_n_minus_1_per_year": def("estimate"),
            "hours_two_down_per_year": def("estimate"),
            "hours_down_per_year": def("estimate"),
            "quorum_losses_per_year": def("estimate"),
            "most_waiting_vms": count(),
            "storage": storage(Per::Year),
        }),
        &["storage"],
    )
}

fn storage(per: Per) -> Value {
    let names = [
        "rebuilds",
        "hours_degraded",
        "hours_exposed",
        "offline",
        "hours_offline",
        "losses",
        "hours_over_warning",
        "hours_over_critical",
        "hours_full",
        "filled",
    ];
    let more = json!({ "rebuild_s": def("estimate"), "longest_rebuild_s": def("number") });
    rates(per, &names, more)
}

fn backup() -> Value {
    let bare = closed(json!({ "worst_trial": count(), "names": array(&text()) }));
    closed(json!({
        "vms": count(),
        "stated_cadence_s": def("number"),
        "effective_cadence_s": def("estimate"),
        "good_share": def("estimate"),
        "keeps_up": nullable(&flag()),
        "grows_s_per_day": def("number"),
        "jobs": closed(json!({
            "due": count(), "good": count(), "failed": count(), "window_missed": count(),
            "overrun": count(), "interrupted": count(), "repository_full": count(), "under_way": count(),
            "longest_gap_s": def("number"),
            "longest_from_due_to_complete_s": def("number"),
            "bytes": def("amount"),
        })),
        "vms_without_point": bare,
        "trials_with_a_vm_without_point": count(),
        "copies": nullable(&closed(json!({
            "to": text(), "furthest_behind_s": def("number"), "vms_without_copy": bare,
        }))),
    }))
}

fn replica(per: Per, mut more: Value) -> Value {
    let names = [
        "hours_behind",
        "hours_unprotected",
        "broken",
        "copies",
        "failovers",
        "failbacks",
        "failbacks_put_off",
        "shed_vms",
        "bytes",
    ];
    more["furthest_behind_s"] = def("number");
    more["broken_share_of_trials"] = def("estimate");
    more["copy_s"] = def("estimate");
    rates(per, &names, more)
}

fn replica_of_years() -> Value {
    let after = array(&closed(json!({
        "cut_s": def("number"), "whole_copy": flag(), "catch_up_s": def("number"),
    })));
    let way = json!({
        "link": nullable(&text()),
        "rate_bytes_per_s": def("number"),
        "catch_up_rate_bytes_per_s": def("number"),
        "bottleneck": nullable(&text()),
        "lag_growth_s_per_s": def("number"),
        "until_rpo_s": def("number"),
        "until_log_limit_s": def("number"),
        "copy_s": def("number"),
        "after": after,
    });
    let mut cut = way.clone();
    for key in ["churn_bytes_per_s", "rpo_s", "log_limit_s"] {
        cut[key] = def("number");
    }
    cut["stands_still"] = flag();
    cut["fallback"] = closed(way);
    replica(
        Per::Year,
        json!({
            "to": text(),
            "vms": count(),
            "cut": closed_but(cut, &["fallback"]),
            "keeps_up": nullable(&flag()),
            "grows_s_per_day": def("number"),
        }),
    )
}

fn target() -> Value {
    let unfit = closed(json!({
        "vms": count(), "bytes": def("number"), "applications": array(&text()),
    }));
    closed(json!({
        "lost": text(),
        "target": text(),
        "warm_vms": count(),
        "warm_bytes": def("number"),
        "other_vms": count(),
        "other_bytes": def("number"),
        "free_bytes": def("number"),
        "shed_bytes": def("number"),
        "without_room": unfit,
        "without_room_after_shedding": unfit,
    }))
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture;
    use super::super::summary_json;
    use super::*;

    fn validator() -> jsonschema::Validator {
        let schema: Value = serde_json::from_str(&summary_schema()).expect("valid JSON");
        jsonschema::draft7::meta::validate(&schema).expect("a schema of draft 7");
        jsonschema::draft7::new(&schema).expect("a schema")
    }

    fn summaries() -> [Value; 3] {
        let plain = fixture::blueprint(3);
        let mut failed = fixture::outcome(&plain);
        failed.failed.push(crate::model::outcome::FailedTrial {
            drill: None,
            trial: 7,
            message: "memory is held that no VM holds".to_string(),
        });
        let protected = fixture::protected(20);
        [
            summary_json(&plain, &fixture::outcome(&plain)),
            summary_json(&plain, &failed),
            summary_json(&protected, &fixture::protected_outcome(&protected)),
        ]
        .map(|text| serde_json::from_str(&text).expect("the summary is JSON"))
    }

    #[test]
    fn summaries_are_valid() {
        let validator = validator();
        for summary in summaries() {
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
        let [plain, _, protected] = summaries();
        for summary in [plain, protected] {
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
