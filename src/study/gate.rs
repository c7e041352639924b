//! Assertions under test: trials until each is decided, with the error shared over looks and assertions.
//!
//! Always true here: an assertion is judged by the very code that judges it in a report, only at a level of its own; the
//! first look that decides it is the last word on it; seeds are given, so that the same scenario has the same verdicts.

mod against;

use super::application::availability_verdict;
use super::gather::Sample;
use super::sums::{Plan, Sums, reaches};
use super::trials::{Keeping, Workers};
use super::uptime::{share_down, surely_up};
use super::worlds::Worlds;
use super::{Simulate, estimate, judge, most_values, told};
use crate::model::assertion::{Assertion, AssertionOutcome, Claim, GateOutcome, Scope};
use crate::model::outcome::{ClassOutcome, Estimate, FailedTrial, Judged, Verdict};
use crate::model::record::{self, TrialRecord};
use crate::model::{ApplicationId, Blueprint, Class, DrillId, Objective, ObjectiveOf, queue};
use crate::stats::Level;
use crate::stats::gate::{doubling, level_of_each};
use against::Against;
use std::collections::BTreeMap;
use std::convert::Infallible;

/// How assertions are tested.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct GateOptions {
    /// Seed of all streams.
    pub seed: u64,
    /// Threads; 0 for as many as there are processors. Changes nothing but the time it takes.
    pub threads: usize,
    /// Most trials of years, and of each drill.
    pub at_most: u32,
    /// How many other seeds to try.
    pub reseed: u32,
}

/// Tests what is asserted of a scenario. `progress` is told the trials done and all trials planned, from any thread.
#[must_use]
pub fn test(
    blueprint: &Blueprint,
    assertions: &[Assertion],
    options: &GateOptions,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> GateOutcome {
    let with = |seed: u64| {
        let gate = Gate {
            blueprint,
            assertions,
            options,
            seed,
            progress,
        };
        gate.outcome(|| Worlds::new(blueprint, seed))
    };
    let mut outcome = with(options.seed);
    for more in 1..=options.reseed {
        let other = with(options.seed.wrapping_add(u64::from(more)));
        outcome.reseeded += 1;
        outcome.failed.extend(other.failed);
        for (one, other) in outcome.assertions.iter_mut().zip(other.assertions) {
            let opposite = matches!(
                (one.verdict, other.verdict),
                (Verdict::Met, Verdict::Missed) | (Verdict::Missed, Verdict::Met)
            );
            one.flipped += u32::from(opposite);
            one.changed += u32::from(!opposite && one.verdict != other.verdict);
        }
    }
    let told = |one: &AssertionOutcome| one.assertion.expected || one.verdict != Verdict::NotSeen;
    outcome.assertions.retain(told);
    outcome
}

/// One test with one seed.
struct Gate<'g> {
    blueprint: &'g Blueprint,
    assertions: &'g [Assertion],
    options: &'g GateOptions,
    seed: u64,
    progress: &'g (dyn Fn(u64, u64) + Sync),
}

/// Trials of the years or of one drill, and which assertions are about them.
struct Group {
    drill: Option<DrillId>,
    members: Vec<usize>,
    looks: Vec<u32>,
}

impl Gate<'_> {
    /// Tests with any maker of trials.
    fn outcome<S: Simulate>(&self, make: impl Fn() -> S + Sync) -> GateOutcome {
        let groups = self.groups();
        let planned: u64 = groups
            .iter()
            .filter_map(|one| one.looks.last())
            .map(|last| u64::from(*last))
            .sum();
        let workers = Workers::new(make, self.options.threads, planned, self.progress);
        let mut judged: Vec<AssertionOutcome> = self.assertions.iter().map(unjudged).collect();
        workers.inside(|| {
            for group in &groups {
                self.look(group, &workers, &mut judged);
            }
        });
        let failed = workers.failed();
        doubt(&mut judged, &failed);
        GateOutcome {
            seed: self.seed,
            level: self.blueprint.run.level.0,
            at_most: self.options.at_most,
            reseeded: 0,
            causes: record::causes(self.blueprint),
            assertions: judged,
            failed,
        }
    }

    fn groups(&self) -> Vec<Group> {
        let mut by_drill: BTreeMap<Option<DrillId>, Vec<usize>> = BTreeMap::new();
        for (index, assertion) in self.assertions.iter().enumerate() {
            let members = by_drill.entry(assertion.claim.drill()).or_default();
            members.push(index);
        }
        let groups = by_drill.into_iter().map(|(drill, members)| {
            let recorded = self.blueprint.trace.as_ref().filter(|_| drill.is_none());
            let most = recorded.map_or(self.options.at_most, |trace| {
                let groups = u32::try_from(trace.groups.len()).unwrap_or(u32::MAX);
                self.options.at_most.min(groups)
            });
            Group {
                drill,
                members,
                looks: doubling(most.max(1)),
            }
        });
        groups.collect()
    }

    /// Makes trials and looks at them until all that is about them is decided. What was not seen holds nothing up.
    fn look<S: Simulate, F: Fn() -> S + Sync>(
        &self,
        group: &Group,
        workers: &Workers<'_, S, F>,
        judged: &mut [AssertionOutcome],
    ) {
        let queues = queue::queues(self.blueprint);
        let reaches = reaches(self.blueprint);
        let plan = Plan {
            blueprint: self.blueprint,
            reaches: &reaches,
            queues: &queues,
            drill: group.drill,
            below: u32::MAX,
            most: most_values(self.blueprint),
        };
        let keeping = Keeping {
            plans: &[plan],
            records: true,
        };
        let level = Level::new(self.blueprint.run.level.0);
        let level = level_of_each(level, self.assertions.len(), group.looks.len());
        let mut sums = [Sums::none(&plan)];
        let mut against = Against::default();
        let mut from = 0;
        let last = group.looks.last().copied().unwrap_or(0);
        for look in &group.looks {
            let mut tell = |_: Option<DrillId>, record: &TrialRecord| {
                against.add(record);
                Ok::<(), Infallible>(())
            };
            let tell = &mut (&mut tell as _);
            let added = told::add(workers, from..*look, &keeping, &mut sums, tell);
            match added {
                Ok(()) => {}
                Err(never) => match never {},
            }
            from = *look;
            let seen = Seen {
                sample: Sample::of(&plan, &sums[0], level),
                trials: *look,
                judged: BTreeMap::new(),
            };
            if seen.judge(group, judged, &against) {
                break;
            }
        }
        workers.skip(u64::from(last - from));
    }
}

/// What was seen up to a look.
struct Seen<'s> {
    sample: Sample<'s>,
    trials: u32,
    /// What is judged of an application is judged once for all its classes.
    judged: BTreeMap<(ApplicationId, ObjectiveOf), Option<Judged>>,
}

impl Seen<'_> {
    /// Judges what is not decided yet, and says whether nothing is in doubt any more.
    fn judge(mut self, group: &Group, judged: &mut [AssertionOutcome], against: &Against) -> bool {
        let mut settled = true;
        for index in &group.members {
            let one = &mut judged[*index];
            if matches!(one.verdict, Verdict::Met | Verdict::Missed) {
                continue;
            }
            let (verdict, found) = self.verdict(&one.assertion.claim);
            one.verdict = verdict;
            one.found = found;
            one.level = self.sample.level.share();
            one.trials = self.trials;
            settled &= verdict != Verdict::Inconclusive;
            if verdict == Verdict::Missed {
                one.counterexample = against.claim(&one.assertion.claim, group.drill);
            }
        }
        settled
    }

    fn verdict(&mut self, claim: &Claim) -> (Verdict, Estimate) {
        match *claim {
            Claim::Within {
                application,
                of,
                scope,
                ..
            } => self.within(application, of, scope),
            Claim::Available { application, share } => {
                let index = application.index();
                let up = share_down(&self.sample, index).complement();
                let surely = surely_up(&self.sample, index);
                let verdict = availability_verdict(up, surely, share.0);
                let mut found = estimate(up);
                // The end that the verdict rests on is the one that is shown.
                found.low = found.low.or(surely);
                (verdict, found)
            }
        }
    }

    fn within(
        &mut self,
        application: ApplicationId,
        of: ObjectiveOf,
        scope: Scope,
    ) -> (Verdict, Estimate) {
        let sample = &self.sample;
        let known = self.judged.entry((application, of));
        let judged = known.or_insert_with(|| judge::judged(sample, application.index(), of));
        let class = judged.as_ref().and_then(|judged| match scope {
            Scope::Class(class) => of_class(judged, class),
            Scope::Drill(_) => of_class(judged, judged.worst_class?),
        });
        class.map_or((Verdict::NotSeen, Estimate::default()), |class| {
            (class.verdict.unwrap_or(Verdict::NotSeen), class.attained)
        })
    }
}

fn of_class(judged: &Judged, class: Class) -> Option<&ClassOutcome> {
    judged.by_class.iter().find(|one| one.class == class)
}

fn unjudged(assertion: &Assertion) -> AssertionOutcome {
    let target = match assertion.claim {
        Claim::Within {
            objective: Objective { target, .. },
            ..
        } => target.0,
        Claim::Available { share, .. } => share.0,
    };
    AssertionOutcome {
        assertion: assertion.clone(),
        verdict: Verdict::NotSeen,
        level: 0.0,
        trials: 0,
        found: Estimate::default(),
        target,
        counterexample: None,
        flipped: 0,
        changed: 0,
    }
}

/// Where trials are missing, nothing that they could have changed passes.
fn doubt(judged: &mut [AssertionOutcome], failed: &[FailedTrial]) {
    for one in judged {
        let drill = one.assertion.claim.drill();
        if one.verdict == Verdict::Met && failed.iter().any(|trial| trial.drill == drill) {
            one.verdict = Verdict::Inconclusive;
        }
    }
}

#[cfg(test)]
mod tests;
