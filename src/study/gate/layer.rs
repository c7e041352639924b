//! Limits that a scenario does not state itself, put into its place: what is expected of recovery times and losses is judged
//! like an objective.
//!
//! Always true here: the first layer is the scenario as it is; the others differ from it in objectives alone, which no trial
//! looks at.

use crate::model::assertion::{Claim, Scope};
use crate::model::{ApplicationId, Blueprint, Objective, ObjectiveOf, Objectives};
use std::collections::BTreeMap;

/// Scenarios by layer, and the layer of each claim.
pub(super) struct Layers {
    /// Those above the scenario itself.
    above: Vec<Blueprint>,
    /// Which layer each claim is judged in.
    of: Vec<usize>,
}

impl Layers {
    /// As few as there must be, so that each claim finds its limit as that of its application.
    pub(super) fn of<'c>(blueprint: &Blueprint, claims: impl Iterator<Item = &'c Claim>) -> Layers {
        let mut made = Layers {
            above: Vec::new(),
            of: Vec::new(),
        };
        let mut taken: BTreeMap<(usize, ApplicationId, ObjectiveOf), Objective> = BTreeMap::new();
        for claim in claims {
            let Claim::Within {
                application,
                of,
                scope,
                objective,
            } = *claim
            else {
                made.of.push(0);
                continue;
            };
            if stated(blueprint, application, of, scope) == Some(objective) {
                made.of.push(0);
                continue;
            }
            let mut layer = 1;
            while taken
                .get(&(layer, application, of))
                .is_some_and(|other| *other != objective)
            {
                layer += 1;
            }
            taken.insert((layer, application, of), objective);
            made.put(blueprint, layer, (application, of), objective);
            made.of.push(layer);
        }
        made
    }

    fn put(
        &mut self,
        blueprint: &Blueprint,
        layer: usize,
        (application, of): (ApplicationId, ObjectiveOf),
        objective: Objective,
    ) {
        while self.above.len() < layer {
            self.above.push(blueprint.clone());
        }
        let own = &mut self.above[layer - 1].applications[application.index()];
        let objectives = match of {
            ObjectiveOf::Recovery => &mut own.rto,
            ObjectiveOf::Loss => &mut own.rpo,
        };
        *objectives = Objectives {
            default: Some(objective),
            by_class: Vec::new(),
        };
    }

    /// The layer of a claim.
    pub(super) fn layer(&self, claim: usize) -> usize {
        self.of.get(claim).copied().unwrap_or(0)
    }

    /// All scenarios, the scenario itself first.
    pub(super) fn all<'l>(&'l self, blueprint: &'l Blueprint) -> Vec<&'l Blueprint> {
        std::iter::once(blueprint).chain(&self.above).collect()
    }
}

/// The objective that the scenario states for the class, or for that of the drill.
fn stated(
    blueprint: &Blueprint,
    application: ApplicationId,
    of: ObjectiveOf,
    scope: Scope,
) -> Option<Objective> {
    let class = match scope {
        Scope::Class(class) => class,
        Scope::Drill(drill) => blueprint.source(blueprint.drill(drill).source).class,
    };
    of.stated(blueprint.application(application))
        .for_class(class)
}
