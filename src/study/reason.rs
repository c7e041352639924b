//! Why RPOs are missed: what was resumed from, and what made that old.
//!
//! Always true here: only what misses the RPO of its class is counted, each once.

use super::gather::Seen;
use crate::model::ObjectiveOf;
use crate::model::Objectives;
use crate::model::outcome::RpoMiss;
use crate::model::record::{LossReason, TakenFrom};
use crate::stats::nine_digits;
use crate::units::SECOND;
use std::collections::BTreeMap;

/// Reasons of missed RPOs, the most frequent first.
pub(crate) fn rpo_misses(rpo: &Objectives, seen: &[Seen<'_>]) -> Vec<RpoMiss> {
    let mut found: BTreeMap<(LossReason, TakenFrom, bool), (u64, u64)> = BTreeMap::new();
    for one in seen.iter().filter(|one| one.missed(ObjectiveOf::Loss, rpo)) {
        let resumed = one.outage.resumed;
        let key = (resumed.reason, resumed.from, resumed.endless);
        let (misses, longest) = found.entry(key).or_default();
        *misses += 1;
        *longest = resumed.part.max(*longest);
    }
    let mut made: Vec<RpoMiss> = found
        .into_iter()
        .map(|((reason, from, endless), (misses, longest))| RpoMiss {
            from,
            reason,
            misses,
            endless,
            longest_s: (!endless && !matches!(from, TakenFrom::Nothing(..)))
                .then(|| nine_digits(longest as f64 / SECOND as f64)),
        })
        .collect();
    made.sort_by_key(|one| std::cmp::Reverse(one.misses));
    made
}
