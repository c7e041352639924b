//! Advice about the stickiness of failing jobs, where it alone decides whether an RPO can be kept.
//!
//! Always true here: an application is told of once. Only data that one backup alone protects is looked at: what else
//! may go wrong makes the share of losses within the RPO smaller still.

use super::Scene;
use crate::model::advice::BackupAdvice;
use crate::model::reach::ever::Ever;
use crate::model::sticky::{kept_within, loses_data};
use crate::model::{Application, ApplicationId, Backup, Blueprint, Class, Objective};
use std::collections::BTreeSet;

/// Advice about stickiness.
pub(in super::super) fn sticky(scene: &Scene<'_, '_>) {
    let reach = Ever::of(scene.blueprint);
    let spots = scene.applications.application_spots.iter();
    for (index, spot) in spots.enumerate() {
        let id = ApplicationId::from_index(index);
        if let Some(advice) = decided(scene, id, &reach) {
            scene.context.advise(spot, advice);
        }
    }
}

/// What stickiness decides of an application.
fn decided(scene: &Scene<'_, '_>, id: ApplicationId, reach: &Ever) -> Option<BackupAdvice> {
    let blueprint = scene.blueprint;
    let application = blueprint.application(id);
    let vms = blueprint.vms_of(&application.vms).iter();
    let alone =
        vms.filter(|vm| blueprint.role(vm.role).stateful && vm.protection.replication.is_none());
    let used: BTreeSet<_> = alone.filter_map(|vm| vm.protection.backup).collect();
    let backups = used.into_iter().map(|id| blueprint.backup(id));
    let mut unmended = backups.filter(|one| one.upkeep.mending.is_none() && one.stickiness.0 > 0.0);
    let stated = &application.rpo;
    unmended.find_map(|backup| {
        // A restart after a node loss keeps the data: an RPO for that is kept whatever jobs do.
        let mut losing = losing(blueprint, (id, backup), reach).into_iter();
        losing.find_map(|class| told(application, backup, &stated.for_class(class)?))
    })
}

/// Classes of faults that reach an application and after which it goes on with an older state of its backup.
fn losing(
    blueprint: &Blueprint,
    (id, backup): (ApplicationId, &Backup),
    reach: &Ever,
) -> Vec<Class> {
    let classes = Class::ALL.into_iter();
    classes
        .filter(|class| reach.reaches(blueprint, id, *class))
        .filter(|class| loses_data(blueprint, backup, *class))
        .collect()
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
