//! What was copied again after a second repository had lost it.
//!
//! Always true here: what is counted arrived inside the horizon.

use crate::model::measure::Get::{Amount, Count};
use crate::model::measure::{Measure, Table, Unit, measure};
use serde::{Deserialize, Serialize};

/// Points and logs of one backup protection that were copied again, over all its VMs, inside the horizon.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct AgainTally {
    /// Points.
    pub points: u64,
    /// Logs.
    pub logs: u64,
    /// Bytes of both, as they are stored.
    pub bytes: u128,
}

impl AgainTally {
    /// What is told of it.
    pub const MEASURES: &[Measure<Self>] = &[
        measure(
            "points",
            "Points",
            Unit::Number,
            Count(|one: &Self| one.points),
        )
        .in_tables(&[Table::CopiedAgain]),
        measure("logs", "Logs", Unit::Number, Count(|one: &Self| one.logs))
            .in_tables(&[Table::CopiedAgain]),
        measure(
            "bytes",
            "Bytes",
            Unit::Bytes,
            Amount(|one: &Self| one.bytes),
        )
        .in_tables(&[Table::CopiedAgain]),
    ];

    /// Whether anything was.
    #[must_use]
    pub fn is_any(&self) -> bool {
        self.points + self.logs > 0
    }
}
