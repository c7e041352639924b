//! Columns of data files: a name, what stands in it, and where it is; one row each.
//!
//! Always true here: a name is a word of small letters, digits and underscores; text of others passes
//! `chart::harmless` on its way into a field.

use super::Trial;
use crate::chart::harmless::cell;

/// What stands in a column; every one may have empty fields.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// Text.
    Text,
    /// A whole number, without a decimal point.
    Whole,
    /// A real number, always with a decimal point.
    Real,
    /// `true` or `false`.
    Flag,
}

impl Kind {
    /// The word for it in the description of the files.
    #[cfg(test)]
    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Whole => "whole number",
            Kind::Real => "real number",
            Kind::Flag => "flag",
        }
    }
}

/// The field of a row, which is that of one thing of a trial: its index among those that the file is of.
type Field = fn(&Trial<'_>, usize) -> String;

/// A column.
pub(crate) struct Column {
    /// Its name.
    pub(crate) name: &'static str,
    /// What stands in it.
    pub(crate) kind: Kind,
    field: Field,
}

impl Column {
    /// Its field of the thing at an index.
    pub(super) fn of(&self, trial: &Trial<'_>, index: usize) -> String {
        let field = (self.field)(trial, index);
        match self.kind {
            Kind::Text => cell(&field),
            Kind::Whole | Kind::Real | Kind::Flag => field,
        }
    }
}

const fn column(name: &'static str, kind: Kind, field: Field) -> Column {
    Column { name, kind, field }
}

pub(crate) const fn text(name: &'static str, field: Field) -> Column {
    column(name, Kind::Text, field)
}

pub(crate) const fn whole(name: &'static str, field: Field) -> Column {
    column(name, Kind::Whole, field)
}

pub(crate) const fn real(name: &'static str, field: Field) -> Column {
    column(name, Kind::Real, field)
}

pub(crate) const fn flag(name: &'static str, field: Field) -> Column {
    column(name, Kind::Flag, field)
}

/// Milliseconds as seconds, exact and with a decimal point: `90.0`, `0.25`, `-12.5`.
pub(super) fn seconds(ms: i128) -> String {
    let (sign, ms) = if ms < 0 { ("-", -ms) } else { ("", ms) };
    let (whole, rest) = (ms / 1_000, ms % 1_000);
    let rest = format!("{rest:03}");
    let rest = rest.trim_end_matches('0');
    // Without a point a reader would take the column for one of whole numbers.
    let rest = if rest.is_empty() { "0" } else { rest };
    format!("{sign}{whole}.{rest}")
}

/// The same of a time that may not exist.
pub(super) fn time(ms: Option<u64>) -> String {
    ms.map_or_else(String::new, |ms| seconds(i128::from(ms)))
}

/// A count that may not exist.
pub(super) fn count(value: Option<u64>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}
