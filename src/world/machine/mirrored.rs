//! VMs and their replicas: what reaches a replica, what it offers, whose state went another way.
//!
//! Always true here: what a group sends and holds is the mirror's; nothing here changes the phase of a VM.

use crate::model::topology::takes_stamp;
use crate::model::{Component, GroupId, StampId, VmId};
use crate::world::World;
use crate::world::mirror::{Loser, Offer, Reach};
use crate::world::which::Fault;

impl World<'_> {
    /// What of a group reaches its replica, as things are.
    pub(in crate::world) fn reach_of(&self, group: GroupId) -> Reach {
        let source = self.mirror.source_stamp(&self.frame, group);
        let replica = self.mirror.replica_stamp(&self.frame, group);
        let runs = self.plant.stands(source) && self.plant.stands(replica);
        Reach {
            runs,
            open: runs
                && self
                    .plant
                    .path_stands(&self.frame, &self.frame.plan.groups[group].path),
        }
    }

    /// What the replica of a VM offers, if it can be resumed from.
    pub(in crate::world) fn offer(&self, vm: VmId) -> Option<Offer> {
        let group = self.frame.plan.vms[vm].group?;
        let state = &self.vms[vm];
        let loser = Loser {
            group,
            stamp: self.room.stamp_of(vm),
            clock: state.clock_at(self.frame.now),
            corrupt: state.corrupt.map(|one| one.clock),
            // A replica is not scanned.
            noticed: state.noticed() || state.is_cleaned(),
            deleted: state.stop.filter(|_| state.deleted()).map(|stop| stop.at),
            encrypted: state.encrypted(),
        };
        self.mirror.offer(&self.frame, &loser)
    }

    /// The group whose replica has a recovery point of a VM from before its data went bad, and how old that is.
    pub(in crate::world) fn clean_offer(&self, vm: VmId) -> Option<(GroupId, u64)> {
        let group = self.frame.plan.vms[vm].group?;
        let offer = self.offer(vm).filter(|offer| !offer.bad)?;
        Some((group, offer.set_back))
    }

    /// The stamp of a VM's replica.
    pub(in crate::world) fn refuge(&self, vm: VmId) -> Option<StampId> {
        let group = self.frame.plan.vms[vm].group?;
        self.mirror
            .refuge(&self.frame, group, self.room.stamp_of(vm))
    }

    /// The fault that keeps the two ends of a group apart: the newest one that is active, else what
    /// took an end down that has not started since, though it is over itself.
    pub(in crate::world) fn fault_between(&self, group: GroupId) -> Option<Fault> {
        let path = &self.frame.plan.groups[group].path;
        let ends = [
            self.mirror.replica_stamp(&self.frame, group),
            self.mirror.source_stamp(&self.frame, group),
        ];
        let between = |fault: &&Fault| match self.frame.fault_facts(**fault).0 {
            Component::Link(link) => self.plant.has_part(&self.frame, path, link),
            Component::Switch(switch) => ends
                .iter()
                .any(|stamp| self.plant.cuts_off(&self.frame, switch, *stamp)),
            target => ends
                .iter()
                .any(|stamp| takes_stamp(self.frame.blueprint, target, *stamp)),
        };
        let newest = self.plant.active().iter().rev().find(between).copied();
        let offline = || ends.iter().find_map(|stamp| self.plant.offline_by(*stamp));
        let down = || {
            let mut down = ends.iter().filter(|stamp| !self.plant.is_up(**stamp));
            down.find_map(|stamp| self.plant.fault_of(*stamp))
        };
        newest.or_else(offline).or_else(down)
    }

    /// A VM has its state at home again.
    pub(in crate::world) fn source_stands_again(&mut self, group: GroupId) {
        let source = self.mirror.source_stamp(&self.frame, group);
        let mut vms = self.frame.blueprint.group(group).vms.iter();
        let lacks = |vm: &VmId| self.vms[*vm].needs_data() && self.room.stamp_of(*vm) == source;
        if !vms.any(lacks) {
            self.mirror.source_restored(&mut self.frame, group);
        }
    }

    /// A VM's state went another way than its replica's: it was restored from a backup.
    pub(in crate::world) fn replica_diverged(&mut self, vm: VmId) {
        let Some(group) = self.frame.plan.vms[vm].group else {
            return;
        };
        let source = self.mirror.source_stamp(&self.frame, group);
        let here = |vm: &VmId| self.room.stamp_of(*vm) == source;
        if !self.frame.blueprint.group(group).vms.iter().any(here) {
            self.mirror.disband(&mut self.frame, group);
        } else if self.room.stamp_of(vm) == source {
            self.mirror.gone(&mut self.frame, group);
        }
    }
}
