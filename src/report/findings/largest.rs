//! Applications of which one outage carries a third of the downtime or more: what is made of it rests on it.
//!
//! Always true here: the outage is named by its trial, so that it can be looked at; what is spread over
//! more outages is no finding.

use super::super::words;
use super::finding::{Finding, Severity, What};
use super::kind::{Kind, Shape, kind};
use crate::model::outcome::{ApplicationOutcome, DrillOutcome, LargestOutage, Outcome};
use crate::model::{Blueprint, Class};
use crate::units::number;
use serde_json::{Value, json};

/// What is told of it.
pub(super) const LARGEST: Kind = kind(
    "FD710",
    Severity::Note,
    "One outage carries a third of the downtime or more.",
    &[
        ("share", Shape::Number),
        ("length_s", Shape::Number),
        ("trial", Shape::Count),
        ("cause", Shape::Text),
        ("in_mttr", Shape::Flag),
    ],
);

/// The figures of such a finding.
pub(super) fn of_largest(what: &What) -> Value {
    match what {
        What::LargestOutage {
            share,
            length_s,
            trial,
            cause,
            in_mttr,
        } => json!({
            "share": share, "length_s": length_s, "trial": trial, "cause": cause, "in_mttr": in_mttr,
        }),
        _ => Value::Null,
    }
}

/// From which share on it is said.
const THIRD: f64 = 1.0 / 3.0;

/// Of three outages one always carries a third: it says something from the fourth on.
const TOO_FEW: u64 = 3;

fn large(one: &ApplicationOutcome) -> Option<&LargestOutage> {
    let largest = one.largest_outage.as_ref();
    largest.filter(|largest| {
        let all = match largest.class {
            Class::Planned => one.outages + one.planned_outages,
            _ => one.outages,
        };
        all > TOO_FEW && largest.share >= THIRD - 1e-9
    })
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
            in_mttr: largest.in_mttr,
        };
        let name = blueprint.application(one.application).name.clone();
        let finding = Finding::new(what).of_drill(drill).of_class(largest.class);
        Some(finding.about(vec![name]))
    });
    found.collect()
}

impl Finding {
    /// The sentence about an outage that carries a third or more.
    pub(super) fn largest(&self) -> String {
        let What::LargestOutage {
            share,
            length_s,
            trial,
            cause,
            in_mttr,
        } = &self.what
        else {
            return String::new();
        };
        let (all, rests) = match (&self.drill, in_mttr) {
            (None, true) => ("all its downtime", "MTTR and downtime rest on it"),
            (None, false) => (
                "all its downtime",
                "the downtime rests on it, and the MTTR leaves it out",
            ),
            (Some(_), _) => ("all recovery times", "the MTTR rests on it"),
        };
        format!(
            "{}: one outage carries {} of {all} ({} in trial {}, {} by {}): {rests}.",
            self.names(),
            number::share(*share),
            number::duration(*length_s),
            number::count(u64::from(*trial)),
            self.class.map_or_else(String::new, Class::words),
            words::clean(cause),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture::{self, Told};
    use super::super::told;
    use super::*;

    /// In each year ledger crashes four times for 17 min and is then corrupt for 304 d. Years are alike.
    fn years(trials: u32) -> Told {
        let text = format!("trials = {trials}\n");
        fixture::run(&fixture::LOST.replacen("trials = 4\n", &text, 1))
    }

    /// The crashes take 68 min of a year: of two years one outage carries 49.99 %, of three 33.33 %.
    #[test]
    fn a_third_is_said_and_less_is_not() {
        let found = |run: &Told| told(&of_years(&run.blueprint, &run.outcome));
        let two = years(2);
        assert_eq!(
            found(&two),
            [
                "ledger: one outage carries 50 % of all its downtime (304 d in trial 0, logical by rot): the \
              downtime rests on it, and the MTTR leaves it out."
            ]
        );
        assert_eq!(
            clause(&two.outcome, two.application("ledger")).as_deref(),
            Some("304 d in trial 0, logical by rot: 50 % of the downtime of all trials")
        );
        let mut three = years(3);
        assert_eq!(found(&three), Vec::<String>::new());
        assert_eq!(clause(&three.outcome, three.application("ledger")), None);
        // Exactly a third, which no sum of lengths gives to the last digit.
        let ledger = three.number("ledger");
        let largest = three.outcome.applications[ledger].largest_outage.as_mut();
        largest.expect("it has outages").share = 1.0 / 3.0;
        assert_eq!(found(&three).len(), 1);
        // Of three outages one always carries a third.
        three.outcome.applications[ledger].outages = 3;
        assert_eq!(found(&three), Vec::<String>::new());
    }
}
