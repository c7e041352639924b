//! Sums over the horizon that are not outages: nodes, stamps, repositories, pipes.
//!
//! Always true here: each sum is clipped to the horizon.

use crate::model::{RepositoryId, StampId, VmId};
use crate::units::Moment;
use crate::world::World;
use crate::world::life::VmPhase;
use crate::world::state::VmState;

impl World<'_> {
    /// A repository is back that was down since then.
    pub(super) fn tally_repository(&mut self, repository: RepositoryId, since: Moment) {
        self.frame.record.repositories[repository.index()].down +=
            self.frame.in_horizon(since, self.frame.now);
    }

    /// Closes all sums at the end of a trial and checks the conservation laws.
    pub(super) fn close_tallies(&mut self) {
        self.frame.close_flows();
        for group in self.mirror.ids() {
            self.mirror.close(&mut self.frame, group);
        }
        self.home.close(&mut self.frame);
        self.close_upkeep();
        self.vault.settle_slots(self.frame.now);
        self.plant.close(&mut self.frame);
        for repository in self.vault.repositories() {
            if let Some(since) = self.vault.down_since(repository) {
                self.tally_repository(repository, since);
            }
        }
        if self.plant.has_pools() {
            if self.frame.arrivals.once() {
                self.plant.count_open_rebuilds(&mut self.frame);
            }
            for stamp in self.plant.stamp_ids() {
                self.close_storage(stamp);
            }
        }
        self.check_conservation();
    }

    fn close_storage(&mut self, stamp: StampId) {
        if self.frame.blueprint.stamp(stamp).storage.is_none() {
            return;
        }
        let here = |vm: &VmId| self.room.stamp_of(*vm) == stamp;
        let vms = || self.vms.ids().filter(here);
        let churn = vms().map(|vm| self.plant.churn_of(&self.frame, vm)).sum();
        let serving = vms().any(|vm| self.vms[vm].phase == VmPhase::Serving);
        self.plant
            .close_pool(&mut self.frame, stamp, churn, serving);
        self.plant.check_volumes(
            &self.frame,
            stamp,
            self.vms.ids().map(|vm| self.room.stamp_of(vm)),
        );
    }

    /// Little's law on every queue, bytes on every pipe, and nothing held that nobody holds.
    ///
    /// # Panics
    /// When it does not hold, which is a fault of the program.
    fn check_conservation(&self) {
        self.frame.check_flows();
        self.check_instances_agree();
        self.room
            .check(&self.frame, |stamp| self.plant.is_up(stamp));
        let reads = |vm: &VmState| vm.phase.reads().map(|reading| reading.repository);
        self.vault.check(self.vms.iter().filter_map(reads));
    }
}
