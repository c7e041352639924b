//! A VM gets its state: from a restore point, or none at all, or that of its replica.
//!
//! Always true here: a restore moves bytes only while it holds a slot; what is lost is set once, where the
//! state is taken.

use crate::model::record::Resumed;
use crate::model::{Rebuild, RepositoryId, VmId};
use crate::world::World;
use crate::world::life::{Route, VmPhase};
use crate::world::mirror::Offer;
use crate::world::policy::{Way, soonest};
use crate::world::vault::{Choice, Point, Reading};

impl World<'_> {
    /// A VM that is built again, or into which data goes as it stands, gets what its protection has of it.
    pub(in crate::world) fn find_data(&mut self, vm: VmId) {
        match self.means(vm).built_by() {
            Way::Build(Rebuild::Restore(_)) => self.find_point(vm),
            Way::Build(Rebuild::Redeploy(_)) => self.resume_without_state(vm),
            Way::Restart | Way::Failover(_) | Way::Nothing => {
                panic!("a VM gets data that nothing builds again")
            }
        }
    }

    /// Chooses the newest point that will do at a repository that stands, and asks for a slot. Where it
    /// lies at both, it is read from where that ends soonest.
    /// Without any point left, the VM goes on empty; with points only where a repository is down,
    /// it waits for that.
    fn find_point(&mut self, vm: VmId) {
        let backup = self.vault.backup_of(vm).1;
        match self.vault.choose(self.asking(vm), &self.frame.plan.routes) {
            Choice::Read(point, places) => {
                let bytes = self.vault.bytes_to_read(vm, point, places.0);
                let bytes = bytes.expect("a point is chosen where its chain lies");
                let ends = |from| self.restore_ends((vm, bytes), backup, from);
                let repository = soonest(places, ends);
                let priority = self.frame.order().restore(self.frame.plan.vms[vm].tier);
                let now = self.frame.now;
                let reading = self.preferred(vm, Reading { point, repository });
                let repository = reading.repository;
                self.set_phase(vm, VmPhase::WaitSlot(reading));
                if self.vault.ask_to_read(vm, repository, now, priority) {
                    self.give_slot_to_restore(vm);
                }
            }
            Choice::Wait(repository) => self.set_phase(vm, VmPhase::WaitPoints(repository)),
            Choice::Nothing => match self.vms[vm].left {
                Some(left) => self.wait_for_what_was_left(vm, left),
                None => self.resume_without_state(vm),
            },
        }
    }

    /// A repository stops: who reads there, or waits to, looks for something else in its turn.
    pub(in crate::world) fn read_elsewhere(&mut self, vm: VmId, repository: RepositoryId) {
        if self.vms[vm].phase.reads_at(repository) {
            self.leave_restore(vm);
            self.set_phase(vm, VmPhase::WaitPoints(repository));
            self.frame.dirty.freed();
        }
    }

    /// The point that a VM was to read has gone: it looks for another one, unless it was stopped meanwhile.
    pub(in crate::world) fn find_another_point(&mut self, vm: VmId) {
        if let VmPhase::Provision(Route::Build(Rebuild::Restore(_))) = self.vms[vm].phase {
            self.find_point(vm);
        }
    }

    /// All bytes of a restore have arrived: all files of the point could be read, or the next that does not hang on the
    /// bad one is tried.
    pub(in crate::world) fn restore_done(&mut self, vm: VmId, reading: Reading) {
        self.frame.end_reading(vm);
        let Reading { point, repository } = reading;
        let good = self.vault.can_be_used(vm, point);
        let point = self.vault.point(vm, point);
        let point = point.expect("a point that is read is kept");
        self.await_point(vm);
        if !good {
            self.release_slot(repository);
            self.find_point(vm);
        } else {
            let resumed = self.reason_of_point(vm, repository, point);
            self.release_slot(repository);
            self.resume_from(vm, point, resumed);
            if let Some(choice) = self.vms[vm].recovery.choice {
                let application = self.frame.blueprint.vm(vm).application;
                self.account.chose(application, choice);
            }
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
            let merges = self.vault.backup_of(vm).1.waiting.merges;
            self.drop_or_keep(vm, loss, merges);
        }
        let state = &mut self.vms[vm];
        if !point.bad {
            state.corrupt = None;
        }
    }

    /// The VM goes on empty: a total loss if it held state.
    pub(in crate::world) fn resume_without_state(&mut self, vm: VmId) {
        if self.frame.plan.vms[vm].stateful {
            let resumed = self.reason_of_nothing(vm);
            self.lose_state(vm, 0, true, resumed);
            self.vms[vm].clock = 0;
            self.vault.history_restarts(vm, 0);
        }
        self.vms[vm].corrupt = None;
        self.data_is_back(vm);
    }

    /// Data and disks are as they will be: the VM can boot.
    pub(in crate::world) fn data_is_back(&mut self, vm: VmId) {
        let state = &mut self.vms[vm];
        state.lost = None;
        state.left = None;
        self.vault.need_full(vm);
        self.replica_diverged(vm);
        self.boot_when_needs_are_up(vm);
    }

    /// The state of a VM is that of its replica.
    pub(in crate::world) fn take_offer(&mut self, vm: VmId, offer: Offer) {
        self.interrupt_transfer(vm);
        let stateful = self.frame.plan.vms[vm].stateful;
        let state = &mut self.vms[vm];
        if !offer.bad {
            state.corrupt = None;
        }
        state.lost = None;
        if stateful {
            state.clock -= offer.set_back;
            self.lose_state(vm, offer.set_back, false, offer.resumed);
            let clock = self.vms[vm].clock;
            self.vault.history_restarts(vm, clock);
            let replication = self.frame.blueprint.vm(vm).protection.replication;
            let merges =
                replication.is_some_and(|id| self.frame.blueprint.replication(id).waiting.merges);
            self.drop_or_keep(vm, offer.set_back, merges);
        }
        self.vms[vm].left = None;
        self.vault.need_full(vm);
    }
}
