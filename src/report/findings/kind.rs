//! Kinds of findings: a code, how much it matters, what it says, and which figures it has.
//!
//! Always true here: a code is never given to another kind.

use super::finding::Severity;

/// What a figure of a finding is, for the schema.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Shape {
    /// A number, null where it does not exist.
    Number,
    /// A whole number, not below nought.
    Count,
    /// `{point, low, high}`.
    Estimate,
    /// Quantiles.
    Quantiles,
    /// Text, null where it does not exist.
    Text,
    /// A list of names.
    Names,
    /// True or false.
    Flag,
    /// Counts of jobs.
    Jobs,
}

/// A kind of finding.
pub(crate) struct Kind {
    /// Its code, for good.
    pub(crate) code: &'static str,
    /// How much it matters.
    pub(crate) severity: Severity,
    /// What it says, for the schema.
    pub(crate) meaning: &'static str,
    /// Its figures.
    pub(crate) figures: &'static [(&'static str, Shape)],
}

/// A kind with these figures.
pub(super) const fn kind(
    code: &'static str,
    severity: Severity,
    meaning: &'static str,
    figures: &'static [(&'static str, Shape)],
) -> Kind {
    Kind {
        code,
        severity,
        meaning,
        figures,
    }
}
