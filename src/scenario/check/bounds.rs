//! Advice by arithmetic: objectives below what even an idle system needs.
//!
//! Always true here: every figure is a lower bound. Nothing waits for anything else, transfers go at the full rate of
//! their path, and jobs never fail; so what is told cannot be kept, whatever the trials draw.

use super::Scene;
use crate::model::advice::ApplicationAdvice;
use crate::model::bytes::{disk_rate, reduced};
use crate::model::topology::stamps_taken;
use crate::model::{
    Application, Backup, Blueprint, ChainKind, Class, Effect, Law, Rebuild, Role, StampId, Vm,
    chain, route,
};
use crate::units::SECOND;
use std::collections::{BTreeMap, BTreeSet};

/// Classes of the faults that may take a stamp with all state on it.
type Destroying = BTreeMap<StampId, BTreeSet<Class>>;

/// Advice about RTOs and RPOs that no luck keeps.
pub(in super::super) fn bounds(scene: &Scene<'_, '_>) {
    let applications = scene.blueprint.applications.iter();
    let destroying = destroying(scene.blueprint);
    for (one, spot) in applications.zip(&scene.applications.application_spots) {
        if let Some(advice) = recovery(scene, one, &destroying) {
            scene.context.advise(spot, advice);
        }
        if let Some(advice) = loss(scene, one) {
            scene.context.advise(spot, advice);
        }
    }
}

/// How long it takes until a VM is built again elsewhere.
#[derive(Clone, Copy)]
struct Takes<'a> {
    vm: &'a Vm,
    /// Seconds, where every phase has its least length.
    least: f64,
    /// The same with every phase at its mean.
    mean: f64,
    /// Of both, the transfer.
    transfer: f64,
}

/// An RTO for the loss of what is around the application that building its VMs again cannot keep, with nothing that
/// stands by elsewhere.
fn recovery(
    scene: &Scene<'_, '_>,
    one: &Application,
    destroying: &Destroying,
) -> Option<ApplicationAdvice> {
    let blueprint = scene.blueprint;
    let vms = blueprint.vms_of(&one.vms).iter();
    let stamps: BTreeSet<StampId> = vms.map(|vm| vm.stamp).collect();
    let losses = stamps.iter().filter_map(|stamp| destroying.get(stamp));
    let limits = losses
        .flatten()
        .filter_map(|class| one.rto.for_class(*class));
    let limit = limits.map(|objective| objective.limit).min()?;
    let roles = blueprint.roles_of(&one.roles).iter();
    let all: Vec<Takes<'_>> = roles.filter_map(|role| required(scene, role)).collect();
    let slowest = all.iter().max_by(|a, b| a.mean.total_cmp(&b.mean))?;
    let least = all.iter().map(|takes| takes.least).fold(0.0, f64::max);
    let rto = limit.as_seconds();
    let (application, vm) = (one.name.clone(), slowest.vm.name.clone());
    if least > rto {
        return Some(ApplicationAdvice::RtoBelowPhases {
            application,
            rto: limit,
            vm,
            least,
            transfer: slowest.transfer,
        });
    }
    (slowest.mean > rto).then_some(ApplicationAdvice::RtoWithoutStandby {
        application,
        rto: limit,
        vm,
        mean: slowest.mean,
        transfer: slowest.transfer,
    })
}

/// Classes of the faults that may take each stamp with all state on it.
fn destroying(blueprint: &Blueprint) -> Destroying {
    let mut classes = Destroying::new();
    for source in &blueprint.sources {
        if matches!(&source.effect, Effect::Stops { destroys } if destroys.0 > 0.0) {
            for stamp in stamps_taken(blueprint, source.target) {
                classes.entry(stamp).or_default().insert(source.class);
            }
        }
    }
    classes
}

/// The last VM of those that a role needs, the quickest first. None where one stands by or cannot be built again.
fn required<'a>(scene: &Scene<'a, '_>, role: &'a Role) -> Option<Takes<'a>> {
    let spread = role.protection.high_availability.is_some_and(|id| {
        let across = &scene.blueprint.high_availability(id).across;
        across.len() > 1
    });
    if spread {
        return None;
    }
    let vms = scene.blueprint.vms_of(&role.vms);
    let mut all: Vec<Takes<'a>> = vms
        .iter()
        .filter_map(|vm| built_again(scene, role, vm))
        .collect();
    if all.len() < vms.len() {
        return None;
    }
    all.sort_by(|a, b| a.mean.total_cmp(&b.mean));
    let last = (role.required as usize).checked_sub(1)?;
    all.get(last).copied()
}

/// How long it takes to build a VM again that has no replica.
fn built_again<'a>(scene: &Scene<'a, '_>, role: &Role, vm: &'a Vm) -> Option<Takes<'a>> {
    let blueprint = scene.blueprint;
    if vm.protection.replication.is_some() {
        return None;
    }
    let (laws, transfer) = match Rebuild::of(blueprint, vm)? {
        Rebuild::Restore(id) => {
            let backup = blueprint.backup(id);
            let laws = vec![&backup.detect, &backup.decide, &backup.provision];
            (laws, restored(scene, vm, (Rebuild::Restore(id), backup))?)
        }
        Rebuild::Redeploy(id) => {
            let redeploy = blueprint.redeploy(id);
            (
                vec![&redeploy.detect, &redeploy.decide, &redeploy.takes],
                0.0,
            )
        }
    };
    let laws = || laws.iter().copied().chain([&role.boot, &role.validate]);
    let seconds = |length: fn(&Law) -> f64| laws().map(length).sum::<f64>() / SECOND as f64;
    Some(Takes {
        vm,
        least: seconds(least) + transfer,
        mean: seconds(Law::mean) + transfer,
        transfer,
    })
}

/// Seconds that the newest full takes on the quickest way to any stamp that it may be restored to.
fn restored(scene: &Scene<'_, '_>, vm: &Vm, (way, backup): (Rebuild, &Backup)) -> Option<f64> {
    let blueprint = scene.blueprint;
    let elsewhere = way.elsewhere(blueprint).iter().copied();
    let stamps = elsewhere.chain([vm.stamp]);
    let rates = stamps.flat_map(|stamp| {
        let from = backup.repositories();
        from.filter_map(move |from| route::restores_alone(blueprint, vm, (backup, from), stamp))
    });
    let fastest = rates.fold(0.0, f64::max);
    let bytes = reduced(vm.used.0 as f64, backup.reduction);
    (fastest > 0.0).then(|| bytes / fastest)
}

/// The least length of a law, in milliseconds.
fn least(law: &Law) -> f64 {
    match law {
        Law::Constant(length) => *length,
        Law::Uniform { low, .. } | Law::Triangular { low, .. } => *low,
        Law::Empirical(values) => values.first().copied().unwrap_or(0.0),
        Law::Exponential { .. }
        | Law::Weibull { .. }
        | Law::Lognormal { .. }
        | Law::Gamma { .. } => 0.0,
    }
}

/// An RPO that the time between jobs and what they carry cannot keep for the share that is asked for.
fn loss(scene: &Scene<'_, '_>, one: &Application) -> Option<ApplicationAdvice> {
    let blueprint = scene.blueprint;
    let limit = one.rpo.of_places()?;
    let classes = [Class::Stamp, Class::Enclosure, Class::Site];
    let targets = classes.map(|class| one.rpo.target_of(class).0);
    let target = targets.into_iter().fold(1.0, f64::min);
    let worst = blueprint
        .roles_of(&one.roles)
        .iter()
        .filter(|role| role.stateful && !role.protection.keeps_data())
        .flat_map(|role| blueprint.vms_of(&role.vms))
        .filter(|vm| vm.protection.replication.is_none())
        .filter_map(|vm| {
            let backup = blueprint.backup(vm.protection.backup?);
            Some((backup, carried(scene, vm, backup)))
        })
        .max_by(|a, b| needed(a, target).total_cmp(&needed(b, target)))?;
    let (backup, transfer) = worst;
    (needed(&worst, target) > limit.as_seconds()).then(|| ApplicationAdvice::RpoBelowCadence {
        application: one.name.clone(),
        rpo: limit,
        backup: backup.name.clone(),
        every: backup.cadence(),
        transfer,
        kept: (limit.as_seconds() - transfer).max(0.0) / backup.cadence().as_seconds(),
        target,
    })
}

/// What this share of losses at any instant keeps, in seconds: the newest point is between the transfer and that and
/// the time between jobs old.
fn needed((backup, transfer): &(&Backup, f64), target: f64) -> f64 {
    backup.cadence().as_seconds() * target + transfer
}

/// Seconds from the capture of a job, or a log, to its point, at the full rate of its path.
fn carried(scene: &Scene<'_, '_>, vm: &Vm, backup: &Backup) -> f64 {
    let blueprint = scene.blueprint;
    let place = u64::from(backup.chain != ChainKind::Full);
    let churn = chain::written(blueprint, vm);
    let bytes = match backup.logs {
        Some(logs) => chain::logged(backup, churn, logs.every),
        None => chain::captured(backup, vm.used.0 as f64, churn, place),
    };
    let disks = disk_rate(blueprint.stamp(vm.stamp), vm.disks, backup.reduction);
    let rate = route::backup(blueprint, vm.stamp, backup.to)
        .map_or(0.0, |route| route.alone(blueprint, backup.reduction))
        .min(disks.0 as f64);
    if rate > 0.0 {
        reduced(bytes, backup.reduction) / rate
    } else {
        0.0
    }
}
