//! Why missed RPOs lose what they lose, one finding for each reason and protection.
//!
//! Always true here: only applications that miss their RPO are named, each under its most frequent
//! reason.

use super::super::words;
use super::finding::{Finding, What};
use crate::model::Blueprint;
use crate::model::outcome::{ApplicationOutcome, RpoMiss, Verdict};
use crate::model::record::LossReason;

/// A reason with the protection that it belongs to: `the lag of the replica (twin)`.
pub(crate) fn reason(blueprint: &Blueprint, miss: &RpoMiss) -> String {
    in_words(miss.reason, miss.from.protection(blueprint), miss.endless)
}

/// The same from its parts.
pub(super) fn in_words(reason: LossReason, protection: Option<&str>, endless: bool) -> String {
    let endless = if endless {
        ", a queue that never keeps up"
    } else {
        ""
    };
    match protection {
        Some(name) => format!("{}{endless} ({})", reason.label(), words::clean(name)),
        None => reason.label().to_string(),
    }
}

/// What missed RPOs lose most by, with the applications concerned.
pub(crate) fn losses(
    blueprint: &Blueprint,
    applications: &[&ApplicationOutcome],
    drill: Option<&str>,
) -> Vec<Finding> {
    let mut by_reason: Vec<(What, Vec<&ApplicationOutcome>)> = vec![];
    for one in applications {
        let missed = one.rpo.as_ref().and_then(|judged| judged.verdict) == Some(Verdict::Missed);
        let Some(miss) = one.rpo_misses.first().filter(|_| missed) else {
            continue;
        };
        let protection = miss.from.protection(blueprint).map(str::to_string);
        let what = What::RpoLoses {
            reason: miss.reason,
            keeps_up: !miss.endless || protection.is_none(),
            protection,
        };
        match by_reason.iter_mut().find(|(known, _)| *known == what) {
            Some((_, all)) => all.push(one),
            None => by_reason.push((what, vec![one])),
        }
    }
    by_reason
        .into_iter()
        .map(|(what, all)| {
            Finding::new(what)
                .of_drill(drill)
                .about(super::names_of(blueprint, &all))
        })
        .collect()
}
