//! The worst incident: what to draw when somebody asks how bad it can get.
//!
//! Always true here: its timeline is that of its trial, simulated again.

use super::Simulate;
use super::sums::{Sums, Worst};
use super::trials::Workers;
use crate::model::outcome::WorstIncident;
use crate::model::record::Stretch;
use crate::world::Mode;

/// The worst incident, with its timeline from simulating that trial again. None where there was no
/// outage.
pub(crate) fn incident<S: Simulate, F: Fn() -> S + Sync>(
    mode: Mode,
    sums: &Sums,
    workers: &Workers<'_, S, F>,
) -> Option<WorstIncident> {
    let Worst { trial, outages, .. } = sums.worst.clone()?;
    // What else befell an application, before or later, belongs to other faults.
    let belongs = |stretch: &Stretch| {
        outages.iter().any(|outage| {
            outage.application == stretch.application
                && stretch.from >= outage.start
                && stretch.to <= outage.end()
        })
    };
    let mut stretches = workers.timeline(mode, trial);
    stretches.retain(belongs);
    let first = outages.first()?;
    Some(WorstIncident {
        trial,
        cause: first.cause,
        at: first.start,
        stretches,
        outages,
    })
}
