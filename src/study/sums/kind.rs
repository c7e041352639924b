//! What an objective of one application is held against: recovery times, or data losses.
//!
//! Always true here: over the years an outage is an observation, in a drill a trial is: a strike that stopped
//! nothing was within every objective. Planned outages never count for an objective.

use super::parts::sums;
use super::{ClassSums, Plan, Table, is_outage, years_of};
use crate::model::record::{Outage, TrialRecord};
use crate::model::{Class, ObjectiveOf, Source};
use crate::stats::clusters::Clusters;
use crate::stats::frequencies::{ENDLESS, Rounding};
use crate::units::YEAR;

sums! {
    /// Sums of one kind of objective.
    pub(crate) struct KindSums {
        /// By class; planned outages are a class whose values no objective is held against.
        pub(crate) classes: Table<Class, ClassSums>,
        /// All observations against the limits of their classes, where these are stated. In a drill those of trials
        /// that it stopped.
        pub(crate) pooled: Clusters,
        /// In a drill: the same with the trials in which a strike stopped nothing.
        pub(crate) pooled_with_idle: Clusters,
        /// Years with a miss, of the trials that have any.
        pub(crate) missed: Clusters,
        /// In a drill: trials in which something of the application stood where it struck.
        pub(crate) stood_there: u64,
        /// In a drill: trials that count and in which its class had no outage.
        pub(crate) survived: u64,
        /// In a drill: trials in which the application was down already.
        pub(crate) down_already: u64,
        /// Outages that count or were open at the start, by the classes of the faults that bore on them and did not begin them.
        pub(crate) bore_on: Table<Class, u64>,
    }
}

/// The value that is held against an objective, in milliseconds, of an outage that need not count; without end
/// where the application did not recover, which a return without its data is no exception to. None where the outage is
/// of no such kind.
pub(crate) fn measured(of: ObjectiveOf, outage: &Outage) -> Option<u64> {
    (outage.class != Class::Planned).then(|| value(of, outage))?
}

fn value(of: ObjectiveOf, outage: &Outage) -> Option<u64> {
    match of {
        ObjectiveOf::Recovery if !outage.loss_only => {
            Some(outage.recovered_after().unwrap_or(ENDLESS))
        }
        ObjectiveOf::Loss if outage.at_risk() => Some(outage.lasting_loss().unwrap_or(ENDLESS)),
        ObjectiveOf::Recovery | ObjectiveOf::Loss => None,
    }
}

/// Whether an outage that counts missed the objective of its class.
pub(crate) fn missed(of: ObjectiveOf, limit: Option<u64>, outage: &Outage) -> bool {
    let value = measured(of, outage).filter(|_| outage.counted);
    matches!((value, limit), (Some(value), Some(limit)) if value > limit)
}

/// Whether a trial of a drill counts for an application that was hit or not: unless it found the
/// application down already and did nothing more to it.
pub(crate) fn counts(record: &TrialRecord, application: usize, hit: bool) -> bool {
    hit || !record.struck.get(application).is_some_and(|one| one.down)
}

/// Whether an outage was open when the horizon began and still when it ended. Outages that were open
/// at the start are left out, since long ones would be seen too often; but where nothing else could
/// begin, leaving them out would hide the worst that there is.
pub(crate) fn is_whole_horizon(record: &TrialRecord, outage: &Outage) -> bool {
    !outage.counted && record.horizon > 0 && outage.downtime >= record.horizon
}

/// One trial as an objective of one application sees it.
#[derive(Clone, Copy)]
pub(super) struct Trial<'t> {
    pub(super) plan: &'t Plan<'t>,
    pub(super) application: usize,
    pub(super) kind: ObjectiveOf,
    pub(super) record: &'t TrialRecord,
    /// The outages of the application.
    pub(super) own: &'t [&'t Outage],
}

impl Trial<'_> {
    fn limit(&self, class: Class) -> Option<u64> {
        self.plan.limit(self.application, self.kind, class)
    }

    fn rounding(&self, class: Class) -> Rounding {
        Rounding {
            limit: self.limit(class).unwrap_or(0),
            ..self.plan.rounding()
        }
    }

    fn cost(&self, outage: &Outage) -> u64 {
        match self.kind {
            ObjectiveOf::Recovery => outage.downtime,
            ObjectiveOf::Loss => outage.data_loss().unwrap_or(0),
        }
    }

    /// Classes of some of the outages, each once.
    fn classes(&self, of: impl Fn(&Outage) -> bool) -> impl Iterator<Item = Class> {
        let mut classes: Vec<Class> = Vec::new();
        for outage in self.own.iter().filter(|outage| of(outage)) {
            if !classes.contains(&outage.class) {
                classes.push(outage.class);
            }
        }
        classes.into_iter()
    }
}

impl KindSums {
    /// Adds one trial.
    pub(super) fn add(&mut self, trial: &Trial<'_>) {
        if let Some(source) = trial.plan.source() {
            let observed = self.add_worst(trial);
            self.add_strike(trial, source, observed);
        } else {
            self.add_years(trial);
            self.add_missed_years(trial);
        }
        self.add_outages(trial);
        self.add_recoveries(trial);
    }

    /// What outages are, one by one.
    fn add_outages(&mut self, trial: &Trial<'_>) {
        let kind = trial.kind;
        for outage in trial.own {
            let Some(value) = measured(kind, outage) else {
                continue;
            };
            let class = self.classes.at(outage.class);
            let causes = if outage.counted {
                class.outages += 1;
                class.endless += u64::from(outage.resumed.endless);
                &mut class.causes
            } else if trial.plan.drill.is_none() {
                class.open += 1;
                &mut class.open_causes
            } else {
                continue;
            };
            for of in outage.contributor_classes() {
                *self.bore_on.at(of) += 1;
            }
            let blame = causes.at(outage.cause);
            blame.misses += u64::from(trial.limit(outage.class).is_some_and(|limit| value > limit));
            let all_lost = kind == ObjectiveOf::Loss && value >= ENDLESS;
            blame.total_losses += u64::from(all_lost);
            blame.cost += u128::from(trial.cost(outage));
        }
    }

    fn add_recoveries(&mut self, trial: &Trial<'_>) {
        if trial.kind == ObjectiveOf::Loss {
            return;
        }
        for class in trial.classes(is_outage) {
            let own = trial
                .own
                .iter()
                .filter(|one| is_outage(one) && one.class == class);
            let times = own.filter_map(|outage| outage.recovered_after());
            let (sum, count) = times.fold((0, 0), |(sum, count), time| (sum + time, count + 1));
            let rounding = trial.plan.rounding();
            self.classes.at(class).recoveries.add(sum, count, &rounding);
        }
    }

    /// Over the years: each outage is an observation.
    fn add_years(&mut self, trial: &Trial<'_>) {
        let mut observed: Vec<(Class, u64, usize)> = Vec::new();
        for (place, outage) in trial.own.iter().enumerate() {
            let Some(value) = value(trial.kind, outage) else {
                continue;
            };
            if outage.class == Class::Planned {
                self.add_value(trial, outage, (value, [1; 3]));
            } else if outage.counted || is_whole_horizon(trial.record, outage) {
                observed.push((outage.class, value, place));
            }
        }
        observed.sort_unstable();
        let (mut hits, mut all) = (0, 0);
        for own in observed.chunk_by(|one, other| one.0 == other.0) {
            let class = own[0].0;
            let size = own.len() as u64;
            for (rank, (_, value, place)) in (0..).zip(own) {
                let weights = [1, 2 * rank + 1, size];
                self.add_value(trial, trial.own[*place], (*value, weights));
            }
            let limit = trial.limit(class);
            let within = own
                .iter()
                .filter(|one| limit.is_some_and(|limit| one.1 <= limit));
            let within = within.count() as u64;
            self.classes.at(class).observed.add(within, size);
            if limit.is_some() {
                hits += within;
                all += size;
            }
        }
        self.pooled.add(hits, all);
    }

    /// Lists the value of an outage that counts, or of one that was open all the time.
    fn add_value(&mut self, trial: &Trial<'_>, outage: &Outage, (value, weights): (u64, [u64; 3])) {
        let rounding = trial.rounding(outage.class);
        let class = self.classes.at(outage.class);
        if outage.counted {
            let list = class.values.at((outage.way(), outage.loss_only));
            list.add(value, weights, &rounding);
        } else if outage.class != Class::Planned {
            class.others.add(value, weights, &rounding);
        }
    }

    /// In a drill the trial is the sample. Of several outages in one trial the worst counts: a strike kept
    /// its objective only if all did. Gives back in how many classes the limit was kept, out of those that have one.
    fn add_worst(&mut self, trial: &Trial<'_>) -> (u64, u64) {
        let (mut hits, mut all) = (0, 0);
        for outage in trial.own.iter().filter(|outage| outage.counted) {
            if let Some(value) = value(trial.kind, outage) {
                self.add_value(trial, outage, (value, [1; 3]));
            }
        }
        for class in trial.classes(|one| one.counted && measured(trial.kind, one).is_some()) {
            let own = trial
                .own
                .iter()
                .filter(|one| one.counted && one.class == class);
            let worst = own.filter_map(|one| measured(trial.kind, one)).max();
            let worst = worst.unwrap_or(0);
            let limit = trial.limit(class);
            let within = limit.is_some_and(|limit| worst <= limit);
            let sums = self.classes.at(class);
            sums.others.add(worst, [1; 3], &trial.rounding(class));
            sums.observed.add(u64::from(within), 1);
            if limit.is_some() {
                hits += u64::from(within);
                all += 1;
            }
        }
        self.pooled.add(hits, all);
        (hits, all)
    }

    /// Whom a strike found where. A trial without an outage lost no time and no data, if the drill found the
    /// application up.
    fn add_strike(&mut self, trial: &Trial<'_>, source: &Source, (hits, all): (u64, u64)) {
        let reach = trial.plan.reach(trial.application, trial.kind);
        self.stood_there += u64::from(reach.struck_by(source.target, trial.record));
        let hit = trial.own.iter().any(|one| {
            one.counted && one.class == source.class && measured(trial.kind, one).is_some()
        });
        let spared = !hit && source.class != Class::Planned;
        let idle = spared && counts(trial.record, trial.application, false);
        self.survived += u64::from(idle);
        self.down_already += u64::from(spared && !idle);
        let within = u64::from(idle && trial.limit(source.class).is_some());
        self.pooled_with_idle.add(hits + within, all + within);
    }

    /// Over the years: in which of them something missed its objective.
    fn add_missed_years(&mut self, trial: &Trial<'_>) {
        let years = years_of(trial.record);
        let missed = trial
            .own
            .iter()
            .filter(|outage| missed(trial.kind, trial.limit(outage.class), outage));
        let mut missed: Vec<u64> = missed
            .map(|outage| outage.start.max(0) as u64 / YEAR)
            .filter(|year| *year < years)
            .collect();
        missed.sort_unstable();
        missed.dedup();
        if !missed.is_empty() {
            self.missed.add(missed.len() as u64, years);
        }
    }
}
