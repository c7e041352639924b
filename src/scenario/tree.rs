//! Values with the place where they stand, whether they come from TOML or from a CSV.
//!
//! Always true here: every node knows its file and its bytes; trees are at most `NESTING` deep, and as much again where the
//! command line set something in them.

use super::issue::Issue;
use super::limit;
use super::problem::{FileProblem, Problem};
use std::collections::BTreeMap;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// The index of the scenario itself among the files.
pub(super) const SCENARIO: usize = 0;
/// The index that stands for the command line.
pub(super) const COMMAND_LINE: usize = 1;

/// The index of the file of expectations beside the scenario; an empty text where there is none.
pub(super) const EXPECTATIONS: usize = 2;

/// Where something stands: index of the file, and bytes in it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Spot {
    pub(super) file: usize,
    pub(super) span: Range<usize>,
}

impl Spot {
    /// Whether a cell of a CSV stands there, whose values are texts.
    pub(super) fn is_cell(&self) -> bool {
        !matches!(self.file, SCENARIO | COMMAND_LINE | EXPECTATIONS)
    }
}

/// A value.
#[derive(Clone, Debug)]
pub(super) enum Item {
    Text(String),
    Whole(i128),
    Real(f64),
    Flag(bool),
    Date,
    List(Vec<Node>),
    Table(Tree),
}

impl Item {
    /// The word for its kind in messages.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Item::Text(_) => "text",
            Item::Whole(_) => "a whole number",
            Item::Real(_) => "a number",
            Item::Flag(_) => "true or false",
            Item::Date => "a date",
            Item::List(_) => "a list",
            Item::Table(_) => "a table",
        }
    }
}

/// A value with its place.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) item: Item,
    pub(super) spot: Spot,
}

/// A key of a table.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) key_spot: Spot,
    pub(super) node: Node,
}

/// A table.
#[derive(Clone, Debug, Default)]
pub(super) struct Tree {
    pub(super) entries: BTreeMap<String, Entry>,
}

impl Tree {
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        self.entries.get(key).map(|entry| &entry.node)
    }

    /// This table with those keys of another that it does not have itself.
    pub(super) fn over(&self, below: &Tree, inherited: impl Fn(&str) -> bool) -> Tree {
        let mut joined = self.clone();
        for (key, entry) in &below.entries {
            if inherited(key) && !joined.entries.contains_key(key) {
                joined.entries.insert(key.clone(), entry.clone());
            }
        }
        joined
    }
}

/// Reads TOML; problems of syntax are all reported.
pub(super) fn from_toml(text: &str, file: usize, name: &str, issues: &mut Vec<Issue>) -> Tree {
    if let Some(at) = too_deep(text) {
        issues.push(Issue {
            problem: Problem::from(FileProblem::TooDeep {
                most: limit::NESTING.most,
            }),
            file: name.to_string(),
            span: at..at + 1,
            more_rows: 0,
        });
        return Tree::default();
    }
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        issues.push(Issue {
            problem: Problem::from(FileProblem::NotToml {
                reason: error.message().to_string(),
            }),
            file: name.to_string(),
            span: clip(span, text),
            more_rows: 0,
        });
    }
    tree(table.get_ref(), file)
}

fn clip(span: Range<usize>, text: &str) -> Range<usize> {
    let mut start = span.start.min(text.len());
    let mut end = span.end.clamp(start, text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    start..end
}

/// Where brackets outside of strings and comments nest deeper than the limit. Dotted keys nest as
/// well: a header or key with more dots than the limit counts.
fn too_deep(text: &str) -> Option<usize> {
    let (mut depth, mut dots) = (0_u64, 0_u64);
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'.' => dots += 1,
            b'\n' => dots = 0,
            b'#' => {
                while at < bytes.len() && bytes[at] != b'\n' {
                    at += 1;
                }
                dots = 0;
            }
            quote @ (b'"' | b'\'') => at = after_string(bytes, at, quote),
            b'=' | b',' => dots = 0,
            _ => {}
        }
        if depth > limit::NESTING.most || dots > limit::NESTING.most {
            return Some(at.min(text.len().saturating_sub(1)));
        }
        at += 1;
    }
    None
}

/// The last byte of the string that begins here, or of the line where it has no end.
fn after_string(bytes: &[u8], start: usize, quote: u8) -> usize {
    let triple = bytes[start..].starts_with(&[quote; 3]);
    let mut at = start + if triple { 3 } else { 1 };
    while at < bytes.len() {
        if bytes[at] == b'\\' && quote == b'"' {
            at += 2;
            continue;
        }
        if triple && bytes[at..].starts_with(&[quote; 3]) {
            return at + 2;
        }
        if !triple && (bytes[at] == quote || bytes[at] == b'\n') {
            return at;
        }
        at += 1;
    }
    bytes.len().saturating_sub(1)
}

fn tree(table: &DeTable<'_>, file: usize) -> Tree {
    let entries = table
        .iter()
        .map(|(key, value)| {
            let entry = Entry {
                key_spot: Spot {
                    file,
                    span: key.span(),
                },
                node: node(value.get_ref(), value.span(), file),
            };
            (key.get_ref().to_string(), entry)
        })
        .collect();
    Tree { entries }
}

fn node(value: &DeValue<'_>, span: Range<usize>, file: usize) -> Node {
    let item = match value {
        DeValue::String(text) => Item::Text(text.to_string()),
        DeValue::Integer(number) => {
            Item::Whole(i128::from_str_radix(number.as_str(), number.radix()).unwrap_or(i128::MAX))
        }
        DeValue::Float(number) => Item::Real(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(flag) => Item::Flag(*flag),
        DeValue::Datetime(_) => Item::Date,
        DeValue::Array(values) => Item::List(
            values
                .iter()
                .map(|value| node(value.get_ref(), value.span(), file))
                .collect(),
        ),
        DeValue::Table(table) => Item::Table(tree(table, file)),
    };
    Node {
        item,
        spot: Spot { file, span },
    }
}

/// A value of the command line, whose text begins at this byte there: TOML, and what is no TOML is a text.
pub(super) fn from_argument(text: &str, start: usize) -> Result<Node, (Spot, Problem)> {
    let start = start + text.len() - text.trim_start().len();
    let text = text.trim();
    let spot = Spot {
        file: COMMAND_LINE,
        span: start..start + text.len(),
    };
    if too_deep(text).is_some() {
        let most = limit::NESTING.most;
        return Err((spot, FileProblem::TooDeep { most }.into()));
    }
    let Ok(value) = DeValue::parse(text) else {
        let item = Item::Text(text.to_string());
        return Ok(Node { item, spot });
    };
    let mut node = node(value.get_ref(), value.span(), COMMAND_LINE);
    moved(&mut node, start);
    Ok(node)
}

/// Moves the places of a value by so many bytes.
fn moved(node: &mut Node, by: usize) {
    let shift = |span: &mut Range<usize>| *span = span.start + by..span.end + by;
    shift(&mut node.spot.span);
    match &mut node.item {
        Item::List(nodes) => nodes.iter_mut().for_each(|node| moved(node, by)),
        Item::Table(tree) => {
            for entry in tree.entries.values_mut() {
                shift(&mut entry.key_spot.span);
                moved(&mut entry.node, by);
            }
        }
        _ => {}
    }
}

/// A default's text as a value: TOML where it looks like it, else text.
pub(super) fn from_default(text: &str) -> Node {
    let item = if text.starts_with('{') || text.starts_with('[') {
        match DeValue::parse(text) {
            Ok(value) => return node(value.get_ref(), 0..0, 0),
            Err(_) => Item::Text(text.to_string()),
        }
    } else if let Ok(number) = text.parse::<i128>() {
        Item::Whole(number)
    } else if let Ok(number) = text.parse::<f64>() {
        Item::Real(number)
    } else if let Ok(flag) = text.parse::<bool>() {
        Item::Flag(flag)
    } else {
        Item::Text(text.to_string())
    };
    Node {
        item,
        spot: Spot::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nesting_is_bounded_before_parsing() {
        let mut issues = Vec::new();
        from_toml(&"[".repeat(100_000), 0, "x", &mut issues);
        assert!(issues[0].message().contains("NESTING"));
        let mut issues = Vec::new();
        from_toml(
            &format!("{} = 1", vec!["a"; 5_000].join(".")),
            0,
            "x",
            &mut issues,
        );
        assert!(issues[0].message().contains("NESTING"));
        let mut issues = Vec::new();
        from_toml(
            "a = \"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"",
            0,
            "x",
            &mut issues,
        );
        assert!(issues.is_empty(), "brackets in text do not count");
    }

    #[test]
    fn all_problems_of_syntax_are_reported() {
        let mut issues = Vec::new();
        from_toml("a = = 1\nb = \"x\nc = 2\n", 0, "x", &mut issues);
        assert!(issues.len() >= 2, "{issues:?}");
    }
}
