//! Memory, piece by piece: of VMs, nodes and stamps, and the gates of a stamp.
//!
//! Always true here: plain data; new state and the state that a trial begins with are the same.

use crate::engine::clones;
use crate::model::{NodeId, StampId, VmId};
use crate::units::Moment;

/// Where a VM belongs, and what it holds there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seat {
    /// Stamp that it belongs to now.
    pub(super) stamp: StampId,
    /// What it holds there.
    pub(super) place: Place,
    /// Its turn comes when the instant is over.
    pub(super) woken: bool,
}

impl Seat {
    /// Of a VM on a stamp.
    pub(super) fn new(stamp: StampId, place: Place) -> Seat {
        Seat {
            stamp,
            place,
            woken: false,
        }
    }
}

/// What a VM holds on its stamp.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Place {
    /// Memory of this node.
    On(NodeId),
    /// Nothing, but the formula counts it.
    Counted,
    /// It was stopped to make room for more urgent ones: not even that.
    Shed,
}

impl Place {
    /// The node whose memory it is.
    pub(super) fn node(self) -> Option<NodeId> {
        match self {
            Place::On(node) => Some(node),
            Place::Counted | Place::Shed => None,
        }
    }
}

/// Memory of a node.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct NodeMemory {
    /// Held by VMs and standbys.
    pub(super) used: u64,
    /// Held by infrastructure.
    pub(super) infrastructure: u64,
    /// VMs and standbys on it.
    pub(super) vms: u32,
}

impl NodeMemory {
    /// What of the memory that can be used is not held.
    pub(super) fn room(&self, usable: u64) -> u64 {
        usable - self.used - self.infrastructure
    }
    /// A VM or a standby holds so much of it from now on.
    pub(super) fn take(&mut self, memory: u64) {
        self.used += memory;
        self.vms += 1;
    }
    /// It does so no more.
    pub(super) fn give_back(&mut self, memory: u64) {
        self.used -= memory;
        self.vms -= 1;
    }
}

/// Memory of a stamp, and who wait for it.
#[derive(Debug, Default)]
pub(super) struct StampMemory {
    /// What the formula counts for its VMs and standbys, and their number.
    pub(super) admitted: u64,
    pub(super) admitted_vms: u32,
    pub(super) infrastructure_unplaced: u64,
    pub(super) waiting_for_room: u32,
    /// Which VMs are known to find no node; none where that is not known.
    pub(super) refusal: Option<Refusal>,
    pub(super) cluster: Gate,
    pub(super) manager: Gate,
}

clones!(StampMemory {
    admitted,
    admitted_vms,
    infrastructure_unplaced,
    waiting_for_room,
    refusal,
    cluster,
    manager,
});

impl StampMemory {
    /// The formula counts a VM or a standby of so much from now on.
    pub(super) fn admit(&mut self, memory: u64) {
        self.admitted += memory;
        self.admitted_vms += 1;
    }
    /// It does so no more.
    pub(super) fn dismiss(&mut self, memory: u64) {
        self.admitted -= memory;
        self.admitted_vms -= 1;
    }
    /// What is known of nodes that take a VM of so much memory, if it is as large as one that none took.
    pub(super) fn refusal_of(&self, memory: u64) -> Option<Refusal> {
        self.refusal.filter(|known| memory >= known.least)
    }
}

/// No node takes a VM of so much memory, but perhaps the one whose room grew since.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Refusal {
    pub(super) least: u64,
    pub(super) but: Option<NodeId>,
}

/// A gate that lets operations through in batches.
#[derive(Debug, Default)]
pub(super) struct Gate {
    /// Start of the current batch; none before the first.
    pub(super) opened: Option<Moment>,
    pub(super) passed: u32,
    /// VMs that wait, in the order of their ranks.
    pub(super) queue: Vec<VmId>,
}

clones!(Gate {
    opened,
    passed,
    queue,
});
