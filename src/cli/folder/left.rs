//! Folders under temporary names: how they are made, and what becomes of those that a run left behind.
//!
//! Always true here: a folder that a living run works on is locked and never touched; nothing is removed but what the program wrote
//! or what stands in the results as well.

use super::content::{Found, LIST, UNFINISHED, Written, below, look, same, same_file};
use super::disk::Disk;
use std::fs::File;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io;
use std::path::{Component, Path, PathBuf};

/// A folder that is being written.
pub(super) struct Fresh {
    pub(super) path: PathBuf,
    /// Says to other runs that it is in use; released by the system however this one ends.
    _lock: Option<File>,
}

/// A name that no other run has: in containers every process may have the number 1.
pub(in super::super) fn temporary(out: &Path, name: &str, kind: &str) -> PathBuf {
    let mut hasher = RandomState::new().build_hasher();
    hasher.write_u32(std::process::id());
    out.join(format!(".{name}.{kind}-{:016x}", hasher.finish()))
}

/// Makes an empty folder under a temporary name.
pub(super) fn fresh(disk: &dyn Disk, out: &Path, name: &str) -> io::Result<Fresh> {
    for _ in 0..100 {
        let path = temporary(out, name, "new");
        match disk.create_folder(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
            other => other?,
        }
        match hold(&path) {
            Held::Ours(lock) => {
                return Ok(Fresh {
                    path,
                    _lock: Some(lock),
                });
            }
            Held::Unknown => return Ok(Fresh { path, _lock: None }),
            // Another run took it for one that was left behind, between these two steps.
            Held::Theirs => {}
        }
    }
    Err(io::Error::other("no temporary name is free"))
}

enum Held {
    /// Nobody else had it.
    Ours(File),
    /// Another run has it, or it is gone.
    Theirs,
    /// Folders cannot be locked here.
    Unknown,
}

fn hold(folder: &Path) -> Held {
    let file = match File::open(folder) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Held::Theirs,
        Err(_) => return Held::Unknown,
    };
    match file.try_lock() {
        Ok(()) if is_at(&file, folder) => Held::Ours(file),
        Ok(()) | Err(std::fs::TryLockError::WouldBlock) => Held::Theirs,
        Err(std::fs::TryLockError::Error(_)) => Held::Unknown,
    }
}

/// Whether an open folder still stands under its name.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (Ok(one), Ok(two)) = (file.metadata(), path.symlink_metadata()) else {
        return false;
    };
    (one.dev(), one.ino()) == (two.dev(), two.ino())
}

#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

/// Clears away what earlier runs of this name left when they were ended, and puts results back that one of them had moved aside.
/// What cannot be cleared stays; it is in nobody's way.
pub(super) fn tidy(disk: &dyn Disk, out: &Path, name: &str) {
    let Ok(entries) = std::fs::read_dir(out) else {
        return;
    };
    let mut found: Vec<PathBuf> = entries
        .flatten()
        .filter(|entry| is_temporary(&entry.file_name().to_string_lossy(), name))
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .map(|entry| entry.path())
        .collect();
    // What was moved aside comes last in the alphabet, and first here: it was whole.
    found.sort();
    for left in found.into_iter().rev() {
        if let Held::Ours(_lock) = hold(&left) {
            settle(disk, &left, &out.join(name));
        }
    }
}

fn is_temporary(found: &str, name: &str) -> bool {
    let rest = found
        .strip_prefix('.')
        .and_then(|rest| rest.strip_prefix(name))
        .and_then(|rest| {
            rest.strip_prefix(".new-")
                .or_else(|| rest.strip_prefix(".old-"))
        });
    rest.is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn settle(disk: &dyn Disk, left: &Path, target: &Path) {
    if left.join(UNFINISHED).symlink_metadata().is_ok() {
        return remove_all(disk, left);
    }
    match look(target) {
        Found::Nothing => {
            let aside = left
                .file_name()
                .is_some_and(|name| name.to_string_lossy().contains(".old-"));
            let is_results = matches!(look(left), Found::Results(_));
            if is_results && (aside || Written::of(left).all_there(left)) {
                drop(disk.rename(left, target));
            } else {
                discard(disk, left, None);
            }
        }
        Found::Empty | Found::Results(_) => discard(disk, left, Some(target)),
        Found::Other(_) => {}
    }
}

/// Removes a folder that was being written. What somebody else put into results stands there as well: here are second names.
pub(super) fn remove_all(disk: &dyn Disk, folder: &Path) {
    // The sign that it is unfinished goes last: whoever finds the rest knows what it is.
    for (name, is_folder) in below(folder).into_iter().rev() {
        let path = folder.join(&name);
        if is_folder {
            drop(disk.remove_folder(&path));
        } else if name != Path::new(UNFINISHED) {
            drop(disk.remove_file(&path));
        }
    }
    drop(disk.remove_file(&folder.join(UNFINISHED)));
    drop(disk.remove_folder(folder));
}

/// Removes replaced results. What the program did not write is moved to the new ones, unless it stands there already; without new
/// ones it stays.
pub(super) fn discard(disk: &dyn Disk, old: &Path, target: Option<&Path>) {
    let written = Written::of(old);
    let all = below(old);
    for (name, _) in all.iter().filter(|(_, is_folder)| !is_folder) {
        let path = old.join(name);
        if name == Path::new(LIST) {
            continue;
        }
        if written.has(old, name) {
            drop(disk.remove_file(&path));
        } else if let Some(target) = target {
            if stands_in(target, name, &path) {
                drop(disk.remove_file(&path));
            } else {
                move_to(disk, &path, target, name);
            }
        }
    }
    for (name, _) in all.iter().rev().filter(|(_, is_folder)| *is_folder) {
        drop(disk.remove_folder(&old.join(name)));
    }
    // The list goes last: as long as anything is here, it says what is whose.
    let only_the_list = below(old).len() == 1;
    if only_the_list {
        drop(disk.remove_file(&old.join(LIST)));
    }
    drop(disk.remove_folder(old));
}

/// Whether results have this file already: as a second name of it, whatever that is, or under its own name.
fn stands_in(target: &Path, name: &Path, path: &Path) -> bool {
    let files = below(target)
        .into_iter()
        .filter(|(_, is_folder)| !is_folder);
    files
        .map(|(other, _)| target.join(other))
        .any(|other| same_file(&other, path))
        || same(&target.join(name), path)
}

/// Whether a name is taken: by itself, or because a file of ours has the name of the folder that it lies in.
fn is_taken(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory
    )
}

fn move_to(disk: &dyn Disk, from: &Path, target: &Path, name: &Path) {
    for kept in names(target, name) {
        let to = target.join(&kept);
        if let Some(parent) = to.parent() {
            make_folders(disk, target, parent);
        }
        match disk.rename(from, &to) {
            Err(error) if is_taken(&error) => {}
            _ => return,
        }
    }
}

/// Gives what the program did not write in `target` a second name in the fresh folder; the names there. What cannot have one is
/// moved when the folders have changed places.
pub(super) fn carry(disk: &dyn Disk, target: &Path, fresh: &Path) -> Vec<String> {
    let written = Written::of(target);
    let mut kept = Vec::new();
    let all = below(target);
    let mut others: Vec<&PathBuf> = all
        .iter()
        .filter(|(name, is_folder)| !is_folder && name != Path::new(LIST))
        .map(|(name, _)| name)
        .filter(|name| !written.has(target, name))
        .collect();
    // Names that are free first: they stay what they are.
    others.sort_by_key(|name| fresh.join(name).symlink_metadata().is_ok());
    for name in others {
        for candidate in names(fresh, name) {
            let to = fresh.join(&candidate);
            if let Some(parent) = to.parent() {
                make_folders(disk, fresh, parent);
            }
            match disk.link(&target.join(name), &to) {
                Err(error) if is_taken(&error) => continue,
                _ => kept.push(candidate.to_string_lossy().into_owned()),
            }
            break;
        }
    }
    for (name, _) in all.iter().filter(|(_, is_folder)| *is_folder) {
        let is_empty =
            std::fs::read_dir(target.join(name)).is_ok_and(|mut entries| entries.next().is_none());
        if is_empty {
            make_folders(disk, fresh, &fresh.join(name));
            kept.push(format!("{}/", name.to_string_lossy()));
        }
    }
    kept
}

/// Makes the folders from a root down to this one.
fn make_folders(disk: &dyn Disk, root: &Path, folder: &Path) {
    let Ok(relative) = folder.strip_prefix(root) else {
        return;
    };
    let mut made = root.to_path_buf();
    for part in relative.components() {
        made.push(part);
        if made.symlink_metadata().is_err() {
            drop(disk.create_folder(&made));
        }
    }
}

/// The names that something may have in a folder, best first: its own, then with `.kept-1` and so on behind the part that is taken.
fn names<'n>(root: &'n Path, name: &'n Path) -> impl Iterator<Item = PathBuf> + use<'n> {
    (0..1_000).map(move |number| {
        if number == 0 {
            return name.to_path_buf();
        }
        let parts: Vec<Component<'_>> = name.components().collect();
        let taken = (1..parts.len())
            .find(|end| {
                let above: PathBuf = parts[..*end].iter().collect();
                let data = root.join(above).symlink_metadata();
                data.is_ok_and(|data| !data.is_dir())
            })
            .unwrap_or(parts.len());
        let mut made = PathBuf::new();
        for (index, part) in parts.iter().enumerate() {
            let mut text = part.as_os_str().to_os_string();
            if index + 1 == taken {
                text.push(format!(".kept-{number}"));
            }
            made.push(text);
        }
        made
    })
}
