//! What a scenario asserts: its objectives, each with the line on which it stands.
//!
//! Always true here: it is asked after everything is read without a problem, so that every name is known.

use super::context::Context;
use super::elements::{application, top};
use super::keys::KeyOf;
use super::tree::{Item, Node, Tree};
use crate::model::assertion::{Assertion, Claim, Scope};
use crate::model::reach::Reach;
use crate::model::{ApplicationId, Arrival, Blueprint, Class, DrillId, ObjectiveOf};
use std::collections::BTreeSet;

/// All objectives, application by application: of each its classes over the years, then the drills.
pub(super) fn objectives(
    context: &Context<'_>,
    top: &Tree,
    blueprint: &Blueprint,
) -> Vec<Assertion> {
    let classes = classes_of_years(blueprint);
    let mut made = Vec::new();
    for (index, one) in blueprint.applications.iter().enumerate() {
        let application = ApplicationId::from_index(index);
        let table = table_of(top, &one.name);
        let mut add = |node: Option<&Node>, expected: bool, claim: Claim| {
            let (file, line) =
                context.place(&node.map(|node| node.spot.clone()).unwrap_or_default());
            made.push(Assertion {
                file,
                line,
                expected,
                claim,
            });
        };
        for of in ObjectiveOf::ALL {
            let node = table.and_then(|table| table.get(key(of)));
            for (scope, class, expected) in scopes(blueprint, &classes, index, of) {
                let Some(objective) = of.stated(one).for_class(class) else {
                    continue;
                };
                let claim = Claim::Within {
                    application,
                    of,
                    scope,
                    objective,
                };
                add(node.map(|node| of_class(node, class)), expected, claim);
            }
        }
        if let Some(share) = one.availability {
            let node = table.and_then(|table| table.get(application::AVAILABILITY.row.name));
            add(node, true, Claim::Available { application, share });
        }
    }
    made
}

/// The classes of all that can happen unplanned over the years.
fn classes_of_years(blueprint: &Blueprint) -> BTreeSet<Class> {
    let sources = blueprint.sources.iter();
    let sources = sources.filter(|one| !matches!(one.arrival, Arrival::Drill(_)));
    let recorded = blueprint.trace.iter().flat_map(|trace| &trace.groups);
    let recorded = recorded.flat_map(|group| &group.rows);
    let mut classes: BTreeSet<Class> = sources
        .map(|one| one.class)
        .chain(recorded.map(|row| Class::of(row.target)))
        .collect();
    classes.remove(&Class::Planned);
    classes
}

/// What an objective may be held against, with the class of it: the classes over the years, then the drills; and whether
/// the scenario alone says that it can come to pass. What it does not foresee, such as a VM that makes room for one of a
/// stamp that was lost, is held against the objective all the same where it happens.
fn scopes(
    blueprint: &Blueprint,
    classes: &BTreeSet<Class>,
    application: usize,
    of: ObjectiveOf,
) -> Vec<(Scope, Class, bool)> {
    let reach = Reach::of(blueprint, application, of);
    if reach.is_empty() {
        return Vec::new();
    }
    let mut expected: BTreeSet<Class> = reach.classes_of_years();
    let stated = of.stated(&blueprint.applications[application]);
    expected.extend(stated.by_class.iter().map(|(class, _)| *class));
    expected.remove(&Class::Planned);
    let years = classes.union(&expected);
    let years = years.map(|class| (Scope::Class(*class), *class, expected.contains(class)));
    let drills = blueprint.drills.iter().enumerate();
    let drills = drills.filter_map(|(index, drill)| {
        let source = blueprint.source(drill.source);
        let scope = Scope::Drill(DrillId::from_index(index));
        let touched = reach.touched_by(source.target);
        (source.class != Class::Planned).then_some((scope, source.class, touched))
    });
    years.chain(drills).collect()
}

fn table_of<'t>(top: &'t Tree, name: &str) -> Option<&'t Tree> {
    let Item::Table(all) = &top.get(top::APPLICATION.name())?.item else {
        return None;
    };
    match &all.get(name)?.item {
        Item::Table(table) => Some(table),
        _ => None,
    }
}

fn key(of: ObjectiveOf) -> &'static str {
    match of {
        ObjectiveOf::Recovery => application::RTO.row.name,
        ObjectiveOf::Loss => application::RPO.row.name,
    }
}

/// The figure of a class in an objective by class, else that of all others.
fn of_class(node: &Node, class: Class) -> &Node {
    let Item::Table(tree) = &node.item else {
        return node;
    };
    let own = tree.get(class.name());
    own.or_else(|| tree.get(application::DEFAULT))
        .unwrap_or(node)
}
