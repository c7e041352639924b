//! Which volume each VM and each replica lies on at the start of a trial.
//!
//! Always true here: a pure function of the blueprint; what lies on a stamp with storage lies wholly
//! on one of its volumes.

use super::blueprint::Blueprint;
use super::ids::{StampId, VolumeId};
use super::protection::Replication;
use crate::units::Bytes;

/// What lies on which volume at the start.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Filling {
    /// The volume of each VM; none on a stamp without storage.
    pub vms: Vec<Option<VolumeId>>,
    /// The volume of the replica of each VM; none where there is no replica, or no storage where it is.
    pub replicas: Vec<Option<VolumeId>>,
    /// Bytes on each volume.
    pub bytes: Vec<u64>,
}

/// Bytes that the replica of a VM takes where it is; 0 without one.
#[must_use]
pub fn replica_bytes(blueprint: &Blueprint, vm: usize) -> u64 {
    let plan = &blueprint.vms[vm];
    let replication = plan
        .protection
        .replication
        .map(|id| blueprint.replication(id));
    replication.map_or(0, |one| space_taken(plan.used, one))
}

/// Bytes that so many bytes in use take where a replication copies them to.
#[must_use]
pub fn space_taken(used: Bytes, replication: &Replication) -> u64 {
    (used.0 as f64 * replication.space) as u64
}

/// The filling at the start: the largest first, each onto the volume of its stamp that is least full;
/// VMs before replicas.
#[must_use]
pub fn initial_filling(blueprint: &Blueprint) -> Filling {
    let storage = blueprint.stamps.iter().flat_map(|stamp| &stamp.storage);
    let volumes = storage.map(|one| one.volumes.end).max().unwrap_or(0);
    let count = blueprint.vms.len();
    let mut filling = Filling {
        vms: vec![None; count],
        replicas: vec![None; count],
        bytes: vec![0; volumes as usize],
    };
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by_key(|vm| (std::cmp::Reverse(blueprint.vms[*vm].used), *vm));
    for vm in &order {
        let plan = &blueprint.vms[*vm];
        filling.vms[*vm] = filling.put(blueprint, plan.stamp, plan.used.0);
    }
    for vm in order {
        if let Some(id) = blueprint.vms[vm].protection.replication {
            let (to, bytes) = (blueprint.replication(id).to, replica_bytes(blueprint, vm));
            filling.replicas[vm] = filling.put(blueprint, to, bytes);
        }
    }
    filling
}

impl Filling {
    fn put(&mut self, blueprint: &Blueprint, stamp: StampId, bytes: u64) -> Option<VolumeId> {
        let storage = blueprint.stamp(stamp).storage.as_ref()?;
        let volumes = storage.volumes.clone().map(VolumeId);
        let least = volumes.min_by_key(|id| (self.bytes[id.index()], *id))?;
        self.bytes[least.index()] += bytes;
        Some(least)
    }
}
