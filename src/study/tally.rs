//! What replicas, instances and storage went through.
//!
//! Always true here: figures of years are per year, figures of a drill per trial; what was never seen
//! has no point and a bound.

use super::estimate;
use super::gather::Sample;
use crate::model::outcome::{Estimate, InstanceOutcome, ReplicaOutcome, StorageOutcome};
use crate::model::record::{InstanceTally, ReplicaTally, StorageTally, TrialRecord};
use crate::model::{GroupId, RoleId, StampId};
use crate::stats::mean::{mean_amount, mean_count};
use crate::stats::nine_digits;
use crate::stats::ratio::{Part, ratio};
use crate::stats::share::{Count, pooled};
use crate::units::{HOUR, SECOND, YEAR};

/// Tallies of one thing over the trials of a sample.
pub(super) struct Tallies<'s, 'a, T> {
    sample: &'s Sample<'a>,
    of: Vec<&'a T>,
}

impl<'s, 'a, T> Tallies<'s, 'a, T> {
    /// Of what stands at this place in a table of each record; nothing where records have none.
    pub(super) fn at(
        sample: &'s Sample<'a>,
        index: usize,
        table: impl Fn(&'a TrialRecord) -> &'a [T],
    ) -> Self {
        let records = sample.records.iter();
        Tallies {
            sample,
            of: records
                .filter_map(|record| table(record).get(index))
                .collect(),
        }
    }

    /// Years that one figure stands for: those of a trial, or in a drill simply one trial.
    fn unit(&self) -> f64 {
        self.sample
            .drill
            .map_or(self.sample.years_per_trial(), |_| 1.0)
    }

    fn positive(&self, of: impl Fn(&T) -> u64) -> Vec<f64> {
        self.of
            .iter()
            .map(|tally| of(tally) as f64)
            .filter(|value| *value > 0.0)
            .collect()
    }

    /// How many of something, with an interval: per year, or per trial of a drill.
    pub(super) fn events(&self, of: impl Fn(&T) -> u64) -> Estimate {
        let counts = self.positive(of);
        let mean = mean_count(&counts, self.sample.trials(), self.sample.level);
        estimate(mean.times(1.0 / self.unit()))
    }

    /// Hours of something, of the same unit. How often a length began is not told: trials with any count as
    /// one event each, at most too few.
    pub(super) fn hours(&self, of: impl Fn(&T) -> u64) -> Estimate {
        let lengths = self.positive(of);
        let most = match self.sample.drill {
            None => self.sample.years_per_trial() * YEAR as f64,
            Some(_) => self.sample.blueprint.run.drain.0 as f64,
        };
        let events = lengths.len() as u64;
        let mean = mean_amount(
            &lengths,
            events,
            self.sample.trials(),
            most,
            self.sample.level,
        );
        estimate(mean.times(1.0 / HOUR as f64 / self.unit()))
    }

    /// Bytes have no natural bound: where none were seen there is none.
    fn bytes(&self, of: impl Fn(&T) -> u128) -> Estimate {
        let amounts: Vec<f64> = self
            .of
            .iter()
            .map(|tally| of(tally) as f64)
            .filter(|value| *value > 0.0)
            .collect();
        let events = amounts.len() as u64;
        let most = f64::INFINITY;
        let mean = mean_amount(
            &amounts,
            events,
            self.sample.trials(),
            most,
            self.sample.level,
        );
        estimate(mean.times(1.0 / self.unit()))
    }

    /// The mean length of something in seconds, from sums in milliseconds and numbers.
    fn mean_s(&self, of: impl Fn(&T) -> (u64, u64)) -> Estimate {
        let parts: Vec<Part> = self
            .of
            .iter()
            .map(|tally| {
                let (sum, count) = of(tally);
                Part {
                    amount: sum as f64,
                    count: count as f64,
                }
            })
            .collect();
        let mean = ratio(&parts, self.sample.level);
        estimate(mean.times(1.0 / SECOND as f64))
    }

    /// The largest over all trials; none is zero.
    pub(super) fn most<V: Ord + Default>(&self, of: impl Fn(&T) -> V) -> V {
        let all = self.of.iter().map(|tally| of(tally));
        all.max().unwrap_or_default()
    }

    fn most_s(&self, of: impl Fn(&T) -> u64) -> f64 {
        nine_digits(self.most(of) as f64 / SECOND as f64)
    }

    /// The share of trials in which it happened at least once.
    fn share(&self, of: impl Fn(&T) -> u64) -> Estimate {
        let counts: Vec<Count> = self
            .of
            .iter()
            .map(|tally| Count {
                hits: u64::from(of(tally) > 0),
                all: 1,
            })
            .collect();
        let mut share = pooled(&counts, self.sample.trials(), self.sample.level).interval;
        if share.point == Some(0.0) {
            share.point = None;
        }
        estimate(share)
    }
}

/// All groups, in order.
pub(crate) fn replicas(sample: &Sample<'_>) -> Vec<ReplicaOutcome> {
    (0..sample.blueprint.groups.len())
        .map(|index| {
            let all = Tallies::at(sample, index, |record| &record.replicas);
            let count =
                |of: fn(&ReplicaTally) -> u32| all.events(move |tally| u64::from(of(tally)));
            ReplicaOutcome {
                group: GroupId::from_index(index),
                lag_max_s: all.most_s(|tally| tally.lag_max),
                hours_behind: all.hours(|tally| tally.behind),
                hours_unprotected: all.hours(|tally| tally.unprotected),
                broken: count(|tally| tally.broken),
                broken_share: all.share(|tally| u64::from(tally.broken)),
                copies: count(|tally| tally.copies),
                copy_s: all.mean_s(|tally| (tally.copy_sum, u64::from(tally.copies))),
                failovers: count(|tally| tally.failovers),
                failbacks: count(|tally| tally.failbacks),
                put_off: count(|tally| tally.put_off),
                shed_vms: count(|tally| tally.shed),
                bytes: all.bytes(|tally| tally.bytes),
            }
        })
        .collect()
}

/// All roles with high availability, in order.
pub(crate) fn instances(sample: &Sample<'_>) -> Vec<InstanceOutcome> {
    let roles = sample.blueprint.roles.iter().enumerate();
    roles
        .filter(|(_, role)| role.protection.high_availability.is_some())
        .map(|(index, _)| {
            let all = Tallies::at(sample, index, |record| &record.instances);
            let count =
                |of: fn(&InstanceTally) -> u32| all.events(move |tally| u64::from(of(tally)));
            InstanceOutcome {
                role: RoleId::from_index(index),
                switches: count(|tally| tally.switches),
                failed_switches: count(|tally| tally.failed_switches),
                majority_losses: count(|tally| tally.majority_losses),
                splits: count(|tally| tally.splits),
                reseeds: count(|tally| tally.reseeds),
            }
        })
        .collect()
}

/// All stamps with storage, in order.
pub(crate) fn storage(sample: &Sample<'_>) -> Vec<StorageOutcome> {
    let stamps = sample.blueprint.stamps.iter().enumerate();
    stamps
        .filter(|(_, stamp)| stamp.storage.is_some())
        .map(|(index, _)| {
            let all = Tallies::at(sample, index, |record| &record.storage);
            let hours = |of: fn(&StorageTally) -> u64| all.hours(of);
            let count =
                |of: fn(&StorageTally) -> u32| all.events(move |tally| u64::from(of(tally)));
            StorageOutcome {
                stamp: StampId::from_index(index),
                rebuilds: all.events(|tally| tally.rebuilds),
                rebuild_s: all.mean_s(|tally| (tally.rebuild_sum, tally.rebuilds)),
                longest_rebuild_s: all.most_s(|tally| tally.rebuild_max),
                hours_degraded: hours(|tally| tally.degraded),
                hours_exposed: hours(|tally| tally.exposed),
                offline: count(|tally| tally.offline),
                hours_offline: hours(|tally| tally.offline_ms),
                losses: count(|tally| tally.lost),
                hours_warning: hours(|tally| tally.warning),
                hours_critical: hours(|tally| tally.critical),
                hours_full: hours(|tally| tally.full),
                filled: count(|tally| tally.filled),
            }
        })
        .collect()
}
