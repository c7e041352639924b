//! The sweep of the chaos harness over generated scenarios: logs, intruders and all else together.
//!
//! Always true here: which faults are swept follows from the seed alone, intruders among them.

use firedrill::model::Blueprint;
use firedrill::model::swept::{Harm, SweptFault};
use firedrill::scenario::Alphabet;
use firedrill::study::{SweepOptions, sweep};

/// Faults of each scenario, beside intruders.
const FAULTS: usize = 4;
/// Trials of each fault.
const TRIALS: u32 = 2;

/// Sweeps some faults of a scenario: none of their trials panics, and what is told of them adds up.
pub(crate) fn some_faults(blueprint: &Blueprint, seed: u64) {
    let all = Alphabet::of(blueprint);
    let step = (all.faults.len() / FAULTS).max(1);
    let others = all.faults.iter().skip(seed as usize % step).step_by(step);
    let intruders = all.faults.iter().filter(|one| one.harm == Harm::Ransomware);
    let mut faults: Vec<SweptFault> = others.take(FAULTS).cloned().collect();
    for one in intruders.take(1) {
        if faults.iter().all(|known| known.drill != one.drill) {
            faults.push(one.clone());
        }
    }
    let options = SweepOptions {
        seed,
        trials: TRIALS,
        threads: 1,
    };
    let made = sweep(&all.blueprint, &faults, &options, &|_| true, &|_, _| {});
    assert!(made.failed.is_empty(), "{:?}", made.failed);
    assert!(made.complete && made.rows.len() == faults.len());
    assert_eq!(made.trials, faults.len() as u64 * u64::from(TRIALS));
    for row in &made.rows {
        assert_eq!(row.cells.len(), blueprint.applications.len());
        for cell in &row.cells {
            assert!(cell.hit <= cell.trials && cell.lost <= cell.trials);
            let shares = [cell.rto_kept, cell.rpo_kept].into_iter().flatten();
            assert!(shares.into_iter().all(|share| (0.0..=1.0).contains(&share)));
            let loss = cell.loss.and_then(|worst| worst.value);
            assert!(loss.is_none() || cell.hit > 0, "lost and not hit");
        }
    }
}
