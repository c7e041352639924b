//! Sentences on who went home after having been built again on another stamp.
//!
//! Always true here: figures are those of `homecomings` of `summary.json`, of the years or of the drill.

use super::*;

/// The figures of a homecoming, and what its rates are per.
fn told<'r>(run: &'r Run, drill: Option<&str>, name: &str) -> (&'r Value, &'static str) {
    match drill {
        Some(drill) => (
            &run.summary["drills"][drill]["homecomings"][plain(name)],
            "per_trial",
        ),
        None => (&run.summary["homecomings"][plain(name)], "per_year"),
    }
}

/// `1.04 (1.02 to 1.07) times`, or once where it is 1 whatever end is looked at.
fn is_times(text: &str, truth: &Value) -> bool {
    if text == "once" {
        let ends = ["/point", "/low", "/high"].map(|end| at(truth, end));
        return ends
            .iter()
            .all(|end| end.is_some_and(|end| is_number("1", end)));
    }
    let times = text.strip_suffix(" times");
    times.is_some_and(|text| is_estimate(text, truth, is_number))
}

/// What stands behind the rest of a sentence: in how many trials somebody is still away, if in any.
fn is_still_away(text: Option<&str>, one: &Value) -> bool {
    let trials = one["stayed_trials"].as_f64().unwrap_or(f64::NAN);
    match text {
        Some(text) => of_count(text, trials),
        None => trials == 0.0,
    }
}

/// `found` holds who it is, how often it was away and went home, when that was, and what it took.
fn went(run: &Run, drill: Option<&str>, found: &[String]) -> bool {
    let (one, per) = told(run, drill, &found[0]);
    let rate = |key: &str, text: &str| is_times(text, &one[format!("{key}_{per}")]);
    // Who was away before goes home as well: said just where more went home than were away.
    let (until, already) = match found[3].strip_prefix("also where it was away already when ") {
        Some(rest) => (rest.split_once(", ").map_or("", |(_, until)| until), true),
        None => (found[3].as_str(), false),
    };
    let point = |key: &str| at(one, &format!("/{key}_{per}/point"));
    let more_went_home = point("returns") > point("times_away");
    let (took, still) = match found[4].split_once("; it was still away at the end of ") {
        Some((took, still)) => (took, Some(still)),
        None => (found[4].as_str(), None),
    };
    rate("times_away", &found[1])
        && rate("returns", &found[2])
        && already == more_went_home
        && is_estimate(until, &one["until_home_s"], is_time)
        && is_estimate(took, &one["down_s"], is_time)
        && is_still_away(still, one)
}

/// `found` holds who it is, and how often it was away.
fn stayed(run: &Run, drill: Option<&str>, found: &[String]) -> bool {
    let (one, per) = told(run, drill, &found[0]);
    let still = found[2].strip_prefix("; it was still away at the end of ");
    is_times(&found[1], &one[format!("times_away_{per}")])
        && at(one, &format!("/returns_{per}/point")).is_none_or(|returns| returns <= 0.0)
        && is_still_away(still, one)
}

pub(super) fn went_home_in_drill(run: &Run, found: &[String], _: Option<&str>) -> bool {
    went(run, Some(plain(&found[0])), &found[1..])
}

pub(super) fn went_home_over_years(run: &Run, found: &[String], _: Option<&str>) -> bool {
    went(run, None, found)
}

pub(super) fn stayed_in_drill(run: &Run, found: &[String], _: Option<&str>) -> bool {
    stayed(run, Some(plain(&found[0])), &found[1..])
}

pub(super) fn stayed_over_years(run: &Run, found: &[String], _: Option<&str>) -> bool {
    stayed(run, None, found)
}
