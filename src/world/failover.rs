//! Failover of a VM to its replica: decided by a person, with room that is found or held there.
//!
//! Always true here: a VM runs at one end only; what its replica lacks at the cut is lost when it is
//! resumed from, and at no other time.

use super::World;
use super::draws::{Common, common};
use super::event::Batches;
use super::replica::Offer;
use super::state::VmPhase;
use crate::model::record::{Path, Resource};
use crate::model::{GroupId, StampId, VmId};
use crate::units::Span;

/// How a VM comes back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Way {
    /// It starts again where it is; its disks are intact.
    Restart,
    /// From its replica, in this group.
    Failover(GroupId),
    /// From a restore point.
    Restore,
    /// From its template, empty.
    Redeploy,
    /// Not at all.
    Nothing,
}

impl World<'_> {
    /// How a VM comes back as things are.
    pub(super) fn way_back(&self, vm: VmId) -> Way {
        let state = &self.vms[vm];
        if !state.needs_data {
            let stands = self.plant.stands(state.stamp);
            let fails_over = state.failing_over || (!stands && self.offer(vm).is_some());
            return match self.frame.plan.vms[vm].group {
                Some(group) if fails_over => Way::Failover(group),
                Some(_) | None => Way::Restart,
            };
        }
        let restores = self.frame.plan.restores(self.frame.blueprint, vm);
        // A replica carries what was done to the data: for that the backup comes first.
        let replica = (state.disks_lost || !restores) && self.replica_is_best(vm);
        match self.frame.plan.vms[vm].group {
            Some(group) if replica => Way::Failover(group),
            Some(_) | None if restores => Way::Restore,
            Some(_) | None if self.frame.blueprint.vm(vm).redeploy.is_some() => Way::Redeploy,
            Some(_) | None => Way::Nothing,
        }
    }

    /// Whether the replica can be resumed from and no restore point is newer.
    fn replica_is_best(&self, vm: VmId) -> bool {
        let Some(offer) = self.offer(vm) else {
            return false;
        };
        let clock = self.vms[vm].clock_at(self.frame.now);
        let newest = self.newest_clock(vm);
        newest.is_none_or(|point| clock - offer.set_back >= point)
    }

    /// The VM goes to its replica, or waits for what that needs.
    pub(super) fn route_failover(&mut self, vm: VmId, group: GroupId) {
        if self.vms[vm].failing_over {
            self.go_on_there(vm, group);
            return;
        }
        let (Some(stamp), Some(offer)) = (self.refuge(vm), self.offer(vm)) else {
            return;
        };
        if !self.plant.stands(stamp) {
            let resource = self.plant.return_of_stamp(&self.frame, stamp);
            self.set_phase_for(vm, VmPhase::WaitReturn, resource);
        } else if self.replication_of(group).needs_control_plane && !self.plant.control_up(stamp) {
            self.set_phase_for(vm, VmPhase::WaitControl, Resource::ControlPlane(stamp));
        } else if self.needs_quota(vm, stamp) {
            self.raise_quota(vm, stamp);
        } else if self.find_place(vm, group, stamp) {
            self.cut_over(vm, group, offer);
            self.go_on_there(vm, group);
        } else if self.could_stay_at_home(vm) {
            self.route_homeward(vm);
        } else {
            self.set_phase_for(vm, VmPhase::WaitCapacity, Self::capacity_of(stamp));
        }
    }

    /// Whether a quota must be raised before a VM of another stamp can start here.
    pub(super) fn needs_quota(&self, vm: VmId, stamp: StampId) -> bool {
        !self.vms[vm].quota_raised && self.frame.plan.stamps[stamp].quota.is_some()
    }

    pub(super) fn raise_quota(&mut self, vm: VmId, stamp: StampId) {
        let Some(sampler) = &self.frame.plan.stamps[stamp].quota else {
            return;
        };
        // Once for all that one fault takes.
        let (fault, ordinal) = (self.vms[vm].fault, self.vms[vm].fault_ordinal);
        let of_fault = fault.map(|fault| self.plant.stream_of(fault, ordinal));
        let (stream, word) = common(of_fault, &mut self.vms[vm], Common::Quota);
        let delay = sampler.draw(stream, word);
        let quota = Resource::Quota(stamp);
        self.set_phase_for(vm, VmPhase::WaitQuota, quota);
        self.set_timer(vm, delay);
    }

    /// Room for a VM where its replica is: what its standby holds, what the formula admits, or what
    /// less urgent VMs there give up. It has its node, its memory and its home then.
    fn find_place(&mut self, vm: VmId, group: GroupId, stamp: StampId) -> bool {
        if self.take_standby(vm, stamp) {
            return true;
        }
        loop {
            if self.admits(vm, stamp) && self.create_anew(vm, stamp) {
                self.set_phase(vm, VmPhase::Decide);
                self.move_home(vm, stamp);
                return true;
            }
            // Those who were stopped in vain start again; to stop them once more would go on for ever.
            if self.vms[vm].shed_in_vain || !self.shed_one(vm, group, stamp) {
                self.vms[vm].shed_in_vain = true;
                return false;
            }
        }
    }

    /// The hot standby of a VM gives it its place.
    fn take_standby(&mut self, vm: VmId, stamp: StampId) -> bool {
        let standby = self.standby_on(vm, stamp);
        let Some(node) = standby.and_then(|standby| standby.node()) else {
            return false;
        };
        self.set_phase(vm, VmPhase::Decide);
        self.unplace(vm);
        self.move_home(vm, stamp);
        self.put_on(vm, node);
        self.vms[vm].promoted = true;
        true
    }

    /// Stops the least urgent VM of a stamp that may be stopped for this one; false where none is left.
    fn shed_one(&mut self, vm: VmId, group: GroupId, stamp: StampId) -> bool {
        let tiers = &self.frame.blueprint.stamp(stamp).shed_tiers;
        let own = self.frame.plan.vms[vm].tier;
        let victim = self
            .frame
            .plan
            .events
            .by_rank()
            .iter()
            .rev()
            .copied()
            .find(|other| {
                let plan = &self.frame.plan.vms[*other];
                let state = &self.vms[*other];
                plan.tier > own
                    && tiers.contains(&plan.tier)
                    && state.stamp == stamp
                    && state.node.is_some()
                    && !state.shed
            });
        let Some(victim) = victim else {
            return false;
        };
        let Some(fault) = self.vms[vm].fault else {
            return false;
        };
        self.unplace(victim);
        self.give_up_admission(victim);
        self.stop_vm(victim, fault, VmPhase::WaitCapacity);
        self.rename_wait(victim, Self::capacity_of(stamp));
        if self.frame.counts_now() {
            self.frame.record.replicas[group.index()].shed += 1;
            self.frame.record.shed += 1;
        }
        true
    }

    /// A VM that was stopped for others starts again when the formula admits it: a new placement.
    pub(super) fn route_shed(&mut self, vm: VmId, stamp: StampId) {
        if !self.plant.control_up(stamp) {
            self.set_phase_for(vm, VmPhase::WaitControl, Resource::ControlPlane(stamp));
        } else if self.admits(vm, stamp) && self.create(vm, stamp) {
            self.set_phase(vm, VmPhase::Decide);
            self.regain_admission(vm);
            if self.pass_gate(vm, Batches::Cluster) {
                self.boot_when_needs_are_up(vm);
            } else {
                self.set_phase_for(vm, VmPhase::WaitCluster, Resource::ClusterBatch(stamp));
            }
        } else {
            self.set_phase_for(vm, VmPhase::WaitCapacity, Self::capacity_of(stamp));
        }
    }

    /// The VM is that of its replica now: what had not arrived is lost. The first of a group turns
    /// it over.
    fn cut_over(&mut self, vm: VmId, group: GroupId, offer: Offer) {
        if self.source_stamp(group) != self.vms[vm].stamp {
            self.turn_over(group, !self.vms[vm].needs_data);
            if self.frame.counts_now() {
                self.frame.record.replicas[group.index()].failovers += 1;
            }
        }
        self.take_offer(vm, offer);
        let state = &mut self.vms[vm];
        state.path = Path::Failover;
        state.failing_over = true;
    }

    /// The state of a VM is that of its replica.
    pub(super) fn take_offer(&mut self, vm: VmId, offer: Offer) {
        self.interrupt_transfer(vm);
        let stateful = self.frame.plan.vms[vm].stateful;
        let state = &mut self.vms[vm];
        if !offer.bad {
            state.corrupt_since = None;
        }
        state.needs_data = false;
        state.given_up = false;
        state.disks_lost = false;
        state.deleted = false;
        state.noticed = false;
        if stateful {
            state.clock -= offer.set_back;
            self.lose_state(vm, offer.set_back, false, offer.resumed);
            self.history_restarts(vm);
        }
        self.jobs[vm].full_needed = true;
    }

    /// The VM has its place at the other end: a batch, and then it is made to run.
    fn go_on_there(&mut self, vm: VmId, group: GroupId) {
        let stamp = self.vms[vm].stamp;
        if !self.plant.stands(stamp) {
            let resource = self.plant.return_of_stamp(&self.frame, stamp);
            self.set_phase_for(vm, VmPhase::WaitReturn, resource);
        } else if self.replication_of(group).needs_control_plane && !self.plant.control_up(stamp) {
            self.set_phase_for(vm, VmPhase::WaitControl, Resource::ControlPlane(stamp));
        } else if self.vms[vm].node.is_none() && !self.place(vm, stamp) {
            self.set_phase_for(vm, VmPhase::WaitCapacity, Self::capacity_of(stamp));
        } else if self.pass_gate_to_build(vm) {
            self.provision(vm);
        } else {
            self.set_phase_for(vm, VmPhase::WaitManager, Resource::ManagerBatch(stamp));
        }
    }

    /// A VM is ready. Where it has moved, users find it when the old names have died.
    pub(super) fn ready(&mut self, vm: VmId) {
        if let Some(group) = self.frozen_with(vm) {
            let resource = self.plant.return_of(&self.frame, self.fault_between(group));
            self.set_phase_for(vm, VmPhase::Frozen, resource);
            return;
        }
        let moved = matches!(self.vms[vm].path, Path::Failover | Path::Failback);
        let ttl = match self.frame.plan.vms[vm].group {
            Some(group) if moved => self.replication_of(group).dns_ttl,
            Some(_) | None => Span::ZERO,
        };
        if ttl == Span::ZERO || self.vms[vm].phase == VmPhase::WaitNames {
            self.vm_serves(vm);
            return;
        }
        self.set_phase_for(vm, VmPhase::WaitNames, Resource::Names);
        self.set_timer(vm, ttl);
    }
}
