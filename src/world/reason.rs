//! Why what a VM resumes from is old: what became of its jobs, and what kept newer points from it.
//!
//! Always true here: the writing between a restore point and the loss is shared out among the jobs
//! that should have captured it; of all reasons the one that cost the most writing is told.

use super::World;
use super::job::Point;
use super::replica::Following;
use super::state::VmPhase;
use crate::model::record::{LossReason, Resumed, TakenFrom};
use crate::model::{ApplicationId, BackupId, RepositoryId, VmId};

/// What became of a job that left no point.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Mishap {
    Failed,
    Overrun,
    WindowMissed,
    Interrupted,
    RepositoryFull,
}

/// The reason that each mishap is, in their order.
const MISHAPS: [LossReason; 5] = [
    LossReason::JobFailed,
    LossReason::Overrun,
    LossReason::WindowMissed,
    LossReason::Interrupted,
    LossReason::RepositoryFull,
];

/// How the writing since the newest restore point is shared out among jobs, in milliseconds.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct JobHistory {
    /// The write clock up to which the writing is shared out.
    mark: u64,
    /// What the job at hand is to capture since the one before it came due.
    at_hand: u64,
    /// What jobs since the newest point should have captured, by their mishap.
    missed: [u64; MISHAPS.len()],
    /// The same since the capture of the job at hand.
    since_capture: [u64; MISHAPS.len()],
    /// The write clock at the last interruption, and what that job should have captured.
    interrupted: (u64, u64),
}

impl JobHistory {
    /// Nothing has been written since this write clock.
    pub(super) fn from_clock(clock: u64) -> JobHistory {
        JobHistory {
            mark: clock,
            interrupted: (u64::MAX, 0),
            ..JobHistory::default()
        }
    }

    /// A job comes due; what was written since the one before.
    fn due(&mut self, clock: u64) -> u64 {
        let length = clock.saturating_sub(self.mark);
        self.mark = clock;
        length
    }

    fn add(&mut self, mishap: Mishap, length: u64) {
        self.missed[mishap as usize] += length;
        self.since_capture[mishap as usize] += length;
    }
}

/// What the jobs of a VM stood at when it lost its state, or when its state went bad.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct JobsThen {
    history: JobHistory,
    /// Its write clock.
    clock: u64,
    /// Sequence number after that of its newest point.
    end: u32,
}

/// The largest of the parts that a loss is made of.
#[derive(Default)]
struct Parts {
    reason: LossReason,
    part: u64,
}

impl Parts {
    fn add(&mut self, reason: LossReason, part: u64) {
        if part > self.part {
            (self.reason, self.part) = (reason, part);
        }
    }
}

impl World<'_> {
    fn write_clock(&self, vm: VmId) -> u64 {
        self.vms[vm].clock_at(self.frame.now)
    }

    /// A job comes due that can run.
    pub(super) fn history_due(&mut self, vm: VmId) {
        let clock = self.write_clock(vm);
        let history = &mut self.jobs[vm].history;
        history.at_hand = history.due(clock);
    }

    /// A job comes due while the one before is not done.
    pub(super) fn history_overrun(&mut self, vm: VmId) {
        let clock = self.write_clock(vm);
        let history = &mut self.jobs[vm].history;
        let length = history.due(clock);
        history.add(Mishap::Overrun, length);
    }

    /// The job at hand captures: its point will hold all that is written by now.
    pub(super) fn history_captured(&mut self, vm: VmId) {
        let clock = self.write_clock(vm);
        let history = &mut self.jobs[vm].history;
        history.at_hand += history.due(clock);
        history.since_capture = [0; MISHAPS.len()];
    }

    /// The point of the job at hand is complete.
    pub(super) fn history_complete(&mut self, vm: VmId) {
        let history = &mut self.jobs[vm].history;
        history.missed = history.since_capture;
        history.at_hand = 0;
    }

    /// The job at hand leaves no point.
    pub(super) fn history_mishap(&mut self, vm: VmId, mishap: Mishap) {
        let clock = self.write_clock(vm);
        let history = &mut self.jobs[vm].history;
        let length = std::mem::take(&mut history.at_hand);
        history.add(mishap, length);
        if mishap == Mishap::Interrupted && length > 0 {
            history.interrupted = (clock, length);
        }
    }

    fn jobs_now(&self, vm: VmId) -> JobsThen {
        let job = &self.jobs[vm];
        JobsThen {
            history: job.history,
            clock: self.write_clock(vm),
            end: job.dropped + job.points.len() as u32,
        }
    }

    /// The state of a VM is lost now.
    pub(super) fn note_loss(&mut self, vm: VmId) {
        self.vms[vm].lost_then = self.jobs_now(vm);
    }

    /// The state of a VM goes bad now.
    pub(super) fn note_corruption(&mut self, vm: VmId) {
        self.vms[vm].corrupt_then = self.jobs_now(vm);
    }

    /// A VM goes on from this write clock: what it writes from now on is for the next job.
    pub(super) fn history_restarts(&mut self, vm: VmId) {
        self.jobs[vm].history = JobHistory::from_clock(self.vms[vm].clock);
    }

    /// Why a VM loses what it loses when it resumes from a restore point. Its write clock is still
    /// that of the loss.
    pub(super) fn reason_of_point(
        &self,
        vm: VmId,
        id: BackupId,
        repository: RepositoryId,
        point: Point,
    ) -> Resumed {
        let backup = self.frame.blueprint.backup(id);
        let state = &self.vms[vm];
        let job = &self.jobs[vm];
        let from = TakenFrom::Point {
            backup: id,
            repository,
            second: repository != backup.to,
        };
        let loss = state.clock.saturating_sub(point.clock);
        let mut parts = Parts::default();
        let spoilt = state.corrupt_since.is_some() && state.noticed;
        let then = if spoilt {
            state.corrupt_then
        } else {
            state.lost_then
        };
        parts.add(
            LossReason::NoticedLate,
            state.clock.saturating_sub(then.clock),
        );
        // Points that were complete then, newest first, whether or not they can be read now.
        let made = job.points.iter().enumerate().rev().find(|(index, made)| {
            job.dropped + *index as u32 <= then.end.saturating_sub(1) && !(spoilt && made.bad)
        });
        let Some((index, made)) = made else {
            return Resumed::default();
        };
        let history = then.history;
        let interrupted = if history.interrupted.0 == then.clock {
            history.interrupted.1
        } else {
            0
        };
        parts.add(
            LossReason::Cadence,
            then.clock.saturating_sub(history.mark.max(made.clock)),
        );
        parts.add(LossReason::JobUnderWay, history.at_hand + interrupted);
        for (reason, missed) in MISHAPS.into_iter().zip(history.missed) {
            let under_way = u64::from(reason == LossReason::Interrupted) * interrupted;
            parts.add(reason, missed.saturating_sub(under_way));
        }
        let best = self.newest_readable(vm).unwrap_or(point.clock);
        parts.add(LossReason::BadPoint, best.saturating_sub(point.clock));
        let kept_away = if repository == backup.to || backup.copy_to.is_none() {
            LossReason::LostWithPlace
        } else if job.next_copy > job.dropped + index as u32 {
            // Its turn to be copied has passed: there was no room for it.
            LossReason::RepositoryFull
        } else {
            LossReason::CopyNotArrived
        };
        parts.add(kept_away, made.clock.saturating_sub(best.max(point.clock)));
        Resumed {
            from,
            reason: parts.reason,
            part: parts.part.min(loss),
            endless: false,
        }
    }

    /// Why a VM resumes with nothing.
    pub(super) fn reason_of_nothing(&self, vm: VmId) -> Resumed {
        let state = &self.vms[vm];
        let plan = self.frame.blueprint.vm(vm);
        let job = &self.jobs[vm];
        let group = self.frame.plan.vms[vm].group;
        let stands = |to: RepositoryId| self.repositories[to].faults == 0;
        let reason = if let Some(id) = plan.backup {
            let backup = self.frame.blueprint.backup(id);
            let second = backup.copy_to.is_some_and(stands);
            let spoilt = |point: &Point| state.noticed && point.bad;
            if state.attempts > 0 {
                LossReason::BadPoint
            } else if job.points.is_empty() {
                LossReason::NoPoint
            } else if job.points.iter().all(spoilt) {
                LossReason::NoticedLate
            } else if second && job.points.iter().all(|point| !point.second) {
                LossReason::CopyNotArrived
            } else {
                LossReason::LostWithPlace
            }
        } else if let Some(group) = group {
            if state.deleted || state.corrupt_since.is_some() {
                LossReason::NoPoint
            } else if self.groups[group].following == Following::Gone {
                LossReason::LostWithPlace
            } else {
                LossReason::WholeCopy
            }
        } else {
            LossReason::NoProtection
        };
        Resumed {
            from: TakenFrom::Nothing(plan.backup, group),
            reason,
            part: 0,
            endless: false,
        }
    }

    /// Why an application that is not back in time loses what it has.
    pub(super) fn reason_of_no_return(&self, application: ApplicationId) -> Resumed {
        let mut vms = self.frame.blueprint.application(application).vm_ids();
        let bare = vms.find(|vm| {
            let vm = *vm;
            self.frame.plan.vms[vm].stateful && self.vms[vm].phase == VmPhase::WaitPoint
        });
        match bare {
            Some(vm) => self.reason_of_nothing(vm),
            None => Resumed {
                from: TakenFrom::Nothing(None, None),
                reason: LossReason::NotBack,
                part: 0,
                endless: false,
            },
        }
    }
}
