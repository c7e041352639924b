//! Marches over the cycle under one fault: from one instant at which an order changes to the next.
//!
//! Always true here: between two such instants everything moves in straight lines, which is tried at the far end and, where anything moves at
//! a speed that is no whole number, in the middle; where that is not so, the first instant at which it changes is found by halving. Each
//! step makes way, and what is not marched is told.

use super::Worlds;
use super::ground::Ground;
use super::line::Lines;
use super::meet::{self, Meeting, Slope};
use super::sight::{self, Reach, Sight};
use super::tooth::Drift;
use crate::model::SourceId;
use crate::model::marched::{Edge, MarchedRow, Skipped, Swap, Unmarched};
use crate::model::swept::SweptFault;
use crate::units::MINUTE;
use crate::world::Strike;

/// How far something may be beside a straight line, in milliseconds: instants are rounded to one each time that something is worked out.
const BESIDE: u64 = 2;
/// Over how long speeds are measured that are no whole numbers.
const STRIDE: u64 = MINUTE;
/// Too short to measure such a speed over.
const SHORT: u64 = 1_000;
/// As many events as copying a world and letting it go on to its strike cost, about.
const COPY: u64 = 1_000;
/// Parts of the cycle that are marched by themselves, the worst first.
const PARTS: u64 = 14;

/// How long after a full hour they begin.
const OFF_HOUR: u64 = 37 * MINUTE + 11_123;

/// See the module.
pub(super) struct Strider<'m, 'b> {
    ground: &'m Ground<'b>,
    worlds: &'m mut Worlds<'b>,
    strike: (Strike, SourceId),
    runs: u64,
    most: Most,
    events: u64,
    may_run: &'m (dyn Fn() -> bool + Sync),
    /// Where the world stands that goes along the cycle.
    stands: u64,
    lines: Lines,
    critical: u64,
    skipped: Skipped,
    marched: u64,
    unmarched: Option<Unmarched>,
    /// The last instant at which something changed that nothing told of.
    unseen: Option<u64>,
}

/// What the march of a fault may take.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Most {
    pub(super) runs: u64,
    /// Events of all of its runs.
    pub(super) events: u64,
}

/// Why a march stops where it is.
struct Halt;

impl<'m, 'b> Strider<'m, 'b> {
    pub(super) fn new(
        ground: &'m Ground<'b>,
        worlds: &'m mut Worlds<'b>,
        fault: &SweptFault,
        most: Most,
        may_run: &'m (dyn Fn() -> bool + Sync),
    ) -> Strider<'m, 'b> {
        let source = ground.blueprint.drill(fault.drill).source;
        Strider {
            ground,
            worlds,
            strike: (Strike::Drill(fault.drill), source),
            runs: 0,
            most,
            events: 0,
            may_run,
            stands: u64::MAX,
            lines: Lines::new(ground.blueprint.applications.len()),
            critical: 0,
            skipped: Skipped::default(),
            marched: 0,
            unmarched: None,
            unseen: None,
        }
    }

    /// The whole march: a look at the beginning of each part of the cycle, then part by part, the worst first. With it comes what it cost, in
    /// events.
    pub(super) fn march(mut self, place: usize) -> (MarchedRow, u64) {
        // Its end is told, whatever it was.
        let _: Result<(), Halt> = self.parts();
        let row = MarchedRow {
            fault: place,
            runs: self.runs,
            critical: self.critical,
            skipped: self.skipped,
            marched: self.marched,
            unmarched: self.unmarched,
            cells: self
                .lines
                .cells(self.ground.blueprint, self.ground.cycle.length),
        };
        (row, self.events)
    }

    fn parts(&mut self) -> Result<(), Halt> {
        let length = self.ground.cycle.length;
        let mut parts = Vec::new();
        let mut reach = None;
        for part in 0..PARTS {
            let (from, to) = (begins(length, part), begins(length, part + 1));
            let sight = self.run(from)?;
            self.lines.point(&sight);
            parts.push((from, to));
            self.go_along(from);
            reach = Some(sight.reach);
        }
        for at in reach.map_or_else(Vec::new, |reach| {
            meet::promising(self.ground, &reach, PARTS)
        }) {
            let sight = self.run(at)?;
            self.lines.point(&sight);
            self.go_along(at);
        }
        let order = self.lines.by_damage(&parts);
        for part in order {
            self.stride(parts[part])?;
        }
        Ok(())
    }

    /// A run that strikes at an instant.
    fn run(&mut self, at: u64) -> Result<Sight, Halt> {
        if self.runs >= self.most.runs || self.events >= self.most.events {
            return self.halt(Unmarched::Budget);
        }
        if !(self.may_run)() {
            return self.halt(Unmarched::Stopped);
        }
        self.runs += 1;
        if self.stands > at {
            self.worlds.origin.fork_into(&mut self.worlds.base);
            self.stands = 0;
        }
        match sight::look(self.ground, self.worlds, self.strike, at) {
            Some(sight) => {
                self.events += sight.events + COPY;
                Ok(sight)
            }
            None => self.halt(Unmarched::CannotStrike),
        }
    }

    fn halt<T>(&mut self, why: Unmarched) -> Result<T, Halt> {
        self.unmarched = Some(why);
        Err(Halt)
    }

    /// The world that goes along goes to an instant.
    fn go_along(&mut self, to: u64) {
        if self.stands <= to {
            self.worlds.base.go_on(self.ground.in_world(to));
            self.stands = to;
        }
    }

    /// Marches over a part of the cycle: from an instant to the last one before another.
    fn stride(&mut self, (from, to): (u64, u64)) -> Result<(), Halt> {
        self.unseen = None;
        let mut now = self.run(from)?;
        let mut opens = match from {
            0 => meet::opens(self.ground, &now.reach),
            _ => Edge::Unknown,
        };
        loop {
            self.go_along(now.at);
            let Some(piece) = self.piece(&now, to)? else {
                // One instant by itself.
                self.lines.piece(&now, &now, (opens, Edge::Unknown));
                self.marched += 1;
                return Ok(());
            };
            let Piece {
                last,
                next,
                closes,
                opens: then,
            } = piece;
            self.lines
                .piece(&now, last.as_ref().unwrap_or(&now), (opens, closes));
            let end = last.as_ref().map_or(now.at, |last| last.at);
            meet::passed(self.ground, &now.reach, (now.at, end), &mut self.skipped);
            self.marched += end + 1 - now.at;
            let Some(next) = next else {
                return Ok(());
            };
            self.critical += 1;
            opens = then;
            let tooth = last.map(|last| (std::mem::replace(&mut now, next.clone()), last));
            now = next;
            if self.unseen == Some(now.at)
                && let Some((start, last)) = tooth
                && let Some(far) = self.teeth((&start, &last), &now, to)?
            {
                (now, opens) = (far, Edge::JustFrom);
            }
        }
    }

    /// From a run to the last one before something changes, and the first one from where it has. None where the part ends with it.
    fn piece(&mut self, now: &Sight, to: u64) -> Result<Option<Piece>, Halt> {
        if now.at + 1 >= to {
            return Ok(None);
        }
        let next = self.run(now.at + 1)?;
        if !now.is_like(&next) {
            return Ok(Some(Piece {
                last: None,
                next: Some(next),
                closes: Edge::JustBefore,
                opens: Edge::JustFrom,
            }));
        }
        let (next, slopes) = self.speeds(now, next, to)?;
        let meeting = self.meeting(now, &slopes, to);
        let far = self.far(&next, meeting)?;
        if self.is_straight(now, &slopes, &far)? {
            return self.up_to(far, meeting, to).map(Some);
        }
        self.halved(now, (next, far)).map(Some)
    }

    /// How everything moves after a run, and the run that says so: the one of the next millisecond, or, where transfers share what they go
    /// over, a later one.
    fn speeds(&mut self, now: &Sight, next: Sight, to: u64) -> Result<(Sight, Vec<Slope>), Halt> {
        let slopes = meet::slopes(now, &next);
        if !now.shares() {
            return Ok((next, slopes));
        }
        let meeting = self.meeting(now, &slopes, to);
        let stride = STRIDE.min((meeting.at - now.at) / 2);
        if stride < SHORT {
            return Ok((next, slopes));
        }
        let later = self.run(now.at + stride)?;
        match now.is_like(&later) {
            true => {
                let slopes = meet::slopes(now, &later);
                Ok((later, slopes))
            }
            false => Ok((next, slopes)),
        }
    }

    /// The last run before a meeting, where it is not known yet.
    fn far(&mut self, known: &Sight, meeting: Meeting) -> Result<Sight, Halt> {
        match meeting.at - 1 > known.at {
            true => self.run(meeting.at - 1),
            false => Ok(known.clone()),
        }
    }

    /// Where something is met next, also where something changed before that nothing told of and may do so again after so long.
    fn meeting(&self, now: &Sight, slopes: &[Slope], to: u64) -> Meeting {
        let known = meet::next(self.ground, self.strike.1, (now, slopes), to);
        let Some(every) = self.points_every(&now.reach) else {
            return known;
        };
        // Where they lie is not known before one was met: no stretch is so long that two of them can lie in it, since the far end
        // of one that holds several of them may be where a straight line leads.
        let last = self.unseen.unwrap_or(now.at);
        let again = last + ((now.at + 1).saturating_sub(last) / every + 1) * every;
        match again < known.at && again > now.at + 1 {
            true => Meeting {
                at: again,
                swap: None,
            },
            false => known,
        }
    }

    /// How far apart the recovery points lie of what is stopped, where something replicates: those that are nearest to each other.
    fn points_every(&self, reach: &Reach) -> Option<u64> {
        let blueprint = self.ground.blueprint;
        let stopped = blueprint.groups.iter().filter(|group| {
            let mut vms = group.vms.iter();
            vms.any(|vm| reach.stopped[vm.index()])
        });
        let points = stopped.map(|group| blueprint.replication(group.replication).points.0);
        points.filter(|every| *every > 0).min()
    }

    /// Passes over teeth: from one recovery point of a replica to the next a loss rises, and falls there, as often as they are made. Where the
    /// last tooth before what is met next is as the one that was marched, so are those in between. Returns the run at the
    /// beginning of that one.
    fn teeth(
        &mut self,
        tooth: (&Sight, &Sight),
        now: &Sight,
        to: u64,
    ) -> Result<Option<Sight>, Halt> {
        let (start, last) = tooth;
        let Some(every) = self.points_every(&now.reach) else {
            return Ok(None);
        };
        if now.at - start.at != every || last.at + 1 != now.at || last.at == start.at {
            return Ok(None);
        }
        let slopes = meet::slopes(start, last);
        let Some(drift) = Drift::of((start, &slopes), now) else {
            return Ok(None);
        };
        let meeting = meet::next(self.ground, self.strike.1, (now, &slopes), to);
        let whole = (meeting.at - now.at) / every;
        if whole < 3 {
            return Ok(None);
        }
        let far = self.run(now.at + (whole - 1) * every)?;
        let end = self.run(far.at + every - 1)?;
        if !drift.leads((now, whole - 1), &far) || !drift.leads((last, whole), &end) {
            return Ok(None);
        }
        let edges = (Edge::JustFrom, Edge::JustBefore);
        for tooth in 0..whole - 1 {
            let (from, to) = (drift.later(now, tooth), drift.later(last, tooth + 1));
            self.lines.piece(&from, &to, edges);
        }
        self.critical += whole - 1;
        self.marched += (whole - 1) * every;
        let passed = (now.at, far.at - 1);
        meet::passed(self.ground, &now.reach, passed, &mut self.skipped);
        self.unseen = Some(far.at);
        Ok(Some(far))
    }

    /// The piece up to a run, and what comes where it meets something.
    fn up_to(&mut self, far: Sight, meeting: Meeting, to: u64) -> Result<Piece, Halt> {
        let at = far.at + 1;
        if at >= to {
            return Ok(Piece {
                last: Some(far),
                next: None,
                closes: Edge::Unknown,
                opens: Edge::Unknown,
            });
        }
        let next = self.run(at)?;
        if meeting.swap.is_none() {
            self.unseen = Some(at);
        }
        let (closes, opens) = edges(meeting.swap);
        Ok(Piece {
            last: Some(far),
            next: Some(next),
            closes,
            opens,
        })
    }

    /// The first instant between two runs at which it is not as it was: looked for where two things should meet, then beside that in longer
    /// and longer steps, then by halving.
    fn halved(&mut self, now: &Sight, (near, far): (Sight, Sight)) -> Result<Piece, Halt> {
        let (mut near, mut far) = (near, far);
        let slopes = meet::slopes(now, &near);
        let meeting = self.meeting(now, &slopes, far.at);
        // On which side it lies, and how far from there the next look goes.
        let mut step: Option<(bool, u64)> = None;
        while far.at - near.at > 1 {
            let wide = far.at - near.at;
            let at = match step {
                None if meeting.at > near.at + 1 && meeting.at <= far.at => meeting.at - 1,
                Some((true, by)) if by < wide / 2 => near.at + by,
                Some((false, by)) if by < wide / 2 => far.at - by,
                _ => near.at + wide / 2,
            };
            let looked = self.run(at)?;
            let is_near = self.may_be_straight(now, &near, &looked);
            step = match step {
                Some((above, by)) if above == is_near => Some((above, by.saturating_mul(4))),
                // It lies between the last two: from now on by halves.
                Some((above, _)) => Some((above, u64::MAX)),
                None => Some((is_near, 1)),
            };
            match is_near {
                true => near = looked,
                false => far = looked,
            }
        }
        if !self.is_straight(now, &meet::slopes(now, &near), &near)? {
            // What seemed straight from afar is not: a single instant makes way.
            let next = self.run(now.at + 1)?;
            self.unseen = Some(next.at);
            return Ok(Piece {
                last: None,
                next: Some(next),
                closes: Edge::JustBefore,
                opens: Edge::JustFrom,
            });
        }
        self.unseen = Some(far.at);
        let (closes, opens) = match meeting.at.abs_diff(far.at) <= BESIDE {
            true => edges(meeting.swap),
            false => (Edge::JustBefore, Edge::JustFrom),
        };
        Ok(Piece {
            last: Some(near),
            next: Some(far),
            closes,
            opens,
        })
    }

    /// Whether a run may lie on the line through two others, as far as that can be seen without a third.
    fn may_be_straight(&self, from: &Sight, near: &Sight, to: &Sight) -> bool {
        let slopes = meet::slopes(from, near);
        let later = to.at as i64 - from.at as i64;
        let over = near.at - from.at;
        // A speed is known to a millisecond in the stretch that it was measured over; over few of them it has to be a whole number.
        let beside = match (whole(&slopes), over < SHORT) {
            (true, _) => 0,
            (false, true) => BESIDE,
            (false, false) => BESIDE + 2 * later as u64 / over,
        };
        let mut all = from.figures().zip(&slopes).zip(to.figures());
        from.is_like(to)
            && all.all(|((at, slope), found)| {
                meet::moved(at, *slope, later).abs_diff(found as i64) <= beside
            })
    }

    /// Whether everything lies where straight lines from a run lead.
    fn is_straight(&mut self, from: &Sight, slopes: &[Slope], to: &Sight) -> Result<bool, Halt> {
        if !from.is_like(to) {
            return Ok(false);
        }
        let later = to.at as i64 - from.at as i64;
        let lead = |((at, slope), found): ((u64, &Slope), u64)| {
            meet::moved(at, *slope, later) == found as i64
        };
        let all = from.figures().zip(slopes).zip(to.figures());
        if all.into_iter().all(lead) && whole(slopes) {
            return Ok(true);
        }
        if later < 2 {
            return Ok(true);
        }
        let middle = self.run(from.at + later as u64 / 2)?;
        if !from.is_like(&middle) {
            return Ok(false);
        }
        let own = meet::slopes(from, to);
        let half = middle.at as i64 - from.at as i64;
        let mut all = from.figures().zip(&own).zip(middle.figures());
        Ok(all.all(|((at, slope), found)| {
            meet::moved(at, *slope, half).abs_diff(found as i64) <= BESIDE
        }))
    }
}

/// When a part of a cycle begins: not at a full hour, since much happens there.
fn begins(length: u64, part: u64) -> u64 {
    match part {
        0 | PARTS => length * part / PARTS,
        _ => length * part / PARTS + OFF_HOUR,
    }
}

/// Whether everything stands still or moves along with the strike.
fn whole(slopes: &[Slope]) -> bool {
    slopes
        .iter()
        .all(|slope| slope.by == 0 || slope.by == slope.over)
}

/// A stretch of the cycle in which no order changes.
struct Piece {
    /// Its last run; none where it is one instant.
    last: Option<Sight>,
    /// The first run beyond it; none where the part ends.
    next: Option<Sight>,
    closes: Edge,
    opens: Edge,
}

fn edges(swap: Option<Swap>) -> (Edge, Edge) {
    match swap {
        Some(swap) => (Edge::Before(swap), Edge::From(swap)),
        None => (Edge::JustBefore, Edge::JustFrom),
    }
}
