//! Names of things: which are legal, how they are sorted, how they are looked up.
//!
//! Always true here: lists are in natural order (`web-2` before `web-10`), so that the order of
//! tables in a file means nothing.

use super::context::Context;
use super::keys::{Element, Key, KeyOf, Name, Names};
use super::limit::{self, Limit};
use super::problem::{KeyProblem, Known, NameProblem, OverLimit, Problem};
use super::table::Table;
use super::tree::{Item, Node, Spot, Tree};
use super::value::{label, unexpected};
use std::cmp::Ordering;

/// Natural order: runs of digits compare as numbers.
pub(crate) fn natural(first: &str, second: &str) -> Ordering {
    let (mut a, mut b) = (first.as_bytes(), second.as_bytes());
    while let (Some(x), Some(y)) = (a.first(), b.first()) {
        if x.is_ascii_digit() && y.is_ascii_digit() {
            let (run_a, rest_a) = digits(a);
            let (run_b, rest_b) = digits(b);
            let order = run_a.len().cmp(&run_b.len()).then(run_a.cmp(run_b));
            if order != Ordering::Equal {
                return order;
            }
            (a, b) = (rest_a, rest_b);
        } else {
            if x != y {
                return x.cmp(y);
            }
            (a, b) = (&a[1..], &b[1..]);
        }
    }
    a.len().cmp(&b.len()).then_with(|| first.cmp(second))
}

/// A run of digits without leading zeros, and what follows it.
fn digits(text: &[u8]) -> (&[u8], &[u8]) {
    let end = text
        .iter()
        .position(|byte| !byte.is_ascii_digit())
        .unwrap_or(text.len());
    let run = &text[..end];
    let zeros = run.iter().take_while(|byte| **byte == b'0').count();
    (&run[zeros..], &text[end..])
}

/// A table under its name.
pub(super) struct Named<'a> {
    pub(super) name: String,
    pub(super) tree: &'a Tree,
    pub(super) spot: Spot,
}

/// The tables of one kind, in natural order of their names.
pub(super) fn named<'a>(
    context: &Context<'_>,
    parent: &'a Tree,
    kind: &'static str,
    limit: Limit,
) -> Vec<Named<'a>> {
    let Some(node) = parent.get(kind) else {
        return Vec::new();
    };
    let Item::Table(tables) = &node.item else {
        context.problem(
            &node.spot,
            KeyProblem::NotTables {
                key: kind.to_string(),
                found: node.item.kind(),
            },
        );
        return Vec::new();
    };
    let mut found = Vec::new();
    for (name, entry) in &tables.entries {
        check_name(context, name, kind, &entry.key_spot);
        match &entry.node.item {
            Item::Table(tree) => found.push(Named {
                name: name.clone(),
                tree,
                spot: entry.key_spot.clone(),
            }),
            other => context.problem(
                &entry.node.spot,
                KeyProblem::EntryNotATable {
                    kind: kind.to_string(),
                    name: name.clone(),
                    found: other.kind(),
                },
            ),
        }
    }
    if found.len() as u64 > limit.most {
        context.problem(
            &node.spot,
            OverLimit::Tables {
                count: found.len() as u64,
                kind,
                limit,
            },
        );
        found.truncate(1);
    }
    found.sort_by(|a, b| natural(&a.name, &b.name));
    found
}

/// Refuses names that could not be used in paths of keys, streams and folders.
pub(super) fn check_name(context: &Context<'_>, name: &str, kind: &str, spot: &Spot) {
    let extra: &[char] = if kind == "vm" {
        &['-', '_', '/', '.', ' ']
    } else {
        &['-', '_']
    };
    let legal = !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || extra.contains(&c));
    if !legal {
        context.problem(
            spot,
            NameProblem::Illegal {
                name: name.to_string(),
                of_vm: kind == "vm",
                near: nearest_legal(name, extra),
            },
        );
    } else if name.trim() != name {
        context.problem(
            spot,
            NameProblem::Spaces {
                name: name.to_string(),
            },
        );
    }
    if name.chars().count() as u64 > limit::NAME_CHARACTERS.most {
        context.problem(
            spot,
            OverLimit::Name {
                limit: limit::NAME_CHARACTERS,
            },
        );
    }
}

/// A legal name that looks like this one.
fn nearest_legal(name: &str, extra: &[char]) -> Option<String> {
    let legal = |c: char| c.is_alphanumeric() || extra.contains(&c);
    let mut made = String::new();
    for character in name.trim().chars().take(100) {
        if legal(character) {
            made.push(character);
        } else if !made.ends_with('-') {
            made.push('-');
        }
    }
    let made = made.trim_matches('-');
    made.chars()
        .any(char::is_alphanumeric)
        .then(|| made.to_string())
}

/// The position of a name in a list, or a message with the near ones. Lists are in natural order.
pub(super) fn look_up(names: &[String], wanted: &str, kind: &str) -> Result<usize, NameProblem> {
    names
        .binary_search_by(|name| natural(name, wanted))
        .map_err(|_| NameProblem::Undefined {
            kind: kind.to_string(),
            name: wanted.to_string(),
            known: Known::in_place_of(wanted, names),
        })
}

impl<'a, 'f, E: Element> Table<'a, 'f, E> {
    /// The table of one of several things of its kind.
    pub(super) fn named(context: &'a Context<'f>, thing: &Named<'a>) -> Table<'a, 'f, E> {
        let path = format!("{}.{}", E::NAME, thing.name);
        Table::new(context, path, thing.tree, &thing.spot)
    }
}

impl<E> Table<'_, '_, E> {
    /// The thing that a key names.
    pub(super) fn name_of<K: Element, N: Copy>(
        &self,
        key: Key<E, Name<K>, N>,
        names: &[String],
    ) -> Option<usize> {
        self.maybe(key, |node| Ok(look_up(names, label(node)?, K::NAME)?))
    }

    /// The thing that a key names, or the only one there is.
    pub(super) fn name_or_the_only<K: Element, N: Copy>(
        &self,
        key: Key<E, Name<K>, N>,
        names: &[String],
    ) -> usize {
        if self.node(key).is_some() {
            return self.name_of(key, names).unwrap_or(0);
        }
        self.only(key, names, K::NAME)
    }

    /// The only thing of its kind; of several a key must name one.
    pub(super) fn only(&self, key: impl KeyOf<E>, names: &[String], kind: &'static str) -> usize {
        if names.len() != 1 {
            self.context.problem(
                &self.spot,
                NameProblem::WhichOne {
                    title: self.title(),
                    key: key.name().to_string(),
                    kind,
                    known: names.to_vec(),
                },
            );
        }
        0
    }

    /// The things that a key names: one name or a list. Cells of a CSV separate them by `;`.
    pub(super) fn names_of<K: Element, N: Copy>(
        &self,
        key: Key<E, Names<K>, N>,
        names: &[String],
    ) -> Option<Vec<usize>> {
        let kind = K::NAME;
        let node = self.node(key)?;
        let mut found = Vec::new();
        for (name, spot) in texts(node).unwrap_or_else(|problem| {
            self.context.problem(&node.spot, self.of_key(key, problem));
            Vec::new()
        }) {
            match look_up(names, name, kind) {
                Ok(index) if found.contains(&index) => {
                    let name = name.to_string();
                    self.context
                        .problem(spot, NameProblem::Twice { kind, name });
                }
                Ok(index) => found.push(index),
                Err(problem) => self.context.problem(spot, problem),
            }
        }
        found.sort_unstable();
        Some(found)
    }

    /// How messages call this table: `stamp `alpha``.
    pub(super) fn title(&self) -> String {
        if self.path.contains('.') {
            format!("{} `{}`", self.section.name, self.short_name())
        } else {
            format!("`{}`", self.path)
        }
    }
}

/// A text or a list of texts, each with its place.
pub(super) fn texts(node: &Node) -> Result<Vec<(&str, &Spot)>, Problem> {
    match &node.item {
        Item::Text(text) if node.spot.file != 0 => Ok(text
            .split(';')
            .map(str::trim)
            .filter(|part| !part.is_empty() && *part != "[]")
            .map(|part| (part, &node.spot))
            .collect()),
        Item::Text(text) => Ok(vec![(text.as_str(), &node.spot)]),
        Item::List(nodes) => nodes
            .iter()
            .map(|node| label(node).map(|text| (text, &node.spot)))
            .collect(),
        other => Err(unexpected(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn natural_order_compares_numbers_as_numbers() {
        let mut names = ["n10", "n2", "n1", "a/3/x", "a/12/x", "n02"];
        names.sort_by(|a, b| natural(a, b));
        assert_eq!(names, ["a/3/x", "a/12/x", "n1", "n02", "n2", "n10"]);
    }
}
