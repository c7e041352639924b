//! Trials side by side.
//!
//! Always true here: records come back in the order of trial numbers, whoever made them; there are
//! never more worlds, and sums under way, than threads, and each is used again from trial to trial, but for one in which a
//! trial panicked: that is dropped, and the other trials go on.

use super::failed::{caught, failed};
use super::sums::{Plan, Sums};
use super::{Simulate, endless};
use crate::model::DrillId;
use crate::model::outcome::FailedTrial;
use crate::model::record::{Stretch, TrialRecord};
use crate::world::Mode;
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Trials that one worker makes in a row, at most: few enough to spread, enough to hide the hand-over.
const LONGEST_CHUNK: u32 = 64;
/// Chunks per thread, so that a slow one at the end costs little.
const CHUNKS_PER_THREAD: u32 = 16;

/// A record, and the drill that it is of.
pub(crate) type Record = (Option<DrillId>, TrialRecord);

/// Trials in a row.
pub(crate) struct Batch {
    /// How many numbers they have: of drills, one has a trial for each drill.
    pub(crate) numbers: u32,
    /// What they add up to, in parts of which nobody knows which trials they are of: each has sums for each plan.
    pub(crate) sums: Vec<Vec<Sums>>,
    /// Their records, in the order of their numbers and then of the plans, where these are told.
    pub(crate) records: Vec<Vec<Record>>,
}

/// What is kept of trials.
#[derive(Clone, Copy)]
pub(crate) struct Keeping<'k> {
    /// How they are added up: years, or each of the drills whose trials go on from the same histories.
    pub(crate) plans: &'k [Plan<'k>],
    /// Whether somebody wants to be told of their records.
    pub(crate) records: bool,
}

/// Threads and worlds of a run.
pub(crate) struct Workers<'p, S, F> {
    make: F,
    idle: Mutex<Vec<S>>,
    /// None where not even a pool of the caller's own thread can be made.
    pool: Option<ThreadPool>,
    failed: Mutex<Vec<FailedTrial>>,
    done: AtomicU64,
    planned: AtomicU64,
    progress: &'p (dyn Fn(u64, u64) + Sync),
}

impl<'p, S: Simulate, F: Fn() -> S + Sync> Workers<'p, S, F> {
    /// Workers that will make `planned` trials.
    pub(crate) fn new(
        make: F,
        threads: usize,
        planned: u64,
        progress: &'p (dyn Fn(u64, u64) + Sync),
    ) -> Self {
        Workers {
            make,
            idle: Mutex::new(Vec::new()),
            pool: pool(threads),
            failed: Mutex::new(Vec::new()),
            done: AtomicU64::new(0),
            planned: AtomicU64::new(planned),
            progress,
        }
    }

    /// Runs the work on these threads.
    pub(crate) fn inside<R: Send>(&self, work: impl FnOnce() -> R + Send) -> R {
        match &self.pool {
            Some(pool) => pool.install(work),
            None => work(),
        }
    }

    /// Takes trials out of the plan that will not be made.
    pub(crate) fn skip(&self, trials: u64) {
        self.planned.fetch_sub(trials, Ordering::Relaxed);
    }

    /// These trials: what they add up to, and their records where these are told.
    pub(crate) fn batch(&self, numbers: Range<u32>, keeping: &Keeping<'_>) -> Batch {
        let threads = rayon::current_num_threads().max(1) as u32;
        let count = numbers.end.saturating_sub(numbers.start);
        let length = (count / threads.saturating_mul(CHUNKS_PER_THREAD)).clamp(1, LONGEST_CHUNK);
        let starts: Vec<u32> = numbers.clone().step_by(length as usize).collect();
        // Each of those that work at once adds to sums of its own, from one chunk to the next.
        let sums: Mutex<Vec<Vec<Sums>>> = Mutex::new(Vec::new());
        let records = starts
            .into_par_iter()
            .map(|start| {
                let end = start.saturating_add(length).min(numbers.end);
                let own = guarded(&sums).pop();
                let mut own = own.unwrap_or_else(|| vec![Sums::default(); keeping.plans.len()]);
                let records = self.chunk(start..end, keeping, &mut own);
                guarded(&sums).push(own);
                records
            })
            .collect();
        Batch {
            numbers: count,
            sums: sums.into_inner().unwrap_or_else(PoisonError::into_inner),
            records,
        }
    }

    fn chunk(&self, numbers: Range<u32>, keeping: &Keeping<'_>, sums: &mut [Sums]) -> Vec<Record> {
        let mut world = self.take();
        let mut records = Vec::new();
        let mut count = 0;
        for number in numbers {
            for (plan, made) in self.made(&mut world, number, keeping.plans) {
                count += 1;
                let Some(mut record) = made else { continue };
                endless::mark(keeping.plans[plan].queues, &mut record);
                sums[plan].add(&keeping.plans[plan], &record);
                if keeping.records {
                    // They would be most of its size, and nobody asks for them trial by trial.
                    record.pipes = Vec::new();
                    record.outages.shrink_to_fit();
                    records.push((keeping.plans[plan].drill, record));
                }
            }
        }
        self.give_back(world);
        let done = self.done.fetch_add(count, Ordering::Relaxed) + count;
        (self.progress)(done, self.planned.load(Ordering::Relaxed).max(done));
        records
    }

    /// The trials of a number, each with its plan; none for those that could not be finished.
    fn made(
        &self,
        world: &mut S,
        number: u32,
        plans: &[Plan<'_>],
    ) -> Vec<(usize, Option<TrialRecord>)> {
        let has = |plan: &Plan<'_>| number < plan.below;
        let wanted = plans.iter().filter(|plan| has(plan));
        let drills: Vec<DrillId> = wanted.filter_map(|plan| plan.drill).collect();
        let made = if plans.iter().any(|plan| plan.drill.is_none()) {
            let made = caught(|| world.trial(Mode::Years, number));
            if made.is_err() {
                // Its tables may be broken: it is dropped.
                *world = (self.make)();
            }
            vec![(None, made)]
        } else {
            let made = world.drills(number, &drills).into_iter();
            made.map(|(drill, made)| (Some(drill), made)).collect()
        };
        let placed = made.into_iter().map(|(drill, made)| {
            let plan = plans.iter().position(|plan| plan.drill == drill);
            let made = made.map_err(|message| {
                guarded(&self.failed).push(failed(drill, number, message));
            });
            (plan.expect("a trial is of one of the plans"), made.ok())
        });
        placed.collect()
    }

    /// Trials that could not be finished so far: years first, then by drill and number.
    pub(crate) fn failed(&self) -> Vec<FailedTrial> {
        let mut all = guarded(&self.failed).clone();
        all.sort_by_key(|one| (one.drill, one.trial));
        all
    }

    /// One trial again, with its stretches.
    pub(crate) fn timeline(&self, mode: Mode, number: u32) -> Vec<Stretch> {
        let mut world = self.take();
        let stretches = world.timeline(mode, number);
        self.give_back(world);
        stretches
    }

    fn take(&self) -> S {
        let idle = guarded(&self.idle).pop();
        idle.unwrap_or_else(&self.make)
    }

    fn give_back(&self, world: S) {
        guarded(&self.idle).push(world);
    }
}

/// What a mutex guards, also where a trial panicked meanwhile: what it guards is whole between trials.
fn guarded<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Threads to work with: as many as are asked for, fewer where the system gives fewer, and the caller's
/// own alone where it gives none.
pub(super) fn pool(threads: usize) -> Option<ThreadPool> {
    let mut wanted = threads;
    loop {
        if let Ok(pool) = ThreadPoolBuilder::new().num_threads(wanted).build() {
            return Some(pool);
        }
        // Nought stands for all processors.
        wanted = if wanted == 0 { 4 } else { wanted / 2 };
        if wanted == 0 {
            let own = ThreadPoolBuilder::new().num_threads(1).use_current_thread();
            return own.build().ok();
        }
    }
}
