//! Everything that comes out of a run: tables, JSON, the terminal's verdicts, charts and the HTML
//! report.
//!
//! Always true here: these are functions from results to bytes; nothing opens a file, looks at a
//! clock or computes a statistic.

mod figures;
mod findings;
mod fold;
mod html;
mod json;
mod measured;
mod page;
mod schema;
mod section;
mod summary;
mod table;
mod terminal;
mod trial;
mod words;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod hostile;

pub use fold::folded;
pub use summary::{SCHEMA, summary_json, summary_schema};
pub use table::Rows;
pub use terminal::{aligned, terminal};
pub use trial::{OneTrial, trial_json, trial_text};

use crate::model::Blueprint;
use crate::model::outcome::Outcome;
use crate::study::{Options, run_told};

/// Why a report could not be made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A row of a CSV file.
    #[error("a table could not be written: {0}")]
    Table(String),
    /// A chart.
    #[error(transparent)]
    Chart(#[from] crate::chart::Error),
    /// The HTML page.
    #[error("the page could not be made: {0}")]
    Page(String),
}

impl From<csv::Error> for Error {
    fn from(problem: csv::Error) -> Error {
        Error::Table(problem.to_string())
    }
}

impl From<minijinja::Error> for Error {
    fn from(problem: minijinja::Error) -> Error {
        Error::Page(format!("{problem:#}"))
    }
}

/// Data files in memory, by their names.
pub type Tables = Vec<(&'static str, Vec<u8>)>;

/// A run with its data files in memory: for whoever has no folder for them.
///
/// # Errors
/// When a row cannot be written, which memory alone can cause.
pub fn in_memory(
    blueprint: &Blueprint,
    options: &Options,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<(Outcome, Tables), Error> {
    let mut rows = Rows::new(blueprint, |_| Ok(vec![]))?;
    let outcome = run_told(blueprint, options, progress, &mut |drill, record| {
        rows.add(drill, record)
    })?;
    Ok((outcome, rows.finish()?))
}

/// The files of a run beside those that [`Rows`] writes, by their names in the results folder: `summary.json`,
/// `scenario.resolved.toml`, `report.html` and `charts/*.svg`. `resolved` is the scenario with every default
/// filled in, `command` what repeats the run.
///
/// # Errors
/// When a part cannot be made; then nothing should be written.
pub fn files(
    blueprint: &Blueprint,
    outcome: &Outcome,
    resolved: &str,
    command: &str,
) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let figures = figures::draw(blueprint, outcome)?;
    let page = html::page(blueprint, outcome, &figures, command)?;
    let mut files = vec![
        (
            "summary.json".to_string(),
            summary_json(blueprint, outcome).into_bytes(),
        ),
        (
            "scenario.resolved.toml".to_string(),
            resolved.as_bytes().to_vec(),
        ),
        ("report.html".to_string(), page.into_bytes()),
    ];
    for chart in figures.all() {
        files.push((
            format!("charts/{}.svg", chart.name),
            chart.svg.clone().into_bytes(),
        ));
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(applications: usize) -> Vec<(String, Vec<u8>)> {
        let blueprint = fixture::blueprint(applications);
        let outcome = fixture::outcome(&blueprint);
        files(&blueprint, &outcome, "seed = 7\n", "firedrill run x.toml").expect("memory")
    }

    #[test]
    fn the_same_results_give_the_same_bytes() {
        assert!(made(3) == made(3));
    }

    #[test]
    fn every_promised_file_is_there() {
        let files = made(25);
        for name in [
            "summary.json",
            "scenario.resolved.toml",
            "report.html",
            "charts/memory.svg",
            "charts/misses-by-cause.svg",
            "charts/worst-incident.svg",
            "charts/backup-jobs.svg",
            "charts/pipe-1.svg",
            "charts/drill-1-lose-stamp-return.svg",
        ] {
            assert!(files.iter().any(|(found, _)| found == name), "{name}");
        }
    }

    #[test]
    fn charts_are_described_documents_of_their_own() {
        for (name, bytes) in made(1) {
            if !name.starts_with("charts/") {
                continue;
            }
            let svg = String::from_utf8(bytes).expect("text");
            assert!(
                svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""),
                "{name}"
            );
            assert!(
                svg.contains("role=\"img\"") && svg.contains("<desc"),
                "{name}"
            );
            assert!(svg.trim_end().ends_with("</svg>"), "{name}");
        }
    }

    /// Writes the reports of the fixtures to the folder that `FIREDRILL_LOOK` names, to be looked
    /// at; without it nothing is written.
    #[test]
    fn look() {
        let Some(folder) = std::env::var_os("FIREDRILL_LOOK") else {
            return;
        };
        for applications in [1, 3, 25] {
            let folder = std::path::Path::new(&folder).join(applications.to_string());
            for (name, bytes) in made(applications) {
                let path = folder.join(name);
                std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
                std::fs::write(path, bytes).expect("a file");
            }
            let blueprint = fixture::blueprint(applications);
            let text = terminal(&blueprint, &fixture::outcome(&blueprint), 100, false);
            std::fs::write(folder.join("terminal.txt"), text).expect("a file");
        }
        let folder = std::path::Path::new(&folder).join("protected");
        let blueprint = fixture::protected(20);
        let outcome = fixture::protected_outcome(&blueprint);
        for (name, bytes) in
            files(&blueprint, &outcome, "", "firedrill run x.toml").expect("memory")
        {
            let path = folder.join(name);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(path, bytes).expect("a file");
        }
        let text = terminal(&blueprint, &outcome, 100, false);
        std::fs::write(folder.join("terminal.txt"), text).expect("a file");
    }
}
