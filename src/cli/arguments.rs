//! The arguments of all commands.
//!
//! Always true here: only their form; what they mean is up to the commands.

use super::{Changes, EXIT_CODES};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// What the program is, as `--help` shows it.
const ABOUT: &str = "Disaster-recovery simulator for virtual machines on Azure Stack Hub: which RTO and RPO is \
                     achievable, with intervals, next to what was stated";

/// Disaster-recovery simulator for virtual machines on Azure Stack Hub: which RTO and RPO is
/// achievable, with intervals, next to what was stated.
#[derive(Parser, Clone, Debug)]
#[command(name = "firedrill", version, about = ABOUT, after_help = EXIT_CODES, propagate_version = true)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Subcommand, Clone, Debug)]
pub enum Command {
    /// Simulate a scenario and write verdicts, charts and report
    #[command(after_help = EXIT_CODES)]
    Run(RunArguments),
    /// Test whether scenarios keep what they assert: objectives, with trials until each is decided
    #[command(after_help = EXIT_CODES)]
    Test(TestArguments),
    /// Hold two variants or more against each other, trial by trial: what gets better, worse, or cannot be told
    #[command(after_help = EXIT_CODES)]
    Compare(CompareArguments),
    /// Try every fault that can strike, one by one, and tell which of them break which objective
    #[command(after_help = EXIT_CODES)]
    Chaos(ChaosArguments),
    /// Tell one incident as a timeline: what happened in one trial, step by step, as text, page or trace
    #[command(after_help = EXIT_CODES)]
    Replay(ReplayArguments),
    /// Hold measured recoveries of real exercises against what is simulated: inside, faster or slower, and by which phase
    #[command(after_help = EXIT_CODES)]
    DrillRecord(RecordArguments),
    /// Read a scenario, report every problem, and say what would be simulated
    #[command(after_help = EXIT_CODES)]
    Check {
        /// The scenario: a file, `-` for standard input, or the name of a shipped one such as `quickstart`
        file: PathBuf,
        /// CSV of recorded faults, in place of the scenario's `trace.file`; `-` for standard input
        #[arg(long, value_name = "FILE")]
        trace: Option<PathBuf>,
        /// What is set and taken out
        #[command(flatten)]
        changes: Changes,
        /// How it is told: for people, as JSON, as annotations of GitHub, or as SARIF 2.1.0
        #[arg(long, value_enum, default_value_t = CheckFormat::Text)]
        format: CheckFormat,
        /// What ends with exit code 1
        #[arg(long, value_enum, value_name = "WHAT")]
        deny: Option<Deny>,
    },
    /// Tell what a code such as FD525 stands for: why, by which source, with a wrong and a right example
    Explain {
        /// The code
        code: String,
    },
    /// List all codes: problems, advice and findings
    Rules,
    /// Print completions for a shell
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Print the page of the manual, as roff: firedrill man | man -l -
    Man,
    /// Write a commented scenario to start from
    Init {
        /// Where to write it; standard output where it is left out
        file: Option<PathBuf>,
    },
    /// Print the JSON Schema of scenarios, for editors, or that of summary.json, of a test, of a comparison, of a sweep of faults or of real exercises
    Schema {
        /// That of summary.json in place of the scenario's
        #[arg(long)]
        summary: bool,
        /// That of what `test --format json` writes
        #[arg(long, conflicts_with = "summary")]
        test: bool,
        /// That of what `compare --format json` writes
        #[arg(long, conflicts_with_all = ["summary", "test"])]
        compare: bool,
        /// That of what `chaos` leaves
        #[arg(long, conflicts_with_all = ["summary", "test", "compare"])]
        chaos: bool,
        /// That of what `drill-record` leaves
        #[arg(long, conflicts_with_all = ["summary", "test", "compare", "chaos"])]
        record: bool,
    },
    /// Print all keys with their defaults and sources, as Markdown
    Reference,
}

/// Arguments of `run`.
#[derive(Args, Clone, Debug)]
pub struct RunArguments {
    /// The scenario: a file, `-` for standard input, or the name of a shipped one such as `quickstart`
    pub file: PathBuf,
    /// Folder for results; each scenario gets a folder of its own in it
    #[arg(long, value_name = "DIR", default_value = "out")]
    pub out: PathBuf,
    /// Seed of all random streams, in place of the scenario's
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Number of trials, in place of the scenario's: of the years, and of each drill
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    pub trials: Option<u32>,
    /// Make this one trial again, alone, and print what happens in it; numbers are those of
    /// outages.csv, from 0 on, and `--trials` says how many there are
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..10_000_000))]
    pub trial: Option<u32>,
    /// The drill that the one trial is of, in place of the years
    #[arg(long, value_name = "NAME", requires = "trial")]
    pub drill: Option<String>,
    /// Simulate and tell only this application, class of faults or drill; repeatable. What is picked has the
    /// figures that it has among all
    #[arg(long, value_name = "NAME", conflicts_with = "trial")]
    pub only: Vec<String>,
    /// Threads to work with [default: all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// CSV of recorded faults, in place of the scenario's `trace.file`; `-` for standard input
    #[arg(long, value_name = "FILE")]
    pub trace: Option<PathBuf>,
    /// What is set and taken out
    #[command(flatten)]
    pub changes: Changes,
    /// What to print on standard output
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
    /// Show no progress and no table
    #[arg(long, short)]
    pub quiet: bool,
}

/// Arguments of `test`.
#[derive(Args, Clone, Debug)]
pub struct TestArguments {
    /// Scenarios: files, folders of them, or names of shipped ones such as `quickstart`
    #[arg(default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// What to write
    #[arg(long, value_enum, default_value_t = TestFormat::Text)]
    pub format: TestFormat,
    /// File to write it to; then the text goes to standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// What undecided assertions count as [default: neither; the exit code is 3]
    #[arg(long, value_enum, value_name = "WHAT")]
    pub inconclusive: Option<Rest>,
    /// Most trials of years, and of each drill, in place of the scenario's `run.max_trials` [default: 10000]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    pub max_trials: Option<u32>,
    /// Seed of all random streams, in place of the scenario's
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Try so many other seeds too, and say how often they would turn a verdict
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=1_000))]
    pub reseed: u32,
    /// Threads to work with [default: all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// What is set and taken out
    #[command(flatten)]
    pub changes: Changes,
    /// Show no progress
    #[arg(long, short)]
    pub quiet: bool,
}

/// Arguments of `compare`.
#[derive(Args, Clone, Debug)]
pub struct CompareArguments {
    /// Scenarios: files or names of shipped ones; or folders of results that `run` left. The others are held against the first
    #[arg(required = true, value_name = "A")]
    pub variants: Vec<PathBuf>,
    /// One more variant: the first with these changes, such as 'stamp.alpha.nodes=6; unset application.erp.rpo'; repeatable
    #[arg(long, value_name = "PATH=VALUE", allow_hyphen_values = true)]
    pub with: Vec<String>,
    /// Folder to write compare.html, compare.json and compare.csv to
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// What ends with exit code 1
    #[arg(long, value_enum, value_name = "WHAT")]
    pub fail_on: Option<FailOn>,
    /// Seed of all random streams of all variants, in place of that of the first
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Number of trials, in place of those of the first: of the years, and of each drill
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    pub trials: Option<u32>,
    /// Simulate and compare only this application, class of faults or drill; repeatable
    #[arg(long, value_name = "NAME")]
    pub only: Vec<String>,
    /// Threads to work with [default: all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// What is set and taken out, in all variants
    #[command(flatten)]
    pub changes: Changes,
    /// What to print on standard output
    #[arg(long, value_enum, default_value_t = CompareFormat::Table)]
    pub format: CompareFormat,
    /// Show no progress
    #[arg(long, short)]
    pub quiet: bool,
}

/// Arguments of `chaos`.
#[derive(Args, Clone, Debug)]
pub struct ChaosArguments {
    /// The scenario: a file, `-` for standard input, or the name of a shipped one such as `quickstart`
    pub file: PathBuf,
    /// Folder for what is found; each scenario gets a folder of its own in it
    #[arg(long, value_name = "DIR", default_value = "chaos")]
    pub out: PathBuf,
    /// Stop after so long, such as 60s, or after so many trials and runs, such as 5000 [default: until all is tried]
    #[arg(long, value_name = "LENGTH|TRIALS")]
    pub budget: Option<String>,
    /// Try only faults of this name or of what has this name, such as 'stamp.alpha' or 'destroyed-*'; repeatable
    #[arg(long, value_name = "PATTERN")]
    pub only: Vec<String>,
    /// Trials of each fault
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(100..=1_000_000))]
    pub trials: u32,
    /// The quantile at which every length stands while the worst moments are looked for, in per cent
    #[arg(long, value_name = "PERCENT", default_value = "95", value_parser = quantile)]
    pub quantile: f64,
    /// Runs in which the worst moments of each fault are looked for, at most [default: as many as a person waits for]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    pub runs: Option<u64>,
    /// Look for no worst moments
    #[arg(long)]
    pub no_moments: bool,
    /// Breaks of which it is looked for what would mend them, the worst first, and objectives that hold of which it is looked for until when
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u8).range(0..=100))]
    pub margins: u8,
    /// Seed of all random streams, in place of the scenario's
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Threads to work with [default: all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// What is set and taken out
    #[command(flatten)]
    pub changes: Changes,
    /// What to print on standard output
    #[arg(long, value_enum, default_value_t = ChaosFormat::Table)]
    pub format: ChaosFormat,
    /// Show no progress and no table
    #[arg(long, short)]
    pub quiet: bool,
}

/// Arguments of `replay`.
#[derive(Args, Clone, Debug)]
pub struct ReplayArguments {
    /// The scenario: a file, `-` for standard input, or the name of a shipped one such as `quickstart`; or a schedule of faults, such as
    /// `chaos` leaves in `breaks`
    pub file: PathBuf,
    /// Of a schedule: the scenario, in place of the file that it names
    #[arg(long, value_name = "FILE")]
    pub scenario: Option<PathBuf>,
    /// Of a schedule: play it although it was written for another scenario or by another version
    #[arg(long)]
    pub anyway: bool,
    /// The drill, in place of the years
    #[arg(long, value_name = "NAME")]
    pub drill: Option<String>,
    /// The trial [default: 0]; numbers are those of outages.csv, from 0 on
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..10_000_000))]
    pub trial: Option<u32>,
    /// Leave all forms and trial.json in a folder of their own in this folder
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Seed of all random streams, in place of the scenario's
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Number of trials, in place of the scenario's, where the trial lies beyond these
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    pub trials: Option<u32>,
    /// CSV of recorded faults, in place of the scenario's `trace.file`; `-` for standard input
    #[arg(long, value_name = "FILE")]
    pub trace: Option<PathBuf>,
    /// What is set and taken out
    #[command(flatten)]
    pub changes: Changes,
    /// Tell in the text what every VM goes through, not only every application
    #[arg(long)]
    pub vms: bool,
    /// What to print on standard output
    #[arg(long, value_enum, default_value_t = ReplayFormat::Text)]
    pub format: ReplayFormat,
}

/// Arguments of `drill-record`.
#[derive(Args, Clone, Debug)]
pub struct RecordArguments {
    /// What was measured: a CSV with the columns start, end, application, lost and stayed_up, or a journal of the Chaos Toolkit
    pub file: PathBuf,
    /// The scenario: a file, or the name of a shipped one such as `quickstart`
    pub scenario: PathBuf,
    /// Of a journal: the application that was watched, where its experiment does not say so
    #[arg(long, value_name = "NAME")]
    pub application: Option<String>,
    /// Of a journal: what was done, as in the column `lost`, where its experiment does not say so
    #[arg(long, value_name = "WHAT")]
    pub lost: Option<String>,
    /// Of a journal: the action that is the fault [default: its first]
    #[arg(long, value_name = "NAME")]
    pub action: Option<String>,
    /// Trials that each exercise is held against
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(39..=1_000_000))]
    pub trials: u32,
    /// Folder for what is found; each scenario gets a folder of its own in it
    #[arg(long, value_name = "DIR", default_value = "records")]
    pub out: PathBuf,
    /// What ends with exit code 1
    #[arg(long, value_enum, value_name = "WHAT")]
    pub fail_on: Option<RecordFailOn>,
    /// Seed of all random streams, in place of the scenario's
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Threads to work with [default: all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// What is set and taken out
    #[command(flatten)]
    pub changes: Changes,
    /// What to print on standard output
    #[arg(long, value_enum, default_value_t = RecordFormat::Table)]
    pub format: RecordFormat,
    /// Show no progress and no table
    #[arg(long, short)]
    pub quiet: bool,
}

/// What `drill-record` does not let pass.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum RecordFailOn {
    /// A measurement outside of its 95 % interval
    Outside,
}

/// What `drill-record` prints.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum RecordFormat {
    /// Lines to read
    Table,
    /// JSON of the shape firedrill.record/1
    Json,
}

/// What `replay` prints.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum ReplayFormat {
    /// Lines to read
    Text,
    /// A page with charts
    Html,
    /// A trace in Chrome's format, which opens in Perfetto
    Trace,
}

/// A quantile in per cent: `95` or `95 %`.
fn quantile(text: &str) -> Result<f64, String> {
    let number = text.trim().trim_end_matches('%').trim().parse::<f64>();
    match number {
        Ok(percent) if (50.0..=99.9).contains(&percent) => Ok(percent / 100.0),
        _ => Err("a quantile is 50 to 99.9 per cent, such as 95".to_string()),
    }
}

/// What `chaos` prints.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum ChaosFormat {
    /// A table to read
    Table,
    /// JSON of the shape firedrill.chaos/1
    Json,
}

/// What `compare` prints.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum CompareFormat {
    /// Tables to read
    Table,
    /// JSON of the shape firedrill.compare/1
    Json,
}

/// What `compare` does not let pass.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum FailOn {
    /// A figure that is worse in any variant
    Worse,
}

/// What `test` writes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum TestFormat {
    /// Lines to read, the sum last
    Text,
    /// JSON
    Json,
    /// XML as JUnit writes it, for build servers
    Junit,
    /// Annotations of a GitHub workflow
    Github,
}

/// What undecided assertions count as.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Rest {
    /// A pass
    Pass,
    /// A fail
    Fail,
}

/// How `check` tells what it found.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum CheckFormat {
    /// For people
    Text,
    /// JSON of the shape firedrill.check/1
    Json,
    /// Annotations of a workflow of GitHub
    Github,
    /// SARIF 2.1.0
    Sarif,
}

/// What `check` does not let pass.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Deny {
    /// Advice that the scenario does not allow
    Advice,
}

/// What `run` prints.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Format {
    /// The table of verdicts
    Table,
    /// summary.json
    Json,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_consistent_and_help_lists_exit_codes() {
        Arguments::command().debug_assert();
        let help = Arguments::command().render_help().to_string();
        assert!(help.contains("Exit codes:"));
        assert!(help.contains("  4  trouble"));
    }

    #[test]
    fn exit_codes_name_only_commands_that_exist() {
        let commands = Arguments::command();
        let known: Vec<&str> = commands
            .get_subcommands()
            .map(clap::Command::get_name)
            .collect();
        let named = EXIT_CODES.split('`').skip(1).step_by(2);
        let named: Vec<&str> = named.collect();
        assert!(!named.is_empty());
        for name in named {
            assert!(known.contains(&name), "`{name}` is no command: {known:?}");
        }
    }
}
