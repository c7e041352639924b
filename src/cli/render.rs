//! Problems of a scenario as text with line, column, caret and help.
//!
//! Always true here: one problem is one paragraph, in the order of the file.

use crate::chart::harmless::{harmless, is_deceptive};
use crate::scenario::Issue;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use std::collections::BTreeMap;
use std::ops::Range;

/// What is wrong with a scenario, and the texts that it is shown in.
pub(crate) struct Refusal {
    pub(super) issues: Vec<Issue>,
    /// By the names that files have in messages.
    pub(super) texts: BTreeMap<String, String>,
}

impl Refusal {
    /// All problems for people.
    pub(super) fn words(&self, colour: bool) -> String {
        issues(&self.issues, &self.texts, colour)
    }
}

/// All problems; `sources` holds the texts of the files by name.
pub(super) fn issues(issues: &[Issue], sources: &BTreeMap<String, String>, colour: bool) -> String {
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let mut out = String::new();
    for issue in issues {
        out.push_str(&renderer.render(&[report(issue, sources)]));
        out.push_str("\n\n");
    }
    let count = issues.len();
    let plural = if count == 1 { "" } else { "s" };
    out.push_str(&format!("{count} problem{plural}; nothing was simulated"));
    out
}

fn report<'a>(issue: &'a Issue, sources: &'a BTreeMap<String, String>) -> Group<'a> {
    let message = harmless(&issue.message());
    let level = Level::ERROR;
    let title = match sources.get(&issue.file) {
        // Without a line to show, the file is named in the message.
        Some(text) if text.is_empty() => {
            level.primary_title(format!("{}: {message}", harmless(&issue.file)))
        }
        _ => level.primary_title(message),
    }
    .id(issue.code().to_string());
    let mut group = match sources.get(&issue.file) {
        Some(text) if !text.is_empty() => {
            let (lines, first_line, marked) = excerpt(text, issue.span.start, issue.span.end);
            title.element(
                Snippet::source(shown(lines))
                    .line_start(first_line)
                    .path(harmless(&issue.file))
                    .annotation(AnnotationKind::Primary.span(marked)),
            )
        }
        _ => Group::with_title(title),
    };
    let help = issue.help();
    if !help.is_empty() {
        group = group.element(Level::HELP.message(harmless(&help)));
    }
    group
}

/// Lines of a file without what a terminal takes for a command, and as long in bytes as they are there.
fn shown(lines: &str) -> String {
    lines
        .chars()
        .map(|character| match (character, character.len_utf8()) {
            // The renderer has signs for these.
            (character, 1) => character,
            (character, length) if character.is_control() || is_deceptive(character) => {
                match length {
                    2 => '·',
                    3 => '\u{fffd}',
                    _ => '\u{10102}',
                }
            }
            ('\u{2028}' | '\u{2029}', _) => '\u{fffd}',
            (character, _) => character,
        })
        .collect()
}

/// The lines around a span, the number of the first of them, and the span within them: large files
/// are not handed to the renderer as a whole.
fn excerpt(text: &str, start: usize, end: usize) -> (&str, usize, Range<usize>) {
    const LONGEST: usize = 2_000;
    let start = floor(text, start.min(text.len()));
    let end = floor(text, end.min(text.len()).min(start + LONGEST).max(start));
    let from = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let to = text[end..].find('\n').map_or(text.len(), |at| end + at);
    // The end of a line of Windows is no part of what is shown.
    let to = if to > end && text[..to].ends_with('\r') {
        to - 1
    } else {
        to
    };
    let before = &text.as_bytes()[..from];
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    (&text[from..to], line, start - from..end - from)
}

/// The largest boundary of a character that is not beyond this byte.
fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::problem::{FileProblem, Problem, TextProblem};

    fn unit(unit: &str) -> Problem {
        TextProblem::UnknownTimeUnit {
            unit: unit.to_string(),
            near: None,
        }
        .into()
    }

    #[test]
    fn a_problem_shows_line_column_caret_and_help() {
        let text = "a = 1\nbb = \"5 fortnights\"\n";
        let start = text.find("\"5").expect("there");
        let issue = Issue {
            problem: unit("fortnights"),
            file: "x.toml".to_string(),
            span: start..start + 14,
            more_rows: 0,
        };
        let sources = BTreeMap::from([("x.toml".to_string(), text.to_string())]);
        let shown = issues(&[issue], &sources, false);
        assert!(shown.contains("x.toml:2:6"), "{shown}");
        assert!(shown.contains("^^^^^^^^^^^^^^"), "{shown}");
        assert!(shown.contains("help: units of time are ms, s,"), "{shown}");
        assert!(shown.starts_with("error[FD133]: `fortnights`"), "{shown}");
        assert!(shown.contains("1 problem;"), "{shown}");
    }

    #[test]
    fn a_file_of_windows_is_shown_as_any_other() {
        let text = "a = 1\r\nbb = 2\r\n";
        let issue = Issue {
            problem: FileProblem::Empty.into(),
            file: "x.toml".to_string(),
            span: 12..13,
            more_rows: 0,
        };
        let sources = BTreeMap::from([("x.toml".to_string(), text.to_string())]);
        let shown = issues(&[issue], &sources, false);
        assert!(
            shown.contains("x.toml:2:6") && shown.contains("2 | bb = 2\n"),
            "{shown}"
        );
    }

    #[test]
    fn hostile_files_command_no_terminal() {
        let text = "a\u{9b}2J\u{202e}\u{1b}[31m\u{e0041}\u{61c}é = 1\u{7f}\n".to_string();
        let start = text.find('1').expect("there");
        let issue = Issue {
            problem: FileProblem::OtherKind {
                file: "x\u{1b}[2J\u{9b}\u{202e}".to_string(),
                kind: "a PDF document",
                remedy: "\u{1b}]0;x\u{7}",
            }
            .into(),
            file: "x\u{1b}[2J.toml".to_string(),
            span: start..text.len() - 1,
            more_rows: 0,
        };
        let sources = BTreeMap::from([(issue.file.clone(), text)]);
        let rendered = issues(&[issue], &sources, false);
        let found = rendered
            .chars()
            .find(|c| (c.is_control() && *c != '\n') || is_deceptive(*c));
        assert_eq!(found, None, "{rendered:?}");
        assert!(rendered.contains("é = 1"), "{rendered}");
    }

    #[test]
    fn any_span_in_any_text_is_shown_without_a_panic() {
        for text in ["", "ä", "ab\r\ncd", "\n\n", "x"] {
            for start in 0..8 {
                for end in start..9 {
                    let issue = Issue {
                        problem: FileProblem::Empty.into(),
                        file: "f".to_string(),
                        span: start..end,
                        more_rows: 0,
                    };
                    let sources = BTreeMap::from([("f".to_string(), text.to_string())]);
                    let title = if text.is_empty() {
                        "error[FD106]: f: the file is empty"
                    } else {
                        "error[FD106]: the file is empty"
                    };
                    assert!(issues(&[issue], &sources, false).contains(title));
                }
            }
        }
    }
}
