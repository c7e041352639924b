//! What a world works out once about instances.
//!
//! Always true here: nothing changes after construction.

use crate::engine::Table;
use crate::model::{Blueprint, Component, Place, Role, RoleId, SiteId};
use crate::random::Sampler;
use crate::world::draws::Kind;

/// A role with high availability.
#[derive(Debug)]
pub(in crate::world) struct RoleInstances {
    pub(super) detect: Sampler,
    pub(super) failover: Sampler,
    pub(super) repair: Sampler,
    pub(super) one_active: bool,
    /// Whether they serve only with a majority of votes.
    pub(super) majority: bool,
    /// Where the witness stands, and at which site that is.
    pub(super) witness: Option<(Place, SiteId)>,
    /// Streams of its switches and of its other losses.
    pub(super) name: u128,
    pub(super) losses_name: u128,
}

/// All roles with high availability.
#[derive(Debug)]
pub(in crate::world) struct InstancesPlan {
    of_role: Table<RoleId, Option<RoleInstances>>,
    pub(super) roles: Vec<RoleId>,
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

    #[inline]
    pub(super) fn of(&self, role: RoleId) -> Option<&RoleInstances> {
        self.of_role[role].as_ref()
    }
}

fn role_instances(blueprint: &Blueprint, role: &Role) -> Option<RoleInstances> {
    let protection = blueprint.high_availability(role.high_availability?);
    let application = &blueprint.application(role.application).name;
    let name = format!("{application}/{}", role.name);
    Some(RoleInstances {
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
pub(super) fn covers_place(blueprint: &Blueprint, component: Component, place: Place) -> bool {
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
