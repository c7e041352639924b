//! What is wanted of figures.
//!
//! Always true here: a number of a unit, and which side of it is the good one.

/// What is wanted of the figure that a claim is held against.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Wanted {
    /// A share of at least this.
    Share(f64),
    /// A share of at most this.
    ShareAtMost(f64),
    /// So many seconds at most.
    Seconds(f64),
    /// So many a year at most.
    PerYear(f64),
    /// Nothing at all; no figure, and no doubt.
    Nothing,
}

impl Wanted {
    /// The number of it; nought for nothing.
    #[must_use]
    pub fn value(self) -> f64 {
        match self {
            Wanted::Share(value)
            | Wanted::ShareAtMost(value)
            | Wanted::Seconds(value)
            | Wanted::PerYear(value) => value,
            Wanted::Nothing => 0.0,
        }
    }

    /// The word for its unit.
    #[must_use]
    pub fn unit(self) -> &'static str {
        match self {
            Wanted::Share(_) => "share",
            Wanted::ShareAtMost(_) => "share_at_most",
            Wanted::Seconds(_) => "seconds",
            Wanted::PerYear(_) => "per_year",
            Wanted::Nothing => "none",
        }
    }
}
