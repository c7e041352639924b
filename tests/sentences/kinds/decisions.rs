//! Sentences on what people gave up waiting for.
//!
//! Always true here: outages and trials are counted, and times averaged, over the rows of `outages.csv`.

use super::*;
use std::collections::BTreeMap;

type Row = BTreeMap<String, String>;

/// How many of these rows there are, or of how many trials they are.
fn count(rows: &[&Row], trials: bool) -> f64 {
    let of: BTreeSet<&String> = rows.iter().map(|row| &row["trial"]).collect();
    (if trials { of.len() } else { rows.len() }) as f64
}

/// Whether a mean is that of a column.
fn is_mean(text: &str, rows: &[&Row], column: &str) -> bool {
    let cells: Vec<f64> = rows.iter().filter_map(|row| number(&row[column])).collect();
    let point = text.split(" (").next().unwrap_or("");
    is_time(point, cells.iter().sum::<f64>() / cells.len() as f64)
}

/// `found` holds the application, in how many of what it was given up, after how long, and what waiting would have taken.
fn gave_up(run: &Run, drill: Option<&str>, found: &[String]) -> bool {
    let own = run.outages_of(drill.unwrap_or("years"), plain(&found[0]));
    let unplanned = own.into_iter().filter(|row| row["class"] != "planned");
    let all: Vec<&Row> = unplanned.collect();
    let decided = |what: &str| {
        let own = all.iter().copied().filter(|row| row["decision"] == what);
        own.collect::<Vec<_>>()
    };
    let (gone, waited) = (decided("gave_up"), decided("waited"));
    let in_trials = drill.is_some();
    let (of, and_waited) = match found[2].split_once(" and waited in ") {
        Some((of, waited)) => (of, number(waited)),
        None => (found[2].as_str(), Some(0.0)),
    };
    let whole = match drill {
        Some(drill) => at(&run.summary, &format!("/drills/{drill}/trials")).unwrap_or(f64::NAN),
        None => (gone.len() + waited.len()) as f64,
    };
    number(&found[1]) == Some(count(&gone, in_trials))
        && of_count(of, whole)
        && and_waited == Some(count(&waited, in_trials))
        && is_mean(&found[3], &gone, "decided_s")
        && is_taken(&found[4], &gone)
}

/// Whether this is what waiting would have taken in these outages.
fn is_taken(text: &str, gone: &[&Row]) -> bool {
    let settled = gone
        .iter()
        .copied()
        .filter(|row| !row["waiting_s"].is_empty());
    let settled: Vec<&Row> = settled.collect();
    if settled.is_empty() {
        return text == "what waiting would have taken was not settled by then";
    }
    let part = "waiting would have taken {} where that was settled by then, in {} of {}";
    if let Some(found) = fit(part, text) {
        return settled.len() < gone.len()
            && number(&found[1]) == Some(settled.len() as f64)
            && of_count(&found[2], gone.len() as f64)
            && is_mean(&found[0], &settled, "waiting_s");
    }
    let found = fit("waiting would have taken {}", text);
    settled.len() == gone.len()
        && found.is_some_and(|found| is_mean(&found[0], &settled, "waiting_s"))
}

pub(super) fn gave_up_in_drill(run: &Run, found: &[String], _: Option<&str>) -> bool {
    gave_up(run, Some(plain(&found[0])), &found[1..])
}

pub(super) fn gave_up_over_years(run: &Run, found: &[String], _: Option<&str>) -> bool {
    gave_up(run, None, found)
}
