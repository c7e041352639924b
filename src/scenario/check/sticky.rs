//! Advice about the stickiness of failing jobs, where it alone decides whether an RPO can be kept.
//!
//! Always true here: an application is told of once. Only data that one backup alone protects is looked at: what else
//! may go wrong makes the share of losses within the RPO smaller still.

use super::Scene;
use crate::model::advice::BackupAdvice;
use crate::model::sticky::kept_within;
use crate::model::{Application, Backup, Objective};
use std::collections::BTreeSet;

/// Advice about stickiness.
pub(in super::super) fn sticky(scene: &Scene<'_, '_>) {
    let applications = scene.blueprint.applications.iter();
    for (application, spot) in applications.zip(&scene.applications.application_spots) {
        if let Some(advice) = decided(scene, application) {
            scene.context.advise(spot, advice);
        }
    }
}

/// What stickiness decides of an application.
fn decided(scene: &Scene<'_, '_>, application: &Application) -> Option<BackupAdvice> {
    let blueprint = scene.blueprint;
    let vms = blueprint.vms_of(&application.vms).iter();
    let alone =
        vms.filter(|vm| blueprint.role(vm.role).stateful && vm.protection.replication.is_none());
    let used: BTreeSet<_> = alone.filter_map(|vm| vm.protection.backup).collect();
    let backups = used.into_iter().map(|id| blueprint.backup(id));
    let mut unmended = backups.filter(|one| one.upkeep.mending.is_none() && one.stickiness.0 > 0.0);
    let stated = &application.rpo;
    unmended.find_map(|backup| {
        let of_classes = stated.by_class.iter().map(|(_, one)| one);
        let mut all = stated.default.iter().chain(of_classes);
        all.find_map(|rpo| told(application, backup, rpo))
    })
}

/// That an objective would be kept if jobs failed one by one, and is not because they fail in a row.
fn told(application: &Application, backup: &Backup, rpo: &Objective) -> Option<BackupAdvice> {
    let kept = kept_within(backup, rpo.limit, backup.stickiness.0)?;
    let without = kept_within(backup, rpo.limit, 0.0)?;
    let decides = kept < rpo.target.0 && without >= rpo.target.0;
    decides.then(|| BackupAdvice::StickinessDecides {
        application: application.name.clone(),
        backup: backup.name.clone(),
        rpo: rpo.limit,
        share: rpo.target.0,
        stickiness: backup.stickiness.0,
        kept,
        without,
    })
}
