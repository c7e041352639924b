//! What a world works out once about instances.
//!
//! Always true here: nothing changes after construction.

use crate::engine::Table;
use crate::model::topology::{takes, tree};
use crate::model::{Blueprint, Component, CrewId, Place, Role, RoleId, SiteId, StampId};
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
    /// Whose people help then.
    pub(in crate::world) helper: Option<CrewId>,
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

    /// Whether a fault on a component takes the witness of a role. One that stands on a stamp goes and
    /// comes with the stamp itself instead.
    pub(in crate::world) fn takes_witness(
        &self,
        blueprint: &Blueprint,
        role: RoleId,
        component: Component,
    ) -> bool {
        let witness = self.of(role).witness.map(|(place, _)| place);
        witness.is_some_and(|place| match place {
            Place::Stamp(_) => false,
            Place::Site(_) | Place::Enclosure(_) | Place::Rack(_) => {
                takes(blueprint, component, place.into())
            }
        })
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
    let protection = blueprint.high_availability(role.protection.high_availability?);
    let application = &blueprint.application(role.application).name;
    let name = format!("{application}/{}", role.name);
    Some(RoleInstances {
        probe: protection.probe,
        dns_ttl: protection.dns_ttl,
        switch_failure: protection.switch_failure.0,
        detect: Sampler::new(&protection.detect),
        failover: Sampler::new(&protection.failover),
        repair: Sampler::new(&protection.switch_repair),
        helper: protection.switch_repaired_by,
        one_active: role.one_active,
        majority: role.stateful || protection.witness.is_some(),
        witness: protection
            .witness
            .and_then(|place| Some((place, tree(blueprint).around_place(place).site?))),
        losses_name: Kind::Losses.stream_of(&name),
        name: Kind::Switches.stream_of(&name),
    })
}
