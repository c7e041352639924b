//! Of whom no copy survived ransomware, and of whom it took the last restore points when it struck others.
//!
//! Always true here: one finding for each application that was struck without a clean copy left, the most frequent first; then one for
//! each whose last points went with those of others.

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
    "At how many strikes of ransomware no clean copy of an application was left, and what would have left one; how many strikes on others took its last restore points.",
    &[
        ("strikes", Shape::Count),
        ("no_copy_survived", Shape::Count),
        ("survived_share", Shape::Estimate),
        ("would_have_saved", Shape::Text),
        ("left_bare", Shape::Count),
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
            left_bare,
        } => json!({
            "strikes": strikes, "no_copy_survived": no_copy,
            "survived_share": estimate(survived_share), "would_have_saved": would_have_saved,
            "left_bare": left_bare,
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
    let mut bare: Vec<&IntrusionOutcome> = all.iter().filter(|one| one.bared > 0).collect();
    bare.sort_by_key(|one| std::cmp::Reverse(one.bared));
    let none = none.into_iter().map(|one| (one, one.no_copy, 0));
    let bare = bare.into_iter().map(|one| (one, 0, one.bared));
    let told = none.chain(bare).map(|(one, no_copy, left_bare)| {
        let what = What::NoCopySurvived {
            strikes: one.strikes,
            no_copy,
            survived_share: one.survived_share,
            would_have_saved: match no_copy {
                0 => String::new(),
                _ => one.remedy(blueprint),
            },
            left_bare,
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
            left_bare,
            ..
        } = &self.what
        else {
            return String::new();
        };
        let place = match &self.drill {
            Some(drill) => format!("In drill {}", words::clean(drill)),
            None => "Over the years".to_string(),
        };
        if *left_bare > 0 {
            return format!(
                "{place}, ransomware that struck others took the last restore points of {}: {}.",
                self.names(),
                words::counted(*left_bare as usize, "time", "times"),
            );
        }
        let taken = match would_have_saved.as_str() {
            "" => "What it would have taken is not known.".to_string(),
            known => format!("It would have taken: {}.", words::clean(known)),
        };
        format!(
            "{place}, no copy of {} survived ransomware at {} of {}. {taken}",
            self.names(),
            number::count(*no_copy),
            words::amount(&number::count(*strikes), "strike", "strikes"),
        )
    }
}
