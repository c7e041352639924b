//! Real exercises as CSV, a row for each figure.
//!
//! Always true here: a number of seconds, or nothing where it has no end.

use super::{Recorded, place, why};
use crate::report::Error;
use crate::report::words::clean;
use crate::scenario::{figure_name, of_week_words};

const COLUMNS: [&str; 20] = [
    "line",
    "application",
    "lost",
    "drill",
    "start",
    "at",
    "figure",
    "measured_low_s",
    "measured_high_s",
    "place",
    "trials",
    "median_s",
    "low_95_s",
    "high_95_s",
    "low_80_s",
    "high_80_s",
    "place_80",
    "shorter",
    "phase",
    "words",
];

/// The figures in the order of the record.
///
/// # Errors
/// When a row cannot be written, which memory alone can cause.
pub fn record_csv(recorded: &Recorded<'_>) -> Result<Vec<u8>, Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    let s =
        |ms: Option<u64>| ms.map_or_else(String::new, |ms| format!("{:?}", ms as f64 / 1_000.0));
    for (one, figures) in &recorded.made.rows {
        for held in figures {
            let [narrow, wide] = &held.intervals;
            writer.write_record([
                one.line.to_string(),
                clean(&recorded.blueprint.application(one.application).name),
                clean(&one.lost),
                clean(&recorded.blueprint.drill(one.drill).name),
                clean(&one.start),
                of_week_words(one.of_week),
                figure_name(held.of).to_string(),
                s(Some(held.measured.low)),
                s(held.measured.high),
                place(held.of, held.place()).to_string(),
                held.trials.to_string(),
                s(held.median),
                s(wide.low),
                s(wide.high),
                s(narrow.low),
                s(narrow.high),
                place(held.of, narrow.place).to_string(),
                format!("{:?}", held.between.0),
                held.reason
                    .map_or_else(String::new, |one| one.phase.name().to_string()),
                why(held),
            ])?;
        }
    }
    let inner = writer.into_inner();
    inner.map_err(|problem| Error::Table(problem.to_string()))
}
