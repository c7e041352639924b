//! Which restore point was taken, and what another one would have given.
//!
//! Always true here: times are those that were estimated when it was chosen.

use serde::{Deserialize, Serialize};

/// A point that could be read, as it was estimated. Both in milliseconds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Estimated {
    /// Until it would have been read.
    pub takes: u64,
    /// What would be lost.
    pub loss: u64,
}

/// A choice between the newest point and the one that would be back soonest.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PointChoice {
    /// What was taken.
    pub taken: Estimated,
    /// What was not: the newest where an older one was taken, else the soonest. None where they are one.
    pub other: Option<Estimated>,
    /// An older point was taken because it was back sooner.
    pub sooner: bool,
}

impl PointChoice {
    /// The word for what was taken.
    #[must_use]
    pub fn name(self) -> &'static str {
        match (self.sooner, self.other) {
            (true, _) => "soonest",
            (false, Some(_)) => "newest",
            (false, None) => "both",
        }
    }
}
