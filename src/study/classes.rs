//! Which classes of faults can stop an application, or put its state at risk.
//!
//! Always true here: this is read off the scenario alone, so a class that was not seen is still
//! listed; links, repositories and control planes end no uptime by themselves.

use super::gather::Kind;
use crate::model::{Arrival, Blueprint, Class, Component, Source};
use std::collections::BTreeSet;

/// Where an application can be hit.
pub(crate) struct Reach<'b> {
    blueprint: &'b Blueprint,
    /// Stamps of its VMs, as indices.
    stamps: BTreeSet<usize>,
    /// Itself and, for recovery times, what it needs.
    applications: BTreeSet<usize>,
}

impl<'b> Reach<'b> {
    /// For a recovery time all that it needs counts; for a data loss only its own stateful VMs.
    pub(crate) fn of(blueprint: &'b Blueprint, application: usize, kind: Kind) -> Self {
        let mut applications = BTreeSet::from([application]);
        if kind == Kind::Rto {
            let mut open = vec![application];
            while let Some(next) = open.pop() {
                for need in &blueprint.applications[next].needs {
                    if applications.insert(need.index()) {
                        open.push(need.index());
                    }
                }
            }
        }
        let mut stamps = BTreeSet::new();
        let mut stateful = false;
        for member in &applications {
            for vm in &blueprint.vms[range(&blueprint.applications[*member].vms)] {
                if kind == Kind::Rto || blueprint.role(vm.role).stateful {
                    stamps.insert(vm.stamp.index());
                    stateful = true;
                }
            }
        }
        if !stateful {
            applications.clear();
        }
        Reach {
            blueprint,
            stamps,
            applications,
        }
    }

    /// Whether a fault on a component ends its uptime (a node's may be absorbed, but need not be).
    pub(crate) fn touched_by(&self, component: Component) -> bool {
        let stamps = || {
            self.stamps
                .iter()
                .map(|index| &self.blueprint.stamps[*index])
        };
        match component {
            Component::Site(id) => stamps().any(|stamp| stamp.site == id),
            Component::Enclosure(id) => stamps().any(|stamp| stamp.enclosure == Some(id)),
            Component::Stamp(id) => self.stamps.contains(&id.index()),
            Component::Rack(id) => self
                .stamps
                .contains(&self.blueprint.racks[id.index()].stamp.index()),
            Component::Node(id) => self.stamps.contains(&self.blueprint.node(id).stamp.index()),
            Component::Disk(id) => {
                let stamp = self.blueprint.stamp_of_disk(id);
                self.stamps.contains(&stamp.index())
            }
            Component::Switch(id) => {
                let stamp = self.blueprint.stamp_of_switch(id);
                self.stamps.contains(&stamp.index())
            }
            Component::Application(id) => self.applications.contains(&id.index()),
            Component::Link(_) | Component::Repository(_) | Component::ControlPlane(_) => false,
        }
    }

    /// The unplanned sources of years that can touch it, in their order.
    pub(crate) fn sources(&self) -> impl Iterator<Item = &'b Source> {
        self.blueprint.sources.iter().filter(|source| {
            source.class != Class::Planned
                && !matches!(source.arrival, Arrival::Drill(_))
                && self.touched_by(source.target)
        })
    }

    /// The classes that can occur in years: of sources and of what a trace recorded.
    pub(crate) fn classes_of_years(&self) -> BTreeSet<Class> {
        let recorded = self
            .blueprint
            .trace
            .iter()
            .flat_map(|trace| &trace.groups)
            .flat_map(|group| &group.rows)
            .filter(|row| self.touched_by(row.target))
            .map(|row| Class::of(row.target));
        self.sources()
            .map(|source| source.class)
            .chain(recorded)
            .collect()
    }
}

/// A range of ids as positions.
pub(crate) fn range(ids: &std::ops::Range<u32>) -> std::ops::Range<usize> {
    ids.start as usize..ids.end as usize
}
