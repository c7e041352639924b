//! What faults find where they strike, for those who judge: how often a class came by, and what of an
//! application a drill hit.
//!
//! Always true here: nothing of what happens depends on it; it only looks.

use super::World;
use crate::model::record::Struck;
use crate::model::{Class, Component, VmId};

impl World<'_> {
    /// Counts a fault that begins inside the horizon with the stamps and links that it strikes.
    pub(super) fn count_where_it_strikes(&mut self, target: Component, class: Class) {
        if !self.frame.is_in_horizon(self.frame.now) {
            return;
        }
        let place = Class::ALL.iter().position(|one| *one == class);
        let place = place.unwrap_or_default();
        let blueprint = self.frame.blueprint;
        let stamp = match target {
            Component::Site(_) | Component::Enclosure(_) => {
                for stamp in self.stamps.ids() {
                    let covered = super::plan::covers_stamp(blueprint, target, stamp);
                    self.frame.record.stamps[stamp.index()].faults[place] += u32::from(covered);
                }
                return;
            }
            Component::Link(id) => {
                self.frame.record.link_faults[id.index()] += 1;
                return;
            }
            Component::Stamp(id) | Component::ControlPlane(id) => id,
            Component::Rack(id) => blueprint.rack(id).stamp,
            Component::Node(id) => blueprint.node(id).stamp,
            Component::Disk(id) => blueprint.stamp_of_disk(id),
            Component::Switch(id) => blueprint.stamp_of_switch(id),
            Component::Repository(_) | Component::Application(_) => return,
        };
        self.frame.record.stamps[stamp.index()].faults[place] += 1;
    }

    /// Notes what a drill finds of each application, just before it strikes there.
    pub(super) fn note_what_is_struck(&mut self, target: Component) {
        for application in self.applications.ids() {
            let plan = self.frame.blueprint.application(application);
            let mut struck = Struck {
                down: !self.applications[application].up,
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
        let state = &self.vms[vm];
        let stamp = state.stamp;
        let node = || state.node.map(|node| blueprint.node(node));
        match target {
            Component::Site(_) | Component::Enclosure(_) | Component::Stamp(_) => {
                super::plan::covers_stamp(blueprint, target, stamp)
            }
            Component::Rack(id) => node().is_some_and(|node| node.rack == Some(id)),
            Component::Node(id) => state.node == Some(id),
            Component::Disk(id) => blueprint.stamp_of_disk(id) == stamp,
            Component::Switch(id) => blueprint.stamp_of_switch(id) == stamp,
            Component::Link(_)
            | Component::Repository(_)
            | Component::ControlPlane(_)
            | Component::Application(_) => false,
        }
    }
}
