//! A precision that no number of trials can reach.
//!
//! Always true here: what a precision is for is estimated by the run.

use super::scene::Scene;
use crate::model::{Figure, Trials};
use crate::scenario::problem::NameProblem;

/// Refuses a precision for a share of outages within an objective that is not stated.
pub(super) fn precision(scene: &Scene<'_, '_>) {
    let Trials::Until { measure, .. } = &scene.blueprint.run.trials else {
        return;
    };
    let Figure::Attained(of, class) = measure.figure else {
        return;
    };
    let application = scene.blueprint.application(measure.application);
    if of.stated(application).for_class(class).is_none() {
        let problem = NameProblem::NotStated {
            application: application.name.clone(),
            objective: of.key(),
            class: class.name(),
        };
        scene.context.problem(&scene.trials_spot, problem);
    }
}
