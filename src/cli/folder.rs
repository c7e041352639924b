//! Writes a folder of results completely or not at all.
//!
//! Always true here: a folder that does not look like results is never replaced.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// The file by which a folder of results is known.
const MARK: &str = "summary.json";

/// Replaces the folder `name` in `out` by these files. Names may have folders in them.
///
/// # Errors
/// When the folder exists and holds no `summary.json`, when a name leaves the folder, or when the
/// disk fails. Then the folder is as it was before.
pub fn replace_folder(out: &Path, name: &str, files: &[(String, Vec<u8>)]) -> io::Result<PathBuf> {
    let target = out.join(name);
    let replaced = target.symlink_metadata().is_ok();
    if replaced && !is_ours(&target) {
        return Err(io::Error::new(
            io::ErrorKind::AlreadyExists,
            format!(
                "{} exists and does not look like results (no {MARK}); it is left alone",
                target.display()
            ),
        ));
    }
    fs::create_dir_all(out)?;
    let number = std::process::id();
    let fresh = out.join(format!(".{name}.new-{number}"));
    let old = out.join(format!(".{name}.old-{number}"));
    let swapped = write_all(&fresh, files).and_then(|()| {
        if !replaced {
            return fs::rename(&fresh, &target);
        }
        fs::rename(&target, &old)?;
        fs::rename(&fresh, &target).inspect_err(|_| {
            // Put back what was there; if this fails as well, it stands under the other name.
            drop(fs::rename(&old, &target));
        })
    });
    if let Err(error) = swapped {
        drop(fs::remove_dir_all(&fresh));
        return Err(error);
    }
    if replaced {
        fs::remove_dir_all(&old)?;
    }
    Ok(target)
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
