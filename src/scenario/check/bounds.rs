//! Advice by arithmetic: objectives below what even an idle system needs.
//!
//! Always true here: every figure is a lower bound. Nothing waits for anything else, transfers go at the full rate of
//! their path, and jobs never fail; so what is told cannot be kept, whatever the trials draw.

use super::Scene;
use crate::model::advice::{ApplicationAdvice, Back};
use crate::model::bytes::{disk_rate, reduced};
use crate::model::topology::stamps_taken;
use crate::model::{
    Application, Backup, Blueprint, ChainKind, Class, Effect, Law, LogicalKind, Prefer, Rebuild,
    Role, StampId, Vm, chain, route,
};
use crate::units::{SECOND, Span};
use std::collections::BTreeSet;

/// Which stamps faults take at once with all state on them, by class.
type Destroying = BTreeSet<(Vec<StampId>, Class)>;

/// Advice about RTOs and RPOs that no luck keeps.
pub(in super::super) fn bounds(scene: &Scene<'_, '_>) {
    let applications = scene.blueprint.applications.iter();
    let destroying = destroying(scene.blueprint);
    for (one, spot) in applications.zip(&scene.applications.application_spots) {
        let recovery = recovery(scene, one, &destroying);
        let is_told = matches!(recovery, Some(ApplicationAdvice::RtoBelowPhases { .. }));
        let deletion = deletion(scene, one).filter(|_| !is_told);
        let failover = failover(scene, one, &destroying);
        let losses = [loss(scene, one), lag(scene, one)];
        let all = [recovery, deletion, failover].into_iter().chain(losses);
        for advice in all.flatten() {
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
    let roles = || blueprint.roles_of(&one.roles).iter();
    // The strictest of those that cannot be kept is told, and what is certain before what holds on the mean.
    let mut certain: Option<(Span, f64, Takes<'_>)> = None;
    let mut likely: Option<(Span, Takes<'_>)> = None;
    for (lost, class) in destroying {
        let Some(limit) = one.rto.for_class(*class).map(|objective| objective.limit) else {
            continue;
        };
        let all: Vec<Takes<'_>> = roles()
            .filter_map(|role| required(scene, role, lost))
            .collect();
        let Some(slowest) = all.iter().max_by(|a, b| a.mean.total_cmp(&b.mean)) else {
            continue;
        };
        let least = all.iter().map(|takes| takes.least).fold(0.0, f64::max);
        let rto = limit.as_seconds();
        if least > rto && certain.is_none_or(|(known, ..)| limit < known) {
            certain = Some((limit, least, *slowest));
        } else if slowest.mean > rto && likely.is_none_or(|(known, _)| limit < known) {
            likely = Some((limit, *slowest));
        }
    }
    let application = one.name.clone();
    if let Some((rto, least, slowest)) = certain {
        return Some(ApplicationAdvice::RtoBelowPhases {
            application,
            rto,
            vm: slowest.vm.name.clone(),
            way: Back::Built,
            takes: least,
            mean: false,
            transfer: slowest.transfer,
        });
    }
    likely.map(|(rto, slowest)| ApplicationAdvice::RtoWithoutStandby {
        application,
        rto,
        vm: slowest.vm.name.clone(),
        mean: slowest.mean,
        transfer: slowest.transfer + slowest.logs.0,
        replay: slowest.logs.1,
    })
}

/// An RTO that no restore after a deletion keeps: somebody decides, and the data is read. Where fewer VMs than there are
/// would do, a deletion need not stop anybody.
fn deletion(scene: &Scene<'_, '_>, one: &Application) -> Option<ApplicationAdvice> {
    let blueprint = scene.blueprint;
    let sources = blueprint.sources.iter().filter(|source| {
        let deletes = matches!(
            source.effect,
            Effect::Logical {
                kind: LogicalKind::Deletion,
                ..
            }
        );
        let mut hit = blueprint.applications_hit(source.target);
        deletes && hit.any(|id| std::ptr::eq(blueprint.application(id), one))
    });
    let limits = sources.filter_map(|source| one.rto.for_class(source.class));
    let limit = limits.map(|objective| objective.limit).min()?;
    let roles = blueprint.roles_of(&one.roles).iter();
    let roles = roles.filter(|role| {
        role.stateful
            && role.protection.high_availability.is_none()
            && role.required == role.vms.end - role.vms.start
    });
    let restores = roles.flat_map(|role| blueprint.vms_of(&role.vms));
    let restores = restores.filter_map(|vm| {
        let Rebuild::Restore(id) = Rebuild::of(blueprint, vm)? else {
            return None;
        };
        let backup = blueprint.backup(id);
        let full = restored(scene, vm, (Rebuild::Restore(id), backup))?.full;
        Some((vm, least(&backup.decide) / SECOND as f64 + full, full))
    });
    let (vm, takes, transfer) = restores.min_by(|a, b| a.1.total_cmp(&b.1))?;
    (takes > limit.as_seconds()).then(|| ApplicationAdvice::RtoBelowPhases {
        application: one.name.clone(),
        rto: limit,
        vm: vm.name.clone(),
        way: Back::Cleaned,
        takes,
        mean: false,
        transfer,
    })
}

/// An RTO that no failover to replicas keeps, or hardly any: certain where every phase has its least length, else on the mean.
fn failover(
    scene: &Scene<'_, '_>,
    one: &Application,
    destroying: &Destroying,
) -> Option<ApplicationAdvice> {
    let blueprint = scene.blueprint;
    let mut told: Option<(bool, Span, f64, &Vm)> = None;
    for (lost, class) in destroying {
        let Some(objective) = one.rto.for_class(*class) else {
            continue;
        };
        let roles = blueprint.roles_of(&one.roles).iter();
        let slowest = roles.filter_map(|role| failed_over(scene, role, lost));
        let Some(slowest) = slowest.max_by(|a, b| a.mean.total_cmp(&b.mean)) else {
            continue;
        };
        let (limit, rto) = (objective.limit, objective.limit.as_seconds());
        let found = match (slowest.least > rto, slowest.mean > rto) {
            (true, _) => (false, limit, slowest.least, slowest.vm),
            (false, true) => (true, limit, slowest.mean, slowest.vm),
            (false, false) => continue,
        };
        if told.is_none_or(|known| (found.0, found.1) < (known.0, known.1)) {
            told = Some(found);
        }
    }
    told.map(|(mean, rto, takes, vm)| ApplicationAdvice::RtoBelowPhases {
        application: one.name.clone(),
        rto,
        vm: vm.name.clone(),
        way: Back::FailedOver,
        takes,
        mean,
        transfer: 0.0,
    })
}

/// The last VM that a role must have back where it loses these stamps, the quickest first, each by its replica. None where not
/// all of them have one that is left.
fn failed_over<'a>(scene: &Scene<'a, '_>, role: &'a Role, lost: &[StampId]) -> Option<Takes<'a>> {
    if role.protection.high_availability.is_some() {
        return None;
    }
    let blueprint = scene.blueprint;
    let vms = blueprint.vms_of(&role.vms).iter();
    let (away, left): (Vec<&Vm>, Vec<&Vm>) = vms.partition(|vm| lost.contains(&vm.stamp));
    let mut all: Vec<Takes<'a>> = Vec::new();
    for vm in away {
        let plan = blueprint.replication(vm.protection.replication?);
        if lost.contains(&plan.to) {
            return None;
        }
        // A hot standby gives its place to the VM, which need not boot.
        let boot = (!plan.hot).then_some(&role.boot);
        let laws = || {
            let own = [&plan.detect, &plan.decide, &plan.failover, &role.validate];
            own.into_iter().chain(boot)
        };
        let seconds = |length: fn(&Law) -> f64| {
            laws().map(length).sum::<f64>() / SECOND as f64 + plan.dns_ttl.as_seconds()
        };
        all.push(Takes {
            vm,
            least: seconds(least),
            mean: seconds(Law::mean),
            transfer: 0.0,
            logs: (0.0, 0.0),
        });
    }
    all.sort_by(|a, b| a.mean.total_cmp(&b.mean));
    let last = (role.required as usize).checked_sub(left.len() + 1)?;
    all.get(last).copied()
}

/// An RPO that recovery points of a replica are too far apart for: it resumes from the newest, which is anything up to that old.
/// Whose backup captures more often may have something newer.
fn lag(scene: &Scene<'_, '_>, one: &Application) -> Option<ApplicationAdvice> {
    let blueprint = scene.blueprint;
    let (limit, target) = of_places(one)?;
    let roles = blueprint.roles_of(&one.roles).iter();
    let roles = roles.filter(|role| role.stateful && role.protection.high_availability.is_none());
    let plans = roles
        .flat_map(|role| blueprint.vms_of(&role.vms))
        .filter_map(|vm| {
            let plan = blueprint.replication(vm.protection.replication?);
            let backup = vm
                .protection
                .backup
                .map(|id| blueprint.backup(id).cadence());
            backup
                .is_none_or(|every| every > plan.points)
                .then_some(plan)
        });
    let worst = plans.max_by_key(|plan| plan.points)?;
    let points = worst.points.as_seconds();
    (points * target > limit.as_seconds()).then(|| ApplicationAdvice::RpoBelowCadence {
        application: one.name.clone(),
        rpo: limit,
        backup: worst.name.clone(),
        replica: true,
        every: worst.points,
        transfer: 0.0,
        kept: limit.as_seconds() / points,
        target,
    })
}

/// The tightest RPO for the loss of what is around an application, and the smallest share that such a one asks for.
fn of_places(one: &Application) -> Option<(Span, f64)> {
    let limit = one.rpo.of_places()?;
    let classes = [Class::Stamp, Class::Enclosure, Class::Site];
    let targets = classes.map(|class| one.rpo.target_of(class).0);
    Some((limit, targets.into_iter().fold(1.0, f64::min)))
}

/// Which stamps faults may take at once with all state on them.
fn destroying(blueprint: &Blueprint) -> Destroying {
    let sources = blueprint.sources.iter();
    let sources = sources
        .filter(|source| matches!(&source.effect, Effect::Stops { destroys } if destroys.0 > 0.0));
    let losses = sources.map(|source| {
        let stamps = stamps_taken(blueprint, source.target);
        (stamps.collect::<Vec<_>>(), source.class)
    });
    losses.filter(|(stamps, _)| !stamps.is_empty()).collect()
}

/// The last VM that a role must have back where it loses these stamps, the quickest first. None where enough of its VMs stand
/// elsewhere, where one stands by, or where one cannot be built again.
fn required<'a>(scene: &Scene<'a, '_>, role: &'a Role, lost: &[StampId]) -> Option<Takes<'a>> {
    let spread = role.protection.high_availability.is_some_and(|id| {
        let across = &scene.blueprint.high_availability(id).across;
        across.len() > 1
    });
    if spread {
        return None;
    }
    let vms = scene.blueprint.vms_of(&role.vms);
    let (away, left): (Vec<&Vm>, Vec<&Vm>) = vms.iter().partition(|vm| lost.contains(&vm.stamp));
    let mut all: Vec<Takes<'a>> = away
        .iter()
        .filter_map(|vm| built_again(scene, role, vm))
        .collect();
    if all.len() < away.len() {
        return None;
    }
    all.sort_by(|a, b| a.mean.total_cmp(&b.mean));
    let last = (role.required as usize).checked_sub(left.len() + 1)?;
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
    let (limit, target) = of_places(one)?;
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
        replica: false,
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
