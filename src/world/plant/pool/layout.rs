//! How the copies of a pool lie: its storage, the disks of a node, how many copies there are.
//!
//! Always true here: it follows from the blueprint and does not change.

use crate::model::place::COPIES;
use crate::model::{DiskId, NodeId, StampId, Storage};
use crate::world::frame::Frame;

impl<'b> Frame<'b> {
    pub(super) fn storage_of(&self, stamp: StampId) -> Option<&'b Storage> {
        self.blueprint.stamp(stamp).storage.as_ref()
    }

    /// Copies of each slab on a stamp, each in a node of its own.
    pub(in crate::world) fn copies_on(&self, stamp: StampId) -> u32 {
        COPIES.min(self.blueprint.stamp(stamp).node_count()).max(1)
    }

    pub(super) fn stamp_of_node(&self, node: NodeId) -> StampId {
        self.blueprint.node(node).stamp
    }

    /// Disks of a node.
    pub(super) fn disks_of(&self, node: NodeId) -> impl Iterator<Item = DiskId> + Clone + use<> {
        let stamp = self.stamp_of_node(node);
        let first = self.blueprint.stamp(stamp).nodes.start;
        let disks = self.storage_of(stamp).map_or(0..0, |storage| {
            let start = storage.disks.start + (node.0 - first) * storage.disks_per_node;
            start..start + storage.disks_per_node
        });
        disks.map(DiskId)
    }
}
