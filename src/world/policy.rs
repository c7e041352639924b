//! What is done as things are: which way a VM comes back, where to, who decides, who goes first.
//!
//! Always true here: pure functions of what they are shown. Nothing is changed and nothing is kept, so
//! that a rule can be read, and tested, by itself.

mod nearest;
mod order;
mod place;
mod victim;
mod way;

pub(super) use nearest::{NEVER, Reseeder, milliseconds, nearest, slot_in, soonest};
pub(super) use order::Order;
pub(super) use place::{Look, Place};
pub(super) use victim::{Clearance, Occupant, clearest, victim};
pub(super) use way::{Goal, Means, Plight, Ready, Way, way_back};
