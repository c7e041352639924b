//! The steps by which a folder of results is written, one method each.
//!
//! Always true here: nothing is decided; a test puts a disk in the place of the system's that fails, or is cut off, at any step.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// What is done to a disk.
pub(super) trait Disk {
    /// Makes a folder that did not exist.
    fn create_folder(&self, path: &Path) -> io::Result<()>;
    /// Writes a file that did not exist.
    fn write(&self, path: &Path, content: &[u8]) -> io::Result<()>;
    /// Waits until a file, or the names in a folder, would survive a loss of power.
    fn sync(&self, path: &Path) -> io::Result<()>;
    /// Gives a file a second name.
    fn link(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Moves to a name that is free.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Lets two folders change places in one step; `Unsupported` where the file system cannot.
    fn exchange(&self, first: &Path, second: &Path) -> io::Result<()>;
    /// Removes a file or a symbolic link.
    fn remove_file(&self, path: &Path) -> io::Result<()>;
    /// Removes an empty folder.
    fn remove_folder(&self, path: &Path) -> io::Result<()>;
}

/// The disk of the machine.
pub(super) struct System;

impl Disk for System {
    fn create_folder(&self, path: &Path) -> io::Result<()> {
        fs::create_dir(path)
    }
    fn write(&self, path: &Path, content: &[u8]) -> io::Result<()> {
        let mut file = fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(path)?;
        file.write_all(content)
    }
    fn sync(&self, path: &Path) -> io::Result<()> {
        match fs::File::open(path).and_then(|file| file.sync_all()) {
            // Some file systems and machines cannot sync a folder: then its names are as safe as they get.
            Err(_) if path.is_dir() && !cfg!(unix) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
            other => other,
        }
    }
    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::hard_link(from, to)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        rename_to_free(from, to)
    }
    fn exchange(&self, first: &Path, second: &Path) -> io::Result<()> {
        exchange_folders(first, second)
    }
    fn remove_file(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }
    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir(path)
    }
}

/// Whether an error says that the file system has no such step.
fn unknown_step(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput
    )
}

fn rename_checked(from: &Path, to: &Path) -> io::Result<()> {
    if to.symlink_metadata().is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    fs::rename(from, to)
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn renamed(from: &Path, to: &Path, flags: rustix::fs::RenameFlags) -> io::Result<()> {
    use rustix::fs::CWD;
    Ok(rustix::fs::renameat_with(CWD, from, CWD, to, flags)?)
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn rename_to_free(from: &Path, to: &Path) -> io::Result<()> {
    match renamed(from, to, rustix::fs::RenameFlags::NOREPLACE) {
        Err(error) if unknown_step(&error) => rename_checked(from, to),
        other => other,
    }
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange_folders(first: &Path, second: &Path) -> io::Result<()> {
    match renamed(first, second, rustix::fs::RenameFlags::EXCHANGE) {
        Err(error) if unknown_step(&error) => Err(io::ErrorKind::Unsupported.into()),
        other => other,
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn rename_to_free(from: &Path, to: &Path) -> io::Result<()> {
    rename_checked(from, to)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange_folders(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
