//! A restore point.
//!
//! Always true here: plain data.

use crate::units::Moment;

/// What is known of the file of a restore point.
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
    /// It is a full that was put together at a repository, with the point before it.
    pub(super) synthetic: bool,
    /// Its file cannot be read, wherever it lies, and with it no point that hangs on it. Nobody knows before it is read.
    pub(super) unreadable: bool,
    /// Captured while the data was corrupt.
    pub(in crate::world) bad: bool,
    /// The VM has gone on from before it: what it holds is not what the VM went on with.
    pub(super) left: bool,
    /// Complete at the first repository and not lost there.
    pub(super) first: bool,
    /// Complete at the second.
    pub(super) second: bool,
    /// When it was complete at the first, and at the second.
    pub(super) complete: Moment,
    pub(super) copied: Moment,
    /// What those say who have read it.
    pub(super) known: Known,
}

/// The newest point of a VM that people deleted by mistake.
#[derive(Clone, Copy, Debug)]
pub(super) struct Missed {
    pub(super) captured: Moment,
    /// Its sequence number among the points of its VM.
    pub(super) sequence: u32,
}
