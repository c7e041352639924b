//! Reads hazards, scheduled faults and drills into sources.
//!
//! Always true here: a source hits one component and has a stream name that follows from its own
//! name and its target, so that adding a source leaves the others' streams as they are.

mod restoration;

use super::calendar;
use super::context::Context;
use super::law;
use super::limit;
use super::names::{Named, named};
use super::places::Places;
use super::problem::{FaultProblem, NameProblem, OverLimit, Problem};
use super::replicas::Replicas;
use super::table::{Table, flag, label, share, unexpected};
use super::target::{self, Scene};
use super::tree::{Item, Node, Spot, Tree};
use super::volumes::FULL_VOLUME;
use crate::model::{
    Arrival, Class, Component, Drill, DrillId, DrillTime, Effect, Law, LogicalKind, Restoration,
    Source, SourceId,
};
use crate::units::Share;
use std::collections::{BTreeMap, BTreeSet};

/// All sources and drills.
#[derive(Clone, Default)]
pub(super) struct Faults {
    pub(super) sources: Vec<Source>,
    pub(super) drills: Vec<Drill>,
    /// Where each hazard, fault and drill stands, by its name.
    pub(super) spots: BTreeMap<String, Spot>,
}

/// Reads all sources of faults.
pub(super) fn read(
    context: &Context<'_>,
    top: &Tree,
    places: &Places,
    applications: &[String],
    replicas: &mut Replicas,
) -> Faults {
    let scene = Scene {
        names: &places.names,
        stamps: &places.stamps,
        applications,
    };
    let mut reader = Reader {
        context,
        places,
        scene,
        labels: BTreeSet::new(),
        failbacks: replicas.labels.iter().cloned().collect(),
        out: Faults::default(),
    };
    for hazard in named(context, top, "hazard", limit::SOURCES) {
        reader.hazard(&hazard);
    }
    for fault in named(context, top, "fault", limit::SOURCES) {
        reader.fault(&fault);
    }
    for drill in named(context, top, "drill", limit::APPLICATIONS) {
        reader.drill(&drill);
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
    replicas.number_failbacks(&out.sources);
    out
}

struct Reader<'a, 'f> {
    context: &'a Context<'f>,
    places: &'a Places,
    scene: Scene<'a>,
    labels: BTreeSet<String>,
    /// Labels of the failbacks of replications.
    failbacks: BTreeSet<String>,
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
        let table = self.open("hazard", named);
        // Long, so that what could not be read does not look like more faults than a run can do.
        let every = table.required("every", Law::Constant(1.0e11), |node| {
            law::law_of_every(self.context, node)
        });
        let common = self.common(&table);
        let restoration = self.restoration(&table, &common, "returns");
        self.push(
            named,
            "hazard",
            &common,
            &Arrival::Renewal { life: every },
            &restoration,
        );
    }

    fn fault(&mut self, named: &Named<'_>) {
        let table = self.open("fault", named);
        let mut instants = table.required("at", Vec::new(), |node| match &node.item {
            Item::List(items) => items.iter().map(super::table::span).collect(),
            _ => Ok(vec![super::table::span(node)?]),
        });
        instants.sort_unstable();
        if instants.windows(2).any(|pair| pair[0] == pair[1]) {
            table.problem("at", FaultProblem::InstantTwice);
        }
        let common = self.common(&table);
        let restoration = self.restoration(&table, &common, "lasts");
        self.push(
            named,
            "fault",
            &common,
            &Arrival::Scheduled(instants),
            &restoration,
        );
    }

    fn drill(&mut self, named: &Named<'_>) {
        let table = self.open("drill", named);
        let common = self.common(&table);
        if common.targets.len() > 1 {
            table.problem(
                "of",
                FaultProblem::SeveralHit {
                    count: common.targets.len(),
                },
            );
        }
        let time = table.with_default("at", DrillTime::Any, |node| match label(node)? {
            "any" => Ok(DrillTime::Any),
            text => Ok(DrillTime::OfWeek(calendar::of_week(text)?)),
        });
        let restoration = self.restoration(&table, &common, "returns");
        let id = DrillId::from_index(self.out.drills.len());
        self.out.drills.push(Drill {
            name: named.name.clone(),
            source: SourceId(0),
            time,
            trials: table.count("trials", limit::TRIALS),
        });
        self.push(named, "drill", &common, &Arrival::Drill(id), &restoration);
    }

    fn open<'t>(&mut self, section: &str, named: &'t Named<'t>) -> Table<'t, 't>
    where
        Self: 't,
    {
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
        if self.failbacks.contains(&named.name) {
            self.context.problem(
                &named.spot,
                NameProblem::CauseOfFailbacks {
                    name: named.name.clone(),
                },
            );
        }
        self.labels.insert(named.name.clone());
        let spot = named.spot.clone();
        self.out.spots.insert(named.name.clone(), spot);
        let path = format!("{section}.{}", named.name);
        Table::open(self.context, section, path, named.tree, &named.spot)
    }

    fn common(&self, table: &Table<'_, '_>) -> Common {
        let targets = table.required("of", Vec::new(), |node| {
            target::components(&self.scene, node)
        });
        let logical = targets
            .iter()
            .filter(|target| matches!(target, Component::Application(_)));
        let logical = logical.count();
        if logical > 0 && logical < targets.len() {
            table.problem("of", FaultProblem::MixedTargets);
        }
        let destroys = table.maybe("destroys", destroys).unwrap_or(Share(0.0));
        let effect = if logical > 0 {
            if table.node("destroys").is_some() {
                table.problem("destroys", FaultProblem::LogicalDestroys);
            }
            self.logical(table)
        } else {
            for key in ["kind", "noticed"] {
                if table.node(key).is_some() {
                    table.problem(key, FaultProblem::KeyOfLogical { key });
                }
            }
            let no_state = |target: &Component| {
                matches!(
                    target,
                    Component::Link(_)
                        | Component::ControlPlane(_)
                        | Component::Node(_)
                        | Component::Disk(_)
                        | Component::Switch(_)
                )
            };
            if destroys.0 > 0.0 && targets.iter().any(no_state) {
                table.problem("destroys", FaultProblem::NothingToDestroy);
            }
            Effect::Stops { destroys }
        };
        let planned = table.section.key("planned").is_some() && table.flag_or("planned", false);
        Common {
            targets,
            effect,
            planned,
        }
    }

    fn logical(&self, table: &Table<'_, '_>) -> Effect {
        let kind = match table.choice_maybe("kind") {
            Some("release") => LogicalKind::Release,
            Some("deletion") => LogicalKind::Deletion,
            Some("corruption") => LogicalKind::Corruption,
            _ => LogicalKind::Crash,
        };
        let noticed = if kind == LogicalKind::Corruption {
            table.law("noticed")
        } else {
            if table.node("noticed").is_some() {
                table.problem("noticed", FaultProblem::NoticedAtOnce);
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
                class: if common.planned {
                    Class::Planned
                } else {
                    Class::of(*target)
                },
                arrival: arrival.clone(),
                effect: common.effect.clone(),
                restoration: restoration.clone(),
            });
        }
    }
}

fn destroys(node: &Node) -> Result<Share, Problem> {
    match &node.item {
        Item::Flag(_) => flag(node).map(|all| Share(if all { 1.0 } else { 0.0 })),
        Item::Text(_) => share(node),
        other => Err(unexpected(other)),
    }
}
