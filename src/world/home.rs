//! Who goes home: how far those have come that were built again on another stamp than their own.
//!
//! Always true here: those of one homecoming wait, are copied and move together; what is told of them is counted where
//! it happens, and clipped to what counts.

use super::frame::Frame;
use crate::engine::{Table, clones};
use crate::model::{Blueprint, HomecomingId, StampId, VmId};
use crate::units::Moment;
use crate::world::event::Event;

/// How far a homecoming is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Step {
    /// All are where they belong, or wait until they may go there.
    Stays,
    /// What they hold is copied home while they run.
    Copies,
    /// Their copies are at home and follow: they go when they may.
    Ready,
    /// The planned outage is under way.
    Moves,
}

/// VMs that go home together.
#[derive(Clone, Copy, Debug)]
struct HomeState {
    step: Step,
    /// Since when any of them serves elsewhere.
    away_since: Option<Moment>,
    /// When their planned outage began.
    stopped: Moment,
    /// Copies that are under way.
    copying: u32,
    /// They were put off until then.
    not_before: Moment,
}

impl HomeState {
    fn new() -> HomeState {
        HomeState {
            step: Step::Stays,
            away_since: None,
            stopped: Moment::ZERO,
            copying: 0,
            not_before: Moment::ZERO,
        }
    }
}

/// What of a VM is copied home.
#[derive(Clone, Copy, Debug)]
pub(super) struct Round {
    /// When this part of the copying began.
    pub(super) began: Moment,
    /// The write clock of the VM then.
    pub(super) clock: u64,
}

/// A VM that may go home.
#[derive(Clone, Copy, Debug)]
struct Goer {
    /// What of it is being copied.
    round: Option<Round>,
    /// Where it ran before its planned outage, which goes on being there until it serves at home.
    host: Option<StampId>,
}

/// See the module.
#[derive(Debug)]
pub(super) struct Home {
    states: Table<HomecomingId, HomeState>,
    goers: Table<VmId, Goer>,
}

clones!(Home { states, goers });

const AT_HOME: Goer = Goer {
    round: None,
    host: None,
};

impl Home {
    /// All at home, before a trial.
    pub(super) fn new(blueprint: &Blueprint) -> Home {
        Home {
            states: Table::made(blueprint.homecomings.len(), HomeState::new),
            goers: Table::of(blueprint.vms.len(), AT_HOME),
        }
    }

    /// As at the start of a trial, whatever the one before left.
    pub(super) fn renew(&mut self) {
        let Home { states, goers } = self;
        if states.is_empty() {
            return;
        }
        states.fill(HomeState::new());
        goers.fill(AT_HOME);
    }

    /// All homecomings.
    pub(super) fn ids(&self) -> impl Iterator<Item = HomecomingId> + use<> {
        self.states.ids()
    }

    /// How far a homecoming is.
    pub(super) fn step(&self, id: HomecomingId) -> Step {
        self.states[id].step
    }

    /// Whether those of a homecoming are away.
    pub(super) fn is_away(&self, id: HomecomingId) -> bool {
        self.states[id].away_since.is_some()
    }

    /// A VM serves elsewhere: if it is the first of its homecoming, they are away from now on.
    pub(super) fn is_elsewhere(&mut self, frame: &mut Frame<'_>, id: HomecomingId) {
        let state = &mut self.states[id];
        if state.away_since.is_none() {
            state.away_since = Some(frame.now);
            frame.course.away += 1;
            if frame.counts_now() {
                frame.record.homecomings[id.index()].times_away += 1;
            }
        }
    }

    /// All of a homecoming are where they belong. Nothing where they were not away.
    pub(super) fn all_at_home(&mut self, frame: &mut Frame<'_>, id: HomecomingId) {
        let moved = self.states[id].step == Step::Moves;
        let Some(since) = self.states[id].away_since.take() else {
            return;
        };
        frame.course.away -= 1;
        let state = &mut self.states[id];
        state.step = Step::Stays;
        state.not_before = Moment::ZERO;
        let counts = frame.counts_now();
        let away = frame.counted_since(since);
        let (length, down) = (frame.now.since(since).0, frame.now.since(state.stopped).0);
        let tally = &mut frame.record.homecomings[id.index()];
        tally.away += away;
        if moved && counts {
            tally.returns += 1;
            tally.until_home_sum += length;
            tally.until_home_max = tally.until_home_max.max(length);
            tally.down_sum += down;
        }
    }

    /// Who is away at the end of a trial counts as far as that has come.
    pub(super) fn close(&mut self, frame: &mut Frame<'_>) {
        for id in self.states.ids() {
            if let Some(since) = self.states[id].away_since {
                let away = frame.counted_since(since);
                let tally = &mut frame.record.homecomings[id.index()];
                tally.away += away;
                tally.stayed += 1;
            }
        }
    }

    /// Those of a homecoming may not go before an instant, for want of room there.
    pub(super) fn put_off(&mut self, frame: &mut Frame<'_>, id: HomecomingId, until: Moment) {
        self.states[id].not_before = until;
        if frame.counts_now() {
            frame.record.homecomings[id.index()].put_off += 1;
        }
        frame.schedule(Event::Homecoming(id), until);
    }

    /// Until when those of a homecoming are put off.
    pub(super) fn not_before(&self, id: HomecomingId) -> Moment {
        self.states[id].not_before
    }

    /// What they hold begins to be copied home: so many copies are under way.
    pub(super) fn begin_copies(&mut self, id: HomecomingId, copies: u32) {
        self.states[id].step = if copies > 0 {
            Step::Copies
        } else {
            Step::Ready
        };
        self.states[id].copying = copies;
    }

    /// A part of a VM's copy begins.
    pub(super) fn begin_round(&mut self, vm: VmId, round: Round) {
        self.goers[vm].round = Some(round);
    }

    /// The part of a VM's copy that was under way has arrived, or is dropped.
    pub(super) fn end_round(&mut self, vm: VmId) -> Option<Round> {
        self.goers[vm].round.take()
    }

    /// The copy of one VM is at home. Whether that was the last one.
    pub(super) fn copied(&mut self, id: HomecomingId) -> bool {
        let state = &mut self.states[id];
        state.copying -= 1;
        if state.copying == 0 {
            state.step = Step::Ready;
        }
        state.copying == 0
    }

    /// What was copied is dropped: it begins anew.
    pub(super) fn begin_anew(&mut self, id: HomecomingId) {
        self.states[id].step = Step::Stays;
        self.states[id].copying = 0;
    }

    /// The planned outage begins.
    pub(super) fn begin_move(&mut self, frame: &Frame<'_>, id: HomecomingId) {
        self.states[id].step = Step::Moves;
        self.states[id].stopped = frame.now;
    }

    /// Those who were to go home run on where they were.
    pub(super) fn turn_back(&mut self, frame: &mut Frame<'_>, id: HomecomingId) {
        self.begin_anew(id);
        if frame.counts_now() {
            frame.record.homecomings[id.index()].turned_back += 1;
        }
    }

    /// Where a VM runs that is moved home now.
    pub(super) fn leaves(&mut self, vm: VmId, host: StampId) {
        self.goers[vm].host = Some(host);
    }

    /// Where a VM ran that is being moved home.
    pub(super) fn host(&self, vm: VmId) -> Option<StampId> {
        self.goers[vm].host
    }

    /// Where a VM ran that is being moved home; it serves there no more, or again.
    pub(super) fn forget_host(&mut self, vm: VmId) -> Option<StampId> {
        self.goers[vm].host.take()
    }
}
