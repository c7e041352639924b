//! Advice by arithmetic: objectives below what even an idle system needs.
//!
//! Always true here: every figure is a lower bound. Nothing waits for anything else, transfers go at the full rate of
//! their path, and jobs never fail; so what is told cannot be kept, whatever the trials draw.

use super::Scene;
use crate::model::advice::ApplicationAdvice;
use crate::model::bytes::{disk_rate, reduced};
use crate::model::topology::stamps_taken;
use crate::model::{
    Application, Backup, Blueprint, ChainKind, Class, Effect, Law, Prefer, Rebuild, Role, StampId,
    Vm, chain, route,
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
    /// Of both, the transfer of the newest full.
    transfer: f64,
    /// Of the mean, the transfer and the replay of logs.
    logs: (f64, f64),
}

/// A full that is read at the highest rate.
#[derive(Clone, Copy)]
struct Restored {
    /// Seconds.
    full: f64,
    /// Bytes per second, as they are stored.
    rate: f64,
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
        transfer: slowest.transfer + slowest.logs.0,
        replay: slowest.logs.1,
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
    let mut logs = (0.0, 0.0);
    let (laws, transfer) = match Rebuild::of(blueprint, vm)? {
        Rebuild::Restore(id) => {
            let backup = blueprint.backup(id);
            let laws = vec![&backup.detect, &backup.decide, &backup.provision];
            let restored = restored(scene, vm, (Rebuild::Restore(id), backup))?;
            logs = replayed(scene, vm, (backup, restored));
            (laws, restored.full)
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
        mean: seconds(Law::mean) + transfer + logs.0 + logs.1,
        transfer,
        logs,
    })
}

/// Seconds that the newest full takes on the quickest way to any stamp that it may be restored to.
fn restored(scene: &Scene<'_, '_>, vm: &Vm, (way, backup): (Rebuild, &Backup)) -> Option<Restored> {
    let blueprint = scene.blueprint;
    let elsewhere = way.elsewhere(blueprint).iter().copied();
    let stamps = elsewhere.chain([vm.stamp]);
    let rates = stamps.flat_map(|stamp| {
        let from = backup.repositories();
        from.filter_map(move |from| route::restores_alone(blueprint, vm, (backup, from), stamp))
    });
    let fastest = rates.fold(0.0, f64::max);
    let bytes = reduced(vm.used.0 as f64, backup.reduction);
    (fastest > 0.0).then(|| Restored {
        full: bytes / fastest,
        rate: fastest,
    })
}

/// Seconds that the transfer and the replay of logs take on the mean: at least half of those between two jobs lie behind
/// the newest point.
fn replayed(scene: &Scene<'_, '_>, vm: &Vm, (backup, restored): (&Backup, Restored)) -> (f64, f64) {
    let newest = backup.preference.prefer == Prefer::Newest;
    let Some(logs) = backup.logs.filter(|_| newest) else {
        return (0.0, 0.0);
    };
    let churn = chain::written(scene.blueprint, vm);
    let bytes = chain::logged(backup, churn, backup.every) / 2.0;
    let transfer = reduced(bytes, backup.reduction) / restored.rate;
    (transfer, bytes / logs.replay.0 as f64)
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
            Some(Captures::of(scene, vm, backup))
        })
        .max_by(|a, b| a.needed(target).total_cmp(&b.needed(target)))?;
    (worst.needed(target) > limit.as_seconds()).then(|| ApplicationAdvice::RpoBelowCadence {
        application: one.name.clone(),
        rpo: limit,
        backup: worst.backup.name.clone(),
        every: worst.backup.cadence(),
        transfer: worst.logs.unwrap_or(worst.jobs).1,
        kept: worst.kept(limit.as_seconds()),
        target,
    })
}

/// What captures a VM, in seconds: the time between two of a kind, and from a capture until it can be recovered to.
struct Captures<'a> {
    backup: &'a Backup,
    jobs: (f64, f64),
    logs: Option<(f64, f64)>,
}

impl<'a> Captures<'a> {
    fn of(scene: &Scene<'_, '_>, vm: &Vm, backup: &'a Backup) -> Captures<'a> {
        let churn = chain::written(scene.blueprint, vm);
        let carried = |bytes| carried(scene, vm, (backup, bytes));
        let place = u64::from(backup.chain != ChainKind::Full);
        let point = chain::captured(backup, vm.used.0 as f64, churn, place);
        let log = |every| chain::logged(backup, churn, every);
        Captures {
            backup,
            jobs: (backup.every.as_seconds(), carried(point)),
            logs: backup
                .logs
                .map(|logs| (logs.every.as_seconds(), carried(log(logs.every)))),
        }
    }

    /// The share of losses at any instant that lose no more than this, at most: each capture serves those that come so
    /// soon after it. Points may be captured between two logs, and serve others then.
    fn kept(&self, seconds: f64) -> f64 {
        let all = self.logs.iter().chain([&self.jobs]);
        let share = all.map(|(every, carried)| (seconds - carried).max(0.0) / every);
        share.sum::<f64>().min(1.0)
    }

    /// What this share of losses at any instant loses at least, in seconds: the newest capture is between the transfer and
    /// that and the time to the next one old.
    fn needed(&self, target: f64) -> f64 {
        let alone = |(every, carried): (f64, f64)| every * target + carried;
        let (Some(logs), jobs) = (self.logs, self.jobs) else {
            return alone(self.jobs);
        };
        let (first, second) = if logs.1 <= jobs.1 {
            (logs, jobs)
        } else {
            (jobs, logs)
        };
        if alone(first) <= second.1 {
            return alone(first);
        }
        (target + first.1 / first.0 + second.1 / second.0) / (1.0 / first.0 + 1.0 / second.0)
    }
}

/// Seconds that so many bytes of a VM take to where its points go, at the full rate of the path.
fn carried(scene: &Scene<'_, '_>, vm: &Vm, (backup, bytes): (&Backup, f64)) -> f64 {
    let blueprint = scene.blueprint;
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
