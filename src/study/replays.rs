//! What restores read and replayed where there are logs, with intervals.
//!
//! Always true here: nothing is told where no restore had logs.

use super::estimate;
use super::gather::Sample;
use super::rate::mean_s;
use super::sums::ReplaySums;
use crate::model::outcome::ReplayOutcome;
use crate::model::record::ChainEnd;
use crate::stats::nine_digits;

/// The replays of an application.
pub(super) fn replays(sample: &Sample<'_>, sums: &ReplaySums) -> Option<ReplayOutcome> {
    let mean = |sum: u64| nine_digits(sum as f64 / sums.restores as f64);
    let ended = |end| sums.ends.get(end).copied().unwrap_or(0);
    (sums.restores > 0).then(|| ReplayOutcome {
        restores: sums.restores,
        files_mean: mean(sums.files),
        files_most: sums.files_most.0,
        logs_mean: mean(sums.logs),
        logs_most: sums.logs_most.0,
        replay_s: estimate(mean_s(sample, &sums.took)),
        longest_s: sums.took_most.0 as f64 / 1_000.0,
        ends: ChainEnd::ALL.map(ended),
    })
}
