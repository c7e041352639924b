//! The command `run`: read, simulate, write results, print verdicts.
//!
//! Always true here: results are written completely or not at all, and nothing of them depends on
//! the folder, the number of threads or the clock.

use super::arguments::{Format, RunArguments};
use super::folder::{Place, Published, probe, publish};
use super::plain::Plain;
use super::{Stop, colour, progress, source};
use crate::report;
use crate::scenario::{Loaded, Overrides};
use crate::study;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The command that repeats a run, in its folder of results: the resolved scenario has all that the
/// command line changed, so the report is the same however the scenario was named.
const REPEAT: &str = "firedrill run scenario.resolved.toml";

/// What is said when the program stops at a fault of its own.
const AT_FAULT: &str = "the simulation or its report broke one of its own rules; this is a fault of firedrill, not of the scenario";

/// What a run is asked for, beside the scenario.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Order {
    /// Threads to work with; 0 for all.
    pub threads: usize,
    /// Columns of the terminal table.
    pub width: usize,
    /// Whether the table is coloured.
    pub colour: bool,
    /// The command that repeats the run, without folders and threads.
    pub command: String,
}

/// What a run leaves.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Produced {
    /// Files of the results folder.
    pub files: Vec<(String, Vec<u8>)>,
    /// The table of verdicts.
    pub terminal: String,
    /// `summary.json`.
    pub json: String,
}

/// Simulates a loaded scenario and reports how many trials of how many are done.
pub type Simulate<'s> =
    &'s dyn Fn(&Loaded, &Order, &(dyn Fn(u64, u64) + Sync)) -> Result<Produced, String>;

/// Simulates a scenario and makes its report.
///
/// # Errors
/// When a part of the report cannot be made, or the program itself is at fault.
pub fn simulate(
    loaded: &Loaded,
    order: &Order,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<Produced, String> {
    let blueprint = &loaded.blueprint;
    // Seed and trials of the command line stand in the blueprint already.
    let options = study::Options {
        seed: blueprint.run.seed,
        trials: None,
        threads: order.threads,
    };
    let simulated = catch_unwind(AssertUnwindSafe(|| {
        study::run(blueprint, &options, progress)
    }));
    let outcome = simulated.map_err(|_| AT_FAULT.to_string())?;
    let files = report::files(blueprint, &outcome, &loaded.resolved, &order.command);
    Ok(Produced {
        files: files.map_err(|problem| problem.to_string())?,
        terminal: report::terminal(blueprint, &outcome, order.width, order.colour),
        json: report::summary_json(blueprint, &outcome),
    })
}

/// Runs the command.
pub(super) fn run(
    arguments: &RunArguments,
    simulate: Simulate<'_>,
    out: &mut dyn Write,
) -> Result<(), Stop> {
    let overrides = Overrides {
        seed: arguments.seed,
        trials: arguments.trials,
        trace: arguments
            .trace
            .as_ref()
            .map(|path| path.display().to_string()),
    };
    let source = source::load(&arguments.file, &overrides)?;
    let loaded = &source.loaded;
    let place = Place {
        out: &arguments.out,
        name: &loaded.blueprint.run.name,
        origin: Some(&source.origin),
        sha256: &loaded.blueprint.sha256,
    };
    probe(&place).map_err(cannot_write)?;
    let order = Order {
        threads: arguments.threads.map_or(0, usize::from),
        width: colour::width(),
        colour: colour::on_output(),
        command: REPEAT.to_string(),
    };
    let bar = progress::bar(arguments.quiet);
    let show = |done, total| progress::show(&bar, done, total);
    // Whatever goes wrong in there, be it in a trial or in a chart, ends in a message and in this program's own exit code.
    let produced = catch_unwind(AssertUnwindSafe(|| simulate(loaded, &order, &show)))
        .unwrap_or_else(|_| Err(AT_FAULT.to_string()));
    bar.finish_and_clear();
    let mut produced = produced.map_err(|message| Stop::Trouble(format!("error: {message}")))?;
    add_missing(
        &mut produced.files,
        "scenario.resolved.toml",
        loaded.resolved.as_bytes(),
    );
    for (companion, content) in &loaded.companions {
        add_missing(&mut produced.files, companion, content);
    }
    let published = publish(&place, &produced.files).map_err(cannot_write)?;
    match arguments.format {
        // Whoever asks for JSON wants it, quiet or not.
        Format::Json => writeln!(out, "{}", produced.json.trim_end())?,
        Format::Table if arguments.quiet => {}
        Format::Table => {
            writeln!(out, "{}", produced.terminal.trim_end())?;
            let out = &mut Plain(out);
            writeln!(out, "\nresults: {}", published.folder.display())?;
            said_about(&published, out)?;
        }
    }
    Ok(())
}

/// What a user should know about the folder beside its name.
fn said_about(published: &Published, out: &mut dyn Write) -> io::Result<()> {
    const SHOWN: usize = 5;
    if let Some(sha256) = &published.replaced {
        writeln!(
            out,
            "  in the place of results of another scenario of this name (sha256 {sha256})"
        )?;
    }
    for kept in published.kept.iter().take(SHOWN) {
        writeln!(out, "  kept there: {kept}")?;
    }
    match published.kept.len().saturating_sub(SHOWN) {
        0 => Ok(()),
        more => writeln!(out, "  and {more} more"),
    }
}

/// A folder of somebody else is a matter of the arguments, all else one of the machine.
fn cannot_write(error: io::Error) -> Stop {
    let message = format!("error: cannot write results: {error}");
    if error.kind() == io::ErrorKind::AlreadyExists {
        Stop::Refused(message)
    } else {
        Stop::Trouble(message)
    }
}

fn add_missing(files: &mut Vec<(String, Vec<u8>)>, name: &str, content: &[u8]) {
    if !files.iter().any(|(known, _)| known == name) {
        files.push((name.to_string(), content.to_vec()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::{Path, PathBuf};

    fn arguments(out: &Path) -> RunArguments {
        RunArguments {
            file: PathBuf::from("quickstart"),
            out: out.to_path_buf(),
            seed: Some(7),
            trials: Some(3),
            threads: Some(1),
            trace: None,
            format: Format::Table,
            quiet: false,
        }
    }

    #[test]
    fn a_run_writes_results_with_the_resolved_scenario_and_prints_the_table() {
        let out = tempfile::tempdir().expect("a folder");
        let simulate: Simulate<'_> = &|loaded, order, progress| {
            progress(1, 1);
            assert_eq!(loaded.blueprint.run.seed, 7);
            assert_eq!(order.command, REPEAT);
            Ok(Produced {
                files: vec![("summary.json".to_string(), b"{}".to_vec())],
                terminal: "the table".to_string(),
                json: "{}".to_string(),
            })
        };
        let mut printed = Vec::new();
        let ended = run(&arguments(out.path()), simulate, &mut printed);
        assert!(ended.is_ok());
        assert!(String::from_utf8_lossy(&printed).starts_with("the table\n"));
        let resolved = out.path().join("quickstart/scenario.resolved.toml");
        let resolved = std::fs::read_to_string(resolved).expect("written");
        assert!(resolved.contains("seed = 7"));
    }

    #[test]
    fn a_fault_of_the_program_ends_with_a_message_and_leaves_no_folder() {
        let out = tempfile::tempdir().expect("a folder");
        let simulate: Simulate<'_> = &|_, _, _| panic!("a chart without an axis");
        let mut printed = Vec::new();
        let ended = run(&arguments(out.path()), simulate, &mut printed);
        assert!(
            matches!(ended, Err(Stop::Trouble(message)) if message.contains("a fault of firedrill"))
        );
        assert!(!out.path().join("quickstart").exists());
    }

    #[test]
    fn a_run_that_fails_leaves_no_folder() {
        let out = tempfile::tempdir().expect("a folder");
        let simulate: Simulate<'_> = &|_, _, _| Err("out of memory".to_string());
        let mut printed = Vec::new();
        let ended = run(&arguments(out.path()), simulate, &mut printed);
        assert!(matches!(ended, Err(Stop::Trouble(message)) if message.contains("out of memory")));
        assert!(!out.path().join("quickstart").exists());
    }
}
