//! How jobs that fail were noticed and mended, and what tests of restore points found.
//!
//! Always true here: a run of failures is told where it begins in the horizon, and its lengths end with that.

use serde::{Deserialize, Serialize};

/// What people did about the jobs and points of one backup protection over all its VMs, inside the horizon.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct UpkeepTally {
    /// Runs of failed jobs of one VM.
    pub streaks: u64,
    /// Of these, that somebody noticed.
    pub noticed: u64,
    /// Runs that were mended before a job worked by itself.
    pub mended: u64,
    /// Milliseconds from the first failed job of a run until somebody noticed or a job worked, summed over runs.
    pub unseen: u64,
    /// The longest of them.
    pub unseen_max: u64,
    /// Tests of a point that were made.
    pub tests: u64,
    /// Of these, that found a bad one.
    pub found_bad: u64,
}
