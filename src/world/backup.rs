//! Backup jobs: due, window, slot, capture, transfer, completion.
//!
//! Always true here: a restore point counts only when its last byte is at a repository that stands;
//! a job in flight when its source, path or repository goes leaves nothing.

use super::World;
use super::carry::Holder;
use super::draws::{OfJob, of_try};
use super::event::Event;
use super::job::{JobPhase, Point};
use super::reason::Mishap;
use super::state::VmPhase;
use crate::model::bytes::reduced;
use crate::model::{Backup, BackupId, BackupMethod, ChainKind, LinkId, StampId, VmId};
use crate::units::{DAY, Moment, Span};

impl<'b> World<'b> {
    /// The backup of a VM that has jobs.
    ///
    /// # Panics
    /// For a VM without a backup: nothing asks for the jobs of one.
    pub(super) fn backup_of(&self, vm: VmId) -> (BackupId, &'b Backup) {
        let id = self.frame.blueprint.vm(vm).backup;
        let id = id.expect("a VM with jobs or restore points has a backup");
        (id, self.frame.blueprint.backup(id))
    }

    /// First job of each VM with a backup, at the start of a trial.
    pub(super) fn first_jobs(&mut self) {
        for vm in self.jobs.ids() {
            let Some(id) = self.frame.blueprint.vm(vm).backup else {
                continue;
            };
            let backup = self.frame.blueprint.backup(id);
            let anchor = self.job_anchor(vm, backup);
            let every = backup.every.0;
            let next = if self.frame.offset > anchor {
                (self.frame.offset - anchor).div_ceil(every)
            } else {
                0
            };
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
            self.set_job_timer(vm);
        }
    }

    /// Instant of the week grid at which the first full of a VM is due.
    fn first_full(&self, vm: VmId, backup: &Backup) -> u64 {
        backup.phase.0 + backup.stagger.0 * u64::from(self.frame.blueprint.vm(vm).backup_order)
    }

    /// Calendar time of job 0 of a VM.
    fn job_anchor(&self, vm: VmId, backup: &Backup) -> u64 {
        self.first_full(vm, backup) % backup.every.0
    }

    /// Whether a job is a full by its place in the schedule.
    fn full_by_schedule(&self, vm: VmId, backup: &Backup, ordinal: u64) -> bool {
        let per_full = (backup.full_every.0 / backup.every.0).max(1);
        let first = self.first_full(vm, backup) / backup.every.0;
        ordinal % per_full == first % per_full
    }

    fn next_due(&self, vm: VmId, backup: &Backup) -> Moment {
        let of_calendar = self.job_anchor(vm, backup) + self.jobs[vm].next * backup.every.0;
        Moment::ZERO + Span(of_calendar.saturating_sub(self.frame.offset))
    }

    /// The timer of a VM's jobs: the next job, the opening or closing of the window, a retry.
    fn set_job_timer(&mut self, vm: VmId) {
        let backup = self.backup_of(vm).1;
        let mut at = self.next_due(vm, backup);
        let job = &self.jobs[vm];
        match job.phase {
            JobPhase::Idle | JobPhase::Transfer => {}
            JobPhase::WaitWindow => at = at.min(self.window_opens(backup)),
            JobPhase::WaitRetry => at = at.min(job.retry_at).min(self.window_closes(backup)),
            JobPhase::WaitSlot => at = at.min(self.window_closes(backup)),
        }
        self.frame.schedule(Event::Job(vm), at.max(self.frame.now));
    }

    fn of_day(&self) -> u64 {
        (self.frame.offset + self.frame.now.0) % DAY
    }

    fn window_opens(&self, backup: &Backup) -> Moment {
        match backup.window {
            Some(window) if !window.holds(self.of_day()) => {
                self.frame.now + Span((window.start + DAY - self.of_day()) % DAY)
            }
            Some(_) | None => self.frame.now,
        }
    }

    fn window_closes(&self, backup: &Backup) -> Moment {
        match backup.window {
            Some(window) if window.holds(self.of_day()) => {
                self.frame.now + window.left_at(self.of_day())
            }
            Some(_) => self.frame.now,
            None => Moment::NEVER,
        }
    }

    /// The timer of a VM's jobs fires.
    pub(super) fn job_timer(&mut self, vm: VmId) {
        let (id, backup) = self.backup_of(vm);
        match self.jobs[vm].phase {
            JobPhase::WaitWindow if self.window_opens(backup) <= self.frame.now => {
                self.ask_for_slot(vm, id)
            }
            JobPhase::WaitRetry | JobPhase::WaitSlot
                if self.window_closes(backup) <= self.frame.now =>
            {
                self.drop_job(vm);
                self.history_mishap(vm, Mishap::WindowMissed);
                if self.frame.is_in_horizon(self.jobs[vm].due) {
                    self.frame.record.backups[id.index()].window_missed += 1;
                }
            }
            JobPhase::WaitRetry if self.jobs[vm].retry_at <= self.frame.now => {
                self.ask_for_slot(vm, id)
            }
            JobPhase::Idle
            | JobPhase::Transfer
            | JobPhase::WaitWindow
            | JobPhase::WaitRetry
            | JobPhase::WaitSlot => {}
        }
        if self.next_due(vm, backup) <= self.frame.now {
            self.job_due(vm, id);
        }
        self.set_job_timer(vm);
    }

    fn job_due(&mut self, vm: VmId, id: BackupId) {
        let backup = self.frame.blueprint.backup(id);
        let counted = self.frame.is_in_horizon(self.frame.now);
        let ordinal = self.jobs[vm].next;
        let full = self.full_by_schedule(vm, backup, ordinal);
        let job = &mut self.jobs[vm];
        job.next += 1;
        // Needed until a full is complete: a full that fails or cannot run is made up for.
        job.full_needed |= full;
        let failed = decides(backup, &mut job.stream, ordinal).unwrap_or(job.last_failed);
        job.last_failed = failed;
        if counted {
            self.frame.record.backups[id.index()].due += 1;
        }
        if self.jobs[vm].phase != JobPhase::Idle {
            self.history_overrun(vm);
            if counted {
                self.frame.record.backups[id.index()].overrun += 1;
            }
            return;
        }
        self.history_due(vm);
        let job = &mut self.jobs[vm];
        job.ordinal = ordinal;
        job.due = self.frame.now;
        job.retries = 0;
        if self.window_opens(backup) > self.frame.now {
            self.jobs[vm].phase = JobPhase::WaitWindow;
        } else {
            self.ask_for_slot(vm, id);
        }
    }

    /// Whether a VM can be captured now, and its bytes can go where they should.
    fn can_capture(&self, vm: VmId, backup: &Backup) -> bool {
        let state = &self.vms[vm];
        let stamp = state.stamp;
        let source = match backup.method {
            BackupMethod::Agent => state.phase == VmPhase::Serving,
            BackupMethod::Snapshot => {
                let running = state.phase == VmPhase::Serving;
                let allowed = !running || self.frame.blueprint.stamp(stamp).running_vm_snapshot;
                !state.needs_data && allowed && self.plant.control_up(stamp)
            }
        };
        source
            && self.repositories[backup.to].faults == 0
            && self
                .frame
                .plan
                .routes
                .backup(state.stamp, backup.to)
                .is_some_and(|path| self.plant.path_stands(&self.frame, path))
    }

    fn ask_for_slot(&mut self, vm: VmId, id: BackupId) {
        let backup = self.frame.blueprint.backup(id);
        if !self.can_capture(vm, backup) {
            self.interrupt_job(vm);
            return;
        }
        self.jobs[vm].phase = JobPhase::WaitSlot;
        let priority = self.backup_priority(vm);
        if self.slots[backup.to].request(self.frame.now, Holder::Backup(vm), priority) {
            self.capture(vm, id);
        }
    }

    /// Restores go before backups unless the scenario says otherwise; then by tier.
    pub(super) fn backup_priority(&self, vm: VmId) -> u32 {
        let tier = u32::from(self.frame.plan.vms[vm].tier);
        if self.frame.blueprint.run.restores_first {
            1_000 + tier
        } else {
            tier
        }
    }

    /// A slot is free: the job captures and its bytes begin to move.
    pub(super) fn capture(&mut self, vm: VmId, id: BackupId) {
        let backup = self.frame.blueprint.backup(id);
        if !self.can_capture(vm, backup) {
            self.jobs[vm].phase = JobPhase::Transfer;
            self.interrupt_job(vm);
            return;
        }
        if self.fails(vm, backup) {
            self.job_failed(vm, id);
            return;
        }
        let plan = self.frame.blueprint.vm(vm);
        let now = self.frame.now;
        let clock = self.vms[vm].clock_at(now);
        let job = &mut self.jobs[vm];
        job.full = backup.chain == ChainKind::Full || job.full_needed;
        let since = if backup.chain == ChainKind::Differential {
            job.full_clock
        } else {
            job.changed_from
        };
        let changed = if job.full {
            plan.used.0 as f64
        } else {
            (plan.churn * clock.saturating_sub(since) as f64 / 1_000.0).min(plan.used.0 as f64)
        };
        let bytes = reduced(changed, backup.reduction) as u64;
        job.captured = now;
        job.clock = clock;
        job.bytes = bytes;
        job.corrupt = self.vms[vm].corrupt_since.is_some();
        self.history_captured(vm);
        if bytes > self.room_at(backup.to) {
            // What is past its time gives way, also where nothing came after it for long.
            self.apply_retention(vm, backup);
        }
        if bytes > self.room_at(backup.to) {
            self.history_mishap(vm, Mishap::RepositoryFull);
            if self.frame.is_in_horizon(self.jobs[vm].due) {
                self.frame.record.backups[id.index()].repository_full += 1;
            }
            self.release_job(vm);
            return;
        }
        self.jobs[vm].phase = JobPhase::Transfer;
        self.store(backup.to, bytes);
        self.start_backup_flow(vm, backup, bytes);
    }

    /// Whether this try fails: the job's own sticky outcome at first, then a fresh draw for each retry.
    fn fails(&mut self, vm: VmId, backup: &Backup) -> bool {
        let job = &mut self.jobs[vm];
        if backup.job_failure.0 <= 0.0 {
            return false;
        }
        if job.retries == 0 {
            return job.last_failed;
        }
        let word = of_try(job.ordinal, job.retries);
        job.retries_stream.uniform(word) < backup.job_failure.0
    }

    fn job_failed(&mut self, vm: VmId, id: BackupId) {
        let backup = self.frame.blueprint.backup(id);
        let again = self.jobs[vm].retries < backup.retries;
        self.release_job(vm);
        if again {
            let job = &mut self.jobs[vm];
            job.retries += 1;
            job.retry_at = self.frame.now + backup.retry_after;
            job.phase = JobPhase::WaitRetry;
        } else {
            self.history_mishap(vm, Mishap::Failed);
            if self.frame.is_in_horizon(self.jobs[vm].due) {
                self.frame.record.backups[id.index()].failed += 1;
            }
        }
        self.set_job_timer(vm);
    }

    /// Gives the slot of a job back and makes it idle.
    fn release_job(&mut self, vm: VmId) {
        self.jobs[vm].phase = JobPhase::Idle;
        self.release_slot(self.backup_of(vm).1.to);
    }

    /// Ends a job that waits.
    fn drop_job(&mut self, vm: VmId) {
        if self.jobs[vm].phase == JobPhase::WaitSlot {
            let repository = self.backup_of(vm).1.to;
            self.slots[repository].cancel(self.frame.now, Holder::Backup(vm));
        }
        self.jobs[vm].phase = JobPhase::Idle;
    }

    /// Ends a job because its source, path or repository is not there.
    pub(super) fn interrupt_job(&mut self, vm: VmId) {
        let (id, backup) = self.backup_of(vm);
        let to = backup.to;
        match self.jobs[vm].phase {
            JobPhase::Transfer => {
                if self.stop_backup_flow(vm) {
                    let bytes = self.jobs[vm].bytes;
                    self.free(to, bytes);
                }
                self.release_job(vm);
            }
            JobPhase::WaitSlot | JobPhase::WaitWindow | JobPhase::WaitRetry | JobPhase::Idle => {
                self.drop_job(vm)
            }
        }
        self.history_mishap(vm, Mishap::Interrupted);
        if self.frame.is_in_horizon(self.jobs[vm].due) {
            self.frame.record.backups[id.index()].interrupted += 1;
        }
        self.set_job_timer(vm);
    }

    /// Sets the timer again after a slot was granted.
    pub(super) fn rearm(&mut self, vm: VmId) {
        self.set_job_timer(vm);
    }

    /// Ends the job of a VM if its bytes are moving.
    pub(super) fn interrupt_transfer(&mut self, vm: VmId) {
        if self.jobs[vm].phase == JobPhase::Transfer {
            self.interrupt_job(vm);
        }
    }

    /// An agent stops with its guest.
    pub(super) fn interrupt_agent(&mut self, vm: VmId) {
        let Some(id) = self.frame.blueprint.vm(vm).backup else {
            return;
        };
        if self.jobs[vm].phase == JobPhase::Transfer
            && self.frame.blueprint.backup(id).method == BackupMethod::Agent
        {
            self.interrupt_job(vm);
        }
    }

    /// A link goes: jobs whose bytes are on it leave nothing.
    pub(super) fn interrupt_jobs_over(&mut self, link: LinkId) {
        for vm in self.jobs.ids() {
            let Some(id) = self.frame.blueprint.vm(vm).backup else {
                continue;
            };
            let path = self
                .frame
                .plan
                .routes
                .backup(self.vms[vm].stamp, self.frame.blueprint.backup(id).to);
            if self.jobs[vm].phase == JobPhase::Transfer
                && path.is_some_and(|path| self.frame.plan.goes_over(path, link))
            {
                self.interrupt_job(vm);
            }
        }
    }

    /// Whether the backup of a VM goes through the stamp rather than through its guest.
    fn snapshots(&self, vm: VmId) -> bool {
        self.frame
            .blueprint
            .vm(vm)
            .backup
            .is_some_and(|id| self.frame.blueprint.backup(id).method == BackupMethod::Snapshot)
    }

    /// Snapshots in transfer need the control plane and the stamp.
    pub(super) fn interrupt_snapshots(&mut self, stamp: StampId) {
        for vm in self.jobs.ids() {
            if self.jobs[vm].phase == JobPhase::Transfer
                && self.vms[vm].stamp == stamp
                && self.snapshots(vm)
            {
                self.interrupt_job(vm);
            }
        }
    }

    /// The last byte of a job has arrived.
    pub(super) fn job_done(&mut self, vm: VmId) {
        let (id, backup) = self.backup_of(vm);
        let counted = self.frame.is_in_horizon(self.jobs[vm].due);
        let now = self.frame.now;
        let job = &mut self.jobs[vm];
        job.points.push_back(Point {
            captured: job.captured,
            clock: job.clock,
            bytes: job.bytes,
            full: job.full,
            bad: job.corrupt,
            first: true,
            second: false,
        });
        self.history_complete(vm);
        let job = &mut self.jobs[vm];
        job.changed_from = job.clock;
        if job.full {
            job.full_clock = job.clock;
            job.full_needed = false;
        }
        let (due, bytes) = (job.due, job.bytes);
        self.tally_gap(vm, id);
        if counted {
            let tally = &mut self.frame.record.backups[id.index()];
            let lag = now.since(due).0;
            tally.good += 1;
            tally.bytes += u128::from(bytes);
            tally.lag_sum += lag;
            tally.lag_max = tally.lag_max.max(lag);
        }
        self.release_job(vm);
        self.apply_retention(vm, backup);
        self.start_copy(vm);
        self.set_job_timer(vm);
        self.frame.dirty.waiters |= self.vms[vm].phase == VmPhase::WaitRepository;
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
    Some(stream.uniform(OfJob::Fails.at(ordinal)) < backup.job_failure.0)
}
