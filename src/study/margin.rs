//! Margins of a sweep: until which value of which key a break holds, or what holds breaks, by halving between round values; each
//! value is judged by a march of its own over the whole cycle.
//!
//! Always true here: what one search finds depends on no other, nor on threads; a value that was not judged whole is no value.

mod probe;
mod rungs;
mod search;

use super::trials::pool;
use crate::model::frozen::Frozen;
use crate::model::marched::MarchOutcome;
use crate::model::margin::{Amount, Change, Lever, Margin, Turned};
use crate::model::swept::SweptFault;
use crate::model::{ApplicationId, Blueprint, ObjectiveOf};
use crate::stats::frequencies::ENDLESS;
use probe::{Answer, Probe};
use rayon::prelude::*;
use search::{Along, Searched};

/// Changes that are told of one.
const CHANGES: usize = 3;
/// Events that the search of one margin may take, all its runs together: about a second.
const EVENTS: u64 = 24_000_000;

/// A scenario in which one key has another value; none where that is refused.
pub type Vary<'v> = &'v (dyn Fn(&str, &str) -> Option<(Blueprint, Vec<SweptFault>)> + Sync);

/// What margins are looked for in.
#[derive(Clone, Copy)]
pub struct Grounds<'g> {
    /// The scenario with the faults as drills.
    pub blueprint: &'g Blueprint,
    /// It stands still.
    pub frozen: &'g Frozen,
    /// The faults.
    pub faults: &'g [SweptFault],
    /// What was marched of them.
    pub march: &'g MarchOutcome,
    /// Seed of all streams.
    pub seed: u64,
    /// Threads; 0 for as many as there are processors.
    pub threads: usize,
}

/// Whose margin is looked for: the fault by its index, an application, its recovery or loss, and the instant of the cycle that is worst.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Target {
    fault: usize,
    application: ApplicationId,
    of: ObjectiveOf,
    at: u64,
    breaks: bool,
}

/// Looks for margins: of the breaks that are worst, so many at most, and of so many objectives that no fault breaks, the nearest to it first.
/// `levers` has what may be changed for an application; `go_on` says whether there is time left.
#[must_use]
pub fn margins(
    grounds: &Grounds<'_>,
    most: usize,
    levers: &(dyn Fn(ApplicationId) -> Vec<Lever> + Sync),
    vary: Vary<'_>,
    go_on: &(dyn Fn() -> bool + Sync),
) -> Vec<Margin> {
    let targets = targets(grounds.march, most);
    let work = || {
        let each = targets.par_iter();
        let each =
            each.map(|target| margin(grounds, *target, &levers(target.application), vary, go_on));
        each.collect()
    };
    match pool(grounds.threads) {
        Some(pool) => pool.install(work),
        None => work(),
    }
}

/// What is worst, and what is nearest to it.
fn targets(march: &MarchOutcome, most: usize) -> Vec<Target> {
    let mut all = Vec::new();
    for row in march.rows.iter().filter(|row| row.unmarched.is_none()) {
        for cell in &row.cells {
            let kinds = [
                (ObjectiveOf::Recovery, &cell.recovery),
                (ObjectiveOf::Loss, &cell.loss),
            ];
            for (of, worst) in kinds {
                let Some((worst, limit)) = worst.as_ref().and_then(|one| Some((one, one.limit?)))
                else {
                    continue;
                };
                let value = worst.value.unwrap_or(u64::MAX);
                // How much of what is stated it takes.
                let share = match value >= ENDLESS {
                    true => f64::INFINITY,
                    false => value as f64 / limit.max(1) as f64,
                };
                let target = Target {
                    fault: row.fault,
                    application: cell.application,
                    of,
                    at: worst.at,
                    breaks: worst.is_break(),
                };
                all.push((share, target));
            }
        }
    }
    // What never ends is mended by no number, as a rule: it comes last. Of equals in the order of faults and applications.
    let endless = |share: f64| share.is_infinite();
    all.sort_by(|one, other| {
        let ends = endless(one.0).cmp(&endless(other.0));
        ends.then(other.0.total_cmp(&one.0))
    });
    let same =
        |one: &Target, other: &Target| (one.application, one.of) == (other.application, other.of);
    // The worst of each objective first, then the others.
    let (mut breaks, mut more): (Vec<Target>, Vec<Target>) = Default::default();
    for target in all.iter().map(|one| one.1).filter(|target| target.breaks) {
        match breaks.iter().any(|one| same(one, &target)) {
            true => more.push(target),
            false => breaks.push(target),
        }
    }
    breaks.extend(more);
    breaks.truncate(most);
    let mut held: Vec<Target> = Vec::new();
    for (share, target) in &all {
        let known = held.iter().any(|one| same(one, target));
        let is_broken = all.iter().any(|(_, one)| one.breaks && same(one, target));
        if *share > 0.0 && !target.breaks && !known && !is_broken && held.len() < most {
            held.push(*target);
        }
    }
    breaks.into_iter().chain(held).collect()
}

/// The margin of one of them.
fn margin(
    grounds: &Grounds<'_>,
    target: Target,
    levers: &[Lever],
    vary: Vary<'_>,
    go_on: &(dyn Fn() -> bool + Sync),
) -> Margin {
    let mut probe = Probe::new(grounds, target, vary, EVENTS, go_on);
    let mut made = Margin {
        fault: target.fault,
        application: target.application,
        of: target.of,
        breaks: target.breaks,
        changes: Vec::new(),
        tried: 0,
        left: 0,
    };
    let fault = std::iter::once((Turned::Fault, probe.length_of_fault()));
    let keys = levers.iter().map(|lever| {
        let now = lever.now.clone().or_else(|| probe.stands_at(&lever.key));
        (Turned::Key(lever.key.clone()), now)
    });
    let all = fault.chain(keys);
    let mut all: Vec<_> = all
        .filter_map(|(turned, now)| Some((turned, now?)))
        .collect();
    // What is done more often takes longest to judge.
    all.sort_by_key(|(_, now)| matches!(now, Amount::Period(_)));
    let wanted = match target.breaks {
        true => Answer::Holds,
        false => Answer::Breaks,
    };
    let mut found: Vec<(f64, Change)> = Vec::new();
    for (turned, now) in &all {
        // Beyond the last of those that are told it is not looked.
        let within = found.get(CHANGES - 1).map_or(f64::INFINITY, |last| last.0);
        let along = Along {
            turned,
            now,
            wanted,
            within,
        };
        match search::search(&mut probe, along) {
            Searched::Found(change) => {
                let distance = along.distance(&change);
                let place = found.partition_point(|known| known.0 <= distance);
                found.insert(place, (distance, change));
                found.truncate(CHANGES);
                made.tried += 1;
            }
            Searched::Nothing => made.tried += 1,
            Searched::Stopped => made.left += 1,
        }
    }
    for (within, mut change) in found {
        let (turned, now) = (change.turned.clone(), change.now.clone());
        let along = Along {
            turned: &turned,
            now: &now,
            wanted,
            within,
        };
        change.odd = search::odd(&mut probe, along, &change);
        made.changes.push(change);
    }
    made
}
