//! Writes a folder of results completely or not at all.
//!
//! Always true here: a folder that does not look like results is never replaced.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// The file by which a folder of results is known.
const MARK: &str = "summary.json";

/// Makes `out` and finds out, before anything is simulated, whether results could be written there.
///
/// # Errors
/// `AlreadyExists` when the folder `name` is somebody else's; else what the system says, with the
/// path.
pub(super) fn probe(out: &Path, name: &str) -> io::Result<()> {
    let target = out.join(name);
    if target.symlink_metadata().is_ok() && !is_ours(&target) {
        return Err(foreign(&target));
    }
    fs::create_dir_all(out).map_err(|error| at(out, &error))?;
    let trial = out.join(format!(".{name}.new-{}", std::process::id()));
    let made = fs::create_dir(&trial).map_err(|error| at(out, &error));
    drop(fs::remove_dir(&trial));
    made
}

fn foreign(target: &Path) -> io::Error {
    io::Error::new(
        io::ErrorKind::AlreadyExists,
        format!(
            "{} exists and does not look like results (no {MARK}); it is left alone",
            target.display()
        ),
    )
}

/// The error with its path, which the system leaves out.
fn at(path: &Path, error: &io::Error) -> io::Error {
    // `AlreadyExists` is kept for folders of somebody else.
    let kind = match error.kind() {
        io::ErrorKind::AlreadyExists => io::ErrorKind::NotADirectory,
        other => other,
    };
    io::Error::new(kind, format!("{}: {error}", path.display()))
}

/// Replaces the folder `name` in `out` by these files. Names may have folders in them.
///
/// # Errors
/// When the folder exists and holds no `summary.json`, when a name leaves the folder, or when the
/// disk fails. Then the folder is as it was before.
pub fn replace_folder(out: &Path, name: &str, files: &[(String, Vec<u8>)]) -> io::Result<PathBuf> {
    let target = out.join(name);
    if target.symlink_metadata().is_ok() && !is_ours(&target) {
        return Err(foreign(&target));
    }
    fs::create_dir_all(out).map_err(|error| at(out, &error))?;
    let number = std::process::id();
    let fresh = out.join(format!(".{name}.new-{number}"));
    let old = out.join(format!(".{name}.old-{number}"));
    let swapped = write_all(&fresh, files).and_then(|()| swap(&fresh, &target, &old));
    if let Err(error) = swapped {
        drop(fs::remove_dir_all(&fresh));
        return Err(at(&target, &error));
    }
    drop(fs::remove_dir_all(&old));
    Ok(target)
}

/// Puts the fresh folder in the place of the target, whose earlier results go to `old`.
fn swap(fresh: &Path, target: &Path, old: &Path) -> io::Result<()> {
    // Another run may put its results there between two steps: then these replace them in turn.
    for _ in 0..100 {
        let replaced = match fs::rename(target, old) {
            Ok(()) => true,
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) => return Err(error),
        };
        match fs::rename(fresh, target) {
            Ok(()) => return Ok(()),
            Err(_) if is_ours(target) => drop(fs::remove_dir_all(old)),
            Err(error) => {
                // Put back what was there; if this fails as well, it stands under the other name.
                if replaced {
                    drop(fs::rename(old, target));
                }
                return Err(error);
            }
        }
    }
    Err(io::Error::other("other runs write there all the time"))
}

fn is_ours(folder: &Path) -> bool {
    let empty = || fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none());
    folder.is_dir() && (folder.join(MARK).is_file() || empty())
}

fn write_all(folder: &Path, files: &[(String, Vec<u8>)]) -> io::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    for (name, content) in files {
        let relative = Path::new(name);
        let inside = relative
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        if !inside || name.is_empty() {
            let message = format!("`{name}` is not a name for a file of results");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        let path = folder.join(relative);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, content)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, content: &str) -> (String, Vec<u8>) {
        (name.to_string(), content.as_bytes().to_vec())
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .expect("a folder")
            .map(|entry| {
                entry
                    .expect("an entry")
                    .file_name()
                    .to_string_lossy()
                    .into_owned()
            })
            .collect();
        names.sort();
        names
    }

    #[test]
    fn results_replace_earlier_results_and_leave_nothing_else() {
        let out = tempfile::tempdir().expect("a folder");
        let first = [file(MARK, "1"), file("old.csv", "x")];
        replace_folder(out.path(), "quick", &first).expect("written");
        let second = [file(MARK, "2"), file("charts/a.svg", "y")];
        let folder = replace_folder(out.path(), "quick", &second).expect("replaced");
        assert_eq!(names(&folder), ["charts", MARK]);
        assert_eq!(fs::read_to_string(folder.join(MARK)).expect("there"), "2");
        assert_eq!(names(out.path()), ["quick"]);
    }

    #[test]
    fn a_folder_of_somebody_else_is_left_alone() {
        let out = tempfile::tempdir().expect("a folder");
        let other = out.path().join("quick");
        fs::create_dir(&other).expect("made");
        fs::write(other.join("thesis.txt"), "years of work").expect("written");
        let refused = replace_folder(out.path(), "quick", &[file(MARK, "1")]);
        assert!(refused.is_err());
        assert_eq!(names(&other), ["thesis.txt"]);
        assert_eq!(names(out.path()), ["quick"]);
    }

    #[test]
    fn a_failure_half_way_leaves_what_was_there() {
        let out = tempfile::tempdir().expect("a folder");
        replace_folder(out.path(), "quick", &[file(MARK, "1")]).expect("written");
        let broken = [file(MARK, "2"), file("../escape", "x")];
        assert!(replace_folder(out.path(), "quick", &broken).is_err());
        let kept = fs::read_to_string(out.path().join("quick").join(MARK)).expect("kept");
        assert_eq!(kept, "1");
        assert_eq!(names(out.path()), ["quick"]);
    }
}
