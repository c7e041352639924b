//! What trials say of applications that intruders struck.
//!
//! Always true here: what was never struck has no row.

use super::gather::Sample;
use super::rate::{IN_SECONDS, quantiles_of, share_of};
use super::sums::LackSums;
use crate::model::ApplicationId;
use crate::model::outcome::{DeletedAt, IntrusionOutcome, MissingOutcome};
use crate::stats::nine_digits;

/// All applications that were struck, in order.
pub(crate) fn intrusions(sample: &Sample<'_>) -> Vec<IntrusionOutcome> {
    let all = sample.sums.intrusions.iter().enumerate();
    let struck = all.filter(|(_, sums)| sums.strikes + sums.bared > 0);
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
                    oldest_of_none_s: seconds(sums.oldest_of_none.0),
                    oldest_newer_s: seconds(sums.oldest_newer.0),
                })
                .collect(),
            missing: {
                let lack = |sums: &LackSums| (sums.strikes, seconds(sums.longest.0));
                MissingOutcome {
                    kept: lack(&sums.kept),
                    replica: lack(&sums.replica),
                    no_backup: lack(&sums.no_backup),
                    room: sums.room.rows().map(|(id, count)| (id, *count)).collect(),
                    unknown: sums.unknown,
                }
            },
            bared: sums.bared,
            infected_again: sums.infected_again,
        }
    });
    told.collect()
}
