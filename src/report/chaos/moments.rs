//! Worst moments as CSV, a row for each fault, application and figure.
//!
//! Always true here: a number of seconds, or nothing where it has no end or is not stated; what loses nothing has no row.

use super::Chaos;
use super::moment;
use crate::report::Error;
use crate::report::words::clean;
use crate::scenario::of_week_words;

/// The columns.
pub(super) const COLUMNS: [&str; 13] = [
    "fault",
    "of",
    "harm",
    "application",
    "figure",
    "value_s",
    "limit_s",
    "breaks",
    "at",
    "until",
    "words",
    "because",
    "complete",
];

/// The worst moments, the worst first.
///
/// # Errors
/// When a row cannot be written, which memory alone can cause.
pub fn moments_csv(chaos: &Chaos<'_>) -> Result<Vec<u8>, Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    let seconds =
        |ms: Option<u64>| ms.map_or_else(String::new, |ms| format!("{:?}", ms as f64 / 1_000.0));
    for one in moment::found(chaos) {
        let fault = &chaos.faults[one.row.fault];
        let worst = one.worst;
        writer.write_record([
            clean(&chaos.blueprint.drill(fault.drill).name),
            clean(&fault.of),
            fault.harm.name().to_string(),
            clean(&chaos.blueprint.application(one.cell.application).name),
            one.figure().to_string(),
            seconds(worst.value),
            seconds(worst.limit),
            worst.is_break().to_string(),
            of_week_words(worst.at),
            of_week_words(worst.until),
            moment::when(chaos, fault, worst),
            moment::because(chaos, &one),
            one.row.unmarched.is_none().to_string(),
        ])?;
    }
    let inner = writer.into_inner();
    inner.map_err(|problem| Error::Table(problem.to_string()))
}
