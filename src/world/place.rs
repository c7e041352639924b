//! Placement: who holds which memory on which node, and what the formula still admits.
//!
//! Always true here: memory is never overcommitted, caps on VM numbers hold, and a VM holds memory
//! on one node at most.

use super::World;
use super::state::NOWHERE;
use crate::model::memory::memory_terms;
use crate::model::placement::usable;
use crate::model::record::Resource;
use crate::model::{SetKind, StampId};
use crate::units::Bytes;

impl World<'_> {
    /// Puts the infrastructure of a stamp on its nodes that are up, as evenly as they have room.
    pub(super) fn place_infrastructure(&mut self, stamp: usize, mut amount: u64) {
        let plan = &self.blueprint.stamps[stamp];
        let usable = usable(plan);
        amount += std::mem::take(&mut self.stamps[stamp].infrastructure_unplaced);
        let mut nodes = plan
            .node_ids()
            .filter(|node| self.node_up(node.index()))
            .count() as u64;
        // Level filling from the fullest node: each gets its share of what is left, at most its room.
        self.scratch.clear();
        self.scratch.extend(plan.nodes.clone());
        let table = &self.nodes;
        self.scratch.sort_by_key(|node| {
            (
                usable - table[*node as usize].used - table[*node as usize].infrastructure,
                *node,
            )
        });
        for index in 0..self.scratch.len() {
            let node = self.scratch[index] as usize;
            if !self.node_up(node) || nodes == 0 {
                continue;
            }
            let state = &mut self.nodes[node];
            let share = amount
                .div_ceil(nodes)
                .min(usable - state.used - state.infrastructure);
            state.infrastructure += share;
            amount -= share;
            nodes -= 1;
        }
        self.stamps[stamp].infrastructure_unplaced = amount;
    }

    /// Whether a node can hold VMs now.
    pub(super) fn node_up(&self, node: usize) -> bool {
        self.nodes[node].faults == 0 && self.nodes[node].stamp_faults == 0
    }

    /// Finds a node for a VM on a stamp and takes its memory: the node with the fewest members of
    /// its set, then the most room. False where none has room.
    pub(super) fn place(&mut self, vm: usize, stamp: usize) -> bool {
        self.place_beside(vm, stamp, usize::MAX)
    }

    /// The same for a VM that is built again: the instances of a scale set are created in fault
    /// domains of their own, of which there are three at most, or not at all.
    pub(super) fn create(&mut self, vm: usize, stamp: usize) -> bool {
        let plan = &self.blueprint.vms[vm];
        let most = match plan.set {
            Some(set) if plan.set_kind == SetKind::ScaleSet => {
                let nodes = self.blueprint.stamps[stamp].node_count() as usize;
                let domains = nodes.clamp(1, 3);
                self.plan.set_members[set.index()].len().div_ceil(domains)
            }
            Some(_) | None => usize::MAX,
        };
        self.place_beside(vm, stamp, most)
    }

    /// Places a VM where fewer than `most` members of its set stand.
    fn place_beside(&mut self, vm: usize, stamp: usize, most: usize) -> bool {
        let plan = &self.blueprint.vms[vm];
        let host = &self.blueprint.stamps[stamp];
        let usable = usable(host);
        let mut best: Option<(usize, u64, usize)> = None;
        for node in host.nodes.clone() {
            let node = node as usize;
            let state = &self.nodes[node];
            let room = usable - state.used - state.infrastructure;
            if !self.node_up(node) || room < plan.memory.0 || state.vms >= host.vms_per_node {
                continue;
            }
            let members = match plan.set {
                Some(set) => self.plan.set_members[set.index()]
                    .iter()
                    .filter(|other| self.vms[**other as usize].node as usize == node)
                    .count(),
                None => 0,
            };
            let candidate = (members, u64::MAX - room, node);
            if members < most && best.is_none_or(|found| candidate < found) {
                best = Some(candidate);
            }
        }
        let Some((_, _, node)) = best else {
            return false;
        };
        let state = &mut self.nodes[node];
        state.used += plan.memory.0;
        state.vms += 1;
        assert!(
            state.used + state.infrastructure <= usable,
            "memory of node {node} is overcommitted"
        );
        self.vms[vm].node = node as u32;
        true
    }

    /// Gives back the memory of a VM.
    pub(super) fn unplace(&mut self, vm: usize) {
        let node = std::mem::replace(&mut self.vms[vm].node, NOWHERE);
        if node != NOWHERE {
            let state = &mut self.nodes[node as usize];
            state.used -= self.blueprint.vms[vm].memory.0;
            state.vms -= 1;
            self.look_again = true;
        }
    }

    /// Whether the formula admits a VM that comes from another stamp.
    pub(super) fn admits(&self, vm: usize, stamp: usize) -> bool {
        let host = &self.blueprint.stamps[stamp];
        let plan = &self.blueprint.vms[vm];
        let largest = (0..self.vms.len())
            .filter(|other| self.vms[*other].stamp as usize == stamp)
            .map(|other| self.blueprint.vms[other].memory.0)
            .max()
            .unwrap_or(0)
            .max(plan.memory.0);
        let tenant = Bytes(self.stamps[stamp].admitted + plan.memory.0);
        let terms = memory_terms(
            host.reserve,
            host.node_count(),
            host.node_memory,
            Bytes(largest),
            tenant,
        );
        terms.available >= 0.0 && self.stamps[stamp].admitted_vms < host.vms_per_stamp
    }

    /// Moves what the formula counts for a VM to another stamp.
    pub(super) fn move_home(&mut self, vm: usize, stamp: usize) {
        let from = self.vms[vm].stamp as usize;
        let memory = self.blueprint.vms[vm].memory.0;
        self.stamps[from].admitted -= memory;
        self.stamps[from].admitted_vms -= 1;
        self.stamps[stamp].admitted += memory;
        self.stamps[stamp].admitted_vms += 1;
        self.vms[vm].stamp = stamp as u32;
        self.vms[vm].powered_off = false;
        self.move_volume(vm, stamp);
    }

    /// The resource to name when a VM waits for room on a stamp.
    pub(super) fn capacity_of(stamp: usize) -> Resource {
        Resource::Capacity(StampId::from_index(stamp))
    }
}
