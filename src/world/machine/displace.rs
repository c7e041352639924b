//! A VM that finds no room where it restarts, is built anew or is moved for planned work: less urgent ones of that stamp
//! make way.
//!
//! Always true here: nobody is stopped in vain: either those who may be stopped make room enough, or all stay.

use crate::model::placement::usable;
use crate::model::{NodeId, StampId, VmId};
use crate::world::World;
use crate::world::policy::{Clearance, clearest, victim};
use crate::world::which::Fault;

impl World<'_> {
    /// Finds a node for a VM that restarts on its stamp, and makes room for it there where the stamp says who may be
    /// stopped for that; false where there is none.
    pub(in crate::world) fn place_or_displace(&mut self, vm: VmId, stamp: StampId) -> bool {
        let is_up = |node: NodeId| self.plant.node_up(node);
        let refused = self.room.is_refused(&self.frame, is_up, vm, stamp);
        (!refused && self.place(vm, stamp)) || self.displace(vm, stamp)
    }

    /// Makes room for a VM that restarts and has found none.
    fn displace(&mut self, vm: VmId, stamp: StampId) -> bool {
        if self.frame.blueprint.stamp(stamp).displace_tiers.is_empty() {
            return false;
        }
        let up = |node: NodeId| self.plant.node_up(node);
        let (Some(node), Some(fault)) = (self.node_to_clear(vm, stamp, up), self.vms[vm].fault())
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

    /// The same for a VM that is built anew. Where it is not `counted` there, the formula has to admit it as well.
    pub(in crate::world) fn create_or_displace(
        &mut self,
        vm: VmId,
        stamp: StampId,
        counted: bool,
    ) -> bool {
        if self.is_created(vm, stamp, counted) {
            return true;
        }
        // For who has a node nobody makes way.
        if self.room.node_of(vm).is_some() {
            return false;
        }
        let (Some(node), Some(fault)) = (
            self.node_to_build_on(vm, stamp, counted),
            self.vms[vm].fault(),
        ) else {
            return false;
        };
        loop {
            // First those on its node; where only the formula is short then, the least urgent of the stamp.
            let victim = match self.has_room(vm, node) {
                false => self.victim_on(vm, node),
                true => self.victim_of(vm, stamp),
            };
            let Some(victim) = victim else {
                return false;
            };
            self.make_way(victim, fault);
            if self.is_created(vm, stamp, counted) {
                return true;
            }
        }
    }

    fn is_created(&mut self, vm: VmId, stamp: StampId, counted: bool) -> bool {
        if !counted && !self.room.admits(&self.frame, vm, stamp) {
            return false;
        }
        match self.room.node_of(vm) {
            // It lets its node go only for one that takes it: what is free for a moment would be looked at by others, again and again.
            Some(_) => self.has_node_for(vm, stamp) && self.create_anew(vm, stamp),
            None => self.create(vm, stamp),
        }
    }

    /// Whether a node of a stamp takes a VM as things are.
    fn has_node_for(&self, vm: VmId, stamp: StampId) -> bool {
        let mut nodes = self.frame.blueprint.stamp(stamp).node_ids();
        nodes.any(|node| {
            self.plant.node_up(node)
                && !self.room.is_crowded(&self.frame, vm, node)
                && self.has_room(vm, node)
        })
    }

    /// The node that a VM may be built on when others have made way; none where they could not make way enough.
    fn node_to_build_on(&self, vm: VmId, stamp: StampId, counted: bool) -> Option<NodeId> {
        let host = self.frame.blueprint.stamp(stamp);
        if host.displace_tiers.is_empty() {
            return None;
        }
        let (mut freed, mut gone) = (0, 0);
        for other in self.yielding_of(vm, stamp) {
            freed += self.frame.blueprint.vm(other).memory.0;
            gone += 1;
        }
        if !counted
            && !self
                .room
                .admits_without(&self.frame, (vm, stamp), (freed, gone))
        {
            return None;
        }
        let fits =
            |node: NodeId| self.plant.node_up(node) && !self.room.is_crowded(&self.frame, vm, node);
        let mut free = host.node_ids().filter(|node| fits(*node));
        free.find(|node| self.has_room(vm, *node))
            .or_else(|| self.node_to_clear(vm, stamp, fits))
    }

    fn has_room(&self, vm: VmId, node: NodeId) -> bool {
        let host = self
            .frame
            .blueprint
            .stamp(self.frame.blueprint.node(node).stamp);
        let room = self.room.room_on(node, usable(host));
        room >= self.frame.blueprint.vm(vm).memory.0 && !self.room.is_full(node, host.vms_per_node)
    }

    /// VMs of a stamp that hold room and may be stopped for another one.
    fn yielding_of(&self, vm: VmId, stamp: StampId) -> impl Iterator<Item = VmId> + '_ {
        let plan = &self.frame.plan;
        let tiers = &self.frame.blueprint.stamp(stamp).displace_tiers;
        let tier = plan.vms[vm].tier;
        let yields = move |other: &VmId| {
            let own = plan.vms[*other].tier;
            *other != vm && own > tier && tiers.contains(&own)
        };
        self.room.occupants(stamp).filter(yields)
    }

    /// The least urgent of them.
    fn victim_of(&self, vm: VmId, stamp: StampId) -> Option<VmId> {
        let ranked = self.yielding_of(vm, stamp);
        ranked.max_by_key(|other| self.frame.plan.events.rank(*other))
    }

    /// A VM on a node that is taken away on purpose goes to another node of its stamp; less urgent ones make way for it there
    /// where the stamp says who may be stopped.
    pub(in crate::world) fn migrate_or_displace(&mut self, vm: VmId, stamp: StampId, fault: Fault) {
        let before = self.room.node_of(vm);
        self.migrate(vm);
        if self.room.node_of(vm) != before {
            return;
        }
        let takes_in = |node: NodeId| self.plant.takes_in(node);
        let Some(node) = self.node_to_clear(vm, stamp, takes_in) else {
            return;
        };
        while let Some(victim) = self.victim_on(vm, node) {
            self.make_way(victim, fault);
            self.migrate(vm);
            if self.room.node_of(vm) != before {
                return;
            }
        }
    }

    /// The node on which others may make way for a VM: where the most urgent of them is the least urgent.
    fn node_to_clear(
        &self,
        vm: VmId,
        stamp: StampId,
        fits: impl Fn(NodeId) -> bool,
    ) -> Option<NodeId> {
        let host = self.frame.blueprint.stamp(stamp);
        if host.displace_tiers.is_empty() {
            return None;
        }
        let memory = self.frame.blueprint.vm(vm).memory.0;
        let up = host.node_ids().filter(|node| fits(*node));
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
