//! Whether stamps are whole, and since when.
//!
//! Always true here: whatever breaks a stamp ends with something that comes back, so that a stamp that is whole has been
//! so since the last thing did.

use crate::model::{CrewId, StampId};
use crate::units::Moment;
use crate::world::plant::Plant;

impl Plant {
    /// When something of a stamp came back last.
    pub(in crate::world) fn back_since(&self, stamp: StampId) -> Moment {
        self.stamps[stamp].back_since
    }

    /// Whether a stamp runs with all its nodes, copies and its control plane.
    pub(in crate::world) fn is_whole(&self, stamp: StampId) -> bool {
        self.control_up(stamp) && self.stamps[stamp].nodes_down == 0 && self.copies_whole(stamp)
    }

    /// Whether a person of a crew has nothing to do.
    pub(in crate::world) fn somebody_is_free(&self, crew: CrewId) -> bool {
        self.crews[crew].slots.free() > 0
    }
}
