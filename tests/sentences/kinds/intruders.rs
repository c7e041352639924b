//! Sentences on applications of which no copy survived ransomware.
//!
//! Always true here: figures are those of `ransomware` of `summary.json`, of the years or of the drill.

use super::*;

/// `found` holds who it is, at how many strikes no copy was left, of how many, and what it would have taken.
fn no_copy(one: &Value, found: &[String]) -> bool {
    let figure = |key: &str| one[key].as_f64().unwrap_or(f64::NAN);
    is_number(&found[1], figure("no_copy_survived"))
        && of_count(&found[2], figure("strikes"))
        && one["would_have_saved"].as_str() == Some(found[3].as_str())
}

pub(super) fn no_copy_in_drill(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let all = &run.summary["drills"][plain(&found[0])]["ransomware"];
    no_copy(&all[plain(&found[1])], &found[1..])
}

pub(super) fn no_copy_over_years(run: &Run, found: &[String], _: Option<&str>) -> bool {
    no_copy(&run.summary["ransomware"][plain(&found[0])], found)
}
