//! What prose names exists: paths of files, and paths of modules with what stands in them.

use super::{is_word, sources};
use std::fs;
use std::path::{Path, PathBuf};

/// Folders of the project that prose names files in.
const TOP: [&str; 7] = [
    "src",
    "tests",
    "benches",
    "scenarios",
    "results",
    "examples",
    ".ci",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Pages of the project, and comments of its sources: each with the name of its file.
fn prose() -> Vec<(PathBuf, String)> {
    let mut found = vec![root().join("README.md")];
    for entry in fs::read_dir(root().join("src/doc")).unwrap() {
        found.push(entry.unwrap().path());
    }
    let mut all: Vec<(PathBuf, String)> = found
        .into_iter()
        .map(|path| (path.clone(), fs::read_to_string(&path).unwrap()))
        .collect();
    for path in sources() {
        let text = fs::read_to_string(&path).unwrap();
        let comments = text.lines().filter(|line| line.trim().starts_with("//"));
        all.push((path.clone(), comments.collect::<Vec<_>>().join("\n")));
    }
    assert!(all.len() > 100);
    all
}

/// What stands between single backticks on one line.
fn quoted(text: &str) -> Vec<&str> {
    text.lines()
        .flat_map(|line| line.split('`').skip(1).step_by(2))
        .collect()
}

/// Whether a text is the path of a file or folder of the project, as far as its form tells.
fn is_path(text: &str) -> bool {
    let legal = |c: char| c.is_ascii_alphanumeric() || "/._-*".contains(c);
    let Some((first, rest)) = text.split_once('/') else {
        return false;
    };
    let known = TOP.contains(&first) || root().join("src").join(first).is_dir();
    !first.is_empty() && known && !rest.is_empty() && text.chars().all(legal)
}

/// Whether the file or folder is there; a part in capitals or a star stands for any name.
fn path_exists(text: &str) -> bool {
    let first = text.split('/').next().unwrap();
    let mut at = match TOP.contains(&first) {
        true => root(),
        false => root().join("src"),
    };
    for part in text.split('/').filter(|part| !part.is_empty()) {
        let name = part.split('.').next().unwrap();
        let stands_for_any = name.len() > 1 && name.chars().all(|c| c.is_ascii_uppercase());
        if part.contains('*') || stands_for_any {
            return at.is_dir();
        }
        at.push(part);
    }
    at.exists()
}

/// Whether a text is a path of modules of this crate, as far as its form tells.
fn is_module(text: &str) -> bool {
    let text = text.strip_prefix("crate::").unwrap_or(text);
    let Some((first, _)) = text.split_once("::") else {
        return false;
    };
    let legal = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
    !first.is_empty() && root().join("src").join(first).is_dir() && text.chars().all(legal)
}

/// Whether the module is there, and what is named in it too.
fn module_exists(text: &str) -> bool {
    let text = text.strip_prefix("crate::").unwrap_or(text);
    let mut folder = root().join("src");
    let mut file: Option<PathBuf> = None;
    for part in text.split("::") {
        let (as_file, as_folder) = (folder.join(format!("{part}.rs")), folder.join(part));
        if as_file.is_file() || as_folder.is_dir() {
            file = as_file.is_file().then_some(as_file);
            folder = as_folder;
            continue;
        }
        let Some(file) = &file else {
            return false;
        };
        let text = fs::read_to_string(file).unwrap();
        return text
            .split(|letter| !is_word(letter))
            .any(|word| word == part);
    }
    true
}

/// Names in a text that stand for nothing.
fn dead(path: &Path, text: &str) -> Vec<String> {
    let names = quoted(text).into_iter();
    let gone = names.filter(|name| {
        is_path(name) && !path_exists(name) || is_module(name) && !module_exists(name)
    });
    gone.map(|name| format!("{}: `{name}`", path.display()))
        .collect()
}

#[test]
fn every_path_that_prose_names_exists() {
    let dead: Vec<String> = prose()
        .iter()
        .flat_map(|(path, text)| dead(path, text))
        .collect();
    assert!(dead.is_empty(), "{}", dead.join("\n"));
}

#[test]
fn a_name_that_stands_for_nothing_is_found() {
    let text = "See `src/doc/model.md`, `src/doc/modle.md`, `model::place::joined`, `model::place::joyned`, \
         `scenario/elements/TABLE.rs`, `scenario/elemnts/TABLE.rs`, `a/b`, `units::nothing::at_all`, `/s` and `1 / 2`.";
    let found = dead(Path::new("x"), text);
    assert_eq!(
        found,
        [
            "x: `src/doc/modle.md`",
            "x: `model::place::joyned`",
            "x: `scenario/elemnts/TABLE.rs`",
            "x: `units::nothing::at_all`"
        ]
    );
}
