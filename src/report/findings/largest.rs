//! Applications of which one outage carries a third of the downtime or more: their means rest on it.
//!
//! Always true here: the outage is named by its trial, so that it can be looked at; what is spread over
//! more outages is no finding.

use super::super::words;
use super::finding::{Finding, What};
use crate::model::Blueprint;
use crate::model::outcome::{ApplicationOutcome, DrillOutcome, LargestOutage, Outcome};
use crate::units::number;

/// From which share on it is said.
const THIRD: f64 = 1.0 / 3.0;

/// Of three outages one always carries a third: it says something from the fourth on.
const TOO_FEW: u64 = 3;

fn large(one: &ApplicationOutcome) -> Option<&LargestOutage> {
    let largest = one.largest_outage.as_ref();
    largest.filter(|largest| one.outages > TOO_FEW && largest.share >= THIRD - 1e-9)
}

fn named(outcome: &Outcome, largest: &LargestOutage) -> String {
    format!(
        "{} in trial {}, {} by {}",
        number::duration(largest.length_s),
        number::count(u64::from(largest.trial)),
        largest.class.words(),
        words::clean(words::cause(outcome, largest.cause)),
    )
}

/// `14 d in trial 417, node by node-failure: 62 % of the downtime of all trials`; none where the
/// downtime is spread.
pub(crate) fn clause(outcome: &Outcome, one: &ApplicationOutcome) -> Option<String> {
    let largest = large(one)?;
    Some(format!(
        "{}: {} of the downtime of all trials",
        named(outcome, largest),
        number::share(largest.share)
    ))
}

/// Applications whose downtime rests on one outage.
pub(super) fn of_years(blueprint: &Blueprint, outcome: &Outcome) -> Vec<Finding> {
    all(blueprint, outcome, &outcome.applications, None)
}

/// The same of a drill, whose MTTR are means over its trials.
pub(crate) fn of_drill(
    blueprint: &Blueprint,
    outcome: &Outcome,
    drill: &DrillOutcome,
) -> Vec<Finding> {
    let name = blueprint.drills[drill.drill.index()].name.as_str();
    all(blueprint, outcome, &drill.applications, Some(name))
}

fn all(
    blueprint: &Blueprint,
    outcome: &Outcome,
    applications: &[ApplicationOutcome],
    drill: Option<&str>,
) -> Vec<Finding> {
    let order = words::by_interest(blueprint, applications);
    let found = order.into_iter().filter_map(|one| {
        let largest = large(one)?;
        let what = What::LargestOutage {
            share: largest.share,
            length_s: largest.length_s,
            trial: largest.trial,
            cause: words::cause(outcome, largest.cause).to_string(),
        };
        let name = blueprint.application(one.application).name.clone();
        let finding = Finding::new(what).of_drill(drill).of_class(largest.class);
        Some(finding.about(vec![name]))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture;
    use super::super::told;
    use super::*;
    use crate::model::Class;

    #[test]
    fn a_third_is_said_and_less_is_not() {
        let blueprint = fixture::blueprint(3);
        let mut outcome = fixture::outcome(&blueprint);
        assert!(of_years(&blueprint, &outcome).is_empty());
        let largest = |share| {
            Some(LargestOutage {
                share,
                length_s: 14.0 * 86_400.0,
                trial: 1_417,
                class: Class::Node,
                cause: 0,
            })
        };
        outcome.applications[0].largest_outage = largest(0.33);
        outcome.applications[1].largest_outage = largest(0.62);
        let name = &blueprint
            .application(outcome.applications[1].application)
            .name;
        let cause = &outcome.causes[0];
        assert_eq!(
            told(&of_years(&blueprint, &outcome)),
            [format!(
                "{name}: one outage carries 62 % of all its downtime (14 d in trial 1,417, node by \
                 {cause}): MTTR and downtime rest on it."
            )]
        );
        assert_eq!(clause(&outcome, &outcome.applications[0]), None);
        outcome.applications[0].largest_outage = largest(1.0 / 3.0);
        assert_eq!(of_years(&blueprint, &outcome).len(), 2);
        assert!(clause(&outcome, &outcome.applications[0]).is_some());
    }
}
