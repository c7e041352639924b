//! What missed RPOs would be if jobs did not fail in a row.
//!
//! Always true here: told of each class, or drill, in which the RPO is missed.

use super::super::words;
use super::finding::{Finding, What};
use crate::model::figure;
use crate::model::outcome::{Outcome, Verdict};
use crate::model::{Blueprint, DrillId};
use crate::units::number;

/// Of the years, or of a drill.
pub(crate) fn without(
    blueprint: &Blueprint,
    outcome: &Outcome,
    drill: Option<DrillId>,
) -> Vec<Finding> {
    let own = outcome.without_stickiness.iter();
    let own = own.filter(|one| one.drill == drill);
    let told = own.map(|one| {
        let what = What::WithoutStickiness {
            objective_s: one.objective_s,
            attained: one.attained,
            without: one.without,
            verdict: one.verdict,
        };
        let name = drill.map(|id| blueprint.drill(id).name.as_str());
        Finding::new(what)
            .of_drill(name)
            .of_class(one.class)
            .about(vec![blueprint.application(one.application).name.clone()])
    });
    told.collect()
}

/// In one sentence.
pub(super) fn sentence(finding: &Finding) -> String {
    let What::WithoutStickiness {
        objective_s,
        attained,
        without,
        verdict,
    } = &finding.what
    else {
        return String::new();
    };
    let of = match (&finding.drill, finding.class) {
        (Some(drill), _) => format!("trials of drill {}", words::clean(drill)),
        (None, Some(class)) => format!("losses of class {}", class.words()),
        (None, None) => "losses".to_string(),
    };
    let share = |one| figure::estimate(one, number::share);
    let verdict = match verdict {
        Verdict::Met => "met in place of missed",
        Verdict::Missed => "missed all the same",
        Verdict::Inconclusive => "undecided in place of missed",
        Verdict::NotSeen => "not seen",
    };
    format!(
        "If jobs failed one by one and not in a row, {} of the {of} of {} would keep the RPO of {}, and not {}: {verdict}. The stickiness is an assumption unless you state your own.",
        share(without),
        finding.names(),
        number::duration(*objective_s),
        share(attained)
    )
}
