//! The grid of one VM's jobs: when they are due, and which are fulls.
//!
//! Always true here: a grid is worked out once, and never changes within a run.

use crate::model::{Backup, Blueprint, VmId, chain};

/// The grid of one VM's jobs, worked out once. Instants in milliseconds of the calendar.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grid {
    /// When job 0 is due, and how far jobs lie apart.
    anchor: u64,
    every: u64,
    /// Every so many jobs one is a full, and which of them.
    per_full: u64,
    full: u64,
}

impl Grid {
    /// Of a VM that has this backup.
    pub(super) fn new(blueprint: &Blueprint, vm: VmId, backup: &Backup) -> Grid {
        // The instant of the week at which its first full is due.
        let first = backup.phase.0 + backup.stagger.0 * u64::from(blueprint.vm(vm).backup_order);
        let per_full = chain::jobs_per_full(backup);
        Grid {
            anchor: first % backup.every.0,
            every: backup.every.0,
            per_full,
            full: first / backup.every.0 % per_full,
        }
    }

    /// Of a VM without a backup, of which nobody asks.
    pub(super) fn none() -> Grid {
        Grid {
            anchor: 0,
            every: 1,
            per_full: 1,
            full: 0,
        }
    }

    /// The first job that is due at an instant (milliseconds of the calendar) or later.
    pub(super) fn first_from(&self, at: u64) -> u64 {
        at.saturating_sub(self.anchor).div_ceil(self.every)
    }

    /// When a job is due, in milliseconds of the calendar.
    pub(super) fn due(&self, ordinal: u64) -> u64 {
        self.anchor + ordinal * self.every
    }

    /// Whether a job is a full by its place in the schedule.
    pub(super) fn is_full(&self, ordinal: u64) -> bool {
        ordinal % self.per_full == self.full
    }
}
