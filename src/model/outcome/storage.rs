//! How the storage of a stamp fared.
//!
//! Always true here: figures of years are per year of 365 days, figures of a drill per trial.

use super::Estimate;
use crate::model::ids::StampId;
use crate::model::measure::Get::{Estimate as Est, Number};
use crate::model::measure::{Measure, Table, Told, Unit, measure, rate};
use crate::model::place::Storage;
use crate::units::number;

/// The storage of a stamp. Per year; in a drill per trial.
#[derive(Clone, PartialEq, Debug)]
pub struct StorageOutcome {
    /// Which stamp.
    pub stamp: StampId,
    /// Disks and returned nodes whose copies were made whole again.
    pub rebuilds: Estimate,
    /// Mean time of one, from the loss to the last byte, in seconds.
    pub rebuild_s: Estimate,
    /// Longest of all, in seconds.
    pub longest_rebuild_s: f64,
    /// Hours in which copies were missing in one node or more.
    pub hours_degraded: Estimate,
    /// Hours in which copies were missing in two nodes.
    pub hours_exposed: Estimate,
    /// Times that volumes went offline.
    pub offline: Estimate,
    /// Hours offline.
    pub hours_offline: Estimate,
    /// Times that copies in three nodes were lost for good.
    pub losses: Estimate,
    /// Hours in which some volume was over the warning threshold.
    pub hours_warning: Estimate,
    /// The same for the critical threshold.
    pub hours_critical: Estimate,
    /// The same for full volumes.
    pub hours_full: Estimate,
    /// Times that a volume became full.
    pub filled: Estimate,
}

impl StorageOutcome {
    /// The threshold that a figure is over.
    fn over(&self, told: &Told<'_>, threshold: fn(&Storage) -> f64) -> String {
        let storage = told.blueprint.stamp(self.stamp).storage.as_ref();
        storage.map_or_else(String::new, |storage| {
            format!("over {}", number::share(threshold(storage)))
        })
    }

    /// What is told of storage.
    pub const MEASURES: &[Measure<Self>] = &[
        rate("rebuilds", "Rebuilds", Unit::Number, |one: &Self| {
            &one.rebuilds
        })
        .in_tables(&[Table::Mirrors]),
        measure(
            "rebuild_s",
            "Time of one, mean",
            Unit::Seconds,
            Est(|one: &Self| &one.rebuild_s),
        )
        .in_tables(&[Table::Mirrors]),
        measure(
            "longest_rebuild_s",
            "Longest",
            Unit::Seconds,
            Number(|one: &Self| Some(one.longest_rebuild_s)),
        )
        .in_tables(&[Table::Mirrors]),
        rate("hours_degraded", "Degraded", Unit::Hours, |one: &Self| {
            &one.hours_degraded
        })
        .in_tables(&[Table::Mirrors]),
        rate("hours_exposed", "Exposed", Unit::Hours, |one: &Self| {
            &one.hours_exposed
        })
        .in_tables(&[Table::Mirrors]),
        rate("offline", "Volumes offline", Unit::Number, |one: &Self| {
            &one.offline
        })
        .in_tables(&[Table::Mirrors]),
        rate(
            "hours_offline",
            "Time offline",
            Unit::Hours,
            |one: &Self| &one.hours_offline,
        )
        .in_tables(&[Table::Mirrors]),
        rate("losses", "Volumes lost", Unit::Number, |one: &Self| {
            &one.losses
        })
        .in_tables(&[Table::Mirrors]),
        rate(
            "hours_over_warning",
            "Warning",
            Unit::Hours,
            |one: &Self| &one.hours_warning,
        )
        .in_tables(&[Table::Volumes])
        .detail(|one: &Self, told| one.over(told, |storage| storage.warning.0)),
        rate(
            "hours_over_critical",
            "Critical",
            Unit::Hours,
            |one: &Self| &one.hours_critical,
        )
        .in_tables(&[Table::Volumes])
        .detail(|one: &Self, told| one.over(told, |storage| storage.critical.0)),
        rate("hours_full", "Full", Unit::Hours, |one: &Self| {
            &one.hours_full
        })
        .in_tables(&[Table::Volumes]),
        rate("filled", "Became full", Unit::Number, |one: &Self| {
            &one.filled
        })
        .in_tables(&[Table::Volumes]),
    ];
}
