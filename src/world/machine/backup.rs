//! Backup jobs and copies as they meet the rest of the world: sources and paths that stand or not,
//! write clocks, flows, slots that are handed on.
//!
//! Always true here: a job in flight when its source, path or repository goes leaves nothing; a backup
//! and a copy move bytes only while they hold a slot.

use crate::model::record::JobStep;
use crate::model::{BackupMethod, LinkId, RepositoryId, StampId, VmId};
use crate::world::World;
use crate::world::carry::{Holder, Transfer};
use crate::world::consequence::Consequence;
use crate::world::event::Event;
use crate::world::life::VmPhase;
use crate::world::vault::{Capture, Dropped, Due, Mishap, Step, When, Wiping};

impl World<'_> {
    /// Now, and where that lies in the calendar.
    fn when(&self) -> When {
        When {
            now: self.frame.now,
            offset: self.frame.offset,
        }
    }

    fn write_clock(&self, vm: VmId) -> u64 {
        self.vms[vm].clock_at(self.frame.now)
    }

    /// The sequence number of the restore point that a VM reads, or has read and not taken yet.
    fn point_read(&self, vm: VmId) -> Option<u32> {
        self.vms[vm].phase.holds().map(|reading| reading.point)
    }

    /// First job of each VM with a backup, at the start of a trial.
    pub(in crate::world) fn first_jobs(&mut self) {
        for place in 0..self.vault.backed().len() {
            let vm = self.vault.backed()[place];
            self.vault.first_job(vm, self.frame.offset);
            self.set_job_timer(vm);
        }
    }

    /// The timer of a VM's jobs: the next job, the opening or closing of the window, a retry.
    #[inline(always)]
    fn set_job_timer(&mut self, vm: VmId) {
        let at = self.vault.next_look(vm, self.when());
        self.frame.schedule(Event::Job(vm), at);
    }

    /// The timer of a VM's jobs fires.
    #[inline(never)]
    pub(in crate::world) fn job_timer(&mut self, vm: VmId) {
        self.test_points(vm, self.when());
        match self.vault.step(vm, self.when()) {
            Step::Asks => self.ask_for_slot(vm),
            Step::WindowMissed => {
                self.vault.drop_job(vm, self.frame.now);
                self.mishap(vm, Mishap::WindowMissed);
            }
            Step::Nothing => {}
        }
        if self.vault.next_due(vm, self.frame.offset) <= self.frame.now {
            self.job_due(vm);
        }
        self.set_job_timer(vm);
    }

    fn job_due(&mut self, vm: VmId) {
        self.look_whether_mended(vm);
        let id = self.vault.backup_of(vm).0;
        let clock = self.write_clock(vm);
        let due = self.vault.come_due(vm, self.when(), clock);
        if self.frame.is_in_horizon(self.frame.now) {
            let tally = &mut self.frame.record.backups[id.index()];
            tally.due += 1;
            tally.overrun += u64::from(due == Due::Overruns);
        }
        if due == Due::Asks {
            self.ask_for_slot(vm);
        }
    }

    /// A job leaves no point: that is told where it came due in the horizon.
    fn mishap(&mut self, vm: VmId, mishap: Mishap) {
        let id = self.vault.backup_of(vm).0;
        let clock = self.write_clock(vm);
        self.frame.note_job(vm, JobStep::Fails(mishap.reason()));
        let due = self.vault.mishap(vm, mishap, clock);
        if !self.frame.is_in_horizon(due) {
            return;
        }
        let tally = &mut self.frame.record.backups[id.index()];
        let count = match mishap {
            Mishap::Failed => &mut tally.failed,
            Mishap::Overrun => &mut tally.overrun,
            Mishap::WindowMissed => &mut tally.window_missed,
            Mishap::Interrupted => &mut tally.interrupted,
            Mishap::RepositoryFull => &mut tally.repository_full,
            // That is what becomes of a log.
            Mishap::WithoutFull => return,
        };
        *count += 1;
    }

    /// Whether a VM can be captured now, and its bytes can go where they should.
    #[inline(always)]
    fn can_capture(&self, vm: VmId) -> bool {
        let backup = self.vault.backup_of(vm).1;
        let state = &self.vms[vm];
        let stamp = self.room.stamp_of(vm);
        let source = match backup.method {
            BackupMethod::Agent => state.phase.serves(),
            BackupMethod::Snapshot => {
                let running = state.phase.serves();
                let allowed = !running || self.frame.blueprint.stamp(stamp).running_vm_snapshot;
                !state.needs_data() && allowed && self.plant.control_up(stamp)
            }
        };
        source
            && self.vault.stands(backup.to)
            && self
                .frame
                .plan
                .routes
                .backup(self.room.stamp_of(vm), backup.to)
                .is_some_and(|path| self.plant.path_stands(&self.frame, path))
    }

    fn ask_for_slot(&mut self, vm: VmId) {
        if !self.can_capture(vm) {
            self.interrupt_job(vm);
            return;
        }
        let priority = self.frame.order().backup(self.frame.plan.vms[vm].tier);
        if self.vault.ask_for_slot(vm, self.frame.now, priority) {
            self.capture(vm);
        }
    }

    /// A job that waited has its slot.
    fn slot_for_job(&mut self, vm: VmId) {
        if self.can_capture(vm) {
            self.capture(vm);
        } else {
            self.end_job(vm);
            self.job_interrupted(vm);
        }
    }

    /// The job of a VM that can be captured has its slot: it captures, and its bytes begin to move.
    fn capture(&mut self, vm: VmId) {
        let corrupt = self.vms[vm].corrupt.is_some();
        let data = (self.write_clock(vm), corrupt, self.vault.can_synthesise(vm));
        let read = self.point_read(vm);
        match self.vault.capture(vm, self.frame.now, data, read) {
            Capture::Fails => {
                self.end_job(vm);
                if !self.vault.try_again(vm, self.frame.now) {
                    self.mishap(vm, Mishap::Failed);
                    self.job_failed(vm);
                }
                self.set_job_timer(vm);
            }
            Capture::Full => {
                self.mishap(vm, Mishap::RepositoryFull);
                self.end_job(vm);
            }
            Capture::Moves(bytes) => self.start_backup_flow(vm, bytes),
        }
    }

    fn start_backup_flow(&mut self, vm: VmId, bytes: u64) {
        self.frame.note_job(vm, JobStep::Captures);
        let backup = self.vault.backup_of(vm).1;
        self.tally_used(backup.to);
        let path = self
            .frame
            .plan
            .routes
            .backup(self.room.stamp_of(vm), backup.to);
        let path = *path.expect("a job captures where a path leads");
        let reduction = backup.reduction;
        let cap = self.disk_rate(vm, reduction);
        let flow = (Transfer::Backup(vm), self.frame.order().class_of_others());
        self.frame
            .start_transfer(flow, bytes, &path, reduction, cap);
        if backup.logs.is_some() {
            self.share_disks(vm);
        }
    }

    /// Makes a job idle that holds a slot, and gives that back.
    #[inline(always)]
    fn end_job(&mut self, vm: VmId) {
        let repository = self.vault.end_job(vm);
        self.release_slot(repository);
    }

    /// Ends a job because its source, path or repository is not there.
    fn interrupt_job(&mut self, vm: VmId) {
        if self.vault.holds_slot(vm) {
            if self.frame.moves(Transfer::Backup(vm)) {
                self.frame.stop_transfer(Transfer::Backup(vm));
                self.vault.lose_bytes(vm);
                self.give_disks(vm, Transfer::Log(vm));
            }
            self.end_job(vm);
        } else {
            self.vault.drop_job(vm, self.frame.now);
        }
        self.job_interrupted(vm);
    }

    /// Ends what a job does at its repository.
    fn interrupt_whatever_runs(&mut self, vm: VmId) {
        if self.vault.synthesises(vm) {
            // Its point is complete.
            self.drop_synthesis(vm);
            self.end_job(vm);
        } else {
            self.interrupt_job(vm);
        }
    }

    /// The last byte of a synthetic full is written.
    pub(in crate::world) fn synthesis_done(&mut self, vm: VmId) {
        self.end_synthesis(vm);
        self.end_job(vm);
        self.point_arrived(vm);
    }

    fn job_interrupted(&mut self, vm: VmId) {
        self.mishap(vm, Mishap::Interrupted);
        self.set_job_timer(vm);
    }

    /// Ends the jobs of a VM whose bytes are moving.
    pub(in crate::world) fn interrupt_transfer(&mut self, vm: VmId) {
        self.interrupt_log(vm);
        if self.vault.holds_slot(vm) {
            self.interrupt_job(vm);
        }
    }

    /// Ends the job of a VM if its bytes are moving and it goes this way.
    fn interrupt_if(&mut self, vm: VmId, method: BackupMethod) {
        if self.vault.holds_slot(vm) && self.vault.backup_of(vm).1.method == method {
            self.interrupt_job(vm);
        }
    }

    /// An agent stops with its guest, and so does the database that makes logs.
    #[inline(always)]
    pub(in crate::world) fn interrupt_agent(&mut self, vm: VmId) {
        if self.vault.moves_any(vm) {
            self.interrupt_log(vm);
            self.interrupt_if(vm, BackupMethod::Agent);
        }
    }

    /// A link goes: jobs whose bytes are on it leave nothing.
    pub(in crate::world) fn interrupt_jobs_over(&mut self, link: LinkId) {
        for place in 0..self.vault.backed().len() {
            let vm = self.vault.backed()[place];
            self.interrupt_log_over(vm, link);
            let to = self.vault.backup_of(vm).1.to;
            let path = self.frame.plan.routes.backup(self.room.stamp_of(vm), to);
            if self.vault.holds_slot(vm)
                && path.is_some_and(|path| self.frame.plan.goes_over(path, link))
            {
                self.interrupt_job(vm);
            }
        }
    }

    /// Snapshots in transfer need the control plane and the stamp.
    pub(in crate::world) fn interrupt_snapshots(&mut self, stamp: StampId) {
        let mut next = self.room.first_on(stamp);
        while let Some(vm) = next {
            next = self.room.after(vm);
            self.interrupt_if(vm, BackupMethod::Snapshot);
        }
    }

    /// The last byte of a job has arrived.
    pub(in crate::world) fn job_done(&mut self, vm: VmId) {
        let (id, backup) = self.vault.backup_of(vm);
        let done = self.vault.complete(vm, self.frame.now);
        if backup.logs.is_some() {
            self.give_disks(vm, Transfer::Log(vm));
        }
        self.frame.note_job(vm, JobStep::Completes);
        self.job_works(vm);
        self.tally_gap(id, &done, backup.logs.is_none());
        if self.frame.is_in_horizon(done.due) {
            let tally = &mut self.frame.record.backups[id.index()];
            let lag = self.frame.now.since(done.due).0;
            tally.good += 1;
            tally.bytes += u128::from(done.bytes);
            tally.lag_sum += lag;
            tally.lag_max = tally.lag_max.max(lag);
        }
        if self.frame.is_in_horizon(self.frame.now) && self.vault.last_was_active(vm) {
            self.frame.record.backups[id.index()].synthetic.active += 1;
        }
        if !self.begin_synthesis(vm) {
            self.end_job(vm);
        }
        // The timer stands as it is: while bytes move, as when nothing does, it is that of the next job.
        self.point_arrived(vm);
    }

    /// A VM has a point more at a repository: what it replaces goes, the next is copied, and whoever
    /// waits for a point looks again.
    fn point_arrived(&mut self, vm: VmId) {
        let read = self.point_read(vm);
        self.vault.retain(vm, self.frame.now, read);
        for wrong in 0..self.vault.wrong_ones() {
            let which = (vm, wrong);
            let (repository, told) = self.vault.retain_by_mistake(which, self.frame.now, read);
            self.frame.count_mistaken(repository, told);
        }
        self.start_copy(vm);
        let waits = matches!(
            self.vms[vm].phase,
            VmPhase::WaitTemplate(_) | VmPhase::WaitPoints(_)
        );
        self.frame.dirty.waiters |= waits;
    }

    /// Copies the next complete point to the second repository, one at a time for each VM.
    fn start_copy(&mut self, vm: VmId) {
        let priority = self.frame.order().copy(self.frame.plan.vms[vm].tier);
        if (self.vault).ask_to_copy(vm, &self.frame.plan.routes, self.frame.now, priority) {
            self.copy_granted(vm);
        }
    }

    /// A repository stands again: copies from it or to it go on.
    pub(in crate::world) fn restart_copies(&mut self, repository: RepositoryId) {
        for place in 0..self.vault.vms_to(repository).len() {
            let vm = self.vault.vms_to(repository)[place];
            self.start_copy(vm);
            self.start_log_copy(vm);
        }
    }

    /// A copy has its slot.
    fn copy_granted(&mut self, vm: VmId) {
        let (from, to) = self.vault.copy_ends(vm);
        let Some(bytes) = self.vault.begin_copy(vm) else {
            self.release_slot(to);
            self.start_copy(vm);
            return;
        };
        self.tally_used(to);
        let path = self.frame.plan.routes.copy(from, to);
        let path = *path.expect("a copy asks for a slot where a path leads");
        let cap = self.frame.blueprint.repository(from).read;
        let flow = (Transfer::Copy(vm), self.frame.order().class_of_others());
        // From one repository to another it moves as it is stored.
        self.frame.start_transfer(flow, bytes, &path, 1.0, cap);
    }

    /// A copy is complete.
    pub(in crate::world) fn copy_done(&mut self, vm: VmId) {
        if self.copy_is_put_together(vm) {
            return;
        }
        if let Some(bytes) = self.vault.copied_again(vm) {
            self.count_again(vm, |tally| &mut tally.points, bytes);
        }
        let to = self.vault.copy_done(vm, self.frame.now);
        self.frame.note_job(vm, JobStep::Copied);
        self.release_slot(to);
        self.point_arrived(vm);
    }

    /// Ends a copy in the queue or in flight.
    fn interrupt_copy(&mut self, vm: VmId) {
        if let Dropped::Moved(to) = self.vault.drop_copy(vm, self.frame.now) {
            self.frame.stop_transfer(Transfer::Copy(vm));
            self.release_slot(to);
        }
    }

    /// Gives a slot back; whoever is next gets it. One who gets it may give it back at once, and so
    /// may thousands in a row: they come one after the other here, not one inside the other.
    pub(in crate::world) fn release_slot(&mut self, repository: RepositoryId) {
        if self.vault.give_back(repository) {
            while let Some(next) = self.vault.next_holder(self.frame.now) {
                self.slot_granted(next);
            }
        }
    }

    fn slot_granted(&mut self, holder: Holder) {
        match holder {
            Holder::Restore(vm) => self.give_slot_to_restore(vm),
            Holder::Backup(vm) => {
                // The slot may come at the very instant at which the window closes.
                if self.vault.misses_window(vm, self.when()) {
                    self.end_job(vm);
                    self.mishap(vm, Mishap::WindowMissed);
                } else {
                    self.slot_for_job(vm);
                }
                self.set_job_timer(vm);
            }
            Holder::Copy(vm) => self.copy_granted(vm),
        }
    }

    /// A restore has its slot, and gives it back where its point has gone.
    pub(in crate::world) fn give_slot_to_restore(&mut self, vm: VmId) {
        let VmPhase::WaitSlot(reading) = self.vms[vm].phase else {
            panic!("a restore waits for a slot and its VM does not");
        };
        if !self.begin_restore(vm, reading) {
            self.release_slot(reading.repository);
        }
    }

    /// A repository stops: what is in flight there is lost, and with `lost` what lies there.
    pub(in crate::world) fn repository_stops(&mut self, repository: RepositoryId, lost: bool) {
        if lost {
            self.vault.lose_templates(repository);
        }
        for place in 0..self.vault.vms_to(repository).len() {
            let vm = self.vault.vms_to(repository)[place];
            self.break_off(vm, repository);
            if lost {
                self.vault.lose_points(vm, repository);
            }
            if self.vms[vm].phase.reads_at(repository) {
                self.frame
                    .agenda
                    .push(Consequence::ReadElsewhere(vm, repository));
            }
        }
    }

    /// What moves of a VM from or to a repository is lost.
    pub(in crate::world) fn break_off(&mut self, vm: VmId, repository: RepositoryId) {
        self.interrupt_copy(vm);
        self.logs_stop(vm, repository);
        let first = self.vault.backup_of(vm).1.to == repository;
        if first && self.vault.wants_slot(vm) {
            self.interrupt_whatever_runs(vm);
        }
    }

    /// A VM whose point at a repository has gone, or cannot be read whole any more, reads another one.
    pub(in crate::world) fn read_what_is_left(&mut self, vm: VmId, repository: RepositoryId) {
        let reading = self.vms[vm].phase.reading();
        let gone = reading.is_some_and(|one| {
            one.repository == repository
                && (self.vault.bytes_to_read(vm, one.target(), repository)).is_none()
        });
        if gone {
            let next = Consequence::ReadElsewhere(vm, repository);
            self.frame.agenda.push(next);
        }
    }

    /// Intruders delete what they reach at a repository: what is in flight there is lost, and the points that can be
    /// deleted; templates, which nothing locks, go with them.
    pub(in crate::world) fn repository_is_wiped(&mut self, what: Wiping) {
        let repository = what.repository;
        if what.came_by.is_none() {
            self.vault.lose_templates(repository);
        }
        for place in 0..self.vault.vms_to(repository).len() {
            let vm = self.vault.vms_to(repository)[place];
            // Of what is offline they reach what was fetched, and not what goes there.
            if what.came_by.is_none() {
                self.break_off(vm, repository);
            }
            self.vault.wipe(vm, what);
            self.read_what_is_left(vm, repository);
        }
        self.restart_copies(repository);
    }
}
