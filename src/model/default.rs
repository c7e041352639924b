//! Every default in one place, with its source and status.
//!
//! Always true here: a default that is not in this table does not exist; the report shows those
//! that a scenario relied on.

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

/// A default value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DefaultValue {
    /// Key pattern as in the reference, such as `stamp.*.vms_per_node`.
    pub key: &'static str,
    /// Value as text with unit.
    pub value: &'static str,
    /// Where it comes from, or why this guess.
    pub source: &'static str,
    /// How well it is known.
    pub status: Status,
}

/// All defaults, by key.
pub const DEFAULTS: &[DefaultValue] = &[];
