//! The rules of the house: imports point down, files stay small, every file says what it is.

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

fn sources() -> Vec<PathBuf> {
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

fn folder_of(path: &Path) -> String {
    let below = path
        .strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
        .unwrap();
    let first = below
        .components()
        .next()
        .unwrap()
        .as_os_str()
        .to_string_lossy()
        .into_owned();
    first.trim_end_matches(".rs").to_string()
}

fn floor(folder: &str) -> Option<u32> {
    FLOORS
        .iter()
        .find(|(name, _)| *name == folder)
        .map(|(_, floor)| *floor)
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
    if below.iter().any(of_tests) {
        return String::new();
    }
    text.split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap()
        .to_string()
}

/// Folders of this crate that a line names, in `crate::a::…` or `crate::{a, b::…}`.
fn named_folders(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in line.match_indices("crate::") {
        let rest = &line[at + "crate::".len()..];
        if let Some(list) = rest.strip_prefix('{') {
            found.extend(list.split(',').map(|part| {
                part.trim()
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect()
            }));
        } else {
            found.push(
                rest.chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect(),
            );
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
