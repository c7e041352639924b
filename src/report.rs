//! Everything that comes out of a run: tables, JSON, the terminal's verdicts, charts and the HTML
//! report.
//!
//! Always true here: these are functions from results to bytes; nothing opens a file, looks at a
//! clock or computes a statistic.

mod summary;
mod table;
mod terminal;
mod words;

#[cfg(test)]
mod fixture;

pub use summary::{SCHEMA, summary_json};
pub use terminal::terminal;

use crate::model::Blueprint;
use crate::model::outcome::Outcome;

/// Why a report could not be made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A row of a CSV file.
    #[error("a table could not be written: {0}")]
    Table(String),
}

impl From<csv::Error> for Error {
    fn from(problem: csv::Error) -> Error {
        Error::Table(problem.to_string())
    }
}

/// All files of a run by their names in the results folder.
///
/// # Errors
/// When a part cannot be written.
pub fn files(
    blueprint: &Blueprint,
    outcome: &Outcome,
    resolved: &str,
    _command: &str,
) -> Result<Vec<(String, Vec<u8>)>, Error> {
    Ok(vec![
        (
            "summary.json".to_string(),
            summary_json(blueprint, outcome).into_bytes(),
        ),
        (
            "outages.csv".to_string(),
            table::outages(blueprint, outcome)?,
        ),
        ("trials.csv".to_string(), table::trials(blueprint, outcome)?),
        (
            "scenario.resolved.toml".to_string(),
            resolved.as_bytes().to_vec(),
        ),
    ])
}
