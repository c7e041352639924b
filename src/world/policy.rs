//! What is done as things are: which way a VM comes back, where to, who decides, who goes first.
//!
//! Always true here: pure functions of what they are shown. Nothing is changed and nothing is kept, so
//! that a rule can be read, and tested, by itself.

mod order;
mod place;
mod way;

pub(super) use order::Order;
pub(super) use place::{Look, Place, Reseeder};
pub(super) use way::{Goal, Means, Plight, Way, way_back};
