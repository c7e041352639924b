//! Columns of data files: their names, and what stands in them.
//!
//! Always true here: a name is a word of small letters, digits and underscores.

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

/// A column.
pub(crate) struct Column {
    /// Its name.
    pub(crate) name: &'static str,
    /// What stands in it.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "what is written is held against it by tests")
    )]
    pub(crate) kind: Kind,
}

const fn column(name: &'static str, kind: Kind) -> Column {
    Column { name, kind }
}

pub(crate) const fn text(name: &'static str) -> Column {
    column(name, Kind::Text)
}

pub(crate) const fn whole(name: &'static str) -> Column {
    column(name, Kind::Whole)
}

pub(crate) const fn real(name: &'static str) -> Column {
    column(name, Kind::Real)
}

pub(crate) const fn flag(name: &'static str) -> Column {
    column(name, Kind::Flag)
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
