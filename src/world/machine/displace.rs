//! A VM that finds no room where it restarts: less urgent ones of its stamp make way.
//!
//! Always true here: nobody is stopped in vain: either those of one node make room, or all stay.

use crate::model::placement::usable;
use crate::model::{NodeId, StampId, VmId};
use crate::world::World;
use crate::world::policy::{Clearance, clearest, victim};
use crate::world::which::Fault;

impl World<'_> {
    /// Finds a node for a VM that restarts on its stamp, and makes room for it there where the stamp says who may be
    /// stopped for that; false where there is none.
    pub(in crate::world) fn place_or_displace(&mut self, vm: VmId, stamp: StampId) -> bool {
        if self.place(vm, stamp) {
            return true;
        }
        let (Some(node), Some(fault)) = (self.node_to_clear(vm, stamp), self.vms[vm].fault())
        else {
            return false;
        };
        while let Some(victim) = self.victim_on(vm, node) {
            self.make_way(victim, fault);
            if self.place(vm, stamp) {
                return true;
            }
        }
        false
    }

    /// The node on which others may make way for a VM: where the most urgent of them is the least urgent.
    fn node_to_clear(&self, vm: VmId, stamp: StampId) -> Option<NodeId> {
        let host = self.frame.blueprint.stamp(stamp);
        if host.displace_tiers.is_empty() {
            return None;
        }
        let memory = self.frame.blueprint.vm(vm).memory.0;
        let up = host.node_ids().filter(|node| self.plant.node_up(*node));
        let offers = up.filter_map(|node| {
            let clearance = Clearance {
                room: self.room.room_on(node, usable(host)),
                full: self.room.is_full(node, host.vms_per_node),
                memory,
            };
            let last = clearance.last_to_go(|before| self.yielding_on(vm, node, before));
            last.map(|rank| (rank, node))
        });
        clearest(offers)
    }

    /// Who goes first on a node to make way for a VM.
    fn victim_on(&self, vm: VmId, node: NodeId) -> Option<VmId> {
        self.yielding_on(vm, node, None).map(|(_, other, _)| other)
    }

    /// The least urgent VM on a node that may be stopped for another one, with its rank and its memory; of those that
    /// come before a rank, where one is given.
    fn yielding_on(&self, vm: VmId, node: NodeId, before: Option<u32>) -> Option<(u32, VmId, u64)> {
        let plan = &self.frame.plan;
        let stamp = self.frame.blueprint.node(node).stamp;
        let may_be_stopped = &self.frame.blueprint.stamp(stamp).displace_tiers;
        let ranked = self.room.vms_in(node).map(|vm| plan.occupant(vm));
        let ranked = ranked.filter(|one| before.is_none_or(|before| one.rank < before));
        let yields = victim(plan.vms[vm].tier, may_be_stopped, ranked)?;
        let memory = self.frame.blueprint.vm(yields).memory.0;
        Some((plan.events.rank(yields), yields, memory))
    }

    /// A VM is stopped, so that a more urgent one that this fault has stopped has room: it starts again when the formula
    /// admits it.
    pub(in crate::world) fn make_way(&mut self, victim: VmId, fault: Fault) {
        let stamp = self.room.stamp_of(victim);
        self.room.unplace(&mut self.frame, victim);
        self.room.give_up_admission(&self.frame, victim);
        self.stop_vm(victim, fault, self.short_of_room(victim, stamp));
        if self.frame.counts_now() {
            self.frame.record.stamps[stamp.index()].shed += 1;
            self.frame.record.shed += 1;
        }
    }
}
