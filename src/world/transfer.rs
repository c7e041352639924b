//! Data moves: restores, backups and copies as flows over shared pipes, behind slots.
//!
//! Always true here: a restore, a backup and a copy move bytes only while they hold a slot.

use super::World;
use super::carry::Transfer;
use super::draws::of_try;
use super::event::Event;
use super::pipes::PipePath;
use super::state::VmPhase;
use super::vault::{Asking, Choice, Point, Reading};
use crate::model::record::{Resource, Resumed};
use crate::model::{LinkId, RepositoryId, VmId, bytes};
use crate::units::Rate;

impl World<'_> {
    /// The most that the disks of a VM give or take, in bytes as they move after a reduction.
    pub(super) fn disk_rate(&self, vm: VmId, reduction: f64) -> Rate {
        let stamp = self.frame.blueprint.stamp(self.vms[vm].stamp);
        bytes::disk_rate(stamp, self.frame.blueprint.vm(vm).disks, reduction)
    }

    /// Whether a restore of a VM where it is homed would come over a link.
    pub(super) fn reads_over(&self, vm: VmId, link: LinkId) -> bool {
        let Some(id) = self.frame.blueprint.vm(vm).backup else {
            return false;
        };
        let backup = self.frame.blueprint.backup(id);
        std::iter::once(backup.to)
            .chain(backup.copy_to)
            .filter_map(|from| self.frame.plan.routes.restore(self.vms[vm].stamp, from))
            .any(|path| self.has_part(path, link))
    }

    /// Whether every link on a path carries, by itself or by what it falls back on.
    pub(super) fn path_stands(&self, path: &PipePath) -> bool {
        let mut down = (self.link_down.ids()).filter(|link| self.carrier(*link).is_none());
        down.all(|link| !self.frame.plan.goes_over(path, link))
    }

    /// The restored VM leaves queue, slot and flow.
    pub(super) fn leave_restore(&mut self, vm: VmId) {
        let Some(reading) = self.vms[vm].reading.take() else {
            return;
        };
        match self.vms[vm].phase {
            VmPhase::Transfer => {
                self.frame.stop_transfer(Transfer::ToVm(vm));
                self.restoring.retain(|other| *other != vm);
                self.set_phase(vm, VmPhase::Provision);
                self.release_slot(reading.repository);
            }
            VmPhase::WaitSlot => {
                (self.vault).give_up_reading(vm, reading.repository, self.frame.now);
            }
            other => panic!("a VM in phase {other:?} reads a restore point"),
        }
    }

    /// Chooses the newest point that will do at a repository that stands, and asks for a slot. Where it
    /// lies at both, it is read from where that ends soonest.
    /// Without any point left, the VM goes on empty; with points only where a repository is down,
    /// it waits for that.
    pub(super) fn find_data(&mut self, vm: VmId) {
        let backup = self.vault.backup_of(vm).1;
        match self.vault.choose(self.asking(vm), &self.frame.plan.routes) {
            Choice::Read(point, places) => {
                let bytes = self.vault.bytes_to_read(vm, point, places.0);
                let bytes = bytes.expect("a point is chosen where its chain lies");
                let repository = self.soonest((vm, bytes), backup, places);
                self.vms[vm].reading = Some(Reading { point, repository });
                self.set_phase_for(vm, VmPhase::WaitSlot, Resource::Slots(repository));
                let priority = self.frame.order().restore(self.frame.plan.vms[vm].tier);
                if (self.vault).ask_to_read(vm, repository, self.frame.now, priority) {
                    self.start_restore(vm);
                }
            }
            Choice::Wait(repository) => self.set_phase_for(
                vm,
                VmPhase::WaitRepository,
                Resource::Repository(repository),
            ),
            Choice::Nothing => self.resume_without_state(vm),
        }
    }

    /// What a VM asks of its restore points.
    pub(super) fn asking(&self, vm: VmId) -> Asking {
        let state = &self.vms[vm];
        Asking {
            vm,
            stamp: state.stamp,
            only_good: state.noticed,
            tried: state.attempts,
        }
    }

    /// Whether a VM reads, or waits to read, a point that holds a corruption.
    pub(super) fn reads_bad_point(&self, vm: VmId) -> bool {
        let state = &self.vms[vm];
        matches!(state.phase, VmPhase::WaitSlot | VmPhase::Transfer)
            && state
                .reading
                .and_then(|reading| self.vault.point(vm, reading.point))
                .is_some_and(|point| point.bad)
    }

    /// A repository stops: who reads there, or waits to, looks for something else.
    pub(super) fn stop_reading_at(&mut self, vm: VmId, repository: RepositoryId) {
        let state = &self.vms[vm];
        let reads = state.reading.map(|reading| reading.repository) == Some(repository);
        if reads && matches!(state.phase, VmPhase::Transfer | VmPhase::WaitSlot) {
            self.leave_restore(vm);
            self.find_data(vm);
        }
    }

    /// The slot is there: the chain is read.
    pub(super) fn start_restore(&mut self, vm: VmId) {
        let backup = self.vault.backup_of(vm).1;
        let reading = self.vms[vm].reading;
        let Reading { point, repository } = reading.expect("who waits for a slot has a point");
        let Some(bytes) = self.vault.bytes_to_read(vm, point, repository) else {
            // Retention or a loss took the point while the VM waited for its slot.
            self.vms[vm].reading = None;
            self.set_phase(vm, VmPhase::Provision);
            self.release_slot(repository);
            self.find_data(vm);
            return;
        };
        let path = self
            .frame
            .plan
            .routes
            .restore(self.vms[vm].stamp, repository);
        let path = *path.expect("a point is chosen where a path leads");
        let reduction = backup.reduction;
        let cap = self.disk_rate(vm, reduction);
        let flow = (Transfer::ToVm(vm), self.frame.order().class_of_restores());
        self.frame
            .start_transfer(flow, bytes, &path, reduction, cap);
        self.vms[vm].round_trip = self.round_trip(&path);
        self.restoring.push(vm);
        self.set_phase_for(vm, VmPhase::Transfer, Resource::RepositoryRead(repository));
    }

    /// All bytes of a restore have arrived: the point is good, or an older one is tried.
    fn restore_done(&mut self, vm: VmId) {
        self.restoring.retain(|other| *other != vm);
        let backup = self.vault.backup_of(vm).1;
        let reading = self.vms[vm].reading.take();
        let Reading { point, repository } = reading.expect("a restore reads a point");
        let point = self.vault.point(vm, point);
        let point = point.expect("a point that is read is kept");
        self.set_phase(vm, VmPhase::Provision);
        let word = of_try(self.vms[vm].stops, self.vms[vm].attempts);
        let turns_out_bad = backup.bad_point.0 > 0.0
            && self.vms[vm].points_stream.uniform(word) < backup.bad_point.0;
        if turns_out_bad {
            self.vms[vm].attempts += 1;
            self.release_slot(repository);
            self.find_data(vm);
        } else {
            let resumed = self.reason_of_point(vm, repository, point);
            self.release_slot(repository);
            self.resume_from(vm, point, resumed);
            self.data_is_back(vm);
        }
    }

    /// The state of a VM is that of a point: its write clock is set back.
    fn resume_from(&mut self, vm: VmId, point: Point, resumed: Resumed) {
        let stateful = self.frame.plan.vms[vm].stateful;
        let state = &mut self.vms[vm];
        if stateful {
            let loss = state.clock.saturating_sub(point.clock);
            state.clock = point.clock;
            self.lose_state(vm, loss, false, resumed);
            self.vault.history_restarts(vm, point.clock);
        }
        let state = &mut self.vms[vm];
        if !point.bad {
            state.corrupt_since = None;
        }
    }

    /// A VM has its state, whichever way it came.
    fn state_arrives(&mut self, vm: VmId) {
        match self.vms[vm].phase {
            VmPhase::Reseed => self.reseed_done(vm),
            VmPhase::CopyHome => self.copied_home(vm),
            VmPhase::Transfer => self.restore_done(vm),
            other => panic!("a VM in phase {other:?} gets its state"),
        }
    }

    /// Flows have ended.
    pub(super) fn flows_fire(&mut self) {
        let mut completed = std::mem::take(&mut self.scratch.completed);
        completed.clear();
        self.frame
            .flows
            .take_completed(self.frame.now, &mut completed);
        self.frame.dirty.flows = true;
        for flow in &completed {
            match self.frame.plan.carry.transfer(*flow) {
                Transfer::ToVm(vm) => self.state_arrives(vm),
                Transfer::Backup(vm) => self.job_done(vm),
                Transfer::Copy(vm) => self.copy_done(vm),
                Transfer::Replica(group) => self.mirror.copied(&mut self.frame, group),
                Transfer::Disk(disk) => self.disk_rebuilt(disk),
                Transfer::Node(node) => self.node_resynchronised(node),
            }
        }
        self.scratch.completed = completed;
    }

    /// Sets the instant of the next completion and names the bottlenecks of restores again.
    pub(super) fn settle_flows(&mut self) {
        self.mirror.steer_all(&mut self.frame);
        self.frame.dirty.flows = false;
        match self.frame.flows.next_completion() {
            Some(at) => self.frame.schedule(Event::Flows, at.max(self.frame.now)),
            None => self.frame.unschedule(Event::Flows),
        }
        for index in 0..self.restoring.len() {
            let vm = self.restoring[index];
            let resource = match self.frame.bottleneck(Transfer::ToVm(vm)) {
                Some(pipe) => self.name_of_pipe(pipe),
                None => Resource::Disks,
            };
            if self.vms[vm].resource != resource {
                self.rename_wait(vm, resource);
            }
        }
    }
}
