//! Which restore points were taken, with intervals.
//!
//! Always true here: nothing is told where no restore had a choice.

use super::estimate;
use super::gather::Sample;
use super::rate::mean_s;
use super::sums::ChoiceSums;
use crate::model::outcome::PointChoices;
use crate::stats::share::pooled;

/// The choices of an application.
pub(super) fn choices(sample: &Sample<'_>, sums: &ChoiceSums) -> Option<PointChoices> {
    let share = pooled(&sums.sooner, sample.trials(), sample.level).interval;
    (sums.sooner.all > 0).then(|| PointChoices {
        restores: sums.sooner.all,
        sooner: sums.sooner.hits,
        taken: sums.taken,
        share: estimate(share),
        saved_s: estimate(mean_s(sample, &sums.saved)),
        lost_more_s: estimate(mean_s(sample, &sums.lost_more)),
    })
}
