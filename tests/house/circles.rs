//! No circles between the files of a folder: of two files that know each other neither is a part of its own.
//!
//! What lies in a file's own head (`a.rs` for `a/b.rs`) is there for all files below it, and to use it
//! closes no circle; a head that uses what lies in its files does know them.

use super::{below_src, code, is_word, program_text, sources};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A file by its way from `src`: `["report", "table", "column"]`.
type Way = Vec<String>;

/// The way of a file.
fn way_of(path: &Path) -> Way {
    below_src(path).split('/').map(str::to_string).collect()
}

/// The single paths of `use` trees such as `a::{b, c::{d, e}}`.
fn paths_of_tree(tree: &str) -> Vec<String> {
    let tree = tree.trim();
    let Some((before, list)) = tree.split_once('{') else {
        return vec![tree.to_string()];
    };
    let list = list.trim_end().strip_suffix('}').unwrap_or(list);
    let mut depth = 0;
    let mut parts = vec![String::new()];
    for letter in list.chars() {
        depth += i32::from(letter == '{') - i32::from(letter == '}');
        if letter == ',' && depth == 0 {
            parts.push(String::new());
        } else if let Some(last) = parts.last_mut() {
            last.push(letter);
        }
    }
    let named = parts.iter().filter(|part| !part.trim().is_empty());
    named
        .flat_map(|part| paths_of_tree(part))
        .map(|path| format!("{}{path}", before.trim()))
        .collect()
}

/// Every path in a text that may lead to another file: those of `use`, and those written in place.
fn paths(text: &str) -> Vec<String> {
    let code = code(text);
    let mut found = Vec::new();
    let mut in_place = String::new();
    for statement in code.split_inclusive(';') {
        // Attributes and braces may stand before it on lines of their own.
        let tree = statement.rsplit_once("use ").filter(|(before, tree)| {
            let line = before.rsplit('\n').next().unwrap_or(before).trim();
            let is_tree = |letter: char| letter.is_alphanumeric() || " _:{},*;\n".contains(letter);
            (line.is_empty() || line.starts_with("pub")) && tree.chars().all(is_tree)
        });
        match tree {
            Some((before, tree)) => {
                in_place.push_str(before);
                found.extend(paths_of_tree(tree.trim_end_matches(';')));
            }
            None => in_place.push_str(statement),
        }
    }
    let is_path = |letter: char| is_word(letter) || letter == ':';
    let words = in_place.split(|letter: char| !is_path(letter));
    let ways = words.filter(|word| word.contains("::"));
    found.extend(ways.map(str::to_string));
    found
}

/// The file that a path leads to as it is written in the file `own`; none where it leads to none.
fn file_of(path: &str, own: &Way, files: &BTreeMap<Way, String>) -> Option<Way> {
    let mut steps: Vec<&str> = path.split("::").map(str::trim).collect();
    let mut at = own.clone();
    match steps[0] {
        "crate" => {
            at.clear();
            steps.remove(0);
        }
        "self" => {
            steps.remove(0);
        }
        "super" => {
            while steps.first() == Some(&"super") {
                at.pop();
                steps.remove(0);
            }
        }
        first => {
            let mut child = at.clone();
            child.push(first.to_string());
            if !files.contains_key(&child) {
                return None;
            }
        }
    }
    for step in steps {
        at.push(step.split(' ').next().unwrap_or(step).to_string());
        if !files.contains_key(&at) {
            at.pop();
            break;
        }
    }
    files.contains_key(&at).then_some(at)
}

/// Which file knows which other one of its own folder.
fn arrows(files: &BTreeMap<Way, String>) -> BTreeMap<&Way, BTreeSet<Way>> {
    let mut all = BTreeMap::new();
    for (own, text) in files {
        let known = paths(text)
            .iter()
            .filter_map(|path| file_of(path, own, files))
            .filter(|other| other[0] == own[0] && !own.starts_with(other))
            .collect();
        all.insert(own, known);
    }
    all
}

/// Files that come back to themselves along the arrows, each with those that it knows among them.
fn circles(files: &BTreeMap<Way, String>) -> Vec<String> {
    let arrows = arrows(files);
    let reached = |from: &Way| {
        let mut seen: BTreeSet<&Way> = BTreeSet::new();
        let mut next: Vec<&Way> = arrows[from].iter().collect();
        while let Some(one) = next.pop() {
            if seen.insert(one) {
                next.extend(&arrows[one]);
            }
        }
        seen
    };
    let all: BTreeMap<&Way, BTreeSet<&Way>> =
        files.keys().map(|file| (file, reached(file))).collect();
    let mut found = Vec::new();
    for (file, reach) in &all {
        let back: Vec<String> = arrows[file]
            .iter()
            .filter(|other| reach.contains(file) && all[other].contains(file))
            .map(|other| other.join("::"))
            .collect();
        if !back.is_empty() {
            found.push(format!("{} ↔ {}", file.join("::"), back.join(", ")));
        }
    }
    found
}

#[test]
fn no_files_of_a_folder_stand_in_a_circle() {
    let files: BTreeMap<Way, String> = sources()
        .iter()
        .map(|path| (way_of(path), program_text(path)))
        .collect();
    let found = circles(&files);
    assert!(
        found.is_empty(),
        "files that know each other:\n{}",
        found.join("\n")
    );
    // Enough of them know one another at all.
    let known: usize = arrows(&files).values().map(BTreeSet::len).sum();
    assert!(known > 500, "only {known} arrows were found");
}

#[test]
fn a_circle_is_seen() {
    let planted = [
        ("a", "mod b; mod c; pub use b::Shown; pub struct Word;"),
        (
            "a::b",
            "use super::{Word, c::{self, Deep}}; pub struct Shown;",
        ),
        ("a::c", "fn ask() -> crate::a::d::Answer { todo() }"),
        ("a::d", "//! See super::a.\nuse super::super::other::Far;"),
        ("other", "use crate::a::Shown;"),
    ];
    let files = |texts: &[(&str, &str)]| -> BTreeMap<Way, String> {
        let way = |way: &str| way.split("::").map(str::to_string).collect();
        texts
            .iter()
            .map(|(at, text)| (way(at), (*text).to_string()))
            .collect()
    };
    // What a head holds is there for its files, and other folders are looked at by the floors.
    assert_eq!(circles(&files(&planted)), Vec::<String>::new());
    // The third in the round knows the first.
    let mut round = planted;
    round[3].1 = "use super::b::Shown;";
    assert_eq!(
        circles(&files(&round)),
        ["a::b ↔ a::c", "a::c ↔ a::d", "a::d ↔ a::b"]
    );
    // So does a head that is asked by way of one of its files.
    let mut head = planted;
    head[0].1 = "mod b; mod c; fn all() { c::ask() }";
    head[2].1 = "fn ask() -> crate::a::d::Answer { todo() }";
    head[3].1 = "use crate::e::Answer;";
    assert_eq!(circles(&files(&head)), Vec::<String>::new());
}
