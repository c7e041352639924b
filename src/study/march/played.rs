//! A stated schedule of faults, played: the world in which they strike, and what that comes to.
//!
//! Always true here: a schedule of one fault in a cycle is the run of the march at that instant; one in a trial is the trial of that drill.

use super::ground::Ground;
use crate::model::queue;
use crate::model::record::{Followed, Outage, Phase};
use crate::model::scheduled::{Due, Fate, Stand};
use crate::model::{ApplicationId, Blueprint, ObjectiveOf};
use crate::stats::frequencies::ENDLESS;
use crate::study::endless;
use crate::study::failed::caught;
use crate::study::sums::measured;
use crate::units::{Span, WEEK};
use crate::world::{Strike, World};

/// Why a schedule was not played.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unplayed {
    /// One of its faults is there already, or comes twice.
    CannotStrike,
    /// The program could not finish it: what it said.
    Failed(String),
}

/// Plays a schedule, whose faults the scenario has as drills; in a cycle the scenario is a frozen one. It has a fault at least.
///
/// # Errors
/// Where it cannot be played.
pub fn play(
    blueprint: &Blueprint,
    seed: u64,
    stand: Stand,
    dues: &[Due],
) -> Result<Followed, Unplayed> {
    let made = caught(|| played(blueprint, seed, stand, dues));
    made.map_err(Unplayed::Failed)?
        .ok_or(Unplayed::CannotStrike)
}

fn played(blueprint: &Blueprint, seed: u64, stand: Stand, dues: &[Due]) -> Option<Followed> {
    let (first, others) = dues.split_first()?;
    let mut world = World::new(blueprint, seed);
    let at = match stand {
        Stand::Cycle => {
            let ground = Ground::new(blueprint, seed);
            world.prepare(0, ground.in_world(0), true);
            world.follow_on();
            ground.in_world(first.at)
        }
        Stand::Trial(number) => {
            world.follow_on();
            world.prepare(number, Span::ZERO, true);
            Span((first.at + WEEK - world.horizon_of_week()) % WEEK)
        }
    };
    world.go_on(at);
    let others: Vec<(Strike, Span)> = others
        .iter()
        .map(|one| (Strike::Drill(one.drill), Span(one.at)))
        .collect();
    if !world.strike_with(Strike::Drill(first.drill), &others) {
        return None;
    }
    let mut told = world.finish();
    endless::mark(&queue::queues(blueprint), &mut told.0);
    Some(world.what_followed(told))
}

/// The longest recovery and the largest loss of each application that a schedule hit, in the order of the scenario.
#[must_use]
pub fn fates(blueprint: &Blueprint, outages: &[Outage]) -> Vec<Fate> {
    let mut made = Vec::new();
    for index in 0..blueprint.applications.len() {
        let application = ApplicationId::from_index(index);
        let own = outages.iter();
        let own = own.filter(|one| one.counted && one.application == application);
        for of in [ObjectiveOf::Recovery, ObjectiveOf::Loss] {
            let values = own
                .clone()
                .filter_map(|one| Some((measured(of, one)?, one)));
            // Of equals the first, as they come.
            let most = values.reduce(|known, new| if new.0 > known.0 { new } else { known });
            made.extend(most.map(|(value, outage)| fate(blueprint, of, value, outage)));
        }
    }
    made
}

fn fate(blueprint: &Blueprint, of: ObjectiveOf, value: u64, outage: &Outage) -> Fate {
    let stated = blueprint.application(outage.application);
    let stated = match of {
        ObjectiveOf::Recovery => &stated.rto,
        ObjectiveOf::Loss => &stated.rpo,
    };
    let longest = outage.phases.iter().enumerate();
    let longest = longest.max_by_key(|(place, length)| (**length, std::cmp::Reverse(*place)));
    Fate {
        application: outage.application,
        of,
        value: (value < ENDLESS).then_some(value),
        limit: stated.for_class(outage.class).map(|one| one.limit.0),
        class: outage.class,
        phase: longest.map_or(Phase::Detect, |(place, _)| Phase::ALL[place]),
        resource: outage.binding,
        reason: outage.resumed.reason,
    }
}
