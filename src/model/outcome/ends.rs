//! How often an application did not recover: its data lost, or service never back.
//!
//! Always true here: shares are of trials of a drill, rates of years; the other ones are none.

use super::Estimate;

/// Outages of an application that were no recovery. Planned ones are left out.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Ends {
    /// Counted outages after which service was back without its data.
    pub lost: u64,
    /// The same per year.
    pub lost_per_year: Estimate,
    /// Counted outages after which service was not back, per year.
    pub never_per_year: Estimate,
    /// Share of the trials of a drill in which service was back without its data.
    pub lost_share: Estimate,
    /// Share of the trials of a drill in which service was not back.
    pub never_share: Estimate,
    /// Share of the trials of a drill in which all data of a VM was lost, whatever service did.
    pub total_loss_share: Estimate,
    /// Trials of the drill in which that was so.
    pub total_loss_trials: u64,
    /// Trials of the drill in which service was not back.
    pub never_trials: u64,
    /// Trials of the drill that found the application up: those that the shares are of.
    pub found_up: u64,
}
