//! The part of `summary.json` about replicas, instances, storage and room elsewhere.
//!
//! Always true here: keys end in their unit; those of years end in `_per_year`, those of drills in
//! `_per_trial`; what a scenario does not have has no key.

use super::super::json::{estimate, quantiles};
use super::loss;
use crate::model::outcome::{
    AfterCut, ApplicationOutcome, CutOutcome, DrillOutcome, Estimate, InstanceOutcome, Outcome,
    ReplicaOutcome, ServedOutcome, StorageOutcome, TargetOutcome, Unfit, WayOutcome,
};
use crate::model::queue::QueueOf;
use crate::model::record::{Resource, component_label};
use crate::model::{Blueprint, GroupId, StampId};
use serde_json::{Map, Value, json};

/// What figures are per.
#[derive(Clone, Copy)]
pub(super) enum Per {
    Year,
    Trial,
}

impl Per {
    pub(super) fn key(self, name: &str) -> String {
        match self {
            Per::Year => format!("{name}_per_year"),
            Per::Trial => format!("{name}_per_trial"),
        }
    }
}

/// What was told of one thing, under keys that say what it is per.
fn rates<const N: usize>(per: Per, all: [(&str, &Estimate); N]) -> Map<String, Value> {
    all.into_iter()
        .map(|(name, value)| (per.key(name), estimate(value)))
        .collect()
}

/// `by_path` of an application.
pub(super) fn by_path(one: &ApplicationOutcome) -> Value {
    let mut made = Map::new();
    for path in &one.by_path {
        made.insert(
            path.way.name().to_string(),
            json!({
                "protections": path.protections,
                "outages": path.outages,
                "planned": path.planned,
                "outages_per_year": estimate(&path.outages_per_year),
                "recovery_s": quantiles(&path.recovery_s),
                "data_loss_s": quantiles(&path.data_loss_s),
            }),
        );
    }
    Value::Object(made)
}

/// `served`: by class of loss, then by what ended it.
pub(super) fn served(all: &[ServedOutcome], per: Per) -> Value {
    let mut made: Map<String, Value> = Map::new();
    for one in all {
        let class = made
            .entry(one.class.name())
            .or_insert_with(|| Value::Object(Map::new()));
        let key = one.way.name();
        let mut value = rates(per, [("outages", &one.rate)]);
        value.insert("outages".into(), json!(one.outages));
        value.insert("recovery_s".into(), quantiles(&one.recovery_s));
        value.insert("data_loss_s".into(), quantiles(&one.data_loss_s));
        class[key] = Value::Object(value);
    }
    Value::Object(made)
}

/// The name of a group: application, protection, stamp that it is at home on.
fn group_name(blueprint: &Blueprint, id: GroupId) -> String {
    let group = blueprint.group(id);
    format!(
        "{}/{}/{}",
        blueprint.application(group.application).name,
        blueprint.replication(group.replication).name,
        blueprint.stamp(group.from).name
    )
}

/// `replication` of the years; none where nothing replicates.
pub(super) fn replication(blueprint: &Blueprint, outcome: &Outcome) -> Option<Value> {
    let mut made = Map::new();
    for (one, cut) in outcome.replicas.iter().zip(&outcome.cuts) {
        let group = blueprint.group(one.group);
        let to = blueprint.replication(group.replication).to;
        let mut value = replica(one, Per::Year);
        value.insert("to".into(), json!(blueprint.stamp(to).name));
        value.insert("vms".into(), json!(group.vms.len()));
        value.insert("cut".into(), self::cut(blueprint, cut));
        let (keeps_up, grows) = loss::queue(outcome, QueueOf::Group(one.group));
        value.insert("keeps_up".into(), keeps_up);
        value.insert("grows_s_per_day".into(), grows);
        made.insert(group_name(blueprint, one.group), Value::Object(value));
    }
    (!made.is_empty()).then_some(Value::Object(made))
}

fn replica(one: &ReplicaOutcome, per: Per) -> Map<String, Value> {
    let mut made = rates(
        per,
        [
            ("hours_behind", &one.hours_behind),
            ("hours_unprotected", &one.hours_unprotected),
            ("broken", &one.broken),
            ("copies", &one.copies),
            ("failovers", &one.failovers),
            ("failbacks", &one.failbacks),
            ("failbacks_put_off", &one.put_off),
            ("shed_vms", &one.shed_vms),
            ("bytes", &one.bytes),
        ],
    );
    made.insert("furthest_behind_s".into(), json!(one.lag_max_s));
    made.insert("broken_share_of_trials".into(), estimate(&one.broken_share));
    made.insert("copy_s".into(), estimate(&one.copy_s));
    made
}

fn cut(blueprint: &Blueprint, one: &CutOutcome) -> Value {
    let after = |all: &[AfterCut]| -> Value {
        let rows = all.iter().map(|one| {
            json!({
                "cut_s": one.cut_s,
                "whole_copy": one.whole_copy,
                "catch_up_s": one.catch_up_s,
            })
        });
        Value::Array(rows.collect())
    };
    let mut made = way(blueprint, &one.main);
    made.insert("churn_bytes_per_s".into(), json!(one.churn));
    made.insert("rpo_s".into(), json!(one.rpo_s));
    made.insert("log_limit_s".into(), json!(one.log_limit_s));
    made.insert("stands_still".into(), json!(one.stands_still));
    made.insert("after".into(), after(&one.after_cut));
    if let Some(fallback) = &one.fallback {
        let mut value = way(blueprint, fallback);
        value.insert("after".into(), after(&one.after_fallback));
        made.insert("fallback".into(), Value::Object(value));
    }
    Value::Object(made)
}

fn way(blueprint: &Blueprint, one: &WayOutcome) -> Map<String, Value> {
    let bottleneck = match one.bottleneck {
        Resource::None => None,
        resource => Some(resource.label(blueprint)),
    };
    let link = one.link.map(|id| &blueprint.links[id.index()].name);
    let made = [
        ("link", json!(link)),
        ("rate_bytes_per_s", json!(one.rate)),
        ("catch_up_rate_bytes_per_s", json!(one.share)),
        ("bottleneck", json!(bottleneck)),
        ("lag_growth_s_per_s", json!(one.growth)),
        ("until_rpo_s", json!(one.until_rpo_s)),
        ("until_log_limit_s", json!(one.until_log_s)),
        ("copy_s", json!(one.copy_s)),
    ];
    made.into_iter()
        .map(|(key, value)| (key.to_string(), value))
        .collect()
}

/// `instances` of an application by role; none where no role has high availability.
pub(super) fn instances(
    blueprint: &Blueprint,
    one: &ApplicationOutcome,
    all: &[InstanceOutcome],
    per: Per,
) -> Option<Value> {
    let mut made = Map::new();
    let own = |found: &&InstanceOutcome| blueprint.role(found.role).application == one.application;
    for found in all.iter().filter(own) {
        let value = rates(
            per,
            [
                ("switches", &found.switches),
                ("failed_switches", &found.failed_switches),
                ("majority_losses", &found.majority_losses),
                ("splits", &found.splits),
                ("reseeds", &found.reseeds),
            ],
        );
        let name = blueprint.role(found.role).name.clone();
        made.insert(name, Value::Object(value));
    }
    (!made.is_empty()).then_some(Value::Object(made))
}

/// `storage` of a stamp; none where its disks are not simulated.
pub(super) fn storage(all: &[StorageOutcome], stamp: StampId, per: Per) -> Option<Value> {
    let one = all.iter().find(|one| one.stamp == stamp)?;
    let mut made = rates(
        per,
        [
            ("rebuilds", &one.rebuilds),
            ("hours_degraded", &one.hours_degraded),
            ("hours_exposed", &one.hours_exposed),
            ("offline", &one.offline),
            ("hours_offline", &one.hours_offline),
            ("losses", &one.losses),
            ("hours_over_warning", &one.hours_warning),
            ("hours_over_critical", &one.hours_critical),
            ("hours_full", &one.hours_full),
            ("filled", &one.filled),
        ],
    );
    made.insert("rebuild_s".into(), estimate(&one.rebuild_s));
    made.insert("longest_rebuild_s".into(), json!(one.longest_rebuild_s));
    Some(Value::Object(made))
}

/// `room_elsewhere`: what comes to other stamps when a place is lost; none where nothing would.
pub(super) fn targets(blueprint: &Blueprint, outcome: &Outcome) -> Option<Value> {
    let rows: Vec<Value> = outcome
        .targets
        .iter()
        .map(|one| target(blueprint, one))
        .collect();
    (!rows.is_empty()).then_some(Value::Array(rows))
}

fn target(blueprint: &Blueprint, one: &TargetOutcome) -> Value {
    let unfit = |unfit: &Unfit| {
        let names: Vec<&String> = unfit
            .applications
            .iter()
            .map(|id| &blueprint.application(*id).name)
            .collect();
        json!({ "vms": unfit.vms, "bytes": unfit.bytes.round(), "applications": names })
    };
    json!({
        "lost": component_label(blueprint, one.lost),
        "target": blueprint.stamp(one.target).name,
        "warm_vms": one.warm_vms,
        "warm_bytes": one.warm_bytes.round(),
        "other_vms": one.other_vms,
        "other_bytes": one.other_bytes.round(),
        "free_bytes": one.free_bytes.round(),
        "shed_bytes": one.shed_bytes.round(),
        "without_room": unfit(&one.unfit),
        "without_room_after_shedding": unfit(&one.unfit_after_shedding),
    })
}

/// What a drill adds to its object.
pub(super) fn of_drill(blueprint: &Blueprint, drill: &DrillOutcome, made: &mut Map<String, Value>) {
    made.insert("served".into(), served(&drill.served, Per::Trial));
    if let Some(whole) = &drill.restored_s {
        made.insert("restored_s".into(), quantiles(whole));
        made.insert("shed_vms".into(), estimate(&drill.shed_vms));
    }
    let mut groups = Map::new();
    for one in &drill.replicas {
        let value = Value::Object(replica(one, Per::Trial));
        groups.insert(group_name(blueprint, one.group), value);
    }
    if !groups.is_empty() {
        made.insert("replication".into(), Value::Object(groups));
    }
    let mut stamps = Map::new();
    for one in &drill.storage {
        if let Some(value) = storage(&drill.storage, one.stamp, Per::Trial) {
            let name = blueprint.stamp(one.stamp).name.clone();
            stamps.insert(name, json!({ "storage": value }));
        }
    }
    if !stamps.is_empty() {
        made.insert("stamps".into(), Value::Object(stamps));
    }
}
