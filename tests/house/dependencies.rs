//! What `Cargo.toml` says of its dependencies: each has a sentence, and the folders that use it are those it names.

use super::{folder_of, is_word, program_text, sources};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// Dependencies of the program, each with the comment above it.
fn dependencies(manifest: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let (mut wanted, mut comment, mut ended) = (false, String::new(), true);
    for line in manifest.lines() {
        if line.starts_with('[') {
            wanted = line.ends_with("dependencies]") && !line.contains("dev-dependencies");
            (comment, ended) = (String::new(), true);
        } else if let Some(text) = line.strip_prefix("# ") {
            if ended {
                (comment, ended) = (String::new(), false);
            }
            comment.push_str(text);
            comment.push(' ');
        } else if let (true, Some((name, _))) = (wanted, line.split_once(" = ")) {
            ended = true;
            found.insert(name.to_string(), comment.trim().to_string());
        } else {
            (comment, ended) = (String::new(), true);
        }
    }
    found
}

/// The folders that a sentence ends with: `… (chart, report)`.
fn named(comment: &str) -> Option<BTreeSet<String>> {
    let (_, list) = comment.strip_suffix(')')?.rsplit_once('(')?;
    Some(list.split(", ").map(str::to_string).collect())
}

/// The folders whose program text uses a crate.
fn users(name: &str, programs: &[(String, String)]) -> BTreeSet<String> {
    let name = name.replace('-', "_");
    let is_name = |letter: char| is_word(letter) || letter == ':';
    let uses = |text: &str| {
        text.lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .any(|line| {
                line.match_indices(&name).any(|(at, _)| {
                    let (before, after) = (&line[..at], &line[at + name.len()..]);
                    !before.ends_with(is_name)
                        && (after.starts_with("::") || after.starts_with("!("))
                })
            })
    };
    let users = programs.iter().filter(|(_, text)| uses(text));
    users.map(|(folder, _)| folder.clone()).collect()
}

#[test]
fn sentences_about_dependencies_name_who_uses_them() {
    let manifest = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).unwrap();
    let programs: Vec<(String, String)> = sources()
        .iter()
        .map(|path| (folder_of(path), program_text(path)))
        .collect();
    let mut wrong = Vec::new();
    let all = dependencies(&manifest);
    assert!(all.len() > 20, "{all:?}");
    for (name, comment) in all {
        let (named, users) = (named(&comment), users(&name, &programs));
        if named.as_ref() != Some(&users) {
            wrong.push(format!("{name}: used in {users:?}, said: {comment:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_sentence_that_names_others_is_found() {
    let all = dependencies(
        "[dependencies]\n# Tables. (report,\n# cli)\nlines-of = \"1\"\nother = \"2\"\n\n[dev-dependencies]\nx = \"1\"\n",
    );
    assert_eq!(all.len(), 2);
    let programs = [
        ("report".to_string(), "use lines_of::Line;".to_string()),
        (
            "cli".to_string(),
            "// lines_of::x\nlet outlines_of::y;".to_string(),
        ),
    ];
    let said = named(&all["lines-of"]).unwrap();
    assert_eq!(
        said,
        BTreeSet::from(["cli".to_string(), "report".to_string()])
    );
    assert_eq!(named(&all["other"]), Some(said));
    assert_eq!(
        users("lines-of", &programs),
        BTreeSet::from(["report".to_string()])
    );
}
