//! What trials say of spare parts: how many were used, and what waited for them.
//!
//! Always true here: only parts that some repair needs are told of; figures of years are per year, figures of a drill per
//! trial.

use super::gather::Sample;
use super::sums::PartsSums;
use super::tally::{events, hours_of, most_s};
use crate::model::PartKindId;
use crate::model::outcome::PartsOutcome;

/// All parts that some repair needs, in order.
pub(crate) fn parts(sample: &Sample<'_>) -> Vec<PartsOutcome> {
    let needed = sample.blueprint().parts_needed();
    needed.into_iter().map(|id| kind(sample, id)).collect()
}

/// Parts of one kind.
pub(crate) fn kind(sample: &Sample<'_>, id: PartKindId) -> PartsOutcome {
    let none = PartsSums::default();
    let sums = sample.sums.parts.get(id.index()).unwrap_or(&none);
    PartsOutcome {
        parts: id,
        used: events(sample, &sums.used),
        shelf_empty: events(sample, &sums.shelf_empty),
        waits: events(sample, &sums.waits),
        // However many repairs there are may wait at once.
        hours_waited: hours_of(sample, &sums.waited, f64::INFINITY),
        longest_wait_s: most_s(sums.longest),
    }
}
