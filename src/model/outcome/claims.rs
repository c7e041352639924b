//! Outages inside of what the plan claims to survive, and outside of it.
//!
//! Always true here: an outage is outside where more failed at once than is claimed when it began, or before its RTO had passed; planned ones are left out.

use crate::model::measure::Get::Count;
use crate::model::measure::{Measure, Table, Unit, measure};

/// What an application met inside of the claims, and outside of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ClaimOutcome {
    /// Outages inside, and outside.
    pub outages: [u64; 2],
    /// Those that missed their RTO.
    pub rto_misses: [u64; 2],
    /// Outages, and losses without one, that missed their RPO.
    pub rpo_misses: [u64; 2],
    /// Those that never ended, or after which data was gone.
    pub lost: [u64; 2],
}

impl ClaimOutcome {
    /// What is told of them.
    pub const MEASURES: &[Measure<Self>] = &[
        measure(
            "outages_inside",
            "Outages inside",
            Unit::Number,
            Count(|one: &Self| one.outages[0]),
        )
        .in_tables(&[Table::Claims]),
        measure(
            "outages_outside",
            "Outages outside",
            Unit::Number,
            Count(|one: &Self| one.outages[1]),
        )
        .in_tables(&[Table::Claims]),
        measure(
            "rto_misses_inside",
            "RTO missed inside",
            Unit::Number,
            Count(|one: &Self| one.rto_misses[0]),
        )
        .in_tables(&[Table::Claims]),
        measure(
            "rto_misses_outside",
            "RTO missed outside",
            Unit::Number,
            Count(|one: &Self| one.rto_misses[1]),
        )
        .in_tables(&[Table::Claims]),
        measure(
            "rpo_misses_inside",
            "RPO missed inside",
            Unit::Number,
            Count(|one: &Self| one.rpo_misses[0]),
        )
        .in_tables(&[Table::Claims]),
        measure(
            "rpo_misses_outside",
            "RPO missed outside",
            Unit::Number,
            Count(|one: &Self| one.rpo_misses[1]),
        )
        .in_tables(&[Table::Claims]),
        measure(
            "lost_inside",
            "Lost inside",
            Unit::Number,
            Count(|one: &Self| one.lost[0]),
        )
        .in_tables(&[Table::Claims]),
        measure(
            "lost_outside",
            "Lost outside",
            Unit::Number,
            Count(|one: &Self| one.lost[1]),
        )
        .in_tables(&[Table::Claims]),
    ];
}
