//! Sentences on applications of which no copy survived ransomware.
//!
//! Always true here: figures are those of `ransomware` of `summary.json`, of the years or of the drill.

use super::*;

/// `found` holds who it is, at how many strikes no copy was left, of how many, and what it would have taken.
fn no_copy(one: &Value, found: &[String]) -> bool {
    let figure = |key: &str| one[key].as_f64().unwrap_or(f64::NAN);
    is_number(&found[1], figure("no_copy_survived"))
        && of_count(&found[2], figure("strikes"))
        && one["would_have_saved"].as_str() == Some(found.get(3).map_or("", String::as_str))
}

pub(super) fn no_copy_in_drill(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let all = &run.summary["drills"][plain(&found[0])]["ransomware"];
    no_copy(&all[plain(&found[1])], &found[1..])
}

pub(super) fn no_copy_over_years(run: &Run, found: &[String], _: Option<&str>) -> bool {
    no_copy(&run.summary["ransomware"][plain(&found[0])], found)
}

pub(super) fn unknown_in_drill(run: &Run, found: &[String], drill: Option<&str>) -> bool {
    no_copy_in_drill(run, found, drill)
}

pub(super) fn unknown_over_years(run: &Run, found: &[String], drill: Option<&str>) -> bool {
    no_copy_over_years(run, found, drill)
}

/// `found` holds who it is, and how many strikes on others took its last points.
fn left_bare(one: &Value, found: &[String]) -> bool {
    of_count(&found[1], one["left_bare"].as_f64().unwrap_or(f64::NAN))
}

pub(super) fn left_bare_in_drill(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let all = &run.summary["drills"][plain(&found[0])]["ransomware"];
    left_bare(&all[plain(&found[1])], &found[1..])
}

pub(super) fn left_bare_over_years(run: &Run, found: &[String], _: Option<&str>) -> bool {
    left_bare(&run.summary["ransomware"][plain(&found[0])], found)
}

/// `found` holds how many points people deleted, where, how many could not be, and how often a VM had none left.
pub(super) fn mistaken(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let told = &run.summary["repositories"][plain(&found[1])]["mistakes"];
    let figure = |key: &str| told[key].as_f64().unwrap_or(f64::NAN);
    let often = match found[3].as_str() {
        "once" => "1 time",
        often => often,
    };
    of_count(&found[0].replace("restore ", ""), figure("deleted"))
        && is_number(&found[2], figure("kept"))
        && of_count(often, figure("bared"))
}

/// `found` holds the source, where intruders enter, what they reach from there, where they delete points, and what they do
/// not reach.
pub(super) fn reach(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let all = run.summary["findings"].as_array();
    let mut all = all.into_iter().flatten();
    let told = all.find(|one| {
        one["code"] == "FD744" && one["figures"]["source"].as_str() == Some(plain(&found[0]))
    });
    let figures = told.map(|one| &one["figures"]);
    let names = ["entered", "reached", "repositories", "unreached"];
    names.iter().zip(&found[1..]).all(|(key, text)| {
        let listed = figures.and_then(|one| one[*key].as_array());
        let first = listed.and_then(|all| all.first()).and_then(Value::as_str);
        text.starts_with(first.unwrap_or("nothing"))
    })
}
