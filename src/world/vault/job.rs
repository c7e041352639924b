//! The backup job of one VM: due, waiting, captured, complete, or gone without a point.
//!
//! Always true here: a restore point counts only when its last byte is at a repository that stands; a
//! job that holds a slot gives it back by what its end answers, never by itself.

use super::history::{JobHistory, LogHistory, Mishap};
use super::point::{Known, Missed, Point};
use super::replay::Target;
use super::upkeep::JobUpkeep;
use super::when::When;
use super::{Holder, Vault};
use crate::engine::clones;
use crate::model::bytes::reduced;
use crate::model::chain;
use crate::model::{ChainKind, RepositoryId, VmId};
use crate::random::Stream;
use crate::units::{Moment, Span};
use crate::world::draws::{OfFile, of_try};

/// A restore point that a restore wants a slot for, or reads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::world) struct Reading {
    /// Its sequence number among the points of its VM.
    pub(in crate::world) point: u32,
    /// That of the last log that is replayed on it, where any is.
    pub(in crate::world) log: Option<u32>,
    /// From where: the slot is that of this repository.
    pub(in crate::world) repository: RepositoryId,
}

/// What the backup of one VM is doing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum JobPhase {
    Idle,
    WaitWindow,
    WaitSlot,
    Transfer,
    WaitRetry,
    /// Its point is complete, and a full is put together of it.
    Synthesis,
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
    /// That has to be read from the VM: what changed since the newest point is not known.
    pub(super) active_needed: bool,
    /// Of the point of the job at hand a full is to be made.
    pub(super) synthesises: bool,
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
    /// No point before this sequence number begins a chain but the oldest one.
    pub(super) looked: u32,
    /// Sequence number of the next point to copy, and whether a copy is under way.
    pub(super) next_copy: u32,
    pub(super) copying: bool,
    pub(super) copy_has_slot: bool,
    /// The increment moves alone, and the full is put together at the second repository.
    pub(super) copy_synthesises: bool,
    /// Before this sequence number what is copied was lost at the second repository.
    pub(super) again_until: u32,
    /// A point has reached the second repository in this trial.
    pub(super) copied_once: bool,
    pub(super) history: JobHistory,
    /// Some file of its points is known to be bad.
    pub(super) knows_bad: bool,
    /// When intruders came in who struck last, and when they struck: it is known that points which were captured since
    /// they came in hold them.
    pub(super) intruded: Option<(Moment, Moment)>,
    /// The newest point that would have served and that intruders deleted when they struck last, and where it lay.
    pub(super) deleted: Option<(Moment, RepositoryId)>,
    /// When the newest of all points was captured that intruders deleted when they struck last.
    pub(super) wiped: Option<Moment>,
    /// The newest point from before they came in that they deleted then, and where it lay.
    pub(super) clean_deleted: Option<(Moment, RepositoryId)>,
    /// When points were captured that retention has dropped, oldest first, and whether they were fulls: kept where
    /// intruders may strike.
    pub(super) gone: std::collections::VecDeque<(Moment, bool)>,
    /// When a job or a copy found a repository full last, and which.
    pub(super) full_at: Option<(Moment, RepositoryId)>,
    /// When intruders deleted the last of its points.
    pub(super) bared: Option<Moment>,
    /// The newest of the points that people deleted by mistake.
    pub(super) mistaken: Option<Missed>,
    /// What people do about its jobs and points.
    pub(super) upkeep: JobUpkeep,
    pub(super) stream: Stream,
    pub(super) retries_stream: Stream,
    pub(super) upkeep_stream: Stream,
    pub(super) files_stream: Stream,
}

clones!(JobState {
    phase,
    next,
    ordinal,
    due,
    retry_at,
    retries,
    last_failed,
    full,
    full_needed,
    active_needed,
    synthesises,
    captured,
    clock,
    bytes,
    corrupt,
    newest_capture,
    changed_from,
    full_clock,
    points,
    dropped,
    looked,
    next_copy,
    copying,
    copy_has_slot,
    copy_synthesises,
    again_until,
    copied_once,
    history,
    knows_bad,
    intruded,
    deleted,
    wiped,
    clean_deleted,
    gone,
    full_at,
    bared,
    mistaken,
    upkeep,
    stream,
    retries_stream,
    upkeep_stream,
    files_stream,
});

impl Reading {
    /// What is read: the point with its logs.
    pub(in crate::world) fn target(self) -> Target {
        Target {
            point: self.point,
            log: self.log,
        }
    }

    /// A target that is read at a repository.
    pub(in crate::world) fn of(target: Target, repository: RepositoryId) -> Reading {
        Reading {
            point: target.point,
            log: target.log,
            repository,
        }
    }
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
        self.gone.clear();
        *self = JobState {
            points: std::mem::take(&mut self.points),
            gone: std::mem::take(&mut self.gone),
            stream: std::mem::take(&mut self.stream),
            retries_stream: std::mem::take(&mut self.retries_stream),
            upkeep_stream: std::mem::take(&mut self.upkeep_stream),
            files_stream: std::mem::take(&mut self.files_stream),
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
            active_needed: false,
            synthesises: false,
            captured: Moment::ZERO,
            clock: 0,
            bytes: 0,
            corrupt: false,
            newest_capture: None,
            changed_from: 0,
            full_clock: 0,
            points: std::collections::VecDeque::new(),
            dropped: 0,
            looked: 0,
            next_copy: 0,
            copying: false,
            copy_has_slot: false,
            copy_synthesises: false,
            again_until: 0,
            copied_once: false,
            history: JobHistory::from_clock(0),
            knows_bad: false,
            intruded: None,
            deleted: None,
            wiped: None,
            clean_deleted: None,
            gone: std::collections::VecDeque::new(),
            full_at: None,
            bared: None,
            mistaken: None,
            upkeep: JobUpkeep::NONE,
            stream: Stream::new(),
            retries_stream: Stream::new(),
            upkeep_stream: Stream::new(),
            files_stream: Stream::new(),
        }
    }
}

/// What a job that waited does when its timer fires.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::world) enum Step {
    /// It asks for a slot, at last or again.
    Asks,
    /// Its window has closed on it.
    WindowMissed,
    /// Nothing.
    Nothing,
}

/// What becomes of a job that comes due.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::world) enum Due {
    /// The one before is not done: this one leaves nothing.
    Overruns,
    /// It waits for its window.
    Waits,
    /// It asks for a slot.
    Asks,
}

/// What becomes of a job that has its slot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::world) enum Capture {
    /// The job fails.
    Fails,
    /// The repository cannot take it.
    Full,
    /// So many bytes begin to move.
    Moves(u64),
}

/// A job that is complete.
#[derive(Clone, Copy, Debug)]
pub(in crate::world) struct Complete {
    /// When it came due, and when it captured.
    pub(in crate::world) due: Moment,
    pub(in crate::world) captured: Moment,
    /// The capture before.
    pub(in crate::world) before: Option<Moment>,
    /// What it moved.
    pub(in crate::world) bytes: u64,
}

impl Vault<'_> {
    /// Whether a job of a VM that would capture now is too late for its window.
    pub(in crate::world) fn misses_window(&self, vm: VmId, when: When) -> bool {
        when.closes(self.backup_of(vm).1.window) <= when.now
    }

    /// What the job of a VM does when its timer fires.
    pub(in crate::world) fn step(&self, vm: VmId, when: When) -> Step {
        let backup = self.backup_of(vm).1;
        let job = &self.jobs[vm];
        match job.phase {
            JobPhase::WaitWindow if when.opens(backup.window) <= when.now => Step::Asks,
            JobPhase::WaitRetry | JobPhase::WaitSlot if when.closes(backup.window) <= when.now => {
                Step::WindowMissed
            }
            JobPhase::WaitRetry if job.retry_at <= when.now => Step::Asks,
            JobPhase::Idle
            | JobPhase::Transfer
            | JobPhase::Synthesis
            | JobPhase::WaitWindow
            | JobPhase::WaitRetry
            | JobPhase::WaitSlot => Step::Nothing,
        }
    }

    /// The next job of a VM comes due, at this write clock of the VM.
    pub(in crate::world) fn come_due(&mut self, vm: VmId, when: When, clock: u64) -> Due {
        let backup = self.backup_of(vm).1;
        let ordinal = self.jobs[vm].next;
        let full = self.grids[vm].is_full(ordinal);
        let job = &mut self.jobs[vm];
        job.next += 1;
        // Needed until a full is complete: a full that fails or cannot run is made up for.
        job.full_needed |= full;
        job.draw_outcome(backup, ordinal);
        if job.phase != JobPhase::Idle {
            job.history.overruns(clock);
            return Due::Overruns;
        }
        job.history.comes_due(clock);
        job.ordinal = ordinal;
        job.due = when.now;
        job.retries = 0;
        if when.opens(backup.window) > when.now {
            job.phase = JobPhase::WaitWindow;
            return Due::Waits;
        }
        Due::Asks
    }

    /// Whether the schedule has a full where the job of a VM came due that ran last.
    pub(in crate::world) fn last_was_full(&self, vm: VmId) -> bool {
        self.grids[vm].is_full(self.jobs[vm].ordinal)
    }

    /// The job of a VM asks for a slot of its repository; whether it has it at once.
    pub(in crate::world) fn ask_for_slot(&mut self, vm: VmId, now: Moment, priority: u32) -> bool {
        let to = self.backup_of(vm).1.to;
        self.jobs[vm].phase = JobPhase::WaitSlot;
        self.slots[to].request(now, Holder::Backup(vm), priority)
    }

    /// The job of a VM has its slot and captures, at this write clock, data that is corrupt or not; a full is put together
    /// or read from the VM.
    /// `read` is the point of the VM that is being read, if one is.
    pub(in crate::world) fn capture(
        &mut self,
        vm: VmId,
        now: Moment,
        (clock, corrupt, synthetic): (u64, bool, bool),
        read: Option<u32>,
    ) -> Capture {
        if self.fails(vm) {
            return Capture::Fails;
        }
        let backup = self.backup_of(vm).1;
        let plan = self.blueprint.vm(vm);
        let job = &mut self.jobs[vm];
        job.synthesises = job.full_needed && synthetic;
        job.full = backup.chain == ChainKind::Full || (job.full_needed && !job.synthesises);
        let since = if backup.chain == ChainKind::Differential {
            job.full_clock
        } else {
            job.changed_from
        };
        let changed = if job.full {
            plan.used.0 as f64
        } else {
            let since = Span(clock.saturating_sub(since));
            chain::changed(plan.used.0 as f64, plan.churn, since)
        };
        let bytes = reduced(changed, backup.reduction) as u64;
        job.captured = now;
        job.clock = clock;
        job.bytes = bytes;
        job.corrupt = corrupt;
        job.history.captures(clock);
        if backup.logs.is_some() {
            self.logs[vm].history.point_captures(clock);
        }
        if bytes > self.room_at(backup.to) {
            // What is past its time gives way, also where nothing came after it for long.
            self.retain(vm, now, read);
        }
        if bytes > self.room_at(backup.to) {
            self.jobs[vm].full_at = Some((now, backup.to));
            return Capture::Full;
        }
        self.jobs[vm].phase = JobPhase::Transfer;
        self.store(backup.to, bytes);
        Capture::Moves(bytes)
    }

    /// Whether this try fails: the job's own sticky outcome at first, then a fresh draw for each retry.
    fn fails(&mut self, vm: VmId) -> bool {
        let backup = self.backup_of(vm).1;
        let job = &mut self.jobs[vm];
        if backup.job_failure.0 <= 0.0 {
            return false;
        }
        if job.retries == 0 {
            return job.last_failed;
        }
        let word = of_try(job.ordinal, job.retries);
        job.retries_stream.uniform(word) < backup.job_failure.0
    }

    /// The job of a VM that has failed tries again later, if it may; whether it may.
    pub(in crate::world) fn try_again(&mut self, vm: VmId, now: Moment) -> bool {
        let backup = self.backup_of(vm).1;
        let job = &mut self.jobs[vm];
        let again = job.retries < backup.retries;
        if again {
            job.retries += 1;
            job.retry_at = now + backup.retry_after;
            job.phase = JobPhase::WaitRetry;
        }
        again
    }

    /// The job of a VM that holds a slot is over. The slot, of the repository that is returned, is
    /// still to be given back.
    pub(in crate::world) fn end_job(&mut self, vm: VmId) -> RepositoryId {
        self.jobs[vm].phase = JobPhase::Idle;
        self.backup_of(vm).1.to
    }

    /// The job of a VM stops in mid-way: what it had moved leaves its room.
    pub(in crate::world) fn lose_bytes(&mut self, vm: VmId) {
        let bytes = self.jobs[vm].bytes;
        self.free(self.backup_of(vm).1.to, bytes);
    }

    /// The job of a VM that holds nothing is over.
    pub(in crate::world) fn drop_job(&mut self, vm: VmId, now: Moment) {
        if self.jobs[vm].phase == JobPhase::WaitSlot {
            let to = self.backup_of(vm).1.to;
            self.slots[to].cancel(now, Holder::Backup(vm));
        }
        self.jobs[vm].phase = JobPhase::Idle;
    }

    /// The job of a VM leaves no point, at this write clock. Returns when it came due.
    pub(in crate::world) fn mishap(&mut self, vm: VmId, mishap: Mishap, clock: u64) -> Moment {
        let job = &mut self.jobs[vm];
        job.history.mishap(mishap, clock);
        job.due
    }

    /// The last byte of a job has arrived: its point is complete.
    pub(in crate::world) fn complete(&mut self, vm: VmId, now: Moment) -> Complete {
        let backup = self.backup_of(vm).1;
        let share = backup.bad_point.0;
        let job = &mut self.jobs[vm];
        let word = OfFile::Bad.at(job.ordinal);
        let unreadable = share > 0.0 && job.files_stream.uniform(word) < share;
        job.points.push_back(Point {
            captured: job.captured,
            clock: job.clock,
            bytes: job.bytes,
            full: job.full,
            synthetic: false,
            unreadable,
            bad: job.corrupt,
            left: false,
            first: true,
            second: false,
            complete: now,
            copied: now,
            known: Known::Nothing,
        });
        job.history.completes();
        if backup.logs.is_some() {
            self.logs[vm].history.point_completes();
        }
        job.changed_from = job.clock;
        if job.full {
            job.full_clock = job.clock;
            job.full_needed = false;
            job.active_needed = false;
            // What was written before it is in no log that could be made.
            self.logs[vm].chain_begins(job.captured, job.clock);
        }
        let before = job.newest_capture;
        // A log may have been captured after it.
        job.newest_capture = before.max(Some(job.captured));
        Complete {
            due: job.due,
            captured: job.captured,
            before,
            bytes: job.bytes,
        }
    }

    /// The next job of a VM, if it has any, is a full: what it would build on is not what the VM holds.
    pub(in crate::world) fn need_full(&mut self, vm: VmId) {
        // Of a VM without jobs it stays as it was made.
        self.jobs[vm].full_needed = true;
        self.jobs[vm].active_needed = true;
    }

    /// What a VM holds is not what its jobs and logs captured last: the next job is a full, and logs begin with that.
    pub(in crate::world) fn begin_anew(&mut self, vm: VmId) {
        self.jobs[vm].full_needed = true;
        self.jobs[vm].active_needed = true;
        self.logs[vm].chain_ends();
    }

    /// Whether the bytes of a VM's job move.
    pub(in crate::world) fn holds_slot(&self, vm: VmId) -> bool {
        self.jobs[vm].phase == JobPhase::Transfer
    }

    /// Whether bytes of a job or of a log of a VM move.
    #[inline]
    pub(in crate::world) fn moves_any(&self, vm: VmId) -> bool {
        self.of[vm].is_some() && (self.holds_slot(vm) || self.logs[vm].moves.is_some())
    }

    /// Whether the job of a VM holds, waits or will ask for a slot.
    pub(in crate::world) fn wants_slot(&self, vm: VmId) -> bool {
        matches!(
            self.jobs[vm].phase,
            JobPhase::Transfer | JobPhase::WaitSlot | JobPhase::WaitRetry | JobPhase::Synthesis
        )
    }

    /// A VM goes on from this write clock: what it writes from now on is for the next job, if it has any.
    pub(in crate::world) fn history_restarts(&mut self, vm: VmId, clock: u64) {
        if self.of[vm].is_some() {
            self.jobs[vm].history = JobHistory::from_clock(clock);
            self.logs[vm].history = LogHistory::from_clock(clock);
        }
    }
}
