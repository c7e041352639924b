//! What the years say of stamps, backups and repositories.
//!
//! Always true here: figures are over trials of years, never of drills.

use super::estimate;
use super::gather::Sample;
use super::tally::Tallies;
use crate::model::memory::{MemoryTerms, held, terms_of};
use crate::model::outcome::{BackupOutcome, StampOutcome};
use crate::model::record::{Bare, JobTally, RepositoryTally, StampTally};
use crate::model::{BackupId, Blueprint, StampId, VmId};
use crate::stats::ratio::{Part, ratio};
use crate::stats::share::{Count, pooled};
use crate::units::{HOUR, SECOND, YEAR};

/// All stamps, in order.
pub(crate) fn stamps(sample: &Sample<'_>) -> Vec<StampOutcome> {
    (0..sample.blueprint.stamps.len())
        .map(|index| {
            let all = Tallies::at(sample, index, |record| &record.stamps);
            let hours = |of: fn(&StampTally) -> u64| {
                let mut hours = all.hours(of);
                // A year has no more of them, however little a few trials say.
                hours.high = hours.high.map(|high| high.min(YEAR as f64 / HOUR as f64));
                hours
            };
            StampOutcome {
                memory: memory(sample.blueprint, StampId::from_index(index)),
                standby_bytes: held(&[], &sample.blueprint.standbys, StampId::from_index(index))
                    .fold(0.0, |sum, bytes| sum + bytes.0 as f64),
                hours_without_n_minus_1_per_year: hours(|tally| tally.without_n_minus_1),
                hours_two_down_per_year: hours(|tally| tally.two_or_more_down),
                hours_down_per_year: hours(|tally| tally.down),
                quorum_losses_per_year: all.events(|tally| u64::from(tally.quorum_losses)),
                most_waiting: all.most(|tally| tally.most_waiting),
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
    (0..sample.blueprint.protections.backups.len())
        .map(|index| {
            let jobs: Vec<JobTally> = sample
                .records
                .iter()
                .filter_map(|record| record.backups.get(index).copied())
                .collect();
            let counts: Vec<Count> = jobs
                .iter()
                .map(|job| Count {
                    hits: job.good.min(job.due),
                    all: job.due,
                })
                .collect();
            let gaps: Vec<Part> = jobs
                .iter()
                .map(|job| Part {
                    amount: job.vm_time as f64,
                    count: job.completed as f64,
                })
                .collect();
            let id = BackupId::from_index(index);
            let vms = sample.blueprint.vms.iter();
            let good = pooled(&counts, sample.trials(), sample.level).interval;
            let gap = ratio(&gaps, sample.level);
            BackupOutcome {
                tally: jobs.iter().fold(JobTally::default(), added),
                vms: vms.filter(|vm| vm.protection.backup == Some(id)).count() as u32,
                good_share: estimate(good),
                effective_cadence_s: estimate(gap.times(1.0 / SECOND as f64)),
                without_point: worst_bare(sample, id, |bare| bare.no_point),
                without_copy: match sample.blueprint.backup(id).copy_to {
                    Some(_) => worst_bare(sample, id, |_| true),
                    None => Vec::new(),
                },
                trials_without_point: sample
                    .records
                    .iter()
                    .filter(|record| {
                        let mut bare = record.bare.iter();
                        bare.any(|one| one.no_point && has(sample.blueprint, id, one))
                    })
                    .count() as u32,
            }
        })
        .collect()
}

fn has(blueprint: &Blueprint, id: BackupId, bare: &Bare) -> bool {
    blueprint.vm(bare.vm).protection.backup == Some(id)
}

/// VMs of a backup that are left without something, in the first trial in which they are most.
fn worst_bare(sample: &Sample<'_>, id: BackupId, lacks: impl Fn(&Bare) -> bool) -> Vec<VmId> {
    let mut worst = Vec::new();
    for record in sample.records {
        let own = || {
            let bare = record.bare.iter();
            bare.filter(|one| has(sample.blueprint, id, one) && lacks(one))
        };
        if own().count() > worst.len() {
            worst = own().map(|one| one.vm).collect();
        }
    }
    worst
}

fn added(sum: JobTally, job: &JobTally) -> JobTally {
    let add = u64::saturating_add;
    JobTally {
        due: add(sum.due, job.due),
        good: add(sum.good, job.good),
        failed: add(sum.failed, job.failed),
        window_missed: add(sum.window_missed, job.window_missed),
        overrun: add(sum.overrun, job.overrun),
        interrupted: add(sum.interrupted, job.interrupted),
        repository_full: add(sum.repository_full, job.repository_full),
        vm_time: add(sum.vm_time, job.vm_time),
        completed: add(sum.completed, job.completed),
        gap_max: sum.gap_max.max(job.gap_max),
        lag_sum: add(sum.lag_sum, job.lag_sum),
        lag_max: sum.lag_max.max(job.lag_max),
        bytes: sum.bytes + job.bytes,
        copy_behind_max: sum.copy_behind_max.max(job.copy_behind_max),
    }
}

/// The largest over trials, repository by repository.
pub(crate) fn repositories(sample: &Sample<'_>) -> Vec<RepositoryTally> {
    (0..sample.blueprint.repositories.len())
        .map(|index| {
            let tallies = sample
                .records
                .iter()
                .filter_map(|record| record.repositories.get(index));
            tallies.fold(RepositoryTally::default(), |most, tally| RepositoryTally {
                most_used: most.most_used.max(tally.most_used),
                down: most.down.max(tally.down),
            })
        })
        .collect()
}
