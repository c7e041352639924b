//! The storage pool of a stamp.
//!
//! Always true here: three-way mirrors survive the loss of copies in two nodes.

use super::World;

impl World<'_> {
    /// A disk that has been silent for too long is retired.
    pub(super) fn disk_retires(&mut self, disk: usize) {
        let _ = (disk, self.now);
    }

    /// The copies that a disk held are whole again.
    pub(super) fn disk_rebuilt(&mut self, disk: usize) {
        let _ = (disk, self.now);
    }

    /// The copies in a node that was away are current again.
    pub(super) fn node_resynchronised(&mut self, node: usize) {
        let _ = (node, self.now);
    }
}
