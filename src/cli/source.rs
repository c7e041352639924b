//! Opens scenarios: from disk, from a pipe, or from those that the program carries.
//!
//! Always true here: what a scenario refers to is looked for beside it; of a file that is no scenario nothing is shown.

use super::Stop;
use super::folder::Origin;
use super::read::{self, Unread};
use super::render::Refusal;
use super::shipped;
use crate::scenario::problem::{FileProblem, OverLimit, Problem};
use crate::scenario::{self, Edit, Expectations, Files, Issue, Loaded, Overrides};
use crate::variant;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

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
    /// Texts by the names that files have in messages.
    pub(super) texts: BTreeMap<String, String>,
    /// The name of the scenario's text among them.
    name: String,
    /// With what it was read.
    overrides: Overrides,
}

impl Source {
    /// The same scenario with one more change; none where that is refused.
    pub(super) fn varied(&self, key: &str, value: &str) -> Option<Loaded> {
        let mut overrides = self.overrides.clone();
        overrides.edits.push(Edit::Set(format!("{key}={value}")));
        let files = |wanted: &str| {
            let known = self.texts.get(wanted).map(|text| text.as_bytes().to_vec());
            known.ok_or_else(|| "it was not read before".to_string())
        };
        scenario::load_with(self.texts.get(&self.name)?, &self.name, &files, &overrides).ok()
    }
}

/// How many digits of a hash tell scenarios apart that came through pipes.
const DIGITS: usize = 8;

/// Where results of a scenario go, and what they are of. What comes through a pipe has no file that tells it from
/// another scenario: its own hash does, in the name of the folder too, unless the scenario states a name.
fn settled(loaded: &Loaded, opened: &Opened) -> (Origin, String) {
    let (origin, name) = settled_plainly(loaded, opened);
    let sha256 = &loaded.blueprint.sha256;
    if loaded.blueprint.run.changed.is_empty() {
        return (origin, name);
    }
    // What the command line changed is another scenario, and lies beside the one of the file.
    let digits = sha256.get(..DIGITS).unwrap_or(sha256);
    let bare = name.strip_suffix(&format!("-{digits}")).unwrap_or(&name);
    (origin, format!("{bare}-set-{digits}"))
}

/// The same without a look at what the command line changed.
fn settled_plainly(loaded: &Loaded, opened: &Opened) -> (Origin, String) {
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
    if let Some(expectations) = Expectations::of(&opened.text) {
        return load_beside(&opened, &expectations, overrides);
    }
    let beside = |wanted: &str| read_beside(&opened, overrides, wanted);
    made_of(&opened, &beside, overrides)
}

/// What an opened scenario says; what it refers to is read by `beside`.
fn made_of(opened: &Opened, beside: Files<'_>, overrides: &Overrides) -> Result<Source, Stop> {
    let (loaded, texts) = understand((&opened.name, &opened.text), beside, overrides)?;
    let (origin, results) = settled(&loaded, opened);
    Ok(Source {
        loaded,
        origin,
        results,
        texts,
        name: opened.name.clone(),
        overrides: overrides.clone(),
    })
}

/// Reads the scenario that a file of expectations names, with these.
fn load_beside(
    own: &Opened,
    expectations: &Expectations,
    overrides: &Overrides,
) -> Result<Source, Stop> {
    let opened = named(own, expectations).map_err(|reason| not_found(own, expectations, reason))?;
    let edits = expectations.edits.iter().chain(&overrides.edits);
    let overrides = Overrides {
        edits: edits.cloned().collect(),
        expectations: Some((own.name.clone(), own.text.clone())),
        ..overrides.clone()
    };
    let beside = |wanted: &str| read_named(own, &opened, &overrides, wanted);
    made_of(&opened, &beside, &overrides)
}

/// The scenario that a file of expectations names: a file as seen from it, or one that is shipped.
fn named(own: &Opened, expectations: &Expectations) -> Result<Opened, String> {
    let wanted = &expectations.scenario;
    let folder = own.folder.clone().unwrap_or_default();
    let path = plain(&folder.join(wanted));
    if let (false, Some(shipped)) = (path.is_file(), shipped_as(wanted)) {
        return Ok(shipped);
    }
    let bytes = read::file(&path).map_err(|reason| reason.to_string())?;
    let text = String::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".to_string())?;
    Ok(Opened {
        name: path.display().to_string(),
        text,
        folder: path.parent().map(Path::to_path_buf),
        origin: Some(Origin::of_file(&path)),
    })
}

/// The scenario that a file stands for: itself, or the one that its expectations name.
pub(super) fn scenario_of(file: &Path) -> PathBuf {
    let text = fs::read_to_string(file).ok();
    let expectations = text.and_then(|text| Expectations::of(&text));
    let folder = file.parent().unwrap_or(Path::new(""));
    expectations.map_or_else(
        || file.to_path_buf(),
        |one| plain(&folder.join(one.scenario)),
    )
}

/// A path without steps that the next one takes back, as annotations of build servers need it.
fn plain(path: &Path) -> PathBuf {
    let mut made = PathBuf::new();
    for part in path.components() {
        let back = part == Component::ParentDir
            && matches!(made.components().next_back(), Some(Component::Normal(_)));
        if back {
            made.pop();
        } else {
            made.push(part);
        }
    }
    made
}

/// The scenario that a file of expectations names cannot be read.
fn not_found(own: &Opened, expectations: &Expectations, reason: String) -> Stop {
    let file = expectations.scenario.clone();
    let issue = Issue {
        problem: FileProblem::Unreadable { file, reason }.into(),
        file: own.name.clone(),
        span: expectations.span.clone(),
        more_rows: 0,
    };
    let texts = BTreeMap::from([(own.name.clone(), own.text.clone())]);
    Stop::Issues(Box::new(Refusal {
        issues: vec![issue],
        texts,
    }))
}

/// A file that the scenario names lies beside it; one that its expectations name may lie beside them.
fn read_named(
    own: &Opened,
    opened: &Opened,
    overrides: &Overrides,
    wanted: &str,
) -> Result<Vec<u8>, String> {
    let found = read_beside(opened, overrides, wanted);
    match (&own.folder, found) {
        (Some(_), Err(reason)) => read_beside(own, overrides, wanted).map_err(|_| reason),
        (_, found) => found,
    }
}

/// Reads a scenario of this name from bytes, and what it refers to from `beside`.
pub(super) fn of_bytes(name: &str, bytes: Vec<u8>, beside: Files<'_>) -> Result<Loaded, Stop> {
    let text = text(name, bytes)?;
    let (loaded, _) = understand((name, &text), beside, &Overrides::default())?;
    Ok(loaded)
}

fn understand(
    (name, text): (&str, &str),
    beside: Files<'_>,
    overrides: &Overrides,
) -> Result<(Loaded, BTreeMap<String, String>), Stop> {
    // A scenario may be read twice, with its changes and without them; a pipe is read once.
    let seen: RefCell<BTreeMap<String, Result<Vec<u8>, String>>> = RefCell::default();
    let files = |wanted: &str| {
        let known = seen.borrow().get(wanted).cloned();
        known.unwrap_or_else(|| {
            let bytes = beside(wanted);
            seen.borrow_mut().insert(wanted.to_string(), bytes.clone());
            bytes
        })
    };
    let read = variant::load(text, name, &files, overrides);
    let mut texts = BTreeMap::new();
    for (file, bytes) in seen.into_inner() {
        if let Ok(bytes) = bytes {
            let text = String::from_utf8(bytes);
            let text =
                text.unwrap_or_else(|no| String::from_utf8_lossy(no.as_bytes()).into_owned());
            texts.insert(file, text);
        }
    }
    let arguments = scenario::command_line(&overrides.edits);
    texts.insert(scenario::ARGUMENTS.to_string(), arguments);
    texts.insert(name.to_string(), text.to_string());
    texts.extend(overrides.expectations.clone());
    match read {
        Ok(loaded) => Ok((loaded, texts)),
        Err(issues) => Err(Stop::Issues(Box::new(Refusal { issues, texts }))),
    }
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
    Stop::Unread(Box::new(problem.into()))
}

/// The same for people.
pub(super) fn words(problem: &Problem) -> String {
    let (code, message, help) = (problem.code(), problem.message(), problem.help());
    if help.is_empty() {
        format!("error[{code}]: {message}")
    } else {
        format!("error[{code}]: {message}\nhelp: {help}")
    }
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
