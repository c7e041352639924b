//! The part of `summary.json` about replicas, instances, storage, crews, parts and room elsewhere.
//!
//! Always true here: keys end in their unit; those of years end in `_per_year`, those of drills in
//! `_per_trial`; what a scenario does not have has no key.

use super::super::json::{estimate, quantiles};
use super::super::measured::object;
use super::{by_name, queue};
use crate::model::measure::{Per, Told};
use crate::model::outcome::{
    AfterCut, ApplicationOutcome, CrewOutcome, CutOutcome, DrillOutcome, HomecomingOutcome,
    InstanceOutcome, IntrusionOutcome, Outcome, PartsOutcome, PathOutcome, ReplicaOutcome,
    ServedOutcome, StorageOutcome, TargetOutcome, Unfit, WayOutcome,
};
use crate::model::queue::QueueOf;
use crate::model::{Blueprint, GroupId, StampId};
use serde_json::{Map, Value, json};

/// `by_path` of an application.
pub(super) fn by_path(one: &ApplicationOutcome, told: &Told<'_>) -> Value {
    let paths = one.by_path.iter().map(|path| {
        let value = object(PathOutcome::MEASURES, path, told);
        (path.way.name().to_string(), Value::Object(value))
    });
    Value::Object(paths.collect())
}

/// `served`: by class of loss, then by what ended it.
pub(super) fn served(all: &[ServedOutcome], told: &Told<'_>) -> Value {
    let mut made: Map<String, Value> = Map::new();
    for one in all {
        let class = made
            .entry(one.class.name())
            .or_insert_with(|| Value::Object(Map::new()));
        let value = object(ServedOutcome::MEASURES, one, told);
        class[one.way.name()] = Value::Object(value);
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
pub(super) fn replication(outcome: &Outcome, told: &Told<'_>) -> Option<Value> {
    let blueprint = told.blueprint;
    let mut made = Map::new();
    for (one, cut) in outcome.replicas.iter().zip(&outcome.cuts) {
        let group = blueprint.group(one.group);
        let to = blueprint.replication(group.replication).to;
        let mut value = object(ReplicaOutcome::MEASURES, one, told);
        value.insert("to".into(), json!(blueprint.stamp(to).name));
        value.insert("vms".into(), json!(group.vms.len()));
        value.insert("cut".into(), self::cut(cut, told));
        let (keeps_up, grows) = queue::standing(outcome, QueueOf::Group(one.group));
        value.insert("keeps_up".into(), keeps_up);
        value.insert("grows_s_per_day".into(), grows);
        made.insert(group_name(blueprint, one.group), Value::Object(value));
    }
    (!made.is_empty()).then_some(Value::Object(made))
}

fn cut(one: &CutOutcome, told: &Told<'_>) -> Value {
    let after = |all: &[AfterCut]| super::list(AfterCut::MEASURES, all, told);
    let mut made = object(WayOutcome::MEASURES, &one.main, told);
    made.extend(object(CutOutcome::MEASURES, one, told));
    made.insert("after".into(), after(&one.after_cut));
    if let Some(fallback) = &one.fallback {
        let mut value = object(WayOutcome::MEASURES, fallback, told);
        value.insert("after".into(), after(&one.after_fallback));
        made.insert("fallback".into(), Value::Object(value));
    }
    Value::Object(made)
}

/// `instances` of an application by role; none where no role has high availability.
pub(super) fn instances(
    one: &ApplicationOutcome,
    all: &[InstanceOutcome],
    told: &Told<'_>,
) -> Option<Value> {
    let role = |found: &InstanceOutcome| told.blueprint.role(found.role);
    let own = all
        .iter()
        .filter(|found| role(found).application == one.application);
    let made: Map<String, Value> = own
        .map(|found| {
            let value = object(InstanceOutcome::MEASURES, found, told);
            (role(found).name.clone(), Value::Object(value))
        })
        .collect();
    (!made.is_empty()).then_some(Value::Object(made))
}

/// `storage` of a stamp; none where its disks are not simulated.
pub(super) fn storage(all: &[StorageOutcome], stamp: StampId, told: &Told<'_>) -> Option<Value> {
    let one = all.iter().find(|one| one.stamp == stamp)?;
    Some(Value::Object(object(StorageOutcome::MEASURES, one, told)))
}

/// `crews`, by name; of years with the share of their hours.
pub(super) fn crews(all: &[CrewOutcome], told: &Told<'_>) -> Value {
    let rows = all.iter().map(|one| {
        let mut value = object(CrewOutcome::MEASURES, one, told);
        if told.per == Per::Year {
            value.extend(object(CrewOutcome::OF_YEARS, one, told));
        }
        let name = told.blueprint.crew(one.crew).name.clone();
        (name, Value::Object(value))
    });
    Value::Object(rows.collect())
}

/// `parts`, by name.
pub(super) fn parts(all: &[PartsOutcome], told: &Told<'_>) -> Value {
    by_name((all, PartsOutcome::MEASURES), told, |one| {
        told.blueprint.parts(one.parts).name.clone()
    })
}

/// `ransomware`, by application.
pub(super) fn intrusions(all: &[IntrusionOutcome], told: &Told<'_>) -> Value {
    by_name((all, IntrusionOutcome::MEASURES), told, |one| {
        told.blueprint.application(one.application).name.clone()
    })
}

/// `homecomings`, by protection, application and stamp.
pub(super) fn homecomings(all: &[HomecomingOutcome], told: &Told<'_>) -> Value {
    by_name((all, HomecomingOutcome::MEASURES), told, |one| {
        told.blueprint.name_of_homecoming(one.homecoming)
    })
}

/// `room_elsewhere`: what comes to other stamps when a place is lost; none where nothing would.
pub(super) fn targets(outcome: &Outcome, told: &Told<'_>) -> Option<Value> {
    let unfit = |one: &Unfit| Value::Object(object(Unfit::MEASURES, one, told));
    let rows = outcome.targets.iter().map(|one| {
        let mut made = object(TargetOutcome::MEASURES, one, told);
        let after = unfit(&one.unfit_after_shedding);
        made.insert("without_room".into(), unfit(&one.unfit));
        made.insert("without_room_after_shedding".into(), after);
        Value::Object(made)
    });
    let rows: Vec<Value> = rows.collect();
    (!rows.is_empty()).then_some(Value::Array(rows))
}

/// What a drill adds to its object.
pub(super) fn of_drill(drill: &DrillOutcome, made: &mut Map<String, Value>, told: &Told<'_>) {
    let blueprint = told.blueprint;
    made.insert("served".into(), served(&drill.served, told));
    if let Some(whole) = &drill.restored_s {
        made.insert("restored_s".into(), quantiles(whole));
    }
    if drill.restored_s.is_some() || drill.shed_vms.point.is_some_and(|mean| mean > 0.0) {
        made.insert("shed_vms".into(), estimate(&drill.shed_vms));
    }
    let mut groups = Map::new();
    for one in &drill.replicas {
        let value = Value::Object(object(ReplicaOutcome::MEASURES, one, told));
        groups.insert(group_name(blueprint, one.group), value);
    }
    if !groups.is_empty() {
        made.insert("replication".into(), Value::Object(groups));
    }
    let mut stamps = Map::new();
    for one in &drill.storage {
        let name = blueprint.stamp(one.stamp).name.clone();
        let value = object(StorageOutcome::MEASURES, one, told);
        stamps.insert(name, json!({ "storage": value }));
    }
    if !stamps.is_empty() {
        made.insert("stamps".into(), Value::Object(stamps));
    }
    if !drill.intrusions.is_empty() {
        let all = intrusions(&drill.intrusions, told);
        made.insert("ransomware".into(), all);
    }
    if !drill.homecomings.is_empty() {
        let all = homecomings(&drill.homecomings, told);
        made.insert("homecomings".into(), all);
    }
    if !drill.crews.is_empty() {
        made.insert("crews".into(), crews(&drill.crews, told));
    }
    if !drill.parts.is_empty() {
        made.insert("parts".into(), parts(&drill.parts, told));
    }
}
