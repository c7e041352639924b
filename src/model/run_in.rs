//! How long a trial must run before it is looked at: how far back the mechanisms of a scenario remember.
//!
//! Always true here: a pure function of the scenario without its `[run]`; a mechanism that is not in it
//! costs no time. Every length is worked out on the safe side, from mean loads and fair shares.

mod traffic;

use super::blueprint::Blueprint;
use super::chain;
use super::fault::{Arrival, Effect};
use super::ids::HomecomingId;
use super::parts::Parts;
use super::place::{Component, Hours};
use super::protection::Backup;
use super::retention::longest_reach;
use crate::units::{DAY, HOUR, MINUTE, Span, WEEK};
use traffic::Traffic;

/// The longest time that is worked out; more must be stated.
pub const LONGEST: Span = Span(731 * DAY);
/// What happens more seldom than this is not waited for.
const SELDOM: f64 = 1e-3;
/// Cycles that are no whole number of others meet again after this: a multiple of 1, 2, 3, 4, 6, 7, 12
/// and 14 days.
const TURN: f64 = (12 * WEEK) as f64;

/// How long one mechanism remembers, in milliseconds, and what it is.
#[derive(Clone, PartialEq, Debug)]
pub struct Memory {
    /// What remembers, such as ``backup `nightly` ``.
    pub what: String,
    /// For how long.
    pub length: f64,
}

/// What a trial of a scenario goes through before its horizon.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct RunIn {
    /// Without faults: until backups, copies and replicas are as they always are.
    pub build_up: Span,
    /// With faults: until what is under repair is as it always is.
    pub settle: Span,
    /// The length over which the start of a trial is spread, so that the horizon begins anywhere in
    /// cycles that the calendar does not bind. Zero where there are none.
    pub roam: Span,
    /// What remembers for longer than [`LONGEST`].
    pub too_long: Vec<Memory>,
}

/// Works out the run-in of a scenario.
#[must_use]
pub fn run_in(blueprint: &Blueprint) -> RunIn {
    let traffic = Traffic::new(blueprint);
    let held = traffic::held(blueprint);
    let mut build_up = Vec::new();
    let mut cycles = Vec::new();
    for (index, backup) in blueprint.protections.backups.iter().enumerate() {
        let what = || format!("backup `{}`", backup.name);
        if let Some(work) = traffic.backup(index) {
            build_up.push(Memory {
                what: what(),
                length: build_up_of(blueprint, backup, &work, may_fill(blueprint, &held, backup)),
            });
            if jobs_may_be_skipped(backup, &work) || may_fill(blueprint, &held, backup) {
                let longest = backup.full_every.0.max(backup.every.0) as f64;
                let turns = (TURN / (12.0 * longest)).ceil().max(1.0);
                let short = TURN % longest == 0.0;
                cycles.push(Memory {
                    what: what(),
                    length: if short { TURN } else { 12.0 * longest * turns },
                });
            }
        }
    }
    for (index, group) in blueprint.groups.iter().enumerate() {
        let replication = blueprint.replication(group.replication);
        let what = || format!("replication `{}`", replication.name);
        // Of recovery points only those from before intruders came in are good, as far as they are kept.
        let dwelt = longest_dwell(blueprint).min(replication.keep.0 as f64);
        let points = 2.0 * replication.points.0 as f64 + dwelt;
        let cycle = traffic.break_cycle(index);
        build_up.push(Memory {
            what: what(),
            length: points + cycle.unwrap_or(0.0),
        });
        if let Some(cycle) = cycle {
            cycles.push(Memory {
                what: what(),
                length: cycle * (TURN / cycle).ceil().max(1.0),
            });
        }
    }
    let settle = settles(blueprint, &traffic);
    let mut too_long = Vec::new();
    for memory in build_up.iter().chain(&cycles).chain(&settle) {
        if memory.length > LONGEST.0 as f64 {
            too_long.push(memory.clone());
        }
    }
    RunIn {
        build_up: longest(&build_up),
        settle: longest(&settle),
        roam: longest(&cycles),
        too_long,
    }
}

fn longest(memories: &[Memory]) -> Span {
    let most = memories.iter().map(|one| one.length).fold(0.0, f64::max);
    let step = if most > DAY as f64 { HOUR } else { MINUTE } as f64;
    Span::from_ms((libm::ceil(most / step) * step).min(LONGEST.0 as f64))
}

/// What the jobs of one backup have to move.
#[derive(Clone, Copy, Debug, Default)]
struct Work {
    /// How long all fulls take that run together with its own, in milliseconds, and all increments.
    fulls: f64,
    increments: f64,
    /// The same for the copies of its fulls to a second repository.
    copies: f64,
    /// The mean load of the busiest pipe, as a share of what that carries.
    load: f64,
}

impl Work {
    /// How long a backlog of so much work is felt while other work goes on. Where more comes than goes
    /// through it would be for ever: that is no run-in.
    fn drained(&self, length: f64) -> f64 {
        if self.load < 0.95 {
            length / (1.0 - self.load)
        } else {
            length
        }
    }
}

/// Two fulls, their copies, and as many jobs as may fail, or chains as may be bad, in a row.
fn build_up_of(blueprint: &Blueprint, backup: &Backup, work: &Work, may_fill: bool) -> f64 {
    let every = backup.every.0 as f64;
    let steps = (work.fulls / every).ceil().max(1.0);
    let cadence = (backup.full_every.0 as f64).max(steps * every);
    let moved = work.drained(work.fulls + work.copies);
    let chains = 2.0 * cadence + every;
    // Where every point is bad, how many there are changes nothing.
    let bad = match backup.bad_point.0 {
        share if share >= 1.0 => 0.0,
        // With a bad full its whole chain is bad.
        share => kept(blueprint, backup, 1.0 + seldom(1.0, share) * cadence),
    };
    // What is tested is as it always is once a chain that began after a test has been tested.
    let tested = backup.upkeep.test.map_or(0.0, |test| {
        kept(blueprint, backup, test.every.0 as f64) + cadence
    });
    let failed = failed_in_a_row(backup) * steps * every;
    let bad = bad.max(carried_along(backup) * cadence);
    let filled = if may_fill {
        4.0 * kept(blueprint, backup, f64::INFINITY) + 2.0 * cadence
    } else {
        0.0
    };
    let dwelt = match longest_dwell(blueprint) {
        none if none <= 0.0 => 0.0,
        dwell => kept(blueprint, backup, dwell) + 2.0 * cadence + every,
    };
    (chains.max(failed + bad + every).max(tested) + moved)
        .max(filled + moved)
        .max(dwelt + moved)
        .max(DAY as f64)
}

/// After how many fulls that are made of each other, unverified, a bad file is in one of them all but seldom. From then on
/// each is bad; there is no other state that lasts.
fn carried_along(backup: &Backup) -> f64 {
    let share = backup.bad_point.0;
    if backup.synthetic.is_none_or(|one| one.verify) || share <= 0.0 || share >= 1.0 {
        return 0.0;
    }
    // The files of a chain, and the full that is made of them.
    let files = chain::jobs_per_full(backup) as f64 + 1.0;
    seldom(1.0, libm::pow(1.0 - share, files))
}

/// After how many tries in a row a chance of `first`, then `next` each, is not worth waiting for.
fn seldom(first: f64, next: f64) -> f64 {
    if first <= SELDOM || next <= 0.0 {
        return if first > SELDOM { 1.0 } else { 0.0 };
    }
    1.0 + libm::ceil(libm::log(SELDOM / first) / libm::log(next.min(0.999)))
}

/// Jobs that fail in a row before one works, all but seldom. Where none ever works there is no history.
fn failed_in_a_row(backup: &Backup) -> f64 {
    let failure = backup.job_failure.0;
    if failure >= 1.0 {
        return 0.0;
    }
    let all_retries = libm::pow(failure, f64::from(backup.retries.min(1_000)));
    let again = backup.stickiness.0 + (1.0 - backup.stickiness.0) * failure;
    seldom(failure * all_retries, again * all_retries)
}

/// A length of history, as far as points are kept at all.
fn kept(blueprint: &Blueprint, backup: &Backup, length: f64) -> f64 {
    let reach = longest_reach(blueprint, backup).0;
    length.min(reach as f64 + backup.full_every.0 as f64)
}

/// How long before a strike intruders may have come in: only points from before that are good. Without any, nothing.
fn longest_dwell(blueprint: &Blueprint) -> f64 {
    let dwells = blueprint.sources.iter().map(|source| match &source.effect {
        // Sigmas far out are cut where points are kept no longer.
        Effect::Ransomware(intruders) => intruders.dwell.mean() * 1_000.0,
        Effect::Stops { .. } | Effect::Logical { .. } | Effect::Mistake(_) => 0.0,
    });
    dwells.fold(0.0, f64::max)
}

/// Whether a job may still be under way when the next one is due, so that the pattern of jobs depends
/// on more than the calendar.
fn jobs_may_be_skipped(backup: &Backup, work: &Work) -> bool {
    let full = 2.0 * work.fulls >= backup.full_every.0 as f64;
    full || 2.0 * work.increments >= backup.every.0 as f64
}

/// Whether what is kept may fill a repository: then jobs depend on what retention gave back before.
fn may_fill(blueprint: &Blueprint, held: &[f64], backup: &Backup) -> bool {
    let full = |to: super::ids::RepositoryId| {
        held[to.index()] > blueprint.repository(to).capacity.0 as f64
    };
    full(backup.to) || backup.copy_to.is_some_and(full)
}

/// How long what faults leave behind is felt: repairs; then rebuilds, whole copies, and the time until
/// groups go home.
fn settles(blueprint: &Blueprint, traffic: &Traffic<'_>) -> Vec<Memory> {
    let home = Home::new(blueprint, traffic);
    let mut found = Vec::new();
    for update in &blueprint.updates {
        // A run that is under way when the horizon begins began in it.
        found.push(Memory {
            what: format!("update `{}`", update.name),
            length: update
                .takes(update.nodes.len())
                .map_or(f64::INFINITY, |takes| takes.0 as f64),
        });
    }
    for source in &blueprint.sources {
        let Arrival::Renewal { life } = &source.arrival else {
            continue;
        };
        let crew = source
            .restoration
            .crew
            .map(|id| &blueprint.crews[id.index()]);
        let answers = crew.map_or(0.0, |crew| crew.answers_in.mean());
        let parts = source.restoration.parts.map(|id| blueprint.parts(id));
        let delivery = parts.map_or(0.0, Parts::mean_delivery);
        // What nobody has noticed yet is to be restored as well.
        let unseen = match &source.effect {
            Effect::Logical { noticed, .. } => noticed.mean(),
            Effect::Mistake(_) => longest_kept_at(blueprint, source.target),
            Effect::Stops { .. } | Effect::Ransomware(_) => 0.0,
        };
        let repair = unseen + source.restoration.mean() + answers + delivery;
        let after = match source.target {
            Component::Stamp(id) => home.of_stamp[id.index()],
            Component::Site(_)
            | Component::Enclosure(_)
            | Component::Switch(_)
            | Component::Link(_) => home.all,
            Component::Repository(_)
            | Component::ControlPlane(_)
            | Component::Application(_)
            | Component::Applications(_) => 0.0,
            part => traffic.rebuild(part),
        };
        let often = repair + after > SELDOM * life.mean();
        found.push(Memory {
            what: format!("hazard `{}`", source.label),
            length: 3.0 * if often { repair + after } else { repair },
        });
    }
    found
}

/// For how long points that go to a repository are kept: until then those are missed that people deleted by mistake.
fn longest_kept_at(blueprint: &Blueprint, target: Component) -> f64 {
    let backups = blueprint.protections.backups.iter();
    let there = backups.filter(|backup| {
        let mut all = backup.repositories();
        all.any(|id| Component::Repository(id) == target)
    });
    let kept = there.map(|backup| longest_reach(blueprint, backup).0 as f64);
    kept.fold(0.0, f64::max)
}

/// How long it takes at most until groups are home again that lost one of their ends, and until those are who were built
/// again elsewhere.
struct Home {
    of_stamp: Vec<f64>,
    all: f64,
}

impl Home {
    fn new(blueprint: &Blueprint, traffic: &Traffic<'_>) -> Home {
        let mut home = Home {
            of_stamp: vec![0.0; blueprint.stamps.len()],
            all: 0.0,
        };
        for (index, group) in blueprint.groups.iter().enumerate() {
            let replication = blueprint.replication(group.replication);
            let after = replication.failback.as_ref();
            let after = after.map_or(0.0, |one| one.after.0 as f64);
            let length = traffic.whole_copy(index) + after;
            for stamp in [group.from, replication.to] {
                let longest = &mut home.of_stamp[stamp.index()];
                *longest = longest.max(length);
            }
            home.all = home.all.max(length);
        }
        for index in 0..blueprint.homecomings.len() {
            let id = HomecomingId::from_index(index);
            let go_home = blueprint.go_home(id);
            let window = match go_home.window {
                Hours::Always => 0.0,
                Hours::Weekly(_) => WEEK as f64,
            };
            let length = go_home.after.0 as f64 + window + go_home.takes.mean();
            let longest = &mut home.of_stamp[blueprint.homecoming(id).home.index()];
            *longest = longest.max(length);
            home.all = home.all.max(length);
        }
        home
    }
}
