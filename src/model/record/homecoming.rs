//! What a trial tells of those who go home together.
//!
//! Always true here: lengths are clipped to what counts where they are away; a return counts where it ends.

use serde::{Deserialize, Serialize};

/// Those who go home together, inside the horizon; in a drill from its strike to the end of the trial.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct HomecomingTally {
    /// How often some of them began to serve on another stamp.
    pub times_away: u32,
    /// Milliseconds in which some of them were away.
    pub away: u64,
    /// Planned returns.
    pub returns: u32,
    /// Milliseconds from when the first of them served elsewhere until all served at home, summed over returns.
    pub until_home_sum: u64,
    /// The longest of these.
    pub until_home_max: u64,
    /// Milliseconds that their planned outages took, summed over returns.
    pub down_sum: u64,
    /// Returns put off for want of room at home.
    pub put_off: u32,
    /// Returns that were broken off, because home went in the middle of them.
    pub turned_back: u32,
    /// Whether some of them are still away at the end.
    pub stayed: u32,
}
