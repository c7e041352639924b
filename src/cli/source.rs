//! Opens scenarios: from disk, from a pipe, or from those that the program carries.
//!
//! Always true here: what a scenario refers to is looked for beside it; of a file that is no scenario nothing is shown.

use super::folder::Origin;
use super::read::{self, Unread};
use super::render;
use super::shipped;
use super::{Stop, colour};
use crate::scenario::problem::{FileProblem, OverLimit, Problem};
use crate::scenario::{self, Files, Loaded, Overrides};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What stands for standard input where a file is asked for.
const STANDARD_INPUT: &str = "-";

/// A scenario's text and where it came from.
struct Opened {
    name: String,
    text: String,
    folder: Option<PathBuf>,
    /// None where it came through a pipe.
    origin: Option<Origin>,
}

/// A scenario that was read, and where it came from.
pub(super) struct Source {
    pub(super) loaded: Loaded,
    pub(super) origin: Origin,
    /// The name of its folder of results.
    pub(super) results: String,
}

/// How many digits of a hash tell scenarios apart that came through pipes.
const DIGITS: usize = 8;

/// Where results of a scenario go, and what they are of. What comes through a pipe has no file that tells it from
/// another scenario: its own hash does, in the name of the folder too, unless the scenario states a name.
fn settled(loaded: &Loaded, opened: &Opened) -> (Origin, String) {
    let (name, sha256) = (&loaded.blueprint.run.name, &loaded.blueprint.sha256);
    if let Some(origin) = &opened.origin {
        return (origin.clone(), name.clone());
    }
    let piped = Origin::named(&format!("which came through a pipe (sha256 {sha256})"));
    if *name == scenario::name_of(&opened.name) {
        let digits = sha256.get(..DIGITS).unwrap_or(sha256);
        (piped, format!("{name}-{digits}"))
    } else {
        (piped, name.clone())
    }
}

/// Reads a scenario; problems become a message with line, column and caret.
pub(super) fn load(file: &Path, overrides: &Overrides) -> Result<Source, Stop> {
    if is_standard_input(file) && overrides.trace.as_deref() == Some(STANDARD_INPUT) {
        return Err(Stop::Refused(
            "error: scenario and trace cannot both come from standard input".to_string(),
        ));
    }
    let opened = open(file)?;
    let beside = |wanted: &str| read_beside(&opened, overrides, wanted);
    let loaded = understand((&opened.name, &opened.text), &beside, overrides)?;
    let (origin, results) = settled(&loaded, &opened);
    Ok(Source {
        loaded,
        origin,
        results,
    })
}

/// Reads a scenario of this name from bytes, and what it refers to from `beside`.
pub(super) fn of_bytes(name: &str, bytes: Vec<u8>, beside: Files<'_>) -> Result<Loaded, Stop> {
    let text = text(name, bytes)?;
    understand((name, &text), beside, &Overrides::default())
}

fn understand(
    (name, text): (&str, &str),
    beside: Files<'_>,
    overrides: &Overrides,
) -> Result<Loaded, Stop> {
    let seen: RefCell<BTreeMap<String, String>> = RefCell::default();
    seen.borrow_mut().insert(name.to_string(), text.to_string());
    let files = |wanted: &str| {
        let bytes = beside(wanted)?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        seen.borrow_mut().insert(wanted.to_string(), text);
        Ok(bytes)
    };
    scenario::load_with(text, name, &files, overrides).map_err(|issues| {
        let colour = colour::on_errors();
        Stop::Issues(render::issues(&issues, &seen.borrow(), colour))
    })
}

/// Whether a name is that of a shipped scenario, which a folder of results may have too.
pub(super) fn is_shipped(file: &Path) -> bool {
    file.to_str().and_then(shipped::find).is_some()
}

fn is_standard_input(file: &Path) -> bool {
    file == Path::new(STANDARD_INPUT)
}

fn open(file: &Path) -> Result<Opened, Stop> {
    if is_standard_input(file) {
        let name = "standard input".to_string();
        let bytes = read::standard_input().map_err(|reason| not_read(&name, &reason))?;
        return Ok(Opened {
            text: text(&name, bytes)?,
            folder: Some(PathBuf::new()),
            origin: Origin::of_standard_input(&name),
            name,
        });
    }
    let name = file.display().to_string();
    match fs::metadata(file) {
        // A folder may well have the name of a shipped scenario: its own results, for example.
        Ok(data) if data.is_dir() => {
            shipped_as(&name).ok_or_else(|| unread(&name, &Unread::NotAFile))
        }
        Ok(data) => {
            let bytes = read::file(file).map_err(|reason| unread(&name, &reason))?;
            Ok(Opened {
                text: text(&name, bytes)?,
                folder: file.parent().map(Path::to_path_buf),
                origin: data.is_file().then(|| Origin::of_file(file)),
                name,
            })
        }
        Err(error) => shipped_as(&name).ok_or_else(|| missing(file, &name, &error)),
    }
}

fn shipped_as(name: &str) -> Option<Opened> {
    shipped::find(name).map(|(name, text)| Opened {
        name: name.to_string(),
        text: text.to_string(),
        folder: None,
        origin: Some(Origin::named(&format!("the shipped {name}"))),
    })
}

/// The text of a scenario; what is something else is called what it is.
fn text(name: &str, bytes: Vec<u8>) -> Result<String, Stop> {
    let limit = scenario::limit::FILE_BYTES;
    let file = || name.to_string();
    if bytes.len() as u64 > limit.most {
        return Err(refused(OverLimit::File {
            file: Some(file()),
            limit,
        }));
    }
    if let Some((kind, remedy)) = scenario::recognise::in_place_of_a_scenario(&bytes) {
        return Err(refused(FileProblem::NotAScenario {
            file: file(),
            kind,
            remedy,
        }));
    }
    let text = String::from_utf8(bytes).map_err(|wrong| {
        let at = wrong.utf8_error().valid_up_to();
        refused(FileProblem::NotUtf8 { file: file(), at })
    })?;
    if !scenario::is_scenario(&text) {
        return Err(refused(FileProblem::NoTable { file: file() }));
    }
    Ok(text)
}

/// What is refused before a scenario is read.
fn refused(problem: impl Into<Problem>) -> Stop {
    let problem = problem.into();
    let (code, message, help) = (problem.code(), problem.message(), problem.help());
    Stop::Refused(if help.is_empty() {
        format!("error[{code}]: {message}")
    } else {
        format!("error[{code}]: {message}\nhelp: {help}")
    })
}

fn unread(name: &str, reason: &Unread) -> Stop {
    match reason {
        Unread::NotAFile => refused(FileProblem::NotAFile {
            file: name.to_string(),
        }),
        reason => not_read(name, reason),
    }
}

fn not_read(name: &str, reason: &Unread) -> Stop {
    refused(FileProblem::NotRead {
        file: name.to_string(),
        reason: reason.to_string(),
        near: None,
        shipped: Vec::new(),
    })
}

/// A file that is not there, with the names that may have been meant.
fn missing(file: &Path, name: &str, error: &io::Error) -> Stop {
    let shipped = shipped::names();
    let mut known: Vec<String> = shipped.iter().map(ToString::to_string).collect();
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    if let Ok(entries) = fs::read_dir(folder.unwrap_or(Path::new("."))) {
        let files = entries.flatten().map(|entry| entry.path());
        let scenarios =
            files.filter(|path| path.extension().is_some_and(|ending| ending == "toml"));
        known.extend(scenarios.filter_map(|path| {
            let path = path.strip_prefix(".").unwrap_or(&path).to_path_buf();
            Some(path.to_str()?.to_string())
        }));
    }
    known.sort();
    // A shipped scenario may be meant with its folder and its ending.
    let bare = name.strip_prefix("scenarios/").unwrap_or(name);
    let bare = bare.strip_suffix(".toml").unwrap_or(bare);
    let meant = scenario::nearest(name, known.iter().map(String::as_str))
        .or_else(|| scenario::nearest(bare, shipped.iter().copied()));
    refused(FileProblem::NotRead {
        file: name.to_string(),
        reason: error.to_string(),
        near: meant.map(str::to_string),
        shipped,
    })
}

fn read_beside(opened: &Opened, overrides: &Overrides, wanted: &str) -> Result<Vec<u8>, String> {
    if overrides.trace.as_deref() == Some(wanted) {
        // A file of the command line is looked for where the command is given.
        return if wanted == STANDARD_INPUT {
            read::standard_input()
        } else {
            read::file(Path::new(wanted))
        }
        .map_err(|reason| reason.to_string());
    }
    match &opened.folder {
        Some(folder) => read::file(&folder.join(wanted)).map_err(|reason| reason.to_string()),
        None => shipped::find(wanted)
            .map(|(_, text)| text.as_bytes().to_vec())
            .ok_or_else(|| "it is not among the shipped files".to_string()),
    }
}
