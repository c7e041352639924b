//! What single keys take less than others of their form, beside the key itself.
//!
//! Always true here: a bound is one that the reader makes as well; the JSON Schema of scenarios is made of it. What
//! depends on other keys is not said (`src/doc/reference.md` lists it).

/// A bound of the values of one key.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(in crate::scenario) enum Bound {
    /// More than nothing.
    NotZero,
    /// A share of more than 0 %.
    NotNone,
    /// A share of less than 100 %.
    NotAll,
    /// A share of 50 % at least.
    FromHalf,
    /// A share of 90 % at most.
    UpToNinety,
    /// A share of 99 % at most.
    UpTo99,
    /// The largest whole number.
    Most(u64),
    /// The least and the largest number.
    Between(f64, f64),
    /// More than nothing, plain and for each class of faults: nothing is back at once.
    NotZeroOfAnyClass,
}
