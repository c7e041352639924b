//! Log backups as they meet the rest of the world: VMs that serve or not, paths, flows, copies.
//!
//! Always true here: a log job goes on whatever the backup jobs of its VM do, and takes no slot; what moves when the VM,
//! the path or the repository goes leaves nothing, and the next log takes it.

use crate::model::record::AgainTally;
use crate::model::{LinkId, RepositoryId, VmId};
use crate::units::Rate;
use crate::world::World;
use crate::world::carry::Transfer;
use crate::world::event::Event;
use crate::world::life::VmPhase;
use crate::world::vault::{Capture, LogDue, Mishap, Written};

impl World<'_> {
    /// First log job of each VM whose backup has logs, at the start of a trial.
    pub(in crate::world) fn first_log_jobs(&mut self) {
        for place in 0..self.vault.backed().len() {
            let vm = self.vault.backed()[place];
            if self.vault.backup_of(vm).1.logs.is_some() {
                self.vault.first_log_job(vm, self.frame.offset);
                self.set_log_timer(vm);
            }
        }
    }

    fn set_log_timer(&mut self, vm: VmId) {
        let at = self.vault.next_log(vm, self.frame.offset);
        self.frame.schedule(Event::Log(vm), at.max(self.frame.now));
    }

    /// A log job of a VM comes due.
    #[inline(never)]
    pub(in crate::world) fn log_due(&mut self, vm: VmId) {
        let id = self.vault.backup_of(vm).0;
        if self.frame.is_in_horizon(self.frame.now) {
            self.frame.record.backups[id.index()].logs.due += 1;
        }
        let clock = self.vms[vm].clock_at(self.frame.now);
        match self.vault.log_comes_due(vm, clock) {
            LogDue::Not(mishap) => self.count_log_mishap(vm, mishap),
            LogDue::Captures if self.can_log(vm) => self.capture_log(vm, clock),
            LogDue::Captures => {
                self.vault.log_mishap(vm, Mishap::Interrupted, clock);
                self.count_log_mishap(vm, Mishap::Interrupted);
            }
        }
        self.set_log_timer(vm);
    }

    /// Whether a log of a VM can be made now, and its bytes can go where they should. The database makes it, so that its
    /// VM has to serve, however the backup reads.
    fn can_log(&self, vm: VmId) -> bool {
        let to = self.vault.backup_of(vm).1.to;
        let path = self.frame.plan.routes.backup(self.room.stamp_of(vm), to);
        self.vms[vm].phase == VmPhase::Serving
            && self.vault.stands(to)
            && path.is_some_and(|path| self.plant.path_stands(&self.frame, path))
    }

    fn capture_log(&mut self, vm: VmId, clock: u64) {
        let corrupt = self.vms[vm].corrupt;
        let written = Written {
            clock,
            corrupt: corrupt.map(|one| (one.since, one.clock)),
        };
        match self.vault.capture_log(vm, self.frame.now, written) {
            Capture::Moves(bytes) => self.start_log_flow(vm, bytes),
            Capture::Full | Capture::Fails => {
                self.vault.log_mishap(vm, Mishap::RepositoryFull, clock);
                self.count_log_mishap(vm, Mishap::RepositoryFull);
            }
        }
    }

    fn start_log_flow(&mut self, vm: VmId, bytes: u64) {
        let backup = self.vault.backup_of(vm).1;
        self.tally_used(backup.to);
        let path = self
            .frame
            .plan
            .routes
            .backup(self.room.stamp_of(vm), backup.to);
        let path = *path.expect("a log is made where a path leads");
        let cap = self.disk_rate(vm, backup.reduction);
        let flow = (Transfer::Log(vm), self.frame.order().class_of_others());
        (self.frame).start_transfer(flow, bytes, &path, backup.reduction, cap);
        self.share_disks(vm);
    }

    /// The job and the log of a VM move side by side from now on: each gets half of what its disks give. They go the same
    /// way, so that neither could leave the other more.
    #[inline(never)]
    pub(in crate::world) fn share_disks(&mut self, vm: VmId) {
        let both = [Transfer::Backup(vm), Transfer::Log(vm)];
        if both.into_iter().all(|one| self.frame.moves(one)) {
            let reduction = self.vault.backup_of(vm).1.reduction;
            let half = Rate((self.disk_rate(vm, reduction).0 / 2).max(1));
            for one in both {
                self.move_at(vm, one, half);
            }
        }
    }

    /// The job or the log of a VM has ended: what moves of it has its disks to itself.
    #[inline(never)]
    pub(in crate::world) fn give_disks(&mut self, vm: VmId, to: Transfer) {
        if self.vault.backup_of(vm).1.logs.is_some() && self.frame.moves(to) {
            let reduction = self.vault.backup_of(vm).1.reduction;
            let cap = self.disk_rate(vm, reduction);
            self.move_at(vm, to, cap);
        }
    }

    /// The job or the log of a VM goes on, no faster than this.
    #[inline(never)]
    fn move_at(&mut self, vm: VmId, transfer: Transfer, cap: Rate) {
        let backup = self.vault.backup_of(vm).1;
        let routes = &self.frame.plan.routes;
        let Some(path) = routes.backup(self.room.stamp_of(vm), backup.to).copied() else {
            return;
        };
        let left = self.frame.stop_transfer(transfer);
        let flow = (transfer, self.frame.order().class_of_others());
        (self.frame).start_transfer(flow, left, &path, backup.reduction, cap);
    }

    /// A log job left nothing: that is told where it happens in the horizon.
    fn count_log_mishap(&mut self, vm: VmId, mishap: Mishap) {
        if !self.frame.is_in_horizon(self.frame.now) {
            return;
        }
        let id = self.vault.backup_of(vm).0;
        let tally = &mut self.frame.record.backups[id.index()].logs;
        let count = match mishap {
            Mishap::Failed => &mut tally.failed,
            Mishap::Overrun => &mut tally.overrun,
            Mishap::WithoutFull => &mut tally.without_full,
            Mishap::RepositoryFull => &mut tally.repository_full,
            Mishap::Interrupted | Mishap::WindowMissed => &mut tally.interrupted,
        };
        *count += 1;
    }

    /// The last byte of a log has arrived: it counts, and is copied on.
    pub(in crate::world) fn log_done(&mut self, vm: VmId) {
        let id = self.vault.backup_of(vm).0;
        let done = self.vault.log_done(vm, self.frame.now);
        self.give_disks(vm, Transfer::Backup(vm));
        self.tally_gap(id, &done, true);
        if self.frame.is_in_horizon(done.due) {
            let tally = &mut self.frame.record.backups[id.index()].logs;
            tally.good += 1;
            tally.bytes += u128::from(done.bytes);
        }
        self.start_log_copy(vm);
    }

    /// A log in flight leaves nothing.
    pub(in crate::world) fn interrupt_log(&mut self, vm: VmId) {
        let clock = self.vms[vm].clock_at(self.frame.now);
        if self.vault.drop_log(vm, clock) {
            self.frame.stop_transfer(Transfer::Log(vm));
            self.give_disks(vm, Transfer::Backup(vm));
            self.count_log_mishap(vm, Mishap::Interrupted);
        }
    }

    /// The same where it goes over a link.
    pub(in crate::world) fn interrupt_log_over(&mut self, vm: VmId, link: LinkId) {
        let to = self.vault.backup_of(vm).1.to;
        let path = self.frame.plan.routes.backup(self.room.stamp_of(vm), to);
        if path.is_some_and(|path| self.frame.plan.goes_over(path, link)) {
            self.interrupt_log(vm);
        }
    }

    /// Copies the next log to the second repository, one at a time for each VM, where it takes no slot either.
    pub(in crate::world) fn start_log_copy(&mut self, vm: VmId) {
        let Some(bytes) = self.vault.begin_log_copy(vm, &self.frame.plan.routes) else {
            return;
        };
        let (from, to) = self.vault.copy_ends(vm);
        self.tally_used(to);
        let path = self.frame.plan.routes.copy(from, to);
        let path = *path.expect("a log is copied where a path leads");
        let cap = self.frame.blueprint.repository(from).read;
        let flow = (Transfer::LogCopy(vm), self.frame.order().class_of_others());
        self.frame.start_transfer(flow, bytes, &path, 1.0, cap);
    }

    /// A log lies at the second repository.
    pub(in crate::world) fn log_copy_done(&mut self, vm: VmId) {
        if let Some(bytes) = self.vault.log_copied_again(vm) {
            self.count_again(vm, |tally| &mut tally.logs, bytes);
        }
        self.vault.log_copy_done(vm, self.frame.now);
        self.start_log_copy(vm);
    }

    /// What a second repository had lost is there again.
    pub(in crate::world) fn count_again(
        &mut self,
        vm: VmId,
        of: impl Fn(&mut AgainTally) -> &mut u64,
        bytes: u64,
    ) {
        if self.frame.is_in_horizon(self.frame.now) {
            let id = self.vault.backup_of(vm).0;
            let tally = &mut self.frame.record.backups[id.index()].again;
            *of(tally) += 1;
            tally.bytes += u128::from(bytes);
        }
    }

    /// A repository of a VM stops: what moves to it, or from it to the second one, leaves nothing.
    pub(in crate::world) fn logs_stop(&mut self, vm: VmId, repository: RepositoryId) {
        if self.vault.drop_log_copy(vm) {
            self.frame.stop_transfer(Transfer::LogCopy(vm));
        }
        if self.vault.backup_of(vm).1.to == repository {
            self.interrupt_log(vm);
        }
    }

    /// A repository holds more than before.
    pub(in crate::world) fn tally_used(&mut self, repository: RepositoryId) {
        if self.frame.now < self.frame.horizon_end {
            let used = self.vault.used_at(repository);
            let tally = &mut self.frame.record.repositories[repository.index()];
            tally.most_used = tally.most_used.max(used);
        }
    }
}
