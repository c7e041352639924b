//! Which restore points were taken, of those that there was a choice of.
//!
//! Always true here: times are those that were estimated when a restore chose.

use super::Estimate;

/// The choices of one application.
#[derive(Clone, PartialEq, Debug)]
pub struct PointChoices {
    /// Restores that had a choice.
    pub restores: u64,
    /// Of these, in which an older point would be back sooner within the stated loss.
    pub sooner: u64,
    /// Of these, in which it was taken.
    pub taken: u64,
    /// Their share.
    pub share: Estimate,
    /// How much sooner it is back, in seconds.
    pub saved_s: Estimate,
    /// How much more it loses, in seconds of writing.
    pub lost_more_s: Estimate,
}
