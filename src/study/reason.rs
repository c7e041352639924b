//! Why RPOs are missed: what was resumed from, and what made that old.
//!
//! Always true here: only what misses the RPO of its class is counted, each once.

use super::sums::ApplicationSums;
use crate::model::outcome::RpoMiss;
use crate::model::record::TakenFrom;
use crate::stats::nine_digits;
use crate::units::SECOND;

/// Reasons of missed RPOs, the most frequent first.
pub(crate) fn rpo_misses(sums: &ApplicationSums) -> Vec<RpoMiss> {
    let mut made: Vec<RpoMiss> = sums
        .reasons
        .rows()
        .map(|((reason, from, endless), (misses, longest))| RpoMiss {
            from,
            reason,
            misses: *misses,
            endless,
            longest_s: (!endless && !matches!(from, TakenFrom::Nothing(..)))
                .then(|| nine_digits(longest.0 as f64 / SECOND as f64)),
        })
        .collect();
    made.sort_by_key(|one| std::cmp::Reverse(one.misses));
    made
}
