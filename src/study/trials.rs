//! Trials side by side.
//!
//! Always true here: records come back in the order of trial numbers, whoever made them; there are
//! never more worlds, and sums under way, than threads, and each is used again from trial to trial, but for one in which a
//! trial panicked: that is dropped, and the other trials go on.

use super::failed::{caught, failed};
use super::sums::{Plan, Sums};
use super::{Simulate, endless};
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

/// Trials in a row.
pub(crate) struct Batch {
    /// What they add up to, in parts of which nobody knows which trials they are of.
    pub(crate) sums: Vec<Sums>,
    /// Their records, in the order of their numbers, where these are told.
    pub(crate) records: Vec<Vec<TrialRecord>>,
}

/// What is kept of trials.
#[derive(Clone, Copy)]
pub(crate) struct Keeping<'k> {
    /// How they are added up.
    pub(crate) plan: &'k Plan<'k>,
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
    pub(crate) fn batch(&self, mode: Mode, numbers: Range<u32>, keeping: &Keeping<'_>) -> Batch {
        let threads = rayon::current_num_threads().max(1) as u32;
        let count = numbers.end.saturating_sub(numbers.start);
        let length = (count / threads.saturating_mul(CHUNKS_PER_THREAD)).clamp(1, LONGEST_CHUNK);
        let starts: Vec<u32> = numbers.clone().step_by(length as usize).collect();
        // Each of those that work at once adds to sums of its own, from one chunk to the next.
        let sums: Mutex<Vec<Sums>> = Mutex::new(Vec::new());
        let records = starts
            .into_par_iter()
            .map(|start| {
                let end = start.saturating_add(length).min(numbers.end);
                let mut own = guarded(&sums).pop().unwrap_or_default();
                let records = self.chunk(mode, start..end, keeping, &mut own);
                guarded(&sums).push(own);
                records
            })
            .collect();
        Batch {
            sums: sums.into_inner().unwrap_or_else(PoisonError::into_inner),
            records,
        }
    }

    fn chunk(
        &self,
        mode: Mode,
        numbers: Range<u32>,
        keeping: &Keeping<'_>,
        sums: &mut Sums,
    ) -> Vec<TrialRecord> {
        let mut world = self.take();
        let count = u64::from(numbers.end - numbers.start);
        let mut records = Vec::new();
        for number in numbers {
            match caught(|| world.trial(mode, number)) {
                Ok(mut record) => {
                    endless::mark(keeping.plan.queues, &mut record);
                    sums.add(keeping.plan, &record);
                    if keeping.records {
                        // They would be most of its size, and nobody asks for them trial by trial.
                        record.pipes = Vec::new();
                        record.outages.shrink_to_fit();
                        records.push(record);
                    }
                }
                Err(message) => {
                    // Its tables may be broken: it is dropped.
                    world = (self.make)();
                    guarded(&self.failed).push(failed(mode, number, message));
                }
            }
        }
        self.give_back(world);
        let done = self.done.fetch_add(count, Ordering::Relaxed) + count;
        (self.progress)(done, self.planned.load(Ordering::Relaxed).max(done));
        records
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
fn pool(threads: usize) -> Option<ThreadPool> {
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
