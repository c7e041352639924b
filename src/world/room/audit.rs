//! Whether the books of memory balance.
//!
//! Always true here: asking changes nothing.

use crate::engine::Table;
use crate::model::placement::infrastructure_of;
use crate::model::{NodeId, StampId};
use crate::world::frame::Frame;
use crate::world::room::Room;
use crate::world::room::state::Place;

impl Room {
    /// Every VM stands in the lists of its node and its stamp, and in no other.
    fn check_lists(&self) {
        let (mut on_nodes, mut on_stamps) = (0, 0);
        for node in self.nodes.ids() {
            let mut vms = self.on_node.all(node).inspect(|_| on_nodes += 1);
            let here = vms.all(|vm| self.node_of(vm) == Some(node));
            assert!(
                here,
                "a VM is listed on a node whose memory it does not hold"
            );
        }
        for stamp in self.stamps.ids() {
            let mut vms = self.on_stamp.all(stamp).inspect(|_| on_stamps += 1);
            let here = vms.all(|vm| self.stamp_of(vm) == stamp);
            assert!(here, "a VM is listed on a stamp that it does not belong to");
        }
        let held = self.seats.iter().filter(|seat| seat.place.node().is_some());
        assert!(
            (on_nodes, on_stamps) == (held.count(), self.seats.len()),
            "a VM is not listed where it is"
        );
    }

    /// Memory is held and admitted for VMs, standbys and infrastructure alone.
    ///
    /// # Panics
    /// When it is not, which is a fault of the program.
    pub(in crate::world) fn check(&self, frame: &Frame<'_>, is_up: impl Fn(StampId) -> bool) {
        let mut memory: Table<NodeId, u64> = Table::of(self.nodes.len(), 0);
        let mut admitted: Table<StampId, u64> = Table::of(self.stamps.len(), 0);
        for (plan, vm) in frame.blueprint.vms.iter().zip(&self.seats) {
            if vm.place != Place::Shed {
                admitted[vm.stamp] += plan.memory.0;
            }
            if let Place::On(node) = vm.place {
                memory[node] += plan.memory.0;
            }
        }
        for (standby, state) in frame.blueprint.standbys.iter().zip(&self.standbys) {
            if state.is_there() {
                admitted[standby.stamp] += standby.memory.0;
            }
            if let Some(node) = state.node() {
                memory[node] += standby.memory.0;
            }
        }
        for (vm, plan) in frame.plan.vms.pairs() {
            let Some(standby) = plan.standby else {
                continue;
            };
            let there = self.seats[vm].stamp == frame.blueprint.standby(standby).stamp;
            assert!(
                there != self.standbys[standby].is_there(),
                "a VM stands beside its own standby, or has none"
            );
        }
        self.check_lists();
        let used = self.nodes.iter().map(|node| node.used);
        assert!(
            used.eq(memory.iter().copied()),
            "memory is held that no VM holds"
        );
        let counted = self.stamps.iter().map(|stamp| stamp.admitted);
        assert!(
            counted.eq(admitted.iter().copied()),
            "memory is admitted that no VM has"
        );
        for (stamp, hall) in self.stamps.pairs() {
            let up = is_up(stamp);
            let stamp = frame.blueprint.stamp(stamp);
            let nodes = stamp.node_ids().map(|node| &self.nodes[node]);
            let placed: u64 = nodes.map(|node| node.infrastructure).sum();
            let wanted = if up { infrastructure_of(stamp) } else { 0 };
            let held = placed + hall.infrastructure_unplaced;
            assert!(held == wanted, "infrastructure went astray");
        }
    }
}
