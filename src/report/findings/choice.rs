//! Which restore points were taken, and what the other ones would have given.
//!
//! Always true here: one finding for each application that had a choice.

use super::super::words;
use super::finding::{Finding, What};
use crate::model::outcome::{ApplicationOutcome, PointChoices};
use crate::model::{Blueprint, figure};
use crate::units::number;

/// Choices of applications over the years, or in a drill.
pub(crate) fn choices(
    blueprint: &Blueprint,
    applications: &[&ApplicationOutcome],
    drill: Option<&str>,
) -> Vec<Finding> {
    let told = applications.iter().filter_map(|one| {
        let choices = one.points.clone()?;
        let name = blueprint.application(one.application).name.clone();
        let found = Finding::new(What::PointsChosen(choices));
        Some(found.of_drill(drill).about(vec![name]))
    });
    told.collect()
}

impl Finding {
    /// The sentence about choices.
    pub(super) fn of_choices(&self, one: &PointChoices) -> String {
        let of = self.names();
        let whose = match &self.drill {
            Some(drill) => format!("{of}, drill {}", words::clean(drill)),
            None => of,
        };
        let restores = words::counted(one.restores as usize, "restore", "restores");
        if one.sooner == 0 {
            return format!(
                "{whose}: in none of {restores} would an older point have been back sooner within the stated loss."
            );
        }
        let what = match one.taken {
            0 => "an older point would have been back sooner, and the newest was taken",
            _ => "an older point was taken because it was back sooner",
        };
        format!(
            "{whose}: in {} of {restores} {what}: by {} on average, for {} more loss, as estimated when it was chosen.",
            number::count(one.sooner),
            figure::estimate(&one.saved_s, number::duration),
            figure::estimate(&one.lost_more_s, number::duration),
        )
    }
}
