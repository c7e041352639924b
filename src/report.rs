//! Everything that comes out of a run: tables, JSON, the terminal's verdicts, charts and the HTML
//! report.
//!
//! Always true here: these are functions from results to bytes; nothing opens a file, looks at a
//! clock or computes a statistic.

pub mod chaos;
mod compare;
mod exercise;
mod figures;
mod findings;
mod fold;
mod gate;
mod html;
mod incident;
mod json;
mod measured;
mod page;
mod precision;
mod regression;
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

pub use compare::{
    Comparison, Header, Input, OpenRows, Variant, compare_csv, compare_json, compare_page,
    compare_schema, compare_text, figures_of, header_of, rows_of,
};
pub use exercise::{Recorded, record_csv, record_json, record_page, record_schema, record_text};
pub use findings::finding_rules;
pub use fold::folded;
pub use gate::{
    Refused, Repeat, Rest, Suite, Tested, github, junit, test_json, test_schema, test_text, tested,
};
pub use incident::{Incident, incident_page, incident_text, incident_trace};
pub use regression::Regression;
pub use summary::{SCHEMA, summary_json, summary_schema};
pub use table::Rows;
pub use terminal::{aligned, terminal};
pub use trial::{OneTrial, Scheduled, trial_json, trial_text};
pub(crate) use words::slug;

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

    fn made(told: &fixture::Told) -> Vec<(String, Vec<u8>)> {
        told.files("firedrill run x.toml").expect("memory")
    }

    #[test]
    fn the_same_scenario_gives_the_same_bytes() {
        assert!(made(&fixture::run(fixture::PLAIN)) == made(fixture::plain()));
    }

    #[test]
    fn every_promised_file_is_there_and_no_other() {
        let files = made(fixture::plain());
        let mut names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        assert_eq!(
            names,
            [
                "charts/application-01-build-recovery-per-year.svg",
                "charts/application-01-build-recovery.svg",
                "charts/application-02-erp-loss-per-year.svg",
                "charts/application-02-erp-loss.svg",
                "charts/application-02-erp-recovery-per-year.svg",
                "charts/application-02-erp-recovery.svg",
                "charts/application-03-files-loss-per-year.svg",
                "charts/application-03-files-loss.svg",
                "charts/application-03-files-recovery-per-year.svg",
                "charts/application-03-files-recovery.svg",
                "charts/backup-jobs.svg",
                "charts/drill-1-lose-stamp-return.svg",
                "charts/drill-1-lose-stamp-worst.svg",
                "charts/memory.svg",
                "charts/misses-by-cause.svg",
                "charts/pipe-1.svg",
                "charts/pipe-2.svg",
                "charts/worst-incident.svg",
                "outages.csv",
                "report.html",
                "scenario.resolved.toml",
                "summary.json",
                "trial_applications.csv",
                "trial_backups.csv",
                "trial_crews.csv",
                "trial_instances.csv",
                "trial_parts.csv",
                "trial_replicas.csv",
                "trial_stamps.csv",
                "trial_updates.csv",
                "trials.csv",
            ]
        );
    }

    #[test]
    fn charts_are_described_documents_of_their_own() {
        let all = [
            (fixture::plain(), 18),
            (fixture::protected(), 23),
            (fixture::lost(), 15),
        ];
        for (told, count) in all {
            let files = made(told);
            let charts = files.iter().filter(|(name, _)| name.starts_with("charts/"));
            assert_eq!(charts.clone().count(), count, "{}", told.blueprint.run.name);
            for (name, bytes) in charts {
                let svg = std::str::from_utf8(bytes).expect("text");
                let drawing = roxmltree::Document::parse(svg).expect("well-formed");
                let root = drawing.root_element();
                assert_eq!(root.tag_name().name(), "svg", "{name}");
                assert_eq!(root.attribute("role"), Some("img"), "{name}");
                let told = root.children().find(|node| node.has_tag_name("desc"));
                let text = told.and_then(|node| node.text()).unwrap_or_default();
                assert!(text.len() > 10, "{name}: {text:?}");
            }
        }
    }

    /// Writes the reports of the fixtures to the folder that `FIREDRILL_LOOK` names, to be looked
    /// at; without it nothing is written.
    #[test]
    fn look() {
        let Some(folder) = std::env::var_os("FIREDRILL_LOOK") else {
            return;
        };
        for told in fixture::all() {
            let folder = std::path::Path::new(&folder).join(&told.blueprint.run.name);
            let terminal = ("terminal.txt".to_string(), told.printed(100).into_bytes());
            for (name, bytes) in made(told).into_iter().chain([terminal]) {
                let path = folder.join(name);
                std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
                std::fs::write(path, bytes).expect("a file");
            }
        }
    }
}
