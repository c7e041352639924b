//! Checks of storage: what is in use must fit on the volumes.
//!
//! Always true here: replicas count with the space that they take on the stamp of the copy.

use super::super::applications::Applications;
use super::super::context::Context;
use super::super::places::Places;
use super::super::problem::RoomProblem;
use super::super::protections::Protections;
use crate::model::Storage;
use crate::model::advice::PlaceAdvice;
use crate::model::filling::space_taken;
use crate::units::Bytes;

/// Refuses stamps whose volumes do not hold what is in use.
pub(in super::super) fn storage(
    context: &Context<'_>,
    places: &Places,
    protections: &Protections,
    applications: &Applications,
) {
    let all = Used::by_stamp(places.stamps.len(), protections, applications);
    for (index, (stamp, used)) in places.stamps.iter().zip(all).enumerate() {
        let Some(storage) = &stamp.storage else {
            continue;
        };
        let room = room(storage);
        if places.stamp_is_whole[index] && used.sum() > room {
            context.problem(
                &places.stamp_spots[index],
                RoomProblem::OverStorage {
                    stamp: stamp.name.clone(),
                    room: Bytes(room as u64),
                    vms: Bytes(used.vms as u64),
                    replicas: Bytes(used.replicas as u64),
                },
            );
        }
    }
}

/// Advice about storage.
pub(super) fn lints(
    context: &Context<'_>,
    places: &Places,
    protections: &Protections,
    applications: &Applications,
) {
    let all = Used::by_stamp(places.stamps.len(), protections, applications);
    for (index, (stamp, used)) in places.stamps.iter().zip(all).enumerate() {
        let spot = &places.stamp_spots[index];
        let Some(storage) = &stamp.storage else {
            if used.grows {
                let stamp = stamp.name.clone();
                context.advise(spot, PlaceAdvice::GrowthUnseen { stamp });
            }
            continue;
        };
        let (used, room) = (used.sum(), room(storage));
        if used / room > storage.warning.0 {
            context.advise(
                spot,
                PlaceAdvice::FullFromStart {
                    stamp: stamp.name.clone(),
                    used: Bytes(used as u64),
                    room: Bytes(room as u64),
                    warning: storage.warning,
                },
            );
        }
    }
}

/// What is in use on a stamp, in bytes.
#[derive(Clone, Default)]
struct Used {
    vms: f64,
    replicas: f64,
    /// Whether a VM of it grows.
    grows: bool,
}

impl Used {
    /// On each of so many stamps, in one pass over the VMs.
    fn by_stamp(
        stamps: usize,
        protections: &Protections,
        applications: &Applications,
    ) -> Vec<Used> {
        let mut used = vec![Used::default(); stamps];
        for vm in &applications.vms {
            if let Some(own) = used.get_mut(vm.stamp.index()) {
                own.vms += vm.used.0 as f64;
                own.grows |= vm.growth > 0.0;
            }
            let Some(id) = vm.protection.replication.map(|id| id.index()) else {
                continue;
            };
            let plan = &protections.tables.replications[id];
            if protections.replication_has_target[id]
                && let Some(target) = used.get_mut(plan.to.index())
            {
                target.replicas += space_taken(vm.used, plan) as f64;
            }
        }
        used
    }
    fn sum(&self) -> f64 {
        self.vms + self.replicas
    }
}

fn room(storage: &Storage) -> f64 {
    storage.volumes.len() as f64 * storage.volume_size.0 as f64
}
