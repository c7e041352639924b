//! What trials say of applications that intruders struck.
//!
//! Always true here: what was never struck has no row.

use super::gather::Sample;
use super::rate::{IN_SECONDS, quantiles_of, share_of};
use crate::model::ApplicationId;
use crate::model::outcome::{DeletedAt, IntrusionOutcome};
use crate::stats::nine_digits;

/// All applications that were struck, in order.
pub(crate) fn intrusions(sample: &Sample<'_>) -> Vec<IntrusionOutcome> {
    let all = sample.sums.intrusions.iter().enumerate();
    let struck = all.filter(|(_, sums)| sums.strikes > 0);
    let told = struck.map(|(index, sums)| {
        let seconds = |ms: u64| nine_digits(ms as f64 * IN_SECONDS);
        IntrusionOutcome {
            application: ApplicationId::from_index(index),
            strikes: sums.strikes,
            dwell_s: quantiles_of(sums.dwell.rows()),
            survived_share: share_of(sample, sums.strikes - sums.no_copy, sums.strikes),
            no_copy: sums.no_copy,
            clean_age_s: quantiles_of(sums.clean_age.rows()),
            lay_at: sums.lay_at.rows().map(|(at, count)| (at, *count)).collect(),
            deleted: sums
                .deleted
                .rows()
                .map(|(repository, sums)| DeletedAt {
                    repository,
                    strikes: sums.strikes,
                    no_copy: sums.no_copy,
                    oldest_s: seconds(sums.oldest.0),
                })
                .collect(),
            too_short: sums.too_short,
            too_short_dwell_s: seconds(sums.too_short_dwell.0),
            infected_again: sums.infected_again,
        }
    });
    told.collect()
}
