//! What the jobs of a backup did, and what VMs were left without.
//!
//! Always true here: measures of age are over the worst VM and up to the open ends of the horizon, never
//! over the jobs that worked alone.

/// Jobs of one backup protection over all its VMs, inside the horizon.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
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
}

impl JobTally {
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
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bare {
    /// Which VM.
    pub vm: crate::model::ids::VmId,
    /// It never had any point; else none of its points ever reached the second repository.
    pub no_point: bool,
}
