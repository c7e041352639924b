//! What a default is: a value with its source, and how well it is known.
//!
//! Always true here: a default stands with its key in `scenario::elements`; the report shows those that a scenario
//! relied on.

/// How well a default is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    /// Read in the original source.
    Read,
    /// Read as a quotation by somebody else.
    SecondHand,
    /// No source found: an engineering guess, confirm it for your site.
    Assumed,
}

impl Status {
    /// The words for it in resolved scenarios and reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Status::Read => "read",
            Status::SecondHand => "second-hand",
            Status::Assumed => "assumed",
        }
    }
}

/// A default value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DefaultValue {
    /// Value as text with unit.
    pub value: &'static str,
    /// Where it comes from, or why this guess.
    pub source: &'static str,
    /// How well it is known.
    pub status: Status,
}

/// Value of the defaults that the reader works out from the rest of the scenario.
pub const WORKED_OUT: &str = "worked out";
