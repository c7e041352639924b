//! What happens in a trial that is followed, one thing after the other.
//!
//! Always true here: nothing that happens depends on whether it is noted; of jobs only those are kept that ran in the
//! last day before something else happened.

use super::Frame;
use crate::engine::clones;
use crate::model::VmId;
use crate::model::record::{JobStep, Noted, What};
use crate::units::DAY;

/// Most that is noted of a trial: what comes later is left out, and that is told.
const MOST_NOTES: usize = 1_000_000;

/// See the module.
#[derive(Default)]
pub(super) struct Diary {
    /// None where the trial is not followed.
    notes: Option<Vec<Noted>>,
    /// Steps of jobs since the last note, and those of the day before it.
    jobs: Vec<Noted>,
    cut: bool,
}

clones!(Diary { notes, jobs, cut });

impl Diary {
    /// Steps of jobs that lie more than a day back are of no interest.
    fn forget(&mut self, now: i64) {
        let kept = self.jobs.partition_point(|job| job.at < now - DAY as i64);
        self.jobs.drain(..kept);
    }

    fn push(&mut self, noted: Noted) {
        let Some(notes) = &mut self.notes else {
            return;
        };
        let before = self.jobs.drain(..);
        let room = MOST_NOTES.saturating_sub(notes.len());
        self.cut |= before.len() >= room;
        notes.extend(before.chain([noted]).take(room));
    }
}

impl Frame<'_> {
    /// Whether this trial is to be followed from now on.
    pub(in crate::world) fn follow(&mut self, follow: bool) {
        self.diary = Diary {
            notes: follow.then(Vec::new),
            ..Diary::default()
        };
    }

    /// Whether the trial is followed: whoever has to look for what to note asks first.
    #[inline(always)]
    pub(in crate::world) fn is_followed(&self) -> bool {
        self.diary.notes.is_some()
    }

    /// Notes what happens now, where the trial is followed.
    #[inline(always)]
    pub(in crate::world) fn note(&mut self, what: What) {
        if self.is_followed() {
            self.keep(what);
        }
    }

    #[inline(never)]
    fn keep(&mut self, what: What) {
        let at = self.after_start(self.now);
        self.diary.forget(at);
        self.diary.push(Noted { at, what });
    }

    /// Notes a step of a job: it is kept where something else happens within a day.
    #[inline(always)]
    pub(in crate::world) fn note_job(&mut self, vm: VmId, step: JobStep) {
        if self.is_followed() {
            self.keep_job(vm, step);
        }
    }

    #[inline(never)]
    fn keep_job(&mut self, vm: VmId, step: JobStep) {
        let at = self.after_start(self.now);
        let what = What::Job { vm, step };
        // Many jobs may run where nothing ever happens: now and then those of long ago go.
        if self.diary.jobs.len() == self.diary.jobs.capacity() {
            self.diary.forget(at);
        }
        self.diary.jobs.push(Noted { at, what });
    }

    /// What was noted, and whether something was left out.
    pub(in crate::world) fn take_notes(&mut self) -> (Vec<Noted>, bool) {
        let cut = self.diary.cut;
        (self.diary.notes.take().unwrap_or_default(), cut)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::HOUR;

    fn job(at: u64) -> Noted {
        let (vm, step) = (VmId(0), JobStep::Completes);
        Noted {
            at: at as i64,
            what: What::Job { vm, step },
        }
    }

    /// Jobs of the 30, 23 and 0 hours before a note: the first is forgotten.
    #[test]
    fn jobs_are_kept_for_a_day() {
        let mut diary = Diary {
            notes: Some(Vec::new()),
            jobs: [0, 7, 30].map(|hour| job(hour * HOUR)).to_vec(),
            cut: false,
        };
        let now = 30 * HOUR as i64;
        diary.forget(now);
        diary.push(Noted {
            at: now,
            what: What::Resumes {
                vm: VmId(0),
                loss: 0,
                total: false,
            },
        });
        let notes = diary.notes.unwrap_or_default();
        let hours: Vec<i64> = notes.iter().map(|one| one.at / HOUR as i64).collect();
        assert_eq!(hours, [7, 30, 30]);
        assert!(diary.jobs.is_empty() && !diary.cut);
    }
}
