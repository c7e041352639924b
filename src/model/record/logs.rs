//! What the log jobs of a backup did.
//!
//! Always true here: a log job that came due ends in one of the ways that are counted, or moves still.

use crate::model::measure::Get::{Amount, Count};
use crate::model::measure::{Measure, Table, Unit, measure};
use serde::{Deserialize, Serialize};

/// Log jobs of one backup protection over all its VMs, inside the horizon.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct LogTally {
    /// Log jobs that came due.
    pub due: u64,
    /// Logs that were complete at the first repository.
    pub good: u64,
    /// Failed by themselves.
    pub failed: u64,
    /// Not made: no full was there yet that they could hang on.
    pub without_full: u64,
    /// Skipped because the log before was still moving.
    pub overrun: u64,
    /// Could not run: VM, stamp, path or repository down; or lost in flight.
    pub interrupted: u64,
    /// Found the repository full.
    pub repository_full: u64,
    /// Bytes stored of good ones.
    pub bytes: u128,
}

impl LogTally {
    /// What is told of log jobs.
    pub const MEASURES: &[Measure<Self>] = &[
        measure("due", "Due", Unit::Number, Count(|one: &Self| one.due)).in_tables(&[Table::Logs]),
        measure("good", "Good", Unit::Number, Count(|one: &Self| one.good))
            .in_tables(&[Table::Logs]),
        measure(
            "failed",
            "Failed",
            Unit::Number,
            Count(|one: &Self| one.failed),
        )
        .in_tables(&[Table::Logs]),
        measure(
            "without_full",
            "Without a full",
            Unit::Number,
            Count(|one: &Self| one.without_full),
        )
        .in_tables(&[Table::Logs]),
        measure(
            "overrun",
            "Overrun",
            Unit::Number,
            Count(|one: &Self| one.overrun),
        )
        .in_tables(&[Table::Logs]),
        measure(
            "interrupted",
            "Interrupted",
            Unit::Number,
            Count(|one: &Self| one.interrupted),
        )
        .in_tables(&[Table::Logs]),
        measure(
            "repository_full",
            "Repository full",
            Unit::Number,
            Count(|one: &Self| one.repository_full),
        )
        .in_tables(&[Table::Logs]),
        measure(
            "bytes",
            "Stored",
            Unit::Bytes,
            Amount(|one: &Self| one.bytes),
        )
        .in_tables(&[Table::Logs]),
    ];
}
