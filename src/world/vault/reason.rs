//! Why what a VM resumes from is old: what became of its jobs, and what kept newer points from it.
//!
//! Always true here: of all reasons the one that cost the most writing is told.

use super::history::{JobHistory, JobsThen, MISHAPS, MISHAPS_OF_LOGS, Mishap};
use super::job::Reading;
use super::point::Point;
use super::replay::{Follow, Recovered, Target};
use super::{Asking, Choice, Vault};
use crate::model::record::{ChainEnd, LossReason, Resumed, TakenFrom};
use crate::model::{RepositoryId, VmId};
use crate::units::Moment;
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
    /// By intruders who had been in for some time.
    pub(in crate::world) dwelt: bool,
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

    /// What became of the jobs that should have captured what was written between two write clocks, by what the time
    /// since the newest one that was due, one under way, and each mishap are called.
    fn add_jobs(
        &mut self,
        history: &JobHistory,
        (clock, made): (u64, u64),
        (cadence, under_way, mishaps): Names,
    ) {
        let interrupted = history.interrupted_at(clock);
        self.add(cadence, clock.saturating_sub(history.mark.max(made)));
        self.add(under_way, history.at_hand + interrupted);
        for (place, (reason, missed)) in mishaps.into_iter().zip(history.missed).enumerate() {
            let at_hand = u64::from(place == Mishap::Interrupted as usize) * interrupted;
            self.add(reason, missed.saturating_sub(at_hand));
        }
    }
}

/// What was made last before a loss.
#[derive(Clone, Copy)]
struct Made {
    captured: Moment,
    clock: u64,
    sequence: u32,
    is_log: bool,
}

/// What backup jobs, and log jobs, are called in reasons.
type Names = (LossReason, LossReason, [LossReason; MISHAPS.len()]);
const OF_JOBS: Names = (LossReason::Cadence, LossReason::JobUnderWay, MISHAPS);
const OF_LOGS: Names = (
    LossReason::LogCadence,
    LossReason::LogUnderWay,
    MISHAPS_OF_LOGS,
);

impl Vault<'_> {
    /// What the jobs of a VM stand at, at this write clock.
    pub(in crate::world) fn jobs_now(&self, vm: VmId, clock: u64) -> JobsThen {
        let job = &self.jobs[vm];
        let end = job.dropped + job.points.len() as u32;
        let logs = &self.logs[vm];
        JobsThen {
            history: job.history,
            logs: logs.history.jobs,
            clock,
            end,
            logs_end: logs.end(),
        }
    }

    /// What the jobs of a VM stood at when intruders came in, at this write clock. Where jobs have come due since then,
    /// it is not known any more: what became of those is not why its points are old.
    pub(in crate::world) fn jobs_at_entry(&self, vm: VmId, clock: u64) -> JobsThen {
        let job = &self.jobs[vm];
        let end = job.dropped + job.points.len() as u32;
        let logs = &self.logs[vm];
        let known = |history: JobHistory| match history.mark <= clock {
            true => history,
            false => JobHistory::from_clock(0),
        };
        JobsThen {
            history: known(job.history),
            logs: known(logs.history.jobs),
            clock,
            end,
            logs_end: logs.end(),
        }
    }

    /// Why a VM loses what it loses when it resumes from a restore point of a repository, with its logs.
    pub(in crate::world) fn why_so_old(
        &self,
        bereft: &Bereft,
        reading: Reading,
        recovered: Recovered,
        routes: &Routes,
    ) -> Resumed {
        let Bereft {
            asking,
            clock,
            then,
            dwelt,
            for_time,
            ..
        } = *bereft;
        let (id, backup) = self.backup_of(asking.vm);
        let repository = reading.repository;
        let from = TakenFrom::Point {
            of: id.into(),
            repository: Some(repository),
            second: repository != backup.to,
        };
        let mut parts = Parts::default();
        let late = match dwelt {
            true => LossReason::Dwell,
            false => LossReason::NoticedLate,
        };
        parts.add(late, clock.saturating_sub(then.clock));
        let Some(made) = self.newest_made(bereft) else {
            return Resumed::default();
        };
        match backup.logs {
            // A log that was made later holds all that was written before the data went bad.
            Some(_) if made.clock >= then.clock => {}
            Some(_) => parts.add_jobs(&then.logs, (then.clock, made.clock), OF_LOGS),
            None => parts.add_jobs(&then.history, (then.clock, made.clock), OF_JOBS),
        }
        let best = self.newest_readable(asking, routes);
        let (target, best) = best.unwrap_or((reading.target(), recovered.clock));
        let best = best.max(recovered.clock);
        parts.add(LossReason::SoonerPoint, for_time);
        let newest_good = recovered.clock + for_time;
        let bad = match target.point == reading.point {
            true if backup.logs.is_some() => LossReason::LogBad,
            _ => LossReason::BadPoint,
        };
        parts.add(bad, best.saturating_sub(newest_good));
        let kept_away = self.kept_away(asking.vm, repository, made, target);
        parts.add(kept_away, made.clock.saturating_sub(best));
        Resumed {
            from,
            reason: parts.reason,
            part: parts.part.min(clock.saturating_sub(recovered.clock)),
            endless: false,
        }
    }

    /// What was made last that was complete then, whether or not it can be read now: a point, or a log.
    fn newest_made(&self, bereft: &Bereft) -> Option<Made> {
        let Bereft {
            asking,
            then,
            spoilt,
            ..
        } = *bereft;
        let job = &self.jobs[asking.vm];
        let mut points = job.points.iter().enumerate().rev();
        let point = points.find(|(index, made)| {
            let complete = job.dropped + (*index as u32) < then.end;
            complete && !made.left && !(spoilt && made.bad)
        });
        let (index, point) = point?;
        let made = Made {
            captured: point.captured,
            clock: point.clock,
            sequence: job.dropped + index as u32,
            is_log: false,
        };
        let logs = &self.logs[asking.vm];
        let mut all = logs.logs.iter().enumerate().rev();
        // One that holds the instant at which the data went bad was made after it.
        let log = all.find(|(place, log)| match spoilt {
            _ if log.is_left() => false,
            true => log.sound.0 > log.from,
            false => logs.dropped + (*place as u32) < then.logs_end,
        });
        let newest = log.map(|(place, log)| {
            let (captured, clock) = match spoilt {
                true => log.sound.min(log.to),
                false => log.to,
            };
            Made {
                captured,
                clock,
                sequence: logs.dropped + place as u32,
                is_log: true,
            }
        });
        Some(newest.filter(|log| log.clock > made.clock).unwrap_or(made))
    }

    /// Why what was made last cannot be read at a repository.
    fn kept_away(
        &self,
        vm: VmId,
        repository: RepositoryId,
        made: Made,
        target: Target,
    ) -> LossReason {
        let backup = self.backup_of(vm).1;
        let (job, logs) = (&self.jobs[vm], &self.logs[vm]);
        if job.wiped.is_some_and(|at| made.captured <= at) {
            return LossReason::Deleted;
        }
        if (job.missed(backup.keep)).is_some_and(|at| made.captured <= at) {
            return LossReason::DeletedByMistake;
        }
        if let Some(index) = job.place_of(target.point)
            && backup.logs.is_some()
        {
            let follow = Follow {
                first: repository == backup.to,
                only_good: false,
                not_bad: false,
                until: u64::MAX,
            };
            if self.reach(vm, index, follow).end == ChainEnd::Missing {
                return LossReason::LogMissing;
            }
        }
        let next = match made.is_log {
            true => logs.next_copy,
            false => job.next_copy,
        };
        if repository == backup.to || backup.copy_to.is_none() {
            LossReason::LostWithPlace
        } else if next > made.sequence {
            // Its turn to be copied has passed: there was no room for it.
            LossReason::RepositoryFull
        } else {
            LossReason::CopyNotArrived
        }
    }

    /// The write clock of the newest point that a restore would choose now, if nobody knew of any bad file.
    fn newest_readable(&self, asking: Asking, routes: &Routes) -> Option<(Target, u64)> {
        match self.choose_of(asking, routes, false) {
            Choice::Read(target, _) => {
                let recovered = self.recovered(asking.vm, target, asking.only_good);
                Some((target, recovered.clock))
            }
            Choice::Wait(_) | Choice::Nothing => None,
        }
    }

    /// Why a VM with a backup resumes with nothing. `dwelt` tells that intruders had been in when they struck.
    pub(in crate::world) fn why_nothing(&self, asking: Asking, dwelt: bool) -> LossReason {
        let backup = self.backup_of(asking.vm).1;
        let job = &self.jobs[asking.vm];
        let second = backup.copy_to.is_some_and(|to| self.stands(to));
        let spoilt = |point: &Point| asking.only_good && point.bad;
        let of_use = || job.points.iter().filter(|point| !point.left);
        let newest = of_use().rev().find(|point| !spoilt(point));
        let mut points = job.points.iter().enumerate();
        let unreadable = points.any(|(index, point)| {
            (point.first || point.second)
                && !point.left
                && !spoilt(point)
                && job.is_known_bad(index, backup.chain)
        });
        if unreadable {
            LossReason::BadPoint
        } else if of_use().next().is_none() {
            LossReason::NoPoint
        } else if (job.wiped).is_some_and(|at| newest.is_none_or(|one| one.captured <= at)) {
            LossReason::Deleted
        } else if (job.missed(backup.keep))
            .is_some_and(|at| newest.is_none_or(|one| one.captured <= at))
        {
            LossReason::DeletedByMistake
        } else if of_use().all(spoilt) {
            match dwelt {
                true if self.lacked_room(asking.vm).is_some() => LossReason::RepositoryFull,
                true => LossReason::Dwell,
                false => LossReason::NoticedLate,
            }
        } else if second && of_use().all(|point| !point.second) {
            LossReason::CopyNotArrived
        } else {
            LossReason::LostWithPlace
        }
    }
}
