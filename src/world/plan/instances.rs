//! What a world works out once about instances.
//!
//! Always true here: nothing changes after construction.

use crate::engine::Table;
use crate::model::{Blueprint, Component, Place, Role, RoleId, SiteId, StampId};
use crate::random::Sampler;
use crate::units::Span;
use crate::world::draws::Kind;

/// A role with high availability.
#[derive(Debug)]
pub(in crate::world) struct RoleInstances {
    /// How long the load balancer takes to find one, and users to find one on another stamp.
    pub(in crate::world) probe: Span,
    pub(in crate::world) dns_ttl: Span,
    /// How often a switch fails.
    pub(in crate::world) switch_failure: f64,
    pub(in crate::world) detect: Sampler,
    pub(in crate::world) failover: Sampler,
    pub(in crate::world) repair: Sampler,
    pub(in crate::world) one_active: bool,
    /// Whether they serve only with a majority of votes.
    pub(in crate::world) majority: bool,
    /// Where the witness stands, and at which site that is.
    pub(in crate::world) witness: Option<(Place, SiteId)>,
    /// Streams of its switches and of its other losses.
    pub(in crate::world) name: u128,
    pub(in crate::world) losses_name: u128,
}

/// All roles with high availability.
#[derive(Debug)]
pub(in crate::world) struct InstancesPlan {
    of_role: Table<RoleId, Option<RoleInstances>>,
    roles: Vec<RoleId>,
}

impl InstancesPlan {
    pub(in crate::world) fn new(blueprint: &Blueprint) -> InstancesPlan {
        let roles = blueprint.roles.iter();
        let of_role: Table<RoleId, _> = roles.map(|role| role_instances(blueprint, role)).collect();
        let roles = of_role.ids().filter(|role| of_role[*role].is_some());
        InstancesPlan {
            roles: roles.collect(),
            of_role,
        }
    }

    /// The roles with high availability.
    pub(in crate::world) fn roles(&self) -> impl Iterator<Item = RoleId> + use<'_> {
        self.roles.iter().copied()
    }

    /// How many there are, and which each of them is.
    pub(in crate::world) fn count(&self) -> usize {
        self.roles.len()
    }

    /// The role of a number below [`InstancesPlan::count`].
    pub(in crate::world) fn role(&self, index: usize) -> RoleId {
        self.roles[index]
    }

    /// Whether instances of a role, one of which serves, are asked for at all.
    pub(in crate::world) fn one_active(&self, role: RoleId) -> bool {
        self.of(role).one_active
    }

    /// Whether they serve only with a majority of votes.
    pub(in crate::world) fn majority(&self, role: RoleId) -> bool {
        self.of(role).majority
    }

    /// Whether a role has high availability.
    #[inline]
    pub(in crate::world) fn has(&self, role: RoleId) -> bool {
        self.of_role[role].is_some()
    }

    /// Whether a fault on a component takes the witness of a role.
    pub(in crate::world) fn takes_witness(
        &self,
        blueprint: &Blueprint,
        role: RoleId,
        component: Component,
    ) -> bool {
        let witness = self.of(role).witness;
        witness.is_some_and(|(place, _)| covers_place(blueprint, component, place))
    }

    /// Whether the witness of a role stands on a stamp itself.
    pub(in crate::world) fn witness_on(&self, role: RoleId, stamp: StampId) -> bool {
        let witness = self.of(role).witness;
        witness.is_some_and(|(place, _)| place == Place::Stamp(stamp))
    }

    /// What is planned for a role with high availability.
    ///
    /// # Panics
    /// For any other role: nobody asks for its instances.
    #[inline]
    pub(in crate::world) fn of(&self, role: RoleId) -> &RoleInstances {
        let plan = self.of_role[role].as_ref();
        plan.expect("a role of instances has high availability")
    }
}

fn role_instances(blueprint: &Blueprint, role: &Role) -> Option<RoleInstances> {
    let protection = blueprint.high_availability(role.high_availability?);
    let application = &blueprint.application(role.application).name;
    let name = format!("{application}/{}", role.name);
    Some(RoleInstances {
        probe: protection.probe,
        dns_ttl: protection.dns_ttl,
        switch_failure: protection.switch_failure.0,
        detect: Sampler::new(&protection.detect),
        failover: Sampler::new(&protection.failover),
        repair: Sampler::new(&protection.switch_repair),
        one_active: role.one_active,
        majority: role.stateful || protection.witness.is_some(),
        witness: protection
            .witness
            .map(|place| (place, site_of(blueprint, place))),
        losses_name: Kind::Losses.stream_of(&name),
        name: Kind::Switches.stream_of(&name),
    })
}

fn site_of(blueprint: &Blueprint, place: Place) -> SiteId {
    match place {
        Place::Site(id) => id,
        Place::Enclosure(id) => blueprint.enclosure(id).site,
        Place::Stamp(id) => blueprint.stamp(id).site,
        Place::Rack(id) => blueprint.stamp(blueprint.rack(id).stamp).site,
    }
}

/// Whether a fault on a component takes what stands at a place. What stands on a stamp goes and
/// comes with the stamp itself instead.
fn covers_place(blueprint: &Blueprint, component: Component, place: Place) -> bool {
    let stamp = match place {
        Place::Rack(id) => Some(blueprint.rack(id).stamp),
        Place::Site(_) | Place::Enclosure(_) | Place::Stamp(_) => None,
    };
    match component {
        Component::Site(id) => !matches!(place, Place::Stamp(_)) && site_of(blueprint, place) == id,
        Component::Enclosure(id) => {
            place == Place::Enclosure(id)
                || stamp.is_some_and(|stamp| blueprint.stamp(stamp).enclosure == Some(id))
        }
        Component::Stamp(id) => stamp == Some(id),
        Component::Rack(id) => place == Place::Rack(id),
        Component::Node(_)
        | Component::Disk(_)
        | Component::Switch(_)
        | Component::Link(_)
        | Component::Repository(_)
        | Component::ControlPlane(_)
        | Component::Application(_) => false,
    }
}
