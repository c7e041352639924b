//! Where VMs belong and what they hold there: asked of one, and of a node or a stamp.
//!
//! Always true here: what is listed is in the order of VM numbers; nothing is changed but whether it is known
//! that a stamp has no room.

use crate::model::{NodeId, StampId, VmId};
use crate::world::frame::Frame;
use crate::world::room::Room;
use crate::world::room::state::Place;

impl Room {
    /// The stamp that a VM belongs to now.
    #[inline]
    pub(in crate::world) fn stamp_of(&self, vm: VmId) -> StampId {
        self.seats[vm].stamp
    }

    /// The node whose memory a VM holds, if any.
    #[inline]
    pub(in crate::world) fn node_of(&self, vm: VmId) -> Option<NodeId> {
        self.seats[vm].place.node()
    }

    /// Whether a VM was stopped for more urgent ones, and has no place that is counted.
    pub(in crate::world) fn is_shed(&self, vm: VmId) -> bool {
        self.seats[vm].place == Place::Shed
    }

    /// The VMs that belong to a stamp, by number; the first of them, and who comes after each.
    pub(in crate::world) fn vms_on(&self, stamp: StampId) -> impl Iterator<Item = VmId> {
        self.on_stamp.all(stamp)
    }
    /// See [`Room::vms_on`].
    pub(in crate::world) fn first_on(&self, stamp: StampId) -> Option<VmId> {
        self.on_stamp.first(stamp)
    }
    /// See [`Room::vms_on`].
    pub(in crate::world) fn after(&self, vm: VmId) -> Option<VmId> {
        self.on_stamp.after(vm)
    }

    /// The first VM that holds memory of a node.
    pub(in crate::world) fn first_in(&self, node: NodeId) -> Option<VmId> {
        self.on_node.first(node)
    }
    /// The VM that comes after another one on its node.
    pub(in crate::world) fn next_in(&self, vm: VmId) -> Option<VmId> {
        self.on_node.after(vm)
    }

    /// The most urgent VM on a node that migrates, with its rank; of those behind this rank, where one is given.
    pub(in crate::world) fn most_urgent_in(
        &self,
        frame: &Frame<'_>,
        node: NodeId,
        behind: Option<u32>,
    ) -> Option<(u32, VmId)> {
        let on_it = std::iter::successors(self.first_in(node), |vm| self.next_in(*vm));
        let on_it = on_it.filter(|vm| frame.plan.vms[*vm].migrates);
        let ranked = on_it.map(|vm| (frame.plan.events.rank(vm), vm));
        ranked
            .filter(|(rank, _)| behind.is_none_or(|behind| *rank > behind))
            .min()
    }

    /// The VMs that hold memory on a stamp, by number.
    pub(in crate::world) fn occupants(&self, stamp: StampId) -> impl Iterator<Item = VmId> {
        let holds = |vm: &VmId| self.node_of(*vm).is_some();
        self.vms_on(stamp).filter(holds)
    }

    /// A stamp has more room than it had, or a node more.
    pub(in crate::world) fn room_grows(&mut self, stamp: StampId) {
        self.stamps[stamp].refused = None;
    }
}
