//! Trials in batches: while the next one is simulated, the last one is added up and told.
//!
//! Always true here: records are told in the order of trial numbers, each once, as they stay; no more than two
//! batches of them are held at once.

use super::sums::{Sum, Sums};
use super::trials::{Batch, Keeping, Workers};
use super::{Simulate, Tell};
use crate::model::record::{Outage, TrialRecord};
use std::ops::Range;

/// Trials of the first batch, which shows how large a record is.
const FIRST: u32 = 256;
/// Trials of a batch at most: so many that threads seldom wait for the last of it.
const MOST: u32 = 4_096;
/// Bytes of the records of a batch, about.
const ROOM: usize = 4 << 20;

/// Adds these trials to the sums, each of them told.
pub(super) fn add<S: Simulate, F: Fn() -> S + Sync, E: Send>(
    workers: &Workers<'_, S, F>,
    numbers: Range<u32>,
    keeping: &Keeping<'_>,
    sums: &mut [Sums],
    tell: &mut Tell<'_, E>,
) -> Result<(), E> {
    let mut made: Option<Batch> = None;
    let mut start = numbers.start;
    while start < numbers.end {
        let end = start.saturating_add(size(made.as_ref())).min(numbers.end);
        let (next, told) = rayon::join(
            || workers.batch(start..end, keeping),
            || hand_on(made.take(), sums, tell),
        );
        told?;
        made = Some(next);
        start = end;
    }
    hand_on(made, sums, tell)?;
    sums.iter_mut().for_each(Sum::settle);
    Ok(())
}

fn hand_on<E>(batch: Option<Batch>, sums: &mut [Sums], tell: &mut Tell<'_, E>) -> Result<(), E> {
    let Some(batch) = batch else {
        return Ok(());
    };
    for parts in batch.sums {
        for (sums, part) in sums.iter_mut().zip(&parts) {
            sums.merge(part);
        }
    }
    for (drill, record) in batch.records.iter().flatten() {
        tell(*drill, record)?;
    }
    Ok(())
}

/// Trials of the next batch, by how large the records of the last one are.
fn size(last: Option<&Batch>) -> u32 {
    let Some(last) = last else { return FIRST };
    let records = last.records.iter().flatten();
    let bytes: usize = records.map(|(_, record)| weight(record)).sum();
    let each = bytes / last.numbers.max(1) as usize;
    u32::try_from(ROOM / each.max(1)).map_or(MOST, |size| size.clamp(64, MOST))
}

/// About how many bytes a record takes.
fn weight(record: &TrialRecord) -> usize {
    const OF_A_TALLY: usize = 96;
    let tallies = record.stamps.len()
        + record.backups.len()
        + record.storage.len()
        + record.replicas.len()
        + record.updates.len()
        + record.homecomings.len()
        + record.intrusions.len()
        + record.crews.len()
        + record.parts.len()
        + record.instances.len();
    let numbers = record.downtime.len() + record.node_downtime.len() + record.faults.len();
    size_of::<TrialRecord>()
        + record.outages.len() * size_of::<Outage>()
        + tallies * OF_A_TALLY
        + numbers * size_of::<u64>()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{SCENARIO, blueprint, record};
    use super::super::{Options, Run};
    use super::*;
    use crate::model::record::Stretch;
    use crate::world::Mode;
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

    fn run<'r>(blueprint: &'r crate::model::Blueprint, options: &'r Options) -> Run<'r> {
        Run {
            blueprint,
            options,
            progress: &|_, _| {},
            most: usize::MAX,
            told: true,
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
        let trials = 2 * FIRST + MOST;
        let options = options(trials);
        let outcome = run(&blueprint, &options).outcome(
            || Counted(&made, &blueprint),
            &mut |drill, record: &TrialRecord| {
                first_told_after = first_told_after.min(made.load(Ordering::Relaxed));
                told.push((drill, record.trial));
                Ok::<(), ()>(())
            },
        );
        assert!(outcome.is_ok());
        // While the first batch is told, the second one is on its way.
        assert!((FIRST..=FIRST + MOST).contains(&first_told_after));
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
        let options = options(3 * MOST);
        let outcome = run(&blueprint, &options).outcome(
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
        let made = made.load(Ordering::Relaxed);
        assert!((FIRST..=FIRST + MOST).contains(&made), "{made}");
    }
}
