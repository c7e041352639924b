//! Where VMs belong and what they hold there: asked of one, and of a node or a stamp.
//!
//! Always true here: what is listed is in the order of VM numbers; nothing is changed but who was lost with a node
//! and is not missed yet, and what is known of nodes without room.

use crate::model::placement::usable;
use crate::model::{NodeId, StampId, VmId};
use crate::world::frame::Frame;
use crate::world::room::Room;
use crate::world::room::state::{Place, Refusal};

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
    #[inline]
    pub(in crate::world) fn is_shed(&self, vm: VmId) -> bool {
        matches!(self.seats[vm].place, Place::Shed)
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

    /// A VM was lost with a node, which nobody has noticed yet; or it waits for that no longer.
    pub(in crate::world) fn waits_for_notice(&mut self, vm: VmId, node: NodeId, waits: bool) {
        if waits {
            self.unnoticed.insert(node, vm);
        } else {
            self.unnoticed.remove(node, vm);
        }
    }
    /// The cluster notices that a node is lost: all that were lost with it are woken.
    #[inline(always)]
    pub(in crate::world) fn wake_lost(&mut self, node: NodeId) {
        let mut next = self.unnoticed.first(node);
        while let Some(vm) = next {
            next = self.unnoticed.after(vm);
            self.wake(vm);
        }
    }

    /// The VMs that hold memory of a node.
    pub(in crate::world) fn vms_in(&self, node: NodeId) -> impl Iterator<Item = VmId> {
        std::iter::successors(self.first_in(node), |vm| self.next_in(*vm))
    }
    /// What is free on a node, of so much that VMs may use there. Bytes.
    pub(in crate::world) fn room_on(&self, node: NodeId, usable: u64) -> u64 {
        self.nodes[node].room(usable)
    }
    /// Whether a node has as many VMs as it may have.
    pub(in crate::world) fn is_full(&self, node: NodeId, most: u32) -> bool {
        self.nodes[node].vms >= most
    }

    /// The most urgent VM on a node that migrates, with its rank; of those behind this rank, where one is given.
    pub(in crate::world) fn most_urgent_in(
        &self,
        frame: &Frame<'_>,
        node: NodeId,
        behind: Option<u32>,
    ) -> Option<(u32, VmId)> {
        let on_it = self.vms_in(node).filter(|vm| frame.plan.vms[*vm].migrates);
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

    /// A stamp has more room than it had.
    pub(in crate::world) fn room_grows(&mut self, stamp: StampId) {
        self.stamps[stamp].refusal = None;
    }
    /// A node has more room than it had, or is there again. What is known of all others stays known, and
    /// so does what is known of one whose room grew before and is too small again.
    pub(in crate::world) fn room_grows_on(&mut self, frame: &Frame<'_>, node: NodeId) {
        let stamp = frame.blueprint.node(node).stamp;
        if let Some(known) = self.stamps[stamp].refusal {
            self.know_less(frame, (node, stamp), known);
        }
    }
    /// A node is there again. Returns whether infrastructure of its stamp waits for room.
    #[inline(always)]
    pub(in crate::world) fn regain_node(
        &mut self,
        frame: &Frame<'_>,
        (node, stamp): (NodeId, StampId),
    ) -> bool {
        let state = &self.stamps[stamp];
        let waits = state.infrastructure_unplaced > 0;
        if let Some(known) = state.refusal {
            self.know_less(frame, (node, stamp), known);
        }
        waits
    }

    /// The room of a node has grown, and this was known of its stamp.
    #[inline(always)]
    fn know_less(&mut self, frame: &Frame<'_>, (node, stamp): (NodeId, StampId), known: Refusal) {
        let Refusal { least, but } = known;
        if but == Some(node) {
            return;
        }
        let usable = usable(frame.blueprint.stamp(stamp));
        let may_take = |other: NodeId| self.nodes[other].room(usable) >= least;
        let known = but.is_none_or(|other| !may_take(other));
        let but = Some(node);
        self.stamps[stamp].refusal = known.then_some(Refusal { least, but });
    }
}
