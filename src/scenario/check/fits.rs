//! Refuses what cannot hold what must lie on it: volumes for VMs and replicas, repositories for fulls.
//!
//! Always true here: each stamp and each repository is told of once, by the first that does not fit,
//! with both sizes.

use super::super::problem::FitProblem;
use super::Scene;
use super::first::First;
use crate::model::advice::BackupAdvice;
use crate::model::bytes::reduced;
use crate::model::filling::replica_bytes;
use crate::model::placement::usable;
use crate::model::{Rebuild, RepositoryId, StampId, Storage, Vm};
use crate::units::Bytes;
use std::collections::BTreeMap;

/// Refuses VMs and replicas larger than a volume, and fulls larger than a repository.
pub(in super::super) fn fits(scene: &Scene<'_, '_>) {
    let mut vms: BTreeMap<StampId, First> = BTreeMap::new();
    let mut replicas: BTreeMap<StampId, First> = BTreeMap::new();
    let mut fulls: BTreeMap<RepositoryId, First> = BTreeMap::new();
    for (index, vm) in scene.blueprint.vms.iter().enumerate() {
        if vm.used > volume(scene, vm.stamp) {
            First::count(&mut vms, vm.stamp, index);
        }
        if let Some(to) = vm
            .protection
            .replication
            .map(|id| scene.blueprint.replication(id).to)
            && Bytes(replica_bytes(scene.blueprint, index)) > volume(scene, to)
        {
            First::count(&mut replicas, to, index);
        }
        let Some(backup) = vm.protection.backup.map(|id| scene.blueprint.backup(id)) else {
            continue;
        };
        let full = full(scene, vm);
        for to in backup.repositories() {
            if full > scene.blueprint.repository(to).capacity.0 as f64 {
                First::count(&mut fulls, to, index);
            }
        }
    }
    for (stamp, found) in vms {
        vm_too_large(scene, stamp, &found);
    }
    for (stamp, found) in replicas {
        replica_too_large(scene, stamp, &found);
    }
    for (repository, found) in fulls {
        full_too_large(scene, repository, &found);
    }
}

/// What builds a VM again, and what it may do: backup `nightly` may restore it to.
fn brings(scene: &Scene<'_, '_>, mover: Rebuild) -> String {
    let title = scene.title_of(mover.into());
    format!("{title} may {} it to", mover.path().name())
}

/// Every stamp that a VM may be restored or redeployed to.
fn targets<'a>(scene: &Scene<'a, '_>, vm: &Vm) -> impl Iterator<Item = (Rebuild, StampId)> + 'a {
    let blueprint = scene.blueprint;
    let rebuild = Rebuild::of(blueprint, vm).into_iter();
    rebuild.flat_map(move |one| one.elsewhere(blueprint).iter().map(move |to| (one, *to)))
}

/// Advice about stamps that VMs cannot be restored or redeployed to, since no volume or no node
/// there could hold them.
pub(in super::super) fn restores_fit(scene: &Scene<'_, '_>) {
    let mut volumes: BTreeMap<(Rebuild, StampId), First> = BTreeMap::new();
    let mut nodes: BTreeMap<(Rebuild, StampId), First> = BTreeMap::new();
    for (index, vm) in scene.blueprint.vms.iter().enumerate() {
        for (mover, stamp) in targets(scene, vm) {
            if vm.used > volume(scene, stamp) {
                First::count(&mut volumes, (mover, stamp), index);
            }
            if vm.memory.0 > usable(scene.blueprint.stamp(stamp)) {
                First::count(&mut nodes, (mover, stamp), index);
            }
        }
    }
    for (way, found) in volumes {
        no_volume_to_restore(scene, way, &found);
    }
    for (way, found) in nodes {
        no_node_to_restore(scene, way, &found);
    }
}

fn no_volume_to_restore(scene: &Scene<'_, '_>, (mover, to): (Rebuild, StampId), found: &First) {
    let vm = &scene.blueprint.vms[found.vm];
    scene.context.advise(
        scene.protections.spot_of(mover),
        BackupAdvice::VolumeTooSmallForRestore {
            vm: vm.name.clone(),
            more: found.more,
            used: vm.used,
            brings: brings(scene, mover),
            stamp: scene.blueprint.stamp(to).name.clone(),
            volume: volume(scene, to),
        },
    );
}

fn no_node_to_restore(scene: &Scene<'_, '_>, (mover, to): (Rebuild, StampId), found: &First) {
    let vm = &scene.blueprint.vms[found.vm];
    let stamp = scene.blueprint.stamp(to);
    scene.context.advise(
        scene.protections.spot_of(mover),
        BackupAdvice::NodeTooSmallForRestore {
            vm: vm.name.clone(),
            more: found.more,
            memory: vm.memory,
            brings: brings(scene, mover),
            stamp: stamp.name.clone(),
            room: Bytes(usable(stamp)),
        },
    );
}

/// What one volume of a stamp holds; without a bound where they are not simulated.
fn volume(scene: &Scene<'_, '_>, stamp: StampId) -> Bytes {
    let storage: Option<&Storage> = scene.blueprint.stamp(stamp).storage.as_ref();
    storage.map_or(Bytes(u64::MAX), |storage| storage.volume_size)
}

/// Bytes of a full backup of a VM where it is kept.
fn full(scene: &Scene<'_, '_>, vm: &Vm) -> f64 {
    let backup = vm.protection.backup.map(|id| scene.blueprint.backup(id));
    backup.map_or(0.0, |backup| reduced(vm.used.0 as f64, backup.reduction))
}

fn vm_too_large(scene: &Scene<'_, '_>, id: StampId, found: &First) {
    let vm = &scene.blueprint.vms[found.vm];
    let stamp = scene.blueprint.stamp(id);
    scene.context.problem(
        &scene.applications.vm_spots[found.vm],
        FitProblem::VmLargerThanVolume {
            vm: vm.name.clone(),
            more: found.more,
            used: vm.used,
            stamp: stamp.name.clone(),
            volume: volume(scene, id),
            volumes: stamp.node_count(),
        },
    );
}

fn replica_too_large(scene: &Scene<'_, '_>, id: StampId, found: &First) {
    let vm = &scene.blueprint.vms[found.vm];
    let stamp = scene.blueprint.stamp(id);
    let replication = vm
        .protection
        .replication
        .map(|id| scene.blueprint.replication(id));
    scene.context.problem(
        &scene.applications.vm_spots[found.vm],
        FitProblem::ReplicaLargerThanVolume {
            vm: vm.name.clone(),
            more: found.more,
            used: vm.used,
            space: replication.map_or(1.0, |one| one.space),
            stamp: stamp.name.clone(),
            volume: volume(scene, id),
            volumes: stamp.node_count(),
        },
    );
}

fn full_too_large(scene: &Scene<'_, '_>, id: RepositoryId, found: &First) {
    let vm = &scene.blueprint.vms[found.vm];
    let repository = scene.blueprint.repository(id);
    let backup = vm.protection.backup.map(|id| scene.blueprint.backup(id));
    scene.context.problem(
        &scene.places.repository_spots[id.index()],
        FitProblem::FullLargerThanRepository {
            repository: repository.name.clone(),
            capacity: repository.capacity,
            vm: vm.name.clone(),
            more: found.more,
            used: vm.used,
            reduction: backup.map_or(1.0, |backup| backup.reduction),
            full: full(scene, vm),
        },
    );
}
