//! What matters most in a run, for the terminal, the top of the page and `summary.json`.
//!
//! Always true here: a finding is data with a code and names what it concerns, uncut; its sentence is
//! made where it is shown.

mod backup;
mod choice;
mod data;
mod decisions;
mod equipment;
mod finding;
mod homecoming;
mod intrusion;
mod kind;
mod largest;
mod loss;
mod mistaken;
mod people;
mod pointer;
mod points;
mod protection;
mod queue;
mod reach;
mod sentence;
mod slow;
mod sticky;
mod storage;
mod unrecovered;

/// Codes of findings, each with what it says.
#[must_use]
pub fn finding_rules() -> Vec<(&'static str, &'static str)> {
    let kinds = KINDS.iter();
    kinds
        .map(|kind| (kind.code, kind.meaning.trim_end_matches('.')))
        .collect()
}

pub(crate) use backup::{bare, long_cadences};
pub(crate) use data::{KINDS, Kind, Shape};
pub(crate) use finding::{Finding, SUBJECTS, What};
pub(crate) use homecoming::homecomings;
pub(crate) use largest::{clause as largest_outage, of_drill as largest_of_drill};
pub(crate) use loss::reason;
use people::People;
pub(crate) use pointer::pointers;
pub(crate) use points::points_destroyed;
pub(crate) use protection::{of_drill, unfit};
pub(crate) use queue::{a_day, bound, endless, furthest, name as queue_name, standing};
pub(crate) use sentence::{told, told_in_drill};
pub(crate) use slow::disruptions;
pub(crate) use sticky::without as without_stickiness;
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
    found.extend(of_applications(
        blueprint,
        &order,
        (of_years(outcome), None),
    ));
    found.extend(sticky::without(blueprint, outcome, None));
    found.extend(unprotected(blueprint));
    found.extend(bare(blueprint, outcome));
    found.extend(backup::cadences(blueprint, outcome));
    found.extend(mistaken::mistakes(blueprint, outcome));
    found.extend(reach::reaches(blueprint));
    found.extend(survivals(blueprint, outcome));
    found.extend(protection::findings(blueprint, outcome));
    found.extend(protection::stamps(blueprint, outcome));
    found.extend(protection::updates(blueprint, outcome));
    let homecomings = &outcome.homecomings;
    found.extend(self::homecomings(blueprint, homecomings, None));
    found
}

/// What applications wait for, lose, chose and decided, over the years or in a drill.
pub(crate) fn of_applications(
    blueprint: &Blueprint,
    order: &[&ApplicationOutcome],
    (waited_for, drill): (People<'_>, Option<&str>),
) -> Vec<Finding> {
    let mut found = slow::waits(blueprint, order, drill);
    found.extend(people::behind_misses(blueprint, order, (waited_for, drill)));
    found.extend(loss::losses(blueprint, order, drill));
    found.extend(choice::choices(blueprint, order, drill));
    found.extend(decisions::decisions(blueprint, order, drill));
    found
}

/// Whom and what missed RTOs may wait for, over the years.
fn of_years(outcome: &Outcome) -> People<'_> {
    (&outcome.crews, &outcome.parts)
}

/// The same in a drill.
pub(crate) fn of_strike(drill: &DrillOutcome) -> People<'_> {
    (&drill.crews, &drill.parts)
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
        found.extend(of_applications(
            blueprint,
            &order,
            (of_strike(drill), Some(name)),
        ));
        found.extend(sticky::without(blueprint, outcome, Some(drill.drill)));
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
    let survived =
        |class: &ClassOutcome| class.observations + class.open_at_start == 0 && class.survived();
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
    use crate::units::Span;

    /// Lengths are worked out beside the scenario. A repair takes 10 min until somebody acts, 45 min until a person
    /// is there and 8 h, twice a year; the site is without power for 3 h and the stamp flooded for half an hour:
    /// 21 h 20 min without N−1.
    #[test]
    fn findings_are_said_in_this_order_and_nothing_else_is() {
        let run = fixture::plain();
        let found = told(&findings(&run.blueprint, &run.outcome));
        let beyond = "a failure causes an unacceptable business disruption.";
        assert_eq!(
            found,
            [
                &format!(
                    "erp, loss of a stamp: mean 8 h 33 min (at least 7 h 48 min), RTO 4 h: {beyond}"
                ),
                &format!(
                    "erp, loss of a site: mean 5 h 7 min (at least 4 h 40 min), RTO 4 h: {beyond}"
                ),
                &format!(
                    "files, loss of a stamp: mean 8 h 33 min (at least 7 h 48 min), RTO 4 h: {beyond}"
                ),
                &format!(
                    "files, loss of a site: mean 5 h 7 min (at least 4 h 40 min), RTO 4 h: {beyond}"
                ),
                &format!(
                    "erp, drill lose-stamp: mean 8 h 33 min (at least 5 h 54 min), RTO 4 h: {beyond}"
                ),
                &format!(
                    "files, drill lose-stamp: mean 8 h 33 min (at least 5 h 54 min), RTO 4 h: {beyond}"
                ),
                "Over the years, missed RTOs wait most for: return of site mine (erp, files).",
                "Over the years, missed RPOs lose most by: the time since the newest job was due (gold): files.",
                "Backup gold is stated every 24 h, but leaves a good restore point every 30 h 6 min on average: \
                 20.2 % of the jobs were interrupted.",
                "build: survived: never stopped by a node (80 node faults).",
                "Stamp alpha: 21 h 20 min a year without N−1; the largest VM that still fits has 590 GiB.",
            ]
        );
        // The drill adds its own, and the pointers to the report come last.
        let all = told(&all(&run.blueprint, &run.outcome));
        assert_eq!(all[..found.len()], found);
        assert_eq!(
            all[found.len()..],
            [
                "In drill lose-stamp, missed RTOs wait most for: read rate of repository vault (erp, files).",
                "In drill lose-stamp, missed RPOs lose most by: the time since the newest job was due (gold): \
                 files.",
                "Backup gold every 24 h is too seldom for the RPO of files: the newest point counts only when it \
                 is complete, and can be older than the cadence.",
                "28 assumptions without a source were used; confirm for your site (the report lists them).",
                "10 warnings about the scenario; see the report.",
            ]
        );
    }

    #[test]
    fn data_without_protection_is_named_and_what_is_expendable_is_not() {
        let run = fixture::lost();
        let found = unprotected(&run.blueprint).map(|one| one.sentence());
        assert_eq!(
            found.as_deref(),
            Some("Data without any protection, and not on purpose: ledger.")
        );
        assert_eq!(unprotected(&fixture::plain().blueprint), None);
    }

    /// Nothing disturbs the jobs of the first, and those of the second lose a fifth of a year.
    #[test]
    fn a_cadence_that_is_kept_is_no_finding() {
        let kept = fixture::lost();
        assert_eq!(backup::cadences(&kept.blueprint, &kept.outcome), []);
        let mut run = fixture::plain().clone();
        assert_eq!(backup::cadences(&run.blueprint, &run.outcome).len(), 1);
        // Where the interval holds what is stated, nothing is amiss.
        run.outcome.backups[0].effective_cadence_s.low = Some(86_400.0);
        assert_eq!(backup::cadences(&run.blueprint, &run.outcome), []);
    }

    /// The vault is away for the first 25 of 100 days; then every job fails.
    const NO_POINT: &str = r#"
[run]
trials = 2
horizon = "100 d"
build_up = "2 d"
settle = "1 d"
[stamp.alpha]
node_memory = "384 GiB"
[repository.vault]
capacity = "100 TiB"
[protection.gold.backup]
every = "24 h"
to = "vault"
job_failure = "100 %"
retries = 0
[application.erp]
rto = "4 h"
rpo = "24 h"
protection = "gold"
count = 2
[fault.vault-outage]
of = "repository.vault"
at = "0 d"
lasts = "25 d"
"#;

    #[test]
    fn a_backup_that_leaves_nothing_says_why() {
        let run = fixture::run(NO_POINT);
        assert_eq!(
            told(&backup::cadences(&run.blueprint, &run.outcome)),
            [
                "Backup gold is stated every 24 h, but left no good restore point: 75 % of the jobs failed, 25 % of \
              the jobs were interrupted."
            ]
        );
        assert_eq!(
            told(&bare(&run.blueprint, &run.outcome)),
            [
                "Backup gold leaves VMs without any restore point at the end: 2 of 2 in the worst trial (erp/main/1, \
              erp/main/2), some in 2 of 2 trials."
            ]
        );
    }

    /// Ledger is corrupt for 304 of 365 days, and nothing brings it back.
    #[test]
    fn an_application_that_is_hardly_ever_up_is_named() {
        let mut run = fixture::lost().clone();
        let said =
            |run: &fixture::Told| hardly_up(&run.blueprint, &run.outcome).map(|one| one.sentence());
        assert_eq!(
            said(&run).as_deref(),
            Some("Down for more than half of the years: ledger.")
        );
        assert_eq!(said(fixture::plain()), None);
        // Half is not more than half.
        let ledger = run.number("ledger");
        run.outcome.applications[ledger].availability.point = Some(0.5);
        assert_eq!(said(&run), None);
    }

    /// Files states 12 h and misses them by 14 h; erp states 24 h, as long as the cadence, and keeps them.
    #[test]
    fn an_rpo_as_short_as_the_cadence_is_named_where_it_is_missed() {
        let mut run = fixture::plain().clone();
        let found = |run: &fixture::Told| {
            let order = words::by_interest(&run.blueprint, &run.outcome.drills[0].applications);
            told(&long_cadences(&run.blueprint, &order))
        };
        let said = |every: &str| {
            format!(
                "Backup gold every {every} is too seldom for the RPO of files: the newest point counts only when \
                 it is complete, and can be older than the cadence."
            )
        };
        assert_eq!(found(&run), [said("24 h")]);
        // As if it were stated: the bound itself, and one below it.
        run.blueprint.protections.backups[0].every = Span::hours(12);
        assert_eq!(found(&run), [said("12 h")]);
        run.blueprint.protections.backups[0].every = Span(Span::hours(12).0 - 1);
        assert_eq!(found(&run), Vec::<String>::new());
    }

    #[test]
    fn long_lists_are_cut_and_counted() {
        let names: Vec<String> = (0..11).map(|n| n.to_string()).collect();
        assert_eq!(some(&names), "0, 1, 2, 3, 4, 5, 6, 7 and 3 more");
        assert_eq!(some(&names[..8]), "0, 1, 2, 3, 4, 5, 6, 7");
    }

    #[test]
    fn pointers_count_what_the_report_lists() {
        let run = fixture::plain();
        // Two of erp and two of files for each of: sets, stateless roles, an RTO and an RPO of a rack that is not
        // there; the spare repository; and an RPO of files of half the cadence.
        assert_eq!(run.blueprint.lints.len(), 10);
        assert_eq!(
            told(&pointers(&run.blueprint, &run.outcome)),
            [
                "28 assumptions without a source were used; confirm for your site (the report lists them).",
                "10 warnings about the scenario; see the report."
            ]
        );
    }
}
