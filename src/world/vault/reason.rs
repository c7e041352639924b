//! Why what a VM resumes from is old: what became of its jobs, and what kept newer points from it.
//!
//! Always true here: of all reasons the one that cost the most writing is told.

use super::history::{JobsThen, MISHAPS};
use super::point::Point;
use super::{Asking, Choice, Vault};
use crate::model::RepositoryId;
use crate::model::record::{LossReason, Resumed, TakenFrom};
use crate::world::pipes::Routes;

/// A VM that has lost its state, as it stood then.
#[derive(Clone, Copy, Debug)]
pub(in crate::world) struct Bereft {
    /// What it asks of its points.
    pub(in crate::world) asking: Asking,
    /// Its write clock at the loss.
    pub(in crate::world) clock: u64,
    /// What its jobs stood at when its state was lost, or went bad where that is known.
    pub(in crate::world) then: JobsThen,
    /// It went bad, and that is known.
    pub(in crate::world) spoilt: bool,
    /// What it gives up of its writing so as to be back sooner.
    pub(in crate::world) for_time: u64,
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

impl Vault<'_> {
    /// Why a VM loses what it loses when it resumes from a restore point of a repository.
    pub(in crate::world) fn why_so_old(
        &self,
        bereft: &Bereft,
        repository: RepositoryId,
        point: Point,
        routes: &Routes,
    ) -> Resumed {
        let Bereft {
            asking,
            clock,
            then,
            spoilt,
            for_time,
        } = *bereft;
        let (id, backup) = self.backup_of(asking.vm);
        let job = &self.jobs[asking.vm];
        let from = TakenFrom::Point {
            of: id.into(),
            repository: Some(repository),
            second: repository != backup.to,
        };
        let mut parts = Parts::default();
        parts.add(LossReason::NoticedLate, clock.saturating_sub(then.clock));
        // Points that were complete then, newest first, whether or not they can be read now.
        let made = job.points.iter().enumerate().rev().find(|(index, made)| {
            job.dropped + *index as u32 <= then.end.saturating_sub(1) && !(spoilt && made.bad)
        });
        let Some((index, made)) = made else {
            return Resumed::default();
        };
        let history = then.history;
        let interrupted = history.interrupted_at(then.clock);
        parts.add(
            LossReason::Cadence,
            then.clock.saturating_sub(history.mark.max(made.clock)),
        );
        parts.add(LossReason::JobUnderWay, history.at_hand + interrupted);
        for (reason, missed) in MISHAPS.into_iter().zip(history.missed) {
            let under_way = u64::from(reason == LossReason::Interrupted) * interrupted;
            parts.add(reason, missed.saturating_sub(under_way));
        }
        let best = self.newest_readable(asking, routes);
        let best = best.unwrap_or(point.clock).max(point.clock);
        parts.add(LossReason::SoonerPoint, for_time);
        let newest_good = point.clock + for_time;
        parts.add(LossReason::BadPoint, best.saturating_sub(newest_good));
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
            part: parts.part.min(clock.saturating_sub(point.clock)),
            endless: false,
        }
    }

    /// The write clock of the newest point that a restore would choose now, if nobody knew of any bad file.
    fn newest_readable(&self, asking: Asking, routes: &Routes) -> Option<u64> {
        match self.choose_of(asking, routes, false) {
            Choice::Read(sequence, _) => self.point(asking.vm, sequence).map(|point| point.clock),
            Choice::Wait(_) | Choice::Nothing => None,
        }
    }

    /// Why a VM with a backup resumes with nothing.
    pub(in crate::world) fn why_nothing(&self, asking: Asking) -> LossReason {
        let backup = self.backup_of(asking.vm).1;
        let job = &self.jobs[asking.vm];
        let second = backup.copy_to.is_some_and(|to| self.stands(to));
        let spoilt = |point: &Point| asking.only_good && point.bad;
        let mut points = job.points.iter().enumerate();
        let unreadable = points.any(|(index, point)| {
            (point.first || point.second)
                && !spoilt(point)
                && job.is_known_bad(index, backup.chain)
        });
        if unreadable {
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
    }
}
