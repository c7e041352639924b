//! Trials that panic: the others count, and nothing is called met.

use super::super::fixture::{MadeUp, SCENARIO, blueprint, outage, record};
use super::super::{Options, caught, run_with};
use crate::model::DrillId;
use crate::model::outcome::{Outcome, Verdict};
use crate::model::record::TrialRecord;
use crate::world::Mode;

/// Every trial has an outage of `erp` that keeps its objective; those that `panics` says panic.
fn made(panics: impl Fn(Mode, u32) -> bool + Sync) -> Outcome {
    let blueprint = blueprint(SCENARIO);
    let options = Options {
        seed: 9,
        trials: Some(300),
        threads: 2,
    };
    let make = |mode, trial| -> TrialRecord {
        assert!(!panics(mode, trial), "memory is held by trial {trial}");
        let cause = match mode {
            Mode::Years => "node-failure",
            Mode::Drill(_) => "lose-alpha",
        };
        record(
            &blueprint,
            trial,
            vec![outage(&blueprint, "erp", cause, 24.0, 1.0)],
        )
    };
    run_with(&blueprint, &options, &|_, _| {}, || MadeUp(&make))
}

fn verdicts(outcome: &Outcome) -> Vec<Verdict> {
    let all = outcome
        .applications
        .iter()
        .chain(outcome.drills.iter().flat_map(|one| &one.applications));
    let rto = all.filter_map(|one| one.rto.as_ref());
    rto.flat_map(|one| one.by_class.iter().filter_map(|class| class.verdict))
        .collect()
}

#[test]
fn a_trial_that_panics_is_named_and_the_others_count() {
    let whole = made(|_, _| false);
    assert!(whole.failed.is_empty() && verdicts(&whole).contains(&Verdict::Met));
    let outcome = made(|mode, trial| match mode {
        Mode::Years => trial == 7 || trial == 299,
        Mode::Drill(_) => trial == 0,
    });
    let failed: Vec<_> = outcome
        .failed
        .iter()
        .map(|one| (one.drill, one.trial))
        .collect();
    assert_eq!(failed, [(None, 7), (None, 299), (Some(DrillId(0)), 0)]);
    assert_eq!(outcome.failed[0].message, "memory is held by trial 7");
    assert_eq!((outcome.trials, outcome.drills[0].trials), (298, 39));
    assert!(!verdicts(&outcome).contains(&Verdict::Met));
}

#[test]
fn a_drill_that_no_trial_could_finish_is_left_out_and_the_years_stand() {
    let outcome = made(|mode, _| mode != Mode::Years);
    assert_eq!((outcome.failed.len(), outcome.drills.len()), (40, 0));
    assert!(
        verdicts(&outcome).contains(&Verdict::Met),
        "the years are whole"
    );
    let none = caught(|| made(|_, _| true));
    assert!(none.is_err_and(|message| message.contains("memory is held by trial 0")));
}
