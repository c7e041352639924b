//! The backup jobs and restore points of one VM, as they change during a trial.
//!
//! Always true here: plain data; sequence numbers of points go on when the oldest are dropped.

use super::reason::JobHistory;
use crate::model::RepositoryId;
use crate::random::Stream;
use crate::units::Moment;

/// A restore point that a restore wants a slot for, or reads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Reading {
    /// Its sequence number among the points of its VM.
    pub(super) point: u32,
    /// From where: the slot is that of this repository.
    pub(super) repository: RepositoryId,
}

/// A consistent copy captured at one instant.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point {
    pub(super) captured: Moment,
    pub(super) clock: u64,
    pub(super) bytes: u64,
    pub(super) full: bool,
    /// Captured while the data was corrupt.
    pub(super) bad: bool,
    /// Complete at the first repository and not lost there.
    pub(super) first: bool,
    /// Complete at the second.
    pub(super) second: bool,
}

/// What the backup of one VM is doing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum JobPhase {
    Idle,
    WaitWindow,
    WaitSlot,
    Transfer,
    WaitRetry,
}

/// The backup jobs and restore points of one VM.
#[derive(Debug)]
pub(super) struct JobState {
    pub(super) phase: JobPhase,
    /// Ordinal of the job that is due next.
    pub(super) next: u64,
    /// Ordinal of the job at hand, and when it came due.
    pub(super) ordinal: u64,
    pub(super) due: Moment,
    pub(super) retry_at: Moment,
    pub(super) retries: u32,
    /// Sticky outcome of the job before.
    pub(super) last_failed: bool,
    pub(super) full: bool,
    pub(super) full_needed: bool,
    pub(super) captured: Moment,
    pub(super) clock: u64,
    pub(super) bytes: u64,
    pub(super) corrupt: bool,
    /// Capture of the newest completed point, for gaps.
    pub(super) newest_capture: Option<Moment>,
    /// Newest good capture of the write clock, for changed bytes.
    pub(super) changed_from: u64,
    /// Clock of the newest full, for differentials.
    pub(super) full_clock: u64,
    /// Points, oldest first. `dropped` were dropped before the first: sequence numbers go on.
    pub(super) points: std::collections::VecDeque<Point>,
    pub(super) dropped: u32,
    /// Sequence number of the next point to copy, and whether a copy is under way.
    pub(super) next_copy: u32,
    pub(super) copying: bool,
    pub(super) copy_has_slot: bool,
    /// A point has reached the second repository in this trial.
    pub(super) copied_once: bool,
    pub(super) history: JobHistory,
    pub(super) stream: Stream,
    pub(super) retries_stream: Stream,
}

impl JobState {
    /// Where the point of a sequence number lies among those that are kept.
    pub(super) fn place_of(&self, sequence: u32) -> Option<usize> {
        let place = sequence.checked_sub(self.dropped)? as usize;
        (place < self.points.len()).then_some(place)
    }
    /// As at the start of a trial, whatever the one before left: its streams and the room for its
    /// points alone are kept.
    pub(super) fn renew(&mut self) {
        self.points.clear();
        *self = JobState {
            points: std::mem::take(&mut self.points),
            stream: std::mem::take(&mut self.stream),
            retries_stream: std::mem::take(&mut self.retries_stream),
            ..JobState::new()
        };
    }
    pub(super) fn new() -> JobState {
        JobState {
            phase: JobPhase::Idle,
            next: 0,
            ordinal: 0,
            due: Moment::ZERO,
            retry_at: Moment::ZERO,
            retries: 0,
            last_failed: false,
            full: true,
            full_needed: true,
            captured: Moment::ZERO,
            clock: 0,
            bytes: 0,
            corrupt: false,
            newest_capture: None,
            changed_from: 0,
            full_clock: 0,
            points: std::collections::VecDeque::new(),
            dropped: 0,
            next_copy: 0,
            copying: false,
            copy_has_slot: false,
            copied_once: false,
            history: JobHistory::from_clock(0),
            stream: Stream::new(),
            retries_stream: Stream::new(),
        }
    }
}
