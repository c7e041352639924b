//! Records of trials, sorted by application, and what counts for which figure.
//!
//! Always true here: an outage keeps the number of its trial's place; planned outages never count
//! for an objective.

use crate::model::record::{Outage, TrialRecord};
use crate::model::{Blueprint, Class, DrillId, ObjectiveOf, Objectives};
use crate::stats::Level;
use crate::units::YEAR;

/// The records that figures are made of, and how.
#[derive(Clone, Copy)]
pub(crate) struct Sample<'a> {
    /// The scenario.
    pub(crate) blueprint: &'a Blueprint,
    /// The records, one a trial.
    pub(crate) records: &'a [TrialRecord],
    /// Level of intervals.
    pub(crate) level: Level,
    /// The drill, if these are trials of one: then nothing is per year.
    pub(crate) drill: Option<DrillId>,
    /// Of years: the records of the drills beside them, so that nobody is sent to a drill that does
    /// not answer.
    pub(crate) drill_records: &'a [Vec<TrialRecord>],
}

impl<'a> Sample<'a> {
    /// Trials of years.
    pub(crate) fn of_years(
        blueprint: &'a Blueprint,
        records: &'a [TrialRecord],
        level: Level,
    ) -> Self {
        Sample {
            blueprint,
            records,
            level,
            drill: None,
            drill_records: &[],
        }
    }
    /// Number of trials.
    pub(crate) fn trials(&self) -> usize {
        self.records.len()
    }
    /// Years of one trial on average; 1 without records.
    pub(crate) fn years_per_trial(&self) -> f64 {
        let lengths = self.records.iter().map(|record| u128::from(record.horizon));
        let sum: u128 = lengths.sum();
        if sum == 0 {
            1.0
        } else {
            sum as f64 / YEAR as f64 / self.records.len() as f64
        }
    }
}

/// An outage and the place of its trial among the records.
#[derive(Clone, Copy)]
pub(crate) struct Seen<'a> {
    /// Index of the record.
    pub(crate) trial: u32,
    /// The outage.
    pub(crate) outage: &'a Outage,
}

impl Seen<'_> {
    /// The value that counts for an objective, in milliseconds: infinite where the application did not
    /// recover, which a return without its data is no exception to. None where it does not count.
    pub(crate) fn value(&self, of: ObjectiveOf) -> Option<f64> {
        self.outage.counted.then(|| measured(of, self.outage))?
    }

    /// Whether the outage missed the objective of its class.
    pub(crate) fn missed(&self, of: ObjectiveOf, objectives: &Objectives) -> bool {
        match (self.value(of), objectives.for_class(self.outage.class)) {
            (Some(value), Some(objective)) => value > as_real(objective.limit.0),
            _ => false,
        }
    }

    /// Whether it is downtime, planned or not.
    pub(crate) fn stops(&self) -> bool {
        self.outage.counted && !self.outage.loss_only
    }

    /// Whether it is an outage that figures are made of: counted, unplanned, and really an outage.
    pub(crate) fn is_outage(&self) -> bool {
        self.outage.counted && self.outage.class != Class::Planned && !self.outage.loss_only
    }
}

/// The outages of each application, in the order of trials.
pub(crate) fn by_application(records: &[TrialRecord], applications: usize) -> Vec<Vec<Seen<'_>>> {
    let mut seen = vec![Vec::new(); applications];
    for (trial, record) in (0..).zip(records) {
        for outage in &record.outages {
            seen[outage.application.index()].push(Seen { trial, outage });
        }
    }
    seen
}

/// Whether a trial of a drill counts for an application that was hit or not: unless it found the
/// application down already and did nothing more to it.
pub(crate) fn counts(record: &TrialRecord, application: usize, hit: bool) -> bool {
    hit || !record.struck.get(application).is_some_and(|one| one.down)
}

/// Trials of a drill that count for an application. `seen` are its outages in the order of trials.
pub(crate) fn trials_hit(records: &[TrialRecord], application: usize, seen: &[Seen<'_>]) -> usize {
    let hit = |trial: usize| {
        let from = seen.partition_point(|one| (one.trial as usize) < trial);
        let mut own = seen[from..]
            .iter()
            .take_while(|one| one.trial as usize == trial);
        own.any(|one| one.outage.counted)
    };
    let all = records.iter().enumerate();
    all.filter(|(trial, record)| counts(record, application, hit(*trial)))
        .count()
}

/// From when to when an outage lasted, in milliseconds after the strike; without end where the
/// application did not recover: back without its data is not back.
pub(crate) fn span(records: &[TrialRecord], seen: Seen<'_>) -> (f64, f64) {
    let strike = records[seen.trial as usize].strike as f64;
    let from = seen.outage.start as f64 - strike;
    let recovered = seen.outage.recovered_after();
    let length = recovered.map_or(f64::INFINITY, |ms| ms as f64);
    (from, from + length)
}

/// The value that counts for an objective, in milliseconds, of an outage that need not count: see
/// [`Seen::value`].
pub(crate) fn measured(of: ObjectiveOf, outage: &Outage) -> Option<f64> {
    if outage.class == Class::Planned {
        return None;
    }
    match of {
        ObjectiveOf::Recovery if !outage.loss_only => {
            Some(outage.recovered_after().map_or(f64::INFINITY, as_real))
        }
        ObjectiveOf::Loss if outage.at_risk() => {
            Some(outage.lasting_loss().map_or(f64::INFINITY, as_real))
        }
        ObjectiveOf::Recovery | ObjectiveOf::Loss => None,
    }
}

fn as_real(ms: u64) -> f64 {
    ms as f64
}

/// Sums over the trials that have something, in the order of trials. `seen` must be in that order.
pub(crate) fn sums_by_trial<'a>(
    seen: impl Iterator<Item = Seen<'a>>,
    amount: impl Fn(&Outage) -> f64,
) -> Vec<f64> {
    let mut sums = Vec::new();
    let mut last = None;
    for one in seen {
        if last == Some(one.trial) {
            if let Some(sum) = sums.last_mut() {
                *sum += amount(one.outage);
            }
        } else {
            last = Some(one.trial);
            sums.push(amount(one.outage));
        }
    }
    sums
}
