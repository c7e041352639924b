//! Puts results under their name, whole or not at all.
//!
//! Always true here: at every instant the old results or the new ones stand under the name; what the program did not write is
//! never removed; results of another scenario are never replaced. (A file system that cannot let two folders change places has
//! one instant between two steps; results that were moved aside there are put back by the next run.)

mod content;
mod disk;
mod draft;
mod left;
mod origin;
#[cfg(test)]
mod tests;

pub(super) use content::{COMPARISON, of_chaos, of_incident, of_record};
pub(super) use draft::{Draft, open};
pub(super) use origin::Origin;

use content::{Found, LIST, UNFINISHED, below, list, look};
use disk::{Disk, System};
pub(super) use left::temporary;
use left::{Fresh, carry, discard, fresh, remove_all, tidy};
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// Where results go, and whose they are.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    /// The folder for results of all scenarios.
    pub(super) out: &'a Path,
    /// The name of the folder of these results: that of the scenario, and more where it has no file.
    pub(super) name: &'a str,
    /// The scenario's name.
    pub(super) scenario: &'a str,
    /// Where the scenario came from, if that is known.
    pub(super) origin: Option<&'a Origin>,
    /// The hash of what is simulated; empty where it is unknown.
    pub(super) sha256: &'a str,
}

/// Results that were written.
#[derive(Debug)]
pub(super) struct Published {
    /// Their folder.
    pub(super) folder: PathBuf,
    /// What the program did not write there, as it is called now.
    pub(super) kept: Vec<String>,
    /// The hash of other results that these replaced, where nobody could know whether they were of the same file.
    pub(super) replaced: Option<String>,
}

impl Place<'_> {
    /// The folder of results.
    pub(super) fn target(&self) -> PathBuf {
        self.out.join(self.name)
    }

    /// What stands under the name, unless it must not be replaced.
    fn replaceable(&self) -> io::Result<Found> {
        let target = self.target();
        let refused = |message: String| Err(io::Error::new(io::ErrorKind::AlreadyExists, message));
        let shown = target.display();
        match look(&target) {
            Found::Other(reason) => refused(format!(
                "{shown} exists and does not look like results ({reason}); it is left alone"
            )),
            Found::Results(there) if !there.name.is_empty() && there.name != self.scenario => {
                refused(format!(
                    "{shown} holds the results of scenario {}; it is left alone",
                    there.name
                ))
            }
            Found::Results(there) if !self.sha256.is_empty() && there.sha256 != self.sha256 => {
                match (self.origin, origin::noted(&target)) {
                    (Some(own), Some(noted)) if !own.is(&noted) => refused(format!(
                        "{shown} holds the results of another scenario of this name, {}; they are left alone. \
                         Give this one a name of its own (name = \"...\"), take another folder with --out, or remove {shown}",
                        noted.place()
                    )),
                    _ => Ok(Found::Results(there)),
                }
            }
            found => Ok(found),
        }
    }
}

/// The error with its path, which the system leaves out.
fn at(path: &Path, error: &io::Error) -> io::Error {
    // `AlreadyExists` is kept for what is not to be replaced.
    let kind = match error.kind() {
        io::ErrorKind::AlreadyExists => io::ErrorKind::NotADirectory,
        other => other,
    };
    io::Error::new(kind, format!("{}: {error}", path.display()))
}

/// Makes the folder for results of all scenarios.
///
/// # Errors
/// `NotADirectory` where something else than a folder has its name, or that of one it lies in; else what the system says.
fn make_out(out: &Path) -> io::Result<()> {
    // `there/` is asked for as `there`.
    let plain: PathBuf = out.components().collect();
    let in_the_way = plain.ancestors().find(|part| {
        // A link that leads nowhere is there, and no folder can be made in its place.
        let is_there = part.symlink_metadata().is_ok();
        is_there && !part.is_dir()
    });
    if let Some(part) = in_the_way {
        let what = match part.metadata() {
            Ok(data) if data.is_file() => "a file",
            Ok(_) => "a device or a pipe",
            Err(_) => "a link that leads nowhere",
        };
        let message = format!(
            "{}: this is {what}, and results go into a folder: name another one with --out",
            part.display()
        );
        return Err(io::Error::new(io::ErrorKind::NotADirectory, message));
    }
    fs::create_dir_all(out).map_err(|error| at(out, &error))
}

/// Replaces the folder `name` in `out` by these files. Names may have folders in them.
///
/// # Errors
/// When the folder exists and holds no results, when a name leaves the folder, or when the disk fails. Then the folder is as it
/// was before.
pub fn replace_folder(out: &Path, name: &str, files: &[(String, Vec<u8>)]) -> io::Result<PathBuf> {
    let place = Place {
        out,
        name,
        scenario: name,
        origin: None,
        sha256: "",
    };
    publish(&place, files).map(|published| published.folder)
}

/// Puts these files under the scenario's name.
///
/// # Errors
/// As for [`replace_folder`].
fn publish(place: &Place<'_>, files: &[(String, Vec<u8>)]) -> io::Result<Published> {
    publish_on(&System, place, files)
}

fn publish_on(
    disk: &dyn Disk,
    place: &Place<'_>,
    files: &[(String, Vec<u8>)],
) -> io::Result<Published> {
    names_stay_inside(files)?;
    make_out(place.out)?;
    tidy(disk, place.out, place.name);
    let made = fresh(disk, place.out, place.name).map_err(|error| at(&place.target(), &error))?;
    finish(disk, made, place, files, &[])
}

/// Puts files, and rows that stand in the fresh folder already, under the scenario's name.
fn finish(
    disk: &dyn Disk,
    fresh: Fresh,
    place: &Place<'_>,
    files: &[(String, Vec<u8>)],
    rows: &[String],
) -> io::Result<Published> {
    let target = place.target();
    if let Err(error) = names_stay_inside(files) {
        remove_all(disk, &fresh.path);
        return Err(error);
    }
    // One run after the other looks at what is there and changes it: else the results of a run that
    // ends in the same moment would be taken for something that somebody put there. Where folders
    // cannot be locked, that is left to luck.
    let turn = fs::File::open(place.out);
    let _turn = turn.and_then(|folder| folder.lock().map(|()| folder));
    let kept = match fill(disk, &fresh.path, &target, place, (files, rows)) {
        Ok(kept) => kept,
        Err(error) => {
            remove_all(disk, &fresh.path);
            return Err(at(&target, &error));
        }
    };
    match swap(disk, &fresh.path, place) {
        Ok((old, replaced)) => {
            let synced = disk.sync(place.out);
            if let Some(old) = old {
                discard(disk, &old, Some(&target));
            }
            synced.map_err(|error| at(place.out, &error))?;
            Ok(Published {
                folder: target,
                kept,
                replaced,
            })
        }
        // What stands there now came while this was simulated; hours of work are not thrown away for it.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            Err(beside(disk, &fresh.path, &target, error))
        }
        Err(error) => {
            discard(disk, &fresh.path, look_at(&target));
            Err(at(&target, &error))
        }
    }
}

/// The target, if results may be carried into it.
fn look_at(target: &Path) -> Option<&Path> {
    matches!(look(target), Found::Results(_) | Found::Empty).then_some(target)
}

/// Puts finished results beside a target that must not be replaced.
fn beside(disk: &dyn Disk, fresh: &Path, target: &Path, error: io::Error) -> io::Error {
    for number in 2..1_000 {
        let free = PathBuf::from(format!("{}.{number}", target.display()));
        match disk.rename(fresh, &free) {
            Ok(()) => {
                let message = format!("{error}\nthe new results are in {}", free.display());
                return io::Error::new(io::ErrorKind::AlreadyExists, message);
            }
            Err(taken) if taken.kind() == io::ErrorKind::AlreadyExists => {}
            Err(_) => break,
        }
    }
    error
}

/// Writes a file that does not exist yet: whole under its name, or not at all.
///
/// # Errors
/// `AlreadyExists` where something has the name; else what the system says.
pub(super) fn write_new(file: &Path, content: &[u8]) -> io::Result<()> {
    write_new_on(&System, file, content)
}

fn write_new_on(disk: &dyn Disk, file: &Path, content: &[u8]) -> io::Result<()> {
    let name = file.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    if file.symlink_metadata().is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let parent = file.parent().unwrap_or(Path::new(""));
    let fresh = temporary(parent, &name.to_string_lossy(), "new");
    let written = disk
        .write(&fresh, content)
        .and_then(|()| disk.sync(&fresh))
        .and_then(|()| disk.rename(&fresh, file));
    if written.is_err() {
        drop(disk.remove_file(&fresh));
    }
    written
}

fn names_stay_inside(files: &[(String, Vec<u8>)]) -> io::Result<()> {
    for (name, _) in files {
        let mut parts = Path::new(name).components();
        let inside = parts.all(|part| matches!(part, Component::Normal(_)));
        if !inside || matches!(name.as_str(), "" | LIST | UNFINISHED) {
            let message = format!("`{name}` is not a name for a file of results");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
    }
    Ok(())
}

/// Writes the files and their list, with second names for what somebody else put into the results that are there, and waits until
/// all of it would survive a loss of power.
fn fill(
    disk: &dyn Disk,
    fresh: &Path,
    target: &Path,
    place: &Place<'_>,
    (files, rows): (&[(String, Vec<u8>)], &[String]),
) -> io::Result<Vec<String>> {
    let sign = fresh.join(UNFINISHED);
    if sign.symlink_metadata().is_err() {
        disk.write(&sign, b"")?;
    }
    for (name, content) in files {
        let path = fresh.join(name);
        if let Some(parent) = path.parent() {
            make_parents(disk, fresh, parent)?;
        }
        disk.write(&path, content)?;
    }
    disk.write(&fresh.join(LIST), &list(files, fresh, rows)?)?;
    let results = matches!(look(target), Found::Results(_));
    let kept = if results {
        carry(disk, target, fresh)
    } else {
        Vec::new()
    };
    if let Some(origin) = place.origin {
        origin::note(fresh, origin);
    }
    for name in files.iter().map(|(name, _)| name).chain(rows) {
        disk.sync(&fresh.join(name))?;
    }
    disk.sync(&fresh.join(LIST))?;
    for (name, is_folder) in below(fresh) {
        if is_folder {
            disk.sync(&fresh.join(name))?;
        }
    }
    disk.remove_file(&fresh.join(UNFINISHED))?;
    disk.sync(fresh)?;
    Ok(kept)
}

fn make_parents(disk: &dyn Disk, root: &Path, folder: &Path) -> io::Result<()> {
    if folder == root || folder.is_dir() {
        return Ok(());
    }
    if let Some(parent) = folder.parent() {
        make_parents(disk, root, parent)?;
    }
    disk.create_folder(folder)
}

/// Puts the fresh folder in the place of the target; where the replaced results stand now, and their hash where they may have been
/// of another file.
fn swap(
    disk: &dyn Disk,
    fresh: &Path,
    place: &Place<'_>,
) -> io::Result<(Option<PathBuf>, Option<String>)> {
    let target = place.target();
    // Another run may put its results there between two steps: then these replace them in turn.
    for _ in 0..100 {
        let replaced = match place.replaceable()? {
            Found::Nothing => match disk.rename(fresh, &target) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                other => return other.map(|()| (None, None)),
            },
            Found::Results(there) => {
                let differs = !place.sha256.is_empty() && there.sha256 != place.sha256;
                let known = place.origin.is_some() && origin::noted(&target).is_some();
                (differs && !known).then_some(there.sha256)
            }
            _ => None,
        };
        match disk.exchange(fresh, &target) {
            Ok(()) => return Ok((Some(fresh.to_path_buf()), replaced)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) if error.kind() == io::ErrorKind::Unsupported => {
                if let Some(old) = swap_in_two_steps(disk, fresh, &target, place)? {
                    return Ok((Some(old), replaced));
                }
            }
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::other("other runs write there all the time"))
}

/// For file systems that cannot let two folders change places; nothing where another run was faster.
fn swap_in_two_steps(
    disk: &dyn Disk,
    fresh: &Path,
    target: &Path,
    place: &Place<'_>,
) -> io::Result<Option<PathBuf>> {
    let old = temporary(place.out, place.name, "old");
    match disk.rename(target, &old) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        other => other?,
    }
    match disk.rename(fresh, target) {
        Ok(()) => Ok(Some(old)),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            discard(disk, &old, look_at(target));
            Ok(None)
        }
        Err(error) => {
            // Put back what was there; if this fails as well, the next run does it.
            drop(disk.rename(&old, target));
            Err(error)
        }
    }
}
