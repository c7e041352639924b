//! Advice about what has no part in anything: crews that nobody calls, objectives that nothing can break.
//!
//! Always true here: what is told of a crew or an application is told once.

use super::Scene;
use crate::model::advice::BeyondAdvice;
use crate::model::{ApplicationId, Class, CrewId, Objectives};
use std::collections::BTreeSet;

/// Advice about crews and objectives.
pub(in super::super) fn idle(scene: &Scene<'_, '_>) {
    let blueprint = scene.blueprint;
    let repairs = blueprint.sources.iter().map(|one| one.restoration.crew);
    let backups = blueprint.backups.iter().map(|one| one.decided_by);
    let replications = blueprint.replications.iter().map(|one| one.decided_by);
    let called: BTreeSet<CrewId> = repairs
        .chain(backups)
        .chain(replications)
        .flatten()
        .collect();
    for index in 0..blueprint.crews.len() {
        let id = CrewId::from_index(index);
        if !called.contains(&id) {
            idle_crew(scene, id);
        }
    }
    let mut causes: BTreeSet<Class> = blueprint.sources.iter().map(|one| one.class).collect();
    let traces = blueprint.trace.iter().flat_map(|trace| &trace.groups);
    let recorded = traces.flat_map(|group| &group.rows);
    causes.extend(recorded.map(|row| Class::of(row.target)));
    if causes.is_empty() {
        // That nothing strikes at all is told by itself.
        return;
    }
    for (index, application) in blueprint.applications.iter().enumerate() {
        let id = ApplicationId::from_index(index);
        without_cause(scene, id, ("RTO", &application.rto), &causes);
        without_cause(scene, id, ("RPO", &application.rpo), &causes);
    }
}

fn idle_crew(scene: &Scene<'_, '_>, id: CrewId) {
    let crew = scene.blueprint.crews[id.index()].name.clone();
    let spot = &scene.places.crew_spots[id.index()];
    scene.context.advise(spot, BeyondAdvice::IdleCrew { crew });
}

fn without_cause(
    scene: &Scene<'_, '_>,
    id: ApplicationId,
    (objective, stated): (&'static str, &Objectives),
    causes: &BTreeSet<Class>,
) {
    let idle: BTreeSet<Class> = stated
        .by_class
        .iter()
        .map(|(class, _)| *class)
        .filter(|class| !causes.contains(class))
        .collect();
    if idle.is_empty() {
        return;
    }
    let names: Vec<String> = idle
        .iter()
        .map(|class| format!("`{}`", class.name()))
        .collect();
    scene.context.advise(
        &scene.applications.application_spots[id.index()],
        BeyondAdvice::ObjectiveWithoutCause {
            application: scene.blueprint.application(id).name.clone(),
            objective,
            classes: names.join(", "),
        },
    );
}
