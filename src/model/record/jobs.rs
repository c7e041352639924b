//! What the jobs of a backup did, and what VMs were left without.
//!
//! Always true here: measures of age are over the worst VM and up to the open ends of the horizon, never
//! over the jobs that worked alone.

mod again;
mod synthetic;

pub use again::AgainTally;
pub use synthetic::SyntheticTally;

use super::logs::LogTally;
use super::upkeep::UpkeepTally;
use crate::model::measure::Get::{Amount, Count, Number};
use crate::model::measure::{Measure, Table, Unit, measure};
use serde::{Deserialize, Serialize};

/// Jobs of one backup protection over all its VMs, inside the horizon.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct JobTally {
    /// Jobs that came due.
    pub due: u64,
    /// Completed points.
    pub good: u64,
    /// Failed by themselves, after all retries.
    pub failed: u64,
    /// Skipped because the window closed before they could start.
    pub window_missed: u64,
    /// Skipped because the job before was still waiting or running.
    pub overrun: u64,
    /// Could not run: VM, stamp, path, control plane or repository down; or lost in flight.
    pub interrupted: u64,
    /// Failed because the repository was full.
    pub repository_full: u64,
    /// Milliseconds of the horizon, summed over its VMs.
    pub vm_time: u64,
    /// Points of its VMs that became complete in that time.
    pub completed: u64,
    /// Longest time of any VM without a new capture of a point that became complete, in milliseconds:
    /// from the start of the horizon, or from the last capture before it, to the first one in it,
    /// between captures, and from the last one to the end of the horizon.
    pub gap_max: u64,
    /// Sum of the times from coming due to completion, in milliseconds, over good jobs.
    pub lag_sum: u64,
    /// Longest of them, and of the jobs that are not done at the end of the horizon.
    pub lag_max: u64,
    /// Bytes stored at completion of good jobs.
    pub bytes: u128,
    /// Furthest that the points of a VM at the second repository were behind those at the first at
    /// the end of the horizon, in milliseconds between captures.
    pub copy_behind_max: u64,
    /// Log jobs, where there are logs. With logs `completed` counts these, since they are what can be recovered to.
    pub logs: LogTally,
    /// Fulls that are put together at the repository, where they are.
    pub synthetic: SyntheticTally,
    /// What was copied again after the second repository had lost it.
    pub again: AgainTally,
    /// What people did about failing jobs and bad points.
    pub upkeep: UpkeepTally,
}

impl JobTally {
    /// What is told of jobs.
    pub const MEASURES: &[Measure<Self>] = &[
        measure("due", "Due", Unit::Number, Count(|one: &Self| one.due)).in_tables(&[Table::Jobs]),
        measure("good", "Good", Unit::Number, Count(|one: &Self| one.good))
            .in_tables(&[Table::Jobs]),
        measure(
            "failed",
            "Failed",
            Unit::Number,
            Count(|one: &Self| one.failed),
        )
        .in_tables(&[Table::Jobs]),
        measure(
            "window_missed",
            "Window missed",
            Unit::Number,
            Count(|one: &Self| one.window_missed),
        )
        .in_tables(&[Table::Jobs]),
        measure(
            "overrun",
            "Overrun",
            Unit::Number,
            Count(|one: &Self| one.overrun),
        )
        .in_tables(&[Table::Jobs]),
        measure(
            "interrupted",
            "Interrupted",
            Unit::Number,
            Count(|one: &Self| one.interrupted),
        )
        .in_tables(&[Table::Jobs]),
        measure(
            "repository_full",
            "Repository full",
            Unit::Number,
            Count(|one: &Self| one.repository_full),
        )
        .in_tables(&[Table::Jobs]),
        measure(
            "under_way",
            "Under way",
            Unit::Number,
            Count(Self::under_way),
        )
        .in_tables(&[Table::Jobs]),
        measure(
            "longest_gap_s",
            "Longest gap",
            Unit::Seconds,
            Number(|one: &Self| Some(one.gap_max as f64 / 1_000.0)),
        ),
        measure(
            "longest_from_due_to_complete_s",
            "From due to complete, longest",
            Unit::Seconds,
            Number(|one: &Self| Some(one.lag_max as f64 / 1_000.0)),
        ),
        measure(
            "bytes",
            "Stored",
            Unit::Bytes,
            Amount(|one: &Self| one.bytes),
        ),
    ];

    /// Jobs that were waiting or running still when their trial ended: all that came due and did not end.
    #[must_use]
    pub fn under_way(&self) -> u64 {
        let ended = [
            self.good,
            self.failed,
            self.window_missed,
            self.overrun,
            self.interrupted,
            self.repository_full,
        ];
        let ended = ended.into_iter().fold(0, u64::saturating_add);
        self.due.saturating_sub(ended)
    }
}

/// What a VM with a backup is left without at the end of the horizon.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Bare {
    /// Which VM.
    pub vm: crate::model::ids::VmId,
    /// It never had any point; else none of its points ever reached the second repository.
    pub no_point: bool,
}
