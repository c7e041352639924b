//! When jobs come due: the grid of the schedule, windows, the timer of a VM's jobs.
//!
//! Always true here: the outcome of a job is that of its ordinal, whenever it is asked for.

use super::Vault;
use super::job::{JobPhase, JobState};
use super::when::When;
use crate::model::{Backup, VmId};
use crate::units::{Moment, Span};
use crate::world::draws::OfJob;

impl Vault<'_> {
    /// The first job of a VM with a backup, at the start of a trial.
    pub(in crate::world) fn first_job(&mut self, vm: VmId, offset: u64) {
        let backup = self.backup_of(vm).1;
        let next = self.grids[vm].first_from(offset);
        let job = &mut self.jobs[vm];
        job.next = next;
        // The outcome before the first job: look back to the last draw that decides by itself.
        let mut ordinal = next;
        let mut failed = None;
        while ordinal > 0 && failed.is_none() {
            ordinal -= 1;
            failed = decides(backup, &mut job.stream, ordinal);
        }
        job.last_failed = failed.unwrap_or(false);
        job.upkeep.next_test = self.grids[vm].first_test_from(offset);
    }

    /// When the next test of the points of a VM is over; never where there is none.
    pub(super) fn next_test(&self, vm: VmId, offset: u64) -> Moment {
        match self.grids[vm].test(self.jobs[vm].upkeep.next_test) {
            Some(at) => Moment::ZERO + Span(at.saturating_sub(offset)),
            None => Moment::NEVER,
        }
    }

    /// When the next job of a VM comes due.
    pub(in crate::world) fn next_due(&self, vm: VmId, offset: u64) -> Moment {
        let of_calendar = self.grids[vm].due(self.jobs[vm].next);
        Moment::ZERO + Span(of_calendar.saturating_sub(offset))
    }

    /// When the jobs of a VM need a look: the next job, the opening or closing of the window, a retry.
    pub(in crate::world) fn next_look(&self, vm: VmId, when: When) -> Moment {
        let window = self.backup_of(vm).1.window;
        let at = self.next_due(vm, when.offset);
        let job = &self.jobs[vm];
        let at = match job.phase {
            JobPhase::Idle | JobPhase::Transfer | JobPhase::Synthesis => at,
            JobPhase::WaitWindow => at.min(when.opens(window)),
            JobPhase::WaitRetry => at.min(job.retry_at).min(when.closes(window)),
            JobPhase::WaitSlot => at.min(when.closes(window)),
        };
        at.min(self.next_test(vm, when.offset)).max(when.now)
    }
}

impl JobState {
    /// The outcome of a job: its own draw, or that of the one before, unless jobs were mended since.
    pub(super) fn draw_outcome(&mut self, backup: &Backup, ordinal: u64) {
        if std::mem::take(&mut self.upkeep.mended) {
            self.last_failed = fails_by_itself(backup, &mut self.stream, ordinal);
            return;
        }
        self.last_failed = decides(backup, &mut self.stream, ordinal).unwrap_or(self.last_failed);
    }
}

/// The outcome that job `ordinal` draws for itself: none where it repeats the one before.
fn decides(backup: &Backup, stream: &mut crate::random::Stream, ordinal: u64) -> Option<bool> {
    if backup.job_failure.0 <= 0.0 {
        return Some(false);
    }
    if stream.uniform(OfJob::Repeats.at(ordinal)) < backup.stickiness.0 {
        return None;
    }
    Some(fails_by_itself(backup, stream, ordinal))
}

/// Whether job `ordinal` fails whatever the one before did.
fn fails_by_itself(backup: &Backup, stream: &mut crate::random::Stream, ordinal: u64) -> bool {
    stream.uniform(OfJob::Fails.at(ordinal)) < backup.job_failure.0
}
