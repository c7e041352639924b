//! The command line: the only place that touches files, environment, terminal and wall clock.
//!
//! Always true here: every way out is an [`Exit`]; a reader that closes the pipe is no error.

mod arguments;
mod changes;
mod chaos;
mod check;
mod colour;
mod compare;
mod explain;
mod folder;
mod init;
mod manual;
mod output;
mod plain;
mod progress;
mod read;
mod record;
mod regressions;
mod render;
mod replay;
mod run;
mod schedule;
mod shipped;
mod source;
mod test;
mod trial;

pub use arguments::{
    Arguments, CheckFormat, Command, CompareArguments, CompareFormat, Deny, FailOn, Format,
    RunArguments, TestArguments,
};
pub use changes::Changes;
pub use check::check_bytes;
pub use folder::replace_folder;
pub use run::{Failed, Order, Produced, Simulate, simulate};

use crate::chart::harmless::harmless_lines;
use crate::scenario::problem::Problem;
use clap::Parser;
use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

/// How a command ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Exit {
    /// Done, or all assertions hold.
    Done,
    /// What was asked for does not hold (`check` with `--deny`, `compare` with `--fail-on`, `chaos` where something breaks, `replay` where
    /// a schedule comes to something else).
    Missed,
    /// The input is refused.
    Refused,
    /// Nothing is decided (`test`), or not everything was tried (`chaos`).
    Inconclusive,
    /// The machine failed: disk, memory, permissions; or the program itself.
    Trouble,
}

impl Exit {
    /// The number that the shell sees.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Missed => 1,
            Exit::Refused => 2,
            Exit::Inconclusive => 3,
            Exit::Trouble => 4,
        }
    }
}

/// The table of exit codes, as `--help` shows it.
pub const EXIT_CODES: &str = "Exit codes:
  0  done; `run` always ends so when it has simulated, whatever the verdicts; `test` where all that was judged passes;
     `chaos` where nothing breaks at any instant
  1  what was asked for does not hold: `test` where an assertion fails; `check` with --deny advice where advice is
     found that is not allowed; `compare` with --fail-on worse where a figure is worse; `drill-record`
     with --fail-on outside where a measurement lies outside; `chaos` where a fault breaks an
     objective or loses an application, in a trial or at its worst moment; `test` and `chaos` where a schedule in
     the folder regressions still breaks what it broke once; `replay` where a schedule comes to other figures than it states
  2  the input is refused: scenario, inventory, trace or arguments;
     `test` tests the other files all the same
  3  `test`: nothing fails, but an assertion is undecided, or of a file nothing could be judged; `chaos`: nothing breaks, but
     not everything was tried
  4  trouble with the machine: a file cannot be written, for example; or a fault of firedrill itself:
     trials that it could not finish are named, and the results are without them";

/// Why a command stopped.
pub(crate) enum Stop {
    /// The input is refused; this is the message.
    Refused(String),
    /// The scenario is refused; these are its problems.
    Issues(Box<render::Refusal>),
    /// What was named is no scenario, or cannot be read.
    Unread(Box<Problem>),
    /// Everything is said, and this is how it ends.
    Said(Exit),
    /// What was asked for does not hold; this is the message.
    Missed(String),
    /// The machine failed; this is the message.
    Trouble(String),
}

impl Stop {
    /// What is said, for people; nothing where everything is said already.
    fn words(&self, colour: bool) -> String {
        match self {
            Stop::Issues(refusal) => refusal.words(colour),
            Stop::Unread(problem) => source::words(problem),
            Stop::Refused(message) | Stop::Missed(message) | Stop::Trouble(message) => {
                message.clone()
            }
            Stop::Said(_) => String::new(),
        }
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Stop {
        // A closed pipe ends the command quietly; an empty message stands for it.
        if error.kind() == io::ErrorKind::BrokenPipe {
            Stop::Trouble(String::new())
        } else {
            Stop::Trouble(format!("error: cannot write the output: {error}"))
        }
    }
}

/// Runs the program with these arguments, the program's name first.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    run::tell_first_panic();
    let exit = main_with(arguments, &run::simulate);
    ExitCode::from(exit.code())
}

/// Runs the program with a simulator, on standard output and standard error.
pub fn main_with(arguments: impl IntoIterator<Item = OsString>, simulate: Simulate<'_>) -> Exit {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are asked for and go to standard output; clap knows which is which.
            let refused = error.use_stderr();
            let plain = error.to_string();
            let harmless = harmless_lines(&plain);
            // What was typed is said back; where it holds commands to the terminal, without any colour.
            let printed = if harmless == plain {
                error.print()
            } else {
                anstream::stderr().write_all(harmless.as_bytes())
            };
            drop(printed);
            return if refused { Exit::Refused } else { Exit::Done };
        }
    };
    let mut out = anstream::stdout().lock();
    let stopped = dispatch(&arguments.command, simulate, &mut out)
        .and_then(|exit| out.flush().map(|()| exit).map_err(Stop::from));
    let (exit, message) = match stopped {
        Ok(exit) => return exit,
        Err(Stop::Said(exit)) => return exit,
        Err(Stop::Missed(message)) => (Exit::Missed, harmless_lines(&message)),
        Err(Stop::Issues(refusal)) => (Exit::Refused, refusal.words(colour::on_errors())),
        Err(Stop::Unread(problem)) => (Exit::Refused, harmless_lines(&source::words(&problem))),
        Err(Stop::Refused(message)) => (Exit::Refused, harmless_lines(&message)),
        Err(Stop::Trouble(message)) if message.is_empty() => return Exit::Done,
        Err(Stop::Trouble(message)) => (Exit::Trouble, harmless_lines(&message)),
    };
    let mut errors = anstream::stderr().lock();
    // Where even this cannot be written, the exit code has to do.
    let written = writeln!(errors, "{}", message.trim_end());
    drop(written);
    exit
}

fn dispatch(command: &Command, simulate: Simulate<'_>, out: &mut dyn Write) -> Result<Exit, Stop> {
    let done = |()| Exit::Done;
    match command {
        Command::Run(arguments) => run::run(arguments, simulate, out).map(done),
        Command::Test(arguments) => test::test(arguments, out),
        Command::Compare(arguments) => compare::compare(arguments, out),
        Command::Chaos(arguments) => chaos::chaos(arguments, out),
        Command::Replay(arguments) => replay::replay(arguments, out),
        Command::DrillRecord(arguments) => record::record(arguments, out),
        Command::Check {
            file,
            trace,
            changes,
            format,
            deny,
        } => {
            let told = check::Told {
                format: *format,
                deny: *deny,
            };
            check::check((file, trace.as_deref()), changes, told, out).map(done)
        }
        Command::Init { file } => init::init(file.as_deref(), out).map(done),
        Command::Schema {
            summary,
            test,
            compare,
            chaos,
            record,
        } => {
            let text = match (summary, test, compare, chaos) {
                _ if *record => crate::report::record_schema(),
                (true, ..) => crate::report::summary_schema(),
                (_, true, ..) => crate::report::test_schema(),
                (_, _, true, _) => crate::report::compare_schema(),
                (.., true) => crate::report::chaos::chaos_schema(),
                (false, false, false, false) => crate::scenario::schema(),
            };
            Ok(out.write_all(text.as_bytes()).map(done)?)
        }
        Command::Reference => {
            let text = crate::scenario::reference();
            Ok(out.write_all(text.as_bytes()).map(done)?)
        }
        Command::Explain { code } => explain::explain(code, out).map(done),
        Command::Rules => explain::rules(out).map(done),
        Command::Completions { shell } => manual::completions(*shell, out).map(done),
        Command::Man => manual::man(out).map(done),
    }
}
