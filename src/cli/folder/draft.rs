//! A folder of results that is filled while a run goes on.
//!
//! Always true here: it stands under a temporary name that this run holds, with the sign that it is
//! unfinished, from its first instant to its last; one that is given up is removed.

use super::content::UNFINISHED;
use super::disk::{Disk, System};
use super::left::{Fresh, fresh, remove_all, tidy};
use super::{Place, Published, at, finish, make_out};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Results on their way.
pub(in super::super) struct Draft {
    /// None once they are published or given up.
    fresh: Option<Fresh>,
}

impl Draft {
    /// Makes the folder for results and finds out, before anything is simulated, whether they could be
    /// written there.
    ///
    /// # Errors
    /// `AlreadyExists` when what stands under the name is not to be replaced; else what the system says,
    /// with the path.
    pub(in super::super) fn begin(place: &Place<'_>) -> io::Result<Draft> {
        make_out(place.out)?;
        place.replaceable()?;
        tidy(&System, place.out, place.name);
        let fresh = fresh(&System, place.out, place.name).map_err(|error| at(place.out, &error))?;
        let draft = Draft { fresh: Some(fresh) };
        System
            .write(&draft.path().join(UNFINISHED), b"")
            .map_err(|error| at(place.out, &error))?;
        // What was left behind may have been put back under the name.
        place.replaceable()?;
        Ok(draft)
    }

    /// Where it is filled.
    pub(in super::super) fn path(&self) -> PathBuf {
        let path = self.fresh.as_ref().map(|fresh| fresh.path.clone());
        path.unwrap_or_default()
    }

    /// Puts these files and the rows that were written into it under the scenario's name.
    ///
    /// # Errors
    /// As for [`super::replace_folder`].
    pub(in super::super) fn publish(
        mut self,
        place: &Place<'_>,
        files: &[(String, Vec<u8>)],
        rows: &[String],
    ) -> io::Result<Published> {
        let Some(fresh) = self.fresh.take() else {
            return Err(io::Error::other("it is published already"));
        };
        finish(&System, fresh, place, files, rows)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if let Some(fresh) = self.fresh.take() {
            remove_all(&System, &fresh.path);
        }
    }
}

/// Opens a file in a folder that is being filled; it must not exist.
///
/// # Errors
/// What the system says.
pub(in super::super) fn open(folder: &Path, name: &str) -> io::Result<fs::File> {
    fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(folder.join(name))
}
