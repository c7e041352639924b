//! What the command line sets in a scenario and takes out of it: `--set PATH=VALUE`, `--unset PATH`.
//!
//! Always true here: only the form of the arguments; whether there is such a key is found in the tables (`edit`). All
//! arguments together are one text, a line each, so that messages show them with a caret as they show a file.

mod path;

use super::limit;
use super::problem::{FileProblem, Problem, SettingProblem};
use super::tree::{self, COMMAND_LINE, Item, Node, Spot};
pub(super) use path::{Segment, as_written};
use std::ops::Range;

/// A change of a scenario, as it was given.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Edit {
    /// `PATH=VALUE`: the key has this value; VALUE is TOML, and what is no TOML is a text.
    Set(String),
    /// `PATH`: the key, or the table, is left out.
    Unset(String),
}

impl Edit {
    /// The argument as it would be typed, without the quotes of a shell.
    #[must_use]
    pub fn words(&self) -> String {
        let (flag, given) = self.parts();
        format!("{flag} {given}")
    }

    /// The flag, and what was given to it.
    #[must_use]
    pub fn parts(&self) -> (&'static str, &str) {
        match self {
            Edit::Set(given) => ("--set", given),
            Edit::Unset(given) => ("--unset", given),
        }
    }
}

/// All changes as one text, a line each: what stands in messages for the command line.
#[must_use]
pub fn command_line(edits: &[Edit]) -> String {
    let lines: Vec<String> = edits.iter().map(Edit::words).collect();
    lines.join("\n")
}

/// What is to be done.
#[derive(Clone, Debug)]
pub(super) enum Deed {
    /// This value.
    Set(Node),
    /// Nothing is to stand there.
    Unset,
}

/// A change whose form is understood.
#[derive(Clone, Debug)]
pub(super) struct Setting {
    /// Its place among the arguments.
    pub(super) number: usize,
    pub(super) path: Vec<Segment>,
    pub(super) deed: Deed,
}

/// A change that stands in a file of expectations, and not on the command line.
pub(super) struct Stated {
    /// Bytes among those of all changes.
    pub(super) at: Range<usize>,
    /// Bytes of the file, with the quotes.
    pub(super) stands: Range<usize>,
    /// Whether what is between the quotes stands there letter for letter.
    pub(super) is_bare: bool,
}

impl Stated {
    /// Where bytes of all changes stand in the file; none where they are no part of this one.
    pub(super) fn place(&self, span: &Range<usize>) -> Option<Range<usize>> {
        if span.start < self.at.start || span.end > self.at.end {
            return None;
        }
        let moved = |at: usize| self.stands.start + 1 + (at - self.at.start);
        Some(match self.is_bare {
            true => moved(span.start)..moved(span.end),
            false => self.stands.clone(),
        })
    }
}

/// Where in the text of all changes that stands which was given to each flag.
pub(super) fn given(edits: &[Edit]) -> Vec<Range<usize>> {
    let mut start = 0;
    let place = |edit: &Edit| {
        let (flag, given) = edit.parts();
        let from = start + flag.len() + 1;
        start = from + given.len() + 1;
        from..from + given.len()
    };
    edits.iter().map(place).collect()
}

/// Understands all changes; what cannot be understood is told.
pub(super) fn read(edits: &[Edit], tell: &dyn Fn(&Spot, Problem)) -> Vec<Setting> {
    let mut settings = Vec::new();
    let all = edits.iter().zip(given(edits)).enumerate();
    for (number, (edit, at)) in all {
        match understood(edit, at.start) {
            Ok((path, deed)) => settings.push(Setting { number, path, deed }),
            Err((spot, problem)) => tell(&spot, problem),
        }
    }
    settings
}

/// The path and the deed of one change whose text begins at this byte of all.
fn understood(edit: &Edit, from: usize) -> Result<(Vec<Segment>, Deed), (Spot, Problem)> {
    let (_, given) = edit.parts();
    let (segments, end) = path::read(given, from)?;
    let whole = spot(from..from + given.len());
    if segments.len() as u64 > limit::NESTING.most {
        let most = limit::NESTING.most;
        return Err((whole, FileProblem::TooDeep { most }.into()));
    }
    match (
        edit,
        given.get(end..).and_then(|rest| rest.strip_prefix('=')),
    ) {
        (Edit::Set(_), Some(value)) => {
            let node = tree::from_argument(value, from + end + 1)?;
            Ok((segments, Deed::Set(node)))
        }
        (Edit::Set(_), None) => {
            let path = given.trim().to_string();
            Err((whole, SettingProblem::NoValue { path }.into()))
        }
        (Edit::Unset(_), Some(_)) => {
            let path = given.get(..end).unwrap_or(given).trim().to_string();
            let rest = spot(from + end..from + given.len());
            Err((rest, SettingProblem::ValueToTakeOut { path }.into()))
        }
        (Edit::Unset(_), None) => Ok((segments, Deed::Unset)),
    }
}

/// Bytes of the command line.
fn spot(span: Range<usize>) -> Spot {
    Spot {
        file: COMMAND_LINE,
        span,
    }
}

/// Whether two values are the same, wherever they stand.
pub(super) fn same(one: &Item, other: &Item) -> bool {
    match (one, other) {
        (Item::Text(one), Item::Text(other)) => one == other,
        (Item::Whole(one), Item::Whole(other)) => one == other,
        (Item::Real(one), Item::Real(other)) => one.to_bits() == other.to_bits(),
        (Item::Flag(one), Item::Flag(other)) => one == other,
        (Item::List(one), Item::List(other)) => {
            let pairs = || one.iter().zip(other);
            one.len() == other.len() && pairs().all(|(a, b)| same(&a.item, &b.item))
        }
        (Item::Table(one), Item::Table(other)) => {
            let pairs = || one.entries.iter().zip(&other.entries);
            one.entries.len() == other.entries.len()
                && pairs().all(|((a, x), (b, y))| a == b && same(&x.node.item, &y.node.item))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;

    fn given(edits: &[Edit]) -> (Vec<Setting>, Vec<String>) {
        let told = RefCell::new(Vec::new());
        let text = command_line(edits);
        let settings = read(edits, &|spot, problem| {
            let marked = text.get(spot.span.clone()).expect("bytes of the arguments");
            told.borrow_mut()
                .push(format!("{} | {marked}", problem.message()));
        });
        (settings, told.into_inner())
    }

    fn value(text: &str) -> Item {
        let (settings, told) = given(&[Edit::Set(format!("run.x={text}"))]);
        assert!(told.is_empty(), "{told:?}");
        match &settings[0].deed {
            Deed::Set(node) => node.item.clone(),
            Deed::Unset => panic!("it is set"),
        }
    }

    #[test]
    fn a_value_is_toml_and_what_is_none_is_a_text() {
        assert!(matches!(value("6"), Item::Whole(6)));
        assert!(matches!(value("0.5"), Item::Real(_)));
        assert!(matches!(value("true"), Item::Flag(true)));
        assert!(matches!(value("['a', 'b']"), Item::List(list) if list.len() == 2));
        assert!(matches!(value("{ median = '4 h' }"), Item::Table(_)));
        for (written, text) in [
            ("2 h", "2 h"),
            (" 2 h ", "2 h"),
            ("\"2 h\"", "2 h"),
            ("", ""),
            ("a = b", "a = b"),
            ("{ median = }", "{ median = }"),
            ("6\nseed = 7", "6\nseed = 7"),
            ("20:00-06:00", "20:00-06:00"),
        ] {
            assert!(
                matches!(value(written), Item::Text(found) if found == text),
                "{written}"
            );
        }
    }

    #[test]
    fn problems_of_form_are_told_all_at_once_each_at_its_place() {
        let set = |text: &str| Edit::Set(text.to_string());
        let edits = [
            set("stamp.alpha.nodes"),
            set("=6"),
            set("stamp..nodes=6"),
            set("stamp.\"alpha=6"),
            Edit::Unset("run.seed=7".to_string()),
            set("rack.r.nodes[0]=1"),
            Edit::Unset(String::new()),
        ];
        let (settings, told) = given(&edits);
        assert!(settings.is_empty());
        assert_eq!(told.len(), edits.len(), "{told:#?}");
        assert!(told[0].ends_with("| stamp.alpha.nodes"), "{told:#?}");
        assert!(told[3].ends_with("| \"alpha=6"), "{told:#?}");
        assert!(told[4].ends_with("| =7"), "{told:#?}");
        assert!(told[5].ends_with("| ["), "{told:#?}");
    }

    #[test]
    fn places_are_counted_over_all_arguments() {
        let (settings, _) = given(&[
            Edit::Unset("run.seed".to_string()),
            Edit::Set("a.b=x".to_string()),
        ]);
        let spot = &settings[1].path[1].spot;
        assert_eq!(
            command_line(&[
                Edit::Unset("run.seed".to_string()),
                Edit::Set("a.b=x".to_string())
            ])
            .get(spot.span.clone()),
            Some("b")
        );
    }

    #[test]
    fn values_nested_beyond_the_limit_are_refused_and_nothing_panics() {
        let deep = "[".repeat(100_000);
        let (_, told) = given(&[Edit::Set(format!("run.x={deep}"))]);
        assert_eq!(told.len(), 1);
        let long = vec!["a"; 50_000].join(".");
        let (_, told) = given(&[Edit::Set(format!("{long}=1"))]);
        assert_eq!(told.len(), 1);
        for odd in [
            ".",
            "..",
            "=",
            "\"",
            "''",
            "\"\\u{0}\"",
            "ä.ö=ü",
            "*",
            "*=1",
            "a\0b=1",
            "a.=",
            "\u{202e}=1",
            "a.\"\\\"=1",
            "a=\"",
            "a='''",
            "\n",
            "a\n=\n",
            "'a' 'b'=1",
            "a b=1",
            "a.\"b\"c=1",
            "🦀.x=🦀",
        ] {
            given(&[Edit::Set(odd.to_string()), Edit::Unset(odd.to_string())]);
        }
    }
}
