//! What restores read and replayed where there are logs.
//!
//! Always true here: restores are those of outages that count; of several VMs in one the one that lost most, of
//! several restores of it the last.

use super::Estimate;
use crate::model::measure::Get::{Count, Estimate as Est, Number};
use crate::model::measure::{Measure, Table, Unit, measure};
use crate::model::record::ChainEnd;

/// The replays of one application.
#[derive(Clone, PartialEq, Debug)]
pub struct ReplayOutcome {
    /// Restores whose backup has logs.
    pub restores: u64,
    /// Files that they read on the mean, and the most.
    pub files_mean: f64,
    /// The most.
    pub files_most: u64,
    /// Logs that they replayed on the mean.
    pub logs_mean: f64,
    /// The most.
    pub logs_most: u64,
    /// How long the replay took, in seconds.
    pub replay_s: Estimate,
    /// The longest, in seconds.
    pub longest_s: f64,
    /// What ended their chains, in the order of [`ChainEnd::ALL`].
    pub ends: [u64; ChainEnd::COUNT],
}

impl ReplayOutcome {
    fn ended(&self, end: ChainEnd) -> u64 {
        self.ends[end as usize]
    }

    /// What is told of them.
    pub const MEASURES: &[Measure<Self>] = &[
        measure(
            "restores",
            "Restores",
            Unit::Number,
            Count(|one: &Self| one.restores),
        )
        .in_tables(&[Table::Replays]),
        measure(
            "files_mean",
            "Files read (mean)",
            Unit::Number,
            Number(|one: &Self| Some(one.files_mean)),
        )
        .in_tables(&[Table::Replays]),
        measure(
            "files_most",
            "Files, most",
            Unit::Number,
            Count(|one: &Self| one.files_most),
        )
        .in_tables(&[Table::Replays]),
        measure(
            "logs_mean",
            "Logs replayed (mean)",
            Unit::Number,
            Number(|one: &Self| Some(one.logs_mean)),
        )
        .in_tables(&[Table::Replays]),
        measure(
            "logs_most",
            "Logs, most",
            Unit::Number,
            Count(|one: &Self| one.logs_most),
        )
        .in_tables(&[Table::Replays]),
        measure(
            "replay_s",
            "Replay (mean)",
            Unit::Seconds,
            Est(|one: &Self| &one.replay_s),
        )
        .in_tables(&[Table::Replays]),
        measure(
            "longest_replay_s",
            "Replay, longest",
            Unit::Seconds,
            Number(|one: &Self| Some(one.longest_s)),
        )
        .in_tables(&[Table::Replays]),
        measure(
            "to_the_newest_log",
            "To the newest log",
            Unit::Number,
            Count(|one: &Self| one.ended(ChainEnd::Newest)),
        )
        .in_tables(&[Table::Replays]),
        measure(
            "to_before_a_corruption",
            "To before a corruption",
            Unit::Number,
            Count(|one: &Self| one.ended(ChainEnd::Fault)),
        )
        .in_tables(&[Table::Replays]),
        measure(
            "to_a_bad_log",
            "To a bad log",
            Unit::Number,
            Count(|one: &Self| one.ended(ChainEnd::Bad)),
        )
        .in_tables(&[Table::Replays]),
        measure(
            "to_a_missing_log",
            "To a missing log",
            Unit::Number,
            Count(|one: &Self| one.ended(ChainEnd::Missing)),
        )
        .in_tables(&[Table::Replays]),
        measure(
            "to_the_newest_copy",
            "To the newest copy",
            Unit::Number,
            Count(|one: &Self| one.ended(ChainEnd::NotCopied)),
        )
        .in_tables(&[Table::Replays]),
        measure(
            "to_what_was_soonest",
            "To what was soonest",
            Unit::Number,
            Count(|one: &Self| one.ended(ChainEnd::Sooner)),
        )
        .in_tables(&[Table::Replays]),
    ];
}
