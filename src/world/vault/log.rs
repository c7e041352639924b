//! Logs of one VM, as they lie at repositories: kept as long as a point that they can be replayed on.
//!
//! Always true here: logs lie in the order of their captures; each begins where the one before ended, unless a new chain
//! began with a full.

use super::Vault;
use super::history::LogHistory;
use super::point::Known;
use crate::engine::clones;
use crate::model::{RepositoryId, VmId};
use crate::random::Stream;
use crate::units::Moment;
use std::collections::VecDeque;

/// One log: what was written from the capture of the log before to its own.
#[derive(Clone, Copy, Debug)]
pub(super) struct Log {
    /// The capture of the log before, or of the full that the chain began with, and the write clock there.
    pub(super) from: Moment,
    pub(super) from_clock: u64,
    pub(super) captured: Moment,
    pub(super) clock: u64,
    /// Up to where what it holds is of use, and the write clock there: its capture, unless the VM has gone on from before
    /// that, so that the rest was left behind; where it begins, if all of it was.
    pub(super) to: (Moment, u64),
    /// Up to where what it holds is not corrupt, and the write clock there: its capture where all of it is sound.
    pub(super) sound: (Moment, u64),
    /// As it is stored.
    pub(super) bytes: u64,
    /// It cannot be read, wherever it lies.
    pub(super) unreadable: bool,
    pub(super) known: Known,
    pub(super) first: bool,
    pub(super) second: bool,
    /// When it was complete at the first repository, and at the second.
    pub(super) complete: Moment,
    pub(super) copied: Moment,
}

impl Log {
    /// Whether it lies at the first repository, or the second.
    pub(super) fn lies(&self, first: bool) -> bool {
        if first { self.first } else { self.second }
    }

    /// Whether nothing of use that it holds is corrupt.
    pub(super) fn is_sound(&self) -> bool {
        self.sound.0 >= self.to.0
    }

    /// Whether all that it holds was left behind.
    pub(super) fn is_left(&self) -> bool {
        self.to.0 <= self.from && self.to.0 < self.captured
    }
}

/// The log jobs and logs of one VM.
#[derive(Debug)]
pub(super) struct LogState {
    /// Ordinal of the log job that is due next.
    pub(super) next: u64,
    /// A log moves: when its job came due, and what it will be.
    pub(super) moves: Option<(Moment, Log)>,
    /// Where the next log begins, and the write clock there; none: there is no full yet that it could hang on.
    pub(super) begins: Option<(Moment, u64)>,
    /// Logs, oldest first. `dropped` were dropped before the first: sequence numbers go on.
    pub(super) logs: VecDeque<Log>,
    pub(super) dropped: u32,
    /// Sequence number of the next log to copy, and whether that is under way.
    pub(super) next_copy: u32,
    pub(super) copying: bool,
    /// Before this sequence number what is copied was lost at the second repository.
    pub(super) again_until: u32,
    /// Sequence number after that of the newest log at the first repository that a test has read.
    pub(super) tested: u32,
    pub(super) history: LogHistory,
    pub(super) stream: Stream,
}

clones!(LogState {
    next,
    moves,
    begins,
    logs,
    dropped,
    next_copy,
    copying,
    again_until,
    tested,
    history,
    stream,
});

impl LogState {
    pub(super) fn new() -> LogState {
        LogState {
            next: 0,
            moves: None,
            begins: None,
            logs: VecDeque::new(),
            dropped: 0,
            next_copy: 0,
            copying: false,
            again_until: 0,
            tested: 0,
            history: LogHistory::from_clock(0),
            stream: Stream::new(),
        }
    }

    /// As at the start of a trial, whatever the one before left.
    pub(super) fn renew(&mut self) {
        self.logs.clear();
        *self = LogState {
            logs: std::mem::take(&mut self.logs),
            stream: std::mem::take(&mut self.stream),
            ..LogState::new()
        };
    }

    /// Sequence number after that of the newest log.
    pub(super) fn end(&self) -> u32 {
        self.dropped + self.logs.len() as u32
    }

    /// Where the log of a sequence number lies among those that are kept.
    pub(super) fn place_of(&self, sequence: u32) -> Option<usize> {
        let place = sequence.checked_sub(self.dropped)? as usize;
        (place < self.logs.len()).then_some(place)
    }

    /// What the VM goes on with is not what the last log ended with: no log is made before the next full.
    pub(super) fn chain_ends(&mut self) {
        self.begins = None;
    }

    /// A full is complete: logs can hang on it, from its capture on. Where they did already, they go on as they are.
    pub(super) fn chain_begins(&mut self, captured: Moment, clock: u64) {
        if self.begins.is_none() {
            self.begins = Some((captured, clock));
        }
    }
}

impl Vault<'_> {
    /// Bytes of the log that is copied.
    pub(super) fn copied_log_bytes(&self, vm: VmId) -> u64 {
        let logs = &self.logs[vm];
        logs.logs[(logs.next_copy - logs.dropped) as usize].bytes
    }

    /// The logs of a VM that lie at a repository are lost: bytes that come free there.
    pub(super) fn lose_logs(&mut self, vm: VmId, repository: RepositoryId) -> u64 {
        let first = self.backup_of(vm).1.to == repository;
        let mut freed = 0;
        self.logs[vm].tested = 0;
        for log in &mut self.logs[vm].logs {
            let lies = if first {
                &mut log.first
            } else {
                &mut log.second
            };
            if std::mem::take(lies) {
                freed += log.bytes;
            }
        }
        freed
    }
}
