//! Updates of stamps: a node goes in order when it is its turn.
//!
//! Always true here: what an update takes away is planned work like any other; the plant says whose turn it is.

use crate::model::UpdateId;
use crate::world::World;

impl World<'_> {
    /// The slot of an update fires.
    #[inline(never)]
    pub(super) fn update_timer(&mut self, update: UpdateId) {
        if let Some(source) = self.plant.update_fires(&mut self.frame, update) {
            self.fault_begins_apart(source);
        }
    }
}
