//! Reads hazards, scheduled faults and drills into sources.
//!
//! Always true here: a source hits one component and has a stream name that follows from its own
//! name and its target, so that adding a source leaves the others' streams as they are.

mod intruders;
mod restoration;

use super::applications::Applications;
use super::context::Context;
use super::elements::strike::{FaultKind, Strike, destroys};
use super::elements::{drill, fault, hazard, update};
use super::homecomings::Homecomings;
use super::keys::{Element, KeyOf, Words};
use super::limit;
use super::names::{Named, named};
use super::places::Places;
use super::problem::{FaultProblem, NameProblem, OverLimit};
use super::replicas::Replicas;
use super::table::Table;
use super::target::{self, Scene};
use super::tree::{Item, Node, Spot, Tree};
use super::volumes::FULL_VOLUME;
use crate::model::{
    Arrival, Class, Component, Drill, DrillId, Effect, Law, LogicalKind, Mistake, NodeId,
    Restoration, Retention, Scope, Source, SourceId, StampId, Update, UpdateId,
};
use crate::units::Share;
use intruders::{only_of_ransomware, ransomware, says_ransomware};
use std::collections::{BTreeMap, BTreeSet};

/// Whether an effect takes data by what it is.
fn loses_data(effect: &Effect) -> bool {
    match effect {
        Effect::Stops { destroys } => destroys.0 > 0.0,
        Effect::Logical { kind, .. } => {
            matches!(kind, LogicalKind::Deletion | LogicalKind::Corruption)
        }
        // What goes with a mistake are points, and no data.
        Effect::Mistake(_) => false,
        Effect::Ransomware(_) => true,
    }
}

/// All sources and drills.
#[derive(Clone, Default)]
pub(super) struct Faults {
    pub(super) sources: Vec<Source>,
    pub(super) scopes: Vec<Scope>,
    pub(super) drills: Vec<Drill>,
    pub(super) updates: Vec<Update>,
    /// Where each hazard, fault, drill and update stands, by its name.
    pub(super) spots: BTreeMap<String, Spot>,
}

/// The kind of the table that states a source; none for what follows from something else.
pub(super) fn kind_of(source: &Source) -> Option<&'static str> {
    match source.arrival {
        Arrival::Renewal { .. } => Some(hazard::Keys::NAME),
        Arrival::Scheduled(_) => Some(fault::Keys::NAME),
        Arrival::Drill(_) => Some(drill::Keys::NAME),
        Arrival::Update(..) => Some(update::Keys::NAME),
        // They follow from protections and from growth.
        Arrival::Failback(_) | Arrival::GoHome(_) | Arrival::Volume(_) => None,
    }
}

/// Reads all sources of faults.
pub(super) fn read(
    context: &Context<'_>,
    top: &Tree,
    places: &Places,
    applications: &Applications,
    (replicas, homecomings): (&mut Replicas, &mut Homecomings),
) -> Faults {
    let scene = Scene {
        names: &places.names,
        tree: places.tree(),
        applications,
    };
    let mut reader = Reader {
        context,
        places,
        scene,
        labels: BTreeSet::new(),
        failbacks: replicas.labels.iter().cloned().collect(),
        homecomings: homecomings.labels.iter().cloned().collect(),
        out: Faults::default(),
    };
    for hazard in named(context, top, hazard::Keys::NAME, limit::SOURCES) {
        reader.hazard(&hazard);
    }
    for fault in named(context, top, fault::Keys::NAME, limit::SOURCES) {
        reader.fault(&fault);
    }
    for drill in named(context, top, drill::Keys::NAME, limit::APPLICATIONS) {
        reader.drill(&drill);
    }
    for update in named(context, top, update::Keys::NAME, limit::PLACES) {
        reader.update(&update);
    }
    let mut out = reader.out;
    out.sources.append(&mut replicas.followers);
    if out.sources.len() as u64 > limit::SOURCES.most {
        let problem = OverLimit::Count {
            count: out.sources.len() as u64,
            things: "sources of faults, failbacks and full volumes included",
            limit: limit::SOURCES,
        };
        context.problem(&Spot::default(), problem);
    }
    out.sources.sort_by(|a, b| a.stream.cmp(&b.stream));
    for (index, source) in out.sources.iter().enumerate().rev() {
        if let Arrival::Drill(id) = source.arrival {
            out.drills[id.index()].source = SourceId::from_index(index);
        }
    }
    order_nodes(&mut out);
    replicas.number_failbacks(&out.sources);
    homecomings.number(&out.sources);
    out
}

/// Nodes of an update go stamp by stamp, by their numbers.
fn order_nodes(out: &mut Faults) {
    let mut planned: Vec<(Component, UpdateId, SourceId)> = Vec::new();
    for (index, source) in out.sources.iter().enumerate() {
        if let Arrival::Update(id, _) = source.arrival {
            planned.push((source.target, id, SourceId::from_index(index)));
        }
    }
    planned.sort_unstable();
    for (_, id, source) in planned {
        out.updates[id.index()].nodes.push(source);
    }
}

struct Reader<'a, 'f> {
    context: &'a Context<'f>,
    places: &'a Places,
    scene: Scene<'a>,
    labels: BTreeSet<String>,
    /// Labels of the failbacks of replications.
    failbacks: BTreeSet<String>,
    /// Labels of the planned outages of who goes home.
    homecomings: BTreeSet<String>,
    out: Faults,
}

/// What hazards, faults and drills have in common.
struct Common {
    targets: Vec<Component>,
    effect: Effect,
    planned: bool,
}

impl Reader<'_, '_> {
    fn hazard(&mut self, named: &Named<'_>) {
        let table = self.open::<hazard::Keys>(named);
        let arrival = hazard::read(&table);
        let common = self.common(&table);
        let restoration = self.restoration(&table, &common);
        self.push(named, hazard::Keys::NAME, &common, &arrival, &restoration);
    }

    fn fault(&mut self, named: &Named<'_>) {
        let table = self.open::<fault::Keys>(named);
        let arrival = fault::read(&table);
        let common = self.common(&table);
        let restoration = self.restoration(&table, &common);
        self.push(named, fault::Keys::NAME, &common, &arrival, &restoration);
    }

    fn drill(&mut self, named: &Named<'_>) {
        let table = self.open::<drill::Keys>(named);
        let common = self.common(&table);
        if common.targets.len() > 1 {
            let count = common.targets.len();
            table.problem(drill::OF, FaultProblem::SeveralHit { count });
        }
        let restoration = self.restoration(&table, &common);
        let id = DrillId::from_index(self.out.drills.len());
        self.out.drills.push(drill::read(&table, &named.name));
        let arrival = Arrival::Drill(id);
        self.push(named, drill::Keys::NAME, &common, &arrival, &restoration);
    }

    /// An update is planned work on each node of its stamps.
    fn update(&mut self, named: &Named<'_>) {
        self.claim(named);
        let table = Table::<update::Keys>::named(self.context, named);
        let read = update::read(&table, &named.name, self.places);
        let stamps = read.stamps.iter();
        let stamps = stamps.filter_map(|stamp| self.places.stamps.get(stamp.index()));
        let nodes = stamps.flat_map(|stamp| stamp.nodes.clone());
        let common = Common {
            targets: nodes.map(|node| Component::Node(NodeId(node))).collect(),
            effect: Effect::Stops {
                destroys: Share(0.0),
            },
            planned: true,
        };
        let arrival = Arrival::Update(UpdateId::from_index(self.out.updates.len()), read.every);
        let restoration = Restoration::by_itself(read.per_node.clone());
        self.out.updates.push(read);
        self.push(named, update::Keys::NAME, &common, &arrival, &restoration);
    }

    fn open<'t, E: Strike>(&mut self, named: &'t Named<'t>) -> Table<'t, 't, E>
    where
        Self: 't,
    {
        self.claim(named);
        Table::named(self.context, named)
    }

    /// Causes are reported by name: each has one of its own.
    fn claim(&mut self, named: &Named<'_>) {
        if self.labels.contains(&named.name) {
            self.context.problem(
                &named.spot,
                NameProblem::CauseTwice {
                    name: named.name.clone(),
                },
            );
        }
        if named.name == FULL_VOLUME {
            self.context.problem(
                &named.spot,
                NameProblem::CauseOfFullVolumes {
                    name: named.name.clone(),
                },
            );
        }
        let home = self.homecomings.contains(&named.name);
        if home || self.failbacks.contains(&named.name) {
            self.context.problem(
                &named.spot,
                NameProblem::CauseOfFailbacks {
                    name: named.name.clone(),
                    home,
                },
            );
        }
        self.labels.insert(named.name.clone());
        let spot = named.spot.clone();
        self.out.spots.insert(named.name.clone(), spot);
    }

    fn common<E: Strike>(&mut self, table: &Table<'_, '_, E>) -> Common {
        let mut targets = table.must(E::OF, Vec::new(), |node| {
            target::components(&self.scene, node)
        });
        let logical = targets.iter().filter(|target| target.is_logical());
        let logical = logical.count();
        if logical > 0 && logical < targets.len() {
            table.problem(E::OF, FaultProblem::MixedTargets);
        }
        let destroys = table.maybe(E::DESTROYS, destroys).unwrap_or(Share(0.0));
        // What is wrong with `of` is said of `of`; what is stated of intruders is read all the same.
        let intruders = says_ransomware(table);
        let effect = if logical > 0 || (targets.is_empty() && intruders) {
            if table.node(E::DESTROYS).is_some() {
                table.problem(E::DESTROYS, FaultProblem::LogicalDestroys);
            }
            self.of_applications(table)
        } else {
            of_places(table, &targets, (destroys, intruders))
        };
        if let Some(key) = E::KEEP.filter(|_| !is_retention(table)) {
            table.refuse(key, FaultProblem::KeyOfRetention);
        }
        let planned = E::PLANNED.and_then(|key| table.may(key)).unwrap_or(false);
        let planned = planned && !matches!(effect, Effect::Ransomware(_));
        if planned && loses_data(&effect) {
            // The key is one of this table, since it says so.
            if let Some(key) = E::PLANNED {
                table.problem(key, FaultProblem::PlannedLoss);
            }
        }
        let together =
            matches!(effect, Effect::Ransomware(_)) || table.may(E::TOGETHER).unwrap_or(false);
        let alike = logical == targets.len();
        let mut effect = effect;
        if let Effect::Ransomware(intruders) = &mut effect
            && !targets.is_empty()
        {
            self.spread(intruders, &mut targets);
            self.kinds(table, intruders, &targets);
        }
        if alike && together {
            targets = self.joined(&targets);
        }
        Common {
            targets,
            effect,
            planned,
        }
    }

    /// Applications that are hit together are one component; a single one is itself.
    fn joined(&mut self, targets: &[Component]) -> Vec<Component> {
        let ids = targets.iter().filter_map(|one| one.application());
        let hit = Scope::hit(ids.collect(), &mut self.out.scopes);
        hit.into_iter().collect()
    }

    fn of_applications<E: Strike>(&self, table: &Table<'_, '_, E>) -> Effect {
        let stated = table.may(E::KIND).unwrap_or(FaultKind::Crash);
        if stated == FaultKind::Ransomware {
            return Effect::Ransomware(ransomware(table));
        }
        if stated == FaultKind::Retention {
            elsewhere(table, stated, "repositories");
        }
        let kind = stated.logical().unwrap_or(LogicalKind::Crash);
        only_of_ransomware(table);
        let noticed = if kind == LogicalKind::Corruption {
            table.get(E::NOTICED)
        } else {
            if table.node(E::NOTICED).is_some() {
                table.problem(E::NOTICED, FaultProblem::NoticedAtOnce);
            }
            Law::Constant(0.0)
        };
        Effect::Logical { kind, noticed }
    }

    fn push(
        &mut self,
        named: &Named<'_>,
        kind: &str,
        common: &Common,
        arrival: &Arrival,
        restoration: &Restoration,
    ) {
        let sum = (self.out.sources.len() + common.targets.len()) as u64;
        if sum > limit::SOURCES.most {
            self.context.problem(
                &named.spot,
                OverLimit::Count {
                    count: sum,
                    things: "sources of faults",
                    limit: limit::SOURCES,
                },
            );
            return;
        }
        for target in &common.targets {
            let path = target::text(&self.scene, *target).replace('.', "/");
            self.out.sources.push(Source {
                label: named.name.clone(),
                stream: format!("{kind}/{}/{path}", named.name),
                target: *target,
                class: match common.planned {
                    true => Class::Planned,
                    false => common.effect.class(*target),
                },
                arrival: arrival.clone(),
                effect: common.effect.clone(),
                restoration: self.planned(common, *target, restoration),
            });
        }
    }

    /// What is shut down on purpose takes its time before it is off: the longest of the stamps that go.
    fn planned(
        &self,
        common: &Common,
        target: Component,
        restoration: &Restoration,
    ) -> Restoration {
        let mut made = restoration.clone();
        if !common.planned || !made.by_itself {
            return made;
        }
        let tree = self.places.tree();
        let stamps = self.places.stamps.iter().enumerate();
        let goes = stamps.filter(|(index, _)| {
            let around = tree.around_stamp(StampId::from_index(*index));
            around.components().any(|place| place == target)
        });
        let lengths = goes.filter_map(|(_, stamp)| stamp.shutdown.as_ref());
        let longest = lengths.max_by(|one, other| one.mean().total_cmp(&other.mean()));
        if let Some(longest) = longest {
            made.detect = longest.clone();
        }
        made
    }
}

/// What a fault does to places and things.
fn of_places<E: Strike>(
    table: &Table<'_, '_, E>,
    targets: &[Component],
    (destroys, intruders): (Share, bool),
) -> Effect {
    if table.node(E::TOGETHER).is_some() {
        table.problem(E::TOGETHER, FaultProblem::PlacesTogether);
    }
    only_of_applications(table, E::NOTICED);
    if !intruders {
        only_of_ransomware(table);
    }
    let repositories = |one: &Component| matches!(one, Component::Repository(_));
    if targets.is_empty() || !targets.iter().all(repositories) {
        only_of_applications(table, E::KIND);
    } else if let Some(kind) = table.may(E::KIND)
        && let Some(mistake) = mistake(table, kind)
    {
        return Effect::Mistake(mistake);
    }
    if destroys.0 > 0.0 && !targets.iter().all(|target| target.may_lose_state()) {
        table.problem(E::DESTROYS, FaultProblem::NothingToDestroy);
    }
    Effect::Stops { destroys }
}

/// What people do to restore points by mistake.
fn mistake<E: Strike>(table: &Table<'_, '_, E>, kind: FaultKind) -> Option<Mistake> {
    let mistake = match kind {
        FaultKind::Deletion => Mistake::Deletion,
        FaultKind::Retention => {
            let Some(key) = E::KEEP else {
                elsewhere(table, kind, "hazards and faults: it stops nothing");
                return None;
            };
            Mistake::Retention(table.may(key).unwrap_or(Retention::Count(1)))
        }
        FaultKind::Crash | FaultKind::Release | FaultKind::Corruption | FaultKind::Ransomware => {
            elsewhere(table, kind, "applications");
            return None;
        }
    };
    table.refuse(E::DESTROYS, FaultProblem::LogicalDestroys);
    Some(mistake)
}

fn elsewhere<E: Strike>(table: &Table<'_, '_, E>, kind: FaultKind, is_for: &'static str) {
    let kind = kind.word();
    table.problem(E::KIND, FaultProblem::KindElsewhere { kind, is_for });
}

/// Whether a table says that a retention is wrong.
fn is_retention<E: Strike>(table: &Table<'_, '_, E>) -> bool {
    let word = FaultKind::Retention.word();
    let says = |node: &Node| matches!(&node.item, Item::Text(text) if text == word);
    table.node(E::KIND).is_some_and(says)
}

fn only_of_applications<E>(table: &Table<'_, '_, E>, key: impl KeyOf<E>) {
    table.refuse(key, FaultProblem::KeyOfLogical { key: key.name() });
}
