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
    /// When the first test of its points is over, and how far tests lie apart; no distance where there are none.
    test: u64,
    test_every: u64,
    /// When log job 0 is due, and how far log jobs lie apart; no distance where there are none.
    log: u64,
    log_every: u64,
}

impl Grid {
    /// Of a VM that has this backup.
    pub(super) fn new(blueprint: &Blueprint, vm: VmId, backup: &Backup) -> Grid {
        // The instant of the week at which its first full is due.
        let first = backup.phase.0 + backup.stagger.0 * u64::from(blueprint.vm(vm).backup_order);
        let test_every = backup.upkeep.test.map_or(0, |test| test.every.0);
        let log_every = backup.logs.map_or(0, |logs| logs.every.0);
        let per_full = chain::jobs_per_full(backup);
        Grid {
            anchor: first % backup.every.0,
            every: backup.every.0,
            per_full,
            full: first / backup.every.0 % per_full,
            // Tests are spread as jobs are.
            test: first.checked_rem(test_every).unwrap_or(0),
            test_every,
            log: first.checked_rem(log_every).unwrap_or(0),
            log_every,
        }
    }

    /// Of a VM without a backup, of which nobody asks.
    pub(super) fn none() -> Grid {
        Grid {
            anchor: 0,
            every: 1,
            per_full: 1,
            full: 0,
            test: 0,
            test_every: 0,
            log: 0,
            log_every: 0,
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

    /// The first test that is over at an instant or later.
    pub(super) fn first_test_from(&self, at: u64) -> u64 {
        at.saturating_sub(self.test)
            .div_ceil(self.test_every.max(1))
    }

    /// When a test is over, in milliseconds of the calendar; none where there are none.
    pub(super) fn test(&self, ordinal: u64) -> Option<u64> {
        (self.test_every > 0).then(|| self.test + ordinal * self.test_every)
    }

    /// The first log job that is due at an instant or later.
    pub(super) fn first_log_from(&self, at: u64) -> u64 {
        at.saturating_sub(self.log).div_ceil(self.log_every.max(1))
    }

    /// When a log job is due, in milliseconds of the calendar; none where there are none.
    pub(super) fn log(&self, ordinal: u64) -> Option<u64> {
        (self.log_every > 0).then(|| self.log + ordinal * self.log_every)
    }

    /// Whether a job is a full by its place in the schedule.
    pub(super) fn is_full(&self, ordinal: u64) -> bool {
        ordinal % self.per_full == self.full
    }
}
