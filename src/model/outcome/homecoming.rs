//! Who went home after having been built again on another stamp, when, and what that cost.
//!
//! Always true here: figures of years are per year of 365 days, figures of a drill per trial; planned outages of VMs
//! are told here, those of applications among their outages.

use super::Estimate;
use crate::model::ids::HomecomingId;
use crate::model::measure::Get::{Count, Estimate as Est, Number};
use crate::model::measure::{Measure, Table, Unit, measure, rate};

/// VMs that go home together. Per year, or per trial of a drill.
#[derive(Clone, PartialEq, Debug)]
pub struct HomecomingOutcome {
    /// Which of them.
    pub homecoming: HomecomingId,
    /// How often some of them began to serve on another stamp.
    pub times_away: Estimate,
    /// Planned returns.
    pub returns: Estimate,
    /// Mean time of one in seconds, from when the first of them served elsewhere until all served at home.
    pub until_home_s: Estimate,
    /// The longest of these, in seconds.
    pub longest_until_home_s: f64,
    /// Mean length of the planned outage of their VMs in seconds, starts and checks included.
    pub down_s: Estimate,
    /// Hours in such outages.
    pub hours_down: Estimate,
    /// Hours in which some of them were away.
    pub hours_away: Estimate,
    /// Returns put off, for want of room at home.
    pub put_off: Estimate,
    /// Returns broken off, because home went in the middle of them.
    pub turned_back: Estimate,
    /// Trials at whose end some of them were still away.
    pub stayed_trials: u64,
}

impl HomecomingOutcome {
    /// What is told of them.
    pub const MEASURES: &[Measure<Self>] = &[
        rate("times_away", "Times away", Unit::Number, |one: &Self| {
            &one.times_away
        })
        .in_tables(&[Table::Homecomings]),
        rate("returns", "Planned returns", Unit::Number, |one: &Self| {
            &one.returns
        })
        .in_tables(&[Table::Homecomings]),
        measure(
            "until_home_s",
            "Until home, mean",
            Unit::Seconds,
            Est(|one: &Self| &one.until_home_s),
        )
        .in_tables(&[Table::Homecomings]),
        measure(
            "longest_until_home_s",
            "Longest",
            Unit::Seconds,
            Number(|one: &Self| Some(one.longest_until_home_s)),
        )
        .in_tables(&[Table::Homecomings]),
        measure(
            "down_s",
            "Planned outage, mean",
            Unit::Seconds,
            Est(|one: &Self| &one.down_s),
        )
        .in_tables(&[Table::Homecomings]),
        rate(
            "hours_down",
            "Hours down for it",
            Unit::Hours,
            |one: &Self| &one.hours_down,
        )
        .in_tables(&[Table::Homecomings]),
        rate("hours_away", "Away", Unit::Hours, |one: &Self| {
            &one.hours_away
        })
        .in_tables(&[Table::Homecomings]),
        rate(
            "put_off",
            "Put off for want of room",
            Unit::Number,
            |one: &Self| &one.put_off,
        )
        .in_tables(&[Table::Homecomings]),
        rate("turned_back", "Broken off", Unit::Number, |one: &Self| {
            &one.turned_back
        })
        .in_tables(&[Table::Homecomings]),
        measure(
            "stayed_trials",
            "Trials that end with some away",
            Unit::Number,
            Count(|one: &Self| one.stayed_trials),
        )
        .in_tables(&[Table::Homecomings]),
    ];
}
