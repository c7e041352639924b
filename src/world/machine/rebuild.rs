//! Where a VM is built again whose state is lost, and what it waits for until then.
//!
//! Always true here: its own stamp comes first, then the others in the order of the scenario.

use crate::model::record::Path;
use crate::model::{StampId, VmId};
use crate::world::World;
use crate::world::life::{Route, VmPhase};
use crate::world::policy::{Goal, Look, Place, Way};

impl World<'_> {
    /// The way of an instance whose state is lost: true where it is another than that of any VM.
    fn route_instance(&mut self, vm: VmId) -> bool {
        if !self.frame.plan.vms[vm].stateful || !self.frame.is_instance(vm) {
            return false;
        }
        self.give_up_vote(vm);
        if self.others_have_state(vm) {
            self.route_reseed(vm);
            true
        } else if self.others_are_restored(vm) {
            self.wait_for_source(vm);
            true
        } else {
            false
        }
    }

    /// The VM is built where that is necessary, then its state is read.
    fn route_reseed(&mut self, vm: VmId) {
        self.take_route(vm, Route::Reseed);
        let home = self.room.stamp_of(vm);
        let stands = self.room.node_of(vm).is_some() && self.plant.stands(home);
        let built = self.cluster.is_built(vm) && stands;
        self.cluster.set_built(vm, built);
        let whole =
            !self.vms[vm].disks_lost() && (!self.means(vm).restores() || self.rebuilds_nothing(vm));
        if stands && (built || whole) {
            self.find_source(vm);
            return;
        }
        let goal = self.means(vm).built_by().goal(self.frame.blueprint);
        self.find_room(vm, Route::Reseed, goal);
    }

    /// State is lost: the VM is built again, on its own stamp or on one that it may go to.
    pub(in crate::world) fn route_rebuild(&mut self, vm: VmId) {
        if self.route_instance(vm) {
            return;
        }
        let way = self.way_back(vm);
        let route = match way {
            Way::Failover(group) => {
                self.route_failover(vm, group);
                return;
            }
            Way::Build(one) => Route::Build(one),
            Way::Nothing => {
                self.vms[vm].path = Path::Redeploy;
                self.set_phase(vm, VmPhase::Hopeless);
                self.give_up(vm);
                self.stop_awaiting(vm);
                return;
            }
            Way::Restart => panic!("a VM that has its data is not built again"),
        };
        self.take_route(vm, route);
        let home = self.room.stamp_of(vm);
        if self.room.node_of(vm).is_some()
            && self.plant.stands(home)
            && !self.vms[vm].disks_lost()
            && way.brings_data()
            && self.rebuilds_nothing(vm)
        {
            self.find_data(vm);
            return;
        }
        let goal = way.goal(self.frame.blueprint);
        if let Some(repository) = goal.template.filter(|id| !self.vault.stands(*id)) {
            self.set_phase(vm, VmPhase::WaitTemplate(repository));
            return;
        }
        self.find_room(vm, route, goal);
    }

    /// The first stamp that is up, works and has room takes the VM; else it waits for the best.
    fn find_room(&mut self, vm: VmId, route: Route, goal: Goal<'_>) {
        let home = self.room.stamp_of(vm);
        let mut waits: Option<VmPhase> = None;
        let elsewhere = goal.elsewhere.iter().copied();
        let candidates = std::iter::once(home).chain(elsewhere.filter(|stamp| *stamp != home));
        for stamp in candidates {
            let stays = self.room.node_of(vm).is_some();
            match self.look_at(vm, stamp, goal.control) {
                Look::Passed => continue,
                Look::Control => {
                    waits.get_or_insert(VmPhase::WaitControl(stamp));
                    continue;
                }
                Look::Quota => {
                    self.raise_quota(vm, stamp);
                    return;
                }
                Look::Volume(volume) => {
                    waits.get_or_insert(VmPhase::WaitVolume(volume));
                    continue;
                }
                Look::Room => {}
            }
            let counted = stamp == home && !self.room.is_shed(vm);
            let placed = stays
                || ((counted || self.room.admits(&self.frame, vm, stamp))
                    && self.create(vm, stamp));
            if !placed {
                waits.get_or_insert(self.short_of_room(vm, stamp));
                continue;
            }
            if stamp != home {
                // Its old place counts nothing any more; waiting there ends before it moves.
                self.set_phase(vm, VmPhase::Decide);
                self.move_home(vm, stamp);
            }
            self.build_in_turn(vm, stamp, route);
            return;
        }
        let phase = waits.unwrap_or_else(|| VmPhase::WaitReturn(self.return_of(vm, home)));
        self.set_phase(vm, phase);
    }

    /// What a VM that is built again finds on a stamp.
    fn look_at(&self, vm: VmId, stamp: StampId, control: bool) -> Look {
        let place = Place {
            stands: self.plant.stands(stamp),
            own: stamp == self.room.stamp_of(vm),
            settled: self.room.node_of(vm).is_some(),
            control: !control || self.plant.control_up(stamp),
            quota: self.needs_quota(vm, stamp),
        };
        let lacking = || self.plant.lacking_volume(&self.frame, vm, stamp);
        let readable = || match self.means(vm).built_by() {
            Way::Build(by) => self.is_readable_on(vm, by, stamp),
            Way::Restart | Way::Failover(_) | Way::Nothing => true,
        };
        place.look(readable, lacking)
    }
}
