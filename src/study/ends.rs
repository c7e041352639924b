//! How often an application did not recover: back without its data, or never back.
//!
//! Always true here: planned outages do not count; a trial counts once, however often it happened in
//! it.

use super::gather::Sample;
use super::rate::{events_per_year, share_of};
use super::sums::ApplicationSums;
use crate::model::outcome::Ends;

/// What became of the outages of one application.
pub(crate) fn ends(sample: &Sample<'_>, sums: &ApplicationSums) -> Ends {
    let all = sums.counted_trials;
    let mut ends = Ends {
        lost: sums.lost.sum,
        lost_per_year: events_per_year(sample, &sums.lost),
        never_per_year: events_per_year(sample, &sums.never),
        ..Ends::default()
    };
    if sample.drill().is_some() {
        ends.found_up = all;
        ends.lost_share = share_of(sample, sums.lost.trials, all);
        ends.never_trials = sums.never.trials;
        ends.never_share = share_of(sample, ends.never_trials, all);
        ends.total_loss_trials = sums.gone.trials;
        ends.total_loss_share = share_of(sample, ends.total_loss_trials, all);
    }
    ends
}
