//! The march of the chaos harness: for each fault the instants of the cycle at which an outcome can change, both sides of each, and with that
//! the worst moment of each application.
//!
//! Always true here: the world is frozen, so that a run is a function of its strike; what one fault finds depends on no other, nor on
//! threads; what was not marched says why.

mod ground;
mod line;
mod meet;
mod played;
mod sight;
mod strider;
#[cfg(test)]
mod tests;
mod tooth;

pub use played::{Unplayed, fates, play};

use super::failed::caught;
use super::trials::pool;
use crate::model::ObjectiveOf;
use crate::model::frozen::Frozen;
use crate::model::marched::{MarchOutcome, MarchedRow, Skipped, Unmarched};
use crate::model::swept::SweptFault;
use crate::world::{Strike, World};
use ground::Ground;
use rayon::prelude::*;
use sight::Fate;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use strider::{Most, Strider};

/// Events of its runs that the march of a fault may take where nobody says how many runs: some tenths of a second.
const EVENTS_OF_A_FAULT: u64 = 2_000_000;

/// How a march is made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MarchOptions {
    /// Seed of all streams: where in the calendar the cycle lies, and the little that is no law.
    pub seed: u64,
    /// Threads; 0 for as many as there are processors. Changes nothing but the time it takes.
    pub threads: usize,
    /// Runs that each fault may take; none: as many as a person waits for.
    pub runs: Option<u64>,
}

/// The worlds of one thread: one that stands where the cycle begins, one that goes along it, and one that is struck.
struct Worlds<'b> {
    origin: World<'b>,
    base: World<'b>,
    probe: World<'b>,
}

impl<'b> Worlds<'b> {
    fn new(ground: &Ground<'b>) -> Worlds<'b> {
        let origin = ground.prepared();
        Worlds {
            base: origin.clone(),
            probe: origin.clone(),
            origin,
        }
    }
}

/// Marches over the cycle under each of the faults, whose drills the frozen scenario has. `go_on` is asked before each run with the runs done;
/// where it says no, what was found until then is told. `progress` is told the faults done and all of them.
#[must_use]
pub fn march(
    frozen: &Frozen,
    faults: &[SweptFault],
    options: &MarchOptions,
    go_on: &(dyn Fn(u64) -> bool + Sync),
    progress: &(dyn Fn(u64, u64) + Sync),
) -> MarchOutcome {
    let pool = pool(options.threads);
    let work = || marched(frozen, faults, options, go_on, progress);
    match &pool {
        Some(pool) => pool.install(work),
        None => work(),
    }
}

/// The march of one fault by itself, with what it cost in events.
pub(in crate::study) fn march_one(
    frozen: &Frozen,
    fault: &SweptFault,
    seed: u64,
) -> (MarchOutcome, u64) {
    let made = caught(|| {
        let ground = Ground::new(&frozen.blueprint, seed);
        let mut worlds = Worlds::new(&ground);
        let most = Most {
            runs: u64::MAX,
            events: EVENTS_OF_A_FAULT,
        };
        let strider = Strider::new(&ground, &mut worlds, fault, most, &|| true);
        let (row, events) = strider.march(0);
        (row, ground.cycle, events + ground.events())
    });
    let mut outcome = MarchOutcome {
        quantile: frozen.quantile,
        held: Vec::new(),
        cycle: None,
        rows: Vec::new(),
    };
    match made {
        Ok((row, cycle, events)) => {
            outcome.cycle = Some(cycle);
            outcome.rows.push(row);
            (outcome, events)
        }
        // A world that fails judges nothing.
        Err(_) => (outcome, EVENTS_OF_A_FAULT),
    }
}

/// What one strike comes to.
pub(in crate::study) struct Glance {
    fates: Vec<Fate>,
    /// What it cost.
    pub(in crate::study) events: u64,
}

impl Glance {
    /// The recovery or the loss of an application, in milliseconds; none where there is none.
    pub(in crate::study) fn of(&self, application: usize, kind: ObjectiveOf) -> Option<u64> {
        self.fates.get(application)?.of(kind)
    }
}

/// One strike of a fault at an instant of the cycle.
pub(in crate::study) fn glance(
    frozen: &Frozen,
    fault: &SweptFault,
    (seed, at): (u64, u64),
) -> Glance {
    let made = caught(|| {
        let ground = Ground::new(&frozen.blueprint, seed);
        let mut worlds = Worlds::new(&ground);
        let source = frozen.blueprint.drill(fault.drill).source;
        let at = at % ground.cycle.length;
        let sight = sight::look(
            &ground,
            &mut worlds,
            (Strike::Drill(fault.drill), source),
            at,
        );
        let cost = ground.events();
        sight.map_or((Vec::new(), cost), |sight| {
            (sight.fates, sight.events + cost)
        })
    });
    let (fates, events) = made.unwrap_or((Vec::new(), EVENTS_OF_A_FAULT));
    Glance { fates, events }
}

fn marched(
    frozen: &Frozen,
    faults: &[SweptFault],
    options: &MarchOptions,
    go_on: &(dyn Fn(u64) -> bool + Sync),
    progress: &(dyn Fn(u64, u64) + Sync),
) -> MarchOutcome {
    let mut outcome = MarchOutcome {
        quantile: frozen.quantile,
        held: frozen.held.clone(),
        cycle: None,
        rows: Vec::new(),
    };
    let nothing = |fault, why| MarchedRow {
        fault,
        cells: Vec::new(),
        runs: 0,
        critical: 0,
        skipped: Skipped::default(),
        marched: 0,
        unmarched: Some(why),
    };
    let ground = match caught(|| Ground::new(&frozen.blueprint, options.seed)) {
        Ok(ground) => ground,
        Err(message) => {
            let all = 0..faults.len();
            let rows = all.map(|fault| nothing(fault, Unmarched::Failed(message.clone())));
            outcome.rows = rows.collect();
            return outcome;
        }
    };
    outcome.cycle = Some(ground.cycle);
    let idle: Mutex<Vec<Worlds<'_>>> = Mutex::new(Vec::new());
    let take = || idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
    let (runs, done) = (AtomicU64::new(0), AtomicU64::new(0));
    let may_run = || go_on(runs.fetch_add(1, Ordering::Relaxed));
    let most = match options.runs {
        Some(runs) => Most {
            runs,
            events: u64::MAX,
        },
        None => Most {
            runs: u64::MAX,
            events: EVENTS_OF_A_FAULT,
        },
    };
    let rows = faults.par_iter().enumerate().map(|(place, fault)| {
        let made = caught(|| {
            let mut worlds = take().unwrap_or_else(|| Worlds::new(&ground));
            let strider = Strider::new(&ground, &mut worlds, fault, most, &may_run);
            (strider.march(place).0, worlds)
        });
        progress(
            done.fetch_add(1, Ordering::Relaxed) + 1,
            faults.len() as u64,
        );
        match made {
            Ok((row, worlds)) => {
                let mut idle = idle.lock().unwrap_or_else(PoisonError::into_inner);
                idle.push(worlds);
                row
            }
            // Its worlds may be broken: they are dropped.
            Err(message) => nothing(place, Unmarched::Failed(message)),
        }
    });
    outcome.rows = rows.collect();
    outcome
}
