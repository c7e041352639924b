//! Paths of keys on the command line: `stamp.alpha.nodes`, `application.*.rto`, `vm."db 1.2".tier`.
//!
//! Always true here: every part knows the bytes that it stands on.

use super::super::problem::{Problem, SettingProblem};
use super::super::tree::{self, COMMAND_LINE, Item, Spot};
use std::ops::Range;

/// A part of a path: a name, or a pattern of names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in super::super) struct Segment {
    pub(in super::super) name: String,
    /// Whether `*` in it stands for any letters.
    pub(in super::super) pattern: bool,
    pub(in super::super) spot: Spot,
}

impl Segment {
    /// Whether it stands for this name.
    pub(in super::super) fn is(&self, name: &str) -> bool {
        if self.pattern {
            fits(&self.name, name)
        } else {
            self.name == name
        }
    }
}

/// Whether a name fits a pattern in which `*` stands for any letters, also none.
fn fits(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| name.strip_prefix(first)) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, between)) = parts.split_last() else {
        return rest.is_empty();
    };
    for part in between {
        match rest.find(part) {
            Some(at) => rest = rest.get(at + part.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// A path as it would be typed.
pub(in super::super) fn as_written(segments: &[Segment]) -> String {
    let bare = |name: &str| name.chars().all(is_bare) && !name.is_empty();
    let one = |segment: &Segment| match &segment.name {
        name if segment.pattern || bare(name) => name.clone(),
        name => format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\"")),
    };
    segments.iter().map(one).collect::<Vec<_>>().join(".")
}

/// Whether a character may stand in a part without quotes.
fn is_bare(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '-' | '_' | '/' | '*')
}

/// The path that a text begins with, and where it ends: at an equals sign or at the end. The text begins at
/// byte `from` of the command line.
pub(super) fn read(text: &str, from: usize) -> Result<(Vec<Segment>, usize), (Spot, Problem)> {
    let mut segments = Vec::new();
    let mut at = 0;
    loop {
        at = after_spaces(text, at);
        let (segment, end) = match text.get(at..).and_then(|rest| rest.chars().next()) {
            Some(quote @ ('"' | '\'')) => quoted(text, (at, quote), from)?,
            _ => bare(text, at, from)?,
        };
        segments.push(segment);
        at = after_spaces(text, end);
        match text.get(at..).and_then(|rest| rest.chars().next()) {
            None | Some('=') => return Ok((segments, at)),
            Some('.') => at += 1,
            Some(other) => {
                let here = at..at + other.len_utf8();
                return Err(wrong(here, from, Wrong::Sign(other)));
            }
        }
    }
}

/// What can be wrong with the form of a path.
enum Wrong {
    Sign(char),
    Empty,
    Quote,
}

fn wrong(here: Range<usize>, from: usize, what: Wrong) -> (Spot, Problem) {
    let problem = match what {
        Wrong::Sign(sign) => SettingProblem::Sign { sign },
        Wrong::Empty => SettingProblem::EmptyPart,
        Wrong::Quote => SettingProblem::Quote,
    };
    (spot(here, from), problem.into())
}

fn spot(here: Range<usize>, from: usize) -> Spot {
    Spot {
        file: COMMAND_LINE,
        span: here.start + from..here.end + from,
    }
}

fn after_spaces(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.len() - rest.trim_start_matches([' ', '\t']).len()
}

/// A part without quotes.
fn bare(text: &str, at: usize, from: usize) -> Result<(Segment, usize), (Spot, Problem)> {
    let rest = text.get(at..).unwrap_or_default();
    let end = rest.find(|c| !is_bare(c)).unwrap_or(rest.len());
    let name = rest.get(..end).unwrap_or_default();
    if name.is_empty() {
        let next = rest.chars().next();
        let length = next.map_or(0, char::len_utf8);
        let what = match next {
            None | Some('.' | '=') => Wrong::Empty,
            Some(other) => Wrong::Sign(other),
        };
        return Err(wrong(at..at + length, from, what));
    }
    let segment = Segment {
        name: name.to_string(),
        pattern: name.contains('*'),
        spot: spot(at..at + end, from),
    };
    Ok((segment, at + end))
}

/// A part between quotes, with the escapes of TOML where they are double.
fn quoted(
    text: &str,
    (at, quote): (usize, char),
    from: usize,
) -> Result<(Segment, usize), (Spot, Problem)> {
    let rest = text.get(at..).unwrap_or_default();
    let mut escaped = false;
    let closing = rest.char_indices().skip(1).find(|(_, c)| {
        let closes = *c == quote && !escaped;
        escaped = quote == '"' && *c == '\\' && !escaped;
        closes
    });
    let end = closing.map(|(end, _)| end + 1);
    let written = end.and_then(|end| rest.get(..end));
    let name = written.and_then(|written| match tree::from_argument(written, 0).ok()?.item {
        Item::Text(name) if name != written => Some(name),
        _ => None,
    });
    match (name, end) {
        (Some(name), Some(end)) if !name.is_empty() => {
            let segment = Segment {
                name,
                pattern: false,
                spot: spot(at..at + end, from),
            };
            Ok((segment, at + end))
        }
        (Some(_), Some(end)) => Err(wrong(at..at + end, from, Wrong::Empty)),
        _ => Err(wrong(at..at + rest.len(), from, Wrong::Quote)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        let (segments, _) = read(text, 0).expect("a path");
        segments.into_iter().map(|one| one.name).collect()
    }

    #[test]
    fn parts_are_bare_or_quoted() {
        assert_eq!(names("stamp.alpha.nodes=6"), ["stamp", "alpha", "nodes"]);
        assert_eq!(names("vm.\"db 1.2\" . tier"), ["vm", "db 1.2", "tier"]);
        assert_eq!(names("vm.'db=1'.tier = 2"), ["vm", "db=1", "tier"]);
        assert_eq!(names("vm.\"a\\\"b\".x"), ["vm", "a\"b", "x"]);
        assert_eq!(names("stamp.süd.nodes"), ["stamp", "süd", "nodes"]);
    }

    #[test]
    fn a_star_stands_for_any_letters_and_quotes_take_that_from_it() {
        let of = |pattern: &str| read(pattern, 0).expect("a path").0.remove(0);
        for (pattern, name, is) in [
            ("*", "erp", true),
            ("web*", "web-12", true),
            ("web*", "erp", false),
            ("*-db", "erp-db", true),
            ("e*p*d*b", "erp-db", true),
            ("e*b*p", "erp-db", false),
            ("a*a", "a", false),
            ("'*'", "erp", false),
        ] {
            assert_eq!(of(pattern).is(name), is, "{pattern} {name}");
        }
    }

    #[test]
    fn a_path_is_written_as_it_is_typed() {
        for text in [
            "stamp.alpha.nodes",
            "application.*.rto",
            "vm.\"db 1.2\".tier",
        ] {
            assert_eq!(as_written(&read(text, 0).expect("a path").0), text);
        }
    }
}
