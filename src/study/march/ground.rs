//! What every march goes over: the cycle, what happens in it while nothing strikes, hours and windows.
//!
//! Always true here: instants are milliseconds after the cycle begins; what happens in the cycle is in the order of its instants.

use crate::model::marched::{Cycle, Happening};
use crate::model::queue::{self, Queue};
use crate::model::{Backup, BackupId, Blueprint, Effect, Hours, SourceId};
use crate::units::{DAY, Span, WEEK};
use crate::world::{Told, World};

/// Most of a cycle that is marched.
const LONGEST: u64 = 8 * WEEK;
/// How long cycles are let pass until one repeats the one before it, with as much stored at its end: retention is slow.
const WARM_UP: u64 = 100 * WEEK;

/// See the module.
pub(super) struct Ground<'b> {
    pub(super) blueprint: &'b Blueprint,
    pub(super) queues: Vec<Queue>,
    pub(super) cycle: Cycle,
    /// What happens in the cycle, by instant.
    pub(super) history: Vec<Told>,
    /// Instants of the week at which something begins or ends to hold, sorted.
    pub(super) hours: Vec<(u64, Happening)>,
    seed: u64,
    /// When the cycle begins, after the horizon does.
    starts: u64,
}

impl<'b> Ground<'b> {
    /// Lets cycles pass until one is as the one before.
    pub(super) fn new(blueprint: &'b Blueprint, seed: u64) -> Ground<'b> {
        let whole = whole_cycle(blueprint);
        let length = whole.min(LONGEST);
        let mut world = World::new(blueprint, seed);
        world.prepare(0, Span::ZERO, false);
        // A cycle begins on a Monday at 00:00.
        let monday = (WEEK - world.horizon_of_week()) % WEEK;
        world.go_on(Span(monday));
        let mut passed = |number: u64| {
            let mut told = Vec::new();
            let from = monday + number * length;
            world.go_on_watched(Span(from + length), &mut told);
            // What happens at its first instant has happened before a fault strikes then: that is the end of the one before.
            told.retain(|one| one.what != Happening::Mark);
            for one in &mut told {
                one.at -= from;
            }
            (told, world.stored().collect::<Vec<_>>())
        };
        let mut history = passed(0);
        let mut warm_up = 0;
        let mut repeats = false;
        let most = (WARM_UP / length) as u32;
        while !repeats && warm_up < most {
            let next = passed(u64::from(warm_up) + 1);
            repeats = next == history;
            if !repeats {
                history = next;
                warm_up += 1;
            }
        }
        let starts = monday + u64::from(warm_up) * length;
        Ground {
            blueprint,
            queues: queue::queues(blueprint),
            cycle: Cycle {
                length,
                whole,
                repeats,
                warm_up,
            },
            history: history.0,
            hours: hours(blueprint),
            seed,
            starts,
        }
    }

    /// What it took to know all that, in events, about: what builds up before the horizon, and the cycles that were passed.
    pub(super) fn events(&self) -> u64 {
        let passed = u64::from(self.cycle.warm_up) + 6;
        1_000 + self.history.len() as u64 * passed
    }

    /// A world that stands where the cycle begins.
    pub(super) fn prepared(&self) -> World<'b> {
        let mut world = World::new(self.blueprint, self.seed);
        world.prepare(0, Span::ZERO, false);
        world.go_on(Span(self.starts));
        world
    }

    /// An instant of the cycle as worlds have it: so long after the horizon began.
    pub(super) fn in_world(&self, at: u64) -> Span {
        Span(self.starts + at)
    }

    /// An instant of a world as one of the cycle.
    pub(super) fn in_cycle(&self, at: u64) -> u64 {
        at.saturating_sub(self.starts)
    }

    /// What happens from an instant of any cycle on, without end; instants before the cycle count too.
    pub(super) fn history_after(&self, at: i64) -> impl Iterator<Item = (i64, Happening)> + '_ {
        let length = self.cycle.length as i64;
        let (round, within) = (at.div_euclid(length), at.rem_euclid(length) as u64);
        let first = self.history.partition_point(|one| one.at <= within);
        (0..3).flat_map(move |turn| {
            let skipped = if turn == 0 { first } else { 0 };
            let own = self.history[skipped..].iter();
            own.map(move |one| ((round + turn) * length + one.at as i64, one.what))
        })
    }

    /// The hours that begin or end to hold after an instant of the cycle, for somebody, within a week.
    pub(super) fn hours_after(&self, at: u64) -> impl Iterator<Item = (u64, Happening)> + '_ {
        let of_week = at % WEEK;
        let monday = at as i64 - of_week as i64;
        let first = self.hours.partition_point(|one| one.0 <= of_week);
        let later = self.hours[first..].iter().map(move |one| (monday, one));
        let next = self.hours[..first].iter();
        let next = next.map(move |one| (monday + WEEK as i64, one));
        let all = later.chain(next);
        all.map(|(monday, (of_week, what))| ((monday + *of_week as i64) as u64, *what))
    }

    /// By how much later the fault strikes than something else of it that may meet what happens in the cycle: at once; when intruders came in;
    /// when points could be deleted again that were captured.
    pub(super) fn echoes(&self, source: SourceId) -> Vec<(u64, Happening)> {
        let mut echoes = vec![(0, Happening::Strike)];
        if let Effect::Ransomware(intruders) = &self.blueprint.source(source).effect {
            let dwell = Span::from_ms(intruders.dwell.mean()).0;
            echoes.push((dwell, Happening::IntrudersEnter));
            let locks = self.blueprint.repositories.iter();
            let locks = locks.filter_map(|one| one.immutable);
            echoes.extend(locks.map(|lock| (lock.0, Happening::LocksEnd)));
        }
        echoes.sort_unstable();
        echoes.dedup();
        echoes
    }
}

/// After how long everything comes again that the calendar binds.
fn whole_cycle(blueprint: &Blueprint) -> u64 {
    let mut lengths = vec![WEEK];
    let used = |place: usize| {
        let backup = Some(BackupId::from_index(place));
        blueprint
            .vms
            .iter()
            .any(|vm| vm.protection.backup == backup)
    };
    let backups = blueprint.protections.backups.iter().enumerate();
    for (_, one) in backups.filter(|(place, _)| used(*place)) {
        lengths.extend(of_backup(one));
    }
    lengths.extend(blueprint.updates.iter().map(|one| one.every.0));
    lengths.into_iter().fold(1, least_common_multiple)
}

fn of_backup(backup: &Backup) -> impl Iterator<Item = u64> {
    let test = backup.upkeep.test.map(|test| test.every.0);
    [backup.every.0, backup.full_every.0]
        .into_iter()
        .chain(test)
}

fn least_common_multiple(one: u64, other: u64) -> u64 {
    let (mut a, mut b) = (one, other.max(1));
    while b > 0 {
        (a, b) = (b, a % b);
    }
    (one / a).saturating_mul(other.max(1))
}

/// Hours of crews and of deliveries, by instant of the week.
fn hours(blueprint: &Blueprint) -> Vec<(u64, Happening)> {
    let mut all = Vec::new();
    for crew in blueprint.crews_with_work() {
        let hours = &blueprint.crew(crew).hours;
        add(
            &mut all,
            hours,
            Happening::HoursBegin(crew),
            Happening::HoursEnd(crew),
        );
    }
    for kind in blueprint.parts_needed() {
        let own = Happening::DeliveryHours(kind);
        add(&mut all, &blueprint.parts(kind).hours, own, own);
        all.extend((0..7).map(|day| (day * DAY, own)));
    }
    all.sort_unstable();
    all.dedup();
    all
}

fn add(all: &mut Vec<(u64, Happening)>, hours: &Hours, begins: Happening, ends: Happening) {
    if let Hours::Weekly(intervals) = hours {
        for (start, end) in intervals {
            all.push((start % WEEK, begins));
            all.push((end % WEEK, ends));
        }
    }
}
