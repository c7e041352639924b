//! What became of the jobs that should have captured what was written.
//!
//! Always true here: the writing between a restore point and now is shared out among the jobs that
//! should have captured it, each part once.

use crate::model::record::LossReason;

/// What became of a job that left no point.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::world) enum Mishap {
    Failed,
    Overrun,
    WindowMissed,
    Interrupted,
    RepositoryFull,
    /// Of a log: there was no full yet that it could hang on.
    WithoutFull,
}

impl Mishap {
    /// Why the writing since the last job is lost, where it is.
    pub(in crate::world) fn reason(self) -> LossReason {
        MISHAPS[self as usize]
    }
}

/// The reason that each mishap is, in their order.
pub(super) const MISHAPS: [LossReason; 6] = [
    LossReason::JobFailed,
    LossReason::Overrun,
    LossReason::WindowMissed,
    LossReason::Interrupted,
    LossReason::RepositoryFull,
    LossReason::LogWithoutFull,
];

/// The same of log jobs.
pub(super) const MISHAPS_OF_LOGS: [LossReason; MISHAPS.len()] = [
    LossReason::LogFailed,
    LossReason::LogMissed,
    LossReason::LogMissed,
    LossReason::LogMissed,
    LossReason::LogMissed,
    LossReason::LogWithoutFull,
];

/// How the writing since the newest restore point is shared out among jobs, in milliseconds.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct JobHistory {
    /// The write clock up to which the writing is shared out.
    pub(super) mark: u64,
    /// What the job at hand is to capture since the one before it came due.
    pub(super) at_hand: u64,
    /// What jobs since the newest point should have captured, by their mishap.
    pub(super) missed: [u64; MISHAPS.len()],
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

    /// A job comes due that can run: what it is to capture.
    pub(super) fn comes_due(&mut self, clock: u64) -> u64 {
        self.at_hand = self.due(clock);
        self.at_hand
    }

    /// A job comes due while the one before is not done: what it should have captured.
    pub(super) fn overruns(&mut self, clock: u64) -> u64 {
        let length = self.due(clock);
        self.add(Mishap::Overrun, length);
        length
    }

    /// The job at hand captures: its point will hold all that is written by now. What that is more than when it came due.
    pub(super) fn captures(&mut self, clock: u64) -> u64 {
        let length = self.due(clock);
        self.at_hand += length;
        self.since_capture = [0; MISHAPS.len()];
        length
    }

    /// The point of the job at hand is complete.
    pub(super) fn completes(&mut self) {
        self.missed = self.since_capture;
        self.at_hand = 0;
    }

    /// The job at hand leaves no point.
    pub(super) fn mishap(&mut self, mishap: Mishap, clock: u64) {
        let length = std::mem::take(&mut self.at_hand);
        self.add(mishap, length);
        if mishap == Mishap::Interrupted && length > 0 {
            self.interrupted = (clock, length);
        }
    }

    /// What the job should have captured that was interrupted at this write clock.
    pub(super) fn interrupted_at(&self, clock: u64) -> u64 {
        let (at, length) = self.interrupted;
        if at == clock { length } else { 0 }
    }
}

/// The same of log jobs. A point that a backup job captures meanwhile holds what they should have captured until then: so it
/// is told apart what of each was written since the capture of the newest point, complete or not.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct LogHistory {
    pub(super) jobs: JobHistory,
    /// The write clock at that capture.
    point: u64,
    /// Since then: of what the one at hand is to capture, and of what was missed.
    at_hand: u64,
    missed: [u64; MISHAPS.len()],
}

/// Of each the smaller.
fn least(one: [u64; MISHAPS.len()], other: [u64; MISHAPS.len()]) -> [u64; MISHAPS.len()] {
    std::array::from_fn(|place| one[place].min(other[place]))
}

impl LogHistory {
    /// Nothing has been written since this write clock.
    pub(super) fn from_clock(clock: u64) -> LogHistory {
        LogHistory {
            jobs: JobHistory::from_clock(clock),
            ..LogHistory::default()
        }
    }

    /// Of what was written up to a write clock, in all so much, what was written since the newest point.
    fn since_point(&self, clock: u64, length: u64) -> u64 {
        length.min(clock.saturating_sub(self.point))
    }

    /// See [`JobHistory::comes_due`].
    pub(super) fn comes_due(&mut self, clock: u64) {
        let length = self.jobs.comes_due(clock);
        self.at_hand = self.since_point(clock, length);
    }

    /// See [`JobHistory::overruns`].
    pub(super) fn overruns(&mut self, clock: u64) {
        let length = self.jobs.overruns(clock);
        self.missed[Mishap::Overrun as usize] += self.since_point(clock, length);
    }

    /// See [`JobHistory::captures`].
    pub(super) fn captures(&mut self, clock: u64) {
        let length = self.jobs.captures(clock);
        self.at_hand += self.since_point(clock, length);
    }

    /// See [`JobHistory::completes`].
    pub(super) fn completes(&mut self) {
        self.missed = least(self.missed, self.jobs.since_capture);
        self.jobs.completes();
        self.at_hand = 0;
    }

    /// A backup job captures a point, which will hold what these should have captured by now.
    pub(super) fn point_captures(&mut self, clock: u64) {
        self.point = clock;
        self.at_hand = 0;
        self.missed = [0; MISHAPS.len()];
    }

    /// That point is complete.
    pub(super) fn point_completes(&mut self) {
        let jobs = &mut self.jobs;
        jobs.mark = jobs.mark.max(self.point);
        jobs.missed = self.missed;
        jobs.since_capture = least(jobs.since_capture, self.missed);
        jobs.at_hand = self.at_hand;
        let interrupted = self.missed[Mishap::Interrupted as usize];
        jobs.interrupted.1 = jobs.interrupted.1.min(interrupted);
    }

    /// See [`JobHistory::mishap`].
    pub(super) fn mishap(&mut self, mishap: Mishap, clock: u64) {
        self.missed[mishap as usize] += std::mem::take(&mut self.at_hand);
        self.jobs.mishap(mishap, clock);
    }
}

/// What the jobs of a VM stood at when it lost its state, or when its state went bad.
#[derive(Clone, Copy, Default, Debug)]
pub(in crate::world) struct JobsThen {
    pub(super) history: JobHistory,
    /// The same of its log jobs.
    pub(super) logs: JobHistory,
    /// Its write clock.
    pub(super) clock: u64,
    /// Sequence number after that of its newest point.
    pub(super) end: u32,
    /// The same of its newest log.
    pub(super) logs_end: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Logs are due every 10: that of 10 fails, that of 20 is under way when that of 30 comes due, which is left out. A point
    /// captures at 25 and holds all until then: of what logs missed 5 are left once it is complete, whether or not
    /// the log is complete by then. What is due next takes all since 30.
    #[test]
    fn a_point_settles_what_logs_should_have_captured() {
        let mut logs = LogHistory::from_clock(0);
        logs.comes_due(10);
        logs.mishap(Mishap::Failed, 10);
        logs.comes_due(20);
        logs.captures(20);
        logs.point_captures(25);
        logs.overruns(30);
        let missed = |one: &LogHistory| {
            let of = |mishap| one.jobs.missed[mishap as usize];
            [of(Mishap::Failed), of(Mishap::Overrun), one.jobs.at_hand]
        };
        assert_eq!(missed(&logs), [10, 10, 10]);
        let mut first = logs;
        first.point_completes();
        assert_eq!(missed(&first), [0, 5, 0]);
        first.completes();
        assert_eq!(missed(&first), [0, 5, 0]);
        logs.completes();
        assert_eq!(missed(&logs), [0, 10, 0]);
        logs.point_completes();
        assert_eq!(missed(&logs), [0, 5, 0]);
        logs.comes_due(40);
        assert_eq!(logs.jobs.at_hand, 10);
    }

    /// Before the log that comes due after it a point holds all until its own capture.
    #[test]
    fn a_log_takes_no_more_than_what_was_written_since_the_point() {
        let mut logs = LogHistory::from_clock(0);
        logs.point_captures(25);
        logs.point_completes();
        logs.comes_due(30);
        assert_eq!(logs.jobs.at_hand, 5);
    }
}
