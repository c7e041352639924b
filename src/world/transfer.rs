//! Data moves: restores, backups and copies as flows over shared pipes, behind slots.
//!
//! Always true here: flow number = VM for a restore, VM + V for a backup, VM + 2V for a copy; the
//! same numbers hold slots.

use super::World;
use super::draws::of_try;
use super::pipes::PipePath;
use super::state::{NO_POINT, Point, VmPhase};
use crate::model::record::{Resource, Resumed};
use crate::model::{Backup, BackupId, ChainKind, RepositoryId, bytes};
use crate::units::Rate;

/// Priority classes of flows.
const FIRST: u8 = 0;
const SECOND: u8 = 1;

impl World<'_> {
    pub(super) fn classes(&self) -> (u8, u8) {
        if self.blueprint.run.restores_first {
            (FIRST, SECOND)
        } else {
            (SECOND, SECOND)
        }
    }

    /// The most that the disks of a VM give or take, in bytes as they move after a reduction.
    pub(super) fn disk_rate(&self, vm: usize, reduction: f64) -> Rate {
        let stamp = &self.blueprint.stamps[self.vms[vm].stamp as usize];
        bytes::disk_rate(stamp, self.blueprint.vms[vm].disks, reduction)
    }

    /// Bytes that are left after a reduction begin to move over a path.
    pub(super) fn start_transfer(
        &mut self,
        (flow, class): (u32, u8),
        bytes: u64,
        path: &PipePath,
        reduction: f64,
        cap: Rate,
    ) {
        let weights = path.weights(reduction);
        let way = (path.pipes(), weights.of_pipes());
        self.flows
            .start_weighing(self.now, flow, bytes, way, cap, class);
        self.flows_touched = true;
    }

    /// Whether a restore of a VM where it is homed would come over a link.
    pub(super) fn reads_over(&self, vm: usize, link: usize) -> bool {
        let Some(id) = self.blueprint.vms[vm].backup else {
            return false;
        };
        let backup = self.blueprint.backup(id);
        std::iter::once(backup.to)
            .chain(backup.copy_to)
            .filter_map(|from| self.plan.restore_path(self.vms[vm].stamp, from))
            .any(|path| self.has_part(path, link))
    }

    /// Whether every link on a path carries, by itself or by what it falls back on.
    pub(super) fn path_stands(&self, path: &PipePath) -> bool {
        let mut down = (0..self.link_down.len()).filter(|link| self.carrier(*link).is_none());
        down.all(|link| !self.plan.goes_over(path, link))
    }

    pub(super) fn start_backup_flow(&mut self, vm: usize, backup: &Backup, bytes: u64) {
        let Some(path) = self.plan.backup_path(self.vms[vm].stamp, backup.to) else {
            return;
        };
        let (path, reduction) = (*path, backup.reduction);
        let cap = self.disk_rate(vm, reduction);
        let flow = ((self.vms.len() + vm) as u32, self.classes().1);
        self.start_transfer(flow, bytes, &path, reduction, cap);
    }

    pub(super) fn start_copy_flow(
        &mut self,
        vm: usize,
        from: RepositoryId,
        to: RepositoryId,
        bytes: u64,
    ) {
        let Some(path) = self.plan.copy_path(from, to).copied() else {
            return;
        };
        let cap = self.blueprint.repository(from).read;
        let flow = ((2 * self.vms.len() + vm) as u32, self.classes().1);
        // From one repository to another it moves as it is stored.
        self.start_transfer(flow, bytes, &path, 1.0, cap);
    }

    /// Stops the flow of a backup; false where there was none.
    pub(super) fn stop_backup_flow(&mut self, vm: usize) -> bool {
        let flow = (self.vms.len() + vm) as u32;
        let active = self.flows.is_active(flow);
        if active {
            self.flows.stop(self.now, flow);
            self.flows_touched = true;
        }
        active
    }

    pub(super) fn stop_copy_flow(&mut self, vm: usize) {
        self.flows.stop(self.now, (2 * self.vms.len() + vm) as u32);
        self.flows_touched = true;
    }

    /// Gives a slot back; whoever is next gets it. One who gets it may give it back at once, and so
    /// may thousands in a row: they come one after the other here, not one inside the other.
    pub(super) fn release_slot(&mut self, repository: RepositoryId) {
        self.released.push(repository);
        if self.releasing {
            return;
        }
        self.releasing = true;
        while let Some(repository) = self.released.pop() {
            if let Some(next) = self.slots[repository.index()].release(self.now) {
                self.slot_granted(next as usize);
            }
        }
        self.releasing = false;
    }

    fn slot_granted(&mut self, holder: usize) {
        let vms = self.vms.len();
        if holder < vms {
            self.start_restore(holder);
        } else if holder < 2 * vms {
            if let Some(id) = self.blueprint.vms[holder - vms].backup {
                self.capture(holder - vms, id);
                self.rearm(holder - vms);
            }
        } else {
            self.copy_granted(holder - 2 * vms);
        }
    }

    /// The restored VM leaves queue, slot and flow.
    pub(super) fn leave_restore(&mut self, vm: usize) {
        let repository = RepositoryId(self.vms[vm].repository);
        if self.vms[vm].phase == VmPhase::Transfer {
            self.flows.stop(self.now, vm as u32);
            self.flows_touched = true;
            self.restoring.retain(|other| *other as usize != vm);
            self.vms[vm].phase = VmPhase::Provision;
            self.vms[vm].point = NO_POINT;
            self.release_slot(repository);
        } else if self.vms[vm].phase == VmPhase::WaitSlot {
            self.slots[repository.index()].cancel(self.now, vm as u32);
        }
    }

    /// The place of a restore among those who want a slot of a repository.
    pub(super) fn restore_priority(&self, vm: usize) -> u32 {
        let tier = u32::from(self.plan.vms[vm].tier);
        if self.blueprint.run.restores_first {
            tier
        } else {
            500 + tier
        }
    }

    /// Chooses the newest point that will do at a repository that stands, and asks for a slot. Where it
    /// lies at both, it is read from where that ends soonest.
    /// Without any point left, the VM goes on empty; with points only where a repository is down,
    /// it waits for that.
    pub(super) fn find_data(&mut self, vm: usize) {
        let Some(id) = self.blueprint.vms[vm].backup else {
            self.resume_without_state(vm);
            return;
        };
        match self.choose_point(vm, id, self.vms[vm].attempts) {
            Choice::Read(sequence, places) => {
                let backup = self.blueprint.backup(id);
                let job = &self.jobs[vm];
                let chain = chain_of(job, (sequence - job.dropped) as usize, backup.chain);
                let bytes = chain.map(|point| point.bytes).sum();
                let repository = self.soonest((vm, bytes), backup, places);
                self.vms[vm].point = sequence;
                self.vms[vm].repository = repository.0;
                self.set_phase_for(vm, VmPhase::WaitSlot, Resource::Slots(repository));
                let priority = self.restore_priority(vm);
                if self.slots[repository.index()].request(self.now, vm as u32, priority) {
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
    fn choose_point(&self, vm: usize, id: BackupId, mut skip: u32) -> Choice {
        let backup = self.blueprint.backup(id);
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
                if self.plan.restore_path(state.stamp, repository).is_none()
                    || !self.chain_lies(job, index, repository == backup.to, backup.chain)
                {
                    continue;
                }
                if self.repositories[repository.index()].faults == 0 {
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
    pub(super) fn point_remains(&self, vm: usize) -> bool {
        let Some(id) = self.blueprint.vms[vm].backup else {
            return false;
        };
        let backup = self.blueprint.backup(id);
        let (state, job) = (&self.vms[vm], &self.jobs[vm]);
        let reached = |from: RepositoryId| {
            let elsewhere = backup.restore_to.iter().map(|stamp| stamp.0);
            std::iter::once(state.stamp)
                .chain(elsewhere)
                .any(|stamp| self.plan.restore_path(stamp, from).is_some())
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
    pub(super) fn newest_clock(&self, vm: usize) -> Option<u64> {
        let backup = self.blueprint.backup(self.blueprint.vms[vm].backup?);
        let stands = |to: RepositoryId| self.repositories[to.index()].faults == 0;
        let (first, second) = (stands(backup.to), backup.copy_to.is_some_and(stands));
        let noticed = self.vms[vm].noticed;
        let usable = |point: &&Point| {
            !(noticed && point.bad) && (point.first && first || point.second && second)
        };
        let newest = self.jobs[vm].points.iter().rev().find(usable);
        newest.map(|point| point.clock)
    }

    /// The write clock of the newest point that a restore would choose now, none tried yet.
    pub(super) fn newest_readable(&self, vm: usize) -> Option<u64> {
        match self.choose_point(vm, self.blueprint.vms[vm].backup?, 0) {
            Choice::Read(sequence, _) => {
                let job = &self.jobs[vm];
                let index = (sequence - job.dropped) as usize;
                job.points.get(index).map(|point| point.clock)
            }
            Choice::Wait(_) | Choice::Nothing => None,
        }
    }

    /// Whether all points that a restore of `index` reads lie at the repository.
    fn chain_lies(
        &self,
        job: &super::state::JobState,
        index: usize,
        first: bool,
        chain: ChainKind,
    ) -> bool {
        chain_of(job, index, chain).all(|point| if first { point.first } else { point.second })
    }

    /// Whether a VM reads, or waits to read, a point that holds a corruption.
    pub(super) fn reads_bad_point(&self, vm: usize) -> bool {
        let state = &self.vms[vm];
        let job = &self.jobs[vm];
        matches!(state.phase, VmPhase::WaitSlot | VmPhase::Transfer)
            && state
                .point
                .checked_sub(job.dropped)
                .and_then(|index| job.points.get(index as usize))
                .is_some_and(|point| point.bad)
    }

    /// The slot is there: the chain is read.
    fn start_restore(&mut self, vm: usize) {
        let Some(id) = self.blueprint.vms[vm].backup else {
            return;
        };
        let backup = self.blueprint.backup(id);
        let repository = RepositoryId(self.vms[vm].repository);
        let job = &self.jobs[vm];
        let index = self.vms[vm]
            .point
            .checked_sub(job.dropped)
            .map(|index| index as usize)
            .filter(|index| *index < job.points.len());
        let stands = index.is_some_and(|index| {
            self.chain_lies(job, index, repository == backup.to, backup.chain)
        });
        let (Some(index), true) = (index, stands) else {
            // Retention or a loss took the point while the VM waited for its slot.
            self.vms[vm].phase = VmPhase::Provision;
            self.release_slot(repository);
            self.find_data(vm);
            self.refresh_outage(self.blueprint.vms[vm].application.index());
            return;
        };
        let bytes = chain_of(job, index, backup.chain)
            .map(|point| point.bytes)
            .sum();
        let Some(path) = self.plan.restore_path(self.vms[vm].stamp, repository) else {
            return;
        };
        let (path, reduction) = (*path, backup.reduction);
        let cap = self.disk_rate(vm, reduction);
        let flow = (vm as u32, self.classes().0);
        self.start_transfer(flow, bytes, &path, reduction, cap);
        self.vms[vm].round_trip = self.round_trip(&path);
        self.restoring.push(vm as u32);
        self.set_phase_for(vm, VmPhase::Transfer, Resource::RepositoryRead(repository));
        self.refresh_outage(self.blueprint.vms[vm].application.index());
    }

    /// All bytes of a restore have arrived: the point is good, or an older one is tried.
    fn restore_done(&mut self, vm: usize) {
        self.restoring.retain(|other| *other as usize != vm);
        let Some(id) = self.blueprint.vms[vm].backup else {
            return;
        };
        let backup = self.blueprint.backup(id);
        let repository = RepositoryId(self.vms[vm].repository);
        let job = &self.jobs[vm];
        let point = job.points[(self.vms[vm].point - job.dropped) as usize];
        self.vms[vm].phase = VmPhase::Provision;
        self.vms[vm].point = NO_POINT;
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
        self.refresh_outage(self.blueprint.vms[vm].application.index());
    }

    /// The state of a VM is that of a point: its write clock is set back.
    fn resume_from(&mut self, vm: usize, point: Point, resumed: Resumed) {
        let stateful = self.plan.vms[vm].stateful;
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

    /// Flows have ended.
    pub(super) fn flows_fire(&mut self) {
        let mut completed = std::mem::take(&mut self.completed);
        completed.clear();
        self.flows.take_completed(self.now, &mut completed);
        self.flows_touched = true;
        let plan = self.plan.flows;
        for flow in &completed {
            let flow = *flow;
            if flow < plan.backups && self.vms[flow as usize].phase == VmPhase::Reseed {
                self.reseed_done(flow as usize);
            } else if flow < plan.backups && self.vms[flow as usize].phase == VmPhase::CopyHome {
                self.copied_home(flow as usize);
            } else if flow < plan.backups {
                self.restore_done(flow as usize);
            } else if flow < plan.copies {
                self.job_done((flow - plan.backups) as usize);
            } else if flow < plan.groups {
                self.copy_done((flow - plan.copies) as usize);
            } else if flow < plan.disks {
                self.replica_copied((flow - plan.groups) as usize);
            } else if flow < plan.nodes {
                self.disk_rebuilt((flow - plan.disks) as usize);
            } else {
                self.node_resynchronised((flow - plan.nodes) as usize);
            }
        }
        self.completed = completed;
    }

    /// Sets the instant of the next completion and names the bottlenecks of restores again.
    pub(super) fn settle_flows(&mut self) {
        if !self.groups.is_empty() {
            self.settle_groups();
        }
        self.flows_touched = false;
        match self.flows.next_completion() {
            Some(at) => self.calendar.set(self.plan.slots.flows, at.max(self.now)),
            None => self.calendar.clear(self.plan.slots.flows),
        }
        for index in 0..self.restoring.len() {
            let vm = self.restoring[index];
            let resource = match self.flows.bottleneck(vm) {
                Some(pipe) => self.name_of_pipe(pipe),
                None => Resource::Disks,
            };
            let state = &mut self.vms[vm as usize];
            if state.resource != resource {
                state.resource = resource;
                self.refresh_outage(self.blueprint.vms[vm as usize].application.index());
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
fn chain_of(
    job: &super::state::JobState,
    index: usize,
    chain: ChainKind,
) -> impl Iterator<Item = &Point> {
    let mut first = index;
    while first > 0 && !job.points[first].full {
        first -= 1;
    }
    (first..=index)
        .filter(move |at| chain != ChainKind::Differential || *at == first || *at == index)
        .map(|at| &job.points[at])
}
