//! Real exercises beside simulated ones: the same fault at the same instant of the week, trial by trial.
//!
//! Always true here: intervals are those of order statistics, which rest on no law: of n trials a further one lies between the k-th smallest and
//! the k-th largest with a probability of (n + 1 - 2k) / (n + 1), or more where several are equal.

use super::endless;
use super::sums::{counts, measured};
use super::trials::pool;
use crate::model::exercise::{Exercise, Exercises, Held, Measured, Place, Predicted, Reason};
use crate::model::queue;
use crate::model::record::Phase;
use crate::model::{ApplicationId, Blueprint, DrillId, DrillTime, ObjectiveOf};
use crate::stats::frequencies::ENDLESS;
use crate::world::{Mode, World};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// The two levels of intervals.
const LEVELS: [f64; 2] = [0.80, 0.95];

/// How exercises are simulated.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ExerciseOptions {
    /// Seed of all streams.
    pub seed: u64,
    /// Trials of each fault and instant.
    pub trials: u32,
    /// Threads; 0 for as many as there are processors. Changes nothing but the time it takes.
    pub threads: usize,
}

/// One application in one trial.
#[derive(Clone, Copy, Debug)]
struct Seen {
    recovery: u64,
    loss: Option<u64>,
    /// Of the longest recovery; none where it did not stop.
    phases: Option<[u64; Phase::COUNT]>,
}

/// Holds each exercise against trials of its drill that strike when it did.
#[must_use]
pub fn exercises(
    blueprint: &Blueprint,
    all: &[Exercise],
    options: &ExerciseOptions,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Exercises {
    let mut known: BTreeMap<(DrillId, u64), Vec<Vec<Option<Seen>>>> = BTreeMap::new();
    let mut rows = Vec::new();
    for (place, one) in all.iter().enumerate() {
        let own = known
            .entry((one.drill, one.of_week))
            .or_insert_with(|| trials(blueprint, one, options));
        let seen = own
            .iter()
            .filter_map(|trial| trial[one.application.index()]);
        let seen: Vec<Seen> = seen.collect();
        rows.push((one.clone(), held(one, &seen)));
        progress(place as u64 + 1, all.len() as u64);
    }
    let mut made = Exercises {
        rows,
        ..Exercises::default()
    };
    let outside = made.figures().filter(|one| one.is_outside()).count();
    let misses: Vec<f64> = made
        .figures()
        .map(|one| 1.0 - one.intervals[1].level)
        .collect();
    made.expected = misses.iter().sum();
    made.chance = at_least(&misses, outside);
    made
}

/// The probability that at least so many of independent events come, each with its own probability.
fn at_least(misses: &[f64], outside: usize) -> f64 {
    let mut sums = vec![0.0; misses.len() + 1];
    sums[0] = 1.0;
    for (seen, miss) in misses.iter().enumerate() {
        for count in (0..=seen).rev() {
            sums[count + 1] += sums[count] * miss;
            sums[count] *= 1.0 - miss;
        }
    }
    let below: f64 = sums[..outside].iter().sum();
    (1.0 - below).clamp(0.0, 1.0)
}

fn trials(
    blueprint: &Blueprint,
    one: &Exercise,
    options: &ExerciseOptions,
) -> Vec<Vec<Option<Seen>>> {
    let mut timed = blueprint.clone();
    timed.drills[one.drill.index()].time = DrillTime::OfWeek(one.of_week);
    let queues = queue::queues(&timed);
    let work = || {
        let numbers = (0..options.trials).into_par_iter();
        let made = numbers.map_init(
            || World::new(&timed, options.seed),
            |world, number| {
                let mut record = world.run(Mode::Drill(one.drill), number);
                endless::mark(&queues, &mut record);
                let all = (0..timed.applications.len()).map(ApplicationId::from_index);
                all.map(|application| seen(&record, application)).collect()
            },
        );
        made.collect()
    };
    match &pool(options.threads) {
        Some(pool) => pool.install(work),
        None => work(),
    }
}

/// None where the drill found the application down already.
fn seen(record: &crate::model::record::TrialRecord, application: ApplicationId) -> Option<Seen> {
    let mut made = Seen {
        recovery: 0,
        loss: None,
        phases: None,
    };
    let own = record.outages.iter();
    let own = own.filter(|one| one.counted && one.application == application);
    let mut hit = false;
    for one in own {
        hit = true;
        if let Some(recovery) = measured(ObjectiveOf::Recovery, one)
            && (recovery > made.recovery || made.phases.is_none())
        {
            made.recovery = recovery;
            made.phases = Some(one.phases);
        }
        made.loss = made.loss.max(measured(ObjectiveOf::Loss, one));
    }
    counts(record, application.index(), hit).then_some(made)
}

fn held(one: &Exercise, seen: &[Seen]) -> Vec<Held> {
    let recoveries = seen.iter().map(|one| one.recovery).collect();
    let mut made: Vec<Held> = figure(ObjectiveOf::Recovery, one.recovery, recoveries)
        .into_iter()
        .collect();
    if let Some(recovery) = made.first_mut() {
        recovery.reason = reason(one, recovery, seen);
    }
    // What is not at risk in a trial is not lost.
    let losses = seen.iter().map(|one| one.loss.unwrap_or(0)).collect();
    made.extend(
        one.loss
            .and_then(|loss| figure(ObjectiveOf::Loss, loss, losses)),
    );
    made
}

/// None without trials.
fn figure(of: ObjectiveOf, measured: Measured, mut values: Vec<u64>) -> Option<Held> {
    values.sort_unstable();
    let (first, last) = (*values.first()?, *values.last()?);
    let count = values.len();
    let end = |value: u64| (value < ENDLESS).then_some(value);
    let shorter = values.partition_point(|value| *value < measured.low);
    let longest = measured.high.unwrap_or(u64::MAX);
    let up_to = values.partition_point(|value| *value <= longest);
    let interval = |level: f64| {
        let ends = ((1.0 - level) / 2.0 * (count + 1) as f64) as usize;
        let (low, high) = match ends {
            0 => (first, last),
            ends => (values[ends - 1], values[count - ends]),
        };
        let ends = ends.max(1);
        let place = match measured.high {
            Some(most) if most < low => Place::Below,
            _ if measured.low > high => Place::Above,
            None => Place::Open,
            Some(_) => Place::Inside,
        };
        Predicted {
            level: (count as f64 + 1.0 - 2.0 * ends as f64) / (count as f64 + 1.0),
            low: end(low),
            high: end(high),
            place,
        }
    };
    Some(Held {
        of,
        measured,
        trials: count as u64,
        median: end(values[(count - 1) / 2]),
        between: (shorter as f64 / count as f64, up_to as f64 / count as f64),
        intervals: LEVELS.map(interval),
        reason: None,
    })
}

/// Which phase tells why a recovery lies outside: of those that were measured the one that is farthest from its median; where none was, the one whose
/// length would explain it best.
fn reason(one: &Exercise, held: &Held, seen: &[Seen]) -> Option<Reason> {
    if !held.is_outside() {
        return None;
    }
    let longer = held.place() == Place::Above;
    let finite = seen.iter().filter(|one| one.recovery < ENDLESS);
    let phases: Vec<[u64; Phase::COUNT]> = finite.filter_map(|one| one.phases).collect();
    let lengths = |phase: Phase| {
        let mut own: Vec<u64> = phases.iter().map(|all| all[phase as usize]).collect();
        own.sort_unstable();
        own
    };
    let far = |own: &[u64], took: u64| match longer {
        true => own.len() - own.partition_point(|value| *value < took),
        false => own.partition_point(|value| *value <= took),
    };
    let made = |phase: Phase, took: u64, measured: bool| {
        let own = lengths(phase);
        let median = *own.get(own.len().checked_sub(1)? / 2)?;
        Some(Reason {
            phase,
            took,
            median,
            measured,
            as_far: far(&own, took) as u64,
        })
    };
    let stated = one
        .phases
        .iter()
        .filter_map(|(phase, took)| made(*phase, *took, true));
    let stated = stated.filter(|one| (one.took > one.median) == longer && one.took != one.median);
    if let Some(found) = stated.max_by_key(|one| one.took.abs_diff(one.median)) {
        return Some(found);
    }
    let median = held.median? as i64;
    let excess = match longer {
        true => one.recovery.low as i64 - median,
        false => one.recovery.high? as i64 - median,
    };
    // What was measured and is as it should be is no reason.
    let others = Phase::ALL.into_iter();
    let others = others.filter(|phase| one.phases.iter().all(|known| known.0 != *phase));
    let others = others.filter_map(|phase| {
        let usual = made(phase, 0, false)?.median;
        let took = u64::try_from(usual as i64 + excess).ok()?;
        (usual > 0).then(|| made(phase, took, false))?
    });
    others.max_by_key(|one| {
        (
            one.as_far,
            one.median,
            std::cmp::Reverse(one.phase as usize),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(low: u64, high: Option<u64>) -> Measured {
        Measured { low, high }
    }

    /// Of 1,000 trials with the values 1 to 1,000: 2.5 % of 1,001 are 25 whole ones, so from the 25th smallest, 25, to the 25th largest, 976; a further one lies
    /// there with a probability of 951 / 1,001. Of 80 %: 100 at each end, 100 to 901, 801 / 1,001.
    #[test]
    fn intervals_are_those_of_order_statistics() {
        let figure = |one| figure(ObjectiveOf::Recovery, one, (1..=1_000).collect());
        let made = figure(measured(950, Some(950))).expect("trials");
        let [narrow, wide] = made.intervals;
        assert_eq!(
            (wide.low, wide.high, wide.place),
            (Some(25), Some(976), Place::Inside)
        );
        assert_eq!(
            (narrow.low, narrow.high, narrow.place),
            (Some(100), Some(901), Place::Above)
        );
        assert!((wide.level - 951.0 / 1_001.0).abs() < 1e-12);
        assert!((narrow.level - 801.0 / 1_001.0).abs() < 1e-12);
        assert_eq!((made.median, made.between), (Some(500), (0.949, 0.95)));
        let place = |low, high| figure(measured(low, high)).expect("trials").place();
        assert_eq!(place(0, Some(24)), Place::Below);
        assert_eq!(place(0, Some(25)), Place::Inside);
        assert_eq!(place(977, Some(990)), Place::Above);
        // Not over when nobody looked any more.
        assert_eq!(place(500, None), Place::Open);
        assert_eq!(place(977, None), Place::Above);
    }

    /// Of two figures, each outside once in 20: both with 1 / 400, any with 1 - 0.95² = 0.0975.
    #[test]
    fn what_lies_outside_by_chance_adds_up() {
        let misses = [0.05, 0.05];
        for (count, wanted) in [(0, 1.0), (1, 0.0975), (2, 0.0025)] {
            assert!((at_least(&misses, count) - wanted).abs() < 1e-12, "{count}");
        }
    }
}
