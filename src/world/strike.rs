//! Where faults strike: what they take down, what comes back with them, and what a drill finds there.
//!
//! Always true here: what follows from one node, link or stamp has followed before the next one goes.

use crate::model::record::Struck;
use crate::model::topology::takes_stamp;
use crate::model::{Component, NodeId, RackId, VmId};
use crate::world::World;
use crate::world::consequence::Consequence;
use crate::world::stamp::nodes_of;
use crate::world::which::Fault;

impl World<'_> {
    /// A fault takes a component down; `lost` when its state goes with it.
    pub(super) fn component_down(&mut self, target: Component, fault: Fault, lost: bool) {
        match target {
            Component::Node(_) | Component::Rack(_) if self.frame.is_planned(fault) => {
                self.take_away(target, fault, lost);
            }
            Component::Node(node) => self.take_node(node, fault),
            larger => {
                self.larger_down(larger, fault, lost);
                self.hand_on();
            }
        }
    }

    /// A node goes, and with it the copies that lie in it.
    #[inline(always)]
    pub(super) fn take_node(&mut self, node: NodeId, fault: Fault) {
        self.node_down(node, fault);
        if self.plant.has_pools() {
            self.plant.copies_leave(&mut self.frame, node, fault);
            self.hand_on();
        }
    }

    /// Nodes are taken away on purpose, with the copies that lie in them.
    #[inline(never)]
    fn take_away(&mut self, target: Component, fault: Fault, lost: bool) {
        self.drain(target, fault);
        if self.plant.has_pools() {
            for node in nodes_of(self.frame.blueprint, target) {
                self.plant.copies_leave(&mut self.frame, node, fault);
                self.hand_on();
            }
        }
        if let Component::Rack(_) = target {
            self.repositories_down(target, lost);
            self.witnesses_fault(target, Some(fault));
        }
        self.hand_on();
    }

    #[inline(never)]
    fn larger_down(&mut self, target: Component, fault: Fault, lost: bool) {
        match target {
            Component::Rack(rack) => {
                for node in nodes_of(self.frame.blueprint, target) {
                    self.take_node(node, fault);
                }
                self.repositories_down(target, lost);
                if lost {
                    self.destroy_nodes(rack, fault);
                }
                self.witnesses_fault(target, Some(fault));
            }
            Component::Site(_) | Component::Enclosure(_) | Component::Stamp(_) => {
                self.repositories_down(target, lost);
                for stamp in self.plant.stamp_ids() {
                    if takes_stamp(self.frame.blueprint, target, stamp) {
                        self.stamp_down(stamp, fault, lost);
                    }
                }
                self.witnesses_fault(target, Some(fault));
            }
            Component::Repository(_) => self.repositories_down(target, lost),
            Component::Link(link) => {
                self.plant.link_fails(&mut self.frame, link);
                self.hand_on();
                self.instances_see_links(Some(fault));
            }
            Component::ControlPlane(stamp) => {
                self.plant.control_down(stamp);
                self.interrupt_snapshots(stamp);
                self.close_manager_gate(stamp);
            }
            Component::Disk(disk) => self.plant.disk_down(&mut self.frame, disk, fault),
            Component::Switch(switch) => self.lose_switch(switch, fault),
            Component::Node(_) | Component::Application(_) | Component::Applications(_) => {}
        }
    }

    /// The nodes of a rack are destroyed. Where these are as many of its stamp as there are copies of anything, all copies of
    /// something lay in them, of every volume: what lies on the stamp is lost.
    fn destroy_nodes(&mut self, rack: RackId, fault: Fault) {
        let stamp = self.frame.blueprint.rack(rack).stamp;
        let destroyed = nodes_of(self.frame.blueprint, Component::Rack(rack)).count();
        if destroyed >= self.frame.copies_on(stamp) as usize {
            let lost = Consequence::VolumesLost(stamp, fault);
            self.frame.agenda.push(lost);
        }
    }

    /// A component is restored.
    pub(super) fn component_up(&mut self, target: Component) {
        match target {
            Component::Node(node) => self.give_node_back(node),
            larger => {
                self.larger_up(larger);
                self.hand_on();
            }
        }
    }

    /// A node is back, and with it the copies that lie in it.
    #[inline(always)]
    pub(super) fn give_node_back(&mut self, node: NodeId) {
        self.node_back(node);
        if self.plant.has_pools() {
            self.plant.copies_return(&mut self.frame, node);
            self.hand_on();
        }
    }

    #[inline(never)]
    fn larger_up(&mut self, target: Component) {
        match target {
            Component::Rack(_) => {
                for node in nodes_of(self.frame.blueprint, target) {
                    self.give_node_back(node);
                }
                self.repositories_back(target);
                self.witnesses_fault(target, None);
            }
            Component::Site(_) | Component::Enclosure(_) | Component::Stamp(_) => {
                self.repositories_back(target);
                for stamp in self.plant.stamp_ids() {
                    if takes_stamp(self.frame.blueprint, target, stamp) {
                        self.plant.stamp_back(&mut self.frame, stamp);
                    }
                }
                self.witnesses_fault(target, None);
            }
            Component::Repository(_) => self.repositories_back(target),
            Component::Link(link) => {
                self.plant.link_works(&mut self.frame, link);
                self.hand_on();
                self.instances_see_links(None);
            }
            Component::ControlPlane(stamp) => {
                self.plant.control_back(&mut self.frame, stamp);
                self.stay_at_home(stamp);
            }
            Component::Disk(disk) => self.plant.disk_back(&mut self.frame, disk),
            Component::Switch(switch) => self.regain_switch(switch),
            Component::Node(_) | Component::Application(_) | Component::Applications(_) => {}
        }
    }

    /// Notes what a drill finds of each application, just before it strikes there.
    pub(super) fn note_what_is_struck(&mut self, target: Component) {
        for application in self.services.applications() {
            let plan = self.frame.blueprint.application(application);
            let mut struck = Struck {
                down: !self.services.is_up(application),
                ..Struck::default()
            };
            for vm in plan.vm_ids() {
                if self.stands_in(vm, target) {
                    struck.vm = true;
                    struck.data |= self.frame.plan.vms[vm].stateful;
                }
            }
            self.frame.record.struck.push(struck);
        }
    }

    /// Whether a VM stands in what a fault strikes. A disk holds a part of all volumes of its stamp,
    /// and a switch joins all that its stamp has.
    fn stands_in(&self, vm: VmId, target: Component) -> bool {
        let blueprint = self.frame.blueprint;
        let stamp = self.room.stamp_of(vm);
        let node = || self.room.node_of(vm).map(|node| blueprint.node(node));
        match target {
            Component::Site(_) | Component::Enclosure(_) | Component::Stamp(_) => {
                takes_stamp(blueprint, target, stamp)
            }
            Component::Rack(id) => node().is_some_and(|node| node.rack == Some(id)),
            Component::Node(id) => self.room.node_of(vm) == Some(id),
            Component::Disk(id) => blueprint.stamp_of_disk(id) == stamp,
            Component::Switch(id) => blueprint.stamp_of_switch(id) == stamp,
            Component::Link(_)
            | Component::Repository(_)
            | Component::ControlPlane(_)
            | Component::Application(_)
            | Component::Applications(_) => false,
        }
    }
}
