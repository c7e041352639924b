//! Whether the volumes of a stamp can be reached, and what was written on them.
//!
//! Always true here: a pool writes while its stamp runs and its volumes are there.

use crate::model::{DiskId, NodeId, StampId};
use crate::world::frame::Frame;
use crate::world::plant::Plant;
use crate::world::which::Fault;

impl Plant {
    /// Whether a stamp runs and its volumes can be reached.
    pub(in crate::world) fn stands(&self, stamp: StampId) -> bool {
        self.stamps[stamp].up && self.pools.stamps[stamp].offline.is_none()
    }

    /// The fault that keeps the volumes of a stamp offline, if they are.
    pub(in crate::world) fn offline_by(&self, stamp: StampId) -> Option<Fault> {
        self.pools.stamps[stamp].offline
    }

    /// Whether no copies are missing in the pool of a stamp.
    pub(in crate::world::plant) fn copies_whole(&self, stamp: StampId) -> bool {
        self.pools.stamps[stamp].impaired == 0
    }

    /// Whether copies of a stamp are missing in one node alone, which gets back what changed while it was away.
    pub(in crate::world::plant) fn misses_alone(&self, stamp: StampId, node: NodeId) -> bool {
        let state = &self.pools.nodes[node];
        self.pools.stamps[stamp].impaired == 1 && state.resynchronising && state.missing == 0
    }

    /// Lets a pool write up to now. It writes while its stamp runs and its volumes are there.
    pub(in crate::world::plant) fn pass_pool(&mut self, frame: &mut Frame<'_>, stamp: StampId) {
        let pool = &mut self.pools.stamps[stamp];
        let passed = frame
            .now
            .since(std::mem::replace(&mut pool.since, frame.now));
        if pool.powered && pool.offline.is_none() {
            pool.written += u128::from(pool.churn) * u128::from(passed.0);
        }
    }

    pub(in crate::world) fn stamp_of_disk(&self, frame: &Frame<'_>, disk: DiskId) -> StampId {
        frame.stamp_of_node(self.pools.node_of[disk])
    }
}
