//! What matters most about replicas, instances, storage and room elsewhere, one sentence each.
//!
//! Always true here: a scenario without them has no such sentence.

use super::super::section::targets;
use super::super::words;
use super::{MOST, some};
use crate::chart::number;
use crate::model::outcome::{CutOutcome, DrillOutcome, Outcome, StorageOutcome};
use crate::model::{Blueprint, LinkId};

/// Sentences about the years, the gravest first.
pub(super) fn findings(blueprint: &Blueprint, outcome: &Outcome) -> Vec<String> {
    let mut found: Vec<String> = outcome
        .targets
        .iter()
        .filter_map(|one| targets::unfit(blueprint, one))
        .take(MOST)
        .collect();
    found.extend(behind(blueprint, outcome));
    found.extend((0..blueprint.links.len()).filter_map(|index| {
        let link = LinkId::from_index(index);
        cut(blueprint, outcome, link)
    }));
    found.extend(majorities(blueprint, outcome));
    let storage = outcome.storage.iter().take(MOST);
    found.extend(storage.map(|one| mirrors(blueprint, one)));
    found
}

/// Sentences about a drill.
pub(crate) fn of_drill(blueprint: &Blueprint, drill: &DrillOutcome) -> Vec<String> {
    let mut found = vec![];
    if let Some(whole) = words::restored(drill) {
        found.push(format!("Whole again: {whole}."));
    }
    if let Some(mean) = drill.shed_vms.point.filter(|mean| *mean > 0.0) {
        found.push(format!(
            "{} VMs are stopped to make room for others (mean).",
            number::significant(mean, 3)
        ));
    }
    let furthest = drill
        .replicas
        .iter()
        .max_by(|one, other| one.lag_max_s.total_cmp(&other.lag_max_s));
    if let Some(one) = furthest.filter(|one| one.lag_max_s > 0.0) {
        let broken = drill.replicas.iter();
        let broken = broken.filter(|one| one.broken.point.is_some()).count();
        found.push(format!(
            "Replicas: furthest behind is {} with {}; {} of {} groups fall behind their log in at \
             least one trial.",
            words::group(blueprint, one.group),
            number::duration(one.lag_max_s),
            broken,
            drill.replicas.len(),
        ));
    }
    found
}

/// The group that was furthest behind, and those that a whole copy had to bring back.
fn behind(blueprint: &Blueprint, outcome: &Outcome) -> Option<String> {
    let furthest = outcome
        .replicas
        .iter()
        .max_by(|one, other| one.lag_max_s.total_cmp(&other.lag_max_s))?;
    let broken: Vec<String> = outcome
        .replicas
        .iter()
        .filter(|one| one.broken.point.is_some())
        .map(|one| words::group(blueprint, one.group))
        .collect();
    let mut sentence = format!(
        "Replicas over the years: furthest behind was {} with {}",
        words::group(blueprint, furthest.group),
        super::queue::furthest(outcome, furthest.group, furthest.lag_max_s)
    );
    if !broken.is_empty() {
        sentence.push_str(&format!("; behind their log fell {}", some(&broken)));
    }
    sentence.push('.');
    Some(sentence)
}

/// How long a link may be cut until the first RPO breaks, the first whole copy is due, and how long
/// the slowest group then takes.
fn cut(blueprint: &Blueprint, outcome: &Outcome, link: LinkId) -> Option<String> {
    let on: Vec<&CutOutcome> = outcome
        .cuts
        .iter()
        .filter(|one| one.main.link == Some(link) && !one.stands_still)
        .collect();
    let first = |of: fn(&CutOutcome) -> Option<f64>| {
        on.iter()
            .filter_map(|one| Some((of(one)?, *one)))
            .min_by(|one, other| one.0.total_cmp(&other.0))
    };
    let told = |(seconds, one): (f64, &CutOutcome)| {
        let group = blueprint.group(one.group);
        let name = words::clean(&blueprint.application(group.application).name);
        (number::duration(seconds), name)
    };
    let name = words::clean(&blueprint.links[link.index()].name);
    let log = told(first(|one| one.main.until_log_s)?);
    let mut sentence = format!("A cut of link {name}");
    if let Some((after, application)) = first(|one| one.main.until_rpo_s).map(told) {
        sentence.push_str(&format!(
            " breaks the first RPO after {after} ({application}) and"
        ));
    }
    sentence.push_str(&format!(
        " makes the first whole copy due after {} ({})",
        log.0, log.1
    ));
    let last = |one: &&&CutOutcome| one.after_cut.last().is_some();
    let slowest = on
        .iter()
        .filter(last)
        .filter_map(|one| one.after_cut.last())
        .map(|one| (one.cut_s, one.catch_up_s.unwrap_or(f64::INFINITY)))
        .max_by(|one, other| one.1.total_cmp(&other.1));
    if let Some((cut, catch_up)) = slowest {
        let cut = number::duration(cut);
        sentence.push_str(&if catch_up.is_finite() {
            let catch_up = number::duration(catch_up);
            format!("; after {cut} all have caught up {catch_up} later")
        } else {
            format!("; after {cut} not all ever catch up")
        });
    }
    sentence.push('.');
    Some(sentence)
}

/// Roles whose instances lost their majority.
fn majorities(blueprint: &Blueprint, outcome: &Outcome) -> Option<String> {
    let names: Vec<String> = outcome
        .instances
        .iter()
        .filter(|one| one.majority_losses.point.is_some())
        .map(|one| {
            let role = blueprint.role(one.role);
            let application = &blueprint.application(role.application).name;
            format!("{}/{}", words::clean(application), words::clean(&role.name))
        })
        .collect();
    (!names.is_empty()).then(|| {
        format!(
            "High availability lost its majority at least once in: {}.",
            some(&names)
        )
    })
}

fn mirrors(blueprint: &Blueprint, one: &StorageOutcome) -> String {
    let hours = |hours: f64| number::duration(hours * 3_600.0);
    let rebuilds = match (one.rebuilds.point, one.rebuild_s.point) {
        (Some(rate), Some(mean)) => format!(
            "{} rebuilds a year of {} on average",
            number::significant(rate, 3),
            number::duration(mean)
        ),
        _ => "no rebuild was seen".to_string(),
    };
    let exposed = match (one.hours_exposed.point, one.hours_exposed.high) {
        (Some(point), _) => format!("{} a year with copies missing in two nodes", hours(point)),
        (None, Some(high)) => format!(
            "less than {} a year (not seen) with copies missing in two nodes",
            hours(high)
        ),
        (None, None) => "nothing known of copies missing in two nodes".to_string(),
    };
    let mut sentence = format!(
        "Storage of stamp {}: {rebuilds}; {exposed}; volumes lost {}",
        words::clean(&blueprint.stamp(one.stamp).name),
        number::rate_estimate(&one.losses)
    );
    if let Some(full) = one.hours_full.point {
        sentence.push_str(&format!("; a volume is full {} a year", hours(full)));
    }
    sentence.push('.');
    sentence
}
