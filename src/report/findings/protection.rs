//! What matters most about replicas, instances, storage and room elsewhere.
//!
//! Always true here: a scenario without them has no such finding.

use super::super::words;
use super::finding::{Finding, Unroomed, What};
use super::homecoming::homecomings;
use super::queue::keeps_up;
use crate::model::outcome::{
    CutOutcome, DrillOutcome, Outcome, ReplicaOutcome, StorageOutcome, TargetOutcome, Unfit,
    UpdateOutcome,
};
use crate::model::topology::component_label;
use crate::model::{Blueprint, LinkId};

/// Findings about the years, the gravest first.
pub(super) fn findings(blueprint: &Blueprint, outcome: &Outcome) -> Vec<Finding> {
    let mut found: Vec<Finding> = outcome
        .targets
        .iter()
        .filter_map(|one| unfit(blueprint, one))
        .collect();
    found.extend(furthest(blueprint, outcome, &outcome.replicas));
    found.extend((0..blueprint.links.len()).filter_map(|index| {
        let link = LinkId::from_index(index);
        cut(blueprint, outcome, link)
    }));
    found.extend(majorities(blueprint, outcome));
    found.extend(outcome.storage.iter().map(|one| mirrors(blueprint, one)));
    found
}

/// Findings about a drill.
pub(crate) fn of_drill(
    blueprint: &Blueprint,
    outcome: &Outcome,
    drill: &DrillOutcome,
) -> Vec<Finding> {
    let name = blueprint.drills[drill.drill.index()].name.as_str();
    let mut found = vec![];
    if let Some(words) = words::restored(blueprint, drill) {
        let whole = drill.restored_s.unwrap_or_default();
        found.push(Finding::new(What::Restored { whole, words }));
    }
    if let Some(mean) = drill.shed_vms.point.filter(|mean| *mean > 0.0) {
        found.push(Finding::new(What::VmsStopped { mean }));
    }
    let behind = |one: &ReplicaOutcome| one.lag_max_s > 0.0 && keeps_up(outcome, one.group);
    let behind = drill.replicas.iter().any(behind);
    found.extend(furthest(blueprint, outcome, &drill.replicas).filter(|_| behind));
    found.extend(homecomings(blueprint, &drill.homecomings, Some(name)));
    found
        .into_iter()
        .map(|one| one.of_drill(Some(name)))
        .collect()
}

/// What finds no room at another stamp; none where everything does.
pub(crate) fn unfit(blueprint: &Blueprint, one: &TargetOutcome) -> Option<Finding> {
    if one.unfit.vms == 0 {
        return None;
    }
    let unroomed = |unfit: &Unfit| Unroomed {
        vms: unfit.vms,
        bytes: unfit.bytes,
        applications: unfit
            .applications
            .iter()
            .map(|id| blueprint.application(*id).name.clone())
            .collect(),
    };
    let unfit = unroomed(&one.unfit);
    let names = unfit.applications.clone();
    let what = What::NoRoomElsewhere {
        lost: component_label(blueprint, one.lost),
        unfit,
        shed_bytes: one.shed_bytes,
        left: unroomed(&one.unfit_after_shedding),
    };
    let finding = Finding::new(what).about(names);
    Some(finding.on("stamp", &blueprint.stamp(one.target).name))
}

/// The group that was furthest behind, and those that a whole copy had to bring back.
///
/// How far one is behind that never keeps up is no figure of the scenario but of the length of the
/// run: those are findings of their own.
fn furthest(
    blueprint: &Blueprint,
    outcome: &Outcome,
    replicas: &[ReplicaOutcome],
) -> Option<Finding> {
    let furthest = replicas
        .iter()
        .filter(|one| keeps_up(outcome, one.group))
        .max_by(|one, other| one.lag_max_s.total_cmp(&other.lag_max_s))?;
    let broken = replicas
        .iter()
        .filter(|one| one.broken.point.is_some())
        .map(|one| words::group(blueprint, one.group));
    let what = What::ReplicasBehind {
        furthest_s: furthest.lag_max_s,
        broken: broken.collect(),
        groups: replicas.len(),
    };
    let application = blueprint.group(furthest.group).application;
    let finding = Finding::new(what).on("replica", &words::group(blueprint, furthest.group));
    Some(finding.about(vec![blueprint.application(application).name.clone()]))
}

/// How long a link may be cut until the first RPO breaks, the first whole copy is due, and how long
/// the slowest group then takes.
fn cut(blueprint: &Blueprint, outcome: &Outcome, link: LinkId) -> Option<Finding> {
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
    let named = |(seconds, one): (f64, &CutOutcome)| {
        let application = blueprint.group(one.group).application;
        (seconds, blueprint.application(application).name.clone())
    };
    let (until_copy_s, first_copy) = named(first(|one| one.main.until_log_s)?);
    let catch_up_s = on
        .iter()
        .filter_map(|one| one.after_cut.last())
        .map(|one| (one.cut_s, one.catch_up_s.unwrap_or(f64::INFINITY)))
        .max_by(|one, other| one.1.total_cmp(&other.1));
    let what = What::LinkCut {
        until_rpo_s: first(|one| one.main.until_rpo_s).map(named),
        until_copy_s,
        first_copy,
        catch_up_s,
    };
    Some(Finding::new(what).on("link", &blueprint.links[link.index()].name))
}

/// Roles whose instances lost their majority.
fn majorities(blueprint: &Blueprint, outcome: &Outcome) -> Option<Finding> {
    let mut applications: Vec<String> = vec![];
    let mut roles = vec![];
    for one in &outcome.instances {
        if one.majority_losses.point.is_none() {
            continue;
        }
        let role = blueprint.role(one.role);
        let application = &blueprint.application(role.application).name;
        if applications.last() != Some(application) {
            applications.push(application.clone());
        }
        roles.push(format!("{application}/{}", role.name));
    }
    (!roles.is_empty()).then(|| Finding::new(What::MajorityLost { roles }).about(applications))
}

fn mirrors(blueprint: &Blueprint, one: &StorageOutcome) -> Finding {
    let what = What::Storage {
        rebuilds: one.rebuilds,
        rebuild_s: one.rebuild_s,
        hours_exposed: one.hours_exposed,
        losses: one.losses,
        hours_full: one.hours_full,
    };
    Finding::new(what).on("stamp", &blueprint.stamp(one.stamp).name)
}

/// How updates fare.
pub(super) fn updates(blueprint: &Blueprint, outcome: &Outcome) -> Vec<Finding> {
    let told = |one: &UpdateOutcome| {
        let what = What::Updates {
            runs: one.runs,
            run_s: one.run_s,
            hours_away: one.hours_away,
            pauses: one.pauses,
        };
        Finding::new(what).on("update", &blueprint.update(one.update).name)
    };
    outcome.updates.iter().map(told).collect()
}

/// Stamps over their memory formula, and how long they are without N−1.
pub(super) fn stamps(blueprint: &Blueprint, outcome: &Outcome) -> Vec<Finding> {
    let mut found = vec![];
    for (stamp, one) in blueprint.stamps.iter().zip(&outcome.stamps) {
        if one.memory.available < 0.0 {
            let bytes = -one.memory.available;
            found.push(Finding::new(What::MemoryOver { bytes }).on("stamp", &stamp.name));
        }
        let hours = one.hours_without_n_minus_1_per_year;
        if hours.point.is_none() && hours.high.is_none() {
            continue;
        }
        let what = What::WithoutReserve {
            hours,
            largest_placeable_bytes: one.memory.largest_placeable,
        };
        found.push(Finding::new(what).on("stamp", &stamp.name));
    }
    found
}
