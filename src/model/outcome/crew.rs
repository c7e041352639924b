//! How busy a crew is, and what waits for its people.
//!
//! Always true here: hours are those of people and of pieces of work, so that two people are busy for two hours in
//! one; figures of years are per year of 365 days, figures of a drill per trial.

use super::Estimate;
use crate::model::ids::CrewId;
use crate::model::measure::Get::{Count, Estimate as Est};
use crate::model::measure::{Measure, Table, Unit, measure, rate};

/// A crew. Per year, or per trial of a drill.
#[derive(Clone, PartialEq, Debug)]
pub struct CrewOutcome {
    /// Which crew.
    pub crew: CrewId,
    /// Hours that its people were busy, summed over people.
    pub hours_busy: Estimate,
    /// Hours that work waited for a person of it, summed over pieces of work, nights included.
    pub hours_waited: Estimate,
    /// Repairs that its people began.
    pub repairs: Estimate,
    /// Decisions, builds and checks that its people began.
    pub recoveries: Estimate,
    /// Most people who were busy at once, over all trials.
    pub most_busy: u32,
    /// Most pieces of work that waited at once, over all trials.
    pub most_waiting: u32,
    /// Of years: the hours busy as a share of the hours of all its people. Work outside of their hours counts as well,
    /// so that it may be more than all.
    pub busy_share: Estimate,
}

impl CrewOutcome {
    /// What is told of a crew, in years and in drills.
    pub const MEASURES: &[Measure<Self>] = &[
        rate(
            "hours_busy",
            "Hours of people busy",
            // A day of work has fewer hours than one of the calendar: they stay hours.
            Unit::Number,
            |one: &Self| &one.hours_busy,
        )
        .in_tables(&[Table::Crews]),
        rate(
            "hours_waited",
            "Hours of work waiting",
            Unit::Number,
            |one: &Self| &one.hours_waited,
        )
        .in_tables(&[Table::Crews]),
        rate("repairs", "Repairs", Unit::Number, |one: &Self| {
            &one.repairs
        })
        .in_tables(&[Table::Crews]),
        rate(
            "recoveries",
            "Decisions, builds, checks",
            Unit::Number,
            |one: &Self| &one.recoveries,
        )
        .in_tables(&[Table::Crews]),
        measure(
            "most_busy_people",
            "Most people busy at once",
            Unit::Number,
            Count(|one: &Self| u64::from(one.most_busy)),
        )
        .in_tables(&[Table::Crews]),
        measure(
            "most_waiting",
            "Most work waiting at once",
            Unit::Number,
            Count(|one: &Self| u64::from(one.most_waiting)),
        )
        .in_tables(&[Table::Crews]),
    ];

    /// What is told of it in years beside that.
    pub const OF_YEARS: &[Measure<Self>] = &[measure(
        "busy_share",
        "Share of their hours",
        Unit::Share,
        Est(|one: &Self| &one.busy_share),
    )
    .in_tables(&[Table::Crews])];
}
