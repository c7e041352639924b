//! Which restore point is taken where several lie within reach.
//!
//! Always true here: a point that is not the newest is taken only for time, and only within a stated loss.

use crate::units::Span;

/// What is preferred.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Prefer {
    /// The newest point that can be read, wherever it lies.
    #[default]
    Newest,
    /// The point that would be back soonest.
    Soonest,
}

/// Which restore point is taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Preference {
    /// What is preferred.
    pub prefer: Prefer,
    /// Older points are looked at whose loss is within this; none: only the newest is.
    pub within: Option<Span>,
}
