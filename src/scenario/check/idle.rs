//! Advice about what has no part in anything: protections that nothing uses, crews that nobody calls, parts that nothing needs,
//! objectives that nothing can break.
//!
//! Always true here: what is told of a protection, a crew or an application is told once.

use super::Scene;
use crate::model::advice::{BeyondAdvice, PlaceAdvice, ProtectionAdvice};
use crate::model::reach::ever::Ever;
use crate::model::tiers::tiers;
use crate::model::{ApplicationId, Class, CrewId, ObjectiveOf, Objectives, PartKindId};
use std::collections::BTreeSet;

/// Advice about protections, crews, parts and objectives.
pub(in super::super) fn idle(scene: &Scene<'_, '_>) {
    let blueprint = scene.blueprint;
    unused(scene);
    let called = blueprint.crews_with_work();
    for index in 0..blueprint.crews.len() {
        let id = CrewId::from_index(index);
        if !called.contains(&id) {
            idle_crew(scene, id);
        }
    }
    idle_parts(scene);
    nobody_makes_way(scene);
    let reach = Ever::of(blueprint);
    if reach.is_empty() {
        // That nothing strikes at all is told by itself.
        return;
    }
    for (index, application) in blueprint.applications.iter().enumerate() {
        let id = ApplicationId::from_index(index);
        for objective in ObjectiveOf::ALL {
            let stated = objective.stated(application);
            without_cause(scene, id, (objective.name(), stated), &reach);
        }
    }
}

/// Advice about protections that no VM has.
fn unused(scene: &Scene<'_, '_>) {
    let protections = scene.protections;
    let used = scene.blueprint.in_use();
    for (name, kind) in protections.names.iter().zip(&protections.kinds) {
        let Some(kind) = kind.filter(|kind| !used.contains(kind)) else {
            continue;
        };
        let protection = name.clone();
        scene.context.advise(
            protections.spot_of(kind),
            ProtectionAdvice::Unused { protection },
        );
    }
}

fn idle_crew(scene: &Scene<'_, '_>, id: CrewId) {
    let crew = scene.blueprint.crews[id.index()].name.clone();
    let spot = &scene.places.crew_spots[id.index()];
    scene.context.advise(spot, BeyondAdvice::IdleCrew { crew });
}

fn idle_parts(scene: &Scene<'_, '_>) {
    let needed = scene.blueprint.parts_needed();
    for (index, one) in scene.blueprint.parts.iter().enumerate() {
        if !needed.contains(&PartKindId::from_index(index)) {
            let parts = one.name.clone();
            let spot = &scene.places.part_spots[index];
            scene
                .context
                .advise(spot, BeyondAdvice::IdleParts { parts });
        }
    }
}

/// Advice about tiers that may be stopped for more urgent VMs, of which no VM is.
fn nobody_makes_way(scene: &Scene<'_, '_>) {
    let blueprint = scene.blueprint;
    let tiers = tiers(&blueprint.applications);
    let all = || blueprint.vms.iter().map(|vm| tiers[vm.application]);
    let Some(most_urgent) = all().min() else {
        return;
    };
    let stamps = blueprint.stamps.iter().zip(&scene.places.stamp_spots);
    for (stamp, spot) in stamps {
        for (key, listed) in [
            ("shed_tiers", &stamp.shed_tiers),
            ("displace_tiers", &stamp.displace_tiers),
        ] {
            let yields = |tier: u8| listed.contains(&tier) && tier > most_urgent;
            if !listed.is_empty() && !all().any(yields) {
                let stamp = stamp.name.clone();
                let advice = PlaceAdvice::NobodyMakesWay { stamp, key };
                scene.context.advise(spot, advice);
            }
        }
    }
}

fn without_cause(
    scene: &Scene<'_, '_>,
    id: ApplicationId,
    (objective, stated): (&'static str, &Objectives),
    reach: &Ever,
) {
    let blueprint = scene.blueprint;
    for elsewhere in [false, true] {
        let classes = stated.by_class.iter().map(|(class, _)| *class);
        let idle: BTreeSet<Class> = classes
            .filter(|class| reach.is_there(*class) == elsewhere)
            .filter(|class| !reach.reaches(blueprint, id, *class))
            .collect();
        if idle.is_empty() {
            continue;
        }
        let names: Vec<String> = idle
            .iter()
            .map(|class| format!("`{}`", class.name()))
            .collect();
        scene.context.advise(
            &scene.applications.application_spots[id.index()],
            BeyondAdvice::ObjectiveWithoutCause {
                application: blueprint.application(id).name.clone(),
                objective,
                classes: names.join(", "),
                elsewhere,
            },
        );
    }
}
