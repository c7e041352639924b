//! Which classes of faults can stop an application, or put its state at risk.
//!
//! Always true here: this is read off the scenario alone, so a class that was not seen is still
//! listed; repositories and control planes end no uptime by themselves, a link only that of what
//! writes or votes over it.

use crate::model::ObjectiveOf;
use crate::model::needs::needed_by;
use crate::model::place::{Joined, joined};
use crate::model::record::{Struck, TrialRecord};
use crate::model::topology::{stamps_touched, takes_stamp};
use crate::model::{
    ApplicationId, Arrival, Blueprint, Class, Component, ReplicationMode, Role, SiteId, Source,
    Stamp, StampId,
};
use std::collections::BTreeSet;

/// Where an application can be hit.
pub(crate) struct Reach<'b> {
    blueprint: &'b Blueprint,
    kind: ObjectiveOf,
    /// Stamps of its VMs and of its instances, as indices.
    stamps: BTreeSet<usize>,
    /// Stamps that it may have failed over to.
    targets: BTreeSet<usize>,
    /// Stamps without which it may not write: those of replicas that writing waits for.
    followed: BTreeSet<usize>,
    /// Links whose loss stops its writes or splits its instances.
    links: BTreeSet<usize>,
    /// Itself and, for recovery times, what it needs.
    applications: BTreeSet<usize>,
}

impl<'b> Reach<'b> {
    /// For a recovery time all that it needs counts; for a data loss only its own stateful VMs.
    pub(crate) fn of(blueprint: &'b Blueprint, application: usize, kind: ObjectiveOf) -> Self {
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
            for role in &blueprint.roles[range(&blueprint.applications[*member].roles)] {
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
        let mut own: BTreeSet<usize> = BTreeSet::new();
        for vm in &self.blueprint.vms[range(&role.vms)] {
            own.insert(vm.stamp.index());
            if let Some(id) = vm.replication {
                let replication = self.blueprint.replication(id);
                self.targets.insert(replication.to.index());
                if replication.mode == ReplicationMode::SyncOrStop {
                    self.followed.insert(replication.to.index());
                    self.add_links(&[vm.stamp.index(), replication.to.index()]);
                }
            }
        }
        if let Some(id) = role.high_availability {
            let across = &self.blueprint.high_availability(id).across;
            own.extend(across.iter().map(|stamp| stamp.index()));
            let stamps: Vec<usize> = own.iter().copied().collect();
            self.add_links(&stamps);
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
    pub(crate) fn touched_by(&self, component: Component) -> bool {
        self.holds(&self.stamps, component)
            || self.stops_writing(component)
            || match component {
                Component::Application(id) => self.applications.contains(&id.index()),
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
    fn stops_writing(&self, component: Component) -> bool {
        let mut followed = self.followed.iter().map(|one| StampId::from_index(*one));
        match component {
            Component::Switch(_) => self.holds(&self.followed, component),
            other => followed.any(|stamp| takes_stamp(self.blueprint, other, stamp)),
        }
    }

    /// Whether there is anything to hit: an application without state has none for an RPO.
    pub(crate) fn is_empty(&self) -> bool {
        self.applications.is_empty()
    }

    /// Whether a drill on this component struck it in a trial. Where its VMs stood then decides, if the
    /// record tells: the loss of a node says nothing of what stands on others.
    pub(crate) fn struck_by(&self, target: Component, record: &TrialRecord) -> bool {
        let by_place = target.carries_vms() && !record.struck.is_empty();
        if !by_place || self.stops_writing(target) {
            return self.touched_by(target);
        }
        let here = |struck: &Struck| match self.kind {
            ObjectiveOf::Recovery => struck.vm,
            ObjectiveOf::Loss => struck.data,
        };
        let mut all = self.applications.iter();
        all.any(|index| record.struck.get(*index).is_some_and(here))
    }

    /// Faults of a class that struck where it stands, from those that struck each stamp (by its place and that of the
    /// class in `Class::ALL`) and each link; none where that is not counted.
    pub(crate) fn faults_of(
        &self,
        class: Class,
        on_stamp: impl Fn(usize, usize) -> u64,
        on_link: impl Fn(usize) -> u64,
    ) -> Option<u64> {
        let stamps = || self.stamps.union(&self.followed).copied();
        let on = |stamps: Vec<usize>| {
            let place = Class::ALL.iter().position(|one| *one == class)?;
            Some(stamps.iter().map(|index| on_stamp(*index, place)).sum())
        };
        // A fault of a site is counted with each stamp there.
        let first_of_each = |place: &dyn Fn(&Stamp) -> usize| {
            let mut known = BTreeSet::new();
            stamps()
                .filter(|index| known.insert(place(&self.blueprint.stamps[*index])))
                .collect()
        };
        match class {
            Class::Disk | Class::Node | Class::Switch | Class::Rack | Class::Stamp => {
                on(stamps().collect())
            }
            Class::Site => on(first_of_each(&|stamp| stamp.site.index())),
            Class::Enclosure => on(first_of_each(&|stamp| {
                stamp.enclosure.map_or(usize::MAX, |id| id.index())
            })),
            Class::Link => Some(self.links.iter().map(|index| on_link(*index)).sum()),
            Class::Repository | Class::ControlPlane | Class::Logical | Class::Planned => None,
        }
    }

    /// Whether a component is one of these stamps, a part of one, or a place that one stands in.
    fn holds(&self, stamps: &BTreeSet<usize>, component: Component) -> bool {
        let mut touched = stamps_touched(self.blueprint, component);
        component.carries_vms() && touched.any(|stamp| stamps.contains(&stamp.index()))
    }

    /// The unplanned sources of years that can touch it, in their order.
    pub(crate) fn sources(&self) -> impl Iterator<Item = &'b Source> {
        self.blueprint.sources.iter().filter(|source| {
            source.class != Class::Planned
                && !matches!(source.arrival, Arrival::Drill(_))
                && self.can_be_touched_by(source.target)
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
            .filter(|row| self.can_be_touched_by(row.target))
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
