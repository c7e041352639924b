//! What the years say of stamps, backups and repositories.
//!
//! Always true here: figures are over trials of years, never of drills.

use super::estimate;
use super::gather::Sample;
use super::rate::mean_s;
use super::sums::{BackupSums, Barest, StampSums, UpkeepSums};
use super::tally::{events, hours};
use crate::model::memory::{MemoryTerms, held, terms_of};
use crate::model::outcome::{BackupOutcome, StampOutcome, UpkeepOutcome};
use crate::model::record::RepositoryTally;
use crate::model::{BackupId, Blueprint, StampId};
use crate::stats::amounts::Amounts;
use crate::stats::nine_digits;
use crate::stats::share::pooled;
use crate::units::{HOUR, YEAR};
use rayon::prelude::*;

/// All stamps, in order.
pub(crate) fn stamps(sample: &Sample<'_>) -> Vec<StampOutcome> {
    let none = StampSums::default();
    (0..sample.blueprint().stamps.len())
        .into_par_iter()
        .map(|index| {
            let sums = sample.sums.stamps.get(index).unwrap_or(&none);
            let hours = |amounts: &Amounts| {
                let mut hours = hours(sample, amounts);
                // A year has no more of them, however little a few trials say.
                hours.high = hours.high.map(|high| high.min(YEAR as f64 / HOUR as f64));
                hours
            };
            let id = StampId::from_index(index);
            StampOutcome {
                memory: memory(sample.blueprint(), id),
                standby_bytes: held(&[], &sample.blueprint().standbys, id)
                    .fold(0.0, |sum, bytes| sum + bytes.0 as f64),
                hours_without_n_minus_1_per_year: hours(&sums.without_n_minus_1),
                hours_two_down_per_year: hours(&sums.two_or_more_down),
                hours_down_per_year: hours(&sums.down),
                quorum_losses_per_year: events(sample, &sums.quorum_losses),
                most_waiting: sums.most_waiting.0,
                shed_vms_per_year: events(sample, &sums.shed),
            }
        })
        .collect()
}

fn memory(blueprint: &Blueprint, stamp: StampId) -> MemoryTerms {
    let held = held(&blueprint.vms, &blueprint.standbys, stamp);
    terms_of(blueprint.stamp(stamp), held)
}

/// All backup protections, in order.
pub(crate) fn backups(sample: &Sample<'_>) -> Vec<BackupOutcome> {
    let none = BackupSums::default();
    (0..sample.blueprint().protections.backups.len())
        .map(|index| {
            let sums = sample.sums.backups.get(index).unwrap_or(&none);
            let id = BackupId::from_index(index);
            let vms = sample.blueprint().vms.iter();
            let good = pooled(&sums.good, sample.trials(), sample.level).interval;
            let left = |without: &Option<Barest>| {
                let barest = without.as_ref();
                barest.map_or_else(Vec::new, |barest| barest.vms.clone())
            };
            BackupOutcome {
                tally: sums.jobs,
                vms: vms.filter(|vm| vm.protection.backup == Some(id)).count() as u32,
                good_share: estimate(good),
                effective_cadence_s: estimate(mean_s(sample, &sums.gap)),
                without_point: left(&sums.without_point),
                without_copy: match sample.blueprint().backup(id).copy_to {
                    Some(_) => left(&sums.without_copy),
                    None => Vec::new(),
                },
                trials_without_point: sums.trials_without_point as u32,
                upkeep: upkeep(sample, id, &sums.upkeep),
            }
        })
        .collect()
}

/// What people did about failing jobs and bad points, where they do anything.
fn upkeep(sample: &Sample<'_>, id: BackupId, sums: &UpkeepSums) -> Option<UpkeepOutcome> {
    let stated = &sample.blueprint().backup(id).upkeep;
    if !stated.is_any() {
        return None;
    }
    let share = |clusters| estimate(pooled(clusters, sample.trials(), sample.level).interval);
    let cost = stated.test.map_or(0.0, |test| test.cost.as_hours());
    let tests = events(sample, &sums.tests);
    Some(UpkeepOutcome {
        streaks: sums.noticed.all,
        streaks_per_year: events(sample, &sums.streaks),
        noticed: share(&sums.noticed),
        mended: share(&sums.mended),
        unseen_s: estimate(mean_s(sample, &sums.unseen)),
        unseen_max_s: sums.unseen_max.0 as f64 / 1_000.0,
        tests_per_year: tests,
        found_bad: share(&sums.found_bad),
        hours_of_tests_per_year: tests.each(|end| Some(nine_digits(end * cost))),
    })
}

/// The largest over trials, repository by repository.
pub(crate) fn repositories(sample: &Sample<'_>) -> Vec<RepositoryTally> {
    (0..sample.blueprint().repositories.len())
        .map(|index| {
            let most = sample.sums.repositories.get(index);
            most.map_or_else(RepositoryTally::default, |most| RepositoryTally {
                most_used: most.used.0,
                down: most.down.0,
                mistaken: most.mistaken,
            })
        })
        .collect()
}
