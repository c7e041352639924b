//! Advice about what backups keep: whether it fits into the repository, and whether it is any good.
//!
//! Always true here: how much is kept is asked of `model::retention`; a repository is told of once.

use super::Scene;
use crate::model::advice::BackupAdvice;
use crate::model::chain;
use crate::model::retention::{Kept, longest_reach, most_kept};
use crate::model::{ApplicationId, BackupId, Effect, Law, LogicalKind, RepositoryId, Source, VmId};
use crate::units::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Advice about what is kept.
pub(in super::super) fn keeping(scene: &Scene<'_, '_>) {
    let mut held: BTreeMap<RepositoryId, Held> = BTreeMap::new();
    for vm in &scene.blueprint.vms {
        let Some(id) = vm.protection.backup else {
            continue;
        };
        let backup = scene.blueprint.backup(id);
        for to in backup.repositories() {
            let kept = most_kept(
                backup,
                scene.blueprint.repository(to).immutable,
                vm.used.0 as f64,
                chain::written(scene.blueprint, vm),
            );
            held.entry(to).or_default().add(id, kept);
        }
    }
    for (repository, held) in held {
        let capacity = scene.blueprint.repository(repository).capacity.0 as f64;
        if held.bytes > capacity {
            too_small(scene, repository, &held);
        }
    }
    for (index, backup) in scene.blueprint.protections.backups.iter().enumerate() {
        let id = BackupId::from_index(index);
        if backup.job_failure.0 >= 1.0 {
            no_job_works(scene, id);
        } else if backup.bad_point.0 >= 1.0 {
            no_point_is_good(scene, id);
        }
    }
    for index in 0..scene.blueprint.protections.backups.len() {
        idle_upkeep(scene, BackupId::from_index(index));
    }
    noticed(scene);
}

/// Mending and tests that change nothing.
fn idle_upkeep(scene: &Scene<'_, '_>, id: BackupId) {
    let backup = scene.blueprint.backup(id);
    let spot = scene.protections.spot_of(id);
    let name = || backup.name.clone();
    let why = match (backup.job_failure.0, backup.stickiness.0) {
        (failure, _) if failure <= 0.0 => Some("no job fails (job_failure = 0 %)"),
        (failure, _) if failure >= 1.0 => Some("the next one fails again (job_failure = 100 %)"),
        (_, sticky) if sticky <= 0.0 => {
            Some("no job fails because the one before did (stickiness = 0 %)")
        }
        _ => None,
    };
    if let Some(why) = why.filter(|_| backup.upkeep.mending.is_some()) {
        let backup = name();
        let advice = BackupAdvice::NothingToMend { backup, why };
        scene.context.advise(spot, advice);
    }
    let bad_log = backup.logs.map_or(0.0, |logs| logs.bad.0);
    if backup.upkeep.test.is_some() && backup.bad_point.0 <= 0.0 && bad_log <= 0.0 {
        let backup = name();
        scene
            .context
            .advise(spot, BackupAdvice::NothingToFind { backup });
    }
}

/// What a repository keeps at most.
#[derive(Default)]
struct Held {
    bytes: f64,
    fulls: f64,
    /// By backup: its VMs, its bytes, what is kept of one of them.
    backups: BTreeMap<BackupId, (usize, f64, Option<Kept>)>,
}

impl Held {
    fn add(&mut self, id: BackupId, kept: Kept) {
        self.bytes += kept.bytes;
        self.fulls += kept.full * kept.fulls as f64;
        let backup = self.backups.entry(id).or_default();
        backup.0 += 1;
        backup.1 += kept.bytes;
        backup.2 = Some(kept);
    }
}

fn too_small(scene: &Scene<'_, '_>, id: RepositoryId, held: &Held) {
    let repository = scene.blueprint.repository(id);
    // The backup that keeps most stands for all.
    let largest = held.backups.iter().max_by(|one, other| {
        let bytes = |entry: &(usize, f64, Option<Kept>)| entry.1;
        bytes(one.1)
            .total_cmp(&bytes(other.1))
            .then(other.0.cmp(one.0))
    });
    let Some((backup, (vms, _, Some(kept)))) = largest else {
        return;
    };
    scene.context.advise(
        &scene.places.repository_spots[id.index()],
        BackupAdvice::RepositoryTooSmall {
            repository: repository.name.clone(),
            capacity: repository.capacity,
            needs: held.bytes,
            backup: scene.blueprint.backup(*backup).name.clone(),
            vms: *vms,
            fulls: kept.fulls,
            increments: kept.increments,
            logs: scene.blueprint.backup(*backup).logs.is_some(),
            all_fulls: held.fulls,
            others: held.backups.len() - 1,
        },
    );
}

fn no_job_works(scene: &Scene<'_, '_>, id: BackupId) {
    let backup = scene.blueprint.backup(id).name.clone();
    let spot = scene.protections.spot_of(id);
    scene
        .context
        .advise(spot, BackupAdvice::NoJobWorks { backup });
}

fn no_point_is_good(scene: &Scene<'_, '_>, id: BackupId) {
    let backup = scene.blueprint.backup(id).name.clone();
    let spot = scene.protections.spot_of(id);
    scene
        .context
        .advise(spot, BackupAdvice::NoPointIsGood { backup });
}

/// Corruption that is noticed when nothing from before it is kept any more.
fn noticed(scene: &Scene<'_, '_>) {
    let mut reaches: BTreeMap<ApplicationId, Option<(Span, String)>> = BTreeMap::new();
    for source in &scene.blueprint.sources {
        let Effect::Logical {
            kind: LogicalKind::Corruption,
            noticed,
        } = &source.effect
        else {
            continue;
        };
        for application in scene.blueprint.applications_hit(source.target) {
            let reach = reaches
                .entry(application)
                .or_insert_with(|| shortest(scene, application));
            if let Some((kept, protection)) = reach
                && is_too_late(noticed, *kept)
            {
                noticed_too_late(scene, source, application, (*kept, protection));
            }
        }
    }
}

/// Whether corruption is noticed, on the mean, when what was captured before it is gone. A point goes when it is as old as what is kept, and it
/// was captured before the corruption: what is always noticed just then comes too late as well.
fn is_too_late(noticed: &Law, kept: Span) -> bool {
    match noticed {
        Law::Constant(after) => *after >= kept.0 as f64,
        law => law.mean() > kept.0 as f64,
    }
}

/// How far the protection of the worst VM of an application that holds data reaches back, and its
/// name: of several on one VM the one that reaches furthest. None where nothing is kept at all.
fn shortest(scene: &Scene<'_, '_>, application: ApplicationId) -> Option<(Span, String)> {
    let blueprint = scene.blueprint;
    let vms = blueprint.application(application).vms.clone().map(VmId);
    let mut seen = BTreeSet::new();
    let reaches = vms.filter_map(|id| {
        let vm = blueprint.vm(id);
        if !blueprint.role(vm.role).stateful
            || !seen.insert((vm.protection.backup, vm.protection.replication))
        {
            return None;
        }
        let points = vm.protection.backup.map(|id| {
            let backup = blueprint.backup(id);
            (longest_reach(blueprint, backup), backup.name.clone())
        });
        let replica = vm.protection.replication.map(|id| {
            let replication = blueprint.replication(id);
            (replication.keep, replication.name.clone())
        });
        points.into_iter().chain(replica).max()
    });
    reaches.min()
}

fn noticed_too_late(
    scene: &Scene<'_, '_>,
    source: &Source,
    application: ApplicationId,
    (kept, protection): (Span, &str),
) {
    let Effect::Logical { noticed, .. } = &source.effect else {
        return;
    };
    scene.context.advise(
        &scene.spot_of(&source.label),
        BackupAdvice::NoticedTooLate {
            cause: source.label.clone(),
            application: scene.blueprint.application(application).name.clone(),
            noticed: Span::from_ms(noticed.mean()),
            mean: noticed.is_spread(),
            protection: protection.to_string(),
            kept,
        },
    );
}
