//! Placement: who holds which memory on which node, and what the formula still admits.
//!
//! Always true here: memory is never overcommitted, caps on VM numbers hold, and a VM holds memory
//! on one node at most.

use super::World;
use crate::model::memory::memory_terms;
use crate::model::placement::usable;
use crate::model::record::Resource;
use crate::model::{NodeId, SetId, SetKind, StampId, VmId};
use crate::units::Bytes;

impl World<'_> {
    /// Puts the infrastructure of a stamp on its nodes that are up, as evenly as they have room.
    pub(super) fn place_infrastructure(&mut self, stamp: StampId, mut amount: u64) {
        let plan = self.frame.blueprint.stamp(stamp);
        let usable = usable(plan);
        amount += std::mem::take(&mut self.halls[stamp].infrastructure_unplaced);
        let mut nodes = plan
            .node_ids()
            .filter(|node| self.plant.node_up(*node))
            .count() as u64;
        // Level filling from the fullest node: each gets its share of what is left, at most its room.
        self.scratch.by_room.clear();
        self.scratch.by_room.extend(plan.node_ids());
        let table = &self.seats;
        self.scratch.by_room.sort_by_key(|node| {
            (
                usable - table[*node].used - table[*node].infrastructure,
                *node,
            )
        });
        for index in 0..self.scratch.by_room.len() {
            let node = self.scratch.by_room[index];
            if !self.plant.node_up(node) || nodes == 0 {
                continue;
            }
            let state = &mut self.seats[node];
            let share = amount
                .div_ceil(nodes)
                .min(usable - state.used - state.infrastructure);
            state.infrastructure += share;
            amount -= share;
            nodes -= 1;
        }
        self.halls[stamp].infrastructure_unplaced = amount;
    }

    /// Finds a node for a VM on a stamp and takes its memory: the node with the fewest members of
    /// its set, then the most room. False where none has room.
    pub(super) fn place(&mut self, vm: VmId, stamp: StampId) -> bool {
        self.place_beside(vm, stamp, usize::MAX)
    }

    /// The same for a VM that is built again: the instances of a scale set are created in fault
    /// domains of their own, of which there are three at most, or not at all.
    pub(super) fn create(&mut self, vm: VmId, stamp: StampId) -> bool {
        let plan = self.frame.blueprint.vm(vm);
        let most = match plan.set {
            Some(set) if plan.set_kind == SetKind::ScaleSet => {
                let nodes = self.frame.blueprint.stamp(stamp).node_count() as usize;
                let domains = nodes.clamp(1, 3);
                self.frame.plan.set_members[set].len().div_ceil(domains)
            }
            Some(_) | None => usize::MAX,
        };
        self.place_beside(vm, stamp, most)
    }

    /// Builds a VM on another stamp than the one that it may still hold memory on: that is given
    /// back only where there is room for it.
    pub(super) fn create_anew(&mut self, vm: VmId, stamp: StampId) -> bool {
        let before = self.vms[vm].node;
        self.unplace(vm);
        let placed = self.create(vm, stamp);
        if let Some(before) = before.filter(|_| !placed) {
            self.put_on(vm, before);
        }
        placed
    }

    /// Places a VM where fewer than `most` members of its set stand.
    fn place_beside(&mut self, vm: VmId, stamp: StampId, most: usize) -> bool {
        let plan = self.frame.blueprint.vm(vm);
        let Some(node) = self.find_node(plan.memory.0, stamp, plan.set, most) else {
            return false;
        };
        self.put_on(vm, node);
        true
    }

    /// The node of a stamp with room, fewer than `most` members of a set, and the fewest of them.
    pub(super) fn find_node(
        &self,
        memory: u64,
        stamp: StampId,
        set: Option<SetId>,
        most: usize,
    ) -> Option<NodeId> {
        let host = self.frame.blueprint.stamp(stamp);
        let usable = usable(host);
        let mut best: Option<(usize, u64, NodeId)> = None;
        for node in host.node_ids() {
            let state = &self.seats[node];
            let room = usable - state.used - state.infrastructure;
            if !self.plant.node_up(node) || room < memory || state.vms >= host.vms_per_node {
                continue;
            }
            let members = match set {
                Some(set) => self.frame.plan.set_members[set]
                    .iter()
                    .filter(|other| self.vms[**other].node == Some(node))
                    .count(),
                None => 0,
            };
            let candidate = (members, u64::MAX - room, node);
            if members < most && best.is_none_or(|found| candidate < found) {
                best = Some(candidate);
            }
        }
        best.map(|(_, _, node)| node)
    }

    /// A VM takes its memory on a node.
    pub(super) fn put_on(&mut self, vm: VmId, node: NodeId) {
        let stamp = self.frame.blueprint.node(node).stamp;
        let usable = usable(self.frame.blueprint.stamp(stamp));
        let state = &mut self.seats[node];
        state.used += self.frame.blueprint.vm(vm).memory.0;
        state.vms += 1;
        assert!(
            state.used + state.infrastructure <= usable,
            "memory of node {} is overcommitted",
            node.0
        );
        self.vms[vm].node = Some(node);
    }

    /// Gives back the memory of a VM.
    pub(super) fn unplace(&mut self, vm: VmId) {
        if let Some(node) = self.vms[vm].node.take() {
            let state = &mut self.seats[node];
            state.used -= self.frame.blueprint.vm(vm).memory.0;
            state.vms -= 1;
            self.frame.dirty.waiters = true;
        }
    }

    /// Whether the formula admits a VM that comes from another stamp.
    pub(super) fn admits(&self, vm: VmId, stamp: StampId) -> bool {
        let host = self.frame.blueprint.stamp(stamp);
        let plan = self.frame.blueprint.vm(vm);
        if self.standby_on(vm, stamp).is_some() {
            // The formula counts it already: its standby gives it what it holds.
            return true;
        }
        let standbys = self.frame.blueprint.standbys.iter().zip(&self.standbys);
        let standbys = standbys
            .filter(|(standby, state)| state.is_there() && standby.stamp == stamp)
            .map(|(standby, _)| standby.memory.0);
        let largest = self
            .vms
            .ids()
            .filter(|other| self.vms[*other].stamp == stamp && !self.vms[*other].shed)
            .map(|other| self.frame.blueprint.vm(other).memory.0)
            .chain(standbys)
            .max()
            .unwrap_or(0)
            .max(plan.memory.0);
        let tenant = Bytes(self.halls[stamp].admitted + plan.memory.0);
        let terms = memory_terms(
            host.reserve,
            host.node_count(),
            host.node_memory,
            Bytes(largest),
            tenant,
        );
        terms.available >= 0.0 && self.halls[stamp].admitted_vms < host.vms_per_stamp
    }

    /// Moves what the formula counts for a VM to another stamp.
    pub(super) fn move_home(&mut self, vm: VmId, stamp: StampId) {
        let before = self.vms[vm].stamp;
        self.give_up_admission(vm);
        self.vms[vm].stamp = stamp;
        self.standby_follows(vm, before, stamp);
        self.regain_admission(vm);
        self.vms[vm].powered_off = false;
        self.plant.move_volume(&mut self.frame, vm, stamp);
    }

    /// A VM gives up what the formula counts for it, unless it has.
    pub(super) fn give_up_admission(&mut self, vm: VmId) {
        if !std::mem::replace(&mut self.vms[vm].shed, true) {
            let stamp = &mut self.halls[self.vms[vm].stamp];
            stamp.admitted -= self.frame.blueprint.vm(vm).memory.0;
            stamp.admitted_vms -= 1;
        }
    }

    /// A VM is counted by the formula again, if it was not.
    pub(super) fn regain_admission(&mut self, vm: VmId) {
        if std::mem::take(&mut self.vms[vm].shed) {
            let stamp = &mut self.halls[self.vms[vm].stamp];
            stamp.admitted += self.frame.blueprint.vm(vm).memory.0;
            stamp.admitted_vms += 1;
        }
    }

    /// The resource to name when a VM waits for room on a stamp.
    pub(super) fn capacity_of(stamp: StampId) -> Resource {
        Resource::Capacity(stamp)
    }
}
