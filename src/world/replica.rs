//! Replica groups as they meet the rest of the world: what reaches a replica, VMs that stand still, what
//! a replica offers a VM.
//!
//! Always true here: what a group sends and holds is the mirror's; what its VMs do is said here.

use super::World;
use super::mirror::{Loser, Offer, Reach};
use super::state::VmPhase;
use super::which::Fault;
use crate::model::{Component, GroupId, StampId, VmId};

impl World<'_> {
    /// What of a group reaches its replica, as things are.
    pub(super) fn reach_of(&self, group: GroupId) -> Reach {
        let source = self.mirror.source_stamp(&self.frame, group);
        let replica = self.mirror.replica_stamp(&self.frame, group);
        let runs = self.stands(source) && self.stands(replica);
        Reach {
            runs,
            open: runs && self.path_stands(&self.frame.plan.groups[group].path),
        }
    }

    /// What goes over paths has changed: groups that write only together with their replica stand still,
    /// or go on.
    pub(super) fn freeze_or_thaw(&mut self) {
        for group in self.mirror.ids() {
            let reach = self.reach_of(group);
            if let Some(cut) = self.mirror.sees(&mut self.frame, group, reach) {
                self.hold_still(group, cut);
            }
        }
    }

    fn hold_still(&mut self, group: GroupId, cut: bool) {
        let blueprint = self.frame.blueprint;
        for vm in blueprint.group(group).vms.iter().copied() {
            if cut && self.vms[vm].phase == VmPhase::Serving {
                let fault = self.fault_between(group);
                let fault = fault.expect("what cuts a path is a fault");
                self.stop_vm(vm, fault, VmPhase::Frozen);
            } else if !cut && self.vms[vm].phase == VmPhase::Frozen {
                self.vm_serves(vm);
            }
        }
    }

    /// The timer of a group fires.
    pub(super) fn group_timer(&mut self, group: GroupId) {
        self.mirror.pass(&mut self.frame, group);
        let due = self.mirror.failback_due(&self.frame, group);
        if due.is_some_and(|at| at <= self.frame.now) {
            self.try_failback(group);
        }
        self.frame.dirty.flows = true;
    }

    /// A VM has its state at home again.
    pub(super) fn source_stands_again(&mut self, group: GroupId) {
        let source = self.mirror.source_stamp(&self.frame, group);
        let mut vms = self.frame.blueprint.group(group).vms.iter();
        let lacks = |vm: &VmId| {
            let state = &self.vms[*vm];
            state.needs_data && state.stamp == source
        };
        if !vms.any(lacks) {
            self.mirror.source_restored(&mut self.frame, group);
        }
    }

    /// A VM's state went another way than its replica's: it was restored from a backup.
    pub(super) fn replica_diverged(&mut self, vm: VmId) {
        let Some(group) = self.frame.plan.vms[vm].group else {
            return;
        };
        let source = self.mirror.source_stamp(&self.frame, group);
        let here = |vm: &VmId| self.vms[*vm].stamp == source;
        if !self.frame.blueprint.group(group).vms.iter().any(here) {
            self.mirror.disband(&mut self.frame, group);
        } else if self.vms[vm].stamp == source {
            self.mirror.gone(&mut self.frame, group);
        }
    }

    /// The group together with which a VM that is ready must stand still all the same.
    pub(super) fn frozen_with(&self, vm: VmId) -> Option<GroupId> {
        let group = self.frame.plan.vms[vm].group;
        group.filter(|group| self.mirror.is_frozen(*group))
    }

    /// The fault that keeps the two ends of a group apart: the newest one that is active, else what
    /// took an end down that has not started since, though it is over itself.
    pub(super) fn fault_between(&self, group: GroupId) -> Option<Fault> {
        let path = &self.frame.plan.groups[group].path;
        let ends = [
            self.mirror.replica_stamp(&self.frame, group),
            self.mirror.source_stamp(&self.frame, group),
        ];
        let between = |fault: &&Fault| match self.frame.fault_facts(**fault).0 {
            Component::Link(link) => self.has_part(path, link),
            Component::Switch(switch) => ends.iter().any(|stamp| self.cuts_off(switch, *stamp)),
            target => ends
                .iter()
                .any(|stamp| super::plan::covers_stamp(self.frame.blueprint, target, *stamp)),
        };
        let newest = self.active_faults.iter().rev().find(between).copied();
        let offline = || ends.iter().find_map(|stamp| self.offline_by(*stamp));
        let down = || {
            let mut down = ends.iter().filter(|stamp| !self.stamps[**stamp].up);
            down.find_map(|stamp| self.stamps[*stamp].fault)
        };
        newest.or_else(offline).or_else(down)
    }

    /// What the replica of a VM offers, if it can be resumed from.
    pub(super) fn offer(&self, vm: VmId) -> Option<Offer> {
        let group = self.frame.plan.vms[vm].group?;
        let state = &self.vms[vm];
        let loser = Loser {
            group,
            stamp: state.stamp,
            clock: state.clock_at(self.frame.now),
            corrupt: state.corrupt_since.map(|_| state.corrupt_clock),
            noticed: state.noticed,
            deleted: state.deleted.then_some(state.lost_at),
        };
        self.mirror.offer(&self.frame, &loser)
    }

    /// The stamp of a VM's replica.
    pub(super) fn refuge(&self, vm: VmId) -> Option<StampId> {
        let group = self.frame.plan.vms[vm].group?;
        self.mirror.refuge(&self.frame, group, self.vms[vm].stamp)
    }
}
