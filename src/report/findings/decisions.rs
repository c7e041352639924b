//! What people gave up waiting for, and what waiting would have taken.
//!
//! Always true here: one finding for each application that people gave up waiting for.

use super::super::words;
use super::finding::{Finding, What};
use crate::model::outcome::{ApplicationOutcome, Decisions};
use crate::model::{Blueprint, figure};
use crate::units::number;

/// Decisions about applications over the years, or in a drill.
pub(crate) fn decisions(
    blueprint: &Blueprint,
    applications: &[&ApplicationOutcome],
    drill: Option<&str>,
) -> Vec<Finding> {
    let told = applications.iter().filter_map(|one| {
        let found = one.decisions.clone().filter(|found| found.gave_up > 0)?;
        let name = blueprint.application(one.application).name.clone();
        let found = Finding::new(What::GaveUpWaiting(found));
        Some(found.of_drill(drill).about(vec![name]))
    });
    told.collect()
}

impl Finding {
    /// The sentence about decisions: a drill counts its trials, the years their outages.
    pub(super) fn of_decisions(&self, one: &Decisions) -> String {
        let (place, gave_up, all, waited) = match &self.drill {
            Some(drill) => (
                format!("In drill {}", words::clean(drill)),
                one.gave_up_trials,
                words::counted(one.trials as usize, "trial", "trials"),
                one.waited_trials,
            ),
            None => (
                "Over the years".to_string(),
                one.gave_up,
                words::counted(
                    (one.gave_up + one.waited) as usize,
                    "outage that had another way back",
                    "outages that had another way back",
                ),
                one.waited,
            ),
        };
        let waited = match waited {
            0 => String::new(),
            waited => format!(" and waited in {}", number::count(waited)),
        };
        format!(
            "{place}, people gave up waiting for {} in {} of {all}{waited}; they gave up {} after service stopped on average; {}.",
            self.names(),
            number::count(gave_up),
            figure::estimate(&one.decided_s, number::duration),
            would_have_taken(one)
        )
    }
}

/// What waiting would have taken. Where it was not settled nothing is known of it, not even that it is longer.
fn would_have_taken(one: &Decisions) -> String {
    let taken = figure::estimate(&one.waiting_s, number::duration);
    if one.settled == 0 {
        return "what waiting would have taken was not settled by then".to_string();
    }
    if one.settled == one.gave_up {
        return format!("waiting would have taken {taken}");
    }
    format!(
        "waiting would have taken {taken} where that was settled by then, in {} of {}",
        number::count(one.settled),
        words::counted(one.gave_up as usize, "outage", "outages")
    )
}
