//! What did not recover: whose data is lost, and what never comes back. Said before anything else.
//!
//! Always true here: drills and years are told apart; every share stands with its interval; what
//! happened equally often shares a sentence.

use super::{MOST, some};
use crate::chart::number;
use crate::model::outcome::{ApplicationOutcome, DrillOutcome, Estimate, Outcome};
use crate::model::{Application, Blueprint};
use crate::report::words;

/// The sentences of the drills in their order, then those of the years.
pub(crate) fn unrecovered(blueprint: &Blueprint, outcome: &Outcome) -> Vec<String> {
    let drills = outcome.drills.iter();
    let mut found: Vec<String> = drills
        .flat_map(|drill| of_drill(blueprint, drill))
        .collect();
    for (sentence, seen, rate) in [LOST, NEVER] {
        let mut own: Vec<&ApplicationOutcome> = outcome.applications.iter().collect();
        own.retain(|one| seen(one) > 0);
        own.sort_by_key(|one| std::cmp::Reverse(seen(one)));
        let more = own.len().saturating_sub(MOST);
        for one in own.into_iter().take(MOST) {
            let (times, rate) = (seen(one), number::rate_estimate(&rate(one)));
            let times = match times {
                1 => "once".to_string(),
                times => format!("{} times", number::count(times)),
            };
            found.push(sentence(blueprint, one, &format!("{rate}, seen {times}")));
        }
        found.extend(and_more(more));
    }
    found
}

/// What is said of an application over the years, by a rate; how often it was seen; and the rate.
type Rare = (
    fn(&Blueprint, &ApplicationOutcome, &str) -> String,
    fn(&ApplicationOutcome) -> u64,
    fn(&ApplicationOutcome) -> Estimate,
);

const LOST: Rare = (
    |blueprint, one, rate| {
        format!(
            "Over the years, all data of {} is lost {rate}.",
            data(blueprint, blueprint.application(one.application))
        )
    },
    |one| one.total_losses,
    |one| one.total_losses_per_year,
);

const NEVER: Rare = (
    |blueprint, one, rate| {
        format!(
            "Over the years, never back: {}, {rate}.",
            name(blueprint.application(one.application))
        )
    },
    |one| one.unrecovered,
    |one| one.ends.never_per_year,
);

/// Whose data a drill loses, and what never comes back after it.
fn of_drill(blueprint: &Blueprint, drill: &DrillOutcome) -> Vec<String> {
    let stated = words::clean(&blueprint.drills[drill.drill.index()].name);
    let application = |one: &ApplicationOutcome| blueprint.application(one.application);
    let lost = grouped(
        drill,
        |one| (one.ends.total_loss_trials, one.ends.total_loss_share),
        |one| {
            let application = application(one);
            (in_one_place(blueprint, application), name(application))
        },
    );
    let never = grouped(
        drill,
        |one| (one.ends.never_trials, one.ends.never_share),
        |one| (true, name(application(one))),
    );
    let mut found: Vec<String> = lost
        .iter()
        .take(MOST)
        .map(|group| {
            format!(
                "All data of {}{} is lost in {} of the drills {stated}.",
                match (group.whole, group.names.len()) {
                    (true, _) => "",
                    (false, 1) => "at least one VM of ",
                    (false, _) => "at least one VM each of ",
                },
                some(&group.names),
                number::estimate(&group.share, number::share),
            )
        })
        .collect();
    found.extend(and_more(lost.len().saturating_sub(MOST)));
    found.extend(never.iter().take(MOST).map(|group| {
        let interval = number::interval(&group.share, number::share);
        format!(
            "Never back: {} in {} of {} {stated}{}.",
            some(&group.names),
            number::count(group.trials),
            words::many(u64::from(drill.trials), "drill", "drills"),
            interval.map_or_else(String::new, |interval| format!(" ({interval})")),
        )
    }));
    found.extend(and_more(never.len().saturating_sub(MOST)));
    found
}

/// Applications to which the same happened in the same number of trials.
struct Group {
    trials: u64,
    /// Whether it happened to each of them as a whole.
    whole: bool,
    share: Estimate,
    names: Vec<String>,
}

/// The most frequent first; what never happened is left out.
fn grouped(
    drill: &DrillOutcome,
    happened: impl Fn(&ApplicationOutcome) -> (u64, Estimate),
    name: impl Fn(&ApplicationOutcome) -> (bool, String),
) -> Vec<Group> {
    let mut groups: Vec<Group> = vec![];
    for one in &drill.applications {
        let (trials, share) = happened(one);
        if trials == 0 {
            continue;
        }
        let (whole, name) = name(one);
        let same = |known: &&mut Group| (known.trials, known.whole) == (trials, whole);
        match groups.iter_mut().find(same) {
            Some(known) => known.names.push(name),
            None => groups.push(Group {
                trials,
                whole,
                share,
                names: vec![name],
            }),
        }
    }
    groups.sort_by_key(|group| std::cmp::Reverse(group.trials));
    groups
}

fn and_more(more: usize) -> Option<String> {
    (more > 0).then(|| format!("And {more} more of this kind; see summary.json."))
}

/// An application, and whether it may stay away.
fn name(application: &Application) -> String {
    let name = words::clean(&application.name);
    if application.expendable {
        format!("{name} (expendable)")
    } else {
        name
    }
}

/// Whose data it is: of an application that has its data in one place all of it, else that of one of
/// its VMs at least.
fn data(blueprint: &Blueprint, application: &Application) -> String {
    let name = name(application);
    if in_one_place(blueprint, application) {
        name
    } else {
        format!("at least one VM of {name}")
    }
}

/// Whether an application has all of its data in one VM, or in instances that hold the same.
fn in_one_place(blueprint: &Blueprint, application: &Application) -> bool {
    let roles = &blueprint.roles[application.roles.start as usize..application.roles.end as usize];
    let places: u32 = roles
        .iter()
        .filter(|role| role.stateful)
        .map(|role| match role.high_availability {
            Some(_) => 1,
            None => role.vms.end - role.vms.start,
        })
        .sum();
    places <= 1
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture;
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
        assert_eq!(unrecovered(&blueprint, &outcome), Vec::<String>::new());
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
        let found = unrecovered(&blueprint, &outcome);
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
