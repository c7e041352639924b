//! What people decided about what was down but intact.
//!
//! Always true here: a decision that was taken back before anything was done is none.

use serde::{Deserialize, Serialize};

/// What people decided about what was down but intact, in an outage.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum Decision {
    /// There was nothing to decide: no other way led back, or nothing that was intact was away.
    #[default]
    None,
    /// It was waited for.
    Waited,
    /// It was given up, and another way was gone.
    GaveUp {
        /// When that was decided first, in milliseconds after service stopped.
        after: u64,
        /// When it would have been back, in milliseconds after service stopped, where that was settled
        /// when it was decided. Starts, boots and checks come on top.
        waiting: Option<u64>,
    },
}

impl Decision {
    /// The word for it in data files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Decision::None => "",
            Decision::Waited => "waited",
            Decision::GaveUp { .. } => "gave_up",
        }
    }
    /// When it was decided to give up, in milliseconds after service stopped.
    #[must_use]
    pub fn after(self) -> Option<u64> {
        match self {
            Decision::GaveUp { after, .. } => Some(after),
            Decision::None | Decision::Waited => None,
        }
    }
    /// When what was given up would have been back, in milliseconds after service stopped.
    #[must_use]
    pub fn waiting(self) -> Option<u64> {
        match self {
            Decision::GaveUp { waiting, .. } => waiting,
            Decision::None | Decision::Waited => None,
        }
    }
}
