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

/// The nearest of several names, where one is near enough to be meant.
pub(crate) fn nearest<'n>(
    wrong: &str,
    known: impl IntoIterator<Item = &'n str>,
) -> Option<&'n str> {
    let wrong = wrong.to_lowercase();
    let letters = Letters::of(&wrong);
    known
        .into_iter()
        .filter_map(|name| {
            let lower = name.to_lowercase();
            let length = name.chars().count().max(wrong.chars().count());
            let most = (length * 2 / 5).max(1);
            // An abbreviation: the beginning of the right name.
            let begun = wrong.len() >= 3 && lower.starts_with(&wrong);
            // Most of a long list is far off, which is seen at once.
            if !begun && letters.least_distance(&lower) > most {
                return None;
            }
            let distance = strsim::damerau_levenshtein(&wrong, &lower);
            let near = distance <= most;
            (near || begun).then_some((distance, name))
        })
        .min()
        .map(|(_, name)| name)
}

/// How often each byte stands in a text.
struct Letters([i32; 256]);

impl Letters {
    fn of(text: &str) -> Letters {
        let mut counts = [0; 256];
        text.bytes().for_each(|byte| counts[byte as usize] += 1);
        Letters(counts)
    }

    fn is_ascii(&self) -> bool {
        self.0[128..].iter().all(|count| *count == 0)
    }

    /// Changes of letters that it takes at least to come from this text to the other: each takes a letter away and
    /// puts one in, of one byte in plain texts and of four at most in others.
    fn least_distance(&self, other: &str) -> usize {
        let mut left = self.0;
        other.bytes().for_each(|byte| left[byte as usize] -= 1);
        let sum = |sign: i32| left.iter().map(|count| (count * sign).max(0)).sum::<i32>();
        let bytes = if other.is_ascii() && self.is_ascii() {
            1
        } else {
            4
        };
        (sum(1).max(sum(-1)) as usize).div_ceil(bytes)
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
    fn near_names_are_offered_and_far_ones_are_not() {
        assert_eq!(nearest("colour", ["stateful", "stamp"]), None);
        assert_eq!(nearest("stamps", ["stateful", "stamp"]), Some("stamp"));
        assert_eq!(nearest("evrey", ["every", "of"]), Some("every"));
        assert_eq!(
            known_names("vualt", &["vault"]),
            "did you mean `vault`? known: vault"
        );
    }
}
