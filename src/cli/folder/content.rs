//! What of a folder the program wrote, and what somebody else put there.
//!
//! Always true here: nothing is changed, symbolic links are never followed, and a file counts as the program's only where its
//! bytes are those that the program wrote; results without a list of files are known by the names of their files.

use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

/// The file by whose content a folder of results is known.
pub(super) const MARK: &str = "summary.json";
/// The file by whose content a folder of a comparison is known.
const MARK_OF_COMPARISON: &str = "compare.json";
/// The file by whose content a folder of a sweep of faults is known.
const MARK_OF_CHAOS: &str = "chaos.json";
/// The file by whose content a folder of an incident is known.
const MARK_OF_INCIDENT: &str = "trial.json";
/// The file by whose content a folder of real exercises is known.
const MARK_OF_RECORD: &str = "record.json";
/// What stands for the scenario of a comparison, which has several: no scenario is called so.
pub(in super::super) const COMPARISON: &str = "(a comparison)";
/// The list of the files that were written, with their checksums, as `sha256sum --check` reads it.
pub(super) const LIST: &str = "files.sha256";
/// A file that stands in a folder while it is being written.
pub(super) const UNFINISHED: &str = ".unfinished";

/// A summary is read as far as this: the largest are a few megabytes.
const LONGEST: u64 = 1 << 30;

#[derive(Deserialize)]
struct Summary {
    schema: String,
    scenario: Option<Scenario>,
}

/// The scenario that a folder of results is of.
#[derive(Deserialize, Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Scenario {
    /// Its name, which is that of the folder.
    #[serde(default)]
    pub(super) name: String,
    /// The hash of what was simulated.
    #[serde(default)]
    pub(super) sha256: String,
}

/// What stands under the name of a folder of results.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Found {
    /// Nothing.
    Nothing,
    /// A folder without anything in it.
    Empty,
    /// Results of this program.
    Results(Scenario),
    /// Something else; this says what.
    Other(&'static str),
}

/// Looks at what stands under a name.
pub(super) fn look(folder: &Path) -> Found {
    // What cannot be looked at cannot be written either, and the system says why.
    let Ok(data) = folder.symlink_metadata() else {
        return Found::Nothing;
    };
    if data.is_symlink() {
        return Found::Other("it is a symbolic link");
    }
    if !data.is_dir() {
        return Found::Other("it is not a folder");
    }
    let mark = folder.join(MARK);
    if mark.symlink_metadata().is_err() {
        if is_comparison(&folder.join(MARK_OF_COMPARISON)) {
            return Found::Results(Scenario {
                name: COMPARISON.to_string(),
                sha256: String::new(),
            });
        }
        if let Some(swept) = read_of(&folder.join(MARK_OF_CHAOS), "firedrill.chaos/") {
            return Found::Results(Scenario {
                name: of_chaos(&swept.name),
                sha256: swept.sha256,
            });
        }
        if let Some(told) = read_of(&folder.join(MARK_OF_INCIDENT), "firedrill.trial/") {
            return Found::Results(Scenario {
                name: of_incident(&told.name),
                sha256: told.sha256,
            });
        }
        if let Some(held) = read_of(&folder.join(MARK_OF_RECORD), "firedrill.record/") {
            return Found::Results(Scenario {
                name: of_record(&held.name),
                sha256: held.sha256,
            });
        }
        return match fs::read_dir(folder).map(|mut entries| entries.next().is_none()) {
            Ok(true) => Found::Empty,
            _ => Found::Other("no summary.json"),
        };
    }
    match read_mark(&mark) {
        Some(scenario) => Found::Results(scenario),
        None => Found::Other("its summary.json is not one of firedrill's"),
    }
}

fn is_comparison(mark: &Path) -> bool {
    read_summary(mark).is_some_and(|made| made.schema.starts_with("firedrill.compare/"))
}

fn read_summary(mark: &Path) -> Option<Summary> {
    if !mark.symlink_metadata().ok()?.is_file() {
        return None;
    }
    let file = fs::File::open(mark).ok()?;
    serde_json::from_reader(BufReader::new(file.take(LONGEST))).ok()
}

fn read_mark(mark: &Path) -> Option<Scenario> {
    read_of(mark, "firedrill.summary/")
}

/// The scenario that a file of this form is of.
fn read_of(mark: &Path, form: &str) -> Option<Scenario> {
    let summary = read_summary(mark)?;
    let is_it = summary.schema.starts_with(form);
    is_it.then(|| summary.scenario.unwrap_or_default())
}

/// What stands for the scenario of a sweep of faults, so that it never takes the place of a run of it: no scenario is called so.
pub(in super::super) fn of_chaos(scenario: &str) -> String {
    format!("{scenario} (a sweep of faults)")
}

/// The same for an incident.
pub(in super::super) fn of_incident(scenario: &str) -> String {
    format!("{scenario} (an incident)")
}

/// The same for real exercises.
pub(in super::super) fn of_record(scenario: &str) -> String {
    format!("{scenario} (real exercises)")
}

/// The list of files with their checksums: of these, and of those that stand in the folder already.
pub(super) fn list(
    files: &[(String, Vec<u8>)],
    folder: &Path,
    written: &[String],
) -> io::Result<Vec<u8>> {
    let mut lines: Vec<String> = files
        .iter()
        .map(|(name, content)| format!("{}  {name}\n", hex(&Sha256::digest(content))))
        .collect();
    for name in written {
        lines.push(format!("{}  {name}\n", checksum(&folder.join(name))?));
    }
    lines.sort_by(|a, b| a[66..].cmp(&b[66..]));
    Ok(lines.concat().into_bytes())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The files that the program wrote into a folder.
pub(super) enum Written {
    /// These, with their checksums.
    Listed(BTreeMap<String, String>),
    /// Results of a version that kept no list: these names are its.
    Known,
}

impl Written {
    /// The files of a folder of results.
    pub(super) fn of(folder: &Path) -> Written {
        let path = folder.join(LIST);
        let is_file = path.symlink_metadata().is_ok_and(|data| data.is_file());
        let Some(text) = is_file.then(|| fs::read_to_string(path).ok()).flatten() else {
            return Written::Known;
        };
        let lines = text.lines().filter_map(|line| line.split_once("  "));
        Written::Listed(
            lines
                .map(|(sum, name)| (name.to_string(), sum.to_string()))
                .collect(),
        )
    }

    /// Whether the file of this name is as the program wrote it.
    pub(super) fn has(&self, folder: &Path, name: &Path) -> bool {
        let Some(text) = name.to_str() else {
            return false;
        };
        let path = folder.join(name);
        if !path.symlink_metadata().is_ok_and(|data| data.is_file()) {
            return false;
        }
        match self {
            _ if text == LIST || text == UNFINISHED => true,
            Written::Listed(sums) => sums
                .get(text)
                .is_some_and(|sum| checksum(&path).is_ok_and(|found| found == *sum)),
            Written::Known => known(text),
        }
    }

    /// Whether a folder is whole: every listed file is there as it was written.
    pub(super) fn all_there(&self, folder: &Path) -> bool {
        match self {
            Written::Listed(sums) => sums.keys().all(|name| self.has(folder, Path::new(name))),
            Written::Known => false,
        }
    }
}

/// Names of files of versions that kept no list.
fn known(name: &str) -> bool {
    let one_of = |prefix: &str, suffix: &str| {
        let inner = name
            .strip_prefix(prefix)
            .and_then(|rest| rest.strip_suffix(suffix));
        inner.is_some_and(|inner| !inner.is_empty() && !inner.contains('/'))
    };
    matches!(
        name,
        MARK | "outages.csv"
            | "trials.csv"
            | "scenario.resolved.toml"
            | "report.html"
            | "trace.csv"
    ) || one_of("charts/", ".svg")
        || one_of("empirical-", ".csv")
}

fn checksum(path: &Path) -> io::Result<String> {
    let mut file = fs::File::open(path)?;
    let mut hash = Sha256::new();
    let mut piece = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut piece)?;
        if read == 0 {
            return Ok(hex(&hash.finalize()));
        }
        hash.update(&piece[..read]);
    }
}

/// Everything below a folder, folders before what is in them, as names relative to it; symbolic links are not followed.
pub(super) fn below(folder: &Path) -> Vec<(PathBuf, bool)> {
    let mut found = Vec::new();
    let mut open = vec![PathBuf::new()];
    while let Some(next) = open.pop() {
        let Ok(entries) = fs::read_dir(folder.join(&next)) else {
            continue;
        };
        for entry in entries.flatten() {
            let name = next.join(entry.file_name());
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if is_folder {
                open.push(name.clone());
            }
            found.push((name, is_folder));
        }
    }
    found.sort();
    found
}

/// Whether two names are names of one file.
#[cfg(unix)]
pub(super) fn same_file(first: &Path, second: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (Ok(one), Ok(two)) = (first.symlink_metadata(), second.symlink_metadata()) else {
        return false;
    };
    (one.dev(), one.ino()) == (two.dev(), two.ino())
}

/// Whether two names are names of one file: files of equal content are taken for it.
#[cfg(not(unix))]
pub(super) fn same_file(first: &Path, second: &Path) -> bool {
    same(first, second)
}

/// Whether two names stand for the same thing: files of equal content, or links that lead to the same place.
pub(super) fn same(first: &Path, second: &Path) -> bool {
    let (Ok(one), Ok(two)) = (first.symlink_metadata(), second.symlink_metadata()) else {
        return false;
    };
    if one.is_symlink() && two.is_symlink() {
        return fs::read_link(first)
            .is_ok_and(|to| fs::read_link(second).is_ok_and(|too| to == too));
    }
    let files = one.is_file() && two.is_file() && one.len() == two.len();
    files && checksum(first).is_ok_and(|sum| checksum(second).is_ok_and(|other| sum == other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_known_by_what_its_summary_says() {
        let out = tempfile::tempdir().expect("a folder");
        let folder = out.path().join("x");
        assert_eq!(look(&folder), Found::Nothing);
        fs::create_dir(&folder).expect("made");
        assert_eq!(look(&folder), Found::Empty);
        for (text, ours) in [
            (
                "{\"schema\":\"firedrill.summary/1\",\"scenario\":{\"name\":\"x\",\"sha256\":\"1\"}}",
                true,
            ),
            ("{\"schema\":\"firedrill.summary/2\",\"more\":[1,{}]}", true),
            ("{\"schema\":\"coverage.summary/1\"}", false),
            ("{\"total\":{\"lines\":100}}", false),
            ("firedrill.summary/1", false),
            ("{\"schema\":\"firedrill.summary/1\"", false),
            ("", false),
        ] {
            fs::write(folder.join(MARK), text).expect("written");
            assert_eq!(matches!(look(&folder), Found::Results(_)), ours, "{text}");
        }
    }

    #[test]
    fn the_list_of_files_is_one_that_other_programs_check() {
        let files = [
            ("b.csv".to_string(), b"x".to_vec()),
            ("a".to_string(), vec![]),
        ];
        let out = tempfile::tempdir().expect("a folder");
        fs::write(out.path().join("c.csv"), "").expect("written");
        let list = list(&files, out.path(), &["c.csv".to_string()]).expect("read");
        assert_eq!(
            String::from_utf8_lossy(&list),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  a\n\
             2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881  b.csv\n\
             e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  c.csv\n"
        );
    }
}
