//! What people decided about what was down but intact, with intervals.
//!
//! Always true here: nothing is told where there was nothing to decide.

use super::estimate;
use super::gather::Sample;
use super::rate::mean_s;
use super::sums::DecisionSums;
use crate::model::outcome::Decisions;

/// The decisions about an application.
pub(super) fn decisions(sample: &Sample<'_>, sums: &DecisionSums) -> Option<Decisions> {
    (sums.gave_up.sum + sums.waited.sum > 0).then(|| Decisions {
        trials: sample.trials(),
        gave_up: sums.gave_up.sum,
        gave_up_trials: sums.gave_up.trials,
        waited: sums.waited.sum,
        waited_trials: sums.waited.trials,
        decided_s: estimate(mean_s(sample, &sums.decided)),
        settled: sums.settled,
        waiting_s: estimate(mean_s(sample, &sums.waiting)),
    })
}
