//! Groups that replicate.
//!
//! Always true here: a replica is never ahead of its source.

use super::World;

impl World<'_> {
    /// The timer of a group fires.
    pub(super) fn group_timer(&mut self, group: usize) {
        let _ = (group, self.now);
    }

    /// A whole copy of a group has arrived.
    pub(super) fn replica_copied(&mut self, group: usize) {
        let _ = (group, self.now);
    }
}
