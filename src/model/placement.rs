//! Where VMs and hot standbys stand at the start of a trial.
//!
//! Always true here: a pure function of the blueprint; memory and caps of nodes are kept.

use super::blueprint::Blueprint;
use super::ids::{NodeId, StampId};
use super::memory::infrastructure;
use super::place::{Node, Reserve, Stamp};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Memory of one node that VMs and infrastructure may hold.
#[must_use]
pub fn usable(stamp: &Stamp) -> u64 {
    match stamp.reserve {
        Reserve::AzureStackHub { host_os } => {
            stamp.node_memory.0 - (stamp.node_memory.0 as f64 * host_os.0) as u64
        }
        Reserve::None => stamp.node_memory.0,
    }
}

/// Memory of the infrastructure of a stamp.
#[must_use]
pub fn infrastructure_of(stamp: &Stamp) -> u64 {
    match stamp.reserve {
        Reserve::AzureStackHub { .. } => infrastructure(stamp.node_count()).0,
        Reserve::None => 0,
    }
}

/// Room and number of VMs on each node, filled one by one.
struct Nodes {
    room: Vec<u64>,
    number: Vec<u32>,
    /// The nodes of each stamp that may take one more VM: most room first, then lowest number. Whoever
    /// comes looks at the first of them, not at every node.
    by_room: Vec<BTreeSet<(Reverse<u64>, usize)>>,
}

impl Nodes {
    /// All nodes without a VM.
    fn empty(blueprint: &Blueprint) -> Nodes {
        let room = |node: &Node| {
            let stamp = blueprint.stamp(node.stamp);
            usable(stamp)
                .saturating_sub(infrastructure_of(stamp).div_ceil(u64::from(stamp.node_count())))
        };
        let room: Vec<u64> = blueprint.nodes.iter().map(room).collect();
        let open = |stamp: &Stamp| {
            let nodes = stamp.node_ids().map(NodeId::index);
            let open = nodes.filter(|_| stamp.vms_per_node > 0);
            open.map(|node| (Reverse(room[node]), node)).collect()
        };
        Nodes {
            by_room: blueprint.stamps.iter().map(open).collect(),
            number: vec![0; blueprint.nodes.len()],
            room,
        }
    }
    /// Puts this much memory on the node of the stamp with the fewest `beside`, then the most room.
    fn put(
        &mut self,
        blueprint: &Blueprint,
        stamp: StampId,
        memory: u64,
        beside: impl Fn(usize) -> u32,
    ) -> Option<NodeId> {
        let fits = |&&(Reverse(room), _): &&(Reverse<u64>, usize)| room >= memory;
        let mut best = None;
        for &(_, node) in self.by_room[stamp.index()].iter().take_while(fits) {
            let beside = beside(node);
            if best.is_none_or(|(least, _)| beside < least) {
                best = Some((beside, node));
            }
            if beside == 0 {
                break;
            }
        }
        let node = NodeId::from_index(best?.1);
        self.take(blueprint, node, memory);
        Some(node)
    }
    fn take(&mut self, blueprint: &Blueprint, node: NodeId, memory: u64) {
        let stamp = blueprint.node(node).stamp;
        let node = node.index();
        let open = &mut self.by_room[stamp.index()];
        open.remove(&(Reverse(self.room[node]), node));
        self.room[node] -= memory;
        self.number[node] += 1;
        if self.number[node] < blueprint.stamp(stamp).vms_per_node {
            open.insert((Reverse(self.room[node]), node));
        }
    }
}

/// The node of each VM at the start of a trial: largest first, members of a set on the node with
/// the fewest of them, else the node with the most room. None where no node has room; the
/// scenario reader refuses such a stamp.
#[must_use]
pub fn initial_placement(blueprint: &Blueprint) -> Vec<Option<NodeId>> {
    let mut nodes = Nodes::empty(blueprint);
    let mut members = BTreeMap::new();
    let mut placed = vec![None; blueprint.vms.len()];
    let mut order: Vec<usize> = (0..blueprint.vms.len()).collect();
    order.sort_by_key(|vm| {
        let plan = &blueprint.vms[*vm];
        (plan.set.is_none(), Reverse(plan.memory), *vm)
    });
    for vm in order {
        let plan = &blueprint.vms[vm];
        placed[vm] = nodes.put(blueprint, plan.stamp, plan.memory.0, |node| {
            plan.set
                .map_or(0, |set| members.get(&(set, node)).copied().unwrap_or(0))
        });
        if let (Some(node), Some(set)) = (placed[vm], plan.set) {
            *members.entry((set, node.index())).or_insert(0u32) += 1;
        }
    }
    placed
}

/// The node of each hot standby at the start of a trial, after all VMs stand where `placed` says:
/// largest first, on the node with the most room. None where no node has room; the scenario reader
/// refuses such a stamp.
#[must_use]
pub fn initial_standbys(blueprint: &Blueprint, placed: &[Option<NodeId>]) -> Vec<Option<NodeId>> {
    let mut nodes = Nodes::empty(blueprint);
    for (vm, node) in blueprint.vms.iter().zip(placed) {
        if let Some(node) = node {
            nodes.take(blueprint, *node, vm.memory.0);
        }
    }
    let mut order: Vec<usize> = (0..blueprint.standbys.len()).collect();
    order.sort_by_key(|standby| (Reverse(blueprint.standbys[*standby].memory), *standby));
    let mut found = vec![None; blueprint.standbys.len()];
    for standby in order {
        let plan = &blueprint.standbys[standby];
        found[standby] = nodes.put(blueprint, plan.stamp, plan.memory.0, |_| 0);
    }
    found
}
