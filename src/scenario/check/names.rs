//! Refuses names that could not be told apart in results.
//!
//! Always true here: names of one kind that differ in case alone are one name, since many file systems
//! and spreadsheets make no difference; `years`, `all` and `trace` belong to the program.

use super::super::context::Context;
use super::super::elements::{
    application, crew, drill, enclosure, fault, hazard, link, protection, rack, repository, role,
    site, stamp, update, vm,
};
use super::super::keys::Element;
use super::super::problem::FitProblem;
use super::super::tree::{Entry, Item, Spot, Tree};
use super::Scene;
use std::collections::BTreeMap;

/// Kinds of tables, a name that the program gives to something of its own beside them, and what that is.
const OWN: &[(&[&str], &str, &str)] = &[
    (&[drill::Keys::NAME], "years", "the trials over the horizon"),
    (&[drill::Keys::NAME], "all", "everything together"),
    (SOURCES, "trace", "recorded faults without a cause"),
];
/// Names of devices under Windows: no folder of results can be called so.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul"];
/// Tables whose names stand in columns of results, or in names of their files.
const IN_RESULTS: &[&str] = &[
    application::Keys::NAME,
    crew::Keys::NAME,
    enclosure::Keys::NAME,
    link::Keys::NAME,
    protection::Keys::NAME,
    rack::Keys::NAME,
    repository::Keys::NAME,
    site::Keys::NAME,
    stamp::Keys::NAME,
];
/// Sources of faults: causes are reported by their names, over all four.
const SOURCES: &[&str] = &[
    hazard::Keys::NAME,
    fault::Keys::NAME,
    drill::Keys::NAME,
    update::Keys::NAME,
];

/// Refuses drills and other sources of faults with a name of the program, and names of one kind that
/// differ in case alone.
pub(in super::super) fn names(context: &Context<'_>, top: &Tree) {
    for kind in IN_RESULTS {
        told_apart(context, keys(top, kind).collect());
    }
    let mut sources = Vec::new();
    for kind in SOURCES {
        sources.extend(keys(top, kind));
    }
    for (name, kind, spot) in &sources {
        own_name(context, name, kind, spot);
    }
    told_apart(context, sources);
    for (_, application) in entries(top, application::Keys::NAME) {
        if let Item::Table(tree) = &application.node.item {
            told_apart(context, keys(tree, role::Keys::NAME).collect());
        }
    }
}

/// What stands under the names of one kind.
fn entries<'t>(parent: &'t Tree, kind: &str) -> impl Iterator<Item = (&'t str, &'t Entry)> {
    let found = parent.get(kind).and_then(|node| match &node.item {
        Item::Table(tables) => Some(tables),
        _ => None,
    });
    let entries = found.into_iter().flat_map(|tables| &tables.entries);
    entries.map(|(name, entry)| (name.as_str(), entry))
}

/// Their names, each with the kind and where it stands.
fn keys<'t>(
    parent: &'t Tree,
    kind: &'static str,
) -> impl Iterator<Item = (&'t str, &'static str, &'t Spot)> {
    entries(parent, kind).map(move |(name, entry)| (name, kind, &entry.key_spot))
}

fn own_name(context: &Context<'_>, name: &str, kind: &str, spot: &Spot) {
    let lower = name.to_lowercase();
    let is_own = |(kinds, own, _): &&(&[&str], &str, &str)| kinds.contains(&kind) && *own == lower;
    let Some((_, own, what)) = OWN.iter().find(is_own) else {
        return;
    };
    let problem = FitProblem::OwnName {
        kind: kind.to_string(),
        name: name.to_string(),
        own,
        what,
    };
    context.problem(spot, problem);
}

/// Refuses a name of the scenario that no folder of results can have everywhere.
pub(in super::super) fn scenario_name(context: &Context<'_>, name: &str, spot: &Spot) {
    let lower = name.to_lowercase();
    let port = |word: &str| {
        let number = lower.strip_prefix(word);
        number.is_some_and(|rest| rest.len() == 1 && rest.chars().all(|c| c.is_ascii_digit()))
    };
    if !DEVICES.contains(&lower.as_str()) && !port("com") && !port("lpt") {
        return;
    }
    let name = name.to_string();
    context.problem(spot, FitProblem::DeviceName { name });
}

/// Refuses sources of faults that are called like a cause in the trace, and VMs and roles whose names differ in
/// case alone.
pub(in super::super) fn listed_names(scene: &Scene<'_, '_>) {
    let causes = scene.blueprint.trace.iter().flat_map(|trace| &trace.causes);
    for cause in causes {
        if let Some(spot) = scene.faults.spots.get(cause) {
            cause_of_trace(scene.context, cause, spot);
        }
    }
    let vms = scene.blueprint.vms.iter().zip(&scene.applications.vm_spots);
    let vms = vms.map(|(vm, spot)| (vm.name.as_str(), vm::Keys::NAME, spot));
    told_apart(scene.context, vms.collect());
    for application in &scene.blueprint.applications {
        // A list of VMs names roles as well: they stand where the first of their VMs does.
        let roles = scene.blueprint.roles_of(&application.roles).iter();
        let listed = roles.filter_map(|role| {
            let spot = scene.applications.vm_spots.get(role.vms.start as usize)?;
            Some((role.name.as_str(), role::Keys::NAME, spot))
        });
        told_apart(scene.context, listed.collect());
    }
}

fn cause_of_trace(context: &Context<'_>, cause: &str, spot: &Spot) {
    let name = cause.to_string();
    context.problem(spot, FitProblem::CauseOfTrace { name });
}

/// Refuses the second of two names that differ in case alone.
fn told_apart(context: &Context<'_>, names: Vec<(&str, &str, &Spot)>) {
    let mut known: BTreeMap<String, &str> = BTreeMap::new();
    for (name, kind, spot) in names {
        let lower = name.to_lowercase();
        match known.get(&lower) {
            Some(first) if *first != name => {
                let problem = FitProblem::CaseAlone {
                    kind: kind.to_string(),
                    name: name.to_string(),
                    first: (*first).to_string(),
                };
                context.problem(spot, problem);
            }
            _ => {
                known.insert(lower, name);
            }
        }
    }
}
