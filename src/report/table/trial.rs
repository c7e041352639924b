//! `trials.csv`, a row for each trial, and the files with a row for each trial and application, stamp,
//! backup, replica or role with instances.
//!
//! Always true here: a table of a record that was not filled in leaves its fields empty; what a scenario
//! does not have leaves a file with the names of its columns alone.

use super::super::Error;
use super::column::{Column, count, real, seconds, text, time, whole};
use super::{Take, Trial};
use crate::chart::harmless::cell;
use crate::model::record::Ended;

/// Columns of `trials.csv`.
pub(super) const COLUMNS: &[Column] = &[
    text("group"),
    real("horizon_s"),
    real("strike_s"),
    whole("faults"),
    whole("outages"),
    whole("lost"),
    whole("never"),
    whole("unplaced_vms"),
    whole("shed_vms"),
    real("whole_s"),
    real("node_downtime_s"),
    whole("events"),
];

/// The row of a trial.
pub(super) fn rows(trial: &Trial<'_>, write: Take<'_>) -> Result<(), Error> {
    let record = trial.record;
    let trace = trial.blueprint.trace.as_ref();
    let group = trace.and_then(|trace| trace.groups.get(record.trial as usize));
    let group = group.filter(|_| trial.drill.is_none());
    let counted = || record.outages.iter().filter(|outage| outage.counted);
    let ended = |how: Ended| counted().filter(move |outage| outage.ended() == how);
    let faults: u64 = record.faults.iter().map(|n| u64::from(*n)).sum();
    // Only a drill strikes at an instant of its own, and leaves something to be made whole.
    let of_drill = |value: Option<u64>| time(value.filter(|_| trial.drill.is_some()));
    write(vec![
        group.map_or_else(String::new, |group| cell(&group.name)),
        seconds(i128::from(record.horizon)),
        of_drill(Some(record.strike)),
        faults.to_string(),
        counted().count().to_string(),
        ended(Ended::Lost).count().to_string(),
        ended(Ended::Never).count().to_string(),
        record.unplaced.to_string(),
        record.shed.to_string(),
        of_drill(record.whole),
        seconds(record.node_downtime.iter().map(|ms| i128::from(*ms)).sum()),
        record.events.to_string(),
    ])
}

/// Columns of `trial_applications.csv`.
pub(super) const APPLICATION_COLUMNS: &[Column] = &[text("application"), real("downtime_s")];

/// A row for each application.
pub(super) fn application_rows(trial: &Trial<'_>, write: Take<'_>) -> Result<(), Error> {
    let all = trial.blueprint.applications.iter().enumerate();
    all.into_iter().try_for_each(|(index, application)| {
        let downtime = trial.record.downtime.get(index).copied();
        write(vec![cell(&application.name), time(downtime)])
    })
}

/// Columns of `trial_stamps.csv`.
pub(super) const STAMP_COLUMNS: &[Column] = &[
    text("stamp"),
    real("without_n_minus_1_s"),
    real("two_or_more_down_s"),
    real("down_s"),
    whole("rebuilds"),
    real("exposed_s"),
    whole("volumes_lost"),
];

/// A row for each stamp.
pub(super) fn stamp_rows(trial: &Trial<'_>, write: Take<'_>) -> Result<(), Error> {
    let mut all = trial.blueprint.stamps.iter().enumerate();
    all.try_for_each(|(index, stamp)| {
        let tally = trial.record.stamps.get(index);
        // What is not simulated is not nought.
        let storage = trial.record.storage.get(index);
        let storage = storage.filter(|_| stamp.storage.is_some());
        write(vec![
            cell(&stamp.name),
            time(tally.map(|tally| tally.without_n_minus_1)),
            time(tally.map(|tally| tally.two_or_more_down)),
            time(tally.map(|tally| tally.down)),
            count(storage.map(|tally| tally.rebuilds)),
            time(storage.map(|tally| tally.exposed)),
            count(storage.map(|tally| u64::from(tally.lost))),
        ])
    })
}

/// Columns of `trial_backups.csv`.
pub(super) const BACKUP_COLUMNS: &[Column] = &[
    text("backup"),
    whole("due_jobs"),
    whole("good_jobs"),
    whole("under_way_jobs"),
];

/// A row for each protection by backup.
pub(super) fn backup_rows(trial: &Trial<'_>, write: Take<'_>) -> Result<(), Error> {
    let mut all = trial.blueprint.backups.iter().enumerate();
    all.try_for_each(|(index, backup)| {
        let tally = trial.record.backups.get(index);
        write(vec![
            cell(&backup.name),
            count(tally.map(|tally| tally.due)),
            count(tally.map(|tally| tally.good)),
            count(tally.map(|tally| tally.under_way())),
        ])
    })
}

/// Columns of `trial_replicas.csv`.
pub(super) const REPLICA_COLUMNS: &[Column] = &[
    text("application"),
    text("protection"),
    text("stamp"),
    real("furthest_behind_s"),
    real("unprotected_s"),
    whole("broken"),
    whole("failovers"),
];

/// A row for each group that replicates together.
pub(super) fn replica_rows(trial: &Trial<'_>, write: Take<'_>) -> Result<(), Error> {
    let blueprint = trial.blueprint;
    let mut all = blueprint.groups.iter().enumerate();
    all.try_for_each(|(index, group)| {
        let tally = trial.record.replicas.get(index);
        write(vec![
            cell(&blueprint.application(group.application).name),
            cell(&blueprint.replication(group.replication).name),
            cell(&blueprint.stamp(group.from).name),
            time(tally.map(|tally| tally.lag_max)),
            time(tally.map(|tally| tally.unprotected)),
            count(tally.map(|tally| u64::from(tally.broken))),
            count(tally.map(|tally| u64::from(tally.failovers))),
        ])
    })
}

/// Columns of `trial_instances.csv`.
pub(super) const INSTANCE_COLUMNS: &[Column] = &[
    text("application"),
    text("role"),
    whole("switches"),
    whole("majority_losses"),
];

/// A row for each role with high availability.
pub(super) fn instance_rows(trial: &Trial<'_>, write: Take<'_>) -> Result<(), Error> {
    let blueprint = trial.blueprint;
    let roles = blueprint.roles.iter().enumerate();
    let mut all = roles.filter(|(_, role)| role.high_availability.is_some());
    all.try_for_each(|(index, role)| {
        let tally = trial.record.instances.get(index);
        write(vec![
            cell(&blueprint.application(role.application).name),
            cell(&role.name),
            count(tally.map(|tally| u64::from(tally.switches))),
            count(tally.map(|tally| u64::from(tally.majority_losses))),
        ])
    })
}
