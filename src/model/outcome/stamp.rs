//! What the years say of a stamp.
//!
//! Always true here: figures are per year of 365 days; the terms of its memory add up to it.

use super::Estimate;
use crate::model::measure::Get::{Count, Estimate as Est};
use crate::model::measure::{Measure, Table, Unit, measure};
use crate::model::memory::MemoryTerms;

/// One stamp.
#[derive(Clone, PartialEq, Debug)]
pub struct StampOutcome {
    /// Memory by the formula, at the start.
    pub memory: MemoryTerms,
    /// Hours per year without N−1.
    pub hours_without_n_minus_1_per_year: Estimate,
    /// Hours per year with two or more nodes down.
    pub hours_two_down_per_year: Estimate,
    /// Hours per year with the whole stamp down.
    pub hours_down_per_year: Estimate,
    /// Quorum losses per year.
    pub quorum_losses_per_year: Estimate,
    /// Largest number of VMs that waited for room at once, over all trials.
    pub most_waiting: u32,
    /// VMs stopped per year to make room for more urgent ones.
    pub shed_vms_per_year: Estimate,
    /// Memory that hot standbys hold, in bytes; part of the tenants' memory.
    pub standby_bytes: f64,
}

impl StampOutcome {
    /// What is told of a stamp beside its memory.
    pub const MEASURES: &[Measure<Self>] = &[
        measure(
            "hours_without_n_minus_1_per_year",
            "Without N−1, a year",
            Unit::Hours,
            Est(|one: &Self| &one.hours_without_n_minus_1_per_year),
        )
        .in_tables(&[Table::Reserve]),
        measure(
            "hours_two_down_per_year",
            "Two or more nodes down",
            Unit::Hours,
            Est(|one: &Self| &one.hours_two_down_per_year),
        )
        .in_tables(&[Table::Reserve]),
        measure(
            "hours_down_per_year",
            "Whole stamp down",
            Unit::Hours,
            Est(|one: &Self| &one.hours_down_per_year),
        )
        .in_tables(&[Table::Reserve]),
        measure(
            "quorum_losses_per_year",
            "Quorum lost",
            Unit::PerYear,
            Est(|one: &Self| &one.quorum_losses_per_year),
        )
        .in_tables(&[Table::Reserve]),
        measure(
            "most_waiting_vms",
            "Most VMs waiting for room",
            Unit::Number,
            Count(|one: &Self| u64::from(one.most_waiting)),
        )
        .in_tables(&[Table::Reserve]),
        measure(
            "shed_vms_per_year",
            "VMs stopped for more urgent ones",
            Unit::PerYear,
            Est(|one: &Self| &one.shed_vms_per_year),
        )
        .in_tables(&[Table::Reserve]),
    ];
}
