//! The faults that the chaos harness sweeps: everything that can fail, by everything that can happen to it, each as a drill that no table
//! states.
//!
//! Always true here: such a drill is what a table of the scenario with its name would be, so that a command can show its trials; it
//! is added behind everything else. How it ends is what the scenario says of the same, else of its like, else an assumption that is told.

use super::applications::Applications;
use super::calendar;
use super::elements::drill;
use super::faults::kind_of;
use super::keys::{Element, KeyOf, Lines, quote};
use super::places::PlaceNames;
use super::resolved::{self, bare};
use super::target::{self, Scene};
use crate::model::charge::within;
use crate::model::placement::initial_placement;
use crate::model::run_in::run_in;
use crate::model::swept::{EndOf, Harm, SweptFault};
use crate::model::topology::tree;
use crate::model::{
    ApplicationId, Arrival, Blueprint, Charged, Class, Component, Drill, DrillId, DrillTime,
    Effect, Law, Level, LogicalKind, NodeId, Ransomware, Restoration, Scope, Source, SourceId, Vm,
    reached_from,
};
use crate::units::{DAY, HOUR, MINUTE, Share, Span, WEEK};
use std::collections::{BTreeMap, BTreeSet};

/// How long what nobody says anything of is away: our assumption, a working day until it is back.
const AWAY: Span = Span(8 * HOUR);
/// How long rolling a release back takes where nobody says so: our assumption.
const ROLLED_BACK: Span = Span(HOUR);
/// How long it takes until a clean place stands, as for drills that say nothing of it.
const REBUILT: Span = Span(DAY);
/// Until somebody begins to do something, as for drills that say nothing of it.
const NOTICED: Span = Span(10 * MINUTE);

/// All faults of a sweep, and the scenario that has them as drills.
#[derive(Clone, Debug)]
pub struct Alphabet {
    /// The scenario, with the drills behind its own.
    pub blueprint: Blueprint,
    /// The faults, larger domains first.
    pub faults: Vec<SweptFault>,
}

impl Alphabet {
    /// Everything that can fail in a scenario.
    #[must_use]
    pub fn of(blueprint: &Blueprint) -> Alphabet {
        let names = PlaceNames::of_all(blueprint);
        let all = blueprint.applications.iter();
        let applications = Applications {
            names: all.map(|one| one.name.clone()).collect(),
            applications: blueprint.applications.clone(),
            vms: blueprint.vms.clone(),
            ..Applications::default()
        };
        let mut made = Maker {
            scene: Scene {
                names: &names,
                tree: tree(blueprint),
                applications: &applications,
            },
            scenario: blueprint,
            blueprint: blueprint.clone(),
            faults: Vec::new(),
        };
        for level in Level::ALL {
            for alike in made.alike(*level) {
                for harm in harms(blueprint, alike[0]) {
                    for (alike, ends) in made.ending_alike(&alike, harm) {
                        for end in ends {
                            let of = target::text(&made.scene, alike[0]);
                            made.add(&alike, harm, of, end);
                        }
                    }
                }
            }
        }
        made.add_intruders();
        made.begin();
        Alphabet {
            blueprint: made.blueprint,
            faults: made.faults,
        }
    }
}

/// An instant of the week as `at` of a drill takes it: `Sun 21:58:03.250`.
#[must_use]
pub fn of_week_words(ms: u64) -> String {
    calendar::of_week_text(ms % WEEK)
}

/// What can happen to a component.
fn harms(blueprint: &Blueprint, component: Component) -> Vec<Harm> {
    if let Component::Application(id) = component {
        let own = blueprint.application(id);
        let mut roles = blueprint.roles_of(&own.roles).iter();
        let holds = roles.any(|role| role.stateful && !role.vms.is_empty());
        let mut harms = vec![Harm::Crash, Harm::Release];
        if holds {
            harms.extend([Harm::Deletion, Harm::Corruption]);
        }
        return harms;
    }
    match component.may_lose_state() {
        true => vec![Harm::Destroyed, Harm::Down],
        false => vec![Harm::Down],
    }
}

struct Maker<'a> {
    scene: Scene<'a>,
    scenario: &'a Blueprint,
    blueprint: Blueprint,
    faults: Vec<SweptFault>,
}

impl Maker<'_> {
    /// All components of a level, those together of which nothing tells one from another.
    fn alike(&self, level: Level) -> Vec<Vec<Component>> {
        let blueprint = self.scenario;
        let all = target::all_of(&self.scene, level);
        let placed = initial_placement(blueprint);
        let like = likes(blueprint);
        let mut groups: BTreeMap<(usize, Vec<u32>), Vec<Component>> = BTreeMap::new();
        for (place, component) in all.into_iter().enumerate() {
            let key = match component {
                // Disks carry a part of all volumes of their stamp, switches all of its traffic.
                Component::Disk(id) => (blueprint.stamp_of_disk(id).index(), Vec::new()),
                Component::Switch(id) => (blueprint.stamp_of_switch(id).index(), Vec::new()),
                Component::Node(id) => {
                    let stamp = blueprint.node(id).stamp.index();
                    (stamp, self.on_node(id, &placed, &like))
                }
                _ => (place, Vec::new()),
            };
            groups.entry(key).or_default().push(component);
        }
        let mut groups: Vec<Vec<Component>> = groups.into_values().collect();
        groups.sort_by_key(|group| group[0]);
        groups
    }

    /// Of those that nothing else tells apart, those together whose faults end in the same ways, with these.
    fn ending_alike(&self, alike: &[Component], harm: Harm) -> Vec<(Vec<Component>, Vec<End>)> {
        let mut groups: Vec<(Vec<Component>, Vec<End>)> = Vec::new();
        let same = |one: &[End], other: &[End]| {
            let all = one.iter().zip(other);
            one.len() == other.len() && all.into_iter().all(|(one, other)| one.is_like(other))
        };
        for component in alike {
            let ends = self.ends(*component, harm);
            match groups.iter_mut().find(|(_, known)| same(known, &ends)) {
                Some((group, _)) => group.push(*component),
                None => groups.push((vec![*component], ends)),
            }
        }
        groups
    }

    /// What tells nodes of a stamp apart: their rack, and which VMs stand there at first, each as the first that is like it.
    fn on_node(&self, node: NodeId, placed: &[Option<NodeId>], like: &[u32]) -> Vec<u32> {
        let blueprint = self.scenario;
        let stands = placed.iter().enumerate();
        let stands = stands.filter(|(_, at)| **at == Some(node));
        let mut found: Vec<u32> = stands.map(|(vm, _)| like[vm]).collect();
        found.sort_unstable();
        let rack = blueprint.node(node).rack;
        found.push(rack.map_or(u32::MAX, |rack| rack.index() as u32));
        found
    }

    /// Intruders in everything, in a site, a stamp and a tier: those of which others are hit.
    fn add_intruders(&mut self) {
        let blueprint = self.scenario;
        let sites = blueprint.sites.iter();
        let sites = sites.map(|one| format!("site.{}.applications", one.name));
        let stamps = blueprint.stamps.iter();
        let stamps = stamps.map(|one| format!("stamp.{}.applications", one.name));
        let tiers: BTreeSet<u8> = blueprint.applications.iter().map(|one| one.tier).collect();
        let tiers = tiers.into_iter().map(|tier| format!("tier.{tier}"));
        let all = ["everything".to_string()].into_iter();
        let mut known = Vec::new();
        for of in all.chain(sites).chain(stamps).chain(tiers) {
            let Ok(hit) = target::one(&self.scene, &of) else {
                // Nobody is there.
                continue;
            };
            if known.contains(&hit) {
                continue;
            }
            let ids: Vec<_> = hit.iter().filter_map(|one| one.application()).collect();
            let by = |one: ApplicationId| blueprint.application(one).reached_by.as_slice();
            let reached = reached_from(&ids, by, blueprint.applications.len());
            let struck = reached.into_iter().map(|(one, _)| one).collect();
            let target = Scope::hit(struck, &mut self.blueprint.scopes);
            known.push(hit);
            if let Some(target) = target {
                for end in self.ends(target, Harm::Ransomware) {
                    self.add(&[target], Harm::Ransomware, of.clone(), end);
                    if let Some(Effect::Ransomware(intruders)) =
                        self.blueprint.sources.last_mut().map(|one| &mut one.effect)
                    {
                        intruders.entered = ids.clone();
                    }
                }
            }
        }
    }

    /// Trials of intruders go through as much before their horizon as points are kept for, so that old ones are there, unless the scenario says itself
    /// how long that is.
    fn begin(&mut self) {
        let worked_out = run_in(self.scenario);
        let run = &self.scenario.run;
        let with = run_in(&self.blueprint);
        let begins =
            |stated: Span, known: Span, now: Span| if stated == known { now } else { stated };
        let begins = (
            begins(run.build_up, worked_out.build_up, with.build_up),
            begins(run.roam, worked_out.roam, with.roam),
        );
        let intruders = |one: &&mut SweptFault| one.harm == Harm::Ransomware;
        for fault in self.faults.iter_mut().filter(intruders) {
            fault.begins = begins;
        }
    }

    fn add(&mut self, alike: &[Component], harm: Harm, of: String, end: End) {
        let component = alike[0];
        let path = target::text(&self.scene, component).replace('.', "/");
        let End {
            restoration,
            effect,
            end_of,
            also,
        } = end;
        let name = self.name(harm, &of, also.as_deref());
        let id = DrillId::from_index(self.blueprint.drills.len());
        let source = Source {
            stream: format!("{}/{name}/{path}", drill::Keys::NAME),
            label: name.clone(),
            target: component,
            class: effect.class(component),
            arrival: Arrival::Drill(id),
            effect,
            restoration,
        };
        let (end, table) = self.written(&of, &source);
        let claims = self.scenario.claims.as_ref();
        let inside =
            claims.map(|claims| within(claims, self.scenario, Charged::of(&source).into_iter()));
        self.faults.push(SweptFault {
            drill: id,
            target: component,
            of,
            harm,
            stands_for: alike[1..]
                .iter()
                .map(|one| target::text(&self.scene, *one))
                .collect(),
            inside,
            end,
            end_of,
            table,
            begins: (self.scenario.run.build_up, self.scenario.run.roam),
        });
        self.blueprint.drills.push(Drill {
            name,
            source: SourceId::from_index(self.blueprint.sources.len()),
            time: DrillTime::Any,
            trials: drill::TRIALS_OF_A_DRILL,
            loss: None,
        });
        self.blueprint.sources.push(source);
    }

    /// A name that no drill has.
    fn name(&self, harm: Harm, of: &str, also: Option<&str>) -> String {
        let mut name = format!("{}-{}", harm.name(), of.replace('.', "-"));
        if let Some(also) = also {
            name.push_str(&format!("-as-{also}"));
        }
        let is_taken = |name: &str| {
            let labels = self.blueprint.sources.iter().map(|one| one.label.as_str());
            let drills = self.blueprint.drills.iter().map(|one| one.name.as_str());
            labels.chain(drills).any(|known| known == name)
        };
        while is_taken(&name) {
            name = format!("chaos-{name}");
        }
        name
    }

    /// How a fault may end and what it does, and from where that is known: each way that the scenario states for it, once; else the first that it states
    /// for its like, else what is assumed.
    fn ends(&self, component: Component, harm: Harm) -> Vec<End> {
        let does = |source: &&Source| source.class != Class::Planned && does(source, harm);
        let all = || self.scenario.sources.iter().filter(does);
        let told = |source: &Source| {
            let kind = kind_of(source).unwrap_or_default();
            format!("{kind}.{}", bare(&source.label))
        };
        let end = |source: &Source, end_of: EndOf| End {
            restoration: source.restoration.clone(),
            effect: effect(harm, Some(&source.effect)),
            end_of,
            also: None,
        };
        let mut ends: Vec<End> = Vec::new();
        for source in all().filter(|source| source.target == component) {
            let own = End {
                also: (!ends.is_empty()).then(|| source.label.clone()),
                ..end(source, EndOf::Stated(told(source)))
            };
            if !ends.iter().any(|known| known.is_like(&own)) {
                ends.push(own);
            }
        }
        if ends.is_empty() {
            let alike = all().find(|source| source.target.level() == component.level());
            ends.push(match alike {
                Some(one) => end(one, EndOf::Alike(told(one))),
                None => End {
                    restoration: assumed(component, harm),
                    effect: effect(harm, None),
                    end_of: EndOf::Assumed,
                    also: None,
                },
            });
        }
        ends
    }

    /// How it ends, and the whole drill, as TOML. Without the drill where that needs a file of its own.
    fn written(&self, of: &str, source: &Source) -> (String, String) {
        let mut ends: Lines<drill::Keys> = Lines::new();
        resolved::faults::restoration(&self.blueprint, source, &mut ends);
        let mut does: Lines<drill::Keys> = Lines::new();
        resolved::faults::effect(&source.effect, &mut does);
        let whole = ends.companions.is_empty() && does.companions.is_empty();
        let said = |keys: &[(&str, String)]| {
            let each = keys.iter().map(|(key, value)| format!("{key} = {value}"));
            each.collect::<Vec<_>>().join(", ")
        };
        let end = said(&ends.keys);
        let of = (drill::OF.name(), quote(of));
        let keys: Vec<(&str, String)> =
            [of].into_iter().chain(does.keys).chain(ends.keys).collect();
        let table = match whole {
            true => format!("{{ {} }}", said(&keys)),
            false => String::new(),
        };
        (end, table)
    }
}

/// How a fault ends, and what it does.
struct End {
    restoration: Restoration,
    effect: Effect,
    end_of: EndOf,
    /// The label of what states it, where it is not the first that the scenario states.
    also: Option<String>,
}

impl End {
    fn is_like(&self, other: &End) -> bool {
        (&self.restoration, &self.effect) == (&other.restoration, &other.effect)
    }
}

/// For each VM the first one of its role that nothing tells it from. Instances of a role with high availability are all told apart: one
/// of them serves, or has the vote that decides.
fn likes(blueprint: &Blueprint) -> Vec<u32> {
    let mut known: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    let mut likes = Vec::with_capacity(blueprint.vms.len());
    for (place, vm) in blueprint.vms.iter().enumerate() {
        let role = blueprint.role(vm.role);
        let firsts = known.entry(vm.role.index() as u32).or_default();
        let apart = role.protection.high_availability.is_some();
        let first = firsts
            .iter()
            .copied()
            .find(|first| !apart && is_like(&blueprint.vms[*first as usize], vm));
        likes.push(first.unwrap_or(place as u32));
        if first.is_none() {
            firsts.push(place as u32);
        }
    }
    likes
}

/// Whether nothing but its name and its turn among the jobs of its backup tells a VM from another one.
fn is_like(one: &Vm, other: &Vm) -> bool {
    let Vm {
        name: _,
        role,
        application,
        stamp,
        size,
        memory,
        disks,
        used,
        churn,
        set,
        set_kind,
        protection,
        backup_order: _,
        growth,
        migrates,
    } = one;
    (role, application, stamp, size) == (&other.role, &other.application, &other.stamp, &other.size)
        && (memory, disks, used) == (&other.memory, &other.disks, &other.used)
        && (churn, growth) == (&other.churn, &other.growth)
        && (set, set_kind) == (&other.set, &other.set_kind)
        && (protection, migrates) == (&other.protection, &other.migrates)
}

/// Whether the faults of a source do that.
fn does(source: &Source, harm: Harm) -> bool {
    // What follows from something else says nothing of how long a fault lasts.
    if kind_of(source).is_none() || matches!(source.arrival, Arrival::Update(..)) {
        return false;
    }
    match &source.effect {
        Effect::Stops { destroys } => match harm {
            Harm::Down => destroys.0 < 1.0,
            Harm::Destroyed => destroys.0 > 0.0,
            _ => false,
        },
        Effect::Logical { kind, .. } => logical(harm) == Some(*kind),
        Effect::Ransomware(_) => harm == Harm::Ransomware,
        // It stops nothing: what it costs shows in what strikes after it.
        Effect::Mistake(_) => false,
    }
}

fn logical(harm: Harm) -> Option<LogicalKind> {
    match harm {
        Harm::Down | Harm::Destroyed | Harm::Ransomware => None,
        Harm::Crash => Some(LogicalKind::Crash),
        Harm::Release => Some(LogicalKind::Release),
        Harm::Deletion => Some(LogicalKind::Deletion),
        Harm::Corruption => Some(LogicalKind::Corruption),
    }
}

/// What a fault does; when a corruption is noticed is taken from where it is known.
fn effect(harm: Harm, known: Option<&Effect>) -> Effect {
    if harm == Harm::Ransomware {
        return match known {
            // What they do to single ones is of that strike alone.
            Some(Effect::Ransomware(known)) => Effect::Ransomware(Ransomware {
                entered: Vec::new(),
                deleted: Vec::new(),
                corrupted: Vec::new(),
                ..known.clone()
            }),
            // As for drills that say nothing of it.
            _ => Effect::Ransomware(Ransomware {
                dwell: lognormal(6 * DAY, 1.5),
                scan: None,
                entered: Vec::new(),
                deleted: Vec::new(),
                corrupted: Vec::new(),
            }),
        };
    }
    let Some(kind) = logical(harm) else {
        return Effect::Stops {
            destroys: Share(if harm == Harm::Destroyed { 1.0 } else { 0.0 }),
        };
    };
    let noticed = match (kind, known) {
        (LogicalKind::Corruption, Some(Effect::Logical { noticed, .. })) => noticed.clone(),
        // As for hazards and drills that say nothing of it.
        (LogicalKind::Corruption, _) => lognormal(11 * DAY, 1.6),
        _ => Law::Constant(0.0),
    };
    Effect::Logical { kind, noticed }
}

fn lognormal(median: u64, sigma: f64) -> Law {
    Law::Lognormal {
        median: median as f64,
        sigma,
    }
}

fn constant(span: Span) -> Law {
    Law::Constant(span.0 as f64)
}

/// How what nobody says anything of ends: where keys of drills have defaults by these.
fn assumed(component: Component, harm: Harm) -> Restoration {
    let repaired = |detect: Law, repair: Law| Restoration {
        by_itself: false,
        detect,
        crew: None,
        parts: None,
        repair,
    };
    match (harm, component) {
        (Harm::Destroyed, _) => Restoration::by_itself(lognormal(10 * WEEK, 0.5)),
        // The default of a repair of nodes: 88.4 min.
        (Harm::Down, Component::Node(_)) => {
            repaired(constant(NOTICED), lognormal(88 * MINUTE + 24_000, 0.974))
        }
        (Harm::Down, _) => Restoration::by_itself(constant(AWAY)),
        (Harm::Crash, _) => repaired(constant(NOTICED), Law::Constant(0.0)),
        (Harm::Ransomware, _) => repaired(constant(NOTICED), constant(REBUILT)),
        (Harm::Release, _) => repaired(constant(NOTICED), constant(ROLLED_BACK)),
        (Harm::Deletion | Harm::Corruption, _) => repaired(Law::Constant(0.0), Law::Constant(0.0)),
    }
}
