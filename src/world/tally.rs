//! Sums over the horizon that are not outages: nodes, stamps, repositories, pipes.
//!
//! Always true here: each sum is clipped to the horizon.

use super::state::{VmPhase, VmState};
use crate::engine::Table;
use crate::model::placement::infrastructure_of;
use crate::model::record::PipeTally;
use crate::model::{NodeId, RepositoryId, StampId, VmId};
use crate::units::Moment;
use crate::world::{Mode, World};

impl World<'_> {
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
        self.plant.close(&mut self.frame);
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
        if self.plant.has_pools() {
            if matches!(self.frame.mode, Mode::Drill(_)) {
                self.plant.count_open_rebuilds(&mut self.frame);
            }
            for stamp in self.halls.ids() {
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
        let churn = vms().map(|vm| self.plant.churn_of(&self.frame, vm)).sum();
        let serving = vms().any(|vm| self.vms[vm].phase == VmPhase::Serving);
        self.plant
            .close_pool(&mut self.frame, stamp, churn, serving);
        self.plant
            .check_volumes(&self.frame, stamp, self.vms.iter().map(|vm| vm.stamp));
    }

    /// Little's law on every queue, bytes on every pipe, and nothing held that nobody holds.
    ///
    /// # Panics
    /// When it does not hold, which is a fault of the program.
    fn check_conservation(&self) {
        self.frame.flows.check();
        self.check_instances_agree();
        self.check_memory();
        let reads = |vm: &VmState| vm.reads().map(|reading| reading.repository);
        self.vault.check(self.vms.iter().filter_map(reads));
    }

    /// Memory is held and admitted for VMs, standbys and infrastructure alone.
    fn check_memory(&self) {
        let mut memory: Table<NodeId, u64> = Table::of(self.seats.len(), 0);
        let mut admitted: Table<StampId, u64> = Table::of(self.halls.len(), 0);
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
        for (stamp, hall) in self.halls.pairs() {
            let up = self.plant.is_up(stamp);
            let stamp = self.frame.blueprint.stamp(stamp);
            let nodes = stamp.node_ids().map(|node| &self.seats[node]);
            let placed: u64 = nodes.map(|node| node.infrastructure).sum();
            let wanted = if up { infrastructure_of(stamp) } else { 0 };
            let held = placed + hall.infrastructure_unplaced;
            assert!(held == wanted, "infrastructure went astray");
        }
    }
}
