//! A restore point.
//!
//! Always true here: plain data.

use crate::units::Moment;

/// What is known of a restore point, or rather of what was captured in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Known {
    /// Nothing.
    Nothing,
    /// It can be read.
    Good,
    /// It cannot.
    Bad,
}

/// A consistent copy captured at one instant.
#[derive(Clone, Copy, Debug)]
pub(in crate::world) struct Point {
    pub(super) captured: Moment,
    pub(in crate::world) clock: u64,
    pub(super) bytes: u64,
    pub(super) full: bool,
    /// Captured while the data was corrupt.
    pub(in crate::world) bad: bool,
    /// Complete at the first repository and not lost there.
    pub(super) first: bool,
    /// Complete at the second.
    pub(super) second: bool,
    /// When it was complete at the first, and at the second.
    pub(super) complete: Moment,
    pub(super) copied: Moment,
    /// What tests say of it.
    pub(super) known: Known,
}
