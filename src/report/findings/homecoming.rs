//! Who went home after having been built again on another stamp.
//!
//! Always true here: one finding for each homecoming of which anybody was away.

use super::super::words;
use super::finding::{Finding, What};
use crate::model::outcome::HomecomingOutcome;
use crate::model::{Blueprint, figure};
use crate::units::number;

/// Who went home over the years, or after a drill.
pub(crate) fn homecomings(
    blueprint: &Blueprint,
    all: &[HomecomingOutcome],
    drill: Option<&str>,
) -> Vec<Finding> {
    let away = |one: &&HomecomingOutcome| one.times_away.point.is_some_and(|times| times > 0.0);
    let told = all.iter().filter(away).map(|one| {
        let plan = blueprint.homecoming(one.homecoming);
        let application = blueprint.application(plan.application).name.clone();
        let name = blueprint.name_of_homecoming(one.homecoming);
        let found = Finding::new(What::WentHome(one.clone())).of_drill(drill);
        found.about(vec![application]).on("homecoming", &name)
    });
    told.collect()
}

impl Finding {
    /// The sentence about who went home.
    pub(super) fn of_homecoming(&self, one: &HomecomingOutcome) -> String {
        let name = self.subject.as_ref().map_or("", |one| one.name.as_str());
        let name = words::clean(name);
        let times = |one| figure::estimate(one, |times| number::significant(times, 3));
        let (place, per) = match &self.drill {
            Some(drill) => (format!("In drill {}", words::clean(drill)), "a trial"),
            None => ("Over the years".to_string(), "a year"),
        };
        if one.returns.point.is_none_or(|returns| returns <= 0.0) {
            return format!(
                "{place}, {name} was away {} times {per} and never went home in a planned way{}.",
                times(&one.times_away),
                still(one)
            );
        }
        format!(
            "{place}, {name} was away {} times {per} and went home {} times, {} after it had begun to serve elsewhere on average, by a planned outage of {}{}.",
            times(&one.times_away),
            times(&one.returns),
            figure::estimate(&one.until_home_s, number::duration),
            figure::estimate(&one.down_s, number::duration),
            still(one)
        )
    }
}

/// In how many trials it is still away at the end, where it is in any.
fn still(one: &HomecomingOutcome) -> String {
    match one.stayed_trials {
        0 => String::new(),
        trials => format!(
            "; it was still away at the end of {}",
            words::counted(trials as usize, "trial", "trials")
        ),
    }
}
