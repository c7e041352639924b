//! What the years say of updates and of planned work.
//!
//! Always true here: there is something to say only where work is planned.

use super::estimate;
use super::gather::Sample;
use super::rate::{IN_SECONDS, amount_per_year, mean_s};
use super::sums::UpdateSums;
use super::tally::{events, hours};
use crate::model::outcome::{PlannedOutcome, UpdateOutcome};
use crate::model::{ApplicationId, UpdateId};
use crate::stats::nine_digits;

/// All updates, in order.
pub(crate) fn updates(sample: &Sample<'_>) -> Vec<UpdateOutcome> {
    let none = UpdateSums::default();
    (0..sample.blueprint().updates.len())
        .map(|index| {
            let sums = sample.sums.updates.get(index).unwrap_or(&none);
            UpdateOutcome {
                update: UpdateId::from_index(index),
                runs: events(sample, &sums.runs),
                run_s: estimate(mean_s(sample, &sums.run)),
                longest_run_s: nine_digits(sums.run_max.0 as f64 * IN_SECONDS),
                hours_away: hours(sample, &sums.away),
                pauses: events(sample, &sums.pauses),
                hours_paused: hours(sample, &sums.paused),
                skipped: events(sample, &sums.skipped),
            }
        })
        .collect()
}

/// What planned work costs each application, where any is stated.
pub(crate) fn planned(sample: &Sample<'_>) -> Vec<PlannedOutcome> {
    if !sample.blueprint().plans_work() {
        return Vec::new();
    }
    (0..sample.blueprint().applications.len())
        .map(|index| {
            let sums = sample.application(index);
            PlannedOutcome {
                application: ApplicationId::from_index(index),
                outages: sums.planned,
                downtime_s: amount_per_year(sample, &sums.planned_downtime),
            }
        })
        .collect()
}
