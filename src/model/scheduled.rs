//! A stated schedule of faults: what strikes when, in which world, and what it came to when it was written down.
//!
//! Always true here: plain data; instants and lengths are whole milliseconds.

use super::ids::{ApplicationId, DrillId};
use super::record::{LossReason, Phase, Resource};
use super::{Class, ObjectiveOf};

/// In which world the faults of a schedule strike.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stand {
    /// One that stands still: the cycle of a march. The first fault strikes so many milliseconds after it begins.
    Cycle,
    /// The trial of this number. The first fault strikes at this millisecond of the week, at its first such instant.
    Trial(u32),
}

/// A fault of a schedule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Due {
    /// The drill that it is.
    pub drill: DrillId,
    /// Of the first: see [`Stand`]. Of the others: milliseconds after the first.
    pub at: u64,
}

/// What a schedule did to one figure of an application.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Fate {
    /// The application.
    pub application: ApplicationId,
    /// Recovery or loss.
    pub of: ObjectiveOf,
    /// Milliseconds; none where it has no end: never back, or all data gone.
    pub value: Option<u64>,
    /// The limit that is stated for it, in milliseconds.
    pub limit: Option<u64>,
    /// The class of what stopped it.
    pub class: Class,
    /// The phase that took longest.
    pub phase: Phase,
    /// What it waited for, or what bounded it.
    pub resource: Resource,
    /// Why so much is lost.
    pub reason: LossReason,
}

impl Fate {
    /// Whether what is stated is missed, or there is no end to it.
    #[must_use]
    pub fn is_break(&self) -> bool {
        match (self.value, self.limit) {
            (None, _) => true,
            (Some(value), Some(limit)) => value > limit,
            (Some(_), None) => false,
        }
    }
}
