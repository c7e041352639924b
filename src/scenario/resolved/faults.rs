//! Writes hazards, scheduled faults, drills and the trace.
//!
//! Always true here: sources of one name differ only in what they hit, so they are one table again.

use super::super::calendar::of_week_text;
use super::super::target::{Scene, texts_of};
use super::super::trace;
use super::{Writer, list, quote, quoted};
use crate::model::{Arrival, Component, DrillTime, Effect, Law, LogicalKind, Source};
use std::collections::BTreeMap;

impl Writer<'_> {
    pub(super) fn faults(&mut self) {
        let mut groups: BTreeMap<(&str, &str), Vec<&Source>> = BTreeMap::new();
        for source in &self.blueprint.sources {
            let kind = match source.arrival {
                // Failbacks follow from the protections.
                Arrival::Failback(_) | Arrival::Volume(_) => continue,
                Arrival::Renewal { .. } => "hazard",
                Arrival::Scheduled(_) => "fault",
                Arrival::Drill(_) => "drill",
            };
            groups
                .entry((kind, &source.label))
                .or_default()
                .push(source);
        }
        for ((kind, label), sources) in groups {
            let keys = self.fault(kind, &sources);
            self.table(&[kind, label], keys);
        }
    }

    fn fault(&mut self, kind: &str, sources: &[&Source]) -> Vec<(&'static str, String)> {
        let first = sources[0];
        let mut targets: Vec<Component> = sources.iter().map(|source| source.target).collect();
        targets.sort_unstable();
        let scene = Scene {
            names: &self.parts.places.names,
            stamps: &self.blueprint.stamps,
            applications: &self.parts.applications.names,
        };
        let of = texts_of(&scene, &targets);
        let of = if let [one] = of.as_slice() {
            quote(one)
        } else {
            list(&of)
        };
        let mut keys = vec![("of", of)];
        self.restoration(kind, first, &mut keys);
        self.effect(&first.effect, &mut keys);
        if first.class == crate::model::Class::Planned {
            keys.push(("planned", "true".to_string()));
        }
        self.arrival(&first.arrival, &mut keys);
        keys
    }

    /// What has a part in the length of a fault; the rest is refused, or advised against.
    fn restoration(&mut self, kind: &str, source: &Source, keys: &mut Vec<(&'static str, String)>) {
        let restoration = &source.restoration;
        if restoration.by_itself {
            let word = if kind == "fault" { "lasts" } else { "returns" };
            keys.push((word, self.law(&restoration.repair)));
            return;
        }
        if let Effect::Logical { kind: logical, .. } = source.effect
            && logical != LogicalKind::Release
        {
            if logical == LogicalKind::Crash {
                keys.push(("detect", self.law(&restoration.detect)));
            }
            return;
        }
        keys.push(("detect", self.law(&restoration.detect)));
        keys.push(("repair", self.law(&restoration.repair)));
        if let Some(crew) = restoration.crew {
            keys.push(("crew", quote(&self.blueprint.crews[crew.index()].name)));
        }
    }

    fn effect(&mut self, effect: &Effect, keys: &mut Vec<(&'static str, String)>) {
        match effect {
            Effect::Stops { destroys } if destroys.0 > 0.0 => {
                keys.push(("destroys", quoted(*destroys)));
            }
            Effect::Stops { .. } => {}
            Effect::Logical {
                kind: logical,
                noticed,
            } => {
                let word = match logical {
                    LogicalKind::Crash => "crash",
                    LogicalKind::Release => "release",
                    LogicalKind::Deletion => "deletion",
                    LogicalKind::Corruption => "corruption",
                };
                keys.push(("kind", quote(word)));
                if *logical == LogicalKind::Corruption {
                    keys.push(("noticed", self.law(noticed)));
                }
            }
        }
    }

    fn arrival(&mut self, arrival: &Arrival, keys: &mut Vec<(&'static str, String)>) {
        match arrival {
            Arrival::Renewal { life } => {
                let every = match life {
                    // Plain text would be read as the mean of an exponential law.
                    Law::Constant(_) => format!("{{ constant = {} }}", self.law(life)),
                    _ => self.law(life),
                };
                keys.push(("every", every));
            }
            Arrival::Scheduled(instants) => {
                let texts: Vec<String> = instants.iter().map(ToString::to_string).collect();
                keys.push(("at", list(&texts)));
            }
            Arrival::Failback(_) | Arrival::Volume(_) => {}
            Arrival::Drill(id) => {
                let drill = &self.blueprint.drills[id.index()];
                let at = match drill.time {
                    DrillTime::Any => "any".to_string(),
                    DrillTime::OfWeek(ms) => of_week_text(ms),
                };
                keys.push(("at", quote(&at)));
                keys.push(("trials", drill.trials.to_string()));
            }
        }
    }

    pub(super) fn trace(&mut self) {
        let Some(stamp) = self.parts.trace_stamp else {
            return;
        };
        let stamp = &self.blueprint.stamps[stamp];
        let mut keys = vec![
            ("stamp", quote(&stamp.name)),
            ("node", quote("node")),
            ("first_node", "1".to_string()),
            (
                "start",
                "{ column = \"start_min\", unit = \"min\" }".to_string(),
            ),
            (
                "length",
                "{ column = \"length_ms\", unit = \"ms\" }".to_string(),
            ),
            ("cause", quote("cause")),
            ("group", quote("group")),
        ];
        if let Some(trace) = &self.blueprint.trace {
            let csv = trace::csv(trace, stamp.nodes.start);
            self.companions
                .insert("trace.csv".to_string(), csv.into_bytes());
            keys.push(("file", quote("trace.csv")));
        }
        self.table(&["trace"], keys);
    }
}
