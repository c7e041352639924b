//! Failing jobs: how many fail in a row, when somebody notices, and when they are mended.
//!
//! Always true here: a run of failures begins with the first job that fails by itself and ends with a good job,
//! or where it is mended; it is told once how it fared.

use super::Vault;
use crate::model::VmId;
use crate::units::Moment;

/// The jobs of one VM as people see them.
#[derive(Clone, Copy, Debug)]
pub(super) struct JobUpkeep {
    /// Jobs that failed in a row.
    failures: u32,
    /// When the first of them failed.
    since: Moment,
    noticed: bool,
    /// When they are mended; never before somebody has noticed.
    mended_at: Moment,
    /// The job that somebody noticed: the ordinal of what is drawn then.
    noticed_job: u64,
    /// They were mended since the last job: the next one does as if there had been none before.
    pub(super) mended: bool,
    /// The number of the next test of its points.
    pub(super) next_test: u64,
}

impl JobUpkeep {
    pub(super) const NONE: JobUpkeep = JobUpkeep {
        failures: 0,
        since: Moment::ZERO,
        noticed: false,
        mended_at: Moment::NEVER,
        noticed_job: 0,
        mended: false,
        next_test: 0,
    };

    /// The run of failures is over.
    fn ends(&mut self) {
        *self = JobUpkeep {
            mended: self.mended,
            next_test: self.next_test,
            ..JobUpkeep::NONE
        };
    }
}

/// What a failed job is to whoever looks after jobs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::world) struct Failed {
    /// It is the first of a run.
    pub(in crate::world) first: bool,
    /// Somebody notices now.
    pub(in crate::world) noticed: bool,
    /// When the first of the run failed.
    pub(in crate::world) since: Moment,
}

impl Vault<'_> {
    /// A job of a VM has failed by itself, after all its retries.
    pub(in crate::world) fn failed(&mut self, vm: VmId, now: Moment) -> Failed {
        let mending = self.backup_of(vm).1.upkeep.mending.as_ref();
        let ordinal = self.jobs[vm].ordinal;
        let upkeep = &mut self.jobs[vm].upkeep;
        upkeep.failures = upkeep.failures.saturating_add(1);
        let first = upkeep.failures == 1;
        if first {
            upkeep.since = now;
        }
        let enough = mending.is_some_and(|one| upkeep.failures >= one.noticed_after);
        let noticed = enough && !upkeep.noticed;
        upkeep.noticed |= enough;
        if noticed {
            upkeep.noticed_job = ordinal;
        }
        Failed {
            first,
            noticed,
            since: upkeep.since,
        }
    }

    /// Failing jobs of a VM are mended at this instant, unless one works before.
    pub(in crate::world) fn mends_at(&mut self, vm: VmId, at: Moment) {
        self.jobs[vm].upkeep.mended_at = at;
    }

    /// When failing jobs of a VM are mended.
    pub(in crate::world) fn mended_at(&self, vm: VmId) -> Moment {
        self.jobs[vm].upkeep.mended_at
    }

    /// The ordinal of the job of a VM at which somebody noticed that jobs fail.
    pub(in crate::world) fn mended_ordinal(&self, vm: VmId) -> u64 {
        self.jobs[vm].upkeep.noticed_job
    }

    /// Since when jobs of a VM fail of which nobody knows.
    pub(in crate::world) fn fails_unseen_since(&self, vm: VmId) -> Option<Moment> {
        let upkeep = &self.jobs[vm].upkeep;
        (upkeep.failures > 0 && !upkeep.noticed).then_some(upkeep.since)
    }

    /// A job of a VM has worked: nothing is left to mend.
    pub(in crate::world) fn works_again(&mut self, vm: VmId) {
        self.jobs[vm].upkeep.ends();
    }

    /// Since when jobs of a VM failed and when they were mended, if they were by now and that is told for the first
    /// time.
    pub(in crate::world) fn take_mended(
        &mut self,
        vm: VmId,
        now: Moment,
    ) -> Option<(Moment, Moment)> {
        let upkeep = &mut self.jobs[vm].upkeep;
        let (since, at) = (upkeep.since, upkeep.mended_at);
        if at > now {
            return None;
        }
        upkeep.ends();
        upkeep.mended = true;
        Some((since, at))
    }

    /// The stream of what people do about the jobs of a VM.
    pub(in crate::world) fn upkeep_stream(&mut self, vm: VmId) -> &mut crate::random::Stream {
        &mut self.jobs[vm].upkeep_stream
    }
}
