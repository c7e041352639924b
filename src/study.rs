//! A run: trials side by side, put together in the order of their numbers, then estimates and
//! verdicts.
//!
//! Always true here: the outcome is a function of blueprint, seed and number of trials; threads only
//! change how long it takes.

mod advice;
mod alone;
mod application;
mod cause;
mod classes;
mod cut;
mod drill;
mod endless;
mod ends;
mod failed;
#[cfg(test)]
mod fixture;
mod gather;
mod judge;
mod largest;
mod marks;
mod measure;
mod observe;
mod path;
mod place;
mod rate;
mod reason;
mod share;
mod tally;
mod target;
#[cfg(test)]
mod tests;
mod told;
mod trials;
mod uptime;
mod worst;

use crate::model::outcome::{DrillOutcome, Estimate, FailedTrial, Outcome};
use crate::model::queue::{self, Queue};
use crate::model::record::{self, PipeTally, Stretch, TrialRecord};
use crate::model::{Address, Blueprint, DrillId, HalfWidth, Trials};
use crate::stats::looks::{level_of_look, planned};
use crate::stats::{Interval, Level, nine_digits};
use crate::world::{Mode, World};
pub use failed::{caught, repeat};
use gather::Sample;
use rayon::prelude::*;
use std::convert::Infallible;
use trials::Workers;

/// How a run is made, beyond what the scenario says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Options {
    /// Seed of all streams.
    pub seed: u64,
    /// Trials of years in place of the scenario's number or precision; with a trace, at most as many
    /// as it has groups. Drills keep their own numbers.
    pub trials: Option<u32>,
    /// Threads; 0 for as many as there are processors. Changes nothing but the time it takes.
    pub threads: usize,
}

/// What makes a record of a trial: the world, or in tests a made-up one.
pub(crate) trait Simulate: Send {
    /// One trial, pure in mode and number.
    fn trial(&mut self, mode: Mode, number: u32) -> TrialRecord;
    /// The same trial again, with what its applications went through.
    fn timeline(&mut self, mode: Mode, number: u32) -> Vec<Stretch>;
}

impl Simulate for World<'_> {
    fn trial(&mut self, mode: Mode, number: u32) -> TrialRecord {
        self.run(mode, number)
    }
    fn timeline(&mut self, mode: Mode, number: u32) -> Vec<Stretch> {
        World::timeline(self, mode, number).1
    }
}

/// Simulates the years and drills of a scenario and says what came out. `progress` is told the
/// trials done and all trials planned, from any thread, and sees the first number grow.
#[must_use]
pub fn run(
    blueprint: &Blueprint,
    options: &Options,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Outcome {
    run_with(blueprint, options, progress, || {
        World::new(blueprint, options.seed)
    })
}

/// What is told of a trial as soon as it and those before it are done: the drill, none for years, and the
/// record.
pub type Tell<'t, E> = &'t mut (dyn FnMut(Option<DrillId>, &TrialRecord) -> Result<(), E> + Send);

/// [`run`], with every record told in the order of trials while others are yet to come.
///
/// # Errors
/// The first that `tell` has; the run ends there.
pub fn run_told<E: Send>(
    blueprint: &Blueprint,
    options: &Options,
    progress: &(dyn Fn(u64, u64) + Sync),
    tell: Tell<'_, E>,
) -> Result<Outcome, E> {
    let make = || World::new(blueprint, options.seed);
    run_told_with(blueprint, options, progress, make, tell)
}

/// [`run`] with any maker of trials.
pub(crate) fn run_with<S: Simulate>(
    blueprint: &Blueprint,
    options: &Options,
    progress: &(dyn Fn(u64, u64) + Sync),
    make: impl Fn() -> S + Sync,
) -> Outcome {
    let mut nobody = |_: Option<DrillId>, _: &TrialRecord| Ok(());
    let told: Result<Outcome, Infallible> =
        run_told_with(blueprint, options, progress, make, &mut nobody);
    match told {
        Ok(outcome) => outcome,
        Err(never) => match never {},
    }
}

fn run_told_with<S: Simulate, E: Send>(
    blueprint: &Blueprint,
    options: &Options,
    progress: &(dyn Fn(u64, u64) + Sync),
    make: impl Fn() -> S + Sync,
    mut tell: Tell<'_, E>,
) -> Result<Outcome, E> {
    let years = plan_of_years(blueprint, options);
    let queues = queue::queues(blueprint);
    let planned_trials = u64::from(years.last())
        + blueprint
            .drills
            .iter()
            .map(|drill| u64::from(drill.trials))
            .sum::<u64>();
    let workers = Workers::new(make, options.threads, planned_trials, progress);
    workers.inside(|| {
        let (records, pipes, level) =
            records_of_years(blueprint, &years, &workers, &queues, &mut tell)?;
        let mut drill_records: Vec<Vec<TrialRecord>> = Vec::new();
        for (index, drill) in blueprint.drills.iter().enumerate() {
            let all = (Mode::Drill(DrillId::from_index(index)), 0..drill.trials);
            let moved = &mut Vec::new();
            drill_records.push(told::records(&workers, all, &queues, moved, &mut tell)?);
        }
        let failed = workers.failed();
        if let (true, Some(first)) = (records.is_empty(), failed.first()) {
            panic!("no trial of the years could be finished: {}", first.message);
        }
        let sample = Sample {
            drill_records: &drill_records,
            ..Sample::of_years(blueprint, &records, level)
        };
        let seen = gather::by_application(&records, blueprint.applications.len());
        let applications = (0..blueprint.applications.len())
            .into_par_iter()
            .map(|index| application::outcome(&sample, index, &seen[index]))
            .collect();
        let drills = drills(blueprint, &drill_records, &failed, &workers);
        let worst = worst::incident(blueprint, Mode::Years, &records, &workers);
        let all = records.iter().chain(drill_records.iter().flatten());
        let mut outcome = Outcome {
            seed: options.seed,
            trials: records.len() as u32,
            horizon_s: blueprint.run.horizon.as_seconds(),
            level: blueprint.run.level.0,
            causes: record::causes(blueprint),
            applications,
            drills,
            served: path::served(&sample, &seen),
            replicas: tally::replicas(&sample),
            cuts: cut::cuts(blueprint),
            queues,
            instances: tally::instances(&sample),
            storage: tally::storage(&sample),
            targets: target::targets(blueprint),
            stamps: place::stamps(&sample),
            backups: place::backups(&sample),
            pipes,
            repositories: place::repositories(&sample),
            worst,
            events: all.map(|record| record.events).sum(),
            records,
            drill_records,
            failed,
        };
        failed::doubt(&mut outcome);
        Ok(outcome)
    })
}

/// Trials of years until the run is precise enough: their records, what moved through pipes, and the level
/// of the intervals that hold wherever the run stopped.
fn records_of_years<S: Simulate, F: Fn() -> S + Sync, E: Send>(
    blueprint: &Blueprint,
    years: &Years,
    workers: &Workers<'_, S, F>,
    queues: &[Queue],
    tell: &mut Tell<'_, E>,
) -> Result<(Vec<TrialRecord>, Vec<PipeTally>, Level), E> {
    let mut records = Vec::new();
    let mut pipes = Vec::new();
    let mut level = Level::new(blueprint.run.level.0);
    let mut from = 0;
    for (index, size) in years.looks.iter().enumerate() {
        let next = (Mode::Years, from..*size);
        records.extend(told::records(workers, next, queues, &mut pipes, tell)?);
        from = *size;
        level = years.level_at(*size);
        let last = index + 1 == years.looks.len();
        if !last && years.narrow_enough(blueprint, &records, level) {
            workers.skip(u64::from(years.last() - size));
            break;
        }
    }
    Ok((records, pipes, level))
}

/// What each drill says. Of a drill that no trial could finish there is nothing to tell.
fn drills<S: Simulate, F: Fn() -> S + Sync>(
    blueprint: &Blueprint,
    records: &[Vec<TrialRecord>],
    failed: &[FailedTrial],
    workers: &Workers<'_, S, F>,
) -> Vec<DrillOutcome> {
    let is_told = |index: &usize| {
        let id = DrillId::from_index(*index);
        !records[*index].is_empty() || failed.iter().all(|one| one.drill != Some(id))
    };
    (0..blueprint.drills.len())
        .filter(is_told)
        .map(|index| drill::outcome(blueprint, index, &records[index], workers))
        .collect()
}

/// At which numbers of trials of years the run looks, and when it stops.
struct Years {
    /// Ascending, never empty; the last is the most.
    looks: Vec<u32>,
    /// Level that is asked for.
    level: Level,
    /// Measure and half-width to reach.
    until: Option<(Address, HalfWidth)>,
}

impl Years {
    fn last(&self) -> u32 {
        self.looks.last().copied().unwrap_or(0)
    }

    /// Level of the intervals where the run stops at this look, so that they hold wherever it stops.
    fn level_at(&self, look: u32) -> Level {
        match self.until {
            Some(_) => level_of_look(self.level, look),
            None => self.level,
        }
    }

    fn narrow_enough(&self, blueprint: &Blueprint, records: &[TrialRecord], level: Level) -> bool {
        let Some((measure, wanted)) = self.until else {
            return false;
        };
        let sample = Sample::of_years(blueprint, records, level);
        let interval = measure::interval(&sample, &measure);
        let known = interval.and_then(|one| Some((one.half_width()?, one.point?)));
        known.is_some_and(|(half, point)| wanted.is_reached(half, point))
    }
}

/// A fixed number is one look at the level asked for. A precision is looked at only at the planned
/// sizes, each at a level of its own, and the intervals reported are those of the look that ends the
/// run. (An ordinary interval on a growing sample is narrow by luck too often.)
fn plan_of_years(blueprint: &Blueprint, options: &Options) -> Years {
    let level = Level::new(blueprint.run.level.0);
    let fixed = |trials: u32| Years {
        looks: vec![trials],
        level,
        until: None,
    };
    if let Some(trace) = &blueprint.trace {
        let groups = u32::try_from(trace.groups.len()).unwrap_or(u32::MAX);
        return fixed(options.trials.unwrap_or(groups).min(groups));
    }
    match (&blueprint.run.trials, options.trials) {
        (_, Some(trials)) => fixed(trials),
        (Trials::Fixed(trials), None) => fixed(*trials),
        (
            Trials::Until {
                measure,
                half_width,
                at_most,
            },
            None,
        ) => Years {
            looks: planned(*at_most),
            level,
            until: Some((*measure, *half_width)),
        },
    }
}

/// An interval as it is reported: to nine significant digits.
pub(crate) fn estimate(interval: Interval) -> Estimate {
    Estimate {
        point: interval.point.map(nine_digits),
        low: interval.low.map(nine_digits),
        high: interval.high.map(nine_digits),
    }
}
