//! Spare parts: how many repairs took one, how often the shelf was empty, and what waited for a delivery.
//!
//! Always true here: a repair waits for its part alone from when all else that it needs is there; figures of years are per
//! year of 365 days, figures of a drill per trial.

use super::Estimate;
use crate::model::ids::PartKindId;
use crate::model::measure::Get::Number;
use crate::model::measure::{Measure, Table, Unit, measure, rate};

/// Spare parts of one kind. Per year, or per trial of a drill.
#[derive(Clone, PartialEq, Debug)]
pub struct PartsOutcome {
    /// Which kind.
    pub parts: PartKindId,
    /// Repairs that asked for one.
    pub used: Estimate,
    /// Of these, that found none on the shelf.
    pub shelf_empty: Estimate,
    /// Repairs that waited for nothing but the part.
    pub waits: Estimate,
    /// Hours that they waited for it, summed over repairs.
    pub hours_waited: Estimate,
    /// Longest of all waits, in seconds.
    pub longest_wait_s: f64,
}

impl PartsOutcome {
    /// What is told of parts, in years and in drills.
    pub const MEASURES: &[Measure<Self>] = &[
        rate("used", "Parts used", Unit::Number, |one: &Self| &one.used).in_tables(&[Table::Parts]),
        rate(
            "shelf_empty",
            "None on the shelf",
            Unit::Number,
            |one: &Self| &one.shelf_empty,
        )
        .in_tables(&[Table::Parts]),
        rate(
            "waits",
            "Repairs that waited for one",
            Unit::Number,
            |one: &Self| &one.waits,
        )
        .in_tables(&[Table::Parts]),
        rate(
            "hours_waited",
            "Hours of repairs waiting",
            Unit::Number,
            |one: &Self| &one.hours_waited,
        )
        .in_tables(&[Table::Parts]),
        measure(
            "longest_wait_s",
            "Longest wait",
            Unit::Seconds,
            Number(|one: &Self| Some(one.longest_wait_s)),
        )
        .in_tables(&[Table::Parts]),
    ];
}
