//! Which node of a stamp takes a VM or a standby.
//!
//! Always true here: asking changes nothing.

use crate::model::placement::usable;
use crate::model::{NodeId, SetId, Stamp};
use crate::world::frame::Frame;
use crate::world::room::Room;
use std::ops::Range;

impl Room {
    /// The one of some nodes of a stamp with room, fewer than `most` members of a set, and the fewest of them.
    pub(super) fn find_node(
        &self,
        frame: &Frame<'_>,
        is_up: impl Fn(NodeId) -> bool,
        memory: u64,
        (host, nodes): (&Stamp, Range<u32>),
        (set, most): (Option<SetId>, usize),
    ) -> Option<NodeId> {
        let usable = usable(host);
        let mut best: Option<(usize, u64, NodeId)> = None;
        for node in nodes.map(NodeId) {
            let state = &self.nodes[node];
            let room = state.room(usable);
            if !is_up(node) || room < memory || state.vms >= host.vms_per_node {
                continue;
            }
            let members = match set {
                Some(set) => frame.plan.set_members[set]
                    .iter()
                    .filter(|other| self.node_of(**other) == Some(node))
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
}
