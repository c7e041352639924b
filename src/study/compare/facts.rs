//! What one trial says of all that is compared.
//!
//! Always true here: the same facts, whether they come from a record or from the rows that a run left.

use super::super::sums::{is_outage, is_whole_horizon, measured};
use crate::model::record::{Outage, TrialRecord};
use crate::model::{ApplicationId, Class, DrillId, ObjectiveOf};
use crate::stats::frequencies::ENDLESS;

/// One outage, or one loss of data without an outage.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OutageFacts {
    /// Whose.
    pub application: ApplicationId,
    /// Class of the fault that began it.
    pub class: Class,
    /// Whether it began inside the horizon.
    pub counted: bool,
    /// Whether it was open through the whole horizon.
    pub open: bool,
    /// Recovery time in milliseconds that is held against an RTO, without end where it did not recover; none where it is
    /// no outage.
    pub recovery: Option<u64>,
    /// The same of the data loss and an RPO.
    pub loss: Option<u64>,
}

impl OutageFacts {
    fn of(record: &TrialRecord, outage: &Outage) -> OutageFacts {
        OutageFacts {
            application: outage.application,
            class: outage.class,
            counted: outage.counted,
            open: is_whole_horizon(record, outage),
            recovery: measured(ObjectiveOf::Recovery, outage),
            loss: measured(ObjectiveOf::Loss, outage),
        }
    }

    /// What is held against an objective.
    pub(super) fn value(&self, of: ObjectiveOf) -> Option<u64> {
        match of {
            ObjectiveOf::Recovery => self.recovery,
            ObjectiveOf::Loss => self.loss,
        }
    }

    /// The recovery time of an outage that counts and recovered.
    pub(super) fn recovered(&self) -> Option<u64> {
        let own = self.recovery.filter(|_| self.counted);
        own.filter(|time| *time < ENDLESS)
    }
}

/// One trial.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Facts {
    /// The drill; none for the years.
    pub drill: Option<DrillId>,
    /// Its number.
    pub trial: u32,
    /// Its horizon in milliseconds.
    pub horizon: u64,
    /// Its outages.
    pub outages: Vec<OutageFacts>,
    /// In a drill: by application, whether it was down already. Empty where nobody knows.
    pub down_already: Vec<bool>,
    /// Milliseconds down, by application.
    pub downtime: Vec<u64>,
    /// Milliseconds without N−1, by stamp.
    pub exposed: Vec<u64>,
    /// Most bytes stored, by repository; empty where nobody knows.
    pub used: Vec<u64>,
    /// The longest time between captures in milliseconds, by backup; empty where nobody knows.
    pub gaps: Vec<u64>,
}

impl Facts {
    /// Those of a record.
    #[must_use]
    pub fn of(drill: Option<DrillId>, record: &TrialRecord) -> Facts {
        let outages = record.outages.iter();
        let outages = outages.map(|one| {
            debug_assert!(
                is_outage(one) || OutageFacts::of(record, one).recovered().is_none(),
                "what has recovered is an outage"
            );
            OutageFacts::of(record, one)
        });
        Facts {
            drill,
            trial: record.trial,
            horizon: record.horizon,
            outages: outages.collect(),
            down_already: record.struck.iter().map(|one| one.down).collect(),
            downtime: record.downtime.clone(),
            exposed: record
                .stamps
                .iter()
                .map(|one| one.without_n_minus_1)
                .collect(),
            used: record
                .repositories
                .iter()
                .map(|one| one.most_used)
                .collect(),
            gaps: record.backups.iter().map(|one| one.gap_max).collect(),
        }
    }
}
