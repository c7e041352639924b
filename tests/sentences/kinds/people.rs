//! Sentences on what waits for people and parts, and on what failing jobs in a row are worth.
//!
//! Always true here: figures are those of `crews`, `parts` and the RPOs of `summary.json`, of the years or of the drill.

use super::*;

fn is_hours(text: &str, hours: f64) -> bool {
    is_time(text, hours * 3_600.0)
}

/// The figures of a crew or of parts, and what its rates are per.
fn of<'r>(run: &'r Run, drill: Option<&str>, table: &str, name: &str) -> (&'r Value, &'static str) {
    match drill {
        Some(drill) => (&run.summary["drills"][drill][table][name], "per_trial"),
        None => (&run.summary[table][name], "per_year"),
    }
}

/// `found` holds the crew, how long work waited for it, how long it was busy, and the most that waited.
fn work_waits(run: &Run, drill: Option<&str>, found: [&str; 4]) -> bool {
    let (one, per) = of(run, drill, "crews", found[0]);
    let hours = |key: &str, text: &str| is_estimate(text, &one[format!("{key}_{per}")], is_hours);
    hours("hours_waited", found[1])
        && hours("hours_busy", found[2])
        && of_count(found[3], one["most_waiting"].as_f64().unwrap_or(f64::NAN))
}

pub(super) fn work_waits_in_drill(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let told = [&found[0], &found[1], &found[3], &found[4]];
    work_waits(run, Some(&found[2]), told.map(String::as_str))
}

pub(super) fn work_waits_over_years(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let told = [&found[0], &found[1], &found[2], &found[3]];
    work_waits(run, None, told.map(String::as_str))
}

fn repairs_wait(run: &Run, drill: Option<&str>, name: &str, waited: &str) -> bool {
    let (one, per) = of(run, drill, "parts", name);
    is_estimate(waited, &one[format!("hours_waited_{per}")], is_hours)
}

pub(super) fn repairs_wait_in_drill(run: &Run, found: &[String], _: Option<&str>) -> bool {
    repairs_wait(run, Some(&found[2]), &found[0], &found[1])
}

pub(super) fn repairs_wait_over_years(run: &Run, found: &[String], _: Option<&str>) -> bool {
    repairs_wait(run, None, &found[0], &found[1])
}

/// `found` holds the share without, of what, whose, the RPO, the share with, and what that means.
pub(super) fn without_stickiness(run: &Run, found: &[String], _: Option<&str>) -> bool {
    // A class, or a drill, stands between two words that are between others as well.
    let of_what = format!("{} of {}", found[1], found[2]);
    let Some((of_what, name)) = of_what.rsplit_once(" of ") else {
        return false;
    };
    let (applications, class) = match of_what.strip_prefix("trials of drill ") {
        Some(drill) => (&run.summary["drills"][drill]["applications"], None),
        None => {
            let class = of_what.strip_prefix("losses of class ");
            (&run.summary["applications"], class)
        }
    };
    let classes = applications[name]["rpo"]["by_class"].as_object();
    let mut own = classes
        .into_iter()
        .flatten()
        .filter(|(name, _)| class.is_none_or(|class| name.replace('_', " ") == class));
    own.any(|(_, one)| {
        is_time(&found[3], one["objective_s"].as_f64().unwrap_or(f64::NAN))
            && is_estimate(&found[4], &one["attained"], is_share)
            && one["verdict"] == "missed"
    })
}
