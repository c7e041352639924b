//! Trials side by side.
//!
//! Always true here: records come back in the order of trial numbers, whoever made them; there are
//! never more worlds than threads, and each is used again from trial to trial, but for one in which a
//! trial panicked: that is dropped, and the other trials go on.

use super::Simulate;
use super::failed::{caught, failed};
use crate::model::outcome::FailedTrial;
use crate::model::record::{PipeTally, Resource, Stretch, TrialRecord};
use crate::world::Mode;
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// Trials that one worker makes in a row, at most: few enough to spread, enough to hide the hand-over.
const LONGEST_CHUNK: u32 = 64;
/// Chunks per thread, so that a slow one at the end costs little.
const CHUNKS_PER_THREAD: u32 = 16;

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

    /// The records of these trials, in their order. What pipes moved is added to `pipes` and taken
    /// out of the records: it would be most of their size, and nobody asks for it trial by trial.
    pub(crate) fn records(
        &self,
        mode: Mode,
        numbers: Range<u32>,
        pipes: &mut Vec<PipeTally>,
    ) -> Vec<TrialRecord> {
        let threads = rayon::current_num_threads().max(1) as u32;
        let count = numbers.end.saturating_sub(numbers.start);
        let length = (count / threads.saturating_mul(CHUNKS_PER_THREAD)).clamp(1, LONGEST_CHUNK);
        let starts: Vec<u32> = numbers.clone().step_by(length as usize).collect();
        let chunks: Vec<(Vec<TrialRecord>, Vec<PipeTally>)> = starts
            .into_par_iter()
            .map(|start| {
                let end = start.saturating_add(length).min(numbers.end);
                self.chunk(mode, start..end)
            })
            .collect();
        let mut records = Vec::with_capacity(count as usize);
        for (chunk, moved) in chunks {
            records.extend(chunk);
            add_pipes(pipes, &moved);
        }
        records
    }

    fn chunk(&self, mode: Mode, numbers: Range<u32>) -> (Vec<TrialRecord>, Vec<PipeTally>) {
        let mut world = self.take();
        let mut pipes = Vec::new();
        let count = u64::from(numbers.end - numbers.start);
        let mut records = Vec::with_capacity(count as usize);
        for number in numbers {
            match caught(|| world.trial(mode, number)) {
                Ok(mut record) => {
                    add_pipes(&mut pipes, &record.pipes);
                    record.pipes = Vec::new();
                    // It is kept to the end of the run, with no room for more.
                    record.outages.shrink_to_fit();
                    records.push(record);
                }
                Err(message) => {
                    // Its tables may be broken: it is dropped.
                    world = (self.make)();
                    let mut all = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
                    all.push(failed(mode, number, message));
                }
            }
        }
        self.give_back(world);
        let done = self.done.fetch_add(count, Ordering::Relaxed) + count;
        (self.progress)(done, self.planned.load(Ordering::Relaxed).max(done));
        (records, pipes)
    }

    /// Trials that could not be finished so far: years first, then by drill and number.
    pub(crate) fn failed(&self) -> Vec<FailedTrial> {
        let all = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all = all.clone();
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
        let idle = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        idle.unwrap_or_else(&self.make)
    }

    fn give_back(&self, world: S) {
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(world);
    }
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

/// Adds up what pipes moved, pipe by pipe.
fn add_pipes(sums: &mut Vec<PipeTally>, more: &[PipeTally]) {
    while sums.len() < more.len() {
        sums.push(PipeTally {
            resource: Resource::None,
            backup_bytes: [0; 168],
            restore_bytes: 0,
            busy: 0,
            saturated: 0,
        });
    }
    for (sum, pipe) in sums.iter_mut().zip(more) {
        sum.resource = pipe.resource;
        for (total, bytes) in sum.backup_bytes.iter_mut().zip(pipe.backup_bytes) {
            *total += bytes;
        }
        sum.restore_bytes += pipe.restore_bytes;
        sum.busy += pipe.busy;
        sum.saturated += pipe.saturated;
    }
}
