//! What replicas, instances and storage went through.
//!
//! Always true here: figures of years are per year, figures of a drill per trial; what was never seen
//! has no point and a bound.

use super::estimate;
use super::gather::Sample;
use super::rate::{mean_s, share_of};
use super::sums::{InstanceSums, Most, ReplicaSums, StorageSums};
use crate::model::outcome::{Estimate, InstanceOutcome, ReplicaOutcome, StorageOutcome};
use crate::model::{GroupId, RoleId, StampId};
use crate::stats::amounts::Amounts;
use crate::stats::mean::{mean_amount, mean_count};
use crate::stats::moments::Moments;
use crate::stats::nine_digits;
use crate::units::{HOUR, SECOND, YEAR};

/// Years that one figure stands for: those of a trial, or in a drill simply one trial.
fn unit(sample: &Sample<'_>) -> f64 {
    sample.drill().map_or(sample.years_per_trial(), |_| 1.0)
}

/// How many of something, with an interval: per year, or per trial of a drill.
pub(super) fn events(sample: &Sample<'_>, numbers: &Moments) -> Estimate {
    let mean = mean_count(numbers, sample.trials(), sample.level);
    estimate(mean.times(1.0 / unit(sample)))
}

/// Hours of something, of the same unit. How often a length began is not told: trials with any count as
/// one event each, at most too few.
pub(super) fn hours(sample: &Sample<'_>, lengths: &Amounts) -> Estimate {
    hours_of(sample, lengths, 1.0)
}

/// The same, of what so many at once may have at most.
pub(super) fn hours_of(sample: &Sample<'_>, lengths: &Amounts, at_once: f64) -> Estimate {
    let most = match sample.drill() {
        None => sample.years_per_trial() * YEAR as f64,
        Some(_) => sample.blueprint().run.drain.0 as f64,
    };
    let most = most * at_once;
    let mean = mean_amount(lengths.spread(1.0), sample.trials(), most, sample.level);
    estimate(mean.times(1.0 / HOUR as f64 / unit(sample)))
}

/// Bytes have no natural bound: where none were seen there is none.
fn bytes(sample: &Sample<'_>, amounts: &Amounts) -> Estimate {
    let most = f64::INFINITY;
    let mean = mean_amount(amounts.spread(1.0), sample.trials(), most, sample.level);
    estimate(mean.times(1.0 / unit(sample)))
}

pub(crate) fn most_s(most: Most<u64>) -> f64 {
    nine_digits(most.0 as f64 / SECOND as f64)
}

/// All groups, in order.
pub(crate) fn replicas(sample: &Sample<'_>) -> Vec<ReplicaOutcome> {
    let none = ReplicaSums::default();
    (0..sample.blueprint().groups.len())
        .map(|index| {
            let sums = sample.sums.replicas.get(index).unwrap_or(&none);
            ReplicaOutcome {
                group: GroupId::from_index(index),
                lag_max_s: most_s(sums.lag_max),
                hours_behind: hours(sample, &sums.behind),
                hours_unprotected: hours(sample, &sums.unprotected),
                broken: events(sample, &sums.broken),
                broken_share: share_of(sample, sums.broken.trials, sums.trials),
                copies: events(sample, &sums.copies),
                copy_s: estimate(mean_s(sample, &sums.copy)),
                failovers: events(sample, &sums.failovers),
                failbacks: events(sample, &sums.failbacks),
                put_off: events(sample, &sums.put_off),
                shed_vms: events(sample, &sums.shed),
                bytes: bytes(sample, &sums.bytes),
            }
        })
        .collect()
}

/// All roles with high availability, in order.
pub(crate) fn instances(sample: &Sample<'_>) -> Vec<InstanceOutcome> {
    let none = InstanceSums::default();
    let roles = sample.blueprint().roles.iter().enumerate();
    roles
        .filter(|(_, role)| role.protection.high_availability.is_some())
        .map(|(index, _)| {
            let sums = sample.sums.instances.get(index).unwrap_or(&none);
            InstanceOutcome {
                role: RoleId::from_index(index),
                switches: events(sample, &sums.switches),
                failed_switches: events(sample, &sums.failed_switches),
                majority_losses: events(sample, &sums.majority_losses),
                splits: events(sample, &sums.splits),
                reseeds: events(sample, &sums.reseeds),
            }
        })
        .collect()
}

/// All stamps with storage, in order.
pub(crate) fn storage(sample: &Sample<'_>) -> Vec<StorageOutcome> {
    let none = StorageSums::default();
    let stamps = sample.blueprint().stamps.iter().enumerate();
    stamps
        .filter(|(_, stamp)| stamp.storage.is_some())
        .map(|(index, _)| {
            let sums = sample.sums.storage.get(index).unwrap_or(&none);
            StorageOutcome {
                stamp: StampId::from_index(index),
                rebuilds: events(sample, &sums.rebuilds),
                rebuild_s: estimate(mean_s(sample, &sums.rebuild)),
                longest_rebuild_s: most_s(sums.rebuild_max),
                hours_degraded: hours(sample, &sums.degraded),
                hours_exposed: hours(sample, &sums.exposed),
                offline: events(sample, &sums.offline),
                hours_offline: hours(sample, &sums.offline_ms),
                losses: events(sample, &sums.lost),
                hours_warning: hours(sample, &sums.warning),
                hours_critical: hours(sample, &sums.critical),
                hours_full: hours(sample, &sums.full),
                filled: events(sample, &sums.filled),
            }
        })
        .collect()
}
