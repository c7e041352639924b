//! Volumes fill and are relieved.
//!
//! Always true here: what stands on a full volume does not run.

use super::World;

impl World<'_> {
    /// A volume passes a threshold, or somebody has made room.
    pub(super) fn volume_timer(&mut self, volume: usize) {
        let _ = (volume, self.now);
    }
}
