//! Sums of stamps, storage, replicas, instances, backups and pipes.
//!
//! Always true here: a table of them is as long as the longest that any trial has.

use super::Sum;
use super::parts::{Candidate, Most, sums};
use crate::model::record::{
    AgainTally, Bare, CrewTally, HomecomingTally, InstanceTally, JobTally, LogTally, Mistaken,
    PartsTally, PipeTally, ReplicaTally, Resource, StampTally, StorageTally, SyntheticTally,
    TrialRecord, UpdateTally, UpkeepTally,
};
use crate::model::{BackupId, Blueprint, Class, VmId};
use crate::stats::amounts::{Amounts, Pairs};
use crate::stats::clusters::Clusters;
use crate::stats::frequencies::{ENDLESS, Rounding};
use crate::stats::moments::Moments;
use serde::{Deserialize, Serialize};

/// Adds the tallies of one trial, thing by thing.
pub(super) fn each<S: Default, T>(sums: &mut Vec<S>, tallies: &[T], add: impl Fn(&mut S, &T)) {
    if sums.len() < tallies.len() {
        sums.resize_with(tallies.len(), S::default);
    }
    for (sums, tally) in sums.iter_mut().zip(tallies) {
        add(sums, tally);
    }
}

sums! {
    /// Sums of one stamp. Lengths are in milliseconds.
    pub(crate) struct StampSums {
        /// Without N−1.
        pub(crate) without_n_minus_1: Amounts,
        /// With two or more nodes down.
        pub(crate) two_or_more_down: Amounts,
        /// Down.
        pub(crate) down: Amounts,
        /// Quorum losses.
        pub(crate) quorum_losses: Moments,
        /// Most VMs that waited for room at once.
        pub(crate) most_waiting: Most<u32>,
        /// VMs stopped to make room for more urgent ones.
        pub(crate) shed: Moments,
        /// Faults by class, in the order of `Class::ALL`.
        pub(crate) faults: [u64; Class::ALL.len()],
    }
}

impl StampSums {
    /// How often a length began is not told: a trial with any counts as one event, at most too few.
    pub(super) fn add(&mut self, tally: &StampTally, rounding: &Rounding) {
        self.without_n_minus_1
            .add_as_one(tally.without_n_minus_1, rounding);
        self.two_or_more_down
            .add_as_one(tally.two_or_more_down, rounding);
        self.down.add_as_one(tally.down, rounding);
        self.quorum_losses.add(u64::from(tally.quorum_losses));
        self.most_waiting.take(tally.most_waiting);
        self.shed.add(u64::from(tally.shed));
        self.faults.merge(&tally.faults.map(u64::from));
    }
}

sums! {
    /// Sums of the storage of one stamp. Lengths are in milliseconds.
    pub(crate) struct StorageSums {
        /// Rebuilds.
        pub(crate) rebuilds: Moments,
        /// Their lengths.
        pub(crate) rebuild: Pairs,
        /// Longest of them.
        pub(crate) rebuild_max: Most<u64>,
        /// Copies missing in one node or more.
        pub(crate) degraded: Amounts,
        /// Copies missing in two.
        pub(crate) exposed: Amounts,
        /// Volumes that went offline.
        pub(crate) offline: Moments,
        /// Offline.
        pub(crate) offline_ms: Amounts,
        /// Volumes that were lost.
        pub(crate) lost: Moments,
        /// Over the warning.
        pub(crate) warning: Amounts,
        /// Over the critical threshold.
        pub(crate) critical: Amounts,
        /// Full.
        pub(crate) full: Amounts,
        /// Volumes that became full.
        pub(crate) filled: Moments,
    }
}

impl StorageSums {
    pub(super) fn add(&mut self, tally: &StorageTally, rounding: &Rounding) {
        self.rebuilds.add(tally.rebuilds);
        self.rebuild
            .add(tally.rebuild_sum, tally.rebuilds, rounding);
        self.rebuild_max.take(tally.rebuild_max);
        self.degraded.add_as_one(tally.degraded, rounding);
        self.exposed.add_as_one(tally.exposed, rounding);
        self.offline.add(u64::from(tally.offline));
        self.offline_ms.add_as_one(tally.offline_ms, rounding);
        self.lost.add(u64::from(tally.lost));
        self.warning.add_as_one(tally.warning, rounding);
        self.critical.add_as_one(tally.critical, rounding);
        self.full.add_as_one(tally.full, rounding);
        self.filled.add(u64::from(tally.filled));
    }
}

sums! {
    /// Sums of one crew. Lengths are in milliseconds.
    pub(crate) struct CrewSums {
        /// Busy, over people.
        pub(crate) busy: Amounts,
        /// Waited for, over pieces of work.
        pub(crate) waited: Amounts,
        /// Most people busy at once.
        pub(crate) most_busy: Most<u32>,
        /// Most pieces of work that waited at once.
        pub(crate) most_waiting: Most<u32>,
        /// Repairs that began.
        pub(crate) repairs: Moments,
        /// Decisions, builds and checks that began.
        pub(crate) recoveries: Moments,
    }
}

impl CrewSums {
    /// Each repair is an event of its own. What is decided, built and checked comes together, and so does what waits: a
    /// trial with any counts as one event, at most too few.
    pub(super) fn add(&mut self, tally: &CrewTally, rounding: &Rounding) {
        let events = u64::from(tally.repairs) + u64::from(tally.recoveries > 0);
        self.busy.add(tally.busy, events, rounding);
        self.waited.add_as_one(tally.waited, rounding);
        self.most_busy.take(tally.most_busy);
        self.most_waiting.take(tally.most_waiting);
        self.repairs.add(u64::from(tally.repairs));
        self.recoveries.add(u64::from(tally.recoveries));
    }
}

/// Sums of one repository.
#[derive(Clone, Default, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct RepositorySums {
    /// Most bytes stored.
    pub(crate) used: Most<u64>,
    /// Longest time down in a trial, in milliseconds.
    pub(crate) down: Most<u64>,
    /// What people deleted by mistake.
    pub(crate) mistaken: Mistaken,
}

impl Sum for RepositorySums {
    fn merge(&mut self, other: &Self) {
        self.used.merge(&other.used);
        self.down.merge(&other.down);
        self.mistaken.add(other.mistaken);
    }
    fn settle(&mut self) {}
    fn has_rounded(&self) -> bool {
        false
    }
}

sums! {
    /// Sums of spare parts of one kind. Lengths are in milliseconds.
    pub(crate) struct PartsSums {
        /// Repairs that asked for one.
        pub(crate) used: Moments,
        /// That found none on the shelf.
        pub(crate) shelf_empty: Moments,
        /// That waited for nothing else.
        pub(crate) waits: Moments,
        /// For how long.
        pub(crate) waited: Amounts,
        /// The longest of them.
        pub(crate) longest: Most<u64>,
    }
}

impl PartsSums {
    pub(super) fn add(&mut self, tally: &PartsTally, rounding: &Rounding) {
        self.used.add(u64::from(tally.used));
        self.shelf_empty.add(u64::from(tally.shelf_empty));
        self.waits.add(u64::from(tally.waits));
        self.waited
            .add(tally.waited, u64::from(tally.waits), rounding);
        self.longest.take(tally.longest);
    }
}

sums! {
    /// Sums of one update. Lengths are in milliseconds.
    pub(crate) struct UpdateSums {
        /// Runs that ended.
        pub(crate) runs: Moments,
        /// Their lengths.
        pub(crate) run: Pairs,
        /// Longest of them.
        pub(crate) run_max: Most<u64>,
        /// A node away.
        pub(crate) away: Amounts,
        /// Pauses.
        pub(crate) pauses: Moments,
        /// Paused.
        pub(crate) paused: Amounts,
        /// Runs left out.
        pub(crate) skipped: Moments,
    }
}

impl UpdateSums {
    pub(super) fn add(&mut self, tally: &UpdateTally, rounding: &Rounding) {
        self.runs.add(u64::from(tally.runs));
        self.run.add(tally.run_sum, u64::from(tally.runs), rounding);
        self.run_max.take(tally.run_max);
        // Nodes that are away are events of their own, and so are pauses.
        self.away.add(tally.away, u64::from(tally.nodes), rounding);
        self.pauses.add(u64::from(tally.pauses));
        self.paused
            .add(tally.paused, u64::from(tally.pauses), rounding);
        self.skipped.add(u64::from(tally.skipped));
    }
}

sums! {
    /// Sums of those who go home together. Lengths are in milliseconds.
    pub(crate) struct HomecomingSums {
        /// Times that some were away.
        pub(crate) times_away: Moments,
        /// Planned returns.
        pub(crate) returns: Moments,
        /// From the first service elsewhere until all served at home.
        pub(crate) until_home: Pairs,
        /// The longest.
        pub(crate) until_home_max: Most<u64>,
        /// Their planned outages.
        pub(crate) down: Pairs,
        /// The same, in all.
        pub(crate) down_in_all: Amounts,
        /// Some of them away.
        pub(crate) away: Amounts,
        /// Returns put off.
        pub(crate) put_off: Moments,
        /// Returns broken off.
        pub(crate) turned_back: Moments,
        /// Away at the end.
        pub(crate) stayed: Moments,
    }
}

impl HomecomingSums {
    pub(super) fn add(&mut self, tally: &HomecomingTally, rounding: &Rounding) {
        let returns = u64::from(tally.returns);
        self.times_away.add(u64::from(tally.times_away));
        self.returns.add(returns);
        self.until_home.add(tally.until_home_sum, returns, rounding);
        self.until_home_max.take(tally.until_home_max);
        self.down.add(tally.down_sum, returns, rounding);
        self.down_in_all.add(tally.down_sum, returns, rounding);
        self.away.add_as_one(tally.away, rounding);
        self.put_off.add(u64::from(tally.put_off));
        self.turned_back.add(u64::from(tally.turned_back));
        self.stayed.add(u64::from(tally.stayed));
    }
}

sums! {
    /// Sums of one group that replicates. Lengths are in milliseconds.
    pub(crate) struct ReplicaSums {
        /// Trials.
        pub(crate) trials: u64,
        /// Furthest behind.
        pub(crate) lag_max: Most<u64>,
        /// Further behind than one recovery point.
        pub(crate) behind: Amounts,
        /// Without a replica.
        pub(crate) unprotected: Amounts,
        /// Fell behind the log.
        pub(crate) broken: Moments,
        /// Whole copies.
        pub(crate) copies: Moments,
        /// Their lengths.
        pub(crate) copy: Pairs,
        /// Failovers.
        pub(crate) failovers: Moments,
        /// Planned returns.
        pub(crate) failbacks: Moments,
        /// Returns put off.
        pub(crate) put_off: Moments,
        /// VMs stopped for it.
        pub(crate) shed: Moments,
        /// Bytes sent.
        pub(crate) bytes: Amounts,
    }
}

impl ReplicaSums {
    pub(super) fn add(&mut self, tally: &ReplicaTally, rounding: &Rounding) {
        self.trials += 1;
        self.lag_max.take(tally.lag_max);
        self.behind.add_as_one(tally.behind, rounding);
        self.unprotected.add_as_one(tally.unprotected, rounding);
        self.broken.add(u64::from(tally.broken));
        self.copies.add(u64::from(tally.copies));
        self.copy
            .add(tally.copy_sum, u64::from(tally.copies), rounding);
        self.failovers.add(u64::from(tally.failovers));
        self.failbacks.add(u64::from(tally.failbacks));
        self.put_off.add(u64::from(tally.put_off));
        self.shed.add(u64::from(tally.shed));
        let most = ENDLESS - 1;
        let bytes = u64::try_from(tally.bytes).unwrap_or(most).min(most);
        self.bytes.add_as_one(bytes, rounding);
    }
}

sums! {
    /// Sums of one role with high availability.
    pub(crate) struct InstanceSums {
        /// Times another instance took over.
        pub(crate) switches: Moments,
        /// Of these, that needed a person.
        pub(crate) failed_switches: Moments,
        /// Times without a majority.
        pub(crate) majority_losses: Moments,
        /// Times that a link split them.
        pub(crate) splits: Moments,
        /// Instances built again.
        pub(crate) reseeds: Moments,
    }
}

impl InstanceSums {
    pub(super) fn add(&mut self, tally: &InstanceTally) {
        self.switches.add(u64::from(tally.switches));
        self.failed_switches.add(u64::from(tally.failed_switches));
        self.majority_losses.add(u64::from(tally.majority_losses));
        self.splits.add(u64::from(tally.splits));
        self.reseeds.add(u64::from(tally.reseeds));
    }
}

sums! {
    /// Sums of one backup protection.
    pub(crate) struct BackupSums {
        /// Jobs.
        pub(crate) jobs: JobTally,
        /// Good ones of those that came due.
        pub(crate) good: Clusters,
        /// Time of its VMs, by the points that became complete in it.
        pub(crate) gap: Pairs,
        /// What people did about failing jobs and bad points.
        pub(crate) upkeep: UpkeepSums,
        /// VMs left without any point.
        pub(crate) without_point: Option<Barest>,
        /// VMs left without a point at the second repository.
        pub(crate) without_copy: Option<Barest>,
        /// Trials that left a VM without any point.
        pub(crate) trials_without_point: u64,
    }
}

/// The VMs that one trial left without something, and which trial that was.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct Barest {
    trial: u32,
    /// The VMs, in order.
    pub(crate) vms: Vec<VmId>,
}

impl Candidate for Barest {
    fn size(&self) -> u64 {
        self.vms.len() as u64
    }
    fn trial(&self) -> u32 {
        self.trial
    }
}

impl BackupSums {
    pub(super) fn add(&mut self, job: &JobTally, rounding: &Rounding) {
        self.jobs.merge(job);
        self.good.add(job.good.min(job.due), job.due);
        self.gap.add(job.vm_time, job.completed, rounding);
        self.upkeep.add(&job.upkeep, rounding);
    }

    /// What VMs of the backup at this place were left without.
    pub(super) fn add_bare(&mut self, blueprint: &Blueprint, index: usize, record: &TrialRecord) {
        let id = Some(BackupId::from_index(index));
        let own = || {
            record
                .bare
                .iter()
                .filter(|bare| blueprint.vm(bare.vm).protection.backup == id)
        };
        let barest = |bare: &mut dyn Iterator<Item = &Bare>| {
            let vms: Vec<VmId> = bare.map(|bare| bare.vm).collect();
            let trial = record.trial;
            (!vms.is_empty()).then_some(Barest { trial, vms })
        };
        let without_point = barest(&mut own().filter(|bare| bare.no_point));
        self.trials_without_point += u64::from(without_point.is_some());
        self.without_point.merge(&without_point);
        self.without_copy.merge(&barest(&mut own()));
    }
}

impl Sum for JobTally {
    fn merge(&mut self, job: &Self) {
        let add = u64::saturating_add;
        let sum = *self;
        *self = JobTally {
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
            bytes: sum.bytes.saturating_add(job.bytes),
            copy_behind_max: sum.copy_behind_max.max(job.copy_behind_max),
            logs: {
                let (one, other) = (sum.logs, job.logs);
                LogTally {
                    due: add(one.due, other.due),
                    good: add(one.good, other.good),
                    failed: add(one.failed, other.failed),
                    without_full: add(one.without_full, other.without_full),
                    overrun: add(one.overrun, other.overrun),
                    interrupted: add(one.interrupted, other.interrupted),
                    repository_full: add(one.repository_full, other.repository_full),
                    bytes: one.bytes.saturating_add(other.bytes),
                }
            },
            synthetic: {
                let (one, other) = (sum.synthetic, job.synthetic);
                SyntheticTally {
                    made: add(one.made, other.made),
                    bad_file: add(one.bad_file, other.bad_file),
                    interrupted: add(one.interrupted, other.interrupted),
                    repository_full: add(one.repository_full, other.repository_full),
                    active: add(one.active, other.active),
                    copies: add(one.copies, other.copies),
                    bytes: one.bytes.saturating_add(other.bytes),
                    takes_max: one.takes_max.max(other.takes_max),
                }
            },
            again: AgainTally {
                points: add(sum.again.points, job.again.points),
                logs: add(sum.again.logs, job.again.logs),
                bytes: sum.again.bytes.saturating_add(job.again.bytes),
            },
            // Its sums are kept beside these.
            upkeep: sum.upkeep,
        };
    }
}

sums! {
    /// Sums of what people did about the jobs and points of one backup protection.
    pub(crate) struct UpkeepSums {
        /// Runs of failed jobs.
        pub(crate) streaks: Moments,
        /// Of these, noticed ones.
        pub(crate) noticed: Clusters,
        /// Of these, mended ones.
        pub(crate) mended: Clusters,
        /// How long they failed unseen.
        pub(crate) unseen: Pairs,
        /// The longest that any did.
        pub(crate) unseen_max: Most<u64>,
        /// Tests.
        pub(crate) tests: Moments,
        /// Of these, that found a bad point.
        pub(crate) found_bad: Clusters,
    }
}

impl UpkeepSums {
    fn add(&mut self, tally: &UpkeepTally, rounding: &Rounding) {
        let UpkeepTally { streaks, tests, .. } = *tally;
        self.streaks.add(streaks);
        self.noticed.add(tally.noticed.min(streaks), streaks);
        self.mended.add(tally.mended.min(streaks), streaks);
        self.unseen.add(tally.unseen, streaks, rounding);
        self.unseen_max.take(tally.unseen_max);
        self.tests.add(tests);
        self.found_bad.add(tally.found_bad, tests);
    }
}

/// What moved through pipes, pipe by pipe.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Pipes(pub(crate) Vec<PipeTally>);

impl Pipes {
    pub(super) fn add(&mut self, more: &[PipeTally]) {
        while self.0.len() < more.len() {
            self.0.push(PipeTally {
                resource: Resource::None,
                backup_bytes: [0; 168],
                restore_bytes: 0,
                busy: 0,
                saturated: 0,
            });
        }
        for (sum, pipe) in self.0.iter_mut().zip(more) {
            sum.resource = pipe.resource;
            for (total, bytes) in sum.backup_bytes.iter_mut().zip(pipe.backup_bytes) {
                *total += bytes;
            }
            sum.restore_bytes += pipe.restore_bytes;
            sum.busy += pipe.busy;
            sum.saturated += pipe.saturated;
        }
    }
}

impl Sum for Pipes {
    fn merge(&mut self, other: &Self) {
        self.add(&other.0);
    }
}
