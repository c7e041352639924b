//! Where VMs stand at the start of a trial.
//!
//! Always true here: a pure function of the blueprint; memory and caps of nodes are kept.

use super::blueprint::Blueprint;
use super::ids::NodeId;
use super::memory::infrastructure;
use super::place::{Reserve, Stamp};
use std::collections::BTreeMap;

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

/// The node of each VM at the start of a trial: largest first, members of a set on the node with
/// the fewest of them, else the node with the most room. None where no node has room; the
/// scenario reader refuses such a stamp.
#[must_use]
pub fn initial_placement(blueprint: &Blueprint) -> Vec<Option<NodeId>> {
    let mut room: Vec<u64> = blueprint
        .nodes
        .iter()
        .map(|node| {
            let stamp = blueprint.stamp(node.stamp);
            usable(stamp)
                .saturating_sub(infrastructure_of(stamp).div_ceil(u64::from(stamp.node_count())))
        })
        .collect();
    let mut number = vec![0u32; blueprint.nodes.len()];
    let mut members = BTreeMap::new();
    let mut placed = vec![None; blueprint.vms.len()];
    let mut order: Vec<usize> = (0..blueprint.vms.len()).collect();
    order.sort_by_key(|vm| {
        (
            blueprint.vms[*vm].set.is_none(),
            std::cmp::Reverse(blueprint.vms[*vm].memory),
            *vm,
        )
    });
    for vm in order {
        let plan = &blueprint.vms[vm];
        let stamp = blueprint.stamp(plan.stamp);
        let beside = |node: usize| {
            plan.set
                .map_or(0, |set| members.get(&(set, node)).copied().unwrap_or(0))
        };
        let best = stamp
            .node_ids()
            .map(NodeId::index)
            .filter(|node| room[*node] >= plan.memory.0 && number[*node] < stamp.vms_per_node)
            .min_by_key(|node| (beside(*node), std::cmp::Reverse(room[*node]), *node));
        if let Some(node) = best {
            room[node] -= plan.memory.0;
            number[node] += 1;
            if let Some(set) = plan.set {
                *members.entry((set, node)).or_insert(0u32) += 1;
            }
            placed[vm] = Some(NodeId::from_index(node));
        }
    }
    placed
}
