//! What people did about failing jobs and bad points of a backup, over the years.
//!
//! Always true here: runs of failures and tests are counted over all trials of the years.

use super::Estimate;
use crate::model::measure::Get::{Count, Estimate as Est, Number};
use crate::model::measure::{Measure, Table, Unit, measure, rate};

/// The upkeep of one backup over all trials of years.
#[derive(Clone, PartialEq, Debug)]
pub struct UpkeepOutcome {
    /// Runs of failed jobs that were seen.
    pub streaks: u64,
    /// Runs of failed jobs a year.
    pub streaks_per_year: Estimate,
    /// Share of them that somebody noticed.
    pub noticed: Estimate,
    /// Share of them that were mended before a job worked by itself.
    pub mended: Estimate,
    /// How long they failed unseen, in seconds.
    pub unseen_s: Estimate,
    /// The longest that any did, in seconds.
    pub unseen_max_s: f64,
    /// Tests of a point a year.
    pub tests_per_year: Estimate,
    /// Share of them that found a bad one.
    pub found_bad: Estimate,
    /// Hours a year that they take.
    pub hours_of_tests_per_year: Estimate,
}

impl UpkeepOutcome {
    /// What is told of it.
    pub const MEASURES: &[Measure<Self>] = &[
        rate(
            "streaks",
            "Runs of failed jobs a year",
            Unit::Number,
            |one: &Self| &one.streaks_per_year,
        )
        .in_tables(&[Table::Mending]),
        measure(
            "streaks",
            "Runs of failed jobs",
            Unit::Number,
            Count(|one: &Self| one.streaks),
        )
        .in_tables(&[Table::Mending]),
        measure(
            "noticed_share",
            "Noticed",
            Unit::Share,
            Est(|one: &Self| &one.noticed),
        )
        .in_tables(&[Table::Mending]),
        measure(
            "mended_share",
            "Mended",
            Unit::Share,
            Est(|one: &Self| &one.mended),
        )
        .in_tables(&[Table::Mending]),
        measure(
            "failed_unseen_s",
            "Failed unseen (mean)",
            Unit::Seconds,
            Est(|one: &Self| &one.unseen_s),
        )
        .in_tables(&[Table::Mending]),
        measure(
            "longest_unseen_s",
            "Failed unseen (longest)",
            Unit::Seconds,
            Number(|one: &Self| Some(one.unseen_max_s)),
        )
        .in_tables(&[Table::Mending]),
        rate("tests", "Tests a year", Unit::Number, |one: &Self| {
            &one.tests_per_year
        })
        .in_tables(&[Table::Tests]),
        measure(
            "found_bad_share",
            "Found a bad point",
            Unit::Share,
            Est(|one: &Self| &one.found_bad),
        )
        .in_tables(&[Table::Tests]),
        rate(
            "hours_of_tests",
            "Hours of tests a year",
            Unit::Hours,
            |one: &Self| &one.hours_of_tests_per_year,
        )
        .in_tables(&[Table::Tests]),
    ];
}
