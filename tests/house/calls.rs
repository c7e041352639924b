//! No file of the world calls one that calls it back: by methods of World and of everything below it,
//! through fields, parameters and tables as well. Imports do not show such a circle.
//!
//! Always true here: what is read is the text of the files, without their tests and comments.

use super::{below_src, code, is_word, program_text, sources};
use std::collections::{BTreeMap, BTreeSet};

/// A file by its way below `src`, and its text.
type File = (String, String);

fn files() -> Vec<File> {
    let all = sources().into_iter();
    let named = all.map(|path| (below_src(&path), program_text(&path)));
    let is_of_world = |name: &str| name == "world" || name.starts_with("world/");
    let found: Vec<File> = named
        .filter(|(name, text)| is_of_world(name) && !text.is_empty())
        .collect();
    assert!(found.len() > 60, "the world is not where it is looked for");
    found
}

/// The words of a text that begin with a capital letter.
fn types_in(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|letter| !is_word(letter));
    words.filter(|word| word.starts_with(|letter: char| letter.is_uppercase()))
}

/// Blocks that begin at the left edge with a line that `head` accepts, each with that line.
fn blocks(text: &str, head: impl Fn(&str) -> bool) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut from = 0;
    for line in text.split_inclusive('\n') {
        let after = from + line.len();
        if head(line) && line.trim_end().ends_with('{') {
            let length = text[after..].find("\n}").unwrap_or(text.len() - after);
            found.push((line, &text[after..after + length]));
        }
        from = after;
    }
    found
}

/// The type that a block of methods belongs to.
fn owner(head: &str) -> Option<&str> {
    let named = head.split(" for ").last()?;
    let named = named.trim_start_matches("impl").trim_start();
    let named = match named.strip_prefix('<') {
        Some(rest) => rest.split_once('>')?.1,
        None => named,
    };
    types_in(named).next()
}

/// Functions of a block, each from its name on.
fn functions(block: &str) -> Vec<&str> {
    let starts: Vec<usize> = block.match_indices("fn ").map(|(at, _)| at + 3).collect();
    let ends = starts.iter().skip(1).copied().chain([block.len()]);
    let all = starts.iter().copied().zip(ends);
    all.map(|(start, end)| &block[start..end]).collect()
}

fn name_of(function: &str) -> &str {
    let end = function.find(|letter| !is_word(letter));
    &function[..end.unwrap_or(function.len())]
}

/// What types there are: their methods with the files that these stand in, and their fields.
#[derive(Default)]
struct Known {
    methods: BTreeMap<(String, String), BTreeSet<String>>,
    fields: BTreeMap<(String, String), String>,
    types: BTreeSet<String>,
}

impl Known {
    fn of(files: &[File]) -> Known {
        let mut known = Known::default();
        for (name, text) in files {
            let text = code(text);
            for (head, block) in blocks(&text, |line| line.starts_with("impl")) {
                let Some(owner) = owner(head) else { continue };
                known.types.insert(owner.to_string());
                for function in functions(block) {
                    let method = (owner.to_string(), name_of(function).to_string());
                    known
                        .methods
                        .entry(method)
                        .or_default()
                        .insert(name.clone());
                }
            }
        }
        for (_, text) in files {
            let text = code(text);
            for (head, block) in blocks(&text, |line| line.contains("struct ")) {
                let Some(owner) = types_in(head.split("struct ").last().unwrap()).next() else {
                    continue;
                };
                for line in block.lines() {
                    if let Some((field, kind)) = line.split_once(": ")
                        && let Some(kind) = known.last_in(kind)
                    {
                        let field = field.rsplit(' ').next().unwrap().to_string();
                        known.fields.insert((owner.to_string(), field), kind);
                    }
                }
            }
        }
        known
    }

    /// The last type of a text that is known: that of the rows, where it is a table.
    fn last_in(&self, text: &str) -> Option<String> {
        let known = types_in(text).filter(|one| self.types.contains(*one));
        known.last().map(str::to_string)
    }

    /// What the names in a function stand for: itself, its parameters, and short names of fields.
    fn names(&self, owner: &str, function: &str) -> BTreeMap<String, String> {
        let mut names = BTreeMap::from([("self".to_string(), owner.to_string())]);
        let head = function.split(" {\n").next().unwrap_or(function);
        for part in head.split(['(', ',']) {
            if let Some((name, kind)) = part.split_once(": ")
                && let Some(kind) = self.last_in(kind)
            {
                names.insert(name.trim().trim_start_matches("mut ").to_string(), kind);
            }
        }
        for part in function.split("let ").skip(1) {
            if let Some((name, value)) = part.split(';').next().unwrap().split_once(" = ")
                && let Some(path) = value
                    .trim_start_matches(['&', ' '])
                    .strip_prefix("mut ")
                    .or(Some(value.trim_start_matches('&')))
                && !path.contains('(')
                && let Some(kind) = self.kind_of(&without_indices(path), &names)
            {
                names.insert(name.trim_start_matches("mut ").to_string(), kind);
            }
        }
        names
    }

    /// The type that a path of fields leads to.
    fn kind_of(&self, path: &str, names: &BTreeMap<String, String>) -> Option<String> {
        let mut parts = path.split('.').map(str::trim);
        let mut kind = names.get(parts.next()?)?.clone();
        for field in parts {
            kind = self.fields.get(&(kind, field.to_string()))?.clone();
        }
        Some(kind)
    }
}

/// A path without what stands in brackets.
fn without_indices(path: &str) -> String {
    let mut depth = 0;
    let outside = |letter: &char| {
        match letter {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => return depth == 0,
        }
        false
    };
    path.chars().filter(outside).collect()
}

/// The path before a place of a text, such as `self.frame.flows` before `.start(`.
fn path_before(text: &str) -> String {
    let mut depth = 0;
    let mut start = text.len();
    for (at, letter) in text.char_indices().rev() {
        match letter {
            ']' => depth += 1,
            '[' if depth > 0 => depth -= 1,
            _ if depth > 0 => {}
            _ if is_word(letter) || letter == '.' => {}
            // A path may be broken before a dot.
            _ if letter.is_whitespace() && text[start..].starts_with(['.', ' ', '\n']) => {}
            _ => break,
        }
        start = at;
    }
    without_indices(&text[start..]).split_whitespace().collect()
}

/// Which file calls which other, with one method of each that it does so by.
type Arrows = BTreeMap<(String, String), String>;

fn arrows(files: &[File]) -> Arrows {
    let known = Known::of(files);
    let mut arrows = Arrows::new();
    for (name, text) in files {
        let text = code(text);
        for (head, block) in blocks(&text, |line| line.starts_with("impl")) {
            let Some(owner) = owner(head) else { continue };
            for function in functions(block) {
                let names = known.names(owner, function);
                for (at, _) in function.match_indices('(') {
                    let before = &function[..at];
                    let start = before
                        .rfind(|letter| !is_word(letter))
                        .map_or(0, |one| one + 1);
                    let (method, before) = (&before[start..], &before[..start]);
                    let kind = if let Some(before) = before.strip_suffix('.') {
                        let dotted = before.trim_end();
                        known.kind_of(&path_before(dotted), &names)
                    } else if let Some(before) = before.strip_suffix("::") {
                        let start = before.rfind(|letter| !is_word(letter));
                        let kind = &before[start.map_or(0, |one| one + 1)..];
                        Some(if kind == "Self" { owner } else { kind }.to_string())
                    } else {
                        None
                    };
                    let Some(kind) = kind else { continue };
                    for file in known
                        .methods
                        .get(&(kind, method.to_string()))
                        .into_iter()
                        .flatten()
                    {
                        if file != name {
                            let arrow = (name.clone(), file.clone());
                            arrows.entry(arrow).or_insert_with(|| method.to_string());
                        }
                    }
                }
            }
        }
    }
    arrows
}

/// Arrows that are part of a circle.
fn circles(arrows: &Arrows) -> Vec<String> {
    let reaches = |from: &str, to: &str| {
        let (mut seen, mut open) = (BTreeSet::from([from]), vec![from]);
        while let Some(one) = open.pop() {
            let next = arrows.keys().filter(|(start, _)| start == one);
            open.extend(
                next.map(|(_, end)| end.as_str())
                    .filter(|end| seen.insert(end)),
            );
        }
        seen.contains(to)
    };
    let round = arrows.iter().filter(|((from, to), _)| reaches(to, from));
    let tell = |((from, to), method): (&(String, String), &String)| {
        format!("{from} calls {method} of {to}")
    };
    round.map(tell).collect()
}

#[test]
fn no_file_of_the_world_calls_one_that_calls_it_back() {
    let arrows = arrows(&files());
    let found = arrows.len();
    assert!(found > 250, "only {found} calls between files are seen");
    let circles = circles(&arrows);
    assert!(
        circles.is_empty(),
        "files that call each other:\n{circles:#?}"
    );
}

#[test]
fn a_planted_circle_is_seen() {
    let file = |name: &str, text: &str| (name.to_string(), text.to_string());
    let world = file(
        "world",
        "pub struct World<'b> {\n    frame: Frame<'b>,\n    plant: Plant,\n}\nimpl World<'_> {\n    fn go(&mut self) {\n        self.fall(1);\n    }\n}\n",
    );
    let falls = |body: &str| {
        file(
            "world/fall",
            &format!(
                "impl World<'_> {{\n    fn fall(&mut self, number: u32) {{\n        {body}\n    }}\n}}\n"
            ),
        )
    };
    let plant = |body: &str| {
        file(
            "world/plant",
            &format!(
                "pub(super) struct Plant {{\n    pools: Table<StampId, Pool>,\n}}\nimpl Plant {{\n    fn halt(&mut self, stamp: StampId) {{\n        {body}\n    }}\n    fn wake(&mut self) {{}}\n}}\n"
            ),
        )
    };
    let pool = |body: &str| {
        file(
            "world/pool",
            &format!(
                "struct Pool {{\n    full: bool,\n}}\nimpl Pool {{\n    fn stop(&mut self, plant: &mut Plant) {{\n        {body}\n    }}\n}}\n"
            ),
        )
    };
    let all = |fall: &str, halt: &str, stop: &str| {
        circles(&arrows(&[
            world.clone(),
            falls(fall),
            plant(halt),
            pool(stop),
        ]))
    };
    let none: [&str; 0] = [];
    assert_eq!(
        all("self.plant.halt(stamp);", "self.pools[stamp].stop(x);", ""),
        none
    );
    // Back by a method of the same type, in a comment only, and in earnest.
    assert_eq!(all("// self.go();", "", ""), none);
    assert_eq!(
        all("self\n            .go();", "", ""),
        [
            "world calls fall of world/fall",
            "world/fall calls go of world"
        ]
    );
    // Back from a row of a table, through a parameter or a short name.
    let round = [
        "world/plant calls stop of world/pool",
        "world/pool calls wake of world/plant",
    ];
    assert_eq!(
        all(
            "",
            "self.pools[self.of(stamp)].stop(self);",
            "plant.wake();"
        ),
        round
    );
    let short = "let pool = &mut self.pools[stamp];\n        pool.stop(self);";
    assert_eq!(all("", short, "Plant::wake(plant);"), round);
}
