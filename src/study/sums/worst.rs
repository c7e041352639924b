//! The worst incident: outages of one trial that one initiating fault made.
//!
//! Always true here: the worst is the one that cost all applications together the most time (expendable ones cost
//! nothing), of equals that of the first trial, and of that trial the first.

use super::parts::Candidate;
use crate::model::record::{Outage, TrialRecord};
use crate::model::{Blueprint, Class, Component};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The outages of one initiating fault.
struct Incident {
    cost: u64,
    to: i64,
    outages: Vec<Outage>,
}

/// The worst incident so far.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct Worst {
    cost: u64,
    /// Its trial.
    pub(crate) trial: u32,
    /// Its outages, the first one first.
    pub(crate) outages: Vec<Outage>,
}

impl Worst {
    /// The worst of one trial.
    pub(super) fn of(blueprint: &Blueprint, record: &TrialRecord) -> Option<Worst> {
        let mut worst: Option<Incident> = None;
        for incident in incidents(blueprint, record) {
            if worst
                .as_ref()
                .is_none_or(|known| incident.cost > known.cost)
            {
                worst = Some(incident);
            }
        }
        worst.map(|incident| Worst {
            cost: incident.cost,
            trial: record.trial,
            outages: incident.outages,
        })
    }
}

impl Candidate for Worst {
    fn size(&self) -> u64 {
        self.cost
    }
    fn trial(&self) -> u32 {
        self.trial
    }
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
            let to = outage.end();
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
