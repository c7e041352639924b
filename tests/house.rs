//! The rules of the house: imports point down and close no circle, files and functions stay small, every
//! file says what it is.

mod calls;
mod circles;
mod dependencies;
mod keys;
mod lengths;
mod prose;
mod rooms;

use std::fs;
use std::path::{Path, PathBuf};

/// Floors of the folders under `src`; imports point down only.
const FLOORS: [(&str, u32); 11] = [
    ("units", 0),
    ("random", 1),
    ("engine", 1),
    ("model", 2),
    ("stats", 2),
    ("scenario", 3),
    ("world", 3),
    ("chart", 3),
    ("study", 4),
    ("report", 5),
    ("cli", 6),
];

/// Longer than this is more than one idea.
const LONGEST_FILE: usize = 560;

/// All files of the program, tests among them.
pub(crate) fn sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(
        found.len() > 50,
        "the sources are not where they are looked for"
    );
    found
}

/// The way of a file below `src`, without its ending: `report/table/column`.
fn below_src(path: &Path) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let below = path.strip_prefix(root).unwrap().with_extension("");
    below.to_string_lossy().replace('\\', "/")
}

fn folder_of(path: &Path) -> String {
    let below = below_src(path);
    below.split('/').next().unwrap().to_string()
}

fn floor(folder: &str) -> Option<u32> {
    FLOORS
        .iter()
        .find(|(name, _)| *name == folder)
        .map(|(_, floor)| *floor)
}

/// Whether the head of a file, or the head of that, names it for tests alone.
fn is_for_tests_alone(path: &Path) -> bool {
    let name = path.file_stem().unwrap().to_string_lossy();
    let head = path.parent().unwrap().with_extension("rs");
    let Ok(text) = fs::read_to_string(&head) else {
        return false;
    };
    text.contains(&format!("#[cfg(test)]\nmod {name};")) || is_for_tests_alone(&head)
}

/// The text of a file up to its tests.
fn program_text(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let of_tests = |part: &std::ffi::OsStr| {
        ["tests.rs", "tests", "fixture.rs", "fixture"]
            .iter()
            .any(|name| part == *name)
    };
    let below = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap();
    if below.iter().any(of_tests) || is_for_tests_alone(path) {
        return String::new();
    }
    text.split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap()
        .to_string()
}

/// A text without its comments.
fn code(text: &str) -> String {
    let lines = text.lines();
    let code = lines.map(|line| line.split("//").next().unwrap_or(line));
    code.collect::<Vec<&str>>().join("\n")
}

/// Whether a letter is one of a name.
fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// Folders of this crate that a line names, in `crate::a::…` or `crate::{a, b::…}`.
fn named_folders(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in line.match_indices("crate::") {
        let rest = &line[at + "crate::".len()..];
        if let Some(list) = rest.strip_prefix('{') {
            found.extend(
                list.split(',')
                    .map(|part| part.trim().chars().take_while(|c| is_word(*c)).collect()),
            );
        } else {
            found.push(rest.chars().take_while(|c| is_word(*c)).collect());
        }
    }
    found
}

#[test]
fn imports_point_down_only() {
    let mut wrong = Vec::new();
    for path in sources() {
        let folder = folder_of(&path);
        let Some(own) = floor(&folder) else { continue };
        for line in program_text(&path)
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
        {
            for named in named_folders(line) {
                let Some(other) = floor(&named) else { continue };
                if named != folder && other >= own {
                    wrong.push(format!("{}: {}", path.display(), line.trim()));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "imports that do not point down:\n{}",
        wrong.join("\n")
    );
    // The check sees what it should see.
    assert_eq!(
        named_folders("use crate::{cli::run, world};"),
        ["cli", "world"]
    );
}

#[test]
fn every_file_says_what_it_is_and_stays_small() {
    let mut wrong = Vec::new();
    for path in sources() {
        let text = fs::read_to_string(&path).unwrap();
        if !text.starts_with("//!") {
            wrong.push(format!(
                "{} does not open with what lives there",
                path.display()
            ));
        }
        let lines = program_text(&path).lines().count();
        if lines > LONGEST_FILE {
            wrong.push(format!(
                "{} has {lines} lines before its tests",
                path.display()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_command_line_touches_the_machine() {
    let banned = [
        "std::fs",
        "std::env",
        "std::time::",
        "std::process",
        "SystemTime",
        "Instant::now",
        "println!",
        "HashMap",
        "HashSet",
    ];
    let mut wrong = Vec::new();
    for path in sources() {
        if matches!(folder_of(&path).as_str(), "cli" | "main") {
            continue;
        }
        for line in program_text(&path)
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
        {
            if let Some(word) = banned.iter().find(|word| line.contains(**word)) {
                wrong.push(format!("{}: {word} in: {}", path.display(), line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Words of the ids of the model, such as `vm` and `high_availability`.
fn id_words() -> Vec<String> {
    let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/model");
    let read = |file: &str| fs::read_to_string(model.join(file)).unwrap();
    // Those of protections are made with the list of their kinds: `Backup: BackupId, …`.
    let text = read("ids.rs") + &read("protection.rs");
    let names = text.lines().filter_map(|line| {
        let word = line.split_whitespace().find(|word| word.ends_with("Id,"))?;
        let name = word.strip_suffix("Id,")?;
        name.chars().all(char::is_alphabetic).then_some(name)
    });
    let snake = |name: &str| {
        let mut word = String::new();
        for letter in name.chars() {
            if letter.is_uppercase() && !word.is_empty() {
                word.push('_');
            }
            word.extend(letter.to_lowercase());
        }
        word
    };
    let words: Vec<String> = names.map(snake).collect();
    assert!(
        ["vm", "backup", "high_availability"]
            .iter()
            .all(|id| words.iter().any(|word| word == id)),
        "the ids are not where they are looked for: {words:?}"
    );
    words
}

/// Parameters and fields in a text that are called like an id, or like an id with a word before it,
/// and are bare numbers.
fn raw_ids(text: &str, words: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    let code = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    for line in code {
        for (at, _) in line.match_indices(": ") {
            let start = line[..at].rfind(|letter| !is_word(letter));
            let name = &line[start.map_or(0, |start| start + 1)..at];
            let kind = line[at + 2..].trim_start_matches(['&', '[']);
            let kind = ["Option<", "Vec<", "mut "]
                .iter()
                .find_map(|before| kind.strip_prefix(before))
                .unwrap_or(kind);
            let end = kind.find(|letter| !is_word(letter));
            let kind = &kind[..end.unwrap_or(kind.len())];
            let like_an_id = words
                .iter()
                .any(|word| name == word || name.ends_with(&format!("_{word}")));
            if like_an_id && ["usize", "u16", "u32"].contains(&kind) {
                found.push(format!("{name}: {kind}"));
            }
        }
    }
    found
}

#[test]
fn ids_in_the_world_are_no_bare_numbers() {
    let words = id_words();
    let mut wrong = Vec::new();
    for path in sources() {
        if folder_of(&path) == "world" {
            for raw in raw_ids(&program_text(&path), &words) {
                wrong.push(format!("{}: {raw}", path.display()));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "an id of the model should stand here:\n{}",
        wrong.join("\n")
    );
    // The check sees what it should see, and no counts.
    let planted = "
        fn stop(&mut self, vm: usize, last_stamp: &mut u32, vms: u32, index: usize) -> u32 {
            let here = |node: &u32| nodes[*node as usize];
        // source: u32
        struct Lies { volume: Option<u32>, role: RoleId, groups: Vec<u32>, fault_group: Vec<usize> }";
    assert_eq!(
        raw_ids(planted, &words),
        [
            "vm: usize",
            "last_stamp: u32",
            "node: u32",
            "volume: u32",
            "fault_group: usize"
        ]
    );
}
