//! Sentences on which restore points were taken.
//!
//! Always true here: restores are counted, and lengths averaged, over the rows of `outages.csv`.

use super::*;

/// Rows with a choice of the application that a sentence is on, as `name` or `name, drill d`.
fn chosen<'r>(run: &'r Run, whose: &str) -> Vec<&'r std::collections::BTreeMap<String, String>> {
    let (name, drill) = whose.split_once(", drill ").unwrap_or((whose, "years"));
    let own = run.outages_of(drill, plain(name)).into_iter();
    let counted = own.filter(|row| row["counted"] == "true");
    counted
        .filter(|row| !row["point_choice"].is_empty())
        .collect()
}

pub(super) fn never_sooner(run: &Run, found: &[String], _: Option<&str>) -> bool {
    let rows = chosen(run, &found[0]);
    let none = rows.iter().all(|row| row["other_s"].is_empty());
    none && of_count(&found[1], rows.len() as f64)
}

fn sooner(run: &Run, found: &[String], taken: bool) -> bool {
    let rows = chosen(run, &found[0]);
    let differ: Vec<_> = rows
        .iter()
        .filter(|row| !row["other_s"].is_empty())
        .collect();
    let was_taken = differ.iter().any(|row| row["point_choice"] == "soonest");
    let mean = |one: &str, other: &str| {
        let cell = |row: &&&std::collections::BTreeMap<String, String>, name: &str| {
            number(&row[name]).unwrap_or(f64::NAN)
        };
        let apart = differ
            .iter()
            .map(|row| (cell(row, one) - cell(row, other)).abs());
        apart.sum::<f64>() / differ.len() as f64
    };
    let point = |text: &str| text.split(" (").next().unwrap_or("").to_string();
    was_taken == taken
        && number(&found[1]) == Some(differ.len() as f64)
        && of_count(&found[2], rows.len() as f64)
        && is_time(&point(&found[3]), mean("choice_s", "other_s"))
        && is_time(&point(&found[4]), mean("choice_loss_s", "other_loss_s"))
}

pub(super) fn taken_sooner(run: &Run, found: &[String], _: Option<&str>) -> bool {
    sooner(run, found, true)
}

pub(super) fn left_sooner(run: &Run, found: &[String], _: Option<&str>) -> bool {
    sooner(run, found, false)
}
