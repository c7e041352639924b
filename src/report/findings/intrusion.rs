//! Of whom no copy survived ransomware.
//!
//! Always true here: one finding for each application that was struck without a clean copy left, the most frequent first.

use super::super::json::estimate;
use super::super::words;
use super::finding::{Finding, Severity, What};
use super::kind::{Kind, Shape, kind};
use crate::model::Blueprint;
use crate::model::outcome::{IntrusionOutcome, Outcome};
use crate::units::number;
use serde_json::{Value, json};

/// What is told of it.
pub(super) const NO_COPY: Kind = kind(
    "FD742",
    Severity::Error,
    "At how many strikes of ransomware no clean copy of an application was left, and what would have left one.",
    &[
        ("strikes", Shape::Count),
        ("no_copy_survived", Shape::Count),
        ("survived_share", Shape::Estimate),
        ("would_have_saved", Shape::Text),
    ],
);

/// The figures of such a finding.
pub(super) fn of_no_copy(what: &What) -> Value {
    match what {
        What::NoCopySurvived {
            strikes,
            no_copy,
            survived_share,
            would_have_saved,
        } => json!({
            "strikes": strikes, "no_copy_survived": no_copy,
            "survived_share": estimate(survived_share), "would_have_saved": would_have_saved,
        }),
        _ => Value::Null,
    }
}

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
    pub(super) fn of_no_copy(&self) -> String {
        let What::NoCopySurvived {
            strikes,
            no_copy,
            would_have_saved,
            ..
        } = &self.what
        else {
            return String::new();
        };
        let place = match &self.drill {
            Some(drill) => format!("In drill {}", words::clean(drill)),
            None => "Over the years".to_string(),
        };
        format!(
            "{place}, no copy of {} survived ransomware at {} of {}. It would have taken: {}.",
            self.names(),
            number::count(*no_copy),
            words::amount(&number::count(*strikes), "strike", "strikes"),
            words::clean(would_have_saved),
        )
    }
}
