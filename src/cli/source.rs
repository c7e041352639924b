//! Opens scenarios: from disk, or from those that the program carries.
//!
//! Always true here: what a scenario refers to is looked for beside it.

use super::folder::Origin;
use super::render;
use super::shipped;
use super::{Stop, colour};
use crate::scenario::{self, Loaded, Overrides};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// A scenario's text and where it came from.
struct Opened {
    name: String,
    text: String,
    folder: Option<PathBuf>,
    origin: Origin,
}

/// A scenario that was read, and where it came from.
pub(super) struct Source {
    pub(super) loaded: Loaded,
    pub(super) origin: Origin,
}

/// Reads a scenario; problems become a message with line, column and caret.
pub(super) fn load(file: &Path, overrides: &Overrides) -> Result<Source, Stop> {
    let opened = open(file)?;
    let seen: RefCell<BTreeMap<String, String>> = RefCell::default();
    seen.borrow_mut()
        .insert(opened.name.clone(), opened.text.clone());
    let files = |wanted: &str| {
        let bytes = read_beside(&opened, overrides, wanted)?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        seen.borrow_mut().insert(wanted.to_string(), text);
        Ok(bytes)
    };
    let loaded =
        scenario::load_with(&opened.text, &opened.name, &files, overrides).map_err(|issues| {
            let colour = colour::on_errors();
            Stop::Refused(render::issues(&issues, &seen.borrow(), colour))
        })?;
    Ok(Source {
        loaded,
        origin: opened.origin,
    })
}

fn open(file: &Path) -> Result<Opened, Stop> {
    let name = file.display().to_string();
    match fs::metadata(file) {
        Ok(data) if data.is_file() => {
            let most = scenario::limit::FILE_BYTES;
            if data.len() > most.most {
                return Err(Stop::Refused(format!(
                    "error: {name} has {} bytes: more than the limit {} of {}",
                    data.len(),
                    most.name,
                    most.most
                )));
            }
            let bytes = fs::read(file)
                .map_err(|error| Stop::Trouble(format!("error: cannot read {name}: {error}")))?;
            let text = String::from_utf8(bytes).map_err(|wrong| {
                let at = wrong.utf8_error().valid_up_to();
                Stop::Refused(format!("error: {name} is not UTF-8 text (byte {at})"))
            })?;
            let folder = file.parent().map(Path::to_path_buf);
            Ok(Opened {
                name,
                text,
                folder,
                origin: Origin::of_file(file),
            })
        }
        Ok(_) => Err(Stop::Refused(format!("error: {name} is not a file"))),
        Err(error) => match shipped::find(&name) {
            Some((name, text)) => Ok(Opened {
                name: name.to_string(),
                text: text.to_string(),
                folder: None,
                origin: Origin::named(&format!("the shipped {name}")),
            }),
            None => Err(Stop::Refused(format!(
                "error: cannot read {name}: {error}\nhelp: shipped scenarios are {}",
                shipped::names().join(", ")
            ))),
        },
    }
}

fn read_beside(opened: &Opened, overrides: &Overrides, wanted: &str) -> Result<Vec<u8>, String> {
    if overrides.trace.as_deref() == Some(wanted) {
        // A file of the command line is looked for where the command is given.
        return read_file(Path::new(wanted));
    }
    match &opened.folder {
        Some(folder) => read_file(&folder.join(wanted)),
        None => shipped::find(wanted)
            .map(|(_, text)| text.as_bytes().to_vec())
            .ok_or_else(|| "it is not among the shipped files".to_string()),
    }
}

/// The bytes of a regular file; one that is too long is not read to its end. Devices and pipes have
/// no end, and are refused before anything is read.
fn read_file(path: &Path) -> Result<Vec<u8>, String> {
    let data = fs::metadata(path).map_err(|error| error.to_string())?;
    if !data.is_file() {
        return Err("it is not a file".to_string());
    }
    let file = fs::File::open(path).map_err(|error| error.to_string())?;
    let mut bytes = Vec::new();
    // One byte more than the limit, so that the reader of the scenario sees that it is exceeded.
    file.take(scenario::limit::FILE_BYTES.most + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| error.to_string())?;
    Ok(bytes)
}
