//! Data moves: restores, backups and copies as flows over shared pipes, behind slots.
//!
//! Always true here: a restore, a backup and a copy move bytes only while they hold a slot.

use super::draws::of_try;
use super::job::{JobState, Point, Reading};
use crate::model::bytes;
use crate::model::record::{Resource, Resumed};
use crate::model::{Backup, BackupId, ChainKind, LinkId, RepositoryId, VmId};
use crate::units::Rate;
use crate::world::World;
use crate::world::carry::{Holder, Transfer};
use crate::world::event::Event;
use crate::world::state::VmPhase;

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
            .any(|path| self.plant.has_part(&self.frame, path, link))
    }

    pub(super) fn start_backup_flow(&mut self, vm: VmId, backup: &Backup, bytes: u64) {
        let path = self.frame.plan.routes.backup(self.vms[vm].stamp, backup.to);
        let path = *path.expect("a job captures where a path leads");
        let reduction = backup.reduction;
        let cap = self.disk_rate(vm, reduction);
        let flow = (Transfer::Backup(vm), self.frame.classes().1);
        self.frame
            .start_transfer(flow, bytes, &path, reduction, cap);
    }

    pub(super) fn start_copy_flow(
        &mut self,
        vm: VmId,
        from: RepositoryId,
        to: RepositoryId,
        bytes: u64,
    ) {
        let path = self.frame.plan.routes.copy(from, to);
        let path = *path.expect("a copy asks for a slot where a path leads");
        let cap = self.frame.blueprint.repository(from).read;
        let flow = (Transfer::Copy(vm), self.frame.classes().1);
        // From one repository to another it moves as it is stored.
        self.frame.start_transfer(flow, bytes, &path, 1.0, cap);
    }

    /// Stops the flow of a backup; false where there was none.
    pub(super) fn stop_backup_flow(&mut self, vm: VmId) -> bool {
        let active = self.frame.moves(Transfer::Backup(vm));
        if active {
            self.frame.stop_transfer(Transfer::Backup(vm));
        }
        active
    }

    pub(super) fn stop_copy_flow(&mut self, vm: VmId) {
        self.frame.stop_transfer(Transfer::Copy(vm));
    }

    /// Gives a slot back; whoever is next gets it. One who gets it may give it back at once, and so
    /// may thousands in a row: they come one after the other here, not one inside the other.
    pub(super) fn release_slot(&mut self, repository: RepositoryId) {
        self.scratch.released.push(repository);
        if self.frame.course.releasing {
            return;
        }
        self.frame.course.releasing = true;
        while let Some(repository) = self.scratch.released.pop() {
            if let Some(next) = self.slots[repository].release(self.frame.now) {
                self.slot_granted(next);
            }
        }
        self.frame.course.releasing = false;
    }

    fn slot_granted(&mut self, holder: Holder) {
        match holder {
            Holder::Restore(vm) => self.start_restore(vm),
            Holder::Backup(vm) => {
                self.capture(vm, self.backup_of(vm).0);
                self.rearm(vm);
            }
            Holder::Copy(vm) => self.copy_granted(vm),
        }
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
                let slots = &mut self.slots[reading.repository];
                slots.cancel(self.frame.now, Holder::Restore(vm));
            }
            other => panic!("a VM in phase {other:?} reads a restore point"),
        }
    }

    /// The place of a restore among those who want a slot of a repository.
    pub(super) fn restore_priority(&self, vm: VmId) -> u32 {
        let tier = u32::from(self.frame.plan.vms[vm].tier);
        if self.frame.blueprint.run.restores_first {
            tier
        } else {
            500 + tier
        }
    }

    /// Chooses the newest point that will do at a repository that stands, and asks for a slot. Where it
    /// lies at both, it is read from where that ends soonest.
    /// Without any point left, the VM goes on empty; with points only where a repository is down,
    /// it waits for that.
    pub(super) fn find_data(&mut self, vm: VmId) {
        let Some(id) = self.frame.blueprint.vm(vm).backup else {
            self.resume_without_state(vm);
            return;
        };
        match self.choose_point(vm, id, self.vms[vm].attempts) {
            Choice::Read(sequence, places) => {
                let backup = self.frame.blueprint.backup(id);
                let job = &self.jobs[vm];
                let chain = chain_of(job, (sequence - job.dropped) as usize, backup.chain);
                let bytes = chain.map(|point| point.bytes).sum();
                let repository = self.soonest((vm, bytes), backup, places);
                self.vms[vm].reading = Some(Reading {
                    point: sequence,
                    repository,
                });
                self.set_phase_for(vm, VmPhase::WaitSlot, Resource::Slots(repository));
                let priority = self.restore_priority(vm);
                let holder = Holder::Restore(vm);
                if self.slots[repository].request(self.frame.now, holder, priority) {
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

    /// The newest point that can be read somewhere, after so many that turned out bad.
    fn choose_point(&self, vm: VmId, id: BackupId, mut skip: u32) -> Choice {
        let backup = self.frame.blueprint.backup(id);
        let state = &self.vms[vm];
        let job = &self.jobs[vm];
        let mut waits = None;
        for (index, point) in job.points.iter().enumerate().rev() {
            if state.noticed && point.bad {
                continue;
            }
            let places = [
                (point.first, Some(backup.to)),
                (point.second, backup.copy_to),
            ];
            let lies = places
                .iter()
                .filter_map(|(lies, repository)| repository.filter(|_| *lies));
            let (mut usable, mut also) = (None, None);
            for repository in lies {
                if self
                    .frame
                    .plan
                    .routes
                    .restore(state.stamp, repository)
                    .is_none()
                    || !self.chain_lies(job, index, repository == backup.to, backup.chain)
                {
                    continue;
                }
                if self.repositories[repository].faults == 0 {
                    also = usable.and(Some(repository));
                    usable = usable.or(Some(repository));
                } else {
                    waits = waits.or(Some(repository));
                }
            }
            if let Some(repository) = usable {
                if skip == 0 {
                    return Choice::Read(job.dropped + index as u32, (repository, also));
                }
                skip -= 1;
            }
        }
        waits.map_or(Choice::Nothing, Choice::Wait)
    }

    /// Whether a point that has not been tried lies anywhere that the VM can be restored from, at its
    /// stamp or where it may go, though the repository may be down.
    pub(super) fn point_remains(&self, vm: VmId) -> bool {
        let Some(id) = self.frame.blueprint.vm(vm).backup else {
            return false;
        };
        let backup = self.frame.blueprint.backup(id);
        let (state, job) = (&self.vms[vm], &self.jobs[vm]);
        let reached = |from: RepositoryId| {
            let elsewhere = backup.restore_to.iter().copied();
            std::iter::once(state.stamp)
                .chain(elsewhere)
                .any(|stamp| self.frame.plan.routes.restore(stamp, from).is_some())
        };
        let first = reached(backup.to);
        let second = backup.copy_to.is_some_and(reached);
        let lies = |index: usize, first: bool| self.chain_lies(job, index, first, backup.chain);
        let usable = job.points.iter().enumerate().filter(|(index, point)| {
            !(state.noticed && point.bad)
                && (point.first && first && lies(*index, true)
                    || point.second && second && lies(*index, false))
        });
        usable.count() > state.attempts as usize
    }

    /// The write clock of the newest point that could be read somewhere.
    pub(super) fn newest_clock(&self, vm: VmId) -> Option<u64> {
        let backup = self
            .frame
            .blueprint
            .backup(self.frame.blueprint.vm(vm).backup?);
        let stands = |to: RepositoryId| self.repositories[to].faults == 0;
        let (first, second) = (stands(backup.to), backup.copy_to.is_some_and(stands));
        let noticed = self.vms[vm].noticed;
        let usable = |point: &&Point| {
            !(noticed && point.bad) && (point.first && first || point.second && second)
        };
        let newest = self.jobs[vm].points.iter().rev().find(usable);
        newest.map(|point| point.clock)
    }

    /// The write clock of the newest point that a restore would choose now, none tried yet.
    pub(super) fn newest_readable(&self, vm: VmId) -> Option<u64> {
        match self.choose_point(vm, self.frame.blueprint.vm(vm).backup?, 0) {
            Choice::Read(sequence, _) => {
                let job = &self.jobs[vm];
                let index = job.place_of(sequence)?;
                job.points.get(index).map(|point| point.clock)
            }
            Choice::Wait(_) | Choice::Nothing => None,
        }
    }

    /// Whether all points that a restore of `index` reads lie at the repository.
    fn chain_lies(&self, job: &JobState, index: usize, first: bool, chain: ChainKind) -> bool {
        chain_of(job, index, chain).all(|point| if first { point.first } else { point.second })
    }

    /// Whether a VM reads, or waits to read, a point that holds a corruption.
    pub(super) fn reads_bad_point(&self, vm: VmId) -> bool {
        let state = &self.vms[vm];
        let job = &self.jobs[vm];
        matches!(state.phase, VmPhase::WaitSlot | VmPhase::Transfer)
            && state
                .reading
                .and_then(|reading| job.place_of(reading.point))
                .is_some_and(|index| job.points[index].bad)
    }

    /// The slot is there: the chain is read.
    fn start_restore(&mut self, vm: VmId) {
        let backup = self.backup_of(vm).1;
        let job = &self.jobs[vm];
        let reading = self.vms[vm].reading;
        let Reading { point, repository } = reading.expect("who waits for a slot has a point");
        let index = job.place_of(point);
        let stands = index.is_some_and(|index| {
            self.chain_lies(job, index, repository == backup.to, backup.chain)
        });
        let (Some(index), true) = (index, stands) else {
            // Retention or a loss took the point while the VM waited for its slot.
            self.vms[vm].reading = None;
            self.set_phase(vm, VmPhase::Provision);
            self.release_slot(repository);
            self.find_data(vm);
            return;
        };
        let bytes = chain_of(job, index, backup.chain)
            .map(|point| point.bytes)
            .sum();
        let path = self
            .frame
            .plan
            .routes
            .restore(self.vms[vm].stamp, repository);
        let path = *path.expect("a point is chosen where a path leads");
        let reduction = backup.reduction;
        let cap = self.disk_rate(vm, reduction);
        let flow = (Transfer::ToVm(vm), self.frame.classes().0);
        self.frame
            .start_transfer(flow, bytes, &path, reduction, cap);
        self.vms[vm].round_trip = self.plant.round_trip(&self.frame, &path);
        self.restoring.push(vm);
        self.set_phase_for(vm, VmPhase::Transfer, Resource::RepositoryRead(repository));
    }

    /// All bytes of a restore have arrived: the point is good, or an older one is tried.
    fn restore_done(&mut self, vm: VmId) {
        self.restoring.retain(|other| *other != vm);
        let (id, backup) = self.backup_of(vm);
        let reading = self.vms[vm].reading.take();
        let Reading { point, repository } = reading.expect("a restore reads a point");
        let job = &self.jobs[vm];
        let index = job.place_of(point).expect("a point that is read is kept");
        let point = job.points[index];
        self.set_phase(vm, VmPhase::Provision);
        let word = of_try(self.vms[vm].stops, self.vms[vm].attempts);
        let turns_out_bad = backup.bad_point.0 > 0.0
            && self.vms[vm].points_stream.uniform(word) < backup.bad_point.0;
        if turns_out_bad {
            self.vms[vm].attempts += 1;
            self.release_slot(repository);
            self.find_data(vm);
        } else {
            let resumed = self.reason_of_point(vm, id, repository, point);
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
            self.history_restarts(vm);
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
                Transfer::Replica(group) => self.replica_copied(group),
                Transfer::Disk(disk) => self.plant.disk_rebuilt(&mut self.frame, disk),
                Transfer::Node(node) => self.plant.node_resynchronised(&mut self.frame, node),
            }
        }
        self.scratch.completed = completed;
    }

    /// Sets the instant of the next completion and names the bottlenecks of restores again.
    pub(super) fn settle_flows(&mut self) {
        if !self.groups.is_empty() {
            self.settle_groups();
        }
        self.frame.dirty.flows = false;
        match self.frame.flows.next_completion() {
            Some(at) => self.frame.schedule(Event::Flows, at.max(self.frame.now)),
            None => self.frame.unschedule(Event::Flows),
        }
        for index in 0..self.restoring.len() {
            let vm = self.restoring[index];
            let resource = match self.frame.bottleneck(Transfer::ToVm(vm)) {
                Some(pipe) => self.plant.name_of_pipe(&self.frame, pipe),
                None => Resource::Disks,
            };
            if self.vms[vm].resource != resource {
                self.rename_wait(vm, resource);
            }
        }
    }
}

/// What a restore can read.
enum Choice {
    /// This point from this repository, or from a second one that holds it as well.
    Read(u32, (RepositoryId, Option<RepositoryId>)),
    /// Nothing until this repository is back.
    Wait(RepositoryId),
    /// Nothing ever.
    Nothing,
}

/// The points that a restore of `index` reads: itself and back to its full; of a differential only
/// the full and itself.
fn chain_of(job: &JobState, index: usize, chain: ChainKind) -> impl Iterator<Item = &Point> {
    let mut first = index;
    while first > 0 && !job.points[first].full {
        first -= 1;
    }
    (first..=index)
        .filter(move |at| chain != ChainKind::Differential || *at == first || *at == index)
        .map(|at| &job.points[at])
}
