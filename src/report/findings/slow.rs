//! Recoveries beyond their RTO, and what they wait for.
//!
//! Always true here: means are compared class by class and drill by drill, never pooled.

use super::super::words;
use super::finding::{Finding, What};
use crate::model::Blueprint;
use crate::model::outcome::{ApplicationOutcome, ClassOutcome, Outcome, Verdict};
use crate::model::record::Resource;

/// Mean recoveries beyond their RTO, class by class and drill by drill.
pub(super) fn recoveries(blueprint: &Blueprint, outcome: &Outcome) -> Vec<Finding> {
    let mut found: Vec<Finding> = words::by_interest(blueprint, &outcome.applications)
        .into_iter()
        .flat_map(|one| disruptions(blueprint, one, None))
        .collect();
    for drill in &outcome.drills {
        let name = blueprint.drills[drill.drill.index()].name.as_str();
        for one in words::by_interest(blueprint, &drill.applications) {
            found.extend(disruptions(blueprint, one, Some(name)));
        }
    }
    found
}

/// What the mean recovery of an application beyond its RTO means, one finding for each class of the
/// years, or for a drill.
pub(crate) fn disruptions(
    blueprint: &Blueprint,
    one: &ApplicationOutcome,
    drill: Option<&str>,
) -> Vec<Finding> {
    let name = &blueprint.application(one.application).name;
    let classes = one.rto.iter().flat_map(|judged| &judged.by_class);
    let beyond = classes.filter(|class| class.mttr_exceeds_rto == Some(true));
    let finding = |class: &ClassOutcome| {
        let what = What::MeanBeyondRto {
            mttr_s: class.mttr_s,
            objective_s: class.objective_s,
        };
        Finding::new(what)
            .of_drill(drill)
            .of_class(class.class)
            .about(vec![name.clone()])
    };
    beyond.map(finding).collect()
}

/// What missed RTOs wait for, one finding for each resource with the applications concerned.
pub(crate) fn waits(
    blueprint: &Blueprint,
    applications: &[&ApplicationOutcome],
    drill: Option<&str>,
) -> Vec<Finding> {
    let mut by_resource: Vec<(Option<String>, Vec<&ApplicationOutcome>)> = vec![];
    for one in applications {
        // What keeps its RTO all the same is no finding.
        if one.rto.as_ref().and_then(|judged| judged.verdict) != Some(Verdict::Missed) {
            continue;
        }
        let Some(binding) = one.miss_bindings.first() else {
            continue;
        };
        let label = match binding.resource {
            Resource::None => None,
            resource => Some(resource.label(blueprint)),
        };
        match by_resource.iter_mut().find(|(known, _)| *known == label) {
            Some((_, all)) => all.push(one),
            None => by_resource.push((label, vec![one])),
        }
    }
    by_resource
        .into_iter()
        .map(|(resource, all)| {
            Finding::new(What::RtoWaits { resource })
                .of_drill(drill)
                .about(super::names_of(blueprint, &all))
        })
        .collect()
}
