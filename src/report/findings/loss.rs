//! Why missed RPOs lose what they lose, one sentence for each reason and protection.
//!
//! Always true here: only applications that miss their RPO are named, each under its most frequent
//! reason.

use super::super::words;
use super::{MOST, some};
use crate::model::Blueprint;
use crate::model::outcome::{ApplicationOutcome, RpoMiss, Verdict};

/// A reason with the protection that it belongs to: `the lag of the replica (twin)`.
pub(crate) fn reason(blueprint: &Blueprint, miss: &RpoMiss) -> String {
    match miss.from.protection(blueprint) {
        Some(name) => format!("{} ({})", miss.reason.label(), words::clean(name)),
        None => miss.reason.label().to_string(),
    }
}

/// What missed RPOs lose most by, with the applications concerned.
pub(crate) fn losses(
    blueprint: &Blueprint,
    applications: &[&ApplicationOutcome],
    opening: &str,
) -> Vec<String> {
    let mut by_reason: Vec<(String, Vec<String>)> = vec![];
    for one in applications {
        let missed = one.rpo.as_ref().and_then(|judged| judged.verdict) == Some(Verdict::Missed);
        let Some(miss) = one.rpo_misses.first().filter(|_| missed) else {
            continue;
        };
        let label = reason(blueprint, miss);
        let name = words::clean(&blueprint.application(one.application).name);
        match by_reason.iter_mut().find(|(known, _)| *known == label) {
            Some((_, names)) => names.push(name),
            None => by_reason.push((label, vec![name])),
        }
    }
    by_reason
        .iter()
        .take(MOST)
        .map(|(label, names)| format!("{opening} lose most by: {label}: {}.", some(names)))
        .collect()
}
