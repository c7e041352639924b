//! Who went home after having been built again on another stamp.
//!
//! Always true here: one finding for each homecoming of which anybody was away.

use super::super::words;
use super::finding::{Finding, What};
use crate::model::outcome::{Estimate, HomecomingOutcome};
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
        let (place, per) = match &self.drill {
            Some(drill) => (format!("In drill {}", words::clean(drill)), "a trial"),
            None => ("Over the years".to_string(), "a year"),
        };
        if one.returns.point.is_none_or(|returns| returns <= 0.0) {
            return format!(
                "{place}, {name} was away {} {per} and never went home in a planned way{}.",
                times(&one.times_away),
                still(one)
            );
        }
        // Who was away when the drill struck, or the years began, goes home as well.
        let already = match one.returns.point > one.times_away.point {
            true if self.drill.is_some() => {
                ", also where it was away already when the drill struck"
            }
            true => ", also where it was away already when the years began",
            false => "",
        };
        format!(
            "{place}, {name} was away {} {per} and went home {}{already}, {} after it had begun to serve elsewhere on average, by a planned outage of {}{}.",
            times(&one.times_away),
            times(&one.returns),
            figure::estimate(&one.until_home_s, number::duration),
            figure::estimate(&one.down_s, number::duration),
            still(one)
        )
    }
}

/// `1.04 (1.02 to 1.07) times`, and `once` where no other number is within the interval as it is written.
fn times(one: &Estimate) -> String {
    let written = |times: f64| number::significant(times, 3);
    let once = |end: Option<f64>| end.is_some_and(|end| written(end) == "1");
    if [one.point, one.low, one.high].into_iter().all(once) {
        return "once".to_string();
    }
    format!("{} times", figure::estimate(one, written))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_surely_one_is_once() {
        let of = |point, low, high| {
            times(&Estimate {
                point: Some(point),
                low: Some(low),
                high: Some(high),
            })
        };
        assert_eq!(of(1.0, 1.0, 1.0), "once");
        assert_eq!(of(1.0, 0.97, 1.03), "1 (0.97 to 1.03) times");
        assert_eq!(of(1.07, 1.05, 1.09), "1.07 (1.05 to 1.09) times");
    }
}
