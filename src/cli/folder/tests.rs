//! Folders of results under a disk that fails, or is cut off, at every step; and what else stands in them.
//!
//! Always true here: after each of these the old results or the new ones are whole, and the next run leaves nothing else behind.

use super::disk::{Disk, System};
use super::draft::Draft;
use super::origin;
use super::*;
use std::cell::Cell;

/// Fails at one step.
struct Faulty {
    steps: Cell<usize>,
    fails_at: usize,
    /// Whether nothing works from there on, as after a kill; else all other steps work.
    dead: bool,
    /// Whether two folders can change places.
    exchanges: bool,
}

impl Faulty {
    fn step(&self) -> io::Result<()> {
        self.steps.set(self.steps.get() + 1);
        let now = self.steps.get();
        if now == self.fails_at || (self.dead && now > self.fails_at) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        Ok(())
    }
}

impl Disk for Faulty {
    fn create_folder(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        System.create_folder(path)
    }
    fn write(&self, path: &Path, content: &[u8]) -> io::Result<()> {
        let alive = self.steps.get() < self.fails_at;
        let Err(error) = self.step() else {
            return System.write(path, content);
        };
        if alive {
            // A file may be cut off in its middle.
            System.write(path, &content[..content.len() / 2])?;
        }
        Err(error)
    }
    fn sync(&self, _: &Path) -> io::Result<()> {
        self.step()
    }
    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        System.link(from, to)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        System.rename(from, to)
    }
    fn exchange(&self, first: &Path, second: &Path) -> io::Result<()> {
        if !self.exchanges {
            return Err(io::ErrorKind::Unsupported.into());
        }
        self.step()?;
        System.exchange(first, second)
    }
    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        System.remove_file(path)
    }
    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        System.remove_folder(path)
    }
}

/// Whether results could be written there.
fn probe(place: &Place<'_>) -> io::Result<()> {
    Draft::begin(place).map(drop)
}

/// Writes results on a disk that does not fail, and does not wait either.
fn write(out: &Path, run: &str) {
    let disk = Faulty {
        steps: Cell::new(0),
        fails_at: usize::MAX,
        dead: false,
        exchanges: true,
    };
    publish_on(&disk, &place(out, None, ""), &results(run)).expect("written");
}

fn file(name: &str, content: &str) -> (String, Vec<u8>) {
    (name.to_string(), content.as_bytes().to_vec())
}

/// Results of scenario `quick` whose every file tells which run wrote it.
fn results(run: &str) -> Vec<(String, Vec<u8>)> {
    let summary = format!(
        r#"{{"schema":"firedrill.summary/1","scenario":{{"name":"quick","sha256":"{run}"}}}}"#
    );
    vec![
        file(content::MARK, &summary),
        file("report.html", &format!("report of run {run}")),
        file("outages.csv", &format!("rows of run {run}")),
        file(&format!("charts/only-{run}.svg"), run),
        file("charts/both.svg", run),
    ]
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> = entries
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

/// All files below a folder with their text; a symbolic link with where it leads.
fn texts(folder: &Path) -> Vec<(String, String)> {
    let files = below(folder)
        .into_iter()
        .filter(|(_, is_folder)| !is_folder);
    files
        .map(|(name, _)| {
            let path = folder.join(&name);
            let text = fs::read_link(&path).map_or_else(
                |_| String::from_utf8_lossy(&fs::read(&path).expect("readable")).into_owned(),
                |to| to.to_string_lossy().into_owned(),
            );
            (name.to_string_lossy().into_owned(), text)
        })
        .collect()
}

/// What the folder holds where this run's results are whole in it, with these files of somebody else.
fn whole(run: &str, others: &[(&str, &str)]) -> Vec<(String, String)> {
    let files = results(run);
    let mut all: Vec<(String, String)> = files
        .iter()
        .map(|(name, text)| (name.clone(), String::from_utf8_lossy(text).into_owned()))
        .collect();
    all.push((
        LIST.to_string(),
        String::from_utf8_lossy(&list(&files, Path::new(""), &[]).expect("no file is read"))
            .into_owned(),
    ));
    all.extend(
        others
            .iter()
            .map(|(name, text)| ((*name).to_string(), (*text).to_string())),
    );
    all.sort_by(|a, b| PathBuf::from(&a.0).cmp(&PathBuf::from(&b.0)));
    all
}

fn place<'a>(out: &'a Path, origin: Option<&'a Origin>, sha256: &'a str) -> Place<'a> {
    Place {
        out,
        name: "quick",
        scenario: "quick",
        origin,
        sha256,
    }
}

#[test]
fn results_replace_earlier_results_and_leave_nothing_else() {
    let out = tempfile::tempdir().expect("a folder");
    let folder = replace_folder(out.path(), "quick", &results("1")).expect("written");
    assert_eq!(texts(&folder), whole("1", &[]));
    let folder = replace_folder(out.path(), "quick", &results("2")).expect("replaced");
    assert_eq!(texts(&folder), whole("2", &[]));
    assert_eq!(names(out.path()), ["quick"]);
}

#[test]
fn what_is_not_results_is_left_alone() {
    for (name, text) in [
        ("thesis.txt", "years of work"),
        ("summary.json", "{\"schema\":\"coverage/1\",\"lines\":80}"),
        ("summary.json", "half of a fi"),
    ] {
        let out = tempfile::tempdir().expect("a folder");
        let other = out.path().join("quick");
        fs::create_dir(&other).expect("made");
        fs::write(other.join(name), text).expect("written");
        fs::write(other.join("report.html"), "mine").expect("written");
        for refused in [
            probe(&place(out.path(), None, "")).expect_err("refused"),
            replace_folder(out.path(), "quick", &results("1")).expect_err("refused"),
        ] {
            assert_eq!(refused.kind(), io::ErrorKind::AlreadyExists, "{refused}");
        }
        assert_eq!(fs::read_to_string(other.join(name)).expect("kept"), text);
        assert_eq!(
            fs::read_to_string(other.join("report.html")).expect("kept"),
            "mine"
        );
        // Results whose simulation was done when this turned up stand beside it.
        assert_eq!(names(out.path()), ["quick", "quick.2"]);
        assert_eq!(texts(&out.path().join("quick.2")), whole("1", &[]));
    }
}

#[test]
fn a_name_that_leaves_the_folder_changes_nothing() {
    let out = tempfile::tempdir().expect("a folder");
    let folder = replace_folder(out.path(), "quick", &results("1")).expect("written");
    for name in ["../escape", "/escape", "", LIST, UNFINISHED, "a/../../b"] {
        let broken = [results("2"), vec![file(name, "x")]].concat();
        assert!(
            replace_folder(out.path(), "quick", &broken).is_err(),
            "{name}"
        );
    }
    assert_eq!(texts(&folder), whole("1", &[]));
    assert_eq!(names(out.path()), ["quick"]);
}

/// Files of somebody else in the first results, and what they are called in the next.
const MINE: [(&str, &str, &str); 4] = [
    ("notes.txt", "notes", "notes.txt"),
    ("report.html", "report, annotated", "report.html.kept-1"),
    ("charts/mine.svg", "drawn by hand", "charts/mine.svg"),
    ("review/2026/board.md", "minutes", "review/2026/board.md"),
];

fn add_mine(folder: &Path) {
    for (name, text, _) in MINE {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
}

fn kept() -> Vec<(&'static str, &'static str)> {
    MINE.iter().map(|(_, text, kept)| (*kept, *text)).collect()
}

/// A folder of somebody else where a file of ours stood: what is in it is kept beside the new file.
#[test]
fn a_folder_in_the_place_of_a_file_is_kept() {
    let out = tempfile::tempdir().expect("a folder");
    let folder = replace_folder(out.path(), "quick", &results("1")).expect("written");
    let path = folder.join("report.html");
    fs::remove_file(&path).expect("removed");
    fs::create_dir(&path).expect("made");
    fs::write(path.join("q"), "notes").expect("written");
    let published = publish(&place(out.path(), None, ""), &results("2")).expect("replaced");
    assert_eq!(published.kept, ["report.html.kept-1/q"]);
    assert_eq!(
        texts(&folder),
        whole("2", &[("report.html.kept-1/q", "notes")])
    );
    assert_eq!(names(out.path()), ["quick"]);
}

#[test]
fn what_the_program_did_not_write_is_kept() {
    let out = tempfile::tempdir().expect("a folder");
    let folder = replace_folder(out.path(), "quick", &results("1")).expect("written");
    add_mine(&folder);
    fs::create_dir(folder.join("empty")).expect("made");
    let published = publish(&place(out.path(), None, ""), &results("2")).expect("replaced");
    assert_eq!(
        published.kept,
        [
            "charts/mine.svg",
            "notes.txt",
            "review/2026/board.md",
            "report.html.kept-1",
            "empty/"
        ]
    );
    assert_eq!(texts(&folder), whole("2", &kept()));
    assert!(folder.join("empty").is_dir());
    assert_eq!(names(out.path()), ["quick"]);
    // And once more, with another change to the same file.
    fs::write(folder.join("report.html"), "annotated again").expect("written");
    replace_folder(out.path(), "quick", &results("3")).expect("replaced");
    let mut others = kept();
    others.push(("report.html.kept-2", "annotated again"));
    assert_eq!(texts(&folder), whole("3", &others));
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_never_followed() {
    use std::os::unix::fs::symlink;
    let out = tempfile::tempdir().expect("a folder");
    let elsewhere = tempfile::tempdir().expect("a folder");
    fs::write(elsewhere.path().join("thesis.txt"), "years").expect("written");
    // Inside results they are kept, and what they lead to stays.
    let folder = replace_folder(out.path(), "quick", &results("1")).expect("written");
    symlink(elsewhere.path(), folder.join("data")).expect("made");
    fs::remove_dir_all(folder.join("charts")).expect("removed");
    symlink(elsewhere.path(), folder.join("charts")).expect("made");
    replace_folder(out.path(), "quick", &results("2")).expect("replaced");
    let to = elsewhere.path().to_string_lossy().into_owned();
    assert_eq!(
        texts(&folder),
        whole("2", &[("data", &to), ("charts.kept-1", &to)])
    );
    assert_eq!(names(elsewhere.path()), ["thesis.txt"]);
    // In the place of results or of their summary they are somebody else's.
    let moved = out.path().join("moved");
    fs::rename(&folder, &moved).expect("moved");
    symlink(&moved, &folder).expect("made");
    assert!(probe(&place(out.path(), None, "")).is_err());
    fs::remove_file(&folder).expect("removed");
    symlink(out.path().join("nowhere"), &folder).expect("made");
    assert!(probe(&place(out.path(), None, "")).is_err());
    fs::remove_file(&folder).expect("removed");
    fs::create_dir(&folder).expect("made");
    symlink(moved.join(content::MARK), folder.join(content::MARK)).expect("made");
    assert!(probe(&place(out.path(), None, "")).is_err());
    assert_eq!(texts(&moved).len(), whole("2", &[]).len() + 2);
}

/// Runs the second run on a disk that fails at each step in turn, until no step fails any more.
fn at_every_step(dead: bool, exchanges: bool, first: bool) {
    let mut failures = 0;
    for fails_at in 1.. {
        let out = tempfile::tempdir().expect("a folder");
        let folder = out.path().join("quick");
        if first {
            write(out.path(), "1");
            add_mine(&folder);
        }
        let before: Vec<(String, String)> = if first { texts(&folder) } else { Vec::new() };
        let disk = Faulty {
            steps: Cell::new(0),
            fails_at,
            dead,
            exchanges,
        };
        let ended = publish_on(&disk, &place(out.path(), None, ""), &results("2"));
        let others: Vec<(&str, &str)> = if first { kept() } else { Vec::new() };
        let after = if folder.exists() {
            texts(&folder)
        } else {
            Vec::new()
        };
        let new = whole("2", &others);
        let context = format!("step {fails_at}, dead {dead}, exchanges {exchanges}");
        if exchanges || !dead {
            // Where a link to a file of somebody else could not be made, it is moved afterwards, or by the next run.
            let program = |all: &[(String, String)]| -> Vec<(String, String)> {
                let names = results("2");
                let mut found = all.to_vec();
                found.retain(|(name, _)| {
                    names.iter().any(|(known, _)| known == name) || name == LIST
                });
                found
            };
            let is_new = program(&after) == program(&new);
            assert!(after == before || is_new, "{context}: {after:?}");
            assert!(ended.is_err() || is_new, "{context}");
        }
        // What is under the name now, or what the next run puts back there, is whole.
        tidy(&System, out.path(), "quick");
        let after = if folder.exists() {
            texts(&folder)
        } else {
            Vec::new()
        };
        assert!(
            after == before || after == new,
            "{context}: {after:?}\n{before:?}\n{new:?}"
        );
        if folder.exists() {
            assert_eq!(names(out.path()), ["quick"], "{context}");
        } else {
            assert!(names(out.path()).is_empty(), "{context}");
        }
        write(out.path(), "3");
        assert_eq!(names(out.path()), ["quick"], "{context}");
        let found = texts(&folder);
        for (_, text, _) in MINE.iter().filter(|_| first) {
            let count = found.iter().filter(|(_, found)| found == text).count();
            assert_eq!(count, 1, "{context}: {text} in {found:?}");
        }
        if disk.steps.get() < fails_at {
            break;
        }
        failures += 1;
    }
    assert!(failures > 15, "{failures} steps");
}

#[test]
fn a_kill_at_any_step_leaves_the_old_or_the_new_results() {
    at_every_step(true, true, true);
    at_every_step(true, true, false);
}

#[test]
fn a_kill_is_mended_by_the_next_run_where_folders_cannot_change_places() {
    at_every_step(true, false, true);
    at_every_step(true, false, false);
}

#[test]
fn an_error_at_any_step_leaves_the_old_or_the_new_results() {
    for exchanges in [true, false] {
        at_every_step(false, exchanges, true);
        at_every_step(false, exchanges, false);
    }
}

#[test]
fn what_earlier_versions_left_behind_is_cleared_and_put_back() {
    let out = tempfile::tempdir().expect("a folder");
    let write = |folder: &str, files: &[(String, Vec<u8>)]| {
        for (name, content) in files {
            let path = out.path().join(folder).join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            fs::write(path, content).expect("written");
        }
    };
    // Killed between two steps: the old results stand aside, the new ones are half written.
    write(".quick.old-1", &results("1"));
    write(".quick.new-1", &results("2")[..2]);
    fs::create_dir(out.path().join(".quick.new-2")).expect("made");
    // Names that are not temporary ones of this scenario.
    for other in [
        ".quick.new-",
        ".quick.new-backup",
        ".slow.new-1",
        "quick.new-1",
    ] {
        write(other, &[file("mine.txt", "mine")]);
    }
    probe(&place(out.path(), None, "")).expect("nothing is in the way");
    assert_eq!(
        names(out.path()),
        [
            ".quick.new-",
            ".quick.new-backup",
            ".slow.new-1",
            "quick",
            "quick.new-1"
        ]
    );
    let back = texts(&out.path().join("quick"));
    assert_eq!(back.len(), results("1").len());
    // Results without a list of files are replaced by their names; other names are kept.
    fs::write(out.path().join("quick/notes.txt"), "notes").expect("written");
    let folder = replace_folder(out.path(), "quick", &results("3")).expect("replaced");
    assert_eq!(texts(&folder), whole("3", &[("notes.txt", "notes")]));
}

#[test]
fn a_folder_that_a_living_run_works_on_is_not_cleared() {
    let out = tempfile::tempdir().expect("a folder");
    let working = fresh(&System, out.path(), "quick").expect("made");
    fs::write(working.path.join(UNFINISHED), "").expect("written");
    probe(&place(out.path(), None, "")).expect("nothing is in the way");
    replace_folder(out.path(), "quick", &results("1")).expect("written");
    assert!(working.path.join(UNFINISHED).exists());
    let path = working.path.clone();
    drop(working);
    probe(&place(out.path(), None, "")).expect("nothing is in the way");
    assert!(!path.exists());
}

#[test]
fn temporary_names_differ_within_one_process() {
    let out = Path::new("out");
    assert_ne!(
        temporary(out, "quick", "new"),
        temporary(out, "quick", "new")
    );
}

#[test]
fn results_of_another_scenario_of_this_name_are_not_replaced() {
    let out = tempfile::tempdir().expect("a folder");
    let desk = tempfile::tempdir().expect("a folder");
    for folder in ["a", "b"] {
        fs::create_dir(desk.path().join(folder)).expect("made");
        fs::write(desk.path().join(folder).join("quick.toml"), folder).expect("written");
    }
    let a = Origin::of_file(&desk.path().join("a/quick.toml"));
    let b = Origin::of_file(&desk.path().join("b/quick.toml"));
    assert!(a.is(&Origin::of_file(&desk.path().join("b/../a/quick.toml"))));
    let first = publish(&place(out.path(), Some(&a), "1"), &results("1")).expect("written");
    if origin::noted(&first.folder).is_none() {
        // This file system keeps no attributes: then the run says what it replaced.
        let second = publish(&place(out.path(), Some(&b), "2"), &results("2")).expect("written");
        assert_eq!(second.replaced.as_deref(), Some("1"));
        return;
    }
    for refused in [
        probe(&place(out.path(), Some(&b), "2")).expect_err("refused"),
        publish(&place(out.path(), Some(&b), "2"), &results("2")).expect_err("refused"),
    ] {
        assert_eq!(refused.kind(), io::ErrorKind::AlreadyExists);
        assert!(refused.to_string().contains("a/quick.toml"), "{refused}");
    }
    assert_eq!(texts(&first.folder), whole("1", &[]));
    // The same file with another text, the same text in another file, and a file that moved.
    publish(&place(out.path(), Some(&a), "3"), &results("3")).expect("edited");
    publish(&place(out.path(), Some(&b), "3"), &results("3")).expect("the same scenario");
    fs::rename(desk.path().join("b"), desk.path().join("c")).expect("moved");
    let c = Origin::of_file(&desk.path().join("c/quick.toml"));
    publish(&place(out.path(), Some(&c), "4"), &results("4")).expect("moved");
    // Results of another name in this folder.
    fs::rename(out.path().join("quick"), out.path().join("slow")).expect("moved");
    let slow = Place {
        name: "slow",
        scenario: "slow",
        ..place(out.path(), Some(&a), "3")
    };
    assert!(
        probe(&slow)
            .expect_err("refused")
            .to_string()
            .contains("scenario quick")
    );
}

#[test]
fn a_folder_that_cannot_be_written_is_found_out_beforehand() {
    let out = tempfile::tempdir().expect("a folder");
    fs::write(out.path().join("file"), "x").expect("written");
    let error = probe(&place(&out.path().join("file"), None, "")).expect_err("refused");
    assert_ne!(error.kind(), io::ErrorKind::AlreadyExists);
}

/// A file of its own is whole or not there, at whatever step the disk fails or is cut off.
#[test]
fn a_new_file_is_whole_or_not_there() {
    for dead in [false, true] {
        for fails_at in 1..6 {
            let out = tempfile::tempdir().expect("a folder");
            let file = out.path().join("mine.toml");
            let disk = Faulty {
                steps: Cell::new(0),
                fails_at,
                dead,
                exchanges: true,
            };
            let written = write_new_on(&disk, &file, b"all of it");
            match fs::read(&file) {
                Ok(content) => {
                    assert_eq!((content, written.is_ok()), (b"all of it".to_vec(), true))
                }
                Err(_) => assert!(written.is_err()),
            }
            let left = names(out.path());
            assert!(
                dead || left.len() == usize::from(written.is_ok()),
                "{left:?}"
            );
        }
    }
    let out = tempfile::tempdir().expect("a folder");
    let file = out.path().join("mine.toml");
    fs::write(&file, "there").expect("written");
    let error = write_new(&file, b"new").expect_err("it exists");
    assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
    assert_eq!(fs::read(&file).expect("there"), b"there");
}
