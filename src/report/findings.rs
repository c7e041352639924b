//! What matters most in a run, one sentence each, for the terminal and the top of the page.
//!
//! Always true here: a finding names what it concerns; long lists are cut and counted.

mod bare;
mod largest;
mod loss;
mod protection;
mod queue;
mod unrecovered;

pub(crate) use bare::bare;
pub(crate) use largest::{clause as largest_outage, of_drill as largest_of_drill};
pub(crate) use loss::{losses, reason};
pub(crate) use protection::of_drill;
pub(crate) use queue::{a_day, bound, endless, furthest, name as queue_name, standing};
pub(crate) use unrecovered::unrecovered;

use super::section::coverage;
use super::words;
use crate::chart::number::{self, DASH};
use crate::model::outcome::{ApplicationOutcome, ClassOutcome, DrillOutcome, Outcome, Verdict};
use crate::model::record::JobTally;
use crate::model::{Blueprint, DefaultValue, Status};

/// Lines that one kind of finding gets, and names that one line gets.
const MOST: usize = 8;

/// What an operator should know beside the verdicts, one sentence each, the gravest first.
pub(crate) fn findings(blueprint: &Blueprint, outcome: &Outcome) -> Vec<String> {
    let mut found: Vec<String> = missing(blueprint, outcome).into_iter().collect();
    found.extend(endless(blueprint, outcome));
    found.extend(always_down(blueprint, outcome));
    found.extend(hardly_up(blueprint, outcome));
    found.extend(slow_recoveries(blueprint, outcome));
    found.extend(largest::of_years(blueprint, outcome));
    let order = words::by_interest(blueprint, &outcome.applications);
    found.extend(waits(blueprint, &order, "Over the years, missed RTOs"));
    found.extend(losses(blueprint, &order, "Over the years, missed RPOs"));
    found.extend(unprotected(blueprint));
    found.extend(bare(blueprint, outcome));
    found.extend(cadences(blueprint, outcome));
    found.extend(survivals(blueprint, outcome));
    found.extend(protection::findings(blueprint, outcome));
    found.extend(stamps(blueprint, outcome));
    found
}

/// That trials are missing by a fault of the program, and what follows for everything else.
pub(crate) fn missing(blueprint: &Blueprint, outcome: &Outcome) -> Option<String> {
    let first = outcome.failed.first()?;
    let run = match first.drill {
        None => "the years".to_string(),
        Some(drill) => format!(
            "drill {}",
            words::clean(&blueprint.drills[drill.index()].name)
        ),
    };
    let made = outcome.records.len() + outcome.drill_records.iter().map(Vec::len).sum::<usize>();
    Some(format!(
        "ATTENTION: {} of {} trials are missing, the first of them trial {} of {run}: firedrill broke one \
         of its own rules there ({}). All figures are without them, and nothing that they could have \
         changed is called met.",
        number::count(outcome.failed.len() as u64),
        number::count((made + outcome.failed.len()) as u64),
        first.trial,
        words::clean(&first.message),
    ))
}

/// What the report should be opened for, one sentence each.
pub(crate) fn pointers(
    blueprint: &Blueprint,
    outcome: &Outcome,
    defaults: &[DefaultValue],
) -> Vec<String> {
    let mut found = vec![];
    let unsure = outcome
        .applications
        .iter()
        .filter(|one| words::worst(one) == Some(Verdict::Inconclusive))
        .count();
    if unsure > 0 {
        found.push(format!(
            "{} inconclusive: more trials or a drill would decide; the report says which.",
            words::counted(unsure, "application is", "applications are")
        ));
    }
    let assumed = blueprint
        .assumptions
        .iter()
        .filter(|one| {
            defaults
                .get(one.default)
                .is_some_and(|known| known.status == Status::Assumed)
        })
        .count();
    if assumed > 0 {
        found.push(format!(
            "{} used; confirm for your site (the report lists them).",
            words::counted(
                assumed,
                "assumption without a source was",
                "assumptions without a source were"
            )
        ));
    }
    if !blueprint.lints.is_empty() {
        found.push(format!(
            "{} about the scenario; see the report.",
            words::counted(blueprint.lints.len(), "warning", "warnings")
        ));
    }
    found
}

fn unprotected(blueprint: &Blueprint) -> Option<String> {
    let names: Vec<String> = blueprint
        .applications
        .iter()
        .filter(|application| coverage::counts(blueprint, application).omitted_stateful > 0)
        .map(|application| words::clean(&application.name))
        .collect();
    (!names.is_empty()).then(|| {
        format!(
            "Data without any protection, and not on purpose: {}.",
            some(&names)
        )
    })
}

/// Backups whose effective cadence is clearly longer than the stated one.
fn cadences(blueprint: &Blueprint, outcome: &Outcome) -> Vec<String> {
    blueprint
        .backups
        .iter()
        .zip(&outcome.backups)
        .filter_map(|(backup, one)| {
            let stated = backup.every.as_seconds();
            let opening = format!(
                "Backup {} is stated every {}",
                words::clean(&backup.name),
                number::duration(stated)
            );
            let lost = lost_jobs(&one.tally);
            // In a short horizon no job need come due and be done: the points of before it stand.
            let bare = one.trials_without_point > 0;
            if bare && one.tally.due > 0 && one.tally.good == 0 {
                return Some(format!("{opening}, but left no good restore point{lost}."));
            }
            // Where the interval holds what is stated, nothing is amiss.
            let surely = one.effective_cadence_s.low?;
            let effective = one.effective_cadence_s.point?;
            (surely > stated && effective > 1.05 * stated).then(|| {
                format!(
                    "{opening}, but leaves a good restore point every {} on average{lost}.",
                    number::duration(effective)
                )
            })
        })
        .take(MOST)
        .collect()
}

/// Why jobs left no good point, the most frequent reason first, as the end of a sentence.
fn lost_jobs(tally: &JobTally) -> String {
    let mut reasons = [
        (tally.failed, "failed"),
        (tally.window_missed, "missed the window"),
        (tally.overrun, "came due before the one before was done"),
        (tally.interrupted, "were interrupted"),
        (tally.repository_full, "found the repository full"),
    ];
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.0));
    let parts: Vec<String> = reasons
        .iter()
        .filter(|(jobs, _)| *jobs as f64 >= 0.005 * tally.due as f64 && *jobs > 0)
        .map(|(jobs, why)| {
            let share = number::share(*jobs as f64 / tally.due as f64);
            format!("{share} of the jobs {why}")
        })
        .collect();
    if parts.is_empty() {
        String::new()
    } else {
        format!(": {}", parts.join(", "))
    }
}

/// Applications that are down more often than up, whatever their outages look like.
fn hardly_up(blueprint: &Blueprint, outcome: &Outcome) -> Option<String> {
    let names: Vec<String> = outcome
        .applications
        .iter()
        .filter(|one| one.availability.point.is_some_and(|share| share < 0.5))
        .map(|one| words::clean(&blueprint.application(one.application).name))
        .collect();
    (!names.is_empty()).then(|| format!("Down for more than half of the years: {}.", some(&names)))
}

fn stamps(blueprint: &Blueprint, outcome: &Outcome) -> Vec<String> {
    let mut found = vec![];
    for (stamp, one) in blueprint.stamps.iter().zip(&outcome.stamps).take(MOST) {
        let name = words::clean(&stamp.name);
        if one.memory.available < 0.0 {
            found.push(format!(
                "Stamp {name} is {} over its memory formula.",
                number::bytes(-one.memory.available)
            ));
        }
        let hours = &one.hours_without_n_minus_1_per_year;
        let without = match (hours.point, hours.high) {
            (Some(hours), _) => format!("{} a year", number::duration(hours * 3_600.0)),
            (None, Some(high)) => {
                format!(
                    "less than {} a year (not seen)",
                    number::duration(high * 3_600.0)
                )
            }
            (None, None) => continue,
        };
        let fits = if one.memory.largest_placeable > 0.0 {
            format!(
                "the largest VM that still fits has {}",
                number::bytes(one.memory.largest_placeable)
            )
        } else {
            "no further VM fits".to_string()
        };
        found.push(format!("Stamp {name}: {without} without N−1; {fits}."));
    }
    found
}

/// Mean recoveries beyond their RTO, class by class and drill by drill.
fn slow_recoveries(blueprint: &Blueprint, outcome: &Outcome) -> Vec<String> {
    let mut found: Vec<String> = words::by_interest(blueprint, &outcome.applications)
        .into_iter()
        .flat_map(|one| disruptions(blueprint, one, None))
        .collect();
    for drill in &outcome.drills {
        let name = words::clean(&blueprint.drills[drill.drill.index()].name);
        for one in words::by_interest(blueprint, &drill.applications) {
            found.extend(disruptions(blueprint, one, Some(&name)));
        }
    }
    if found.len() > MOST {
        let more = found.len() - MOST;
        found.truncate(MOST);
        found.push(format!(
            "{} beyond the RTO; the report has them all.",
            words::counted(more, "more mean recovery is", "more mean recoveries are")
        ));
    }
    found
}

/// What the mean recovery of an application beyond its RTO means, one sentence for each class of the
/// years, or for a drill.
pub(crate) fn disruptions(
    blueprint: &Blueprint,
    one: &ApplicationOutcome,
    drill: Option<&str>,
) -> Vec<String> {
    let name = words::clean(&blueprint.application(one.application).name);
    let classes = one.rto.iter().flat_map(|judged| &judged.by_class);
    let beyond = classes.filter(|class| class.mttr_exceeds_rto == Some(true));
    let sentence = |class: &ClassOutcome| {
        let of = match drill {
            Some(drill) => format!("drill {drill}"),
            None => words::loss(class.class).to_string(),
        };
        let mean = match class.mttr_s.point {
            Some(_) => format!("mean {}", number::estimate(&class.mttr_s, number::duration)),
            None => "never recovered".to_string(),
        };
        let limit = class
            .objective_s
            .map_or_else(|| DASH.to_string(), number::duration);
        format!(
            "{name}, {of}: {mean}, RTO {limit}: a failure causes an unacceptable business disruption."
        )
    };
    beyond.map(sentence).collect()
}

/// Faults that came over the years and stopped an application never.
fn survivals(blueprint: &Blueprint, outcome: &Outcome) -> Vec<String> {
    let order = words::by_interest(blueprint, &outcome.applications).into_iter();
    let survived = |class: &ClassOutcome| {
        class.observations + class.open_at_start == 0
            && class.faults.is_some_and(|faults| faults > 0)
    };
    words::by_note(blueprint, order, survived)
        .into_iter()
        .take(MOST)
        .map(|(note, names)| format!("{}: {note}.", some(&names)))
        .collect()
}

/// What a drill struck without stopping it in every trial.
pub(crate) fn strikes(blueprint: &Blueprint, drill: &DrillOutcome) -> Vec<String> {
    let order = words::by_interest(blueprint, &drill.applications).into_iter();
    words::by_note(blueprint, order, |_| true)
        .into_iter()
        .take(MOST)
        .map(|(note, names)| format!("{}: {note}.", some(&names)))
        .collect()
}

/// Applications that were down from before the first to the last instant of some trials.
fn always_down(blueprint: &Blueprint, outcome: &Outcome) -> Vec<String> {
    let mut found: Vec<(String, Vec<String>)> = vec![];
    for one in &outcome.applications {
        let Some(share) = one.down_all_the_time.point else {
            continue;
        };
        let name = words::clean(&blueprint.application(one.application).name);
        let share = number::share(share);
        match found.iter_mut().find(|(known, _)| *known == share) {
            Some((_, names)) => names.push(name),
            None => found.push((share, vec![name])),
        }
    }
    let sentence = |(share, names): &(String, Vec<String>)| {
        format!(
            "Down all the time in {share} of the trials: {}.",
            some(names)
        )
    };
    found.iter().take(MOST).map(sentence).collect()
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

/// What missed RTOs wait for, one sentence for each resource with the applications concerned.
pub(crate) fn waits(
    blueprint: &Blueprint,
    applications: &[&ApplicationOutcome],
    opening: &str,
) -> Vec<String> {
    let mut by_resource: Vec<(String, Vec<String>)> = vec![];
    for one in applications {
        // What keeps its RTO all the same is no finding.
        if one.rto.as_ref().and_then(|judged| judged.verdict) != Some(Verdict::Missed) {
            continue;
        }
        let Some(binding) = one.miss_bindings.first() else {
            continue;
        };
        let label = words::binding(blueprint, binding.resource);
        let name = words::clean(&blueprint.application(one.application).name);
        match by_resource.iter_mut().find(|(known, _)| *known == label) {
            Some((_, names)) => names.push(name),
            None => by_resource.push((label, vec![name])),
        }
    }
    by_resource
        .iter()
        .take(MOST)
        .map(|(label, names)| format!("{opening} wait most for: {label} ({}).", some(names)))
        .collect()
}

/// Missed RPOs that no run of the backup could keep: its cadence is as long as they are.
pub(crate) fn long_cadences(
    blueprint: &Blueprint,
    applications: &[&ApplicationOutcome],
) -> Vec<String> {
    let mut names = vec![vec![]; blueprint.backups.len()];
    for one in applications {
        if one.rpo.as_ref().and_then(|judged| judged.verdict) != Some(Verdict::Missed) {
            continue;
        }
        let stated = blueprint.application(one.application);
        let Some(limit) = words::tightest(&stated.rpo) else {
            continue;
        };
        for (index, backup) in blueprint.backups.iter().enumerate() {
            let uses = blueprint.vms[stated.vms.start as usize..stated.vms.end as usize]
                .iter()
                .any(|vm| vm.backup.is_some_and(|id| id.index() == index));
            if uses && backup.every >= limit {
                names[index].push(words::clean(&stated.name));
            }
        }
    }
    let all = blueprint.backups.iter().zip(names);
    all.filter(|(_, names)| !names.is_empty())
        .take(MOST)
        .map(|(backup, names)| {
            format!(
                "Backup {} every {} is too seldom for the RPO of {}: the newest point counts only \
                 when it is complete, and can be older than the cadence.",
                words::clean(&backup.name),
                number::duration(backup.every.as_seconds()),
                some(&names),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    #[test]
    fn findings_name_what_they_concern() {
        let mut blueprint = fixture::blueprint(3);
        let outcome = fixture::outcome(&blueprint);
        let first = blueprint.applications[1].vms.start as usize;
        blueprint.vms[first].backup = None;
        let found = findings(&blueprint, &outcome).join("\n");
        for part in [
            "wait most for: read rate of repository vault (erp, files)",
            "not on purpose: erp.",
            "stated every 24 h, but leaves a good restore point every 26 h",
            "Stamp alpha: 41 h 18 min a year without N−1",
        ] {
            assert!(found.contains(part), "{part} is not in {found}");
        }
    }

    #[test]
    fn a_cadence_that_is_kept_is_no_finding() {
        let blueprint = fixture::blueprint(3);
        let mut outcome = fixture::outcome(&blueprint);
        outcome.backups[0].effective_cadence_s.point = Some(24.5 * 3_600.0);
        assert!(cadences(&blueprint, &outcome).is_empty());
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
        let found = cadences(&blueprint, &outcome).join("\n");
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
            hardly_up(&blueprint, &outcome).as_deref(),
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
        let found = long_cadences(&blueprint, &order).join("\n");
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
        let found = pointers(&blueprint, &fixture::outcome(&blueprint), fixture::KNOWN);
        assert_eq!(found.len(), 2);
        assert!(found[0].starts_with("1 assumption without a source was used"));
        assert!(found[1].starts_with("1 warning"));
    }
}
