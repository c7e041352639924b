//! What a calculator would say of a restore: each VM alone on an idle path, every phase at its mean.
//!
//! Always true here: nothing waits for anything else; the gap to the simulated figure is the price of
//! contention.

use super::classes::range;
use super::gather::Seen;
use crate::model::bytes::{disk_rate, reduced};
use crate::model::outcome::AloneEstimate;
use crate::model::record::{Path, Way};
use crate::model::route;
use crate::model::topology::{takes, takes_stamp};
use crate::model::{
    ApplicationId, Backup, BackupScope, Blueprint, ChainKind, Component, Effect, RepositoryId,
    Source, StampId, Vm,
};
use crate::stats::nine_digits;
use crate::units::SECOND;

/// Whether a restore brought the application back with its data at least once.
pub(crate) fn restores(seen: &[Seen<'_>]) -> bool {
    seen.iter()
        .any(|one| one.is_outage() && one.outage.way() == Way::By(Path::Restore))
}

/// The recovery of an application after this fault, its slowest VM alone. None where none of its VMs
/// has a backup that can be reached.
pub(crate) fn estimate(
    blueprint: &Blueprint,
    application: usize,
    source: &Source,
) -> Option<AloneEstimate> {
    let vms = &blueprint.vms[range(&blueprint.applications[application].vms)];
    let (recovery_s, transfer_s) = vms
        .iter()
        .filter(|vm| vm.redeploy.is_none() || blueprint.role(vm.role).stateful)
        .filter_map(|vm| {
            let backup = blueprint.backup(vm.backup?);
            let rate = place(blueprint, source, vm, backup)?;
            let transfer = chain_bytes(vm, backup) / rate;
            let role = blueprint.role(vm.role);
            let laws = [&backup.detect, &backup.decide, &role.boot, &role.validate];
            let mut rest_ms: f64 = laws.iter().map(|law| law.mean()).sum();
            // Data goes back into a VM that still stands; everything else is built first.
            let stands = matches!(source.effect, Effect::Logical { .. });
            if !(stands && backup.scope == BackupScope::Data) {
                rest_ms += backup.provision.mean();
            }
            Some((rest_ms / SECOND as f64 + transfer, transfer))
        })
        .max_by(|one, other| one.0.total_cmp(&other.0))?;
    Some(AloneEstimate {
        application: ApplicationId::from_index(application),
        recovery_s: nine_digits(recovery_s),
        transfer_s: nine_digits(transfer_s),
    })
}

/// Bytes that a restore reads on average: the full and half of the increments of a cycle, or the full
/// and a differential from the middle of it.
fn chain_bytes(vm: &Vm, backup: &Backup) -> f64 {
    let used = vm.used.0 as f64;
    let changed = (vm.churn * backup.every.as_seconds()).min(used);
    let steps = match backup.every.0 {
        0 => 0,
        every => (backup.full_every.0 / every).saturating_sub(1),
    };
    let half = steps as f64 / 2.0;
    let increments = match backup.chain {
        ChainKind::Full => 0.0,
        ChainKind::Incremental => changed * half,
        ChainKind::Differential => (changed * half).min(used),
    };
    reduced(used + increments, backup.reduction)
}

fn destroys(source: &Source) -> bool {
    matches!(&source.effect, Effect::Stops { destroys } if destroys.0 > 0.0)
}

/// The stamp that a VM is restored to: where its own is lost, the first that is meant for it and
/// stands.
fn restored_to(blueprint: &Blueprint, source: &Source, vm: &Vm, backup: &Backup) -> StampId {
    let lost = |stamp: &StampId| takes_stamp(blueprint, source.target, *stamp);
    if destroys(source) && lost(&vm.stamp) {
        let standing = backup.restore_to.iter().find(|stamp| !lost(stamp));
        standing.copied().unwrap_or(vm.stamp)
    } else {
        vm.stamp
    }
}

/// The repository that is read and the rate there, bytes per second after the reduction: of those that
/// stand, or else that the fault leaves, the one from which it ends soonest; at a tie the first.
fn place(blueprint: &Blueprint, source: &Source, vm: &Vm, backup: &Backup) -> Option<f64> {
    let stamp = restored_to(blueprint, source, vm, backup);
    let hit = |id: RepositoryId| takes(blueprint, source.target, Component::Repository(id));
    let all = || [Some(backup.to), backup.copy_to].into_iter().flatten();
    let fastest = |usable: &dyn Fn(RepositoryId) -> bool| {
        all()
            .filter(|id| usable(*id))
            .filter_map(|id| rate(blueprint, vm, (backup, id), stamp))
            .reduce(f64::max)
    };
    fastest(&|id| !hit(id)).or_else(|| fastest(&|id| !(hit(id) && destroys(source))))
}

/// Bytes per second, as they move after the reduction, at which a VM alone is restored from a repository
/// to a stamp; none where no route leads there or nothing moves on it.
fn rate(
    blueprint: &Blueprint,
    vm: &Vm,
    (backup, from): (&Backup, RepositoryId),
    to: StampId,
) -> Option<f64> {
    let route = route::restore(blueprint, from, to)?;
    let disks = disk_rate(blueprint.stamp(to), vm.disks, backup.reduction);
    let least = route.alone(blueprint, backup.reduction).min(disks.0 as f64);
    (least > 0.0).then_some(least)
}
