//! Keys and words of a scenario are typed once: nobody looks one up by a text, and a match over words names them all.

use super::{program_text, sources};
use crate::run::checkout;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Parts of values that are called like a key: files that read or write such a value, and the parts.
const PARTS: &[(&str, &[&str])] = &[
    ("scenario/law.rs", &["file"]),
    ("scenario/elements/stamp.rs", &["count", "every"]),
    ("elements/protection/upkeep.rs", &["every"]),
];

/// Names of all tables and keys of the reference.
fn names() -> BTreeSet<String> {
    let text = fs::read_to_string(checkout("src/doc/reference.md")).unwrap();
    let keys = text
        .lines()
        .take_while(|line| !line.starts_with("## How values"));
    let names = keys.filter_map(|line| {
        let key = line
            .strip_prefix("| `")
            .and_then(|rest| rest.split('`').next());
        let table = line
            .strip_prefix("## ")
            .and_then(|rest| rest.split(':').next());
        key.or(table).map(str::to_string)
    });
    let names: BTreeSet<String> = names.collect();
    assert!(names.contains("bad_point") && names.contains("high_availability"));
    names
}

/// Calls in a text that look something up by the text of a name: `tree.get("every")`.
fn look_ups(text: &str, names: &BTreeSet<String>) -> Vec<String> {
    let mut found = Vec::new();
    for line in text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
    {
        for asks in [
            ".get(\"",
            ".key(\"",
            ".contains_key(\"",
            ".get_mut(\"",
            ".remove(\"",
        ] {
            for (at, _) in line.match_indices(asks) {
                let rest = &line[at + asks.len()..];
                let name = rest.split('"').next().unwrap_or_default();
                if names.contains(name) {
                    found.push(name.to_string());
                }
            }
        }
    }
    found
}

/// Pairs of a table and a key by their texts: `("stamp", "nodes", …)`.
fn pairs(text: &str, names: &BTreeSet<String>) -> Vec<String> {
    let mut found = Vec::new();
    for line in text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
    {
        for (at, _) in line.match_indices("(\"") {
            let parts: Vec<&str> = line[at + 1..].splitn(5, '"').collect();
            if let ["", table, ", ", key, _] = parts.as_slice()
                && names.contains(*table)
                && names.contains(*key)
            {
                found.push(format!("{table}.{key}"));
            }
        }
    }
    found
}

fn in_scenario(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == "scenario")
}

#[test]
fn nobody_looks_a_key_up_by_its_text() {
    let names = names();
    let mut wrong = Vec::new();
    for path in sources().into_iter().filter(|path| in_scenario(path)) {
        let parts = PARTS.iter().find(|(file, _)| path.ends_with(file));
        for pair in pairs(&program_text(&path), &names) {
            wrong.push(format!("{}: `{pair}`", path.display()));
        }
        for name in look_ups(&program_text(&path), &names) {
            if !parts.is_some_and(|(_, parts)| parts.contains(&name.as_str())) {
                wrong.push(format!("{}: `{name}`", path.display()));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "the constant of the key should stand here:\n{}",
        wrong.join("\n")
    );
    // The check sees what it should see.
    let planted = "let node = tree.get(\"every\")?;\n// tree.get(\"keep\")\ntable.get(EVERY); map.get(\"other\");";
    assert_eq!(look_ups(planted, &names), ["every"]);
    let planted = "(\"stamp\", \"nodes\", 4), (\"kB\", \"MB\", 1)";
    assert_eq!(pairs(planted, &names), ["stamp.nodes"]);
}

/// What `words!` gives words: the enums, and the words.
fn chosen(texts: &[String]) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut kinds, mut words) = (BTreeSet::new(), BTreeSet::new());
    for text in texts {
        for (at, _) in text.match_indices("\nwords!(") {
            let rest = &text[at + "\nwords!(".len()..];
            let list = rest.split("});").next().unwrap_or_default();
            kinds.insert(
                list.split([' ', '{'])
                    .next()
                    .unwrap_or_default()
                    .to_string(),
            );
            words.extend(list.split('"').skip(1).step_by(2).map(str::to_string));
        }
    }
    (kinds, words)
}

/// Every block of a `match`, without the braces.
fn matches_of(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("match ") {
        let Some(open) = text[at..].find('{').map(|open| at + open) else {
            continue;
        };
        let mut depth = 0;
        for (end, letter) in text[open..].char_indices() {
            depth += i32::from(letter == '{') - i32::from(letter == '}');
            if depth == 0 {
                found.push(&text[open + 1..open + end]);
                break;
            }
        }
    }
    found
}

/// The patterns of a block of a `match` that rustfmt has laid out.
fn patterns(block: &str) -> Vec<&str> {
    let arms = || block.lines().filter(|line| line.contains("=>"));
    let indent = |line: &str| line.len() - line.trim_start().len();
    let least = arms().map(indent).min().unwrap_or(0);
    let own = arms().filter(|line| indent(line) == least);
    own.filter_map(|line| line.split("=>").next())
        .map(str::trim)
        .collect()
}

/// Matches over words, or over what they stand for, that leave some of them to `_`.
fn silent(text: &str, kinds: &BTreeSet<String>, words: &BTreeSet<String>) -> Vec<String> {
    let is_choice = |pattern: &&str| {
        let kind = pattern.split("::").next().unwrap_or_default();
        let word = pattern.split('"').nth(1).unwrap_or_default();
        kinds.contains(kind.trim_start_matches("Some(")) || words.contains(word)
    };
    let mut found = Vec::new();
    for block in matches_of(text) {
        let patterns = patterns(block);
        if let (Some(choice), true) = (
            patterns.iter().find(|one| is_choice(one)),
            patterns.contains(&"_"),
        ) {
            found.push((*choice).to_string());
        }
    }
    found
}

#[test]
fn a_match_over_words_names_them_all() {
    let paths: Vec<_> = sources()
        .into_iter()
        .filter(|path| in_scenario(path))
        .collect();
    let texts: Vec<String> = paths.iter().map(|path| program_text(path)).collect();
    let (kinds, mut words) = chosen(&texts);
    // What is called like a table or a key may stand for that.
    let names = names();
    words.retain(|word| !names.contains(word));
    assert!(
        kinds.contains("BackupMethod") && words.contains("snapshot"),
        "{kinds:?}"
    );
    let mut wrong = Vec::new();
    for (path, text) in paths.iter().zip(&texts) {
        for one in silent(text, &kinds, &words) {
            wrong.push(format!("{}: {one}", path.display()));
        }
    }
    assert!(
        wrong.is_empty(),
        "a new word would silently mean `_`:\n{}",
        wrong.join("\n")
    );
    // The check sees what it should see.
    let planted = "
    match table.choice(\"method\") {
        \"snapshot\" => BackupMethod::Snapshot,
        _ => BackupMethod::Agent,
    }
    match backup.method {
        BackupMethod::Agent => match other {
            _ => 1,
        },
        BackupMethod::Snapshot => 2,
    }
    match table.may(METHOD) {
        Some(BackupMethod::Snapshot) => 1,
        _ => 2,
    }";
    assert_eq!(
        silent(planted, &kinds, &words),
        ["\"snapshot\"", "Some(BackupMethod::Snapshot)"]
    );
}
