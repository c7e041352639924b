//! Failover of a VM to its replica: decided by a person, with room that is found or held there.
//!
//! Always true here: a VM runs at one end only; what its replica lacks at the cut is lost when it is
//! resumed from, and at no other time.

use crate::model::{GroupId, StampId, VmId};
use crate::world::World;
use crate::world::draws::Common;
use crate::world::life::{Next, Route, VmPhase};
use crate::world::machine::phase::draw_common;
use crate::world::mirror::Offer;
use crate::world::policy::victim;

/// What a failover proves.
const REPLICA_OFFERS: &str = "a VM fails over to a replica that offers it something";

impl World<'_> {
    /// Room at home, a batch, and the VM is built.
    fn route_homeward(&mut self, vm: VmId) {
        let home = self.room.stamp_of(vm);
        let route = match self.frame.is_instance(vm) {
            true => Route::Reseed,
            false => Route::Homeward,
        };
        self.take_route(vm, route);
        if !self.plant.control_up(home) {
            self.set_phase(vm, VmPhase::WaitControl(home));
            return;
        }
        let counted = !self.room.is_shed(vm);
        let placed = self.room.node_of(vm).is_some() || self.create_or_displace(vm, home, counted);
        if !placed {
            self.set_phase(vm, self.short_of_room(vm, home));
            return;
        }
        self.build_in_turn(vm, home, route);
    }

    /// The VM goes to its replica, or waits for what that needs.
    pub(in crate::world) fn route_failover(&mut self, vm: VmId, group: GroupId) {
        if self.vms[vm].recovery.failing_over {
            self.go_on_there(vm, group);
            return;
        }
        let stamp = self.refuge(vm).expect(REPLICA_OFFERS);
        let offer = self.offer(vm).expect(REPLICA_OFFERS);
        let home = self.room.stamp_of(vm);
        if self.waits_for_other_end(vm, group, stamp) {
            return;
        }
        if self.needs_quota(vm, stamp) {
            self.raise_quota(vm, stamp);
        } else if self.find_place(vm, group, stamp) {
            if !self.vms[vm].needs_data() {
                self.vms[vm].left = Some(home);
                self.account.leaves(self.frame.blueprint.vm(vm).application);
            }
            self.vms[vm].patience = None;
            self.cut_over(vm, group, offer);
            self.go_on_there(vm, group);
        } else if self.could_stay_at_home(vm) {
            self.route_homeward(vm);
        } else {
            self.set_phase(vm, self.short_of_room(vm, stamp));
        }
    }

    /// Whether a VM has to wait for the stamp of its replica, or for the control plane there where its
    /// failover goes through that. It does so from then on.
    fn waits_for_other_end(&mut self, vm: VmId, group: GroupId, stamp: StampId) -> bool {
        if !self.plant.stands(stamp) {
            let away = self.plant.return_of_stamp(&self.frame, stamp);
            self.set_phase(vm, VmPhase::WaitReturn(away));
            true
        } else if self.frame.replication_of(group).needs_control_plane
            && !self.plant.control_up(stamp)
        {
            self.set_phase(vm, VmPhase::WaitControl(stamp));
            true
        } else {
            false
        }
    }

    pub(in crate::world) fn raise_quota(&mut self, vm: VmId, stamp: StampId) {
        let sampler = self.frame.plan.stamps[stamp].quota.as_ref();
        let sampler = sampler.expect("a quota that is raised takes its time");
        let state = &mut self.vms[vm];
        let delay = draw_common(&mut self.plant, state, sampler, Common::Quota);
        self.set_phase(vm, VmPhase::WaitQuota(stamp));
        self.set_timer(vm, delay);
    }

    /// Room for a VM where its replica is: what its standby holds, what the formula admits, or what
    /// less urgent VMs there give up. It has its node, its memory and its home then.
    fn find_place(&mut self, vm: VmId, group: GroupId, stamp: StampId) -> bool {
        if self.take_standby(vm, stamp) {
            return true;
        }
        loop {
            if self.room.admits(&self.frame, vm, stamp) && self.create_anew(vm, stamp) {
                self.set_phase(vm, VmPhase::Decide);
                self.move_home(vm, stamp);
                return true;
            }
            // Those who were stopped in vain start again; to stop them once more would go on for ever.
            if self.vms[vm].recovery.shed_in_vain || !self.shed_one(vm, group, stamp) {
                self.vms[vm].recovery.shed_in_vain = true;
                return false;
            }
        }
    }

    /// The hot standby of a VM gives it its place.
    fn take_standby(&mut self, vm: VmId, stamp: StampId) -> bool {
        let standby = self.room.standby_on(&self.frame, vm, stamp);
        let Some(node) = standby.and_then(|standby| standby.node()) else {
            return false;
        };
        self.set_phase(vm, VmPhase::Decide);
        self.room.unplace(&mut self.frame, vm);
        self.move_home(vm, stamp);
        self.room.put_on(&self.frame, vm, node);
        self.vms[vm].recovery.promoted = true;
        true
    }

    /// Stops the least urgent VM of a stamp that may be stopped for this one; false where none is left.
    fn shed_one(&mut self, vm: VmId, group: GroupId, stamp: StampId) -> bool {
        let plan = &self.frame.plan;
        let may_be_stopped = &self.frame.blueprint.stamp(stamp).shed_tiers;
        let occupants = self.room.occupants(stamp).map(|vm| plan.occupant(vm));
        let victim = victim(plan.vms[vm].tier, may_be_stopped, occupants);
        let Some(victim) = victim else {
            return false;
        };
        let fault = self.vms[vm].fault();
        let fault = fault.expect("a VM that fails over was stopped by a fault");
        self.make_way(victim, fault);
        if self.frame.counts_now() {
            self.frame.record.replicas[group.index()].shed += 1;
        }
        true
    }

    /// The VM is that of its replica now: what had not arrived is lost. The first of a group turns
    /// it over.
    fn cut_over(&mut self, vm: VmId, group: GroupId, offer: Offer) {
        if self.mirror.source_stamp(&self.frame, group) != self.room.stamp_of(vm) {
            let stands = !self.vms[vm].needs_data();
            self.mirror.turn_over(&mut self.frame, group, stands);
            if self.frame.counts_now() {
                self.frame.record.replicas[group.index()].failovers += 1;
            }
        }
        self.take_offer(vm, offer);
        self.take_route(vm, Route::Failover);
        self.vms[vm].recovery.failing_over = true;
    }

    /// The VM has its place at the other end: a batch, and then it is made to run.
    fn go_on_there(&mut self, vm: VmId, group: GroupId) {
        let stamp = self.room.stamp_of(vm);
        if self.waits_for_other_end(vm, group, stamp) {
            return;
        }
        if self.room.node_of(vm).is_none() && !self.place(vm, stamp) {
            self.set_phase(vm, self.short_of_room(vm, stamp));
        } else {
            self.build_in_turn(vm, stamp, Route::Failover);
        }
    }

    /// The VM is built when its batch of the resource manager comes.
    pub(in crate::world) fn build_in_turn(&mut self, vm: VmId, stamp: StampId, route: Route) {
        if self.pass_gate_to_build(vm) {
            self.provision(vm, route);
        } else {
            self.set_phase(vm, VmPhase::WaitManager(stamp, Next::Build(route)));
        }
    }
}
