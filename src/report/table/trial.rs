//! `trials.csv`, a row for each trial, and the files with a row for each trial and application, stamp,
//! backup, replica or role with instances.
//!
//! Always true here: a table of a record that was not filled in leaves its fields empty; what a scenario
//! does not have leaves a file with the names of its columns alone.

use super::Trial;
use super::column::{Column, count, real, seconds, text, time, whole};
use crate::model::record::{
    CrewTally, Ended, InstanceTally, JobTally, Outage, PartsTally, ReplicaTally, StampTally,
    StorageTally, UpdateTally,
};
use crate::model::{ReplicationGroup, Role};

/// Columns of `trials.csv`.
pub(super) const COLUMNS: &[Column] = &[
    text("group", |trial, _| {
        let trace = trial.blueprint.trace.as_ref();
        let groups = trace.map(|trace| &trace.groups);
        let group = groups.and_then(|groups| groups.get(trial.record.trial as usize));
        let group = group.filter(|_| trial.drill.is_none());
        group.map_or_else(String::new, |group| group.name.clone())
    }),
    real("horizon_s", |trial, _| {
        seconds(i128::from(trial.record.horizon))
    }),
    real("strike_s", |trial, _| {
        of_drill(trial, Some(trial.record.strike))
    }),
    whole("faults", |trial, _| {
        let faults = trial.record.faults.iter();
        faults
            .map(|count| u64::from(*count))
            .sum::<u64>()
            .to_string()
    }),
    whole("outages", |trial, _| counted(trial).count().to_string()),
    whole("lost", |trial, _| ended(trial, Ended::Lost)),
    whole("never", |trial, _| ended(trial, Ended::Never)),
    whole("unplaced_vms", |trial, _| trial.record.unplaced.to_string()),
    whole("shed_vms", |trial, _| trial.record.shed.to_string()),
    real("restored_s", |trial, _| of_drill(trial, trial.record.whole)),
    real("node_downtime_s", |trial, _| {
        let downtime = trial.record.node_downtime.iter();
        seconds(downtime.map(|ms| i128::from(*ms)).sum())
    }),
    whole("events", |trial, _| trial.record.events.to_string()),
];

/// The row of a trial.
pub(super) fn rows(_: &Trial<'_>) -> Vec<usize> {
    vec![0]
}

fn counted<'a>(trial: &Trial<'a>) -> impl Iterator<Item = &'a Outage> {
    trial.record.outages.iter().filter(|outage| outage.counted)
}

fn ended(trial: &Trial<'_>, how: Ended) -> String {
    let outages = counted(trial).filter(|outage| outage.ended() == how);
    outages.count().to_string()
}

/// Only a drill strikes at an instant of its own, and leaves something to be made whole.
fn of_drill(trial: &Trial<'_>, value: Option<u64>) -> String {
    time(value.filter(|_| trial.drill.is_some()))
}

/// Columns of `trial_applications.csv`.
pub(super) const APPLICATION_COLUMNS: &[Column] = &[
    text("application", |trial, at| {
        trial.blueprint.applications[at].name.clone()
    }),
    real("downtime_s", |trial, at| {
        time(trial.record.downtime.get(at).copied())
    }),
];

/// Columns of `trial_stamps.csv`.
pub(super) const STAMP_COLUMNS: &[Column] = &[
    text("stamp", |trial, at| trial.blueprint.stamps[at].name.clone()),
    real("without_n_minus_1_s", |trial, at| {
        time(stamp(trial, at).map(|tally| tally.without_n_minus_1))
    }),
    real("two_or_more_down_s", |trial, at| {
        time(stamp(trial, at).map(|tally| tally.two_or_more_down))
    }),
    real("down_s", |trial, at| {
        time(stamp(trial, at).map(|tally| tally.down))
    }),
    whole("shed_vms", |trial, at| {
        count(stamp(trial, at).map(|tally| u64::from(tally.shed)))
    }),
    whole("rebuilds", |trial, at| {
        count(storage(trial, at).map(|tally| tally.rebuilds))
    }),
    real("exposed_s", |trial, at| {
        time(storage(trial, at).map(|tally| tally.exposed))
    }),
    whole("volumes_lost", |trial, at| {
        count(storage(trial, at).map(|tally| u64::from(tally.lost)))
    }),
];

fn stamp<'a>(trial: &Trial<'a>, at: usize) -> Option<&'a StampTally> {
    trial.record.stamps.get(at)
}

/// What is not simulated is not nought.
fn storage<'a>(trial: &Trial<'a>, at: usize) -> Option<&'a StorageTally> {
    let tally = trial.record.storage.get(at);
    tally.filter(|_| trial.blueprint.stamps[at].storage.is_some())
}

/// Columns of `trial_backups.csv`.
pub(super) const BACKUP_COLUMNS: &[Column] = &[
    text("backup", |trial, at| {
        trial.blueprint.protections.backups[at].name.clone()
    }),
    whole("due_jobs", |trial, at| {
        count(jobs(trial, at).map(|tally| tally.due))
    }),
    whole("good_jobs", |trial, at| {
        count(jobs(trial, at).map(|tally| tally.good))
    }),
    whole("under_way_jobs", |trial, at| {
        count(jobs(trial, at).map(JobTally::under_way))
    }),
];

fn jobs<'a>(trial: &Trial<'a>, at: usize) -> Option<&'a JobTally> {
    trial.record.backups.get(at)
}

/// Columns of `trial_replicas.csv`.
pub(super) const REPLICA_COLUMNS: &[Column] = &[
    text("application", |trial, at| {
        let application = group(trial, at).application;
        trial.blueprint.application(application).name.clone()
    }),
    text("protection", |trial, at| {
        let replication = group(trial, at).replication;
        trial.blueprint.replication(replication).name.clone()
    }),
    text("stamp", |trial, at| {
        let from = group(trial, at).from;
        trial.blueprint.stamp(from).name.clone()
    }),
    real("furthest_behind_s", |trial, at| {
        time(replica(trial, at).map(|tally| tally.lag_max))
    }),
    real("unprotected_s", |trial, at| {
        time(replica(trial, at).map(|tally| tally.unprotected))
    }),
    whole("broken", |trial, at| {
        count(replica(trial, at).map(|tally| u64::from(tally.broken)))
    }),
    whole("failovers", |trial, at| {
        count(replica(trial, at).map(|tally| u64::from(tally.failovers)))
    }),
];

fn group<'a>(trial: &Trial<'a>, at: usize) -> &'a ReplicationGroup {
    &trial.blueprint.groups[at]
}

fn replica<'a>(trial: &Trial<'a>, at: usize) -> Option<&'a ReplicaTally> {
    trial.record.replicas.get(at)
}

/// Columns of `trial_instances.csv`.
pub(super) const INSTANCE_COLUMNS: &[Column] = &[
    text("application", |trial, at| {
        let application = role(trial, at).application;
        trial.blueprint.application(application).name.clone()
    }),
    text("role", |trial, at| role(trial, at).name.clone()),
    whole("switches", |trial, at| {
        count(instances(trial, at).map(|tally| u64::from(tally.switches)))
    }),
    whole("majority_losses", |trial, at| {
        count(instances(trial, at).map(|tally| u64::from(tally.majority_losses)))
    }),
];

/// A row for each role with high availability.
pub(super) fn instance_rows(trial: &Trial<'_>) -> Vec<usize> {
    let all = 0..trial.blueprint.roles.len();
    all.filter(|at| role(trial, *at).protection.high_availability.is_some())
        .collect()
}

fn role<'a>(trial: &Trial<'a>, at: usize) -> &'a Role {
    &trial.blueprint.roles[at]
}

fn instances<'a>(trial: &Trial<'a>, at: usize) -> Option<&'a InstanceTally> {
    trial.record.instances.get(at)
}

/// Columns of `trial_updates.csv`.
pub(super) const UPDATE_COLUMNS: &[Column] = &[
    text("update", |trial, at| {
        trial.blueprint.updates[at].name.clone()
    }),
    whole("runs", |trial, at| {
        count(update(trial, at).map(|tally| u64::from(tally.runs)))
    }),
    real("longest_run_s", |trial, at| {
        time(update(trial, at).map(|tally| tally.run_max))
    }),
    real("away_s", |trial, at| {
        time(update(trial, at).map(|tally| tally.away))
    }),
    whole("pauses", |trial, at| {
        count(update(trial, at).map(|tally| u64::from(tally.pauses)))
    }),
    real("paused_s", |trial, at| {
        time(update(trial, at).map(|tally| tally.paused))
    }),
    whole("skipped", |trial, at| {
        count(update(trial, at).map(|tally| u64::from(tally.skipped)))
    }),
];

fn update<'a>(trial: &Trial<'a>, at: usize) -> Option<&'a UpdateTally> {
    trial.record.updates.get(at)
}

/// Columns of `trial_crews.csv`.
pub(super) const CREW_COLUMNS: &[Column] = &[
    text("crew", |trial, at| trial.blueprint.crews[at].name.clone()),
    real("busy_s", |trial, at| {
        time(crew(trial, at).map(|tally| tally.busy))
    }),
    real("waited_s", |trial, at| {
        time(crew(trial, at).map(|tally| tally.waited))
    }),
    whole("most_busy", |trial, at| {
        count(crew(trial, at).map(|tally| u64::from(tally.most_busy)))
    }),
    whole("most_waiting", |trial, at| {
        count(crew(trial, at).map(|tally| u64::from(tally.most_waiting)))
    }),
    whole("repairs", |trial, at| {
        count(crew(trial, at).map(|tally| u64::from(tally.repairs)))
    }),
    whole("recoveries", |trial, at| {
        count(crew(trial, at).map(|tally| u64::from(tally.recoveries)))
    }),
];

fn crew<'a>(trial: &Trial<'a>, at: usize) -> Option<&'a CrewTally> {
    trial.record.crews.get(at)
}

/// Columns of `trial_parts.csv`.
pub(super) const PARTS_COLUMNS: &[Column] = &[
    text("parts", |trial, at| trial.blueprint.parts[at].name.clone()),
    whole("used", |trial, at| {
        count(parts(trial, at).map(|tally| u64::from(tally.used)))
    }),
    whole("shelf_empty", |trial, at| {
        count(parts(trial, at).map(|tally| u64::from(tally.shelf_empty)))
    }),
    whole("waits", |trial, at| {
        count(parts(trial, at).map(|tally| u64::from(tally.waits)))
    }),
    real("waited_s", |trial, at| {
        time(parts(trial, at).map(|tally| tally.waited))
    }),
    real("longest_wait_s", |trial, at| {
        time(parts(trial, at).map(|tally| tally.longest))
    }),
];

fn parts<'a>(trial: &Trial<'a>, at: usize) -> Option<&'a PartsTally> {
    trial.record.parts.get(at)
}
