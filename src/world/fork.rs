//! Trials that stop on their way: prepared to an instant, copied there, struck, and run to their end.
//!
//! Always true here: a trial that stops on its way goes on as if it had not, and so does each of its
//! copies, until something else strikes it.

use crate::model::record::{Stretch, TrialRecord};
use crate::model::{Arrival, DrillId, SourceId};
use crate::units::{Moment, Span};
use crate::world::arrivals::{Arrivals, Strike, strikes_after};
use crate::world::course::Mark;
use crate::world::event::Event;
use crate::world::plant::FaultPhase;
use crate::world::{Mode, World};

impl World<'_> {
    /// One trial, from its beginning to its end. A drill strikes the history of its number, which is that of
    /// all drills.
    pub(super) fn simulate(&mut self, mode: Mode, trial: u32) -> TrialRecord {
        match mode {
            Mode::Years => self.begin(Arrivals::Years, trial),
            Mode::Drill(drill) => {
                self.begin_history(Arrivals::Once(None), trial);
                self.go_on(self.strikes_after(drill));
                assert!(
                    self.strike(Strike::Drill(drill)),
                    "a drill strikes what nothing has struck"
                );
            }
        }
        self.run_out()
    }

    /// Begins a trial and goes on until an instant, so long after the first one at which a drill may strike. The
    /// history of a number is that of all drills: one of them, or something else, must strike before it ends
    /// ([`World::strike`]); until then nothing is counted. `told` says whether what applications go through is to
    /// be told at its end.
    ///
    /// At the instant all has happened that comes before a strike there. [`World::finish`] then gives the
    /// record of [`World::run`], if a drill strikes when it does there ([`World::strikes_after`]).
    pub fn prepare(&mut self, trial: u32, at: Span, told: bool) {
        self.account.tell_stretches(told);
        self.begin_history(Arrivals::Once(None), trial);
        self.go_on(at);
    }

    /// The same for a trial of years, in which faults strike as they come: so long after its horizon began.
    pub fn prepare_years(&mut self, trial: u32, at: Span, told: bool) {
        self.account.tell_stretches(told);
        self.begin_history(Arrivals::Years, trial);
        self.go_on(at);
    }

    /// To the beginning of the horizon: from there on the mark is the strike, where one is to come.
    fn begin_history(&mut self, arrivals: Arrivals, trial: u32) {
        self.begin(arrivals, trial);
        while !self.frame.course.in_horizon && self.one_step() {}
    }

    /// How long after the horizon of this trial begins a drill strikes.
    #[must_use]
    pub fn strikes_after(&self, drill: DrillId) -> Span {
        let frame = &self.frame;
        let begins = frame.offset + frame.horizon_start.0;
        strikes_after(frame.blueprint.drill(drill).time, begins)
    }

    /// One step, apart from the loop of whole trials, whose step is inlined.
    #[inline(never)]
    pub(super) fn one_step(&mut self) -> bool {
        self.step()
    }

    /// Goes on until an instant, so long after the horizon began, or to the end if that comes first. A
    /// strike that is still to come waits until then; in an instant that has passed it comes at once.
    pub fn go_on(&mut self, to: Span) {
        self.go_on_by(to, Self::one_step);
    }

    /// The same by steps of somebody's own.
    pub(super) fn go_on_by(&mut self, to: Span, mut step: impl FnMut(&mut Self) -> bool) {
        let at = (self.frame.horizon_start + to).max(self.frame.now);
        if self.waits_for_a_strike() {
            self.frame.allow_strike_at(at);
            // Whose turn it was may have waited for the strike, which does not come here.
            self.settle_instant();
        }
        while self.next_comes_before(Some(at)) && step(self) {}
    }

    /// Whether the next event comes before a strike would at an instant. A strike that is due does not.
    fn next_comes_before(&self, at: Option<Moment>) -> bool {
        let course = &self.frame.course;
        if course.over {
            return false;
        }
        let Some(next) = self.frame.calendar.peek() else {
            return false;
        };
        let mark = self.frame.plan.events.slot(Event::Mark);
        if course.mark == Mark::Strike && next.1 == mark {
            return false;
        }
        match at {
            Some(at) => next < (at, mark),
            None => course.mark == Mark::Strike,
        }
    }

    fn waits_for_a_strike(&self) -> bool {
        let course = &self.frame.course;
        self.frame.arrivals.once() && !course.struck && !course.over
    }

    /// Strikes a prepared trial, in which nothing has struck yet, where it stands. From here on draws are
    /// keyed by source and ordinal as before, and by what strikes: what is under way, and what was drawn
    /// already, stays as it was.
    ///
    /// Returns whether it strikes: not in years, not a second time, not with a fault that is there
    /// already, and not with one that comes from what the world does (room on volumes, the way home).
    #[must_use]
    pub fn strike(&mut self, with: Strike) -> bool {
        let source = with.source(self.frame.blueprint);
        if !self.waits_for_a_strike() || self.next_comes_before(None) || !self.can_strike(source) {
            return false;
        }
        self.frame.arrivals = Arrivals::Once(Some(with));
        // The fault that was to come of this source comes now.
        self.frame.unschedule(Event::Source(source));
        self.rekey();
        self.one_step();
        true
    }

    /// Strikes as [`World::strike`] does, and lets others strike behind it, each so long after it. What these cause counts as what the
    /// first one does; streams are those of the first.
    ///
    /// Returns whether it strikes: not where [`World::strike`] would not, where one of the others could not by itself, or where one comes
    /// twice.
    #[must_use]
    pub fn strike_with(&mut self, first: Strike, others: &[(Strike, Span)]) -> bool {
        let blueprint = self.frame.blueprint;
        let sources = others.iter().map(|(one, _)| one.source(blueprint));
        let mut all: Vec<SourceId> = sources.chain([first.source(blueprint)]).collect();
        let can = all.iter().all(|source| self.can_strike(*source));
        let behind = all[..others.len()].to_vec();
        all.sort_unstable();
        if !can || !self.waits_for_a_strike() || all.windows(2).any(|pair| pair[0] == pair[1]) {
            return false;
        }
        self.frame.course.to_come = others.len() as u32;
        self.frame.behind = behind;
        if !self.strike(first) {
            return false;
        }
        for (one, after) in others {
            let at = self.frame.now + *after;
            self.frame.schedule_source(one.source(blueprint), at);
        }
        true
    }

    /// Whether a fault of this source can begin now.
    fn can_strike(&self, source: SourceId) -> bool {
        let comes_of_itself = match self.frame.blueprint.source(source).arrival {
            Arrival::Renewal { .. } | Arrival::Scheduled(_) | Arrival::Drill(_) => false,
            Arrival::Failback(_)
            | Arrival::GoHome(_)
            | Arrival::Volume(_)
            | Arrival::Update(..) => true,
        };
        !comes_of_itself && self.plant.phase_of(source) == FaultPhase::Quiet
    }

    /// All streams are those of a trial that is struck by what strikes now.
    fn rekey(&mut self) {
        let frame = &self.frame;
        let key = frame.arrivals.key(frame.blueprint, frame.trial);
        self.vault.rekey(&frame.plan, frame.seed, key);
        self.plant.rekey(frame, key);
        self.cluster.rekey(frame, key);
        self.rekey_vms(key);
    }

    /// Copies the trial, where it stands, into a world of the same blueprint, which keeps what it has
    /// allocated. The two go on apart. What is buffered of streams is no part of a trial and is not
    /// copied.
    pub fn fork_into(&self, other: &mut Self) {
        other.clone_from(self);
    }

    /// Runs a prepared trial to its end: all that it tells, and what its applications went through, if that was
    /// to be told.
    ///
    /// # Panics
    /// When no trial is prepared, or one that belongs to no drill and that nothing has struck.
    pub fn finish(&mut self) -> (TrialRecord, Vec<Stretch>) {
        (self.run_out(), self.account.take_stretches())
    }
}
