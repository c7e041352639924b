//! What people do about backups between disasters: they mend jobs that fail, and test restore points.
//!
//! Always true here: nothing of it is done unless the scenario states it.

use crate::model::ids::CrewId;
use crate::random::Law;
use crate::units::Span;

/// What people do about the jobs and points of a backup.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Upkeep {
    /// How jobs that fail are mended; none: nobody notices.
    pub mending: Option<Mending>,
    /// How points are tested; none: they never are.
    pub test: Option<RestoreTest>,
}

impl Upkeep {
    /// Whether anything is done at all.
    #[must_use]
    pub fn is_any(&self) -> bool {
        self.mending.is_some() || self.test.is_some()
    }
}

/// How jobs that fail one after the other are mended.
#[derive(Clone, PartialEq, Debug)]
pub struct Mending {
    /// Failed jobs of one VM in a row until somebody notices.
    pub noticed_after: u32,
    /// How long mending takes, in milliseconds, once somebody is at it.
    pub takes: Law,
    /// Whose hours and answers bound it; none: somebody begins at once, at any hour.
    pub by: Option<CrewId>,
}

/// How points are tested: the newest one of each VM is restored on trial.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RestoreTest {
    /// Time between two tests of a VM.
    pub every: Span,
    /// How long one takes; what it found is known then.
    pub cost: Span,
}
