//! The command `run`: read, simulate, write results, print verdicts.
//!
//! Always true here: results are written completely or not at all, and nothing of them depends on
//! the folder, the number of threads or the clock.

use super::arguments::{Format, RunArguments};
use super::folder::{Draft, Place, Published, open};
use super::plain::Plain;
use super::{Stop, colour, progress, source, trial};
use crate::chart::harmless::harmless_lines;
use crate::model::outcome::Outcome;
use crate::model::{Blueprint, DrillId};
use crate::report;
use crate::scenario::{Loaded, Overrides};
use crate::study;
use crate::variant::{NotThere, Pick};
use sha2::{Digest, Sha256};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

/// The command that repeats a run, in its folder of results: the resolved scenario has all that the
/// command line changed, so the report is the same however the scenario was named.
const REPEAT: &str = "firedrill run scenario.resolved.toml";

/// What is said when the program stops at a fault of its own.
pub(super) fn at_fault(message: &str) -> String {
    format!(
        "the simulation or its report broke one of its own rules ({message}); this is a fault of firedrill, not of the scenario"
    )
}

/// What a run is asked for, beside the scenario.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Order {
    /// Threads to work with; 0 for all.
    pub threads: usize,
    /// Columns of the terminal table.
    pub width: usize,
    /// Whether the table is coloured.
    pub colour: bool,
    /// What of the scenario is asked for.
    pub pick: Pick,
    /// The command that repeats the run, without folders and threads.
    pub command: String,
    /// Where rows are written while trials end; none to have them with the other files.
    pub rows: Option<Rows>,
}

/// Where rows of the data files go.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rows {
    /// The folder into which they are written.
    pub draft: PathBuf,
    /// The folder of results that it becomes, to be named where they cannot be written.
    pub results: PathBuf,
}

/// What a run leaves.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Produced {
    /// Files of the results folder.
    pub files: Vec<(String, Vec<u8>)>,
    /// Names of the files that stand in the folder for rows.
    pub rows: Vec<String>,
    /// The table of verdicts.
    pub terminal: String,
    /// `summary.json`.
    pub json: String,
    /// Trials that could not be finished: the rest is without them.
    pub failed: Vec<Failed>,
}

/// A trial that could not be finished.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failed {
    /// Name of the drill; none for the years.
    pub drill: Option<String>,
    /// Its number.
    pub trial: u32,
    /// What the program said.
    pub message: String,
}

/// Of panics only the first is told as it comes, in a line: whoever catches them says what they mean.
pub(super) fn tell_first_panic() {
    static TOLD: AtomicBool = AtomicBool::new(false);
    std::panic::set_hook(Box::new(|panic| {
        if !TOLD.swap(true, Ordering::Relaxed) {
            let written = writeln!(io::stderr().lock(), "{panic}");
            drop(written);
        }
    }));
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
    let (outcome, rows, named) = match &order.rows {
        None => {
            let made = report::in_memory(blueprint, &options, progress);
            let (outcome, rows) = made.map_err(|problem| problem.to_string())?;
            (outcome, rows, vec![])
        }
        Some(place) => {
            let (outcome, named) = told(blueprint, &options, progress, place)?;
            (outcome, vec![], named)
        }
    };
    let mut outcome = outcome;
    order.pick.narrow(&mut outcome);
    let name = |drill: DrillId| blueprint.drills[drill.index()].name.clone();
    let failed = outcome.failed.iter().map(|one| Failed {
        drill: one.drill.map(name),
        trial: one.trial,
        message: one.message.clone(),
    });
    let files = report::files(blueprint, &outcome, &loaded.resolved, &order.command);
    let mut files = files.map_err(|problem| problem.to_string())?;
    files.extend(
        rows.into_iter()
            .map(|(name, rows)| (name.to_string(), rows)),
    );
    Ok(Produced {
        failed: failed.collect(),
        rows: named,
        files,
        terminal: report::terminal(blueprint, &outcome, order.width, order.colour),
        json: report::summary_json(blueprint, &outcome),
    })
}

/// Simulates a scenario and writes its rows, trial by trial; the names of the files.
fn told(
    blueprint: &Blueprint,
    options: &study::Options,
    progress: &(dyn Fn(u64, u64) + Sync),
    place: &Rows,
) -> Result<(Outcome, Vec<String>), String> {
    let failed = |problem: report::Error| match problem {
        report::Error::Table(said) => unwritten(&format!("{}: {said}", place.results.display())),
        other => other.to_string(),
    };
    let mut rows = report::Rows::new(blueprint, |name| open(&place.draft, name)).map_err(failed)?;
    let outcome = study::run_told(blueprint, options, progress, &mut |drill, record| {
        rows.add(drill, record).map_err(failed)
    })?;
    let written = rows.finish().map_err(failed)?;
    let names = written.into_iter().map(|(name, _)| name.to_string());
    Ok((outcome, names.collect()))
}

/// Runs the command.
pub(super) fn run(
    arguments: &RunArguments,
    simulate: Simulate<'_>,
    out: &mut dyn Write,
) -> Result<(), Stop> {
    let overrides = overrides(arguments);
    let mut source = source::load(&arguments.file, &overrides)?;
    let blueprint = &mut source.loaded.blueprint;
    let pick = Pick::read(&arguments.only, blueprint).map_err(nothing_to_pick)?;
    blueprint.run.part = pick.part(blueprint);
    let loaded = &source.loaded;
    if let Some(number) = arguments.trial {
        return trial::run_one(arguments, loaded, number, out);
    }
    let results = part_of(&source.results, &pick);
    let place = Place {
        out: &arguments.out,
        name: &results,
        scenario: &loaded.blueprint.run.name,
        origin: Some(&source.origin),
        sha256: &loaded.blueprint.sha256,
    };
    let draft = Draft::begin(&place).map_err(cannot_write)?;
    let order = Order {
        threads: arguments.threads.map_or(0, usize::from),
        width: colour::width(),
        colour: colour::on_output(),
        command: repeat(arguments),
        pick,
        rows: Some(Rows {
            draft: draft.path(),
            results: place.target(),
        }),
    };
    let bar = progress::bar(arguments.quiet);
    let show = |done, total| progress::show(&bar, done, total);
    // Whatever goes wrong in there, be it in a trial or in a chart, ends in a message and in this program's own exit code.
    let produced = study::caught(|| simulate(loaded, &order, &show))
        .unwrap_or_else(|message| Err(at_fault(&message)));
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
    let published = draft
        .publish(&place, &produced.files, &produced.rows)
        .map_err(cannot_write)?;
    print(arguments, &produced, &published, out)?;
    if produced.failed.is_empty() {
        return Ok(());
    }
    let mut message = trial::told(arguments, loaded, &produced.failed);
    message.push_str(&format!(
        "the results are without them: {}",
        published.folder.display()
    ));
    Err(Stop::Trouble(message))
}

/// What the command line puts in the place of keys.
fn overrides(arguments: &RunArguments) -> Overrides {
    Overrides {
        seed: arguments.seed,
        trials: arguments.trials,
        trace: arguments
            .trace
            .as_ref()
            .map(|path| path.display().to_string()),
        edits: arguments.changes.0.clone(),
        expectations: None,
    }
}

/// The command that repeats a run in its folder.
fn repeat(arguments: &RunArguments) -> String {
    let mut command = REPEAT.to_string();
    for name in &arguments.only {
        command.push_str(&format!(" --only {}", trial::quoted(name)));
    }
    command
}

/// What is asked for and not there: all of it at once.
pub(super) fn nothing_to_pick(wrong: Vec<NotThere>) -> Stop {
    let told = wrong.iter().map(|one| {
        let NotThere { message, help } = one;
        format!("error: {message}\n  help: {help}\n")
    });
    Stop::Refused(told.collect())
}

/// The folder of a part: beside that of the whole, so that neither is taken for the other.
fn part_of(results: &str, pick: &Pick) -> String {
    const LONGEST: usize = 60;
    if pick.words().is_empty() {
        return results.to_string();
    }
    let legal = |c: char| {
        if c.is_alphanumeric() || c == '_' {
            c
        } else {
            '-'
        }
    };
    let words = pick
        .words()
        .join("-")
        .chars()
        .map(legal)
        .collect::<String>();
    let shown: String = words.chars().take(LONGEST).collect();
    let digits = Sha256::digest(words.as_bytes());
    let tail = match words == shown {
        true => String::new(),
        false => digits
            .iter()
            .take(4)
            .map(|byte| format!("{byte:02x}"))
            .collect(),
    };
    format!("{results}-only-{shown}{tail}")
}

/// Prints what came out, in the form that was asked for.
fn print(
    arguments: &RunArguments,
    produced: &Produced,
    published: &Published,
    out: &mut dyn Write,
) -> io::Result<()> {
    match arguments.format {
        // Whoever asks for JSON wants it, quiet or not.
        Format::Json => {
            writeln!(out, "{}", produced.json.trim_end())?;
            replaced_unasked(published);
        }
        Format::Table if arguments.quiet => replaced_unasked(published),
        Format::Table => {
            writeln!(out, "{}", produced.terminal.trim_end())?;
            let out = &mut Plain(out);
            writeln!(out, "\nresults: {}", published.folder.display())?;
            said_about(published, out)?;
        }
    }
    Ok(())
}

/// What is said of results that may have been those of another scenario file.
fn in_place_of(sha256: &str) -> String {
    format!("in the place of results of another scenario of this name (sha256 {sha256})")
}

/// Says on standard error that results were replaced of which nobody knows whether they were of the same file:
/// that is never done in silence.
fn replaced_unasked(published: &Published) {
    if let Some(sha256) = &published.replaced {
        let told = harmless_lines(&format!(
            "results: {}\n  {}",
            published.folder.display(),
            in_place_of(sha256)
        ));
        // Where even this cannot be written, the results are there all the same.
        drop(writeln!(io::stderr().lock(), "{told}"));
    }
}

/// What a user should know about the folder beside its name.
fn said_about(published: &Published, out: &mut dyn Write) -> io::Result<()> {
    const SHOWN: usize = 5;
    if let Some(sha256) = &published.replaced {
        writeln!(out, "  {}", in_place_of(sha256))?;
    }
    for kept in published.kept.iter().take(SHOWN) {
        writeln!(out, "  kept there: {kept}")?;
    }
    match published.kept.len().saturating_sub(SHOWN) {
        0 => Ok(()),
        more => writeln!(out, "  and {more} more"),
    }
}

/// What is said of results that cannot be written, with the place and the system's word for it.
fn unwritten(why: &str) -> String {
    format!("cannot write results: {why}")
}

/// A folder of somebody else is a matter of the arguments, all else one of the machine.
pub(super) fn cannot_write(error: io::Error) -> Stop {
    let message = format!("error: {}", unwritten(&error.to_string()));
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
    use super::super::Changes;
    use super::*;
    use std::path::Path;

    fn arguments(out: &Path) -> RunArguments {
        RunArguments {
            file: PathBuf::from("quickstart"),
            out: out.to_path_buf(),
            seed: Some(7),
            trials: Some(3),
            trial: None,
            drill: None,
            threads: Some(1),
            trace: None,
            changes: Changes::default(),
            only: Vec::new(),
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
                rows: vec![],
                failed: vec![],
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
    fn trials_that_fail_are_named_with_the_command_and_the_rest_is_written() {
        let out = tempfile::tempdir().expect("a folder");
        let simulate: Simulate<'_> = &|_, _, _| {
            let failed = |drill: Option<&str>, trial| Failed {
                drill: drill.map(str::to_string),
                trial,
                message: "memory is held".to_string(),
            };
            Ok(Produced {
                files: vec![("summary.json".to_string(), b"{}".to_vec())],
                failed: vec![failed(None, 17), failed(Some("lose it"), 3)],
                ..Produced::default()
            })
        };
        let mut printed = Vec::new();
        let ended = run(&arguments(out.path()), simulate, &mut printed);
        let Err(Stop::Trouble(message)) = ended else {
            panic!("it is no trouble");
        };
        for part in [
            "2 trials",
            "seed 7, years, trial 17: memory is held",
            "firedrill run quickstart --seed 7 --trials 3 --trial 17",
            "firedrill run quickstart --seed 7 --trials 3 --drill 'lose it' --trial 3",
        ] {
            assert!(message.contains(part), "{message}");
        }
        assert!(out.path().join("quickstart/summary.json").exists());
    }

    #[test]
    fn one_trial_is_printed_and_written_nowhere() {
        let out = tempfile::tempdir().expect("a folder");
        let never: Simulate<'_> = &|_, _, _| panic!("no run is asked for");
        let mut asked = arguments(out.path());
        asked.trials = None;
        asked.trial = Some(5);
        asked.drill = Some("lose-stamp".to_string());
        for (format, part) in [
            (Format::Table, "trial 5 of drill lose-stamp, seed 7"),
            (Format::Json, "firedrill.trial/1"),
        ] {
            asked.format = format;
            let mut printed = Vec::new();
            assert!(run(&asked, never, &mut printed).is_ok());
            let printed = String::from_utf8_lossy(&printed).into_owned();
            assert!(printed.contains(part), "{printed}");
        }
        assert!(!out.path().join("quickstart").exists());
        // A number that no run comes to: the drill and the years have as many trials as the scenario says.
        asked.trial = Some(4_000_000);
        let ended = run(&asked, never, &mut Vec::new());
        assert!(
            matches!(ended, Err(Stop::Refused(message)) if message.contains("there is no trial 4000000: drill lose-stamp has ") && message.contains(" trials, numbered 0 to "))
        );
        asked.drill = None;
        let ended = run(&asked, never, &mut Vec::new());
        assert!(
            matches!(ended, Err(Stop::Refused(message)) if message.contains("the years have ") && message.contains(" trials, numbered 0 to "))
        );
        asked.trial = Some(5);
        asked.drill = Some("loose-stamp".to_string());
        let ended = run(&asked, never, &mut Vec::new());
        assert!(
            matches!(ended, Err(Stop::Refused(message)) if message.contains("did you mean `lose-stamp`?"))
        );
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
