//! What is wrong with a scenario: data with a place in a file.
//!
//! Always true here: text is made when it is asked for; the edge renders line, column and caret.

use super::problem::{Known, Problem};
use crate::model::Code;
use std::ops::Range;

/// A problem that refuses a scenario, with its place.
#[derive(Clone, PartialEq, Debug)]
pub struct Issue {
    /// What is wrong.
    pub(crate) problem: Problem,
    /// The file as the user named it.
    pub file: String,
    /// Where in the file, in bytes.
    pub span: Range<usize>,
    /// In as many more rows of the same column of a table the same is wrong.
    pub more_rows: u64,
}

impl Issue {
    /// The stable code of what is wrong.
    #[must_use]
    pub fn code(&self) -> Code {
        self.problem.code()
    }
    /// What is wrong, one sentence; made anew at each call.
    #[must_use]
    pub fn message(&self) -> String {
        match self.more_rows {
            0 => self.problem.message(),
            more => format!(
                "{}; so it is in {more} more rows of this column",
                self.problem.message()
            ),
        }
    }
    /// What is legal, or a near name; may be empty.
    #[must_use]
    pub fn help(&self) -> String {
        self.problem.help()
    }
}

/// A sentence of help about a name: the near one first, then all that are known.
#[must_use]
pub fn known_names(wrong: &str, known: &[&str]) -> String {
    Known::in_place_of(wrong, known).help("known")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_name_comes_before_those_that_are_known() {
        assert_eq!(
            known_names("vualt", &["vault"]),
            "did you mean `vault`? known: vault"
        );
    }
}
