//! What people deleted of restore points by mistake.
//!
//! Always true here: plain sums.

use serde::{Deserialize, Serialize};

/// Restore points that people deleted by mistake at a repository, inside the horizon.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Mistaken {
    /// Points that are gone.
    pub deleted: u64,
    /// Points that were to go and could not be deleted.
    pub kept: u64,
    /// VMs that were left without any point, there or elsewhere; each time it came to that.
    pub bared: u64,
}

impl Mistaken {
    /// What is added.
    pub fn add(&mut self, other: Mistaken) {
        self.deleted += other.deleted;
        self.kept += other.kept;
        self.bared += other.bared;
    }
}
