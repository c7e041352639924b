//! A schedule of faults that broke the plan once, tried again.
//!
//! Always true here: one that could not be tried is undecided, never held.

use super::words::clean;
use crate::model::outcome::Verdict;
use serde_json::{Value, json};

/// A regression that was tried.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Regression {
    /// The file as it is found from where the command is given.
    pub file: String,
    /// The line of the first thing that it says was broken, from 1 on.
    pub line: usize,
    /// Met: it breaks nothing any more. Missed: it still does. Inconclusive: it could not be tried.
    pub verdict: Verdict,
    /// What it came to, in a sentence without its full stop.
    pub words: String,
    /// Why it is of another version of the scenario or of the program; none where it is of this.
    pub stale: Option<String>,
    /// The command that tells it step by step.
    pub command: String,
}

impl Regression {
    /// The word for its verdict.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self.verdict {
            Verdict::Met => "held",
            Verdict::Missed => "breaks",
            Verdict::Inconclusive | Verdict::NotSeen => "not tried",
        }
    }

    /// What it came to, in a line: of which file, what, and that it is of another version where it is.
    #[must_use]
    pub fn told(&self) -> String {
        let stale = self.stale.as_ref();
        let stale = stale.map_or_else(String::new, |stale| format!(" (it {})", clean(stale)));
        format!("{}{stale}: {}", clean(&self.file), clean(&self.words))
    }

    /// The same for files.
    pub(crate) fn json(&self) -> Value {
        json!({
            "file": self.file,
            "line": self.line,
            "verdict": self.word(),
            "words": self.words,
            "stale": self.stale,
            "command": self.command,
        })
    }
}

/// The schema of regressions.
pub(crate) fn regressions_schema() -> Value {
    use super::schema::{array, closed, count, nullable, text};
    array(&closed(json!({
        "file": text(), "line": count(), "verdict": { "enum": ["held", "breaks", "not tried"] }, "words": text(), "stale": nullable(&text()),
        "command": text(),
    })))
}
