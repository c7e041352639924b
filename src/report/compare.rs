//! What a comparison says: of each pair of variants their figures with the difference, as text, JSON, CSV and a page.
//!
//! Always true here: all forms say the same of the same differences; nothing of them depends on threads, folders or the clock.

mod json;
mod page;
mod read;
mod rows;
mod schema;
mod text;
mod told;

pub use json::{compare_csv, compare_json};
pub use page::compare_page;
pub use read::{Header, figures_of, header_of};
pub use rows::{OpenRows, rows_of};
pub use schema::compare_schema;
pub use text::compare_text;

use crate::model::compared::{Change, DifferenceOutcome};

/// One variant.
#[derive(Clone, PartialEq, Debug)]
pub struct Variant {
    /// What the user named: a file, a shipped scenario, a folder.
    pub source: String,
    /// Whether it was simulated before, and left as results.
    pub saved: bool,
    /// What `--with` says of it alone; empty where it says nothing.
    pub with: String,
    /// What its results say of themselves.
    pub header: Header,
    /// Why its trials are not held against those of the first one by one; none where they are, and of the first.
    pub unpaired: Option<String>,
}

/// An input in which a variant differs from the first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Input {
    /// Which variant.
    pub variant: usize,
    /// Its path in the resolved scenario.
    pub path: String,
    /// Its value in the first as TOML; none where it is not there.
    pub first: Option<String>,
    /// Its value in the other one.
    pub second: Option<String>,
}

/// A comparison of two variants or more: each against the first.
#[derive(Clone, PartialEq, Debug)]
pub struct Comparison {
    /// Level of all verdicts together.
    pub level: f64,
    /// Level at which each is judged.
    pub level_of_each: f64,
    /// How many share the error.
    pub judged: usize,
    /// The first, and those that are held against it.
    pub variants: Vec<Variant>,
    /// Inputs that differ.
    pub inputs: Vec<Input>,
    /// Differences, with the variant that is held against the first.
    pub differences: Vec<(usize, DifferenceOutcome)>,
}

impl Comparison {
    /// How many differences are called so, all rows of the data.
    #[must_use]
    pub fn count(&self, change: Change) -> usize {
        let all = self.differences.iter();
        all.filter(|(_, one)| one.change == change).count()
    }

    /// How many of those that are told to people.
    fn told(&self, change: Change) -> usize {
        let all = self.differences.iter();
        all.filter(|(_, one)| one.figure.counts() && one.change == change)
            .count()
    }

    /// How many times the trials another comparison would need: the least, the middle and the most over all differences.
    fn saved(&self) -> Option<(f64, f64, f64)> {
        let all = self.differences.iter().filter_map(|(_, one)| one.saved);
        let mut all: Vec<f64> = all.collect();
        all.sort_by(f64::total_cmp);
        let middle = all.get(all.len() / 2)?;
        Some((*all.first()?, *middle, *all.last()?))
    }

    /// Variants by the letters under which they are told: `A`, `B`, …
    fn letter(variant: usize) -> String {
        let place = u8::try_from(variant).unwrap_or(u8::MAX);
        match place {
            0..26 => char::from(b'A' + place).to_string(),
            _ => format!("V{}", variant + 1),
        }
    }
}
