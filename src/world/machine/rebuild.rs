//! Where a VM is built again whose state is lost, and what it waits for until then.
//!
//! Always true here: its own stamp comes first, then the others in the order of the scenario.

use crate::model::{Rebuild, StampId, VmId};
use crate::world::World;
use crate::world::event::Event;
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
        if let Some(fault) = self.is_waiting_for_clean_place(vm) {
            self.fetch_ahead(vm);
            let resource = self.plant.return_of(&self.frame, Some(fault));
            self.set_phase(vm, VmPhase::WaitReturn(resource));
            return;
        }
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
                self.never_comes_back(vm);
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
        self.build_on_a_stamp(vm, way, route);
    }

    fn build_on_a_stamp(&mut self, vm: VmId, way: Way, route: Route) {
        let goal = way.goal(self.frame.blueprint);
        if goal
            .template
            .is_some_and(|id| !self.vault.has_templates(id))
        {
            self.is_built_by_nothing(vm);
            return;
        }
        if let Some(repository) = goal.template.filter(|id| !self.vault.stands(*id)) {
            self.set_phase(vm, VmPhase::WaitTemplate(repository));
            return;
        }
        self.find_room(vm, route, goal);
    }

    /// What a VM would be built from is gone: one that is whole waits for its own place.
    fn is_built_by_nothing(&mut self, vm: VmId) {
        if self.vms[vm].needs_data() || self.vms[vm].disks_lost() {
            self.never_comes_back(vm);
        } else {
            let away = self.return_of(vm, self.room.stamp_of(vm));
            self.set_phase(vm, VmPhase::WaitReturn(away));
        }
    }

    /// The place of a VM is given up, though its data is intact there: it is built on another stamp. Until one
    /// takes it, its own place may come back before.
    pub(in crate::world) fn route_elsewhere(&mut self, vm: VmId, by: Rebuild) {
        if self.frame.plan.vms[vm].stateful && self.frame.is_instance(vm) {
            self.give_up_instances(vm, by);
        } else {
            self.build_on_a_stamp(vm, Way::Build(by), Route::Build(by));
        }
    }

    /// What is built again of a role is one state: with an instance those are given up whose places are away as
    /// well.
    fn give_up_instances(&mut self, vm: VmId, by: Rebuild) {
        let goal = Way::Build(by).goal(self.frame.blueprint);
        let takes = |stamp: &StampId| {
            self.look_at(vm, *stamp, goal.control) == Look::Room
                && self.room.admits(&self.frame, vm, *stamp)
        };
        if !goal.elsewhere.iter().any(takes) {
            let away = self.return_of(vm, self.room.stamp_of(vm));
            self.set_phase(vm, VmPhase::WaitReturn(away));
            return;
        }
        let role = self.frame.blueprint.vm(vm).role;
        for other in self.frame.blueprint.role(role).vm_ids() {
            let away = !self.vms[other].needs_data()
                && self.vms[other].phase != VmPhase::Serving
                && !self.place_runs(other);
            if away {
                self.lose_place(other);
                if self.vms[other].phase.looks_again() {
                    self.frame.unschedule(Event::Vm(other));
                    if other != vm {
                        self.room.wake(other);
                    }
                }
            }
        }
        self.route_rebuild(vm);
    }

    /// What a VM has where it was counts no more: it is brought back elsewhere.
    fn lose_place(&mut self, vm: VmId) {
        let state = &mut self.vms[vm];
        let waited = state.patience.take().is_some();
        let then = state.patience_then.filter(|_| waited);
        self.account.leaves(self.frame.blueprint.vm(vm).application);
        self.interrupt_transfer(vm);
        let lost = self.lose_data(vm);
        lost.disks = true;
        if let Some(then) = then {
            lost.then = then;
        }
        self.account.place_is_given_up(vm);
        if let Some(fault) = self.vms[vm].fault() {
            self.await_vm(vm, fault);
        }
    }

    /// A stamp takes a VM that has its data elsewhere: that is left behind there.
    fn leave_place(&mut self, vm: VmId, route: Route) {
        let left = self.room.stamp_of(vm);
        self.lose_place(vm);
        self.vms[vm].left = Some(left);
        self.take_route(vm, route);
    }

    /// The first stamp that is up, works and has room takes the VM; else it waits for the best.
    fn find_room(&mut self, vm: VmId, route: Route, goal: Goal<'_>) {
        let home = self.room.stamp_of(vm);
        let mut waits: Option<VmPhase> = None;
        // Its own place does not run a VM that has its data there.
        let whole = !self.vms[vm].needs_data();
        let own = std::iter::once(home).filter(|_| !whole);
        // Who runs elsewhere rather goes where it belongs.
        let belongs = self.away_from(vm);
        let others = goal.elsewhere.iter().copied();
        let others = others.filter(|stamp| *stamp != home && Some(*stamp) != belongs);
        let candidates = own.chain(belongs).chain(others);
        for stamp in candidates {
            let stays = stamp == home && self.room.node_of(vm).is_some();
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
            let placed = stays || self.create_or_displace(vm, stamp, counted);
            if !placed {
                waits.get_or_insert(self.short_of_room(vm, stamp));
                continue;
            }
            if stamp != home {
                // Its old place counts nothing any more; waiting there ends before it moves.
                self.set_phase(vm, VmPhase::Decide);
                if whole {
                    self.leave_place(vm, route);
                }
                self.move_home(vm, stamp);
            }
            self.build_in_turn(vm, stamp, route);
            return;
        }
        let phase = waits.unwrap_or_else(|| match whole && self.plant.stands(home) {
            true => self.short_of_room(vm, home),
            false => VmPhase::WaitReturn(self.return_of(vm, home)),
        });
        self.set_phase(vm, phase);
    }

    /// What a VM that is built again finds on a stamp.
    fn look_at(&self, vm: VmId, stamp: StampId, control: bool) -> Look {
        let own = self.room.stamp_of(vm);
        let works = |stamp| !control || self.plant.control_up(stamp);
        let place = Place {
            stands: self.plant.stands(stamp),
            own: stamp == own,
            settled: self.room.node_of(vm).is_some() && works(own),
            control: works(stamp),
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
