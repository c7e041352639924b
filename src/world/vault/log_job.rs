//! The log jobs of one VM: due, captured, complete, copied, or gone without a log.
//!
//! Always true here: a log counts only when its last byte is at a repository that stands; what a job left out the next one
//! takes.

use super::Vault;
use super::history::Mishap;
use super::job::{Capture, Complete};
use super::log::Log;
use super::point::Known;
use crate::model::VmId;
use crate::model::bytes::reduced;
use crate::units::{Moment, Span};
use crate::world::draws::OfLog;
use crate::world::pipes::Routes;

/// What a VM has written when a log of it is made.
#[derive(Clone, Copy, Debug)]
pub(in crate::world) struct Written {
    /// Its write clock.
    pub(in crate::world) clock: u64,
    /// Since when its data is corrupt, and its write clock then; none: it is not.
    pub(in crate::world) corrupt: Option<(Moment, u64)>,
}

/// What becomes of a log job that comes due.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::world) enum LogDue {
    /// It leaves nothing.
    Not(Mishap),
    /// It captures, if the VM and the way are there.
    Captures,
}

impl Vault<'_> {
    /// The first log job of a VM, at the start of a trial.
    pub(in crate::world) fn first_log_job(&mut self, vm: VmId, offset: u64) {
        self.logs[vm].next = self.grids[vm].first_log_from(offset);
    }

    /// When the next log job of a VM is due; never where there are no logs.
    pub(in crate::world) fn next_log(&self, vm: VmId, offset: u64) -> Moment {
        match self.grids[vm].log(self.logs[vm].next) {
            Some(at) => Moment::ZERO + Span(at.saturating_sub(offset)),
            None => Moment::NEVER,
        }
    }

    /// The next log job of a VM comes due, at this write clock of the VM.
    pub(in crate::world) fn log_comes_due(&mut self, vm: VmId, clock: u64) -> LogDue {
        let failure = self.backup_of(vm).1.logs.map_or(0.0, |logs| logs.failure.0);
        let logs = &mut self.logs[vm];
        let ordinal = logs.next;
        logs.next += 1;
        if logs.moves.is_some() {
            logs.history.overruns(clock);
            return LogDue::Not(Mishap::Overrun);
        }
        logs.history.comes_due(clock);
        let fails = failure > 0.0 && logs.stream.uniform(OfLog::Fails.at(ordinal)) < failure;
        let mishap = if logs.begins.is_none() {
            Mishap::WithoutFull
        } else if fails {
            Mishap::Failed
        } else {
            return LogDue::Captures;
        };
        logs.history.mishap(mishap, clock);
        LogDue::Not(mishap)
    }

    /// The log job at hand could not run.
    pub(in crate::world) fn log_mishap(&mut self, vm: VmId, mishap: Mishap, clock: u64) {
        self.logs[vm].history.mishap(mishap, clock);
    }

    /// The log job of a VM captures what was written since the log before.
    pub(in crate::world) fn capture_log(
        &mut self,
        vm: VmId,
        now: Moment,
        written: Written,
    ) -> Capture {
        let backup = self.backup_of(vm).1;
        let churn = self.blueprint.vm(vm).churn;
        let Some((from, from_clock)) = self.logs[vm].begins else {
            return Capture::Fails;
        };
        let seconds = written.clock.saturating_sub(from_clock) as f64 / 1_000.0;
        let bytes = reduced(churn * seconds, backup.reduction) as u64;
        if bytes > self.room_at(backup.to) {
            // Who serves reads no point of its own.
            self.retain(vm, now, None);
        }
        let logs = &mut self.logs[vm];
        logs.history.captures(written.clock);
        if bytes > self.room_at(backup.to) {
            return Capture::Full;
        }
        let logs = &mut self.logs[vm];
        let ordinal = logs.next - 1;
        let share = backup.logs.map_or(0.0, |logs| logs.bad.0);
        let unreadable = share > 0.0 && logs.stream.uniform(OfLog::Bad.at(ordinal)) < share;
        let log = Log {
            from,
            from_clock,
            captured: now,
            clock: written.clock,
            to: (now, written.clock),
            sound: written.corrupt.unwrap_or((now, written.clock)),
            bytes,
            unreadable,
            known: Known::Nothing,
            first: true,
            second: false,
            complete: now,
            copied: now,
        };
        logs.moves = Some((now, log));
        self.store(backup.to, bytes);
        Capture::Moves(bytes)
    }

    /// The last byte of a log has arrived.
    ///
    /// # Panics
    /// Where no log moves.
    pub(in crate::world) fn log_done(&mut self, vm: VmId, now: Moment) -> Complete {
        let logs = &mut self.logs[vm];
        let moved = logs.moves.take();
        let (due, log) = moved.expect("a log is complete that moved");
        logs.logs.push_back(Log {
            complete: now,
            ..log
        });
        logs.history.completes();
        // Unless what the VM holds was changed meanwhile.
        if logs.begins.is_some_and(|(begins, _)| begins == log.from) {
            logs.begins = Some((log.captured, log.clock));
        }
        let before = self.jobs[vm].newest_capture;
        self.jobs[vm].newest_capture = before.max(Some(log.captured));
        Complete {
            due,
            captured: log.captured,
            before,
            bytes: log.bytes,
        }
    }

    /// A log in flight leaves nothing, at this write clock; whether one was.
    pub(in crate::world) fn drop_log(&mut self, vm: VmId, clock: u64) -> bool {
        let Some((_, log)) = self.logs[vm].moves.take() else {
            return false;
        };
        self.free(self.backup_of(vm).1.to, log.bytes);
        self.logs[vm].history.mishap(Mishap::Interrupted, clock);
        true
    }

    /// Begins to copy the next log to the second repository, one at a time for each VM: its bytes.
    pub(in crate::world) fn begin_log_copy(&mut self, vm: VmId, routes: &Routes) -> Option<u64> {
        let backup = self.backup_of(vm).1;
        let to = backup.copy_to.filter(|_| backup.logs.is_some())?;
        let stand = self.stands(to) && self.stands(backup.to);
        if !stand || self.logs[vm].copying || routes.copy(backup.to, to).is_none() {
            return None;
        }
        let room = self.room_at(to);
        let logs = &mut self.logs[vm];
        // Lost before it was copied, or no room: the copy is left out, and the chain there has a gap.
        while let Some(log) = logs.logs.get((logs.next_copy - logs.dropped) as usize)
            && (!log.first || log.bytes > room)
        {
            logs.next_copy += 1;
        }
        let next = logs.next_copy.checked_sub(logs.dropped)? as usize;
        let bytes = logs.logs.get(next)?.bytes;
        logs.copying = true;
        self.store(to, bytes);
        Some(bytes)
    }

    /// Bytes of a log whose copy is complete now, where the second repository had lost it.
    pub(in crate::world) fn log_copied_again(&self, vm: VmId) -> Option<u64> {
        let logs = &self.logs[vm];
        (logs.next_copy < logs.again_until).then(|| self.copied_log_bytes(vm))
    }

    /// A log lies at the second repository.
    pub(in crate::world) fn log_copy_done(&mut self, vm: VmId, now: Moment) {
        let logs = &mut self.logs[vm];
        let place = (logs.next_copy - logs.dropped) as usize;
        logs.logs[place].second = true;
        logs.logs[place].copied = now;
        logs.next_copy += 1;
        logs.copying = false;
    }

    /// The copy of a log leaves nothing; whether there was one.
    pub(in crate::world) fn drop_log_copy(&mut self, vm: VmId) -> bool {
        if !std::mem::take(&mut self.logs[vm].copying) {
            return false;
        }
        let to = self.copy_ends(vm).1;
        self.free(to, self.copied_log_bytes(vm));
        true
    }
}
