//! The machinery of simulated time: a calendar, shared transfers, counted resources with a queue, and
//! tables by id.
//!
//! Always true here: no word of the domain, integers only (instants in milliseconds, transfers in
//! fractions of a byte), time never falls, and nothing is allocated once the first trial has shown
//! how much is needed.

mod calendar;
mod clones;
mod flows;
mod marks;
mod slots;
mod table;

pub use calendar::{Calendar, SLOT_BITS};
pub(crate) use clones::clones;
pub use flows::{CLASSES, FRACTION_BITS, FlowTally, Flows, NO_RESOURCE, WEIGHT, per_tick};
pub use marks::Marks;
pub use slots::{SlotTally, Slots};
pub use table::{Id, Table};
