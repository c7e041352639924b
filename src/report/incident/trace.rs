//! An incident as a trace of Chrome's format, which opens in Perfetto.
//!
//! Always true here: times are whole microseconds from the first thing that is told; what has a length is a complete event, what
//! has none an instant; what stands in one lane never overlaps.

use super::lanes::{Lanes, lanes};
use super::lines::lines;
use super::scene::Scene;
use super::{Incident, clock};
use crate::model::ApplicationId;
use crate::model::record::JobStep;
use crate::model::topology::component_label;
use crate::report::json;
use crate::report::words::clean;
use crate::units::DAY;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Process of the faults.
const FAULTS: usize = 1;
/// Process of the applications.
const APPLICATIONS: usize = 2;
/// Process of the lines that the text has too.
const TOLD: usize = 3;
/// Processes of the VMs of applications come after these.
const VMS: usize = 10;

struct Writer<'i> {
    scene: &'i Scene<'i>,
    /// The first instant that is told.
    first: i64,
    events: Vec<Value>,
}

impl Writer<'_> {
    /// Microseconds after the first instant that is told.
    fn micros(&self, at: i64) -> i64 {
        (at - self.first).max(0) * 1_000
    }

    fn process(&mut self, process: usize, name: &str) {
        self.events.push(json!({
            "ph": "M", "name": "process_name", "pid": process, "tid": 0, "args": { "name": name },
        }));
        self.events.push(json!({
            "ph": "M", "name": "process_sort_index", "pid": process, "tid": 0, "args": { "sort_index": process },
        }));
    }

    fn lane(&mut self, (process, lane): (usize, usize), name: &str) {
        self.events.push(json!({
            "ph": "M", "name": "thread_name", "pid": process, "tid": lane, "args": { "name": name },
        }));
        self.events.push(json!({
            "ph": "M", "name": "thread_sort_index", "pid": process, "tid": lane, "args": { "sort_index": lane },
        }));
    }

    fn complete(
        &mut self,
        (process, lane): (usize, usize),
        (from, to): (i64, i64),
        (name, kind): (&str, &str),
        arguments: Value,
    ) {
        let (from, to) = (from.max(self.first), to.max(self.first));
        self.events.push(json!({
            "ph": "X", "name": name, "cat": kind, "pid": process, "tid": lane,
            "ts": self.micros(from), "dur": (to - from) * 1_000, "args": arguments,
        }));
    }
}

/// The incident in Chrome's trace format (JSON object form), with a final line feed.
#[must_use]
pub fn incident_trace(incident: &Incident<'_>) -> String {
    let all = lanes(incident);
    let first = first(incident, &all);
    let scene = Scene::of(incident);
    let mut writer = Writer {
        scene: &scene,
        first,
        events: Vec::new(),
    };
    faults(&mut writer, &all);
    applications(&mut writer);
    told(&mut writer);
    vms(&mut writer, &all);
    let drill = incident.drill.map(|id| &incident.blueprint.drill(id).name);
    let mut value = json!({
        "displayTimeUnit": "ms",
        "otherData": {
            "schema": "firedrill.incident/1",
            "version": env!("CARGO_PKG_VERSION"),
            "scenario": json::scenario(incident.blueprint, &[]),
            "seed": incident.seed,
            "drill": drill,
            "trial": incident.followed.record.trial,
            "begins": clock::of_week(incident, first),
            "zero_us": writer.micros(incident.zero()),
        },
        "traceEvents": writer.events,
    });
    if let Some(schedule) = incident.schedule {
        value["otherData"]["schedule"] = json!({ "name": schedule.name, "said": schedule.said });
    }
    json::keep_exact(&mut value);
    format!("{value}\n")
}

/// The first instant that is told: a day before the strike, or the first outage, at the earliest.
fn first(incident: &Incident<'_>, all: &Lanes) -> i64 {
    let outages = incident.followed.record.outages.iter();
    let outages = outages.map(|one| one.start).min();
    let earliest = match incident.drill {
        Some(_) => incident.zero(),
        None => outages.unwrap_or(0),
    } - DAY as i64;
    let starts = all.faults.iter().map(|one| one.from);
    let starts = starts.chain(all.vms.values().flatten().map(|one| one.from));
    let starts = starts.chain(all.jobs.values().flatten().map(|one| one.from));
    let starts = starts.filter(|at| *at >= earliest);
    starts.min().unwrap_or(earliest).max(earliest)
}

fn faults(writer: &mut Writer<'_>, all: &Lanes) {
    let blueprint = writer.scene.incident.blueprint;
    writer.process(FAULTS, "faults");
    let mut known: BTreeMap<(String, u16), usize> = BTreeMap::new();
    let first = writer.first;
    for one in all.faults.iter().filter(|one| one.to >= first) {
        let who = clean(&component_label(blueprint, one.target));
        let cause = clean(writer.scene.cause(one.cause));
        let next = known.len() + 1;
        let lane = *known.entry((who.clone(), one.cause)).or_insert(next);
        if lane == next {
            writer.lane((FAULTS, lane), &format!("{who}: {cause}"));
        }
        let arguments = json!({ "hits": who });
        writer.complete(
            (FAULTS, lane),
            (one.from, one.to),
            (&cause, "fault"),
            arguments,
        );
    }
}

fn applications(writer: &mut Writer<'_>) {
    let incident = writer.scene.incident;
    writer.process(APPLICATIONS, "applications");
    let mut stretches = incident.followed.stretches.clone();
    stretches.sort_by_key(|one| (one.application, one.from));
    let mut known = None;
    let first = writer.first;
    for one in stretches.iter().filter(|one| one.to >= first) {
        let lane = one.application.index() + 1;
        if known != Some(one.application) {
            known = Some(one.application);
            let name = clean(&incident.blueprint.application(one.application).name);
            writer.lane((APPLICATIONS, lane), &name);
        }
        let arguments = json!({ "resource": writer.scene.resource(one.resource) });
        let name = (one.phase.name(), "application");
        writer.complete((APPLICATIONS, lane), (one.from, one.to), name, arguments);
    }
}

/// The lines of the text, each at its instant.
fn told(writer: &mut Writer<'_>) {
    writer.process(TOLD, "what happened");
    writer.lane((TOLD, 1), "what happened");
    for line in lines(writer.scene, false) {
        if line.at < writer.first {
            continue;
        }
        let name = format!("{}: {}", line.who, line.what);
        let ts = writer.micros(line.at);
        writer.events.push(json!({
            "ph": "i", "s": "t", "name": name, "cat": "told", "pid": TOLD, "tid": 1, "ts": ts,
        }));
    }
}

/// VMs by application, their jobs in lanes of their own.
fn vms(writer: &mut Writer<'_>, all: &Lanes) {
    let blueprint = writer.scene.incident.blueprint;
    let first = writer.first;
    let stopped: Vec<ApplicationId> = (0..blueprint.applications.len())
        .map(ApplicationId::from_index)
        .filter(|id| {
            let mut own = blueprint.application(*id).vm_ids();
            own.any(|vm| all.vms.contains_key(&vm))
        })
        .collect();
    for id in stopped {
        let process = VMS + id.index();
        let application = blueprint.application(id);
        writer.process(process, &format!("VMs of {}", clean(&application.name)));
        for (place, vm) in application.vm_ids().enumerate() {
            let name = clean(&blueprint.vm(vm).name);
            let (own, jobs) = ((process, 2 * place + 1), (process, 2 * place + 2));
            if let Some(stretches) = all.vms.get(&vm) {
                writer.lane(own, &name);
                let first = writer.first;
                for one in stretches.iter().filter(|one| one.to >= first) {
                    let arguments = json!({ "resource": writer.scene.resource(one.resource) });
                    writer.complete(own, (one.from, one.to), (one.phase.name(), "vm"), arguments);
                }
            }
            let under_way = all.jobs.get(&vm).into_iter().flatten();
            let under_way: Vec<_> = under_way.filter(|one| one.to >= first).collect();
            if !under_way.is_empty() {
                writer.lane(jobs, &format!("{name}: backups"));
            }
            for one in under_way {
                let end = match one.end {
                    Some(JobStep::Fails(reason)) => reason.label(),
                    Some(_) => "complete",
                    None => "under way when the trial ended",
                };
                let arguments = json!({ "end": end });
                writer.complete(jobs, (one.from, one.to), ("backup", "job"), arguments);
            }
        }
    }
}
