//! Which two things of a run meet first when its strike is put off: from there on an order may be another.
//!
//! Always true here: what moves, and how fast, is read from two runs that are alike; what has stood together from the start meets nowhere.

use super::ground::Ground;
use super::sight::{Reach, Sight, arrives, traffic_of, weigh};
use crate::model::marched::{Edge, Happening, Skipped, Swap};
use crate::model::record::Phase;
use crate::model::{Blueprint, CrewId, SourceId, VmId};

/// How far something moves while the strike moves so far, in milliseconds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Slope {
    pub(super) by: i64,
    pub(super) over: i64,
}

/// How everything of a run moves, from one that is like it and strikes later.
pub(super) fn slopes(from: &Sight, to: &Sight) -> Vec<Slope> {
    let over = to.at as i64 - from.at as i64;
    let pairs = from.figures().zip(to.figures());
    let slope = |(one, other): (u64, u64)| Slope {
        by: other as i64 - one as i64,
        over,
    };
    pairs.map(slope).collect()
}

/// Where something is when a run strikes so much later.
pub(super) fn moved(at: u64, slope: Slope, later: i64) -> i64 {
    at as i64 + (i128::from(slope.by) * i128::from(later) / i128::from(slope.over)) as i64
}

/// Where the next two meet: when the fault strikes then, and which two; none where nothing does before the end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Meeting {
    pub(super) at: u64,
    pub(super) swap: Option<Swap>,
}

/// After how much longer something catches up with what is ahead of it.
fn after(gap: i64, closes: i64, over: i64) -> Option<u64> {
    if gap <= 0 || closes <= 0 {
        return None;
    }
    let closes = i128::from(closes);
    let wait = (i128::from(gap) * i128::from(over) + closes - 1) / closes;
    u64::try_from(wait).ok().filter(|wait| *wait >= 2)
}

/// The first meeting after a run that moves so, before an instant. Counts what is passed over.
pub(super) fn next(
    ground: &Ground<'_>,
    source: SourceId,
    (from, slopes): (&Sight, &[Slope]),
    end: u64,
) -> Meeting {
    let mut first = Meeting {
        at: end,
        swap: None,
    };
    let mut take = |wait: Option<u64>, moves: Happening, meets: Happening| {
        let at = wait.map(|wait| from.at + wait);
        if let Some(at) = at.filter(|at| *at < first.at) {
            first = Meeting {
                at,
                swap: Some(Swap { moves, meets }),
            };
        }
    };
    for (delay, moves) in ground.echoes(source) {
        let since = from.at as i64 - delay as i64;
        let kept = ground.history_after(since + 1);
        let mut kept = kept.filter(|(_, what)| weigh(ground, &from.reach, *what, false).is_ok());
        if let Some((at, what)) = kept.next() {
            take(after(at - since, 1, 1), moves, what);
        }
    }
    for (place, ((at, what), speed)) in from.told.iter().zip(slopes).enumerate() {
        let ahead = from.told.iter().zip(slopes).skip(place + 1);
        let mut ahead = ahead.filter(|((_, other), _)| touches(&from.reach, *what, *other));
        if let Some(((there, meets), other)) = ahead.next() {
            let gap = *there as i64 - *at as i64;
            take(after(gap, speed.by - other.by, speed.over), *what, *meets);
        }
    }
    for ((at, what), speed) in from.told.iter().zip(slopes) {
        if speed.by > 0 && matches!(what, Happening::StateArrives(_)) {
            // The run may have been over before what comes next.
            let next = ground.history_after(*at as i64);
            let mut next = next.filter(|(_, what)| traffic_of(*what).is_some());
            if let Some((there, meets)) = next.next() {
                take(
                    after(there - *at as i64, speed.by, speed.over),
                    *what,
                    meets,
                );
            }
        }
        if speed.by > 0 {
            let hours = ground.hours_after(*at);
            let mut hours =
                hours.filter(|(_, hours)| asks(ground.blueprint, &from.reach, *what, *hours));
            if let Some((hour, hours)) = hours.next() {
                take(
                    after(hour as i64 - *at as i64, speed.by, speed.over),
                    *what,
                    hours,
                );
            }
        }
    }
    first
}

/// Whether it can matter which of two things comes first: a guest that starts, or is checked, has nothing to do with jobs of others.
fn touches(reach: &Reach, one: Happening, other: Happening) -> bool {
    let of_others = |what| traffic_of(what).is_some_and(|vm| !reach.stopped[vm.index()]);
    let starts = |what| {
        matches!(
            what,
            Happening::Recovery(_, Phase::Boot | Phase::Validate | Phase::Dependency)
        )
    };
    !(of_others(one) && starts(other) || starts(one) && of_others(other))
}

/// Whether what happens may ask whether these hours hold.
fn asks(blueprint: &Blueprint, reach: &Reach, what: Happening, hours: Happening) -> bool {
    let of_source = |source: SourceId| &blueprint.source(source).restoration;
    let crew = match hours {
        Happening::HoursBegin(crew) | Happening::HoursEnd(crew) => crew,
        Happening::DeliveryHours(kind) => {
            return match what {
                Happening::FaultNoticed(source)
                | Happening::FaultEnds(source)
                | Happening::Fault(source) => of_source(source).parts == Some(kind),
                Happening::Strike => true,
                _ => false,
            };
        }
        _ => return false,
    };
    match what {
        Happening::Strike | Happening::CrewComes(_) => true,
        Happening::FaultNoticed(source)
        | Happening::FaultEnds(source)
        | Happening::Fault(source) => {
            of_source(source).crew.is_some_and(|own| own == crew) || waits(blueprint, reach, crew)
        }
        Happening::Recovery(vm, _) | Happening::StateArrives(vm) => serves(blueprint, vm, crew),
        Happening::Instances(role) => {
            let protection = blueprint.role(role).protection.high_availability;
            protection
                .is_some_and(|id| blueprint.high_availability(id).switch_repaired_by == Some(crew))
        }
        // Whoever waited for it asks then.
        Happening::Batch(_)
        | Happening::StampRuns(_)
        | Happening::NodeNoticed(_)
        | Happening::Volume(_)
        | Happening::Homecoming(_)
        | Happening::Group(_) => true,
        _ => false,
    }
}

/// Whether people of a crew decide, build or check for a VM.
fn serves(blueprint: &Blueprint, vm: VmId, crew: CrewId) -> bool {
    let own = blueprint.vm(vm);
    let by = |one| {
        let one = blueprint.protections.of(one);
        one.decided_by() == Some(crew) || one.restored_by() == Some(crew)
    };
    blueprint.role(own.role).checked_by == Some(crew) || blueprint.protecting(own).any(by)
}

/// Whether they do for any that the fault stops: the end of a fault sets them on their way.
fn waits(blueprint: &Blueprint, reach: &Reach, crew: CrewId) -> bool {
    let stopped = reach
        .stopped
        .iter()
        .enumerate()
        .filter(|(_, stopped)| **stopped);
    stopped
        .map(|(row, _)| VmId::from_index(row))
        .any(|vm| serves(blueprint, vm, crew))
}

/// Counts what happens in the cycle between two strikes and was passed over, since nothing hangs on it.
pub(super) fn passed(
    ground: &Ground<'_>,
    reach: &Reach,
    (from, to): (u64, u64),
    skipped: &mut Skipped,
) {
    let first = ground.history.partition_point(|one| one.at <= from);
    let last = ground.history.partition_point(|one| one.at <= to);
    for one in &ground.history[first.min(last)..last] {
        if let Err(idle) = weigh(ground, reach, one.what, false) {
            idle.count(skipped);
        }
    }
}

/// What opens at the first instant of the cycle, which is the end of the one before.
pub(super) fn opens(ground: &Ground<'_>, reach: &Reach) -> Edge {
    let last = ground.history.iter().rev();
    let mut last = last.take_while(|one| one.at == ground.cycle.length);
    let found = last.find(|one| weigh(ground, reach, one.what, false).is_ok());
    found.map_or(Edge::Unknown, |one| {
        Edge::From(Swap {
            moves: Happening::Strike,
            meets: one.what,
        })
    })
}

/// Instants that promise much: so many at most, each a millisecond before a point of what the fault stops is complete or copied.
pub(super) fn promising(ground: &Ground<'_>, reach: &Reach, most: u64) -> Vec<u64> {
    let own = ground.history.iter();
    let own = own.filter(|one| arrives(one.what) && weigh(ground, reach, one.what, false).is_ok());
    let mut all: Vec<u64> = own.map(|one| one.at.saturating_sub(1)).collect();
    all.dedup();
    let step = (all.len() as u64).div_ceil(most).max(1) as usize;
    all.into_iter().step_by(step).collect()
}
