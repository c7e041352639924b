//! Losses that rest on a queue that never keeps up: in the long run they have no end.
//!
//! Always true here: such a loss is longer than any objective; where all losses of a class are so, the
//! objective is missed, however few were seen.

use super::gather::Seen;
use crate::model::Class;
use crate::model::ObjectiveOf;
use crate::model::outcome::{ClassOutcome, Estimate, Verdict};
use crate::model::queue::{Queue, rests_on_endless};
use crate::model::record::TrialRecord;
use std::collections::BTreeMap;

/// Marks the outages whose loss rests on a queue that never keeps up.
pub(crate) fn mark(queues: &[Queue], records: &mut [TrialRecord]) {
    if queues.iter().all(Queue::keeps_up) {
        return;
    }
    for outage in records.iter_mut().flat_map(|record| &mut record.outages) {
        outage.resumed.endless = rests_on_endless(queues, outage.application, outage.resumed);
    }
}

/// The classes all of whose losses rest on such queues.
pub(crate) struct Endless(Vec<Class>);

impl Endless {
    /// Of the outages of one application.
    pub(crate) fn of(kind: ObjectiveOf, seen: &[Seen<'_>]) -> Self {
        let mut all: BTreeMap<Class, bool> = BTreeMap::new();
        if kind == ObjectiveOf::Loss {
            for one in seen.iter().filter(|one| one.value(kind).is_some()) {
                let known = all.entry(one.outage.class).or_insert(true);
                *known &= one.outage.resumed.endless;
            }
        }
        let endless = all.into_iter().filter(|(_, endless)| *endless);
        Endless(endless.map(|(class, _)| class).collect())
    }

    /// Judges a class whose losses all rest on them, and of which nothing else was seen.
    pub(crate) fn judge(&self, made: &mut ClassOutcome) {
        // A strike that stopped nothing is within every objective, also beside such losses.
        let none_within = made.attained.point.is_none_or(|share| share <= 0.0);
        if none_within && self.0.contains(&made.class) {
            // Without an objective there is nothing to miss.
            made.verdict = made.verdict.map(|_| Verdict::Missed);
            made.achievable_s = Estimate::default();
            made.trials_to_decide = None;
            made.advice = "it rests on a queue that never keeps up".to_string();
        }
    }
}
