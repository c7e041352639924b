//! Which faults can stop an application, or put its state at risk, and which classes that makes.
//!
//! Always true here: this is read off the scenario alone, so that a class which was not seen is still
//! listed; repositories and control planes end no uptime by themselves, a link only that of what
//! writes or votes over it. What may ever reach it, once it has come to stand elsewhere, is more ([`ever`]).

pub mod ever;

use super::address::ObjectiveOf;
use super::application::Role;
use super::blueprint::Blueprint;
use super::fault::{Arrival, Class, Source};
use super::ids::{ApplicationId, SiteId, StampId};
use super::needs::needed_by;
use super::place::{Component, Joined, joined};
use super::protection::ReplicationMode;
use super::topology::{stamps_touched, takes_stamp};
use std::collections::BTreeSet;

/// The stamps that a role stands on: those of its VMs, and those over which its instances are spread.
#[must_use]
pub fn stands_on(blueprint: &Blueprint, role: &Role) -> BTreeSet<StampId> {
    let own = blueprint.vms_of(&role.vms).iter().map(|vm| vm.stamp);
    let instances = role
        .protection
        .high_availability
        .filter(|_| !role.vms.is_empty());
    let across = instances.iter();
    let across = across.flat_map(|id| &blueprint.high_availability(*id).across);
    own.chain(across.copied()).collect()
}

/// Where an application can be hit.
pub struct Reach<'b> {
    pub(crate) blueprint: &'b Blueprint,
    pub(crate) kind: ObjectiveOf,
    /// Stamps of its VMs and of its instances, as indices.
    pub(crate) stamps: BTreeSet<usize>,
    /// Stamps that it may have failed over to.
    targets: BTreeSet<usize>,
    /// Stamps without which it may not write: those of replicas that writing waits for.
    pub(crate) followed: BTreeSet<usize>,
    /// Links whose loss stops its writes or splits its instances.
    pub(crate) links: BTreeSet<usize>,
    /// Itself and, for recovery times, what it needs.
    pub(crate) applications: BTreeSet<usize>,
}

impl<'b> Reach<'b> {
    /// For a recovery time all that it needs counts; for a data loss only its own stateful VMs.
    #[must_use]
    pub fn of(blueprint: &'b Blueprint, application: usize, kind: ObjectiveOf) -> Self {
        let applications: BTreeSet<usize> = match kind {
            ObjectiveOf::Recovery => {
                let all = needed_by(blueprint, ApplicationId::from_index(application));
                all.into_iter().map(ApplicationId::index).collect()
            }
            ObjectiveOf::Loss => BTreeSet::from([application]),
        };
        let mut made = Reach {
            blueprint,
            kind,
            stamps: BTreeSet::new(),
            targets: BTreeSet::new(),
            followed: BTreeSet::new(),
            links: BTreeSet::new(),
            applications: BTreeSet::new(),
        };
        for member in &applications {
            for role in blueprint.roles_of(&blueprint.applications[*member].roles) {
                if (kind == ObjectiveOf::Recovery || role.stateful) && !role.vms.is_empty() {
                    made.add(role);
                    made.applications.clone_from(&applications);
                }
            }
        }
        made
    }

    /// Adds where a role stands and what it hangs on.
    fn add(&mut self, role: &Role) {
        for vm in self.blueprint.vms_of(&role.vms) {
            let Some(id) = vm.protection.replication else {
                continue;
            };
            let replication = self.blueprint.replication(id);
            let target = replication.to.index();
            self.targets.insert(target);
            if replication.mode == ReplicationMode::SyncOrStop {
                self.followed.insert(target);
                self.add_links(&[vm.stamp.index(), target]);
            }
        }
        let own = stands_on(self.blueprint, role);
        let own: Vec<usize> = own.into_iter().map(StampId::index).collect();
        if role.protection.high_availability.is_some() {
            self.add_links(&own);
        }
        self.stamps.extend(own);
    }

    /// Adds the links between these stamps.
    fn add_links(&mut self, stamps: &[usize]) {
        let sites: BTreeSet<SiteId> = stamps
            .iter()
            .map(|index| self.blueprint.stamps[*index].site)
            .collect();
        for (index, link) in self.blueprint.links.iter().enumerate() {
            let (one, other) = link.between;
            if one != other && sites.contains(&one) && sites.contains(&other) {
                self.links.insert(index);
            }
        }
    }

    /// Whether a fault on a component ends its uptime by itself (a node's may be absorbed, but need
    /// not be; a link's only where no other one takes over).
    #[must_use]
    pub fn touched_by(&self, component: Component) -> bool {
        self.holds(&self.stamps, component)
            || self.stops_writing(component)
            || match component {
                Component::Application(_) | Component::Applications(_) => {
                    let mut hit = self.blueprint.applications_hit(component);
                    hit.any(|id| self.applications.contains(&id.index()))
                }
                Component::Link(id) => {
                    let links = &self.blueprint.links;
                    let (one, other) = links[id.index()].between;
                    self.links.contains(&id.index())
                        && links[id.index()].fallback.is_none()
                        && joined(links, one, other) == Some(Joined::Over(id))
                }
                _ => false,
            }
    }

    /// Whether a fault on a component can end its uptime, also together with other faults: where it
    /// has failed over before, or where the link that takes over is down as well.
    fn can_be_touched_by(&self, component: Component) -> bool {
        self.touched_by(component)
            || self.holds(&self.targets, component)
            || matches!(component, Component::Link(id) if self.links.contains(&id.index()))
    }

    /// Whether a fault takes the whole stamp of a replica that writing waits for.
    #[must_use]
    pub fn stops_writing(&self, component: Component) -> bool {
        let mut followed = self.followed.iter().map(|one| StampId::from_index(*one));
        match component {
            Component::Switch(_) => self.holds(&self.followed, component),
            other => followed.any(|stamp| takes_stamp(self.blueprint, other, stamp)),
        }
    }

    /// Whether there is anything to hit: an application without state has none for an RPO.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.applications.is_empty()
    }

    /// Whether a component is one of these stamps, a part of one, or a place that one stands in.
    fn holds(&self, stamps: &BTreeSet<usize>, component: Component) -> bool {
        let mut touched = stamps_touched(self.blueprint, component);
        component.carries_vms() && touched.any(|stamp| stamps.contains(&stamp.index()))
    }

    /// The unplanned sources of years that can touch it, in their order.
    pub fn sources(&self) -> impl Iterator<Item = &'b Source> {
        self.blueprint.sources.iter().filter(|source| {
            source.class != Class::Planned
                && !matches!(source.arrival, Arrival::Drill(_))
                && self.can_be_touched_by(source.target)
        })
    }

    /// The classes that can occur in years: of sources and of what a trace recorded.
    #[must_use]
    pub fn classes_of_years(&self) -> BTreeSet<Class> {
        let recorded = self
            .blueprint
            .trace
            .iter()
            .flat_map(|trace| &trace.groups)
            .flat_map(|group| &group.rows)
            .filter(|row| self.can_be_touched_by(row.target))
            .map(|row| Class::of(row.target));
        self.sources()
            .map(|source| source.class)
            .chain(recorded)
            .collect()
    }
}
