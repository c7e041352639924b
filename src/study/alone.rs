//! What a calculator would say of a restore: each VM alone on an idle path, every phase at its mean.
//!
//! Always true here: nothing waits for anything else; the gap to the simulated figure is the price of
//! contention.

use crate::model::Rebuild;
use crate::model::bytes::reduced;
use crate::model::chain;
use crate::model::outcome::AloneEstimate;
use crate::model::route;
use crate::model::topology::{takes, takes_stamp};
use crate::model::{
    ApplicationId, BackupId, BackupScope, Blow, Blueprint, Component, Effect, Mistake,
    RepositoryId, Source, StampId, Vm,
};
use crate::stats::nine_digits;
use crate::units::SECOND;

/// The recovery of an application after this fault, its slowest VM alone. None where none of its VMs
/// has a backup that can be reached.
pub(crate) fn estimate(
    blueprint: &Blueprint,
    application: usize,
    source: &Source,
) -> Option<AloneEstimate> {
    let vms = blueprint.vms_of(&blueprint.applications[application].vms);
    let (recovery_s, transfer_s) = vms
        .iter()
        .filter_map(|vm| {
            let Some(Rebuild::Restore(id)) = Rebuild::of(blueprint, vm) else {
                return None;
            };
            let backup = blueprint.backup(id);
            let rate = place(blueprint, source, vm, id)?;
            let churn = chain::written(blueprint, vm);
            let read = chain::mean_read(backup, vm.used.0 as f64, churn);
            let transfer = reduced(read, backup.reduction) / rate;
            let logs = chain::logged(backup, churn, backup.every) / 2.0;
            let replay = backup.logs.map_or(0.0, |one| logs / one.replay.0 as f64);
            let role = blueprint.role(vm.role);
            let laws = [&backup.detect, &backup.decide, &role.boot, &role.validate];
            let mut rest_ms: f64 = laws.iter().map(|law| law.mean()).sum();
            let decided = backup.detect.mean() + backup.decide.mean();
            rest_ms += after_intruders(source, vm, decided);
            // Data goes back into a VM that still stands; everything else is built first.
            let stands = match &source.effect {
                Effect::Logical { .. } => true,
                Effect::Ransomware(one) => one.blow(vm.application) != Blow::Encrypts,
                Effect::Stops { .. } | Effect::Mistake(_) => false,
            };
            if !(stands && backup.scope == BackupScope::Data) {
                rest_ms += backup.provision.mean();
            }
            Some((rest_ms / SECOND as f64 + transfer + replay, transfer))
        })
        .max_by(|one, other| one.0.total_cmp(&other.0))?;
    Some(AloneEstimate {
        application: ApplicationId::from_index(application),
        recovery_s: nine_digits(recovery_s),
        transfer_s: nine_digits(transfer_s),
    })
}

/// What a restore takes longer after intruders, in milliseconds: until a clean place stands, which is built while people
/// notice and decide, and for the scan.
fn after_intruders(source: &Source, vm: &Vm, decided_ms: f64) -> f64 {
    let Effect::Ransomware(intruders) = &source.effect else {
        return 0.0;
    };
    let rate = intruders.scan.map(|scan| scan.alone().0.max(1) as f64);
    let scanned = rate.map_or(0.0, |rate| vm.used.0 as f64 / rate * SECOND as f64);
    (source.restoration.mean() - decided_ms).max(0.0) + scanned
}

/// Whether a fault takes all points of a repository with it, or may: those that intruders do not reach, or that are
/// immutable, stay.
fn takes_points(blueprint: &Blueprint, source: &Source, id: RepositoryId) -> bool {
    let repository = blueprint.repository(id);
    match source.effect {
        Effect::Ransomware(_) => {
            let struck = blueprint.applications_hit(source.target);
            blueprint.unreached(id, struck).is_none() && repository.immutable.is_none()
        }
        Effect::Mistake(mistake) => {
            mistake == Mistake::Deletion
                && repository.immutable.is_none()
                && repository.offline.is_none()
        }
        Effect::Stops { .. } | Effect::Logical { .. } => destroys(source),
    }
}

fn destroys(source: &Source) -> bool {
    matches!(&source.effect, Effect::Stops { destroys } if destroys.0 > 0.0)
}

/// The stamp that a VM is restored to: where its own is lost, the first that is meant for it and
/// stands.
fn restored_to(blueprint: &Blueprint, source: &Source, vm: &Vm, id: BackupId) -> StampId {
    let lost = |stamp: StampId| takes_stamp(blueprint, source.target, stamp);
    let refuge = || Rebuild::Restore(id).refuge(blueprint, lost);
    let moves = destroys(source) && lost(vm.stamp);
    moves.then(refuge).flatten().unwrap_or(vm.stamp)
}

/// The repository that is read and the rate there, bytes per second after the reduction: of those that
/// stand, or else that the fault leaves, the one from which it ends soonest; at a tie the first.
fn place(blueprint: &Blueprint, source: &Source, vm: &Vm, id: BackupId) -> Option<f64> {
    let backup = blueprint.backup(id);
    let stamp = restored_to(blueprint, source, vm, id);
    let hit = |id: RepositoryId| match source.effect {
        Effect::Ransomware(_) => takes_points(blueprint, source, id),
        Effect::Mistake(_) => {
            source.target == Component::Repository(id) && takes_points(blueprint, source, id)
        }
        _ => takes(blueprint, source.target, Component::Repository(id)),
    };
    let fastest = |usable: &dyn Fn(RepositoryId) -> bool| {
        let all = backup.repositories();
        all.filter(|id| usable(*id))
            .filter_map(|id| route::restores_alone(blueprint, vm, (backup, id), stamp))
            .reduce(f64::max)
    };
    fastest(&|id| !hit(id))
        .or_else(|| fastest(&|id| !(hit(id) && takes_points(blueprint, source, id))))
}
