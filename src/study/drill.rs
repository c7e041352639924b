//! What a drill says: figures of each application, who is back when, and what a calculator would
//! have said.
//!
//! Always true here: hours are counted from the strike, and only what the drill caused counts.

use super::gather::Sample;
use super::rate::quantiles_of;
use super::sums::{ApplicationSums, Plan, Sums};
use super::trials::Workers;
use super::{
    Simulate, alone, application, crew, estimate, homecoming, intrusion, marks, parts, path, tally,
    worst,
};
use crate::model::outcome::{AloneEstimate, DrillOutcome, Quantiles, ReturnCurve};
use crate::model::{ApplicationId, DrillId};
use crate::stats::amounts::Amounts;
use crate::stats::frequencies::{ENDLESS, Frequencies, Rounding, merged};
use crate::stats::mean::mean_amount;
use crate::stats::{Interval, Level, nine_digits};
use crate::units::HOUR;
use crate::world::Mode;
use rayon::prelude::*;

/// Curves end after 30 days at the latest.
const LONGEST_CURVE: u64 = 30 * 24;

/// All figures of one drill from the sums of its trials.
pub(crate) fn outcome<S: Simulate, F: Fn() -> S + Sync>(
    plan: &Plan<'_>,
    drill: DrillId,
    sums: &Sums,
    workers: &Workers<'_, S, F>,
) -> DrillOutcome {
    let blueprint = plan.blueprint;
    let sample = Sample::of(plan, sums, Level::new(blueprint.run.level.0));
    let applications = (0..blueprint.applications.len())
        .into_par_iter()
        .map(|index| application::outcome(&sample, index))
        .collect();
    let source = blueprint.source(blueprint.drills[drill.index()].source);
    let restores = sums.applications.iter().enumerate();
    let alone: Vec<AloneEstimate> = restores
        .filter(|(_, sums)| sums.is_restored())
        .filter_map(|(index, _)| alone::estimate(blueprint, index, source))
        .collect();
    let marks = marks::marks(&sample);
    DrillOutcome {
        drill,
        trials: sums.trials as u32,
        applications,
        returns: returns(sums, &marks),
        marks_s: marks.iter().map(|ms| *ms as f64 / 1_000.0).collect(),
        alone,
        whole_again_s: whole_again(sums),
        restored_s: restored(&sample),
        unplaced_vms: estimate(vms(&sample, &sums.unplaced)),
        shed_vms: estimate(vms(&sample, &sums.shed)),
        served: path::served(&sample),
        replicas: tally::replicas(&sample),
        instances: tally::instances(&sample),
        storage: tally::storage(&sample),
        crews: crew::crews(&sample),
        parts: parts::parts(&sample),
        homecomings: homecoming::homecomings(&sample),
        intrusions: intrusion::intrusions(&sample),
        worst: worst::incident(Mode::Drill(drill), sums, workers),
        rounded: sums.is_rounded().then_some(plan.most as u64),
    }
}

/// From the strike until all that it stopped are back with their data. A strike that stopped nothing of
/// theirs had nothing to bring back; where none ever did, nothing is told.
fn whole_again(sums: &Sums) -> Quantiles {
    let idle = sums.trials - sums.stopped;
    let mut nought = Frequencies::<1>::default();
    if sums.stopped > 0 && idle > 0 {
        nought.add(0, [idle], &Rounding::beyond(usize::MAX));
        nought.settle();
    }
    quantiles_of(merged([&nought, &sums.whole_again].into_iter()))
}

/// Share of trials in which each stopped application has recovered at each full hour, until all that are
/// waited for are back.
fn returns(sums: &Sums, marks: &[u64]) -> Vec<ReturnCurve> {
    let latest = sums.whole_again.rows().last().map_or(0, |row| row.value);
    let hours = if latest < ENDLESS {
        latest.div_ceil(HOUR).min(LONGEST_CURVE)
    } else {
        LONGEST_CURVE
    };
    let full: Vec<u64> = (0..=hours).map(|hour| hour * HOUR).collect();
    let applications = sums.applications.iter().enumerate();
    applications
        .filter(|(_, sums)| sums.outages.sum > 0)
        .map(|(index, sums)| ReturnCurve {
            application: ApplicationId::from_index(index),
            up_share: up(sums, &full),
            up_at_marks: up(sums, marks),
        })
        .collect()
}

/// The outages of one application in one trial do not overlap: those that began and are not over are the
/// trials in which it is down.
fn up(sums: &ApplicationSums, moments: &[u64]) -> Vec<f64> {
    let trials = sums.counted_trials as f64;
    let began = so_far(&sums.began, moments);
    let over = so_far(&sums.over, moments);
    let down = began.into_iter().zip(over);
    down.map(|(began, over)| nine_digits(1.0 - began.saturating_sub(over) as f64 / trials))
        .collect()
}

/// How many are at or before each of these ascending moments.
fn so_far(list: &Frequencies<1>, moments: &[u64]) -> Vec<u64> {
    let mut rows = list.rows().peekable();
    let mut sum = 0;
    let each = moments.iter().map(|moment| {
        while let Some(row) = rows.next_if(|row| row.value <= *moment) {
            sum += row.count();
        }
        sum
    });
    each.collect()
}

/// Until everything is back where it belongs, with all copies, replicas and instances. Without any of
/// these there is nothing to be told beside the return of the applications.
fn restored(sample: &Sample<'_>) -> Option<Quantiles> {
    let blueprint = sample.blueprint();
    let copies = blueprint.stamps.iter().any(|stamp| stamp.storage.is_some());
    let instances = !blueprint.protections.high_availabilities.is_empty();
    let told = copies || instances || !blueprint.groups.is_empty();
    told.then(|| quantiles_of(sample.sums.whole.rows()))
}

/// VMs of which something is told by trial, on average. They come together, many or few: each trial
/// with any is one event.
fn vms(sample: &Sample<'_>, numbers: &Amounts) -> Interval {
    let all = sample.blueprint().vms.len() as f64;
    mean_amount(
        numbers.spread(1.0),
        sample.trials(),
        all.max(1.0),
        sample.level,
    )
    .at_most(all)
}
