//! Everything that `check` has to say of a scenario, with the places, for programs.
//!
//! Always true here: lines and columns count from 1, columns in characters; what stands nowhere has no place.

use super::super::render::Refusal;
use crate::model::{Allowed, Blueprint, Lint, Meaning, Severity};
use crate::scenario::problem::Problem;
use crate::scenario::{ARGUMENTS, Issue, codes};
use std::collections::BTreeMap;
use std::ops::Range;

/// From where to where something stands in a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Region {
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) end_line: usize,
    /// The column behind the last character.
    pub(super) end_column: usize,
}

/// One thing that is said.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Said {
    pub(super) code: String,
    pub(super) severity: Severity,
    pub(super) title: &'static str,
    pub(super) message: String,
    pub(super) help: String,
    /// None for what stands in no file.
    pub(super) file: Option<String>,
    /// The argument of the command line that it is about.
    pub(super) argument: Option<String>,
    pub(super) region: Option<Region>,
    /// Why it is allowed, where it is.
    pub(super) allowed: Option<String>,
}

/// Texts of files by the names that they have in messages.
pub(super) type Texts = BTreeMap<String, String>;

/// What is said of a legal scenario.
pub(super) fn of_legal(blueprint: &Blueprint, texts: &Texts) -> Vec<Said> {
    let known = codes();
    let said = |lint: &Lint, allowed: Option<String>| {
        let nowhere = lint.stands.span.is_empty() && lint.stands.span.start == 0;
        let span = (!nowhere).then(|| lint.stands.span.clone());
        let place = (lint.stands.file.as_str(), span);
        one(
            (lint.code().0, lint.message(), String::new()),
            place,
            (texts, &known),
            allowed,
        )
    };
    let told = blueprint.lints.iter().map(|lint| said(lint, None));
    let spared = |one: &Allowed| {
        let reason = one.reason.clone();
        let lints = one.lints.clone();
        lints.into_iter().map(move |lint| (lint, reason.clone()))
    };
    let allowed = blueprint.allowed.iter().flat_map(spared);
    let allowed = allowed.map(|(lint, reason)| said(&lint, Some(reason)));
    let mut all: Vec<Said> = told.chain(allowed).collect();
    all.sort_by_key(|one| {
        (
            one.file.clone(),
            one.region.map(|region| (region.line, region.column)),
        )
    });
    all
}

/// What is said of a refused scenario.
pub(super) fn of_refused(refusal: &Refusal) -> Vec<Said> {
    let known = codes();
    let said = |issue: &Issue| {
        one(
            (issue.code().0, issue.message(), issue.help()),
            (&issue.file, Some(issue.span.clone())),
            (&refusal.texts, &known),
            None,
        )
    };
    refusal.issues.iter().map(said).collect()
}

/// What is said of a file that was not even read as a scenario.
pub(super) fn of_unread(problem: &Problem, file: &str) -> Vec<Said> {
    let told = (problem.code().0, problem.message(), problem.help());
    vec![one(told, (file, None), (&Texts::new(), &codes()), None)]
}

fn one(
    (code, message, help): (u16, String, String),
    (file, span): (&str, Option<Range<usize>>),
    (texts, known): (&Texts, &[Meaning]),
    allowed: Option<String>,
) -> Said {
    let code = crate::model::Code(code);
    let title = known.iter().find(|one| one.code == code);
    let text = texts.get(file);
    let region = span
        .clone()
        .zip(text)
        .map(|(span, text)| region(text, span));
    let of_arguments = file == ARGUMENTS;
    let argument = text.filter(|_| of_arguments).and_then(|text| {
        let line = region?.line.checked_sub(1)?;
        text.lines().nth(line).map(str::to_string)
    });
    Said {
        code: code.to_string(),
        severity: code.severity(),
        title: title.map_or("", |one| one.title),
        message,
        help,
        file: (!of_arguments && !file.is_empty()).then(|| file.to_string()),
        argument,
        region: region.filter(|_| !of_arguments),
        allowed,
    }
}

/// Where these bytes stand.
fn region(text: &str, span: Range<usize>) -> Region {
    let (line, column) = position(text, span.start);
    let (end_line, end_column) = position(text, span.end.max(span.start));
    Region {
        line,
        column,
        end_line,
        end_column,
    }
}

/// Line and column of a byte.
fn position(text: &str, at: usize) -> (usize, usize) {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let before = text.get(..at).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    (
        line,
        before.get(start..).unwrap_or_default().chars().count() + 1,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_characters_from_one() {
        let text = "a = 1\nü = \"x\"\n";
        let start = text.find('"').expect("there");
        let found = region(text, start..start + 3);
        assert_eq!((found.line, found.column), (2, 5));
        assert_eq!((found.end_line, found.end_column), (2, 8));
        assert_eq!(position("", 7), (1, 1));
        assert_eq!(position("ä", 1), (1, 1));
    }
}
