//! Trials in batches, so that what is told of them can be written while others are yet to come.
//!
//! Always true here: records are told in the order of trial numbers, each once, as they stay.

use super::trials::Workers;
use super::{Simulate, Tell, endless};
use crate::model::DrillId;
use crate::model::queue::Queue;
use crate::model::record::{PipeTally, TrialRecord};
use crate::world::Mode;
use std::ops::Range;

/// Trials of one batch: so many that threads seldom wait for the last of it.
const BATCH: u32 = 4_096;

/// The records of these trials, each of them told. What pipes moved is added to `pipes`.
pub(super) fn records<S: Simulate, F: Fn() -> S + Sync, E>(
    workers: &Workers<'_, S, F>,
    (mode, numbers): (Mode, Range<u32>),
    queues: &[Queue],
    pipes: &mut Vec<PipeTally>,
    tell: &mut Tell<'_, E>,
) -> Result<Vec<TrialRecord>, E> {
    let drill: Option<DrillId> = match mode {
        Mode::Years => None,
        Mode::Drill(id) => Some(id),
    };
    let mut all = Vec::with_capacity(numbers.len());
    for start in numbers.clone().step_by(BATCH as usize) {
        let end = start.saturating_add(BATCH).min(numbers.end);
        let mut batch = workers.records(mode, start..end, pipes);
        endless::mark(queues, &mut batch);
        for record in &batch {
            tell(drill, record)?;
        }
        all.extend(batch);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{SCENARIO, blueprint, record};
    use super::super::{Options, run_told_with};
    use super::*;
    use crate::model::record::Stretch;
    use std::sync::atomic::{AtomicU32, Ordering};

    /// Counts the trials that were made.
    struct Counted<'c>(&'c AtomicU32, &'c crate::model::Blueprint);

    impl Simulate for Counted<'_> {
        fn trial(&mut self, _: Mode, number: u32) -> TrialRecord {
            self.0.fetch_add(1, Ordering::Relaxed);
            record(self.1, number, vec![])
        }
        fn timeline(&mut self, _: Mode, _: u32) -> Vec<Stretch> {
            vec![]
        }
    }

    fn options(trials: u32) -> Options {
        Options {
            seed: 1,
            trials: Some(trials),
            threads: 2,
        }
    }

    #[test]
    fn trials_are_told_in_order_while_others_are_yet_to_come() {
        let blueprint = blueprint(SCENARIO);
        let made = AtomicU32::new(0);
        let mut told = vec![];
        let mut first_told_after = u32::MAX;
        let trials = 3 * BATCH + 5;
        let outcome = run_told_with(
            &blueprint,
            &options(trials),
            &|_, _| {},
            || Counted(&made, &blueprint),
            &mut |drill, record: &TrialRecord| {
                first_told_after = first_told_after.min(made.load(Ordering::Relaxed));
                told.push((drill, record.trial));
                Ok::<(), ()>(())
            },
        );
        assert!(outcome.is_ok());
        assert_eq!(first_told_after, BATCH);
        let years: Vec<u32> = told
            .iter()
            .filter(|(drill, _)| drill.is_none())
            .map(|(_, trial)| *trial)
            .collect();
        assert_eq!(years, (0..trials).collect::<Vec<u32>>());
        assert!(told[years.len()..].iter().all(|(drill, _)| drill.is_some()));
    }

    #[test]
    fn a_disk_that_is_full_ends_the_run() {
        let blueprint = blueprint(SCENARIO);
        let made = AtomicU32::new(0);
        let outcome = run_told_with(
            &blueprint,
            &options(3 * BATCH),
            &|_, _| {},
            || Counted(&made, &blueprint),
            &mut |_, record: &TrialRecord| {
                if record.trial < 7 {
                    Ok(())
                } else {
                    Err("full")
                }
            },
        );
        assert_eq!(outcome.err(), Some("full"));
        assert_eq!(made.load(Ordering::Relaxed), BATCH);
    }
}
