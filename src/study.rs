//! A run: trials side by side, added up, then estimates and verdicts.
//!
//! Always true here: the outcome is a function of blueprint, seed and number of trials; threads only
//! change how long it takes.

mod advice;
mod alone;
mod application;
mod cause;
mod choice;
mod classes;
mod compare;
mod crew;
mod cut;
mod decisions;
mod drill;
mod endless;
mod ends;
mod exercise;
mod failed;
#[cfg(test)]
mod fixture;
mod gate;
mod gather;
mod homecoming;
mod intrusion;
mod judge;
mod largest;
mod march;
mod margin;
mod marks;
mod measure;
mod observe;
mod parts;
mod path;
mod place;
mod planned;
mod rate;
mod reason;
mod replays;
mod share;
mod sticky;
mod sums;
mod sweep;
mod tally;
mod target;
#[cfg(test)]
mod tests;
mod told;
mod trials;
mod uptime;
mod worlds;
mod worst;

use crate::model::outcome::{DrillOutcome, Estimate, Outcome};
use crate::model::queue;
use crate::model::record::{self, Stretch, TrialRecord};
use crate::model::{Address, Blueprint, DrillId, HalfWidth, Trials};
use crate::stats::looks::{level_of_look, planned};
use crate::stats::{Interval, Level, nine_digits};
use crate::world::Mode;
pub use compare::{Facts, Figures, Ledger, Other, OutageFacts, compared, run_compared};
pub use exercise::{ExerciseOptions, exercises};
pub use failed::{caught, repeat};
pub use gate::{GateOptions, test};
use gather::Sample;
pub use march::{MarchOptions, Unplayed, fates, march, play};
pub use margin::{Grounds, Vary, margins};
use rayon::prelude::*;
use std::convert::Infallible;
use sums::{Plan, Struck, Sums, reaches};
pub use sweep::{SweepOptions, sweep};
use trials::{Keeping, Workers};
use worlds::Worlds;

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
    /// The trials of this number of these drills, in the order of the drills; those that could not be finished
    /// have a message. As one by one, but what they have in common need not be made for each.
    fn drills(&mut self, number: u32, drills: &[DrillId]) -> Vec<DrillTrial> {
        let mut one =
            |drill: &DrillId| (*drill, caught(|| self.trial(Mode::Drill(*drill), number)));
        drills.iter().map(&mut one).collect()
    }
}

/// A trial of a drill, or why it could not be finished.
pub(crate) type DrillTrial = (DrillId, Result<TrialRecord, String>);

/// Simulates the years and drills of a scenario and says what came out. `progress` is told the
/// trials done and all trials planned, from any thread, and sees the first number grow.
#[must_use]
pub fn run(
    blueprint: &Blueprint,
    options: &Options,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Outcome {
    let make = || Worlds::new(blueprint, options.seed);
    let mut outcome = run_with(blueprint, options, progress, make);
    sticky::look(blueprint, options, &mut outcome);
    outcome
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
    let mut outcome = run_once(blueprint, options, progress, tell)?;
    sticky::look(blueprint, options, &mut outcome);
    Ok(outcome)
}

/// The same without a second look at what missed its RPO.
fn run_once<E: Send>(
    blueprint: &Blueprint,
    options: &Options,
    progress: &(dyn Fn(u64, u64) + Sync),
    tell: Tell<'_, E>,
) -> Result<Outcome, E> {
    let make = || Worlds::new(blueprint, options.seed);
    let run = Run {
        blueprint,
        options,
        progress,
        most: most_values(blueprint),
        told: true,
    };
    run.outcome(make, tell)
}

/// [`run`] with any maker of trials.
pub(crate) fn run_with<S: Simulate>(
    blueprint: &Blueprint,
    options: &Options,
    progress: &(dyn Fn(u64, u64) + Sync),
    make: impl Fn() -> S + Sync,
) -> Outcome {
    let run = Run {
        blueprint,
        options,
        progress,
        most: most_values(blueprint),
        told: false,
    };
    run.untold(make)
}

/// Most distinct values that a list of a run holds exactly: a million, or less where many applications have
/// lists of their own. Beyond that they are rounded up to four digits.
pub(crate) fn most_values(blueprint: &Blueprint) -> usize {
    const MOST: usize = 1_000_000;
    const OF_ALL: usize = 5_000_000;
    MOST.min(OF_ALL / blueprint.applications.len().max(1))
}

/// How many drills go on from one history at once: each has sums of its own for all applications, and these are
/// to fit into memory together.
fn together(blueprint: &Blueprint) -> usize {
    const MOST: usize = 64;
    const OF_ALL: usize = 20_000;
    (OF_ALL / blueprint.applications.len().max(1)).clamp(1, MOST)
}

/// How a run is made.
pub(crate) struct Run<'r> {
    pub(crate) blueprint: &'r Blueprint,
    pub(crate) options: &'r Options,
    pub(crate) progress: &'r (dyn Fn(u64, u64) + Sync),
    /// Most distinct values that a list holds exactly.
    pub(crate) most: usize,
    /// Whether somebody wants to be told of every record.
    pub(crate) told: bool,
}

impl Run<'_> {
    /// The outcome, with nobody to tell.
    pub(crate) fn untold<S: Simulate>(&self, make: impl Fn() -> S + Sync) -> Outcome {
        let mut nobody = |_: Option<DrillId>, _: &TrialRecord| Ok(());
        let told: Result<Outcome, Infallible> = self.outcome(make, &mut nobody);
        match told {
            Ok(outcome) => outcome,
            Err(never) => match never {},
        }
    }

    /// The outcome, with every record told.
    pub(crate) fn outcome<S: Simulate, E: Send>(
        &self,
        make: impl Fn() -> S + Sync,
        mut tell: Tell<'_, E>,
    ) -> Result<Outcome, E> {
        let Run { blueprint, .. } = *self;
        let years = plan_of_years(blueprint, self.options);
        let queues = queue::queues(blueprint);
        let reaches = reaches(blueprint);
        let plan = Plan {
            blueprint,
            reaches: &reaches,
            queues: &queues,
            drill: None,
            within: false,
            below: u32::MAX,
            most: self.most,
        };
        let part = &blueprint.run.part;
        let all = (0..blueprint.drills.len()).map(DrillId::from_index);
        let drills: Vec<DrillId> = all.collect();
        let trials = drills.iter().map(|id| u64::from(blueprint.trials_of(*id)));
        let planned = u64::from(years.last()) + trials.sum::<u64>();
        let workers = Workers::new(make, self.options.threads, planned, self.progress);
        workers.inside(|| {
            let (sums, level) = self.sums_of_years(&years, &plan, &workers, &mut tell)?;
            let mut struck: Vec<Struck> = Vec::new();
            let mut told: Vec<DrillOutcome> = Vec::new();
            for together in drills.chunks(together(blueprint)) {
                let plans: Vec<Plan<'_>> = together
                    .iter()
                    .map(|id| Plan {
                        drill: Some(*id),
                        within: false,
                        below: blueprint.trials_of(*id),
                        ..plan
                    })
                    .collect();
                let mut sums: Vec<Sums> = plans.iter().map(Sums::none).collect();
                let most = plans.iter().map(|plan| plan.below).max();
                let all = 0..most.unwrap_or(0);
                told::add(&workers, all, &self.keeping(&plans), &mut sums, &mut tell)?;
                for ((id, plan), sums) in together.iter().zip(&plans).zip(&sums) {
                    // Of a drill that no trial could finish there is nothing to tell.
                    let asked = !part.without_drills.contains(id);
                    let failed = || workers.failed().iter().any(|one| one.drill == Some(*id));
                    if asked && (sums.trials > 0 || !failed()) {
                        told.push(drill::outcome(plan, *id, sums, &workers));
                    }
                    struck.push(sums.struck());
                }
            }
            let failed = workers.failed();
            let years_failed = failed.iter().find(|one| one.drill.is_none());
            if let (0, Some(first)) = (sums.trials, years_failed) {
                panic!("no trial of the years could be finished: {}", first.message);
            }
            let sample = Sample {
                drills: &struck,
                ..Sample::of(&plan, &sums, level)
            };
            let mut outcome = self.made(&sample, &workers);
            outcome.events += struck.iter().map(|one| one.events).sum::<u64>();
            outcome.drills = told;
            outcome.failed = failed;
            failed::doubt(&mut outcome);
            Ok(outcome)
        })
    }

    fn keeping<'k>(&self, plans: &'k [Plan<'k>]) -> Keeping<'k> {
        Keeping {
            plans,
            records: self.told,
        }
    }

    /// What the years say.
    fn made<S: Simulate, F: Fn() -> S + Sync>(
        &self,
        sample: &Sample<'_>,
        workers: &Workers<'_, S, F>,
    ) -> Outcome {
        let Run { blueprint, .. } = *self;
        let sums = sample.sums;
        let applications = (0..blueprint.applications.len())
            .into_par_iter()
            .map(|index| application::outcome(sample, index))
            .collect();
        // Ends of means are searched for among all values: of a short run that is a seventh of the work.
        let (stamps, crews) = rayon::join(|| place::stamps(sample), || crew::crews(sample));
        Outcome {
            only: Vec::new(),
            seed: self.options.seed,
            trials: sums.trials as u32,
            horizon_s: blueprint.run.horizon.as_seconds(),
            observed_ms: sums.horizon as f64,
            level: blueprint.run.level.0,
            causes: record::causes(blueprint),
            applications,
            drills: Vec::new(),
            served: path::served(sample),
            replicas: tally::replicas(sample),
            cuts: cut::cuts(blueprint),
            queues: sample.plan.queues.to_vec(),
            instances: tally::instances(sample),
            storage: tally::storage(sample),
            updates: planned::updates(sample),
            crews,
            parts: parts::parts(sample),
            homecomings: homecoming::homecomings(sample),
            intrusions: intrusion::intrusions(sample),
            planned: planned::planned(sample),
            targets: target::targets(blueprint),
            stamps,
            backups: place::backups(sample),
            pipes: sums.pipes.0.clone(),
            repositories: place::repositories(sample),
            worst: worst::incident(Mode::Years, sums, workers),
            events: sums.events,
            rounded: sums.is_rounded().then_some(self.most as u64),
            without_stickiness: Vec::new(),
            failed: Vec::new(),
        }
    }

    /// Sums over trials of years until the run is precise enough, and the level of the intervals that hold
    /// wherever the run stopped.
    fn sums_of_years<S: Simulate, F: Fn() -> S + Sync, E: Send>(
        &self,
        years: &Years,
        plan: &Plan<'_>,
        workers: &Workers<'_, S, F>,
        tell: &mut Tell<'_, E>,
    ) -> Result<(Sums, Level), E> {
        let mut sums = [Sums::none(plan)];
        let plans = [*plan];
        let mut level = years.level;
        let mut from = 0;
        for (index, size) in years.looks.iter().enumerate() {
            told::add(workers, from..*size, &self.keeping(&plans), &mut sums, tell)?;
            from = *size;
            let last = index + 1 == years.looks.len();
            level = years.level_at(*size);
            if !last && years.narrow_enough(plan, &sums[0], level) {
                workers.skip(u64::from(years.last() - size));
                break;
            }
        }
        let [sums] = sums;
        Ok((sums, level))
    }
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

    fn narrow_enough(&self, plan: &Plan<'_>, sums: &Sums, level: Level) -> bool {
        let Some((measure, wanted)) = self.until else {
            return false;
        };
        let sample = Sample::of(plan, sums, level);
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
    if blueprint.run.part.without_years {
        return fixed(0);
    }
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
