//! What updates of stamps, and planned work at all, cost.
//!
//! Always true here: figures of years are per year of 365 days; planned downtime is that of outages to which nothing
//! unplanned contributed.

use super::Estimate;
use crate::model::ids::{ApplicationId, UpdateId};
use crate::model::measure::Get::{Count, Estimate as Est, Number};
use crate::model::measure::{Measure, Table, Unit, measure, rate};

/// An update of stamps. Per year.
#[derive(Clone, PartialEq, Debug)]
pub struct UpdateOutcome {
    /// Which update.
    pub update: UpdateId,
    /// Runs that ended.
    pub runs: Estimate,
    /// Mean time of one in seconds, from when the first node goes until the last one is back.
    pub run_s: Estimate,
    /// Longest of all, in seconds.
    pub longest_run_s: f64,
    /// Hours in which one of its nodes was away: N−1 was in use for it.
    pub hours_away: Estimate,
    /// Times that another node, a copy or the whole stamp was missing when a node was to go.
    pub pauses: Estimate,
    /// Hours that runs were kept by that.
    pub hours_paused: Estimate,
    /// Runs left out, because one was still under way.
    pub skipped: Estimate,
}

impl UpdateOutcome {
    /// What is told of an update.
    pub const MEASURES: &[Measure<Self>] = &[
        rate("runs", "Runs", Unit::Number, |one: &Self| &one.runs).in_tables(&[Table::Updates]),
        measure(
            "run_s",
            "Time of one, mean",
            Unit::Seconds,
            Est(|one: &Self| &one.run_s),
        )
        .in_tables(&[Table::Updates]),
        measure(
            "longest_run_s",
            "Longest",
            Unit::Seconds,
            Number(|one: &Self| Some(one.longest_run_s)),
        )
        .in_tables(&[Table::Updates]),
        rate(
            "hours_away",
            "A node away: N−1 in use",
            Unit::Hours,
            |one: &Self| &one.hours_away,
        )
        .in_tables(&[Table::Updates]),
        rate("pauses", "Pauses", Unit::Number, |one: &Self| &one.pauses)
            .in_tables(&[Table::Updates]),
        rate("hours_paused", "Paused", Unit::Hours, |one: &Self| {
            &one.hours_paused
        })
        .in_tables(&[Table::Updates]),
        rate("skipped", "Runs left out", Unit::Number, |one: &Self| {
            &one.skipped
        })
        .in_tables(&[Table::Updates]),
    ];
}

/// What planned work costs an application, over the years.
#[derive(Clone, PartialEq, Debug)]
pub struct PlannedOutcome {
    /// Which application.
    pub application: ApplicationId,
    /// Planned outages.
    pub outages: u64,
    /// Seconds down in them, a year.
    pub downtime_s: Estimate,
}

impl PlannedOutcome {
    /// What is told of it.
    pub const MEASURES: &[Measure<Self>] = &[
        measure(
            "outages",
            "Planned outages",
            Unit::Number,
            Count(|one: &Self| one.outages),
        )
        .in_tables(&[Table::Planned]),
        measure(
            "downtime_s_per_year",
            "Planned downtime",
            Unit::SecondsPerYear,
            Est(|one: &Self| &one.downtime_s),
        )
        .in_tables(&[Table::Planned]),
    ];
}
