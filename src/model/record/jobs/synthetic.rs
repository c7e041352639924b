//! What became of the fulls that a backup puts together at its repository.
//!
//! Always true here: what is counted ended inside the horizon.

use crate::model::measure::Get::{Amount, Count, Number};
use crate::model::measure::{Measure, Table, Unit, measure};
use serde::{Deserialize, Serialize};

/// Synthetic fulls of one backup protection over all its VMs, inside the horizon.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct SyntheticTally {
    /// Put together at the first repository.
    pub made: u64,
    /// Given up: a file that was read for it was bad.
    pub bad_file: u64,
    /// Broken off: the repository went, or what lay there was deleted.
    pub interrupted: u64,
    /// Not begun: the repository had no room.
    pub repository_full: u64,
    /// Fulls that were read from the VM after all.
    pub active: u64,
    /// Of copies at the second repository: put together there.
    pub copies: u64,
    /// Bytes written at the first repository.
    pub bytes: u128,
    /// The longest that one took, from the last byte of its increment on, in milliseconds.
    pub takes_max: u64,
}

impl SyntheticTally {
    /// What is told of synthetic fulls.
    pub const MEASURES: &[Measure<Self>] = &[
        measure("made", "Made", Unit::Number, Count(|one: &Self| one.made))
            .in_tables(&[Table::Synthetic]),
        measure(
            "bad_file",
            "Bad file found",
            Unit::Number,
            Count(|one: &Self| one.bad_file),
        )
        .in_tables(&[Table::Synthetic]),
        measure(
            "interrupted",
            "Interrupted",
            Unit::Number,
            Count(|one: &Self| one.interrupted),
        )
        .in_tables(&[Table::Synthetic]),
        measure(
            "repository_full",
            "Repository full",
            Unit::Number,
            Count(|one: &Self| one.repository_full),
        )
        .in_tables(&[Table::Synthetic]),
        measure(
            "active",
            "Read from the VM instead",
            Unit::Number,
            Count(|one: &Self| one.active),
        )
        .in_tables(&[Table::Synthetic]),
        measure(
            "copies",
            "Put together at the second repository",
            Unit::Number,
            Count(|one: &Self| one.copies),
        )
        .in_tables(&[Table::Synthetic]),
        measure(
            "longest_s",
            "Longest",
            Unit::Seconds,
            Number(|one: &Self| (one.made > 0).then_some(one.takes_max as f64 / 1_000.0)),
        )
        .in_tables(&[Table::Synthetic]),
        measure(
            "bytes",
            "Written",
            Unit::Bytes,
            Amount(|one: &Self| one.bytes),
        )
        .in_tables(&[Table::Synthetic]),
    ];
}
