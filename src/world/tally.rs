//! Sums over the horizon that are not outages: nodes, stamps, repositories, pipes.
//!
//! Always true here: each sum is clipped to the horizon.

use super::state::{FaultPhase, FaultState, VmPhase, VmState};
use super::{Mode, World};
use crate::engine::Table;
use crate::model::placement::infrastructure_of;
use crate::model::record::PipeTally;
use crate::model::{NodeId, RepositoryId, Source, StampId, VmId};
use crate::units::Moment;

impl World<'_> {
    /// A node is back: its downtime counts.
    #[inline]
    pub(super) fn tally_node(&mut self, node: NodeId) {
        self.frame.record.node_downtime[node.index()] += self
            .frame
            .in_horizon(self.nodes[node].down_since, self.frame.now);
    }

    /// The number of nodes down on a stamp changes.
    #[inline]
    pub(super) fn count_nodes_down(&mut self, stamp: StampId, change: i32) {
        self.tally_nodes_down(stamp);
        let state = &mut self.stamps[stamp];
        state.nodes_down = state
            .nodes_down
            .checked_add_signed(change)
            .expect("nodes come back as often as they go");
    }

    fn tally_nodes_down(&mut self, stamp: StampId) {
        let state = &mut self.stamps[stamp];
        let since = std::mem::replace(&mut state.nodes_since, self.frame.now);
        let down = state.nodes_down;
        if down == 0 {
            return;
        }
        let length = self.frame.in_horizon(since, self.frame.now);
        let tally = &mut self.frame.record.stamps[stamp.index()];
        tally.without_n_minus_1 += length;
        if down >= 2 {
            tally.two_or_more_down += length;
        }
    }

    /// A stamp is back.
    pub(super) fn tally_stamp_down(&mut self, stamp: StampId) {
        self.frame.record.stamps[stamp.index()].down += self
            .frame
            .in_horizon(self.stamps[stamp].down_since, self.frame.now);
    }

    /// A repository is back that was down since then.
    pub(super) fn tally_repository(&mut self, repository: RepositoryId, since: Moment) {
        self.frame.record.repositories[repository.index()].down +=
            self.frame.in_horizon(since, self.frame.now);
    }

    /// Closes all sums at the end of a trial and checks the conservation laws.
    pub(super) fn close_tallies(&mut self) {
        self.frame.flows.settle(self.frame.now);
        for group in self.mirror.ids() {
            self.mirror.pass(&mut self.frame, group);
        }
        self.vault.settle_slots(self.frame.now);
        for slots in &mut self.crew_slots {
            slots.settle(self.frame.now);
        }
        for node in self.nodes.ids() {
            if !self.node_up(node) {
                self.tally_node(node);
            }
        }
        for stamp in self.stamps.ids() {
            self.tally_nodes_down(stamp);
            if !self.stamps[stamp].up {
                self.tally_stamp_down(stamp);
            }
        }
        for repository in self.vault.repositories() {
            if let Some(since) = self.vault.down_since(repository) {
                self.tally_repository(repository, since);
            }
        }
        for (index, resource) in self.frame.plan.pipe_resources.iter().enumerate() {
            let tally = self.frame.flows.tally(index as u16);
            let mut backup_bytes = [0u128; 168];
            for (sum, bytes) in backup_bytes
                .iter_mut()
                .zip(self.frame.flows.hours(index as u16))
            {
                *sum = *bytes as u128;
            }
            self.frame.record.pipes.push(PipeTally {
                resource: *resource,
                backup_bytes,
                restore_bytes: tally.bytes_by_class[0],
                busy: u128::from(tally.busy_ms),
                saturated: u128::from(tally.saturated_ms),
            });
        }
        if self.pools.on {
            if matches!(self.frame.mode, Mode::Drill(_)) {
                self.count_open_rebuilds();
            }
            for stamp in self.stamps.ids() {
                self.close_storage(stamp);
            }
        }
        self.check_conservation();
    }

    fn close_storage(&mut self, stamp: StampId) {
        if self.frame.blueprint.stamp(stamp).storage.is_none() {
            return;
        }
        let here = |vm: &VmId| self.vms[*vm].stamp == stamp;
        let vms = || self.vms.ids().filter(here);
        let churn = vms().map(|vm| self.churn_of(vm)).sum();
        let serving = vms().any(|vm| self.vms[vm].phase == VmPhase::Serving);
        self.close_pool(stamp, churn, serving);
        self.check_volumes(stamp, self.vms.iter().map(|vm| vm.stamp));
    }

    /// Little's law on every queue, bytes on every pipe, and nothing held that nobody holds.
    ///
    /// # Panics
    /// When it does not hold, which is a fault of the program.
    fn check_conservation(&self) {
        self.frame.flows.check();
        self.check_instances_agree();
        for slots in &self.crew_slots {
            slots.check();
        }
        self.check_memory();
        let reads = |vm: &VmState| vm.reads().map(|reading| reading.repository);
        self.vault.check(self.vms.iter().filter_map(reads));
        for (crew, slots) in self.crew_slots.pairs() {
            let works = |(source, state): &(&Source, &FaultState)| {
                state.phase == FaultPhase::Repair && source.restoration.crew == Some(crew)
            };
            let working = self.frame.blueprint.sources.iter().zip(&self.faults);
            let working = working.filter(works).count();
            assert!(slots.used() as usize == working, "a crew works on nothing");
        }
    }

    /// Memory is held and admitted for VMs, standbys and infrastructure alone.
    fn check_memory(&self) {
        let mut memory: Table<NodeId, u64> = Table::of(self.nodes.len(), 0);
        let mut admitted: Table<StampId, u64> = Table::of(self.stamps.len(), 0);
        for (plan, vm) in self.frame.blueprint.vms.iter().zip(&self.vms) {
            if !vm.shed {
                admitted[vm.stamp] += plan.memory.0;
            }
            if let Some(node) = vm.node {
                memory[node] += plan.memory.0;
            }
        }
        for (standby, state) in self.frame.blueprint.standbys.iter().zip(&self.standbys) {
            if state.is_there() {
                admitted[standby.stamp] += standby.memory.0;
            }
            if let Some(node) = state.node() {
                memory[node] += standby.memory.0;
            }
        }
        for (vm, plan) in self.frame.plan.vms.pairs() {
            let Some(standby) = plan.standby else {
                continue;
            };
            let there = self.vms[vm].stamp == self.frame.blueprint.standby(standby).stamp;
            assert!(
                there != self.standbys[standby].is_there(),
                "a VM stands beside its own standby, or has none"
            );
        }
        let used = self.seats.iter().map(|node| node.used);
        assert!(
            used.eq(memory.iter().copied()),
            "memory is held that no VM holds"
        );
        let counted = self.halls.iter().map(|stamp| stamp.admitted);
        assert!(
            counted.eq(admitted.iter().copied()),
            "memory is admitted that no VM has"
        );
        let halls = self.stamps.iter().zip(&self.halls);
        for (stamp, (state, hall)) in self.frame.blueprint.stamps.iter().zip(halls) {
            let nodes = stamp.node_ids().map(|node| &self.seats[node]);
            let placed: u64 = nodes.map(|node| node.infrastructure).sum();
            let wanted = if state.up {
                infrastructure_of(stamp)
            } else {
                0
            };
            let held = placed + hall.infrastructure_unplaced;
            assert!(held == wanted, "infrastructure went astray");
        }
    }
}
