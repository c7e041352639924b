//! All that figures are made of: whole numbers that add up, trial by trial or part by part, in any order.
//!
//! Always true here: sums of trials depend on which trials they are of alone. Adding is commutative and
//! associative to the last byte; where something can be held once only, such as the worst trial, the one with the
//! least number is held of equals.

mod application;
mod choice;
mod claims;
mod class;
mod decisions;
mod intrusion;
mod kind;
mod longest;
mod parts;
mod plan;
mod replays;
mod table;
#[cfg(test)]
mod tests;
mod things;
mod within;
mod worst;

pub(crate) use application::ApplicationSums;
pub(crate) use choice::ChoiceSums;
pub(crate) use claims::ClaimSums;
pub(crate) use class::ClassSums;
pub(crate) use decisions::DecisionSums;
pub(crate) use intrusion::{IntrusionSums, LackSums};
pub(crate) use kind::{KindSums, counts, is_whole_horizon, measured, missed};
pub(crate) use parts::{Most, Sum};
pub(crate) use plan::{Plan, reaches};
pub(crate) use replays::ReplaySums;
pub(crate) use table::Table;
pub(crate) use things::{
    BackupSums, Barest, CrewSums, HomecomingSums, InstanceSums, PartsSums, ReplicaSums,
    RepositorySums, StampSums, StorageSums, UpdateSums, UpkeepSums,
};
pub(in crate::study) use within::within;
pub(crate) use worst::Worst;

use super::classes::Reach;
use crate::model::record::{Outage, TrialRecord, Way};
use crate::model::{Class, ObjectiveOf};
use crate::stats::amounts::Amounts;
use crate::stats::clusters::Clusters;
use crate::stats::frequencies::{ENDLESS, Frequencies};
use crate::stats::moments::Moments;
use crate::units::YEAR;
use parts::sums;
use things::Pipes;

sums! {
    /// Sums over trials of years, or over those of one drill.
    pub(crate) struct Sums {
        /// Trials.
        pub(crate) trials: u64,
        /// Their horizons in milliseconds.
        pub(crate) horizon: u128,
        /// Events handled.
        pub(crate) events: u64,
        /// Whole years of each horizon, at least one.
        pub(crate) years: Clusters,
        /// By application.
        pub(crate) applications: Vec<ApplicationSums>,
        /// Outages of all applications by class and by the way in which they ended.
        pub(crate) served: Table<(Class, Way), Moments>,
        /// By stamp.
        pub(crate) stamps: Vec<StampSums>,
        /// By stamp, of its storage.
        pub(crate) storage: Vec<StorageSums>,
        /// By update.
        pub(crate) updates: Vec<UpdateSums>,
        /// Who goes home together.
        pub(crate) homecomings: Vec<HomecomingSums>,
        /// By application, of strikes of intruders; empty while none struck.
        pub(crate) intrusions: Vec<IntrusionSums>,
        /// By crew.
        pub(crate) crews: Vec<CrewSums>,
        /// By kind of spare parts.
        pub(crate) parts: Vec<PartsSums>,
        /// By group that replicates.
        pub(crate) replicas: Vec<ReplicaSums>,
        /// By role.
        pub(crate) instances: Vec<InstanceSums>,
        /// By backup protection.
        pub(crate) backups: Vec<BackupSums>,
        /// By repository: most bytes stored, longest time down, what people deleted by mistake.
        pub(crate) repositories: Vec<RepositorySums>,
        /// Faults by link.
        pub(crate) link_faults: Vec<u64>,
        /// What moved through pipes.
        pub(crate) pipes: Pipes,
        /// The worst incident.
        pub(crate) worst: Option<Worst>,
        /// Of drills: milliseconds until all that is waited for is back, of the trials that stopped any of it.
        pub(crate) whole_again: Frequencies<1>,
        /// How many those are.
        pub(crate) stopped: u64,
        /// Of drills: milliseconds until everything is back where it belongs.
        pub(crate) whole: Frequencies<1>,
        /// Of drills: VMs without room for an hour.
        pub(crate) unplaced: Amounts,
        /// Of drills: VMs stopped to make room.
        pub(crate) shed: Amounts,
    }
}

impl Sums {
    /// Of no trial yet.
    pub(crate) fn none(plan: &Plan<'_>) -> Sums {
        let all = plan.blueprint.applications.len();
        Sums {
            applications: vec![ApplicationSums::default(); all],
            ..Sums::default()
        }
    }

    /// Adds one trial.
    pub(crate) fn add(&mut self, plan: &Plan<'_>, record: &TrialRecord) {
        let record = &*within(plan, record);
        self.trials += 1;
        self.horizon += u128::from(record.horizon);
        self.events += record.events;
        if plan.drill.is_none() {
            self.years.add(0, years_of(record));
        }
        self.add_outages(plan, record);
        self.add_things(plan, record);
        if plan.drill.is_some() {
            self.whole
                .add(record.whole.unwrap_or(ENDLESS), [1], &plan.rounding());
            self.unplaced
                .add_as_one(u64::from(record.unplaced), &plan.rounding());
            self.shed
                .add_as_one(u64::from(record.shed), &plan.rounding());
        }
        if let Some(worst) = Worst::of(plan.blueprint, record) {
            self.worst.merge(&Some(worst));
        }
    }

    fn add_outages(&mut self, plan: &Plan<'_>, record: &TrialRecord) {
        let all = plan.blueprint.applications.len();
        self.applications.resize_with(all, ApplicationSums::default);
        let mut outages: Vec<&Outage> = record.outages.iter().collect();
        // Of one application they stay in their order.
        outages.sort_by_key(|outage| outage.application);
        let mut left = outages.as_slice();
        for (index, sums) in self.applications.iter_mut().enumerate() {
            let own = left.partition_point(|outage| outage.application.index() <= index);
            let (own, rest) = left.split_at(own);
            left = rest;
            sums.add(plan, index, record, own);
        }
        let mut served: Vec<(Class, Way)> = outages
            .iter()
            .filter(|outage| outage.counted && !outage.loss_only)
            .map(|outage| (outage.class, outage.way()))
            .collect();
        served.sort_unstable();
        for group in served.chunk_by(|one, other| one == other) {
            self.served.at(group[0]).add(group.len() as u64);
        }
        if plan.drill.is_some() {
            self.add_return(plan, record);
        }
    }

    /// Expendable applications are not waited for: they may never come back.
    fn add_return(&mut self, plan: &Plan<'_>, record: &TrialRecord) {
        let awaited = record.outages.iter().filter(|outage| {
            let application = plan.blueprint.application(outage.application);
            is_outage(outage) && !application.expendable
        });
        if let Some(last) = awaited.map(|outage| span(record, outage).1).max() {
            self.whole_again.add(last, [1], &plan.rounding());
            self.stopped += 1;
        }
    }

    fn add_things(&mut self, plan: &Plan<'_>, record: &TrialRecord) {
        let rounding = &plan.rounding();
        things::each(&mut self.stamps, &record.stamps, |sums, tally| {
            sums.add(tally, rounding);
        });
        things::each(&mut self.storage, &record.storage, |sums, tally| {
            sums.add(tally, rounding);
        });
        things::each(&mut self.updates, &record.updates, |sums, tally| {
            sums.add(tally, rounding);
        });
        things::each(&mut self.homecomings, &record.homecomings, |sums, tally| {
            sums.add(tally, rounding);
        });
        for strike in record.intrusions.iter().filter(|one| one.counted) {
            let index = strike.application.index();
            if self.intrusions.len() <= index {
                self.intrusions
                    .resize_with(index + 1, IntrusionSums::default);
            }
            self.intrusions[index].add(strike, rounding);
        }
        things::each(&mut self.crews, &record.crews, |sums, tally| {
            sums.add(tally, rounding);
        });
        things::each(&mut self.parts, &record.parts, |sums, tally| {
            sums.add(tally, rounding);
        });
        things::each(&mut self.replicas, &record.replicas, |sums, tally| {
            sums.add(tally, rounding);
        });
        things::each(&mut self.instances, &record.instances, InstanceSums::add);
        if plan.drill.is_none() {
            things::each(&mut self.backups, &record.backups, |sums, tally| {
                sums.add(tally, rounding);
            });
            for (index, sums) in self.backups.iter_mut().enumerate() {
                sums.add_bare(plan.blueprint, index, record);
            }
            things::each(
                &mut self.repositories,
                &record.repositories,
                |most, tally| {
                    most.used.take(tally.most_used);
                    most.down.take(tally.down);
                    most.mistaken.add(tally.mistaken);
                },
            );
            things::each(&mut self.link_faults, &record.link_faults, |sum, faults| {
                *sum += u64::from(*faults);
            });
            self.pipes.add(&record.pipes);
        }
    }

    /// What is asked of a drill when its figures are made: whom it struck, and how many events it took.
    pub(crate) fn struck(&self) -> Struck {
        Struck {
            events: self.events,
            stood_there: self
                .applications
                .iter()
                .map(|sums| ObjectiveOf::ALL.map(|kind| sums.kind(kind).stood_there > 0))
                .collect(),
        }
    }

    /// Faults of a class that struck where an application stands; none where that is not counted.
    pub(crate) fn faults_of(&self, reach: &Reach<'_>, class: Class) -> Option<u64> {
        let on_stamp = |stamp: usize, class: usize| {
            let sums = self.stamps.get(stamp);
            sums.map_or(0, |sums| sums.faults[class])
        };
        let on_link = |link: usize| self.link_faults.get(link).copied().unwrap_or(0);
        reach.faults_of(class, on_stamp, on_link)
    }

    /// Whether any list had to round its values.
    pub(crate) fn is_rounded(&self) -> bool {
        self.has_rounded()
    }
}

/// Whom a drill struck, and how many events it took.
pub(crate) struct Struck {
    /// Events handled.
    pub(crate) events: u64,
    /// By application, for recovery times and for data losses: whether anything of it ever stood where the drill
    /// struck.
    pub(crate) stood_there: Vec<[bool; 2]>,
}

impl Struck {
    /// Whether anything of an application ever stood where the drill struck.
    pub(crate) fn of(&self, application: usize, kind: ObjectiveOf) -> bool {
        let place = ObjectiveOf::ALL.iter().position(|one| *one == kind);
        let own = self.stood_there.get(application).zip(place);
        own.is_some_and(|(own, place)| own[place])
    }
}

/// Whole years of a horizon; a shorter one counts as one.
pub(crate) fn years_of(record: &TrialRecord) -> u64 {
    (record.horizon / YEAR).max(1)
}

/// Whether it is an outage that figures are made of: counted, unplanned, and really an outage.
pub(crate) fn is_outage(outage: &Outage) -> bool {
    outage.counted && outage.class != Class::Planned && !outage.loss_only
}

/// Whether all data of a VM was lost, be it in an outage or while the application stayed up.
pub(crate) fn loses_all(outage: &Outage) -> bool {
    outage.counted && outage.class != Class::Planned && outage.total_loss()
}

/// From when to when an outage lasted, in milliseconds after the strike; without end where the
/// application did not recover: back without its data is not back.
pub(crate) fn span(record: &TrialRecord, outage: &Outage) -> (u64, u64) {
    let after = |at: i64| u64::try_from(at).unwrap_or(0);
    let from = outage.start.saturating_sub_unsigned(record.strike);
    let to = outage
        .recovered_after()
        .map_or(ENDLESS, |ms| after(from.saturating_add_unsigned(ms)));
    (after(from), to)
}
