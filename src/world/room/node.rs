//! Which node of a stamp takes a VM or a standby.
//!
//! Always true here: asking changes nothing.

use crate::model::placement::usable;
use crate::model::{NodeId, SetId, Stamp};
use crate::world::frame::Frame;
use crate::world::room::Room;

impl Room {
    /// The one of the nodes of a stamp with room, fewer than `most` members of a set, and the fewest of them.
    pub(super) fn find_node(
        &self,
        frame: &Frame<'_>,
        is_up: impl Fn(NodeId) -> bool,
        memory: u64,
        host: &Stamp,
        set: (Option<SetId>, usize),
    ) -> Option<NodeId> {
        let mut best: Option<(usize, u64, NodeId)> = None;
        for node in host.node_ids() {
            if let Some((members, room)) = self.takes(frame, &is_up, memory, (host, node), set) {
                let candidate = (members, u64::MAX - room, node);
                if best.is_none_or(|found| candidate < found) {
                    best = Some(candidate);
                }
            }
        }
        best.map(|(_, _, node)| node)
    }

    /// How many members of a set a node of a stamp has, and how much room, where it is up, takes so much memory and has fewer
    /// than `most` of them.
    #[inline(always)]
    pub(super) fn takes(
        &self,
        frame: &Frame<'_>,
        is_up: &impl Fn(NodeId) -> bool,
        memory: u64,
        (host, node): (&Stamp, NodeId),
        (set, most): (Option<SetId>, usize),
    ) -> Option<(usize, u64)> {
        let state = &self.nodes[node];
        let room = state.room(usable(host));
        if !is_up(node) || room < memory || state.vms >= host.vms_per_node {
            return None;
        }
        let members = match set {
            Some(set) => frame.plan.set_members[set]
                .iter()
                .filter(|other| self.node_of(**other) == Some(node))
                .count(),
            None => 0,
        };
        (members < most).then_some((members, room))
    }
}
