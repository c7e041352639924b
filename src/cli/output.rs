//! A file that a command writes besides what it prints.
//!
//! Always true here: whether it can be written is tried before the work begins; it stands under its name whole or not at all, but for
//! what is no plain file (a device, a pipe), which is written as it is.

use super::folder::temporary;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file that can be written, as far as can be known.
pub(super) struct Output {
    path: PathBuf,
    /// Whether it is put there in one step, from a file beside it.
    beside: bool,
}

impl Output {
    /// Tries whether this file can be written, and leaves everything as it is.
    ///
    /// # Errors
    /// What the system says.
    pub(super) fn tried(path: &Path) -> io::Result<Output> {
        let there = fs::metadata(path);
        let as_it_is = |beside| Output {
            path: path.to_path_buf(),
            beside,
        };
        match there {
            Ok(data) if data.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
            Ok(data) if !data.is_file() => Ok(as_it_is(false)),
            Ok(_) => {
                fs::OpenOptions::new().append(true).open(path)?;
                // A link stays one: what it leads to is replaced. A folder may allow its files to be written, and no others.
                let path = fs::canonicalize(path)?;
                let beside = try_beside(&path).is_ok();
                Ok(Output { path, beside })
            }
            // A link that leads nowhere: the file is made where it leads.
            Err(_) if path.symlink_metadata().is_ok() => Ok(as_it_is(false)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                try_beside(path)?;
                Ok(as_it_is(true))
            }
            Err(error) => Err(error),
        }
    }

    /// Writes it.
    ///
    /// # Errors
    /// What the system says; then a plain file is as it was.
    pub(super) fn write(&self, content: &[u8]) -> io::Result<()> {
        if !self.beside {
            return fs::write(&self.path, content);
        }
        let fresh = beside(&self.path)?;
        let written = new(&fresh)
            .and_then(|mut file| file.write_all(content).and_then(|()| file.sync_all()))
            .and_then(|()| fs::rename(&fresh, &self.path));
        if written.is_err() {
            drop(fs::remove_file(&fresh));
        }
        written
    }
}

fn beside(path: &Path) -> io::Result<PathBuf> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    Ok(temporary(folder, &name.to_string_lossy(), "new"))
}

fn new(path: &Path) -> io::Result<fs::File> {
    fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
}

/// Whether a file can be made beside it.
fn try_beside(path: &Path) -> io::Result<()> {
    let fresh = beside(path)?;
    new(&fresh)?;
    fs::remove_file(&fresh)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_tried_without_a_trace_and_then_written_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let names = || {
            let all = fs::read_dir(folder.path()).expect("it is there");
            let mut names: Vec<String> = all
                .map(|one| {
                    one.expect("an entry")
                        .file_name()
                        .to_string_lossy()
                        .into_owned()
                })
                .collect();
            names.sort();
            names
        };
        let path = folder.path().join("x.json");
        let output = Output::tried(&path).expect("it can be written");
        assert!(names().is_empty());
        output.write(b"one").expect("written");
        Output::tried(&path)
            .expect("again")
            .write(b"2")
            .expect("written");
        assert_eq!(fs::read(&path).expect("there"), b"2");
        assert_eq!(names(), ["x.json"]);
        // What is there stays as it is where it cannot be replaced.
        assert!(Output::tried(folder.path()).is_err());
        assert!(Output::tried(&path.join("y")).is_err());
        assert!(Output::tried(&folder.path().join("no/x")).is_err());
        assert_eq!(names(), ["x.json"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link_and_a_device_a_device() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, link) = (folder.path().join("x"), folder.path().join("link"));
        for _ in 0..2 {
            drop(fs::remove_file(&link));
            std::os::unix::fs::symlink(&path, &link).expect("a link");
            Output::tried(&link)
                .expect("it can be")
                .write(b"x")
                .expect("written");
            assert!(link.is_symlink());
            assert_eq!(fs::read(&path).expect("there"), b"x");
        }
        Output::tried(Path::new("/dev/null"))
            .expect("it can be")
            .write(b"x")
            .expect("written");
    }
}
