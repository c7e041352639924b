//! What matters most in a run, for the terminal, the top of the page and `summary.json`.
//!
//! Always true here: a finding is data with a code and names what it concerns, uncut; its sentence is
//! made where it is shown.

mod backup;
mod data;
mod finding;
mod kind;
mod largest;
mod loss;
mod pointer;
mod points;
mod protection;
mod queue;
mod sentence;
mod slow;
mod storage;
mod unrecovered;

pub(crate) use backup::{bare, long_cadences};
pub(crate) use data::{KINDS, Kind, Shape};
pub(crate) use finding::{Finding, SUBJECTS, What};
pub(crate) use largest::{clause as largest_outage, of_drill as largest_of_drill};
pub(crate) use loss::{losses, reason};
pub(crate) use pointer::pointers;
pub(crate) use points::points_destroyed;
pub(crate) use protection::{of_drill, unfit};
pub(crate) use queue::{a_day, bound, endless, furthest, name as queue_name, standing};
pub(crate) use sentence::{told, told_in_drill};
pub(crate) use slow::{disruptions, waits};
pub(crate) use unrecovered::unrecovered;

use super::section::coverage;
use super::words;
use crate::model::Blueprint;
use crate::model::outcome::{ApplicationOutcome, ClassOutcome, DrillOutcome, Outcome};

/// Sentences that one kind of finding gets, and names that one sentence gets.
const MOST: usize = 8;

/// What an operator should know beside the verdicts, the gravest first.
pub(crate) fn findings(blueprint: &Blueprint, outcome: &Outcome) -> Vec<Finding> {
    let mut found: Vec<Finding> = missing(blueprint, outcome).into_iter().collect();
    found.extend(rounded(outcome.rounded));
    found.extend(endless(blueprint, outcome));
    found.extend(always_down(blueprint, outcome));
    found.extend(hardly_up(blueprint, outcome));
    found.extend(slow::recoveries(blueprint, outcome));
    found.extend(largest::of_years(blueprint, outcome));
    let order = words::by_interest(blueprint, &outcome.applications);
    found.extend(waits(blueprint, &order, None));
    found.extend(losses(blueprint, &order, None));
    found.extend(unprotected(blueprint));
    found.extend(bare(blueprint, outcome));
    found.extend(backup::cadences(blueprint, outcome));
    found.extend(survivals(blueprint, outcome));
    found.extend(protection::findings(blueprint, outcome));
    found.extend(protection::stamps(blueprint, outcome));
    found
}

/// Everything that is found of a run, drills included, each once: what did not recover first.
pub(crate) fn all(blueprint: &Blueprint, outcome: &Outcome) -> Vec<Finding> {
    let mut found = vec![];
    found.extend(missing(blueprint, outcome));
    found.extend(unrecovered(blueprint, outcome));
    found.extend(findings(blueprint, outcome));
    for drill in &outcome.drills {
        let name = blueprint.drills[drill.drill.index()].name.as_str();
        let order = words::by_interest(blueprint, &drill.applications);
        found.extend(rounded(drill.rounded).map(|one| one.of_drill(Some(name))));
        found.extend(waits(blueprint, &order, Some(name)));
        found.extend(losses(blueprint, &order, Some(name)));
        found.extend(long_cadences(blueprint, &order));
        found.extend(points_destroyed(blueprint, drill));
        found.extend(strikes(blueprint, drill));
        found.extend(of_drill(blueprint, outcome, drill));
        found.extend(largest_of_drill(blueprint, outcome, drill));
    }
    found.extend(pointers(blueprint, outcome));
    let mut once: Vec<Finding> = vec![];
    for one in found {
        if !once.contains(&one) {
            once.push(one);
        }
    }
    once
}

/// That trials are missing by a fault of the program, and what follows for everything else.
pub(crate) fn missing(blueprint: &Blueprint, outcome: &Outcome) -> Option<Finding> {
    let first = outcome.failed.first()?;
    let drill = first
        .drill
        .map(|drill| blueprint.drills[drill.index()].name.as_str());
    let drills = outcome.drills.iter().map(|drill| u64::from(drill.trials));
    let made = u64::from(outcome.trials) + drills.sum::<u64>();
    let missing = outcome.failed.len() as u64;
    let what = What::TrialsMissing {
        missing,
        planned: made + missing,
        first_trial: first.trial,
        message: first.message.clone(),
    };
    Some(Finding::new(what).of_drill(drill))
}

/// That values were rounded, because there were more than this.
fn rounded(most: Option<u64>) -> Option<Finding> {
    most.map(|most| Finding::new(What::Rounded { most }))
}

fn unprotected(blueprint: &Blueprint) -> Option<Finding> {
    let names: Vec<String> = blueprint
        .applications
        .iter()
        .filter(|application| coverage::counts(blueprint, application).omitted_stateful > 0)
        .map(|application| application.name.clone())
        .collect();
    (!names.is_empty()).then(|| Finding::new(What::Unprotected).about(names))
}

/// Applications that are down more often than up, whatever their outages look like.
fn hardly_up(blueprint: &Blueprint, outcome: &Outcome) -> Option<Finding> {
    let names: Vec<String> = outcome
        .applications
        .iter()
        .filter(|one| one.availability.point.is_some_and(|share| share < 0.5))
        .map(|one| blueprint.application(one.application).name.clone())
        .collect();
    (!names.is_empty()).then(|| Finding::new(What::MostlyDown).about(names))
}

/// Faults that came over the years and stopped an application never.
fn survivals(blueprint: &Blueprint, outcome: &Outcome) -> Vec<Finding> {
    let order = words::by_interest(blueprint, &outcome.applications).into_iter();
    let survived = |class: &ClassOutcome| {
        class.observations + class.open_at_start == 0
            && class.faults.is_some_and(|faults| faults > 0)
    };
    words::by_note(blueprint, order, survived)
        .into_iter()
        .map(|one| {
            let note = one.note;
            Finding::new(What::Survived { note })
                .of_class(one.class)
                .about(one.names)
        })
        .collect()
}

/// What a drill struck without stopping it in every trial.
pub(crate) fn strikes(blueprint: &Blueprint, drill: &DrillOutcome) -> Vec<Finding> {
    let name = blueprint.drills[drill.drill.index()].name.as_str();
    let order = words::by_interest(blueprint, &drill.applications).into_iter();
    words::by_note(blueprint, order, |_| true)
        .into_iter()
        .map(|one| {
            let note = one.note;
            Finding::new(What::Struck { note })
                .of_drill(Some(name))
                .of_class(one.class)
                .about(one.names)
        })
        .collect()
}

/// Applications that were down from before the first to the last instant of some trials.
fn always_down(blueprint: &Blueprint, outcome: &Outcome) -> Vec<Finding> {
    let mut found: Vec<(f64, Vec<String>)> = vec![];
    for one in &outcome.applications {
        let Some(share) = one.down_all_the_time.point else {
            continue;
        };
        let name = blueprint.application(one.application).name.clone();
        match found.iter_mut().find(|(known, _)| *known == share) {
            Some((_, names)) => names.push(name),
            None => found.push((share, vec![name])),
        }
    }
    found
        .into_iter()
        .map(|(share, names)| Finding::new(What::AlwaysDown { share }).about(names))
        .collect()
}

/// The first names of a list and how many more there are.
pub(crate) fn some(names: &[String]) -> String {
    let shown = names
        .iter()
        .take(MOST)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    if names.len() > MOST {
        format!("{shown} and {} more", names.len() - MOST)
    } else {
        shown
    }
}

/// The names of applications in this order.
fn names_of(blueprint: &Blueprint, all: &[&ApplicationOutcome]) -> Vec<String> {
    all.iter()
        .map(|one| blueprint.application(one.application).name.clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;
    use crate::model::outcome::Verdict;
    use crate::model::record::JobTally;

    #[test]
    fn findings_name_what_they_concern() {
        let mut blueprint = fixture::blueprint(3);
        let outcome = fixture::outcome(&blueprint);
        let first = blueprint.applications[1].vms.start as usize;
        blueprint.vms[first].backup = None;
        let found = told(&findings(&blueprint, &outcome)).join("\n");
        for part in [
            "wait most for: read rate of repository vault (erp, files)",
            "not on purpose: erp.",
            "stated every 24 h, but leaves a good restore point every 26 h",
            "Stamp alpha: 40 h a year without N−1",
        ] {
            assert!(found.contains(part), "{part} is not in {found}");
        }
    }

    #[test]
    fn a_cadence_that_is_kept_is_no_finding() {
        let blueprint = fixture::blueprint(3);
        let mut outcome = fixture::outcome(&blueprint);
        outcome.backups[0].effective_cadence_s.point = Some(24.5 * 3_600.0);
        assert!(backup::cadences(&blueprint, &outcome).is_empty());
    }

    #[test]
    fn a_backup_that_leaves_nothing_says_why() {
        let blueprint = fixture::blueprint(3);
        let mut outcome = fixture::outcome(&blueprint);
        outcome.backups[0].effective_cadence_s.point = None;
        outcome.backups[0].trials_without_point = 1;
        outcome.backups[0].tally = JobTally {
            due: 1_000,
            failed: 4,
            window_missed: 250,
            repository_full: 746,
            ..JobTally::default()
        };
        let found = told(&backup::cadences(&blueprint, &outcome)).join("\n");
        assert!(
            found.ends_with(
                "every 24 h, but left no good restore point: 74.6 % of the jobs found the \
                 repository full, 25 % of the jobs missed the window."
            ),
            "{found}"
        );
    }

    #[test]
    fn an_application_that_is_hardly_ever_up_is_named() {
        let blueprint = fixture::blueprint(3);
        let mut outcome = fixture::outcome(&blueprint);
        assert_eq!(hardly_up(&blueprint, &outcome), None);
        outcome.applications[1].availability.point = Some(0.49);
        assert_eq!(
            hardly_up(&blueprint, &outcome)
                .map(|one| one.sentence())
                .as_deref(),
            Some("Down for more than half of the years: erp.")
        );
    }

    #[test]
    fn an_rpo_as_short_as_the_cadence_is_named_where_it_is_missed() {
        let mut blueprint = fixture::blueprint(3);
        let outcome = fixture::outcome(&blueprint);
        let order = words::by_interest(&blueprint, &outcome.applications);
        let missed = |one: &&&ApplicationOutcome| {
            one.rpo.as_ref().and_then(|judged| judged.verdict) == Some(Verdict::Missed)
        };
        let erp = order
            .iter()
            .find(missed)
            .expect("one misses its RPO")
            .application;
        let limit = words::tightest(&blueprint.application(erp).rpo).expect("it has one");
        let name = blueprint.application(erp).name.clone();
        blueprint.backups[0].every = limit;
        let found = told(&long_cadences(&blueprint, &order)).join("\n");
        assert!(found.contains("too seldom for the RPO of"), "{found}");
        assert!(found.contains(&name), "{found}");
        blueprint.backups[0].every = crate::units::Span(limit.0 / 8);
        assert!(long_cadences(&blueprint, &order).is_empty());
    }

    #[test]
    fn long_lists_are_cut_and_counted() {
        let names: Vec<String> = (0..11).map(|n| n.to_string()).collect();
        assert_eq!(some(&names), "0, 1, 2, 3, 4, 5, 6, 7 and 3 more");
    }

    #[test]
    fn pointers_count_what_the_report_lists() {
        let blueprint = fixture::blueprint(3);
        let found = told(&pointers(&blueprint, &fixture::outcome(&blueprint)));
        assert_eq!(found.len(), 2);
        assert!(found[0].starts_with("1 assumption without a source was used"));
        assert!(found[1].starts_with("1 warning"));
    }
}
