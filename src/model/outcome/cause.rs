//! What one cause costs an application.
//!
//! Always true here: the downtime of all causes adds up to that of the application.

use super::Estimate;
use crate::model::measure::Get::Estimate as Est;
use crate::model::measure::{Measure, Table, Unit, measure};

/// What one cause costs an application.
#[derive(Clone, PartialEq, Debug)]
pub struct CauseOutcome {
    /// Index into `Outcome::causes`.
    pub cause: u16,
    /// Outages per year.
    pub outages_per_year: Estimate,
    /// Downtime in seconds per year.
    pub downtime_s_per_year: Estimate,
    /// Outages per year that missed the RTO of their class.
    pub rto_misses_per_year: Estimate,
    /// Outages per year that missed the RPO of their class.
    pub rpo_misses_per_year: Estimate,
}

impl CauseOutcome {
    /// Of the RTO.
    pub const RTO_MISSES: Measure<Self> = measure(
        "rto_misses_per_year",
        "RTO missed",
        Unit::PerYear,
        Est(|one: &Self| &one.rto_misses_per_year),
    )
    .in_tables(&[Table::Causes]);
    /// Of the RPO.
    pub const RPO_MISSES: Measure<Self> = measure(
        "rpo_misses_per_year",
        "RPO missed",
        Unit::PerYear,
        Est(|one: &Self| &one.rpo_misses_per_year),
    )
    .in_tables(&[Table::Causes]);

    /// What is told of a cause.
    pub const MEASURES: &[Measure<Self>] = &[
        measure(
            "outages_per_year",
            "Outages",
            Unit::PerYear,
            Est(|one: &Self| &one.outages_per_year),
        )
        .in_tables(&[Table::Causes]),
        measure(
            "downtime_s_per_year",
            "Downtime",
            Unit::SecondsPerYear,
            Est(|one: &Self| &one.downtime_s_per_year),
        )
        .in_tables(&[Table::Causes]),
        Self::RTO_MISSES,
        Self::RPO_MISSES,
    ];
}
