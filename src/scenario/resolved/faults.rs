//! Writes hazards, scheduled faults, drills and the trace.
//!
//! Always true here: sources of one name differ only in what they hit, so they are one table again.

use super::super::elements::strike::{FaultKind, Strike};
use super::super::elements::{drill, fault, hazard, trace as recorded, update};
use super::super::faults::kind_of;
use super::super::keys::{Element, Lines, Plain, Words, list, quote};
use super::super::target::{Scene, texts_of};
use super::Writer;
use crate::model::topology::tree;
use crate::model::{
    ApplicationId, Arrival, Blueprint, Class, Component, Effect, LogicalKind, Mistake, Ransomware,
    Source,
};
use crate::units::Share;
use std::collections::BTreeMap;

impl Writer<'_> {
    pub(super) fn faults(&mut self) {
        let mut groups: BTreeMap<(&str, &str), Vec<&Source>> = BTreeMap::new();
        for source in &self.blueprint.sources {
            let Some(kind) = kind_of(source) else {
                continue;
            };
            groups
                .entry((kind, &source.label))
                .or_default()
                .push(source);
        }
        for ((kind, label), sources) in groups {
            match &sources[0].arrival {
                Arrival::Renewal { life } => {
                    let mut lines = self.common::<hazard::Keys>(&sources);
                    hazard::write(&mut lines, life);
                    self.table(&[kind, label], lines);
                }
                Arrival::Scheduled(instants) => {
                    let mut lines = self.common::<fault::Keys>(&sources);
                    fault::write(&mut lines, instants);
                    self.table(&[kind, label], lines);
                }
                Arrival::Drill(id) => {
                    let mut lines = self.common::<drill::Keys>(&sources);
                    drill::write(&mut lines, &self.blueprint.drills[id.index()]);
                    self.table(&[kind, label], lines);
                }
                Arrival::Update(id, _) => {
                    let plan = self.blueprint.update(*id);
                    self.table(&[kind, label], update::write(plan, self.blueprint));
                }
                Arrival::Failback(_) | Arrival::GoHome(_) | Arrival::Volume(_) => {}
            }
        }
    }

    /// What hazards, faults and drills have in common.
    fn common<E: Strike>(&self, sources: &[&Source]) -> Lines<E> {
        let first = sources[0];
        let together = matches!(first.target, Component::Applications(_));
        let blueprint = self.blueprint;
        let entered = |intruders: &Ransomware| -> Vec<Component> {
            let all = intruders.entered.iter().copied();
            all.map(Component::Application).collect()
        };
        let mut targets: Vec<Component> = match (&first.effect, together) {
            (Effect::Ransomware(intruders), _) => entered(intruders),
            (_, true) => (blueprint.applications_hit(first.target))
                .map(Component::Application)
                .collect(),
            (_, false) => sources.iter().map(|source| source.target).collect(),
        };
        targets.sort_unstable();
        let scene = Scene {
            names: &self.parts.places.names,
            tree: tree(self.blueprint),
            applications: &self.parts.applications,
        };
        let of = texts_of(&scene, &targets);
        let of = if let [one] = of.as_slice() {
            quote(one)
        } else {
            list(&of)
        };
        let mut lines = Lines::new();
        lines.toml(E::OF, of);
        if together && !matches!(first.effect, Effect::Ransomware(_)) {
            lines.put(E::TOGETHER, &true);
        }
        restoration(self.blueprint, first, &mut lines);
        effect(&first.effect, &mut lines);
        if let Effect::Ransomware(intruders) = &first.effect {
            kinds(intruders, blueprint, &mut lines);
        }
        if let (Class::Planned, Some(planned)) = (first.class, E::PLANNED) {
            lines.put(planned, &true);
        }
        lines
    }

    pub(super) fn trace(&mut self) {
        let Some(stamp) = self.parts.trace_stamp else {
            return;
        };
        let stamp = &self.blueprint.stamps[stamp];
        let mut lines = recorded::write(&stamp.name);
        if let Some(trace) = &self.blueprint.trace {
            let csv = recorded::csv(trace, stamp.nodes.start);
            let file = "trace.csv".to_string();
            lines.put(recorded::FILE, &file);
            lines.companions.insert(file, csv.into_bytes());
        }
        self.table(&[recorded::Keys::NAME], lines);
    }
}

/// What has a part in the length of a fault; the rest is refused, or advised against.
pub(in crate::scenario) fn restoration<E: Strike>(
    blueprint: &Blueprint,
    source: &Source,
    lines: &mut Lines<E>,
) {
    let restoration = &source.restoration;
    if restoration.by_itself {
        lines.put(E::BACK, &restoration.repair);
        return;
    }
    if let Effect::Logical { kind: logical, .. } = source.effect
        && logical != LogicalKind::Release
    {
        if logical == LogicalKind::Crash {
            lines.put(E::DETECT, &restoration.detect);
        }
        return;
    }
    if source.effect == Effect::Mistake(Mistake::Deletion) {
        return;
    }
    if !source.is_planned_work() {
        lines.put(E::DETECT, &restoration.detect);
    }
    if let Effect::Ransomware(_) = source.effect {
        lines.put(E::REBUILD, &restoration.repair);
        if let Some(crew) = restoration.crew {
            lines.name(E::REBUILT_BY, &blueprint.crews[crew.index()].name);
        }
        return;
    }
    lines.put(E::REPAIR, &restoration.repair);
    if let Some(crew) = restoration.crew {
        lines.name(E::CREW, &blueprint.crews[crew.index()].name);
    }
    if let Some(parts) = restoration.parts {
        lines.name(E::PARTS, &blueprint.parts(parts).name);
    }
}

/// What intruders do to some of those whom they strike.
fn kinds<E: Strike>(intruders: &Ransomware, blueprint: &Blueprint, lines: &mut Lines<E>) {
    let with = |ids: &[ApplicationId], kind: FaultKind| -> Vec<String> {
        let name = |id: &ApplicationId| &blueprint.application(*id).name;
        let text = |id| quote(&format!("application.{}", name(id)));
        ids.iter()
            .map(|id| format!("{} = {}", text(id), quote(kind.word())))
            .collect()
    };
    let mut all = with(&intruders.deleted, FaultKind::Deletion);
    all.extend(with(&intruders.corrupted, FaultKind::Corruption));
    if !all.is_empty() {
        lines.toml(E::KINDS, format!("{{ {} }}", all.join(", ")));
    }
}

/// What a fault does.
pub(in crate::scenario) fn effect<E: Strike>(effect: &Effect, lines: &mut Lines<E>) {
    match effect {
        Effect::Stops { destroys } if destroys.0 > 0.0 => {
            let text = Share::write(destroys, &mut lines.companions);
            lines.toml(E::DESTROYS, text);
        }
        Effect::Stops { .. } => {}
        Effect::Logical { kind, noticed } => {
            lines.put(E::KIND, &FaultKind::from(*kind));
            if *kind == LogicalKind::Corruption {
                lines.put(E::NOTICED, noticed);
            }
        }
        Effect::Mistake(Mistake::Deletion) => lines.put(E::KIND, &FaultKind::Deletion),
        Effect::Mistake(Mistake::Retention(keep)) => {
            lines.put(E::KIND, &FaultKind::Retention);
            if let Some(key) = E::KEEP {
                lines.put(key, keep);
            }
        }
        Effect::Ransomware(intruders) => {
            lines.put(E::KIND, &FaultKind::Ransomware);
            lines.put(E::DWELL, &intruders.dwell);
            if let Some(scan) = &intruders.scan {
                lines.put(E::SCAN, &scan.rate);
                lines.put(E::SCAN_FARM, &scan.farm);
                lines.put(E::SCAN_MISSES, &scan.misses);
            }
        }
    }
}
