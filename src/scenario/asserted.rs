//! What a scenario asserts: its objectives and expectations, each with the line on which it stands.
//!
//! Always true here: it is asked after everything is read without a problem, so that every name is known.

use super::context::Context;
use super::elements::expect::{self, Expect};
use super::elements::{application, top};
use super::keys::KeyOf;
use super::tree::{Item, Node, Tree};
use crate::model::assertion::{Assertion, Claim, Origin, Scope};
use crate::model::reach::Reach;
use crate::model::{
    ApplicationId, Arrival, BackupId, Blueprint, Class, CrewId, DEFAULT_TARGET, DrillId, Level,
    Objective, ObjectiveOf, PartKindId, RepositoryId, StampId,
};
use crate::units::Share;
use std::collections::BTreeSet;

/// A file and a line of it.
type Place = (String, usize);

/// Where the objectives of an application stand.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Stand {
    /// Of recovery and of loss: by class, where one is stated for it, and for all others.
    within: [(Vec<(Class, Place)>, Place); 2],
    available: Place,
}

/// Where all objectives stand, by application.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Stands(Vec<Stand>);

impl Stands {
    /// Read once everything else is.
    pub(super) fn read(context: &Context<'_>, top: &Tree, blueprint: &Blueprint) -> Stands {
        let place = |node: Option<&Node>| {
            context.place(&node.map(|node| node.spot.clone()).unwrap_or_default())
        };
        let stand = |name: &str| {
            let table = table_of(top, name);
            let within = ObjectiveOf::ALL.map(|of| {
                let node = table.and_then(|table| table.get(key(of)));
                let own = Class::ALL
                    .iter()
                    .filter_map(|class| Some((*class, place(Some(own(node?, *class)?)))));
                let others = node.map(others);
                (own.collect(), place(others))
            });
            let available = table.and_then(|table| table.get(application::AVAILABILITY.row.name));
            Stand {
                within,
                available: place(available),
            }
        };
        let all = blueprint.applications.iter();
        Stands(all.map(|one| stand(&one.name)).collect())
    }
}

/// All objectives, application by application: of each its classes over the years, then the drills.
pub(super) fn objectives(stands: &Stands, blueprint: &Blueprint) -> Vec<Assertion> {
    let classes = classes_of_years(blueprint);
    let mut made = Vec::new();
    for (index, (one, stand)) in blueprint.applications.iter().zip(&stands.0).enumerate() {
        let application = ApplicationId::from_index(index);
        let mut add = |(file, line): &Place, expected: bool, claim: Claim| {
            made.push(Assertion {
                file: file.clone(),
                line: *line,
                origin: Origin::Objective,
                expected,
                asked: false,
                claim,
            });
        };
        for (of, (own, others)) in ObjectiveOf::ALL.into_iter().zip(&stand.within) {
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
                let own = own.iter().find(|(one, _)| *one == class);
                add(own.map_or(others, |(_, place)| place), expected, claim);
            }
        }
        if let Some(share) = one.availability {
            let claim = Claim::Available { application, share };
            add(&stand.available, true, claim);
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

/// All that expectations assert, table by table.
pub(super) fn expected(blueprint: &Blueprint, expects: &[Expect]) -> Vec<Assertion> {
    let classes = classes_of_years(blueprint);
    let mut made = Vec::new();
    for one in expects {
        let mut add = |(file, line): Place, expected: bool, claim: Claim| {
            made.push(Assertion {
                file,
                line,
                origin: match one.derived {
                    true => Origin::Baseline,
                    false => Origin::Expected,
                },
                expected,
                asked: !one.derived && (one.class.is_some() || one.drill.is_some()),
                claim,
            });
        };
        for application in one.meant(blueprint) {
            of_application(blueprint, &classes, one, application, &mut add);
        }
        of_things(blueprint, one, &mut add);
        if one.no_advice {
            add(one.place(expect::NO_ADVICE), true, Claim::Silent);
        }
    }
    made
}

fn share_of(one: &Expect) -> Share {
    one.share.unwrap_or(DEFAULT_TARGET)
}

/// What is expected of one application.
fn of_application(
    blueprint: &Blueprint,
    classes: &BTreeSet<Class>,
    one: &Expect,
    index: usize,
    add: &mut dyn FnMut(Place, bool, Claim),
) {
    let application = ApplicationId::from_index(index);
    let drill = one
        .drill
        .map(|drill| Scope::Drill(DrillId::from_index(drill)));
    let scope = drill.or(one.class.map(Scope::Class));
    if let Some(level) = one.survives {
        add(
            one.place(expect::SURVIVES),
            true,
            survives(blueprint, one, application, level),
        );
        of_figures(blueprint, one, (application, scope), add);
        return;
    }
    for (of, limit) in ObjectiveOf::ALL.into_iter().zip([one.rto, one.rpo]) {
        let Some(limit) = limit else {
            continue;
        };
        let place = match of {
            ObjectiveOf::Recovery => one.place(expect::RTO),
            ObjectiveOf::Loss => one.place(expect::RPO),
        };
        let objective = Objective {
            limit,
            target: share_of(one),
        };
        let meant: Vec<(Scope, bool)> = match scope {
            Some(scope) => vec![(scope, true)],
            None => {
                let all = scopes(blueprint, classes, index, of).into_iter();
                let all = all.map(|(scope, _, expected)| (scope, expected));
                all.filter(|(scope, _)| scope.drill().is_none()).collect()
            }
        };
        for (scope, expected) in meant {
            let claim = Claim::Within {
                application,
                of,
                scope,
                objective,
            };
            add(place.clone(), expected, claim);
        }
    }
    of_figures(blueprint, one, (application, scope), add);
}

/// The limits of a loss are those of the table, else those that the application states for the class.
fn survives(
    blueprint: &Blueprint,
    one: &Expect,
    application: ApplicationId,
    level: Level,
) -> Claim {
    let stated = |of: ObjectiveOf| {
        let own = of.stated(blueprint.application(application));
        own.for_class(level.class())
            .map(|objective| objective.limit)
    };
    Claim::Survives {
        application,
        level,
        rto: one.rto.or_else(|| stated(ObjectiveOf::Recovery)),
        rpo: one.rpo.or_else(|| stated(ObjectiveOf::Loss)),
        share: share_of(one),
    }
}

/// What is expected of the other figures of one application.
fn of_figures(
    blueprint: &Blueprint,
    one: &Expect,
    (application, scope): (ApplicationId, Option<Scope>),
    add: &mut dyn FnMut(Place, bool, Claim),
) {
    if let Some(limit) = one.mttr {
        let claim = Claim::Recovers {
            application,
            scope,
            limit,
        };
        add(one.place(expect::MTTR), true, claim);
    }
    if let Some(by) = one.served_by {
        let share = share_of(one);
        let claim = Claim::Served {
            application,
            scope,
            by,
            share,
        };
        add(one.place(expect::SERVED_BY), true, claim);
    }
    let ends = [
        (ObjectiveOf::Recovery, one.recovered, expect::RECOVERED),
        (ObjectiveOf::Loss, one.data_left, expect::DATA_LEFT),
    ];
    for (of, share, key) in ends {
        let holds = || !Reach::of(blueprint, application.index(), of).is_empty();
        if let Some(share) = share.filter(|_| holds()) {
            let claim = Claim::Recovered {
                application,
                of,
                scope,
                share,
            };
            // An earlier run that saw nothing end badly says so of what may not come to pass at all.
            add(one.place(key), !one.derived, claim);
        }
    }
    if let Some(share) = one.availability {
        let claim = Claim::Available { application, share };
        add(one.place(expect::AVAILABILITY), true, claim);
    }
    for (of, most) in ObjectiveOf::ALL.into_iter().zip(one.misses) {
        // Who states nothing misses nothing, and is not told to have kept it.
        let stated = of.stated(blueprint.application(application)).is_stated();
        if let Some(most) = most.filter(|_| stated) {
            let place = match of {
                ObjectiveOf::Recovery => one.place(expect::RTO_MISSES),
                ObjectiveOf::Loss => one.place(expect::RPO_MISSES),
            };
            let claim = Claim::Misses {
                application,
                of,
                most,
            };
            add(place, true, claim);
        }
    }
}

/// What is expected of stamps, repositories and backups: of one, or of every one.
fn of_things(blueprint: &Blueprint, one: &Expect, add: &mut dyn FnMut(Place, bool, Claim)) {
    fn meant(named: Option<usize>, count: usize) -> impl Iterator<Item = usize> {
        (0..count).filter(move |index| named.is_none_or(|named| named == *index))
    }
    if let Some(most) = one.exposed {
        for index in meant(one.stamp, blueprint.stamps.len()) {
            let stamp = StampId::from_index(index);
            add(
                one.place(expect::EXPOSED),
                true,
                Claim::Exposed { stamp, most },
            );
        }
    }
    let crews = meant(one.crew, blueprint.crews.len()).map(CrewId::from_index);
    for crew in crews {
        if let Some(most) = one.crew_waits {
            let claim = Claim::WaitsForCrew { crew, most };
            add(one.place(expect::CREW_WAITS), true, claim);
        }
        if let Some(most) = one.busy {
            add(one.place(expect::BUSY), true, Claim::Busy { crew, most });
        }
    }
    if let Some(most) = one.part_waits {
        for index in meant(one.parts, blueprint.parts.len()) {
            let parts = PartKindId::from_index(index);
            let claim = Claim::WaitsForPart { parts, most };
            add(one.place(expect::PART_WAITS), true, claim);
        }
    }
    let share = share_of(one);
    if let Some(most) = one.filled {
        for index in meant(one.repository, blueprint.repositories.len()) {
            let claim = Claim::Filled {
                repository: RepositoryId::from_index(index),
                most,
                share,
            };
            add(one.place(expect::FILLED), true, claim);
        }
    }
    if let Some(most) = one.gap {
        let named = one.backup.map(BackupId::index);
        let used = |index: &usize| {
            let backup = Some(BackupId::from_index(*index));
            blueprint
                .vms
                .iter()
                .any(|vm| vm.protection.backup == backup)
        };
        for index in meant(named, blueprint.protections.backups.len()).filter(used) {
            let claim = Claim::Gap {
                backup: BackupId::from_index(index),
                most,
                share,
            };
            add(one.place(expect::GAP), true, claim);
        }
    }
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

/// The figure of a class in an objective by class.
fn own(node: &Node, class: Class) -> Option<&Node> {
    let Item::Table(tree) = &node.item else {
        return None;
    };
    tree.get(class.name())
}

/// The figure of all classes without one of their own.
fn others(node: &Node) -> &Node {
    let Item::Table(tree) = &node.item else {
        return node;
    };
    tree.get(application::DEFAULT).unwrap_or(node)
}
