//! Why RPOs are missed: what was resumed from, and what made that old.
//!
//! Always true here: only what misses the RPO of its class is counted, each once.

use super::gather::{Kind, Seen};
use crate::model::Objectives;
use crate::model::outcome::RpoMiss;
use crate::model::record::{LossReason, TakenFrom};
use crate::stats::nine_digits;
use crate::units::SECOND;
use std::collections::BTreeMap;

/// Reasons of missed RPOs, the most frequent first.
pub(crate) fn rpo_misses(rpo: &Objectives, seen: &[Seen<'_>]) -> Vec<RpoMiss> {
    let mut found: BTreeMap<(LossReason, TakenFrom), (u64, u64)> = BTreeMap::new();
    for one in seen.iter().filter(|one| Kind::Rpo.missed(rpo, **one)) {
        let resumed = one.outage.resumed;
        let (misses, longest) = found.entry((resumed.reason, resumed.from)).or_default();
        *misses += 1;
        *longest = resumed.part.max(*longest);
    }
    let mut made: Vec<RpoMiss> = found
        .into_iter()
        .map(|((reason, from), (misses, longest))| RpoMiss {
            from,
            reason,
            misses,
            longest_s: (!matches!(from, TakenFrom::Nothing(..)))
                .then(|| nine_digits(longest as f64 / SECOND as f64)),
        })
        .collect();
    made.sort_by_key(|one| std::cmp::Reverse(one.misses));
    made
}
