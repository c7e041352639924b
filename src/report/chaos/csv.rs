//! The matrix of a sweep as CSV, a row for each fault and application.
//!
//! Always true here: a number of seconds, or nothing where it has no end or was not seen.

use super::Chaos;
use crate::model::swept::{SweptCell, SweptRow, Worst};
use crate::report::Error;
use crate::report::words::clean;
use crate::scenario::of_week_words;

/// The columns.
pub(super) const COLUMNS: [&str; 21] = [
    "fault",
    "of",
    "harm",
    "stands_for",
    "inside",
    "application",
    "verdict",
    "trials",
    "hit",
    "lost",
    "outside",
    "rto_kept",
    "rpo_kept",
    "recovery_s",
    "recovery_trial",
    "recovery_at",
    "phase",
    "resource",
    "data_loss_s",
    "data_loss_trial",
    "loss_reason",
];

/// The matrix, the most damage first.
///
/// # Errors
/// When a row cannot be written, which memory alone can cause.
pub fn matrix_csv(chaos: &Chaos<'_>) -> Result<Vec<u8>, Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    for row in &chaos.made.rows {
        for cell in &row.cells {
            writer.write_record(cells(chaos, row, cell))?;
        }
    }
    let inner = writer.into_inner();
    inner.map_err(|problem| Error::Table(problem.to_string()))
}

fn cells(chaos: &Chaos<'_>, row: &SweptRow, cell: &SweptCell) -> [String; COLUMNS.len()] {
    let fault = &chaos.faults[row.fault];
    let maybe = |value: Option<String>| value.unwrap_or_default();
    let seconds = |worst: &Option<Worst>| {
        let value = worst.as_ref().and_then(|worst| worst.value);
        maybe(value.map(|ms| format!("{:?}", ms as f64 / 1_000.0)))
    };
    let share = |value: Option<f64>| maybe(value.map(|value| format!("{value:?}")));
    let (recovery, loss) = (cell.recovery.as_ref(), cell.loss.as_ref());
    [
        clean(&chaos.blueprint.drill(fault.drill).name),
        clean(&fault.of),
        fault.harm.name().to_string(),
        (fault.stands_for.len() + 1).to_string(),
        maybe(fault.inside.map(|inside| inside.to_string())),
        clean(&chaos.blueprint.application(cell.application).name),
        cell.verdict.name().to_string(),
        cell.trials.to_string(),
        cell.hit.to_string(),
        cell.lost.to_string(),
        cell.outside.to_string(),
        share(cell.rto_kept),
        share(cell.rpo_kept),
        seconds(&cell.recovery),
        maybe(recovery.map(|worst| worst.trial.to_string())),
        maybe(recovery.map(|worst| of_week_words(worst.of_week))),
        maybe(recovery.map(|worst| worst.phase.name().to_string())),
        maybe(recovery.map(|worst| clean(&worst.resource.label(chaos.blueprint)))),
        seconds(&cell.loss),
        maybe(loss.map(|worst| worst.trial.to_string())),
        maybe(loss.map(|worst| worst.reason.name().to_string())),
    ]
}
