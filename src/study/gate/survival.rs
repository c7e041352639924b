//! What is survived: every component of a level lost by itself, trial by trial.
//!
//! Always true here: a trial keeps a claim only where all its losses do; of one in which the application was down already,
//! and in which no loss did more, nothing is said.

use super::super::sums::{Plan, Sums, counts, measured};
use super::super::trials::{Keeping, Workers};
use super::super::{Simulate, estimate, judge, told};
use super::Gate;
use super::against::{Bad, example, keep};
use crate::model::assertion::{AssertionOutcome, Claim};
use crate::model::outcome::Verdict;
use crate::model::record::TrialRecord;
use crate::model::{ApplicationId, DrillId, Level, Loss, ObjectiveOf};
use crate::stats;
use crate::stats::clusters::Clusters;
use crate::stats::gate::doubling;
use crate::stats::share::pooled;
use crate::units::Span;
use std::convert::Infallible;
use std::ops::Range;

/// Losses that strike one and the same history in one go: so few that their records fit beside each other.
const AT_ONCE: usize = 16;

/// One claim, and what was seen of it.
struct Member {
    /// Its place among all assertions.
    index: usize,
    application: ApplicationId,
    limits: [(ObjectiveOf, Option<Span>); 2],
    kept: Clusters,
    worst: Option<(DrillId, Bad, ObjectiveOf)>,
}

/// What one trial says, all losses together.
#[derive(Clone, Copy, Default)]
struct Said {
    missed: bool,
    nothing: bool,
}

impl Member {
    /// Looks at one loss of one trial.
    fn add(&mut self, drill: DrillId, record: &TrialRecord, said: &mut Said) {
        let application = self.application;
        let all = record.outages.iter();
        let own = all.filter(|one| one.application == application && one.counted);
        let mut is_hit = false;
        for outage in own {
            is_hit = true;
            for (of, limit) in self.limits {
                let value = measured(of, outage).filter(|value| *value > most(of, limit));
                if let Some(value) = value {
                    said.missed = true;
                    let bad = Bad {
                        trial: record.trial,
                        value,
                        outage: *outage,
                    };
                    self.remember(drill, bad, of);
                }
            }
        }
        said.nothing |= !counts(record, application.index(), is_hit);
    }

    /// Keeps the worst, of equals the first.
    fn remember(&mut self, drill: DrillId, bad: Bad, of: ObjectiveOf) {
        let Some((known_drill, known, known_of)) = &mut self.worst else {
            self.worst = Some((drill, bad, of));
            return;
        };
        if keep(known, bad) {
            (*known_drill, *known_of) = (drill, of);
        }
    }
}

/// The most that is kept, in milliseconds. Where nothing is stated it is enough to come
/// back before what was lost does, and of losses nothing is asked.
fn most(of: ObjectiveOf, limit: Option<Span>) -> u64 {
    match (of, limit) {
        (_, Some(limit)) => limit.0,
        (ObjectiveOf::Recovery, None) => Loss::AWAY.0 - 1,
        (ObjectiveOf::Loss, None) => u64::MAX,
    }
}

impl Gate<'_> {
    /// Levels of which components are to be lost, in the order of the claims.
    fn levels(&self) -> Vec<Level> {
        let mut levels = Vec::new();
        for one in self.assertions {
            if let Claim::Survives { level, .. } = one.claim
                && !levels.contains(&level)
            {
                levels.push(level);
            }
        }
        levels
    }

    /// The drills that lose a component of a level.
    fn losses_of(&self, level: Level) -> Vec<DrillId> {
        let all = self.blueprint.drills.iter().enumerate();
        let own = all.filter(|(_, drill)| {
            let loss = drill.loss.as_ref();
            loss.is_some_and(|loss| loss.level == level)
        });
        own.map(|(index, _)| DrillId::from_index(index)).collect()
    }

    /// Trials of losses that are planned, at most.
    pub(super) fn planned_losses(&self) -> u64 {
        let levels = self.levels().into_iter();
        let each = levels.map(|level| self.losses_of(level).len() as u64);
        each.sum::<u64>() * u64::from(self.options.at_most)
    }

    /// Loses every component of each level, trial by trial, until all that is claimed is decided.
    pub(super) fn lose<S: Simulate, F: Fn() -> S + Sync>(
        &self,
        plan: &Plan<'_>,
        workers: &Workers<'_, S, F>,
        judged: &mut [AssertionOutcome],
    ) {
        for level in self.levels() {
            let drills = self.losses_of(level);
            let mut members = self.members_of(level);
            let looks = doubling(self.options.at_most.max(1));
            let at = self.level(looks.len());
            let mut from = 0;
            for look in &looks {
                self.add(plan, workers, &drills, from..*look, &mut members);
                from = *look;
                let mut settled = true;
                for member in &members {
                    let one = &mut judged[member.index];
                    if !matches!(one.verdict, Verdict::Met | Verdict::Missed) {
                        member.judge(one, at, *look);
                    }
                    settled &= one.verdict != Verdict::Inconclusive;
                }
                if settled {
                    break;
                }
            }
            let left = looks.last().copied().unwrap_or(0) - from;
            workers.skip(u64::from(left) * drills.len() as u64);
        }
    }

    fn members_of(&self, lost: Level) -> Vec<Member> {
        let all = self.assertions.iter().enumerate();
        let own = all.filter_map(|(index, one)| match one.claim {
            Claim::Survives {
                application,
                level,
                rto,
                rpo,
                ..
            } if level == lost => Some(Member {
                index,
                application,
                limits: [(ObjectiveOf::Recovery, rto), (ObjectiveOf::Loss, rpo)],
                kept: Clusters::default(),
                worst: None,
            }),
            _ => None,
        });
        own.collect()
    }

    /// Adds these trials of all losses.
    fn add<S: Simulate, F: Fn() -> S + Sync>(
        &self,
        plan: &Plan<'_>,
        workers: &Workers<'_, S, F>,
        drills: &[DrillId],
        numbers: Range<u32>,
        members: &mut [Member],
    ) {
        let trials = numbers.len();
        let mut said = vec![Said::default(); trials * members.len()];
        let mut made = vec![0_usize; trials];
        for some in drills.chunks(AT_ONCE) {
            let plans = some.iter().map(|drill| Plan {
                drill: Some(*drill),
                ..*plan
            });
            let plans: Vec<Plan<'_>> = plans.collect();
            let mut sums: Vec<Sums> = plans.iter().map(Sums::none).collect();
            let keeping = Keeping {
                plans: &plans,
                records: true,
            };
            let mut tell = |drill: Option<DrillId>, record: &TrialRecord| {
                let at = (record.trial - numbers.start) as usize;
                made[at] += 1;
                let count = members.len();
                for (place, member) in members.iter_mut().enumerate() {
                    if let Some(drill) = drill {
                        member.add(drill, record, &mut said[at * count + place]);
                    }
                }
                Ok::<(), Infallible>(())
            };
            let tell = &mut (&mut tell as _);
            match told::add(workers, numbers.clone(), &keeping, &mut sums, tell) {
                Ok(()) => {}
                Err(never) => match never {},
            }
        }
        let count = members.len();
        for (at, made) in made.into_iter().enumerate() {
            for (place, member) in members.iter_mut().enumerate() {
                let said = said[at * count + place];
                // Where a loss could not be tried, the others may still speak against it.
                let whole = made == drills.len() && !said.nothing;
                let kept = u64::from(!said.missed);
                member.kept.add(kept, u64::from(whole || said.missed));
            }
        }
    }
}

impl Member {
    fn judge(&self, one: &mut AssertionOutcome, level: stats::Level, trials: u32) {
        let found = pooled(&self.kept, u64::from(trials), level);
        one.found = estimate(found.interval);
        one.verdict = judge::verdict(one.found, one.assertion.claim.wanted().value());
        one.level = level.share();
        one.trials = trials;
        if one.verdict == Verdict::Missed {
            let worst = self.worst.as_ref();
            one.counterexample =
                worst.map(|(drill, bad, of)| example(bad, Some(*drill), *of == ObjectiveOf::Loss));
        }
    }
}
