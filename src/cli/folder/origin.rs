//! Which file a scenario came from, kept with its folder of results as an attribute of the folder.
//!
//! Always true here: nothing of it stands in a file of the results, which are the same wherever a scenario lies. Where the file
//! system keeps no attributes, nothing is known.

use std::path::Path;

/// A scenario's file: where it lies, and its number on its file system. Either tells that it is the same file: editors write a
/// new file under the old name, and a project that moves keeps its files.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::cli) struct Origin {
    place: String,
    number: String,
}

impl Origin {
    /// That of a file on disk.
    pub(in crate::cli) fn of_file(path: &Path) -> Origin {
        let place = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        Origin {
            place: place.to_string_lossy().into_owned(),
            number: number(path),
        }
    }
    /// That of the file that standard input is, where it is one.
    pub(in crate::cli) fn of_standard_input(name: &str) -> Option<Origin> {
        let number = number_of_standard_input();
        (!number.is_empty()).then(|| Origin {
            place: format!("{name} {number}"),
            number,
        })
    }
    /// That of a scenario without a file, such as one that the program carries.
    pub(in crate::cli) fn named(place: &str) -> Origin {
        Origin {
            place: place.to_string(),
            number: String::new(),
        }
    }
    /// Where it lies, for messages.
    pub(super) fn place(&self) -> &str {
        &self.place
    }
    /// Whether both are the same file.
    pub(super) fn is(&self, other: &Origin) -> bool {
        self.place == other.place || (!self.number.is_empty() && self.number == other.number)
    }
}

#[cfg(unix)]
fn number(path: &Path) -> String {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).map_or_else(
        |_| String::new(),
        |data| format!("{}:{}", data.dev(), data.ino()),
    )
}

#[cfg(unix)]
fn number_of_standard_input() -> String {
    let data = rustix::fs::fstat(std::io::stdin());
    let file = data.ok().filter(|data| {
        rustix::fs::FileType::from_raw_mode(data.st_mode) == rustix::fs::FileType::RegularFile
    });
    file.map_or_else(String::new, |data| {
        format!("{}:{}", data.st_dev, data.st_ino)
    })
}

#[cfg(not(unix))]
fn number_of_standard_input() -> String {
    String::new()
}

#[cfg(not(unix))]
fn number(_: &Path) -> String {
    String::new()
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
const ATTRIBUTE: &str = "user.firedrill.scenario";

/// Notes with a folder where its scenario lies, where the file system can.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub(super) fn note(folder: &Path, origin: &Origin) {
    let value = format!("{}\n{}", origin.number, origin.place);
    let flags = rustix::fs::XattrFlags::empty();
    // Without attributes the place is unknown, which is legal.
    let _ = rustix::fs::setxattr(folder, ATTRIBUTE, value.as_bytes(), flags);
}

/// Where the scenario of a folder lies, if that is known.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub(super) fn noted(folder: &Path) -> Option<Origin> {
    let mut value = vec![0_u8; 8_192];
    let length = rustix::fs::getxattr(folder, ATTRIBUTE, &mut value[..]).ok()?;
    let text = String::from_utf8_lossy(value.get(..length)?).into_owned();
    let (number, place) = text.split_once('\n')?;
    Some(Origin {
        place: place.to_string(),
        number: number.to_string(),
    })
}

/// Notes nothing: folders have no attributes here.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub(super) fn note(_: &Path, _: &Origin) {}

/// Nothing is known: folders have no attributes here.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub(super) fn noted(_: &Path) -> Option<Origin> {
    None
}
