//! Trials of a fault that the plan claims to survive: what happened while more failed at once than is claimed is left out of them.
//!
//! Always true here: whether an outage is left out is known before it is known how it ends: it does not depend on whether it keeps anything.

use super::Plan;
use crate::model::ObjectiveOf;
use crate::model::record::{Outage, TrialRecord};
use std::borrow::Cow;

/// Whether an outage was outside of what is claimed: more failed at once when it began, or before its RTO had passed. What
/// happens after that excuses no miss.
pub(super) fn is_outside(plan: &Plan<'_>, outage: &Outage) -> bool {
    let application = outage.application.index();
    let limit = plan.limit(application, ObjectiveOf::Recovery, outage.class);
    let after = outage.outside;
    after.is_some_and(|after| after <= limit.unwrap_or(0))
}

/// The trial without its outages that were outside: of their applications it says nothing, where nothing else befell them.
pub(in crate::study) fn within<'r>(
    plan: &Plan<'_>,
    record: &'r TrialRecord,
) -> Cow<'r, TrialRecord> {
    let out = |one: &Outage| one.counted && is_outside(plan, one);
    if !plan.within || !record.outages.iter().any(out) {
        return Cow::Borrowed(record);
    }
    let mut rest = record.clone();
    for outage in &mut rest.outages {
        if out(outage) {
            outage.counted = false;
            if let Some(struck) = rest.struck.get_mut(outage.application.index()) {
                struck.down = true;
            }
        }
    }
    Cow::Owned(rest)
}
