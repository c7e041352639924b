//! Placement: who holds which memory on which node, and what the formula still admits.
//!
//! Always true here: memory is never overcommitted, caps on VM numbers hold, and a VM holds memory
//! on one node at most.

use crate::model::memory::memory_terms;
use crate::model::placement::usable;
use crate::model::{NodeId, SetKind, StampId, VmId};
use crate::units::Bytes;
use crate::world::frame::Frame;
use crate::world::room::Room;
use crate::world::room::state::{Place, Refusal};

impl Room {
    /// Puts the infrastructure of a stamp on its nodes that are up, as evenly as they have room.
    pub(in crate::world) fn place_infrastructure(
        &mut self,
        frame: &Frame<'_>,
        is_up: impl Fn(NodeId) -> bool,
        stamp: StampId,
        mut amount: u64,
    ) {
        let plan = frame.blueprint.stamp(stamp);
        let usable = usable(plan);
        amount += std::mem::take(&mut self.stamps[stamp].infrastructure_unplaced);
        if amount == 0 {
            return;
        }
        let mut nodes = plan.node_ids().filter(|node| is_up(*node)).count() as u64;
        // Level filling from the fullest node: each gets its share of what is left, at most its room.
        self.by_room.clear();
        self.by_room.extend(plan.node_ids());
        let table = &self.nodes;
        self.by_room
            .sort_by_key(|node| (table[*node].room(usable), *node));
        for index in 0..self.by_room.len() {
            let node = self.by_room[index];
            if !is_up(node) || nodes == 0 {
                continue;
            }
            let state = &mut self.nodes[node];
            let share = amount.div_ceil(nodes).min(state.room(usable));
            state.infrastructure += share;
            amount -= share;
            nodes -= 1;
        }
        self.stamps[stamp].infrastructure_unplaced = amount;
    }

    /// Whether it is known that no node of a stamp takes a VM as things are.
    #[inline(always)]
    pub(in crate::world) fn is_refused(
        &self,
        frame: &Frame<'_>,
        is_up: impl Fn(NodeId) -> bool,
        vm: VmId,
        stamp: StampId,
    ) -> bool {
        let memory = frame.blueprint.vm(vm).memory.0;
        let known = self.stamps[stamp].refusal_of(memory);
        known.is_some_and(|known| known.but.is_none_or(|node| !is_up(node)))
    }

    /// Finds a node for a VM on a stamp and takes its memory: the node with the fewest members of
    /// its set, then the most room. False where none has room.
    pub(in crate::world) fn place(
        &mut self,
        frame: &mut Frame<'_>,
        is_up: impl Fn(NodeId) -> bool,
        vm: VmId,
        stamp: StampId,
    ) -> bool {
        self.place_beside(frame, is_up, vm, stamp, usize::MAX)
    }

    /// The same for a VM that is built again: the instances of a scale set are created in fault
    /// domains of their own, of which there are three at most, or not at all.
    pub(in crate::world) fn create(
        &mut self,
        frame: &mut Frame<'_>,
        is_up: impl Fn(NodeId) -> bool,
        vm: VmId,
        stamp: StampId,
    ) -> bool {
        let most = most_of_set(frame, vm, stamp);
        self.place_beside(frame, is_up, vm, stamp, most)
    }

    /// Whether a node has as many instances of the scale set of a VM that is built as it may have.
    pub(in crate::world) fn is_crowded(&self, frame: &Frame<'_>, vm: VmId, node: NodeId) -> bool {
        let Some(set) = frame.blueprint.vm(vm).set else {
            return false;
        };
        let stands = |other: &&VmId| **other != vm && self.node_of(**other) == Some(node);
        let there = frame.plan.set_members[set].iter().filter(stands).count();
        there >= most_of_set(frame, vm, frame.blueprint.node(node).stamp)
    }

    /// Builds a VM on another stamp than the one that it may still hold memory on: that is given
    /// back only where there is room for it.
    pub(in crate::world) fn create_anew(
        &mut self,
        frame: &mut Frame<'_>,
        is_up: impl Fn(NodeId) -> bool,
        vm: VmId,
        stamp: StampId,
    ) -> bool {
        let before = self.node_of(vm);
        self.unplace(frame, vm);
        let placed = self.create(frame, is_up, vm, stamp);
        if let Some(before) = before.filter(|_| !placed) {
            self.put_on(frame, vm, before);
        }
        placed
    }

    /// Moves a VM to another node of its stamp that is up, if one has room: else it stays where it is.
    pub(in crate::world) fn migrate(
        &mut self,
        frame: &mut Frame<'_>,
        is_up: impl Fn(NodeId) -> bool,
        vm: VmId,
    ) {
        let Some(before) = self.node_of(vm) else {
            return;
        };
        let stamp = self.stamp_of(vm);
        self.unplace(frame, vm);
        if !self.place(frame, is_up, vm, stamp) {
            self.put_on(frame, vm, before);
        }
    }

    /// Places a VM where fewer than `most` members of its set stand.
    fn place_beside(
        &mut self,
        frame: &mut Frame<'_>,
        is_up: impl Fn(NodeId) -> bool,
        vm: VmId,
        stamp: StampId,
        most: usize,
    ) -> bool {
        let plan = frame.blueprint.vm(vm);
        let memory = plan.memory.0;
        let known = self.stamps[stamp].refusal_of(memory);
        let host = frame.blueprint.stamp(stamp);
        let set = (plan.set, most);
        let takes = |node: &NodeId| {
            let taken = self.takes(frame, &is_up, memory, (host, *node), set);
            taken.is_some()
        };
        let node = match known {
            // Of the others it is known that they have no room.
            Some(Refusal { but, .. }) => but.filter(takes),
            None => self.find_node(frame, &is_up, memory, host, set),
        };
        let Some(node) = node else {
            // Where a set may be crowded, room alone was missing.
            if known.is_none() && most == usize::MAX {
                let (least, but) = (memory, None);
                self.stamps[stamp].refusal = Some(Refusal { least, but });
            }
            return false;
        };
        self.put_on(frame, vm, node);
        true
    }

    /// A VM takes its memory on a node.
    #[inline(always)]
    pub(in crate::world) fn put_on(&mut self, frame: &Frame<'_>, vm: VmId, node: NodeId) {
        let stamp = frame.blueprint.node(node).stamp;
        let usable = usable(frame.blueprint.stamp(stamp));
        let state = &mut self.nodes[node];
        state.take(frame.blueprint.vm(vm).memory.0);
        assert!(
            state.used + state.infrastructure <= usable,
            "memory of node {} is overcommitted",
            node.0
        );
        // Who was stopped for others is counted again with its place.
        self.regain_admission(frame, vm);
        self.seats[vm].place = Place::On(node);
        self.on_node.insert(node, vm);
    }

    /// Gives back the memory of a VM.
    pub(in crate::world) fn unplace(&mut self, frame: &mut Frame<'_>, vm: VmId) {
        if let Place::On(node) = self.seats[vm].place {
            self.seats[vm].place = Place::Counted;
            self.on_node.remove(node, vm);
            self.nodes[node].give_back(frame.blueprint.vm(vm).memory.0);
            self.room_grows_on(frame, node);
            frame.dirty.freed();
        }
    }

    /// Whether the formula admits a VM that comes from another stamp.
    pub(in crate::world) fn admits(&self, frame: &Frame<'_>, vm: VmId, stamp: StampId) -> bool {
        self.admits_without(frame, (vm, stamp), (0, 0))
    }

    /// The same if VMs of so many bytes in all, and of this number, were not counted there any more.
    pub(in crate::world) fn admits_without(
        &self,
        frame: &Frame<'_>,
        (vm, stamp): (VmId, StampId),
        (freed, gone): (u64, u32),
    ) -> bool {
        let host = frame.blueprint.stamp(stamp);
        let plan = frame.blueprint.vm(vm);
        if self.standby_on(frame, vm, stamp).is_some() {
            // The formula counts it already: its standby gives it what it holds.
            return true;
        }
        let standbys = frame.blueprint.standbys.iter().zip(&self.standbys);
        let standbys = standbys
            .filter(|(standby, state)| state.is_there() && standby.stamp == stamp)
            .map(|(standby, _)| standby.memory.0);
        let largest = self
            .vms_on(stamp)
            .filter(|other| !self.is_shed(*other))
            .map(|other| frame.blueprint.vm(other).memory.0)
            .chain(standbys)
            .max()
            .unwrap_or(0)
            .max(plan.memory.0);
        let tenant = Bytes(self.stamps[stamp].admitted + plan.memory.0 - freed);
        let terms = memory_terms(
            host.reserve,
            host.node_count(),
            host.node_memory,
            Bytes(largest),
            tenant,
        );
        terms.available >= 0.0 && self.stamps[stamp].admitted_vms - gone < host.vms_per_stamp
    }

    /// A VM gives up what the formula counts for it, unless it has.
    pub(in crate::world) fn give_up_admission(&mut self, frame: &Frame<'_>, vm: VmId) {
        if !self.is_shed(vm) {
            self.seats[vm].place = Place::Shed;
            let stamp = &mut self.stamps[self.seats[vm].stamp];
            stamp.dismiss(frame.blueprint.vm(vm).memory.0);
        }
    }

    /// A VM is counted by the formula again, if it was not.
    #[inline]
    fn regain_admission(&mut self, frame: &Frame<'_>, vm: VmId) {
        if self.is_shed(vm) {
            self.seats[vm].place = Place::Counted;
            let stamp = &mut self.stamps[self.seats[vm].stamp];
            stamp.admit(frame.blueprint.vm(vm).memory.0);
        }
    }

    /// What the formula counts for a VM goes to another stamp, and its standby makes way or comes again.
    pub(in crate::world) fn move_to(&mut self, frame: &mut Frame<'_>, vm: VmId, stamp: StampId) {
        let before = self.seats[vm].stamp;
        let memory = frame.blueprint.vm(vm).memory.0;
        if !self.is_shed(vm) {
            self.stamps[before].dismiss(memory);
        }
        self.on_stamp.remove(before, vm);
        self.on_stamp.insert(stamp, vm);
        self.seats[vm].stamp = stamp;
        self.standby_follows(frame, vm, before, stamp);
        self.stamps[stamp].admit(memory);
        if self.is_shed(vm) {
            self.seats[vm].place = Place::Counted;
        }
    }

    /// VMs are moved together from now on, or not at all.
    pub(in crate::world) fn begin_moves(&mut self) {
        self.moved.clear();
    }
    /// One of them has gone from a node.
    pub(in crate::world) fn note_move(&mut self, vm: VmId, from: NodeId) {
        self.moved.push((vm, from));
    }
    /// One of them that have gone, by its place among them.
    pub(in crate::world) fn moved(&self, place: usize) -> Option<(VmId, NodeId)> {
        self.moved.get(place).copied()
    }
    /// The last of them that has gone, to be taken back to its node.
    pub(in crate::world) fn last_move(&mut self) -> Option<(VmId, NodeId)> {
        self.moved.pop()
    }

    /// Whether a node holds VMs, standbys or infrastructure.
    #[inline(always)]
    pub(in crate::world) fn holds_any(&self, node: NodeId) -> bool {
        let state = &self.nodes[node];
        (state.vms > 0) | (state.infrastructure > 0)
    }

    /// A node is lost: how much infrastructure has to go elsewhere, and whether VMs or standbys hold memory of it.
    #[inline(always)]
    pub(in crate::world) fn lose_node(&mut self, node: NodeId) -> (u64, bool) {
        let state = &mut self.nodes[node];
        (std::mem::take(&mut state.infrastructure), state.vms > 0)
    }

    /// The infrastructure of a node has to go elsewhere: how much that is.
    pub(in crate::world) fn take_infrastructure(&mut self, node: NodeId) -> u64 {
        std::mem::take(&mut self.nodes[node].infrastructure)
    }

    /// The infrastructure of a stamp stops.
    pub(in crate::world) fn drop_infrastructure(&mut self, frame: &Frame<'_>, stamp: StampId) {
        for node in frame.blueprint.stamp(stamp).node_ids() {
            self.nodes[node].infrastructure = 0;
        }
        self.stamps[stamp].infrastructure_unplaced = 0;
        self.room_grows(stamp);
    }

    /// A VM begins to wait for room where it belongs, or has done so.
    #[inline(always)]
    pub(in crate::world) fn wait_for_room(&mut self, frame: &mut Frame<'_>, vm: VmId, waits: bool) {
        let stamp = self.seats[vm].stamp;
        let waiting = &mut self.stamps[stamp].waiting_for_room;
        if !waits {
            *waiting -= 1;
            return;
        }
        *waiting += 1;
        if frame.is_in_horizon(frame.now) {
            let tally = &mut frame.record.stamps[stamp.index()];
            tally.most_waiting = tally.most_waiting.max(*waiting);
        }
    }
}

/// How many instances of the set of a VM may stand on one node of a stamp where they are built: the instances of a scale set
/// are in fault domains of their own, of which there are three at most.
fn most_of_set(frame: &Frame<'_>, vm: VmId, stamp: StampId) -> usize {
    let plan = frame.blueprint.vm(vm);
    match plan.set {
        Some(set) if plan.set_kind == SetKind::ScaleSet => {
            let nodes = frame.blueprint.stamp(stamp).node_count() as usize;
            let domains = nodes.clamp(1, 3);
            frame.plan.set_members[set].len().div_ceil(domains)
        }
        Some(_) | None => usize::MAX,
    }
}
