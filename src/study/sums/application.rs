//! Sums of one application.
//!
//! Always true here: planned outages are counted apart, but their downtime is downtime.

use super::choice::ChoiceSums;
use super::claims::ClaimSums;
use super::decisions::DecisionSums;
use super::kind::{self, KindSums, Trial};
use super::longest::Longest;
use super::parts::{Most, sums};
use super::replays::ReplaySums;
use super::{Plan, Sum, Table, is_outage, loses_all, span};
use crate::model::record::{
    Ended, LossReason, Outage, Path, Phase, Resource, TakenFrom, TrialRecord, Way,
};
use crate::model::{Class, ObjectiveOf};
use crate::stats::amounts::{Amounts, Pairs};
use crate::stats::frequencies::Frequencies;
use crate::stats::moments::Moments;

sums! {
    /// What one cause costs.
    pub(crate) struct CauseSums {
        /// Outages, planned ones among them.
        pub(crate) outages: Moments,
        /// Downtime in milliseconds.
        pub(crate) downtime: Amounts,
        /// Outages that missed their RTO.
        pub(crate) rto_misses: Moments,
        /// Outages that missed their RPO.
        pub(crate) rpo_misses: Moments,
    }
}

sums! {
    /// What ended in one way.
    pub(crate) struct WaySums {
        /// Outages.
        pub(crate) outages: Moments,
        /// Of these, planned.
        pub(crate) planned: u64,
    }
}

sums! {
    /// Sums of one application.
    pub(crate) struct ApplicationSums {
        /// Recovery times.
        pub(crate) recovery: KindSums,
        /// Data losses.
        pub(crate) loss: KindSums,
        /// Outages.
        pub(crate) outages: Moments,
        /// Of these, back without their data.
        pub(crate) lost: Moments,
        /// Of these, never back.
        pub(crate) never: Moments,
        /// Total losses of data.
        pub(crate) gone: Moments,
        /// Which restore points were taken.
        pub(crate) points: ChoiceSums,
        /// What restores read and replayed.
        pub(crate) replays: ReplaySums,
        /// What people decided about what was down but intact.
        pub(crate) decisions: DecisionSums,
        /// Inside of what is claimed, and outside.
        pub(crate) claims: ClaimSums,
        /// Planned outages.
        pub(crate) planned: u64,
        /// Downtime of planned outages, in milliseconds.
        pub(crate) planned_downtime: Amounts,
        /// Downtime in milliseconds, by the horizon of the trial.
        pub(crate) downtime: Table<u64, Amounts>,
        /// Trials in which it was down all the time.
        pub(crate) always_down: u64,
        /// Data lost in milliseconds of writing, total losses left out.
        pub(crate) data_lost: Amounts,
        /// Recovery times of all classes. Outages that never ended are left out, and so are those after which the
        /// data was gone: their return is no recovery.
        pub(crate) recoveries: Pairs,
        /// By cause.
        pub(crate) causes: Table<u16, CauseSums>,
        /// By the way in which outages, and losses without one, ended.
        pub(crate) ways: Table<Way, WaySums>,
        /// What missed recoveries waited for.
        pub(crate) bindings: Table<Resource, u64>,
        /// Why RPOs were missed: how often, and the longest part of the loss.
        pub(crate) reasons: Table<(LossReason, TakenFrom, bool), (u64, Most<u64>)>,
        /// Milliseconds in each phase of recovered outages, and how many these are.
        pub(crate) phases: Table<Class, (u64, [u64; Phase::COUNT])>,
        /// The longest outage.
        pub(crate) longest: Option<Longest>,
        /// All of them in milliseconds.
        pub(crate) lengths: u128,
        /// In a drill: trials that count.
        pub(crate) counted_trials: u64,
        /// In a drill: when outages began, in milliseconds after the strike.
        pub(crate) began: Frequencies<1>,
        /// In a drill: when they were over.
        pub(crate) over: Frequencies<1>,
    }
}

impl ApplicationSums {
    /// The sums of one kind of objective.
    pub(crate) fn kind(&self, kind: ObjectiveOf) -> &KindSums {
        match kind {
            ObjectiveOf::Recovery => &self.recovery,
            ObjectiveOf::Loss => &self.loss,
        }
    }

    /// Outages that are downtime, planned ones among them.
    pub(crate) fn stops(&self) -> u64 {
        self.ways.rows().map(|(_, own)| own.outages.sum).sum()
    }

    /// Whether a restore ever brought it back with its data after an outage that was not planned.
    pub(crate) fn is_restored(&self) -> bool {
        let restored = self.ways.get(Way::By(Path::Restore));
        restored.is_some_and(|own| own.outages.sum > own.planned)
    }

    /// Adds one trial; `own` are the outages of this application in it.
    pub(super) fn add(
        &mut self,
        plan: &Plan<'_>,
        application: usize,
        record: &TrialRecord,
        own: &[&Outage],
    ) {
        let in_drill = plan.drill.is_some();
        if in_drill || !own.is_empty() {
            for kind in ObjectiveOf::ALL {
                let sums = match kind {
                    ObjectiveOf::Recovery => &mut self.recovery,
                    ObjectiveOf::Loss => &mut self.loss,
                };
                sums.add(&Trial {
                    plan,
                    application,
                    kind,
                    record,
                    own,
                });
            }
        }
        if in_drill {
            let hit = own.iter().any(|outage| outage.counted);
            self.counted_trials += u64::from(kind::counts(record, application, hit));
        } else {
            self.add_downtime(plan, application, record);
        }
        if !own.is_empty() {
            self.add_outages(plan, record, own);
            self.add_causes(plan, application, own);
            self.add_ways(own);
            self.points.add(own, &plan.rounding());
            self.replays.add(own, &plan.rounding());
            self.decisions.add(own, &plan.rounding());
            self.claims.add(plan, application, own);
            self.add_misses(plan, application, own);
        }
    }

    fn add_downtime(&mut self, plan: &Plan<'_>, application: usize, record: &TrialRecord) {
        let down = record.downtime.get(application).copied().unwrap_or(0);
        if down > 0 && record.horizon > 0 {
            self.always_down += u64::from(down >= record.horizon);
            let sums = self.downtime.at(record.horizon);
            sums.add(down, 0, &plan.rounding());
        }
    }

    fn add_outages(&mut self, plan: &Plan<'_>, record: &TrialRecord, own: &[&Outage]) {
        let rounding = &plan.rounding();
        let outages = || own.iter().filter(|outage| is_outage(outage));
        let ended = |how: Ended| outages().filter(|outage| outage.ended() == how).count() as u64;
        self.outages.add(outages().count() as u64);
        self.lost.add(ended(Ended::Lost));
        self.never.add(ended(Ended::Never));
        self.gone
            .add(own.iter().filter(|outage| loses_all(outage)).count() as u64);
        let planned = own
            .iter()
            .filter(|outage| outage.counted && outage.class == Class::Planned);
        let planned = planned.map(|outage| outage.downtime);
        let (sum, count) = planned.fold((0, 0), |(sum, count), time| (sum + time, count + 1));
        self.planned += count;
        self.planned_downtime.add(sum, count, rounding);
        let losses = own
            .iter()
            .filter(|outage| outage.counted && outage.class != Class::Planned);
        let losses = losses.filter_map(|outage| outage.lasting_loss());
        let (sum, events) = losses.fold((0, 0), |(sum, events), loss| (sum + loss, events + 1));
        self.data_lost.add(sum, events, rounding);
        let times = outages().filter_map(|outage| outage.recovered_after());
        let (sum, count) = times.fold((0, 0), |(sum, count), time| (sum + time, count + 1));
        self.recoveries.add(sum, count, rounding);
        for outage in own {
            let length = match plan.drill {
                None => outage.downtime,
                Some(_) if is_outage(outage) => outage.recovered_after().unwrap_or(0),
                Some(_) => 0,
            };
            self.lengths += u128::from(length);
            self.longest
                .merge(&Longest::of(record.trial, outage, length));
        }
        if plan.drill.is_some() {
            for outage in outages() {
                let (from, to) = span(record, outage);
                self.began.add(from, [1], rounding);
                self.over.add(to, [1], rounding);
            }
        }
    }

    fn add_causes(&mut self, plan: &Plan<'_>, application: usize, own: &[&Outage]) {
        let mut causes: Vec<u16> = own.iter().map(|outage| outage.cause).collect();
        causes.sort_unstable();
        causes.dedup();
        for cause in causes {
            let all = || own.iter().filter(|outage| outage.cause == cause);
            let misses = |kind: ObjectiveOf| {
                let missed = all().filter(|outage| {
                    let limit = plan.limit(application, kind, outage.class);
                    kind::missed(kind, limit, outage)
                });
                missed.count() as u64
            };
            let sums = self.causes.at(cause);
            let stops = all().filter(|outage| outage.counted && !outage.loss_only);
            sums.outages.add(stops.count() as u64);
            if plan.drill.is_none() {
                let downtime = all().map(|outage| outage.downtime).sum();
                sums.downtime
                    .add(downtime, all().count() as u64, &plan.rounding());
            }
            sums.rto_misses.add(misses(ObjectiveOf::Recovery));
            sums.rpo_misses.add(misses(ObjectiveOf::Loss));
        }
    }

    fn add_ways(&mut self, own: &[&Outage]) {
        let mut ways: Vec<Way> = own
            .iter()
            .filter(|outage| outage.counted)
            .map(|outage| outage.way())
            .collect();
        ways.sort_unstable();
        ways.dedup();
        for way in ways {
            let outages = || {
                let all = own
                    .iter()
                    .filter(|outage| outage.counted && !outage.loss_only);
                all.filter(move |outage| outage.way() == way)
            };
            let planned = outages().filter(|outage| outage.class == Class::Planned);
            let sums = self.ways.at(way);
            sums.outages.add(outages().count() as u64);
            sums.planned += planned.count() as u64;
        }
    }

    /// What missed recoveries waited for, and why losses missed. Phases are those of recovered outages.
    fn add_misses(&mut self, plan: &Plan<'_>, application: usize, own: &[&Outage]) {
        for outage in own {
            let missed = |kind: ObjectiveOf| {
                kind::missed(kind, plan.limit(application, kind, outage.class), outage)
            };
            if missed(ObjectiveOf::Recovery) {
                *self.bindings.at(outage.binding) += 1;
            }
            if missed(ObjectiveOf::Loss) {
                let resumed = outage.resumed;
                let key = (resumed.reason, resumed.from, resumed.endless);
                let (misses, longest) = self.reasons.at(key);
                *misses += 1;
                longest.take(resumed.part);
            }
            let stops = outage.counted && !outage.loss_only;
            if stops && outage.ended() == Ended::Recovered {
                self.phases.at(outage.class).merge(&(1, outage.phases));
            }
        }
    }
}
