//! What a trial says of a repository, and what people deleted there by mistake.
//!
//! Always true here: plain data.

use serde::{Deserialize, Serialize};

/// A repository, inside the horizon.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct RepositoryTally {
    /// Most bytes stored at once.
    pub most_used: u64,
    /// Milliseconds down.
    pub down: u64,
    /// What people deleted by mistake; of many trials, in all of them.
    pub mistaken: Mistaken,
}

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
