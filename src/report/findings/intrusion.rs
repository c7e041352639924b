//! Of whom no copy survived ransomware.
//!
//! Always true here: one finding for each application that was struck without a clean copy left, the most frequent first.

use super::super::words;
use super::finding::{Finding, What};
use crate::model::Blueprint;
use crate::model::outcome::{IntrusionOutcome, Outcome};
use crate::units::number;

/// Of drills in their order, then of the years.
pub(super) fn no_copies(blueprint: &Blueprint, outcome: &Outcome) -> Vec<Finding> {
    let mut found = Vec::new();
    for drill in &outcome.drills {
        let name = blueprint.drills[drill.drill.index()].name.as_str();
        found.extend(of(blueprint, &drill.intrusions, Some(name)));
    }
    found.extend(of(blueprint, &outcome.intrusions, None));
    found
}

fn of(blueprint: &Blueprint, all: &[IntrusionOutcome], drill: Option<&str>) -> Vec<Finding> {
    let mut none: Vec<&IntrusionOutcome> = all.iter().filter(|one| one.no_copy > 0).collect();
    none.sort_by_key(|one| std::cmp::Reverse(one.no_copy));
    let told = none.into_iter().map(|one| {
        let what = What::NoCopySurvived {
            strikes: one.strikes,
            no_copy: one.no_copy,
            survived_share: one.survived_share,
            would_have_saved: one.remedy(blueprint),
        };
        let name = blueprint.application(one.application).name.clone();
        Finding::new(what).of_drill(drill).about(vec![name])
    });
    told.collect()
}

impl Finding {
    /// The sentence about those of whom no copy survived.
    pub(super) fn of_no_copy(&self, no_copy: u64, strikes: u64, remedy: &str) -> String {
        let place = match &self.drill {
            Some(drill) => format!("In drill {}", words::clean(drill)),
            None => "Over the years".to_string(),
        };
        format!(
            "{place}, no copy of {} survived ransomware at {} of {}. It would have taken: {}.",
            self.names(),
            number::count(no_copy),
            words::counted(strikes as usize, "strike", "strikes"),
            words::clean(remedy),
        )
    }
}
