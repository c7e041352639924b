//! Losses that rest on a queue that never keeps up: in the long run they have no end.
//!
//! Always true here: such a loss is longer than any objective; where all losses of a class are so, the
//! objective is missed, however few were seen.

use super::sums::ClassSums;
use crate::model::ObjectiveOf;
use crate::model::outcome::{ClassOutcome, Estimate, Verdict};
use crate::model::queue::{Queue, rests_on_endless};
use crate::model::record::TrialRecord;

/// Marks the outages whose loss rests on a queue that never keeps up.
pub(crate) fn mark(queues: &[Queue], record: &mut TrialRecord) {
    if queues.iter().all(Queue::keeps_up) {
        return;
    }
    for outage in &mut record.outages {
        outage.resumed.endless = rests_on_endless(queues, outage.application, outage.resumed);
    }
}

/// Judges a class whose losses all rest on such queues, and of which nothing else was seen.
pub(crate) fn judge(kind: ObjectiveOf, sums: Option<&ClassSums>, made: &mut ClassOutcome) {
    // A strike that stopped nothing is within every objective, also beside such losses.
    let none_within = made.attained.point.is_none_or(|share| share <= 0.0);
    let all_endless = sums.is_some_and(|sums| sums.outages > 0 && sums.endless == sums.outages);
    if kind == ObjectiveOf::Loss && none_within && all_endless {
        // Without an objective there is nothing to miss.
        made.verdict = made.verdict.map(|_| Verdict::Missed);
        made.achievable_s = Estimate::default();
        made.trials_to_decide = None;
        made.advice = "it rests on a queue that never keeps up".to_string();
    }
}
