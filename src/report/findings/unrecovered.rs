//! What did not recover: whose data is lost, and what never comes back. Said before anything else.
//!
//! Always true here: drills and years are told apart; every share stands with its interval; what
//! happened equally often is one finding.

use super::finding::{Finding, InDrill, OverYears, What};
use crate::model::outcome::{ApplicationOutcome, DrillOutcome, Estimate, Outcome};
use crate::model::{Application, Blueprint};

/// Findings of the drills in their order, then those of the years.
pub(crate) fn unrecovered(blueprint: &Blueprint, outcome: &Outcome) -> Vec<Finding> {
    let drills = outcome.drills.iter();
    let mut found: Vec<Finding> = drills
        .flat_map(|drill| of_drill(blueprint, drill))
        .collect();
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
        |one| (one.ends.total_loss_trials, one.ends.total_loss_share),
        |one| (in_one_place(blueprint, application(one)), application(one)),
    );
    let never = grouped(
        drill,
        |one| (one.ends.never_trials, one.ends.never_share),
        |one| (true, application(one)),
    );
    let made = |what: fn(InDrill) -> What, group: Group<'_>| {
        let seen = InDrill {
            seen: group.trials,
            trials: drill.trials,
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

/// Applications to which the same happened in the same number of trials.
struct Group<'b> {
    trials: u64,
    /// Whether it happened to each of them as a whole.
    whole: bool,
    share: Estimate,
    applications: Vec<&'b Application>,
}

/// The most frequent first; what never happened is left out.
fn grouped<'b>(
    drill: &DrillOutcome,
    happened: impl Fn(&ApplicationOutcome) -> (u64, Estimate),
    of: impl Fn(&ApplicationOutcome) -> (bool, &'b Application),
) -> Vec<Group<'b>> {
    let mut groups: Vec<Group<'b>> = vec![];
    for one in &drill.applications {
        let (trials, share) = happened(one);
        if trials == 0 {
            continue;
        }
        let (whole, application) = of(one);
        let same = |known: &&mut Group<'b>| (known.trials, known.whole) == (trials, whole);
        match groups.iter_mut().find(same) {
            Some(known) => known.applications.push(application),
            None => groups.push(Group {
                trials,
                whole,
                share,
                applications: vec![application],
            }),
        }
    }
    groups.sort_by_key(|group| std::cmp::Reverse(group.trials));
    groups
}

/// Whether an application has all of its data in one VM, or in instances that hold the same.
fn in_one_place(blueprint: &Blueprint, application: &Application) -> bool {
    let roles = &blueprint.roles[application.roles.start as usize..application.roles.end as usize];
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

    #[test]
    fn what_is_lost_and_what_never_comes_back_is_named_with_its_share() {
        let mut blueprint = fixture::blueprint(3);
        let mut outcome = fixture::outcome(&blueprint);
        for one in outcome.applications.iter_mut() {
            (one.total_losses, one.unrecovered) = (0, 0);
        }
        for one in outcome.drills[0].applications.iter_mut() {
            (one.ends.total_loss_trials, one.ends.never_trials) = (0, 0);
        }
        assert_eq!(unrecovered(&blueprint, &outcome), Vec::<Finding>::new());
        let share = |point: f64| Estimate {
            point: Some(point),
            low: Some(point - 0.05),
            high: Some(point + 0.05),
        };
        for index in [1, 2] {
            let ends = &mut outcome.drills[0].applications[index].ends;
            (ends.total_loss_trials, ends.total_loss_share) = (76, share(0.38));
        }
        let ends = &mut outcome.drills[0].applications[0].ends;
        (ends.never_trials, ends.never_share) = (20, share(0.1));
        blueprint.applications[0].expendable = true;
        let erp = &mut outcome.applications[1];
        (erp.total_losses, erp.total_losses_per_year) = (3, share(1.0 / 12.0));
        (erp.unrecovered, erp.ends.never_per_year) = (1, share(0.2));
        for role in &mut blueprint.roles {
            role.stateful = true;
            role.vms.end = role.vms.start + 2;
        }
        let found = told(&unrecovered(&blueprint, &outcome));
        assert_eq!(
            found[0],
            "All data of at least one VM each of erp, files is lost in 38 % (33 % to 43 %) of the \
             drills lose-stamp."
        );
        assert_eq!(
            found[1],
            format!(
                "Never back: {} (expendable) in 20 of 200 drills lose-stamp (5 % to 15 %).",
                blueprint.applications[0].name
            )
        );
        assert!(
            found[2].starts_with(
                "Over the years, all data of at least one VM of erp is lost once in 12 years"
            ) && found[2].ends_with(", seen 3 times."),
            "{}",
            found[2]
        );
        assert!(
            found[3].starts_with("Over the years, never back: erp, ")
                && found[3].ends_with(", seen once."),
            "{}",
            found[3]
        );
    }
}
