//! Assertions under test: trials until each is decided, with the error shared over looks and assertions.
//!
//! Always true here: an assertion is judged by the very code that judges it in a report, only at a level of its own; the
//! first look that decides it is the last word on it; seeds are given, so that the same scenario has the same verdicts.

mod against;
mod counted;
mod layer;
mod seen;
mod survival;

use super::gather::Sample;
use super::sums::{Plan, Sum, Sums, reaches};
use super::trials::{Keeping, Workers};
use super::worlds::Worlds;
use super::{Simulate, most_values, told};
use crate::model::assertion::{Assertion, AssertionOutcome, GateOutcome};
use crate::model::outcome::{Estimate, FailedTrial, Verdict};
use crate::model::record::{self, TrialRecord};
use crate::model::{Blueprint, DrillId, queue};
use crate::stats::Level;
use crate::stats::gate::{doubling, level_of_each};
use against::Against;
use counted::Counted;
use layer::Layers;
use seen::{Member, Seen};
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
            options: &GateOptions { seed, ..*options },
            progress,
        };
        gate.outcome(|| Worlds::new(blueprint, seed))
    };
    let mut outcome = with(options.seed);
    for more in 1..=options.reseed {
        let seed = options.seed.wrapping_add(u64::from(more));
        let other = with(seed);
        outcome.reseeded += 1;
        let failed = other.failed.into_iter().map(|one| (seed, one));
        outcome.failed_elsewhere.extend(failed);
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
        let planned = planned + self.planned_losses();
        let workers = Workers::new(make, self.options.threads, planned, self.progress);
        let claims = self.assertions.iter().map(|one| &one.claim);
        let layers = Layers::of(self.blueprint, claims);
        let unjudged = self.assertions.iter().map(|one| self.unjudged(one));
        let mut judged: Vec<AssertionOutcome> = unjudged.collect();
        let queues = queue::queues(self.blueprint);
        let reaches = reaches(self.blueprint);
        let plan = Plan {
            blueprint: self.blueprint,
            reaches: &reaches,
            queues: &queues,
            drill: None,
            within: false,
            below: u32::MAX,
            most: most_values(self.blueprint),
        };
        workers.inside(|| {
            for group in &groups {
                self.look(group, &plan, &layers, &workers, &mut judged);
            }
            self.lose(&plan, &workers, &mut judged);
        });
        let failed = workers.failed();
        doubt(&mut judged, &failed);
        GateOutcome {
            seed: self.options.seed,
            level: self.blueprint.run.level.0,
            at_most: self.options.at_most,
            reseeded: 0,
            causes: record::causes(self.blueprint),
            assertions: judged,
            failed,
            failed_elsewhere: Vec::new(),
        }
    }

    fn groups(&self) -> Vec<Group> {
        let mut by_drill: BTreeMap<Option<DrillId>, Vec<usize>> = BTreeMap::new();
        let all = self.assertions.iter().enumerate();
        let own = |one: &Assertion| one.claim.needs_trials() && !one.claim.is_of_losses();
        for (index, assertion) in all.filter(|(_, one)| own(one)) {
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

    /// The level at which each assertion is judged at each of so many looks.
    fn level(&self, looks: usize) -> Level {
        let judged = self
            .assertions
            .iter()
            .filter(|one| one.claim.needs_trials());
        let level = Level::new(self.blueprint.run.level.0);
        level_of_each(level, judged.count(), looks)
    }

    /// Makes trials and looks at them until all that is about them is decided. What was not seen holds nothing up, unless it
    /// was asked for by name.
    fn look<S: Simulate, F: Fn() -> S + Sync>(
        &self,
        group: &Group,
        plan: &Plan<'_>,
        layers: &Layers,
        workers: &Workers<'_, S, F>,
        judged: &mut [AssertionOutcome],
    ) {
        let all = layers.all(self.blueprint).into_iter();
        let plans = all.map(|blueprint| Plan {
            blueprint,
            drill: group.drill,
            ..*plan
        });
        let plans: Vec<Plan<'_>> = plans.collect();
        let keeping = Keeping {
            plans: &plans[..1],
            records: true,
        };
        let mut members = Self::members(group, layers);
        let is_used = |layer: usize| members.iter().any(|one| one.layer == layer);
        let used: Vec<bool> = (1..plans.len()).map(is_used).collect();
        let level = self.level(group.looks.len());
        let mut sums: Vec<Sums> = plans.iter().map(Sums::none).collect();
        let mut against = Against::default();
        let mut from = 0;
        let last = group.looks.last().copied().unwrap_or(0);
        for look in &group.looks {
            let (own, above) = sums.split_at_mut(1);
            let mut tell = |_: Option<DrillId>, record: &TrialRecord| {
                against.add(record);
                let all = plans[1..].iter().zip(above.iter_mut()).zip(&used);
                for ((plan, sums), _) in all.filter(|(_, used)| **used) {
                    sums.add(plan, record);
                }
                for member in &mut members {
                    let claim = &self.assertions[member.index].claim;
                    member.counted.add(self.blueprint, claim, record);
                }
                Ok::<(), Infallible>(())
            };
            let tell = &mut (&mut tell as _);
            match told::add(workers, from..*look, &keeping, own, tell) {
                Ok(()) => {}
                Err(never) => match never {},
            }
            above.iter_mut().for_each(Sum::settle);
            from = *look;
            let samples = plans.iter().zip(&sums);
            let seen = Seen {
                samples: samples
                    .map(|(plan, sums)| Sample::of(plan, sums, level))
                    .collect(),
                trials: *look,
                drill: group.drill,
                against: &against,
                judged: BTreeMap::new(),
            };
            if seen.judge(&members, judged) {
                break;
            }
        }
        workers.skip(u64::from(last - from));
    }

    fn members(group: &Group, layers: &Layers) -> Vec<Member> {
        let all = group.members.iter().map(|index| Member {
            index: *index,
            layer: layers.layer(*index),
            counted: Counted::default(),
        });
        all.collect()
    }

    /// Before any trial; what needs none is decided.
    fn unjudged(&self, assertion: &Assertion) -> AssertionOutcome {
        let verdict = match (
            assertion.claim.needs_trials(),
            self.blueprint.lints.is_empty(),
        ) {
            (true, _) => Verdict::NotSeen,
            (false, true) => Verdict::Met,
            (false, false) => Verdict::Missed,
        };
        AssertionOutcome {
            assertion: assertion.clone(),
            verdict,
            level: f64::from(u8::from(!assertion.claim.needs_trials())),
            trials: 0,
            found: Estimate::default(),
            counterexample: None,
            flipped: 0,
            changed: 0,
        }
    }
}

/// Where trials are missing, nothing that they could have changed passes.
fn doubt(judged: &mut [AssertionOutcome], failed: &[FailedTrial]) {
    for one in judged {
        let drill = one.assertion.claim.drill();
        let of_losses = one.assertion.claim.is_of_losses();
        let missing = || {
            let mut all = failed.iter();
            all.any(|trial| trial.drill == drill || of_losses && trial.drill.is_some())
        };
        if one.verdict == Verdict::Met && one.assertion.claim.needs_trials() && missing() {
            one.verdict = Verdict::Inconclusive;
        }
    }
}

#[cfg(test)]
mod tests;
