//! What a drill says: figures of each application, who is back when, and what a calculator would
//! have said.
//!
//! Always true here: hours are counted from the strike, and only what the drill caused counts.

use super::gather::{self, Sample, Seen, span};
use super::rate::quantiles_of;
use super::trials::Workers;
use super::{Simulate, alone, application, estimate, marks, path, tally, worst};
use crate::model::outcome::{AloneEstimate, DrillOutcome, Quantiles, ReturnCurve};
use crate::model::record::TrialRecord;
use crate::model::{ApplicationId, Blueprint, DrillId};
use crate::stats::mean::mean_amount;
use crate::stats::{Interval, Level, nine_digits};
use crate::units::HOUR;
use crate::world::Mode;
use rayon::prelude::*;

/// Curves end after 30 days at the latest.
const LONGEST_CURVE: u64 = 30 * 24;

/// All figures of one drill from the records of its trials.
pub(crate) fn outcome<S: Simulate, F: Fn() -> S + Sync>(
    blueprint: &Blueprint,
    index: usize,
    records: &[TrialRecord],
    workers: &Workers<'_, S, F>,
) -> DrillOutcome {
    let drill = DrillId::from_index(index);
    let sample = Sample {
        blueprint,
        records,
        level: Level::new(blueprint.run.level.0),
        drill: Some(drill),
        drill_records: &[],
    };
    let seen = gather::by_application(records, blueprint.applications.len());
    let applications = (0..blueprint.applications.len())
        .into_par_iter()
        .map(|index| application::outcome(&sample, index, &seen[index]))
        .collect();
    let source = blueprint.source(blueprint.drills[index].source);
    let alone: Vec<AloneEstimate> = (0..blueprint.applications.len())
        .filter(|index| alone::restores(&seen[*index]))
        .filter_map(|index| alone::estimate(blueprint, index, source))
        .collect();
    let marks = marks::marks(blueprint, index, records, &seen);
    let whole_again = whole_again(blueprint, records, &seen);
    DrillOutcome {
        drill,
        trials: records.len() as u32,
        applications,
        returns: returns(records, &seen, &marks, &whole_again),
        marks_s: marks.iter().map(|ms| *ms as f64 / 1_000.0).collect(),
        alone,
        whole_again_s: quantiles_of(whole_again),
        restored_s: restored(blueprint, records),
        unplaced_vms: estimate(vms(&sample, |record| record.unplaced)),
        shed_vms: estimate(vms(&sample, |record| record.shed)),
        served: path::served(&sample, &seen),
        replicas: tally::replicas(&sample),
        instances: tally::instances(&sample),
        storage: tally::storage(&sample),
        worst: worst::incident(blueprint, Mode::Drill(drill), records, workers),
    }
}

/// Milliseconds from the strike until all that it stopped are back with their data, of each trial in which it
/// stopped anything. Expendable applications are not waited for: they may never come back.
fn whole_again(blueprint: &Blueprint, records: &[TrialRecord], seen: &[Vec<Seen<'_>>]) -> Vec<f64> {
    let mut ends: Vec<Option<f64>> = vec![None; records.len()];
    let awaited = seen
        .iter()
        .zip(&blueprint.applications)
        .filter(|(_, application)| !application.expendable)
        .flat_map(|(seen, _)| seen);
    for one in awaited.filter(|one| one.is_outage()) {
        let (_, to) = span(records, *one);
        let end = &mut ends[one.trial as usize];
        *end = Some(end.map_or(to, |known| known.max(to)));
    }
    // A strike that stopped nothing of theirs had nothing to bring back.
    if ends.iter().all(Option::is_none) {
        return Vec::new();
    }
    ends.into_iter().map(|end| end.unwrap_or(0.0)).collect()
}

/// Share of trials in which each stopped application has recovered at each full hour, until all that are
/// waited for are back: `whole_again` says when, in milliseconds from the strike, trial by trial.
fn returns(
    records: &[TrialRecord],
    seen: &[Vec<Seen<'_>>],
    marks: &[u64],
    whole_again: &[f64],
) -> Vec<ReturnCurve> {
    let latest = whole_again.iter().copied().fold(0.0, f64::max);
    let hours = if latest.is_finite() {
        (latest as u64).div_ceil(HOUR).min(LONGEST_CURVE)
    } else {
        LONGEST_CURVE
    };
    let full: Vec<u64> = (0..=hours).map(|hour| hour * HOUR).collect();
    let mut curves = Vec::new();
    for (index, seen) in seen.iter().enumerate() {
        let outages: Vec<Seen<'_>> = seen.iter().copied().filter(Seen::is_outage).collect();
        if outages.is_empty() {
            continue;
        }
        let trials = gather::trials_hit(records, index, seen) as f64;
        // The outages of one application in one trial do not overlap.
        let up = |moments: &[u64]| -> Vec<f64> {
            let down = |at: f64| {
                let spans = outages.iter().map(|one| span(records, *one));
                spans.filter(|(from, to)| *from <= at && at < *to).count()
            };
            let share = |at: &u64| nine_digits(1.0 - down(*at as f64) as f64 / trials);
            moments.iter().map(share).collect()
        };
        curves.push(ReturnCurve {
            application: ApplicationId::from_index(index),
            up_share: up(&full),
            up_at_marks: up(marks),
        });
    }
    curves
}

/// Until everything is back where it belongs, with all copies, replicas and instances. Without any of
/// these there is nothing to be told beside the return of the applications.
fn restored(blueprint: &Blueprint, records: &[TrialRecord]) -> Option<Quantiles> {
    let copies = blueprint.stamps.iter().any(|stamp| stamp.storage.is_some());
    let instances = !blueprint.protections.high_availabilities.is_empty();
    let told = copies || instances || !blueprint.groups.is_empty();
    let whole = |record: &TrialRecord| record.whole.map_or(f64::INFINITY, |ms| ms as f64);
    told.then(|| quantiles_of(records.iter().map(whole).collect()))
}

/// VMs of which something is told by trial, on average. They come together, many or few: each trial
/// with any is one event.
fn vms(sample: &Sample<'_>, of: impl Fn(&TrialRecord) -> u32) -> Interval {
    let counts: Vec<f64> = sample
        .records
        .iter()
        .map(|record| f64::from(of(record)))
        .filter(|count| *count > 0.0)
        .collect();
    let all = sample.blueprint.vms.len() as f64;
    let events = counts.len() as u64;
    mean_amount(&counts, events, sample.trials(), all.max(1.0), sample.level).at_most(all)
}
