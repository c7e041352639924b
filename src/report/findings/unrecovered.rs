//! What did not recover: whose data is lost, and what never comes back. Said before anything else.
//!
//! Always true here: drills and years are told apart; every share stands with its interval; what
//! happened equally often is one finding.

use super::finding::{Finding, InDrill, OverYears, What};
use super::intrusion::no_copies;
use crate::model::outcome::{ApplicationOutcome, DrillOutcome, Ends, Estimate, Outcome};
use crate::model::{Application, Blueprint};

/// Findings of the drills in their order, then those of the years.
pub(crate) fn unrecovered(blueprint: &Blueprint, outcome: &Outcome) -> Vec<Finding> {
    let drills = outcome.drills.iter();
    let mut found = no_copies(blueprint, outcome);
    found.extend(drills.flat_map(|drill| of_drill(blueprint, drill)));
    for (what, seen, rate) in [LOST, NEVER] {
        let mut own: Vec<&ApplicationOutcome> = outcome.applications.iter().collect();
        own.retain(|one| seen(one) > 0);
        own.sort_by_key(|one| std::cmp::Reverse(seen(one)));
        found.extend(own.into_iter().map(|one| {
            let application = blueprint.application(one.application);
            let over = OverYears {
                seen: seen(one),
                per_year: rate(one),
                whole: in_one_place(blueprint, application),
                expendable: expendable(&[application]),
            };
            Finding::new(what(over)).about(vec![application.name.clone()])
        }));
    }
    found
}

/// What is said of an application over the years; how often it was seen; and the rate.
type Rare = (
    fn(OverYears) -> What,
    fn(&ApplicationOutcome) -> u64,
    fn(&ApplicationOutcome) -> Estimate,
);

const LOST: Rare = (
    What::YearsLoseData,
    |one| one.total_losses,
    |one| one.total_losses_per_year,
);

const NEVER: Rare = (
    What::YearsNeverBack,
    |one| one.unrecovered,
    |one| one.ends.never_per_year,
);

/// Whose data a drill loses, and what never comes back after it.
fn of_drill(blueprint: &Blueprint, drill: &DrillOutcome) -> Vec<Finding> {
    let name = blueprint.drills[drill.drill.index()].name.as_str();
    let application = |one: &ApplicationOutcome| blueprint.application(one.application);
    let lost = grouped(
        drill,
        |one| one.ends.total_loss_trials,
        |ends| ends.total_loss_share,
        |one| (in_one_place(blueprint, application(one)), application(one)),
    );
    let never = grouped(
        drill,
        |one| one.ends.never_trials,
        |ends| ends.never_share,
        |one| (true, application(one)),
    );
    let made = |what: fn(InDrill) -> What, group: Group<'_>| {
        let seen = InDrill {
            seen: group.trials,
            trials: group.found_up,
            found_down: u64::from(drill.trials).saturating_sub(group.found_up),
            share: group.share,
            whole: group.whole,
            expendable: expendable(&group.applications),
        };
        let names = group.applications.iter().map(|one| one.name.clone());
        Finding::new(what(seen))
            .of_drill(Some(name))
            .about(names.collect())
    };
    let lost = lost
        .into_iter()
        .map(|group| made(What::DrillLosesData, group));
    let never = never
        .into_iter()
        .map(|group| made(What::DrillNeverBack, group));
    lost.chain(never).collect()
}

/// Those of them that may stay away.
fn expendable(applications: &[&Application]) -> Vec<String> {
    let all = applications.iter().filter(|one| one.expendable);
    all.map(|one| one.name.clone()).collect()
}

/// Applications to which the same happened in the same number of trials, of as many that found them up.
struct Group<'b> {
    trials: u64,
    found_up: u64,
    /// Whether it happened to each of them as a whole.
    whole: bool,
    share: Estimate,
    applications: Vec<&'b Application>,
}

/// The most frequent first; what never happened is left out.
fn grouped<'b>(
    drill: &DrillOutcome,
    happened: impl Fn(&ApplicationOutcome) -> u64,
    share: impl Fn(&Ends) -> Estimate,
    of: impl Fn(&ApplicationOutcome) -> (bool, &'b Application),
) -> Vec<Group<'b>> {
    let mut groups: Vec<Group<'b>> = vec![];
    for one in &drill.applications {
        let (trials, found_up) = (happened(one), one.ends.found_up);
        if trials == 0 {
            continue;
        }
        let (whole, application) = of(one);
        let same = |known: &&mut Group<'b>| {
            (known.trials, known.found_up, known.whole) == (trials, found_up, whole)
        };
        match groups.iter_mut().find(same) {
            Some(known) => known.applications.push(application),
            None => groups.push(Group {
                trials,
                found_up,
                whole,
                share: share(&one.ends),
                applications: vec![application],
            }),
        }
    }
    groups.sort_by_key(|group| std::cmp::Reverse(group.trials));
    groups
}

/// Whether an application has all of its data in one VM, or in instances that hold the same.
fn in_one_place(blueprint: &Blueprint, application: &Application) -> bool {
    let roles = blueprint.roles_of(&application.roles);
    let places: u32 = roles
        .iter()
        .filter(|role| role.stateful)
        .map(|role| match role.protection.high_availability {
            Some(_) => 1,
            None => role.vms.end - role.vms.start,
        })
        .sum();
    places <= 1
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture;
    use super::super::told;
    use super::*;

    /// Archive and ledger have one VM each, erp two.
    #[test]
    fn what_is_lost_and_what_never_comes_back_is_named_with_its_share() {
        let plain = fixture::plain();
        let none = unrecovered(&plain.blueprint, &plain.outcome);
        assert_eq!(none, Vec::<Finding>::new());
        let lost = fixture::lost();
        let found = told(&unrecovered(&lost.blueprint, &lost.outcome));
        // Four of four by Clopper and Pearson: from 0.025^(1/4) on. Four in four years by Garwood: half of chi
        // square at 2.5 % of 8 and at 97.5 % of 10 degrees, 2.180 and 20.483, by the years.
        assert_eq!(
            found,
            [
                "All data of archive (expendable), ledger is lost in 100 % (39.8 % to 100 %) of the drills \
                 lose-stamp.",
                "All data of at least one VM of erp is lost in 100 % (39.8 % to 100 %) of the drills lose-stamp.",
                "Never back: archive (expendable), ledger in 4 of 4 drills lose-stamp (39.8 % to 100 %).",
                "Over the years, all data of ledger is lost 1 a year (0.272 to 2.56), seen 4 times.",
                "Over the years, never back: ledger, 1 a year (0.272 to 2.56), seen 4 times.",
            ]
        );
    }

    /// A trial that found an application down already is none of its own: it has another share then, and a sentence of
    /// its own. Four of four by Clopper and Pearson as above, four of five by the same: 0.284 to 0.995.
    #[test]
    fn applications_stand_together_where_the_same_trials_count() {
        let lost = fixture::lost();
        let ledger = lost.number("ledger");
        let mut outcome = lost.outcome.clone();
        let drill = &mut outcome.drills[0];
        drill.trials = 5;
        for one in &mut drill.applications {
            one.ends.found_up = if one.application.index() == ledger {
                4
            } else {
                5
            };
            if one.application.index() != ledger {
                one.ends.total_loss_share = share(0.8, 0.284, 0.995);
                one.ends.never_share = share(0.8, 0.284, 0.995);
            }
        }
        let found = told(&unrecovered(&lost.blueprint, &outcome));
        assert_eq!(
            found[..5],
            [
                "All data of archive (expendable) is lost in 80 % (28.4 % to 99.5 %) of the drills lose-stamp.",
                "All data of at least one VM of erp is lost in 80 % (28.4 % to 99.5 %) of the drills lose-stamp.",
                "All data of ledger is lost in 100 % (39.8 % to 100 %) of the drills lose-stamp that found it up.",
                "Never back: archive (expendable) in 4 of 5 drills lose-stamp (28.4 % to 99.5 %).",
                "Never back: ledger in 4 of 4 drills lose-stamp that found it up (39.8 % to 100 %).",
            ]
        );
    }

    fn share(point: f64, low: f64, high: f64) -> Estimate {
        let [point, low, high] = [point, low, high].map(Some);
        Estimate { point, low, high }
    }

    /// The stamp of erp comes back with its disks in two of three strikes or so.
    #[test]
    fn the_most_frequent_comes_first_and_a_share_is_one() {
        let text = fixture::LOST
            .replace("destroys = true", "destroys = \"50 %\"")
            .replace("trials = 4\n", "trials = 7\n");
        let lost = fixture::run(&text);
        let found = told(&unrecovered(&lost.blueprint, &lost.outcome));
        let ledger = lost.number("ledger");
        let never = lost.drills[0].iter().filter(|record| {
            let mut outages = record.outages.iter();
            outages.any(|one| one.application.index() == ledger && one.back.is_none())
        });
        let never = never.count();
        assert!((1..7).contains(&never), "{never}");
        let start =
            format!("Never back: archive (expendable), ledger in {never} of 7 drills lose-stamp (");
        assert!(
            found.iter().any(|sentence| sentence.starts_with(&start)),
            "{found:#?}"
        );
    }
}
