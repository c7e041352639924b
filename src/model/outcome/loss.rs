//! Why RPOs are missed.
//!
//! Always true here: a miss counts under one reason, that of the VM that lost the most.

use crate::model::record::{LossReason, TakenFrom};

/// What misses of an RPO came from.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct RpoMiss {
    /// What the state was taken from.
    pub from: TakenFrom,
    /// What made that old.
    pub reason: LossReason,
    /// Outages and loss events that missed the RPO of their class so.
    pub misses: u64,
    /// The most writing that this reason cost one of them, in seconds; none where all was lost.
    pub longest_s: Option<f64>,
}
