//! A VM gets its state: from a restore point, or none at all, or that of its replica.
//!
//! Always true here: a restore moves bytes only while it holds a slot; what is lost is set once, where the
//! state is taken.

use crate::model::record::{Replayed, Resumed};
use crate::model::{Rebuild, RepositoryId, VmId};
use crate::units::Span;
use crate::world::World;
use crate::world::account::LossId;
use crate::world::draws::{Common, OfStop};
use crate::world::life::{Route, VmPhase};
use crate::world::machine::phase::draw_common;
use crate::world::mirror::Offer;
use crate::world::policy::{Way, soonest};
use crate::world::vault::{Choice, GoesOn, Reading, Recovered};

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
    /// Without any point left, a VM with state goes on empty, and one without, which is made from its point, never
    /// comes back; with points only where a repository is down, it waits for that.
    fn find_point(&mut self, vm: VmId) {
        let backup = self.vault.backup_of(vm).1;
        match self.vault.choose(self.asking(vm), &self.frame.plan.routes) {
            Choice::Read(target, places) => {
                let bytes = self.vault.bytes_to_read(vm, target, places.0);
                let bytes = bytes.expect("a point is chosen where its chain lies");
                let ends = |from| self.restore_ends((vm, bytes), backup, Reading::of(target, from));
                let repository = soonest(places, ends);
                let priority = self.frame.order().restore(self.frame.plan.vms[vm].tier);
                let now = self.frame.now;
                let reading = self.preferred(vm, Reading::of(target, repository));
                let repository = reading.repository;
                if let Some(length) = self.is_fetched_in(vm, reading) {
                    self.set_phase(vm, VmPhase::WaitShipment(repository));
                    self.set_timer(vm, length);
                    return;
                }
                self.set_phase(vm, VmPhase::WaitSlot(reading));
                if self.vault.ask_to_read(vm, repository, now, priority) {
                    self.give_slot_to_restore(vm);
                }
            }
            Choice::Wait(repository) => self.set_phase(vm, VmPhase::WaitPoints(repository)),
            Choice::Nothing => match self.vms[vm].left {
                Some(left) => self.wait_for_what_was_left(vm, left),
                None if self.frame.plan.vms[vm].stateful => self.resume_without_state(vm),
                None => self.never_comes_back(vm),
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

    /// All bytes of a restore have arrived: all files of the point could be read, and its logs are replayed; or the next
    /// that does not hang on the bad one is tried.
    pub(in crate::world) fn restore_done(&mut self, vm: VmId, reading: Reading) {
        self.frame.end_reading(vm);
        if !self.vault.can_be_used(vm, reading.point) {
            self.await_point(vm);
            self.release_slot(reading.repository);
            self.find_point(vm);
            return;
        }
        let backup = self.vault.backup_of(vm).1;
        if backup.logs.is_none() {
            self.point_taken(vm, reading);
            return;
        }
        let sooner = self.vms[vm].recovery.choice.is_some_and(|one| one.sooner);
        let asks = (
            reading.repository == backup.to,
            self.asking(vm).only_good,
            sooner,
        );
        let replay = self.vault.replay(vm, reading.target(), asks);
        let reading = Reading {
            log: replay.log,
            ..reading
        };
        let to = self.vault.recovered(vm, reading.target(), asks.1);
        let told = Replayed {
            files: replay.files,
            logs: replay.logs,
            took: replay.takes,
            instant: self.frame.after_start(to.instant),
            end: replay.end,
        };
        self.vms[vm].recovery.replayed = Some(told);
        if replay.takes == 0 {
            self.point_taken(vm, reading);
            return;
        }
        self.set_phase(vm, VmPhase::Replay(reading));
        self.release_slot(reading.repository);
        self.set_timer(vm, Span(replay.takes));
    }

    /// All logs that can be are replayed: the VM is scanned, or resumes.
    pub(in crate::world) fn replayed(&mut self, vm: VmId, reading: Reading) {
        match self.scan_of(vm) {
            Some(scan) => self.begin_scan(vm, reading, scan),
            None => self.resume_from(vm, reading),
        }
    }

    /// What is read is there, with nothing to replay: its slot is given back, and the VM is scanned, or resumes with it.
    fn point_taken(&mut self, vm: VmId, reading: Reading) {
        if let Some(scan) = self.scan_of(vm) {
            self.begin_scan(vm, reading, scan);
            self.release_slot(reading.repository);
            return;
        }
        self.await_point(vm);
        let resumes = self.resumed_from(vm, reading);
        self.release_slot(reading.repository);
        self.resume_with(vm, resumes);
    }

    /// The state of a VM is that of a point with its logs: its write clock is set back.
    fn resume_from(&mut self, vm: VmId, reading: Reading) {
        let resumes = self.resumed_from(vm, reading);
        self.await_point(vm);
        self.resume_with(vm, resumes);
    }

    /// What a VM has that resumes from a point with its logs, and why that is as old as it is.
    fn resumed_from(&self, vm: VmId, reading: Reading) -> (Recovered, Resumed) {
        let only_good = self.asking(vm).only_good;
        let recovered = self.vault.recovered(vm, reading.target(), only_good);
        (recovered, self.reason_of_point(vm, reading, recovered))
    }

    /// The last byte of a VM is scanned at a farm.
    pub(in crate::world) fn farm_is_done(&mut self, vm: VmId) {
        self.frame.end_scan(vm);
        match self.vms[vm].phase {
            VmPhase::Scan(reading, _) => self.scan_done(vm, reading),
            other => panic!("a VM in phase {other:?} is scanned"),
        }
    }

    /// What a VM was restored with has been scanned: it is clean now, or it has to be recovered to before the intruders
    /// came in.
    pub(in crate::world) fn scan_done(&mut self, vm: VmId, reading: Reading) {
        let (recovered, resumed) = self.resumed_from(vm, reading);
        let misses = self.scan_of(vm).map_or(0.0, |(_, scan)| scan.misses.0);
        let word = OfStop::Misses.at(self.vms[vm].stops);
        if recovered.corrupt && misses > 0.0 && self.vms[vm].stream.uniform(word) < misses {
            self.is_infected_again(vm);
            self.await_point(vm);
            self.find_point(vm);
            return;
        }
        self.await_point(vm);
        let clean = Recovered {
            corrupt: false,
            ..recovered
        };
        self.resume_with(vm, (clean, resumed));
    }

    /// A VM that cannot be restored yet lets what it will be restored with be fetched, where that lies offline alone.
    pub(in crate::world) fn fetch_ahead(&mut self, vm: VmId) {
        if !matches!(self.means(vm).built_by(), Way::Build(Rebuild::Restore(_))) {
            return;
        }
        let choice = self.vault.choose(self.asking(vm), &self.frame.plan.routes);
        if let Choice::Read(target, (repository, None)) = choice {
            self.is_fetched_in(vm, Reading::of(target, repository));
        }
    }

    /// How long it takes until a point with its logs at an offline repository can be read, where that has not been fetched
    /// yet. The first VM that asks lets what lies there be fetched; what comes there later is not.
    fn is_fetched_in(&mut self, vm: VmId, reading: Reading) -> Option<Span> {
        let repository = reading.repository;
        let law = self.frame.plan.shipments[repository].as_ref()?;
        let now = self.frame.now;
        let at = self.vault.fetched_at(vm, reading, now);
        let at = at.unwrap_or_else(|| {
            let state = &mut self.vms[vm];
            let length = draw_common(&mut self.plant, state, law, Common::Shipment);
            self.vault.fetch(repository, now, now + length);
            now + length
        });
        (at > now).then(|| at.since(now))
    }

    /// A VM goes on with what it recovered: its write clock is set back, and what is newer is left behind.
    fn resume_with(&mut self, vm: VmId, (recovered, resumed): (Recovered, Resumed)) {
        let stateful = self.frame.plan.vms[vm].stateful;
        let state = &mut self.vms[vm];
        let replayed = state.recovery.replayed.take();
        if stateful {
            let loss = state.clock.saturating_sub(recovered.clock);
            state.clock = recovered.clock;
            let booked = self.lose_state(vm, loss, false, resumed);
            self.note_replay(vm, booked, replayed);
            self.vault.history_restarts(vm, recovered.clock);
            let merges = self.vault.backup_of(vm).1.waiting.merges;
            self.drop_or_keep(vm, (loss, booked), merges);
            let clock = self.vms[vm].clock;
            let goes_on = GoesOn {
                clock,
                instant: (clock == recovered.clock).then_some(recovered.instant),
                corrupt: recovered.corrupt,
            };
            self.vault.leave_behind(vm, goes_on);
        } else {
            self.note_replay(vm, None, replayed);
        }
        let state = &mut self.vms[vm];
        if !recovered.corrupt {
            state.corrupt = None;
        }
        let application = self.frame.blueprint.vm(vm).application;
        if let Some(choice) = self.vms[vm].recovery.choice {
            self.account.chose(application, choice);
        }
        self.data_is_back(vm);
    }

    /// What the restore of a VM read and replayed goes where its loss stands. What holds no state, and an instance before
    /// it takes part, has none of its own.
    fn note_replay(&mut self, vm: VmId, loss: Option<LossId>, replayed: Option<Replayed>) {
        let Some(replayed) = replayed else { return };
        let stateful = self.frame.plan.vms[vm].stateful;
        match loss {
            Some(loss) => self.account.replays(&mut self.frame, loss, replayed),
            None if stateful && !self.frame.is_instance(vm) => {}
            None => self.account.replays_only(&self.frame, vm, replayed),
        }
    }

    /// The VM goes on empty: a total loss if it held state.
    pub(in crate::world) fn resume_without_state(&mut self, vm: VmId) {
        if self.frame.plan.vms[vm].stateful {
            self.nothing_served(vm);
            let resumed = self.reason_of_nothing(vm);
            self.lose_state(vm, 0, true, resumed);
            self.vms[vm].clock = 0;
            self.vault.history_restarts(vm, 0);
            self.vault.leave_all_behind(vm);
            self.merge_what_stands(vm);
        }
        self.vms[vm].corrupt = None;
        self.data_is_back(vm);
    }

    /// Data and disks are as they will be: the VM can boot.
    pub(in crate::world) fn data_is_back(&mut self, vm: VmId) {
        let state = &mut self.vms[vm];
        state.lost = None;
        state.left = None;
        self.vault.begin_anew(vm);
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
            let booked = self.lose_state(vm, offer.set_back, false, offer.resumed);
            let clock = self.vms[vm].clock;
            self.vault.history_restarts(vm, clock);
            let replication = self.frame.blueprint.vm(vm).protection.replication;
            let merges =
                replication.is_some_and(|id| self.frame.blueprint.replication(id).waiting.merges);
            self.drop_or_keep(vm, (offer.set_back, booked), merges);
            let state = &self.vms[vm];
            let goes_on = GoesOn {
                clock: state.clock,
                instant: None,
                corrupt: state.corrupt.is_some(),
            };
            self.vault.leave_behind(vm, goes_on);
        }
        self.vms[vm].left = None;
        self.vault.begin_anew(vm);
    }
}
