//! The worst incident: what to draw when somebody asks how bad it can get.
//!
//! Always true here: an incident is one trial and one initiating fault; the worst is the one that
//! cost all applications together the most time (expendable ones cost nothing), the first of equals.

use super::Simulate;
use super::trials::Workers;
use crate::model::outcome::WorstIncident;
use crate::model::record::{Outage, Stretch, TrialRecord};
use crate::model::{Blueprint, Class, Component};
use crate::world::Mode;
use std::collections::BTreeMap;

/// The outages of one initiating fault.
struct Incident {
    cost: u64,
    to: i64,
    outages: Vec<Outage>,
}

/// The worst incident of these records, with its timeline from simulating that trial again. None
/// where there was no outage.
pub(crate) fn incident<S: Simulate, F: Fn() -> S + Sync>(
    blueprint: &Blueprint,
    mode: Mode,
    records: &[TrialRecord],
    workers: &Workers<'_, S, F>,
) -> Option<WorstIncident> {
    let mut worst: Option<(u32, Incident)> = None;
    for record in records {
        for incident in incidents(blueprint, record) {
            if worst
                .as_ref()
                .is_none_or(|(_, known)| incident.cost > known.cost)
            {
                worst = Some((record.trial, incident));
            }
        }
    }
    let (trial, incident) = worst?;
    // What else befell an application, before or later, belongs to other faults.
    let belongs = |stretch: &Stretch| {
        incident.outages.iter().any(|outage| {
            outage.application == stretch.application
                && stretch.from >= outage.start
                && stretch.to <= end(outage)
        })
    };
    let mut stretches = workers.timeline(mode, trial);
    stretches.retain(belongs);
    let first = incident.outages.first()?;
    Some(WorstIncident {
        trial,
        cause: first.cause,
        at: first.start,
        stretches,
        outages: incident.outages,
    })
}

/// When the service of an outage was back, or looking for that ended.
fn end(outage: &Outage) -> i64 {
    outage.start.saturating_add_unsigned(outage.length())
}

/// Outages of a trial with the same cause on the same component belong together while they overlap:
/// a source has one fault at a time. What never comes back, or comes back without its data, costs the
/// longest time that is waited for.
fn incidents(blueprint: &Blueprint, record: &TrialRecord) -> Vec<Incident> {
    let drain = blueprint.run.drain.0;
    let mut groups: BTreeMap<(u16, Component), Vec<&Outage>> = BTreeMap::new();
    for outage in &record.outages {
        if outage.counted && !outage.loss_only && outage.class != Class::Planned {
            let group = groups.entry((outage.cause, outage.target)).or_default();
            group.push(outage);
        }
    }
    let mut incidents: Vec<Incident> = Vec::new();
    for mut outages in groups.into_values() {
        outages.sort_by_key(|outage| outage.start);
        let first = incidents.len();
        for outage in outages {
            let to = end(outage);
            let expendable = blueprint.application(outage.application).expendable;
            let cost = if expendable {
                0
            } else {
                outage.recovered_after().unwrap_or(drain)
            };
            match incidents[first..].last_mut() {
                Some(open) if outage.start < open.to => {
                    open.cost = open.cost.saturating_add(cost);
                    open.to = open.to.max(to);
                    open.outages.push(*outage);
                }
                _ => incidents.push(Incident {
                    cost,
                    to,
                    outages: vec![*outage],
                }),
            }
        }
    }
    incidents
}
