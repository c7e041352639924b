//! The sweep of the chaos harness: each fault of an alphabet strikes trials of its own, and every application is judged in each.
//!
//! Always true here: a cell is judged as a drill of a report is; its trials are those of the drill by itself; which faults have
//! had their trials when somebody says stop depends on nothing else.

use super::gather::Sample;
use super::sums::{Plan, Sums, counts, measured, reaches, within};
use super::trials::{Keeping, Workers};
use super::worlds::Worlds;
use super::{Simulate, application, most_values, together, told};
use crate::model::exercised::Exercised;
use crate::model::outcome::{ApplicationOutcome, Judged, Verdict};
use crate::model::queue;
use crate::model::record::{Outage, Phase, TrialRecord};
use crate::model::swept::{
    CellVerdict, SweepOutcome, SweptCell, SweptFault, SweptRow, TRIALS_OF_A_CELL, Worst,
};
use crate::model::{Blueprint, ObjectiveOf};
use crate::stats::Level;
use crate::stats::frequencies::ENDLESS;
use crate::units::Span;
use std::convert::Infallible;

/// Trials between two looks at whether to stop.
const STEP: u32 = 25;

/// How a sweep is made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SweepOptions {
    /// Seed of all streams.
    pub seed: u64,
    /// Trials of each fault.
    pub trials: u32,
    /// Threads; 0 for as many as there are processors. Changes nothing but the time it takes.
    pub threads: usize,
}

/// Sweeps the faults, whose drills the blueprint has. `go_on` is asked with the trials done before more are made; where it says no,
/// what was found until then is told. `progress` is told the trials done and all trials planned.
#[must_use]
pub fn sweep(
    blueprint: &Blueprint,
    faults: &[SweptFault],
    options: &SweepOptions,
    go_on: &(dyn Fn(u64) -> bool + Sync),
    progress: &(dyn Fn(u64, u64) + Sync),
) -> SweepOutcome {
    let mut made = SweepOutcome {
        complete: true,
        ..SweepOutcome::default()
    };
    let planned = |faults: usize| faults as u64 * u64::from(options.trials);
    let mut before = 0;
    let alike = beginnings(faults).into_iter().map(|begins| {
        let own = faults.iter().enumerate();
        let own = own.filter(|(_, fault)| fault.begins == begins);
        (begins, own.map(|(place, _)| place).collect::<Vec<usize>>())
    });
    let mut alike: Vec<_> = alike.collect();
    // The few first, so that they are not what is left out where time is short.
    alike.sort_by_key(|(_, own)| own.len());
    for (begins, own) in alike {
        let mut blueprint = blueprint.clone();
        (blueprint.run.build_up, blueprint.run.roam) = begins;
        let show = |done, _| progress(planned(before) + done, planned(faults.len()));
        // Each has its share of what may be done.
        let share = |done: u64| go_on(done * faults.len() as u64 / own.len() as u64);
        swept(
            (&blueprint, faults, &own),
            options,
            (&share, &show),
            &mut made,
        );
        before += own.len();
    }
    made.complete &= made.not_swept.is_empty();
    made.not_swept.sort_unstable();
    // What the plan does not claim to survive comes behind the rest.
    made.rows.sort_by_key(|row| {
        let outside = faults[row.fault].inside == Some(false);
        (outside, std::cmp::Reverse(row.damage()), row.fault)
    });
    made
}

/// In which ways trials of the faults begin, each once, in their order.
fn beginnings(faults: &[SweptFault]) -> Vec<(Span, Span)> {
    let mut found = Vec::new();
    for fault in faults {
        if !found.contains(&fault.begins) {
            found.push(fault.begins);
        }
    }
    found
}

/// Whether to go on after so many trials, and who is told of them.
type Heard<'h> = (
    &'h (dyn Fn(u64) -> bool + Sync),
    &'h (dyn Fn(u64, u64) + Sync),
);

/// Sweeps those of the faults whose trials begin in the same way.
fn swept(
    (blueprint, faults, own): (&Blueprint, &[SweptFault], &[usize]),
    options: &SweepOptions,
    (go_on, progress): Heard<'_>,
    made: &mut SweepOutcome,
) {
    let make = || Worlds::new(blueprint, options.seed);
    let planned = own.len() as u64 * u64::from(options.trials);
    let workers = Workers::new(make, options.threads, planned, progress);
    workers.inside(|| {
        let queues = queue::queues(blueprint);
        let reaches = reaches(blueprint);
        let plan = Plan {
            blueprint,
            reaches: &reaches,
            queues: &queues,
            drill: None,
            within: false,
            below: options.trials,
            most: most_values(blueprint),
        };
        let before = made.trials;
        for some in own.chunks(together(blueprint)) {
            let mut swept = Swept::new(&plan, faults, some);
            swept.strike(&workers, options.trials, |done| {
                go_on(made.trials - before + done)
            });
            swept.tell(some, made);
        }
        made.failed.extend(workers.failed());
    });
}

/// Faults that strike one and the same histories.
struct Swept<'s> {
    plans: Vec<Plan<'s>>,
    sums: Vec<Sums>,
    /// What was seen of each application, fault by fault.
    seen: Vec<Seen>,
    applications: usize,
    /// What was exercised, over all faults.
    exercised: Exercised,
    /// Numbers of trials that were made.
    done: u32,
}

/// The worst of an application under a fault.
#[derive(Clone, Copy, Default)]
struct Seen {
    trials: u64,
    hit: u64,
    lost: u64,
    outside: u64,
    recovery: Option<Worst>,
    loss: Option<Worst>,
}

impl<'s> Swept<'s> {
    fn new(plan: &Plan<'s>, faults: &[SweptFault], some: &[usize]) -> Swept<'s> {
        let plans = some.iter().map(|fault| Plan {
            drill: Some(faults[*fault].drill),
            // What is claimed is judged within that; of the rest everything is told.
            within: faults[*fault].inside == Some(true),
            ..*plan
        });
        let plans: Vec<Plan<'s>> = plans.collect();
        let applications = plan.blueprint.applications.len();
        Swept {
            sums: plans.iter().map(Sums::none).collect(),
            seen: vec![Seen::default(); plans.len() * applications],
            plans,
            applications,
            exercised: Exercised::default(),
            done: 0,
        }
    }

    /// Makes the trials of all of them, until enough are made or `go_on` says no.
    fn strike<S: Simulate, F: Fn() -> S + Sync>(
        &mut self,
        workers: &Workers<'_, S, F>,
        trials: u32,
        go_on: impl Fn(u64) -> bool,
    ) {
        let Swept {
            plans,
            sums,
            seen,
            applications,
            exercised,
            done,
        } = self;
        while *done < trials && go_on(u64::from(*done) * plans.len() as u64) {
            let end = done.saturating_add(STEP).min(trials);
            let keeping = Keeping {
                plans,
                records: true,
            };
            let mut tell = |drill, record: &TrialRecord| {
                record.outages.iter().for_each(|one| exercised.add(one));
                let place = plans.iter().position(|plan| plan.drill == drill);
                if let Some(place) = place {
                    let own = &mut seen[place * *applications..][..*applications];
                    look(record, &within(&plans[place], record), own);
                }
                Ok::<(), Infallible>(())
            };
            let tell = &mut (&mut tell as _);
            match told::add(workers, *done..end, &keeping, sums, tell) {
                Ok(()) => {}
                Err(never) => match never {},
            }
            *done = end;
        }
    }

    fn tell(&self, faults: &[usize], made: &mut SweepOutcome) {
        made.exercised.merge(&self.exercised);
        for (place, (plan, sums)) in self.plans.iter().zip(&self.sums).enumerate() {
            let fault = faults[place];
            if sums.trials == 0 {
                made.not_swept.push(fault);
                continue;
            }
            made.trials += sums.trials;
            made.events += sums.events;
            made.complete &= self.done >= plan.below;
            let level = Level::new(plan.blueprint.run.level.0);
            let sample = Sample::of(plan, sums, level);
            let enough = sums.trials >= u64::from(TRIALS_OF_A_CELL);
            let own = &self.seen[place * self.applications..][..self.applications];
            let cells = own.iter().enumerate().map(|(index, seen)| {
                let outcome = application::outcome(&sample, index);
                cell(&outcome, seen, enough)
            });
            made.rows.push(SweptRow {
                fault,
                trials: sums.trials as u32,
                cells: cells.collect(),
            });
        }
    }
}

/// Looks at one trial.
fn look(whole: &TrialRecord, record: &TrialRecord, seen: &mut [Seen]) {
    let mut said = vec![(false, false, false); seen.len()];
    for outage in record.outages.iter().filter(|one| one.counted) {
        let application = outage.application.index();
        let (seen, (hit, lost, _)) = (&mut seen[application], &mut said[application]);
        *hit = true;
        *lost |= outage.total_loss() || outage.recovered_after().is_none();
        keep(&mut seen.recovery, ObjectiveOf::Recovery, record, outage);
        keep(&mut seen.loss, ObjectiveOf::Loss, record, outage);
    }
    for (all, own) in whole.outages.iter().zip(&record.outages) {
        let (_, _, outside) = &mut said[own.application.index()];
        *outside |= all.counted && !own.counted;
    }
    let all = seen.iter_mut().zip(said).enumerate();
    for (application, (seen, (hit, lost, outside))) in all {
        seen.outside += u64::from(outside);
        if counts(record, application, hit) {
            seen.trials += 1;
            seen.hit += u64::from(hit);
            seen.lost += u64::from(lost);
        }
    }
}

/// Keeps the worse one, of equals the first.
fn keep(known: &mut Option<Worst>, of: ObjectiveOf, record: &TrialRecord, outage: &Outage) {
    let Some(value) = measured(of, outage) else {
        return;
    };
    let most = known.map(|worst| worst.value.unwrap_or(ENDLESS));
    if most.is_some_and(|most| most >= value) {
        return;
    }
    let longest = outage.phases.iter().enumerate();
    // Of equals the first, as they come.
    let longest = longest.max_by_key(|(place, length)| (**length, std::cmp::Reverse(*place)));
    *known = Some(Worst {
        trial: record.trial,
        value: (value < ENDLESS).then_some(value),
        of_week: record.strike_of_week,
        phase: longest.map_or(Phase::Detect, |(place, _)| Phase::ALL[place]),
        resource: outage.binding,
        reason: outage.resumed.reason,
    });
}

fn cell(outcome: &ApplicationOutcome, seen: &Seen, enough: bool) -> SweptCell {
    SweptCell {
        application: outcome.application,
        verdict: verdict(outcome, seen, enough),
        trials: seen.trials,
        hit: seen.hit,
        lost: seen.lost,
        outside: seen.outside,
        rto_kept: outcome.rto.as_ref().and_then(kept),
        rpo_kept: outcome.rpo.as_ref().and_then(kept),
        recovery: seen.recovery,
        loss: seen.loss,
    }
}

/// The share that keeps an objective, where one is stated.
fn kept(judged: &Judged) -> Option<f64> {
    let mut all = judged.by_class.iter();
    all.find(|one| one.objective_s.is_some())
        .and_then(|one| one.attained.point)
}

/// What lost data or never came back is lost, however seldom; else the verdict on what is stated, the graver one of both.
fn verdict(outcome: &ApplicationOutcome, seen: &Seen, enough: bool) -> CellVerdict {
    if seen.lost > 0 {
        return CellVerdict::Lost;
    }
    let judged = [&outcome.rto, &outcome.rpo].into_iter().flatten();
    let verdicts: Vec<Verdict> = judged.filter_map(|one| one.verdict).collect();
    let has = |verdict: Verdict| verdicts.contains(&verdict);
    if has(Verdict::Missed) {
        return CellVerdict::Missed;
    }
    if !enough || seen.trials == 0 {
        return CellVerdict::Undecided;
    }
    if seen.hit == 0 {
        return CellVerdict::Survived;
    }
    if has(Verdict::Inconclusive) {
        return CellVerdict::Undecided;
    }
    if has(Verdict::Met) {
        return CellVerdict::Met;
    }
    CellVerdict::Unstated
}
