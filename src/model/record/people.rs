//! What crews did in a trial, and which spare parts were used.
//!
//! Always true here: it is what counts, in years inside the horizon, in a drill from its strike on.

use serde::{Deserialize, Serialize};

/// A crew, inside the horizon; in a drill from its strike to the end of the trial.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct CrewTally {
    /// Milliseconds that its people were busy, summed over people: from when one takes a piece of work until it is done
    /// or needed no more, with the way to a repair.
    pub busy: u64,
    /// Milliseconds that work waited for a person of it, summed over pieces of work, nights included.
    pub waited: u64,
    /// Most people who were busy at once.
    pub most_busy: u32,
    /// Most pieces of work that waited at once.
    pub most_waiting: u32,
    /// Repairs that its people began.
    pub repairs: u32,
    /// Decisions, builds and checks that its people began.
    pub recoveries: u32,
}

/// Spare parts of one kind, inside the horizon; in a drill from its strike to the end of the trial.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct PartsTally {
    /// Repairs that asked for one.
    pub used: u32,
    /// Of these, that found none on the shelf.
    pub shelf_empty: u32,
    /// Repairs that had waited for nothing but the part when it came.
    pub waits: u32,
    /// Milliseconds that they waited for it alone, summed over repairs.
    pub waited: u64,
    /// The longest of them.
    pub longest: u64,
}
