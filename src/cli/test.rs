//! The command `test`: tries whether scenarios keep what they assert, and says so with its exit code.
//!
//! Always true here: a file that is refused does not keep the others from being tested; files come in the order in which they
//! are named, those of a folder in the order of their names.

use super::arguments::{Rest, TestArguments, TestFormat};
use super::output::Output;
use super::plain::Plain;
use super::trial::repeat;
use super::{Exit, Stop, progress, regressions, source};
use crate::model::outcome::Verdict;
use crate::report::{self, Refused, Suite, Tested};
use crate::scenario::{ARGUMENTS, Expectations, Overrides, natural};
use crate::study::{self, GateOptions};
use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread;

/// Most trials where nobody says how many.
const AT_MOST: u32 = 10_000;

/// Runs the command.
pub(super) fn test(arguments: &TestArguments, out: &mut dyn Write) -> Result<Exit, Stop> {
    let mut suite = Suite {
        files: Vec::new(),
        rest: match arguments.inconclusive {
            None => report::Rest::Inconclusive,
            Some(Rest::Pass) => report::Rest::Pass,
            Some(Rest::Fail) => report::Rest::Fail,
        },
    };
    let files = files(&arguments.paths)?;
    // Whether it could be written is found out before anything is simulated.
    let output = arguments.output.as_deref();
    let output = output.map(|path| Output::tried(path).map_err(|error| cannot_write(path, &error)));
    let output = output.transpose()?;
    for (file, tested) in files.iter().zip(side_by_side(&files, arguments)) {
        suite.files.push(match tested {
            Ok(tested) => Ok(tested),
            Err(stop) => {
                let file = file.display().to_string();
                Err(Refused {
                    place: place(&stop).unwrap_or_else(|| (file.clone(), 1)),
                    file,
                    message: refusal(stop)?,
                })
            }
        });
    }
    write(arguments, &suite, output.as_ref(), out)?;
    Ok(exit(&suite))
}

fn cannot_write(path: &Path, error: &std::io::Error) -> Stop {
    Stop::Trouble(format!("error: cannot write {}: {error}", path.display()))
}

/// The file and the line of the first problem that has some.
fn place(stop: &Stop) -> Option<(String, usize)> {
    let Stop::Issues(refusal) = stop else {
        return None;
    };
    let mut issues = refusal.issues.iter();
    issues.find_map(|issue| {
        let text = refusal.texts.get(&issue.file);
        let text = text.filter(|_| issue.file != ARGUMENTS)?;
        let before = text.as_bytes().iter().take(issue.span.start);
        let line = before.filter(|byte| **byte == b'\n').count() + 1;
        Some((issue.file.clone(), line))
    })
}

/// What is said of a file that is refused; what is no matter of the file ends the test.
fn refusal(stop: Stop) -> Result<String, Stop> {
    match stop {
        Stop::Said(_) | Stop::Missed(_) | Stop::Trouble(_) => Err(stop),
        Stop::Issues(_) | Stop::Unread(_) | Stop::Refused(_) => {
            Ok(anstream::adapter::strip_str(&stop.words(false)).to_string())
        }
    }
}

/// What all of it means for whoever asked: trouble first, then what is refused, then what failed, then what is undecided.
fn exit(suite: &Suite) -> Exit {
    let undecided = suite.is_undecided();
    if suite.is_broken() {
        Exit::Trouble
    } else if suite.is_refused() {
        Exit::Refused
    } else if suite.count(Verdict::Missed) > 0 || (undecided && suite.rest == report::Rest::Fail) {
        Exit::Missed
    } else if undecided && suite.rest == report::Rest::Inconclusive {
        Exit::Inconclusive
    } else {
        Exit::Done
    }
}

/// The files to test: of a folder all that end in `.toml`, in the order of their names, without those of folders in it.
fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Stop> {
    let mut found = Vec::new();
    for path in paths {
        if !path.is_dir() || source::is_shipped(path) {
            found.push(path.clone());
            continue;
        }
        let unread = |error: std::io::Error| {
            Stop::Refused(format!(
                "error: cannot read folder {}: {error}",
                path.display()
            ))
        };
        let mut own = Vec::new();
        for entry in fs::read_dir(path).map_err(unread)? {
            let entry = entry.map_err(unread)?.path();
            let ends = entry
                .extension()
                .is_some_and(|ending| ending.eq_ignore_ascii_case("toml"));
            if ends && !entry.is_dir() {
                own.push(entry);
            }
        }
        if own.is_empty() {
            return Err(Stop::Refused(format!(
                "error: no scenario in folder {}\n  help: files that end in `.toml` are tested, those of folders in it are not",
                path.display()
            )));
        }
        let name = |path: &PathBuf| {
            path.file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned()
        };
        own.sort_by(|one, other| natural(&name(one), &name(other)));
        let own = without_named(own);
        // A file of the folder where the command is given is named as people name it.
        found.extend(
            own.iter()
                .map(|path| path.strip_prefix(".").unwrap_or(path).to_path_buf()),
        );
    }
    Ok(found)
}

/// These files without the scenarios that a file of expectations among them names: each is tested with it.
fn without_named(files: Vec<PathBuf>) -> Vec<PathBuf> {
    let named = files.iter().filter_map(|file| {
        let text = fs::read_to_string(file).ok()?;
        let scenario = Expectations::of(&text)?.scenario;
        file.parent()?.join(scenario).canonicalize().ok()
    });
    let named: BTreeSet<PathBuf> = named.collect();
    let is_named = |file: &PathBuf| file.canonicalize().is_ok_and(|file| named.contains(&file));
    files.into_iter().filter(|file| !is_named(file)).collect()
}

/// Tests all files, as many at once as there are threads; what comes out does not depend on that.
fn side_by_side(files: &[PathBuf], arguments: &TestArguments) -> Vec<Result<Tested, Stop>> {
    let all = thread::available_parallelism().map_or(1, usize::from);
    let threads = arguments.threads.map_or(all, usize::from);
    let at_once = files.len().min(threads).max(1);
    let bar = progress::bar(arguments.quiet);
    let so_far: Vec<[AtomicU64; 2]> = files.iter().map(|_| Default::default()).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut made = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(file) = files.get(index) else {
                return made;
            };
            let show = |done, total| {
                so_far[index][0].store(done, Ordering::Relaxed);
                so_far[index][1].store(total, Ordering::Relaxed);
                let [done, total] = [0, 1].map(|which| {
                    let each = so_far.iter().map(|one| one[which].load(Ordering::Relaxed));
                    each.sum()
                });
                progress::show(&bar, done, total);
            };
            made.push((index, one(file, arguments, threads / at_once, &show)));
        }
    };
    let mut made = if at_once == 1 {
        work()
    } else {
        thread::scope(|scope| {
            let started: Vec<_> = (0..at_once).map(|_| scope.spawn(work)).collect();
            let ended = started.into_iter().flat_map(|one| match one.join() {
                Ok(made) => made,
                Err(panic) => resume_unwind(panic),
            });
            ended.collect()
        })
    };
    bar.finish_and_clear();
    made.sort_by_key(|(index, _)| *index);
    made.into_iter().map(|(_, tested)| tested).collect()
}

/// Tests one file.
fn one(
    file: &Path,
    arguments: &TestArguments,
    threads: usize,
    show: &(dyn Fn(u64, u64) + Sync),
) -> Result<Tested, Stop> {
    let overrides = Overrides {
        seed: arguments.seed,
        edits: arguments.changes.0.clone(),
        ..Overrides::default()
    };
    let loaded = source::load(file, &overrides)?.loaded;
    let regressions = regressions::tried(file, &loaded.blueprint, &arguments.changes.0)?;
    let blueprint = &loaded.tried();
    let stated = arguments.max_trials.or(blueprint.run.max_trials);
    let options = GateOptions {
        seed: blueprint.run.seed,
        threads,
        at_most: stated.unwrap_or(AT_MOST),
        reseed: arguments.reseed,
    };
    let outcome = study::caught(|| study::test(blueprint, &loaded.assertions(), &options, show));
    let outcome = outcome.map_err(|message| {
        Stop::Trouble(format!(
            "error: {}: {}",
            file.display(),
            super::run::at_fault(&message)
        ))
    })?;
    let again = |drill: Option<&str>, trial: u32, seed: Option<u64>| {
        repeat(file, blueprint, arguments, (drill, trial, seed))
    };
    let name = file.display().to_string();
    let mut tested = report::tested(&name, blueprint, &outcome, &again);
    tested.regressions = regressions;
    Ok(tested)
}

/// Writes it in the form that was asked for, to where it was asked for.
fn write(
    arguments: &TestArguments,
    suite: &Suite,
    output: Option<&Output>,
    out: &mut dyn Write,
) -> Result<(), Stop> {
    let text = report::test_text(suite);
    let made = match arguments.format {
        TestFormat::Text => text.clone(),
        TestFormat::Json => report::test_json(suite),
        TestFormat::Github => report::github(suite),
        TestFormat::Junit => {
            report::junit(suite).map_err(|problem| Stop::Trouble(format!("error: {problem}")))?
        }
    };
    let Some((output, path)) = output.zip(arguments.output.as_deref()) else {
        return match arguments.format {
            TestFormat::Text | TestFormat::Github => Ok(Plain(out).write_all(made.as_bytes())?),
            TestFormat::Json | TestFormat::Junit => Ok(out.write_all(made.as_bytes())?),
        };
    };
    // What was judged is said, whatever becomes of the file.
    Plain(out).write_all(text.as_bytes())?;
    output
        .write(made.as_bytes())
        .map_err(|error| cannot_write(path, &error))
}
