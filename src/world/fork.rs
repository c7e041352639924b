//! Trials that stop on their way: prepared to an instant, copied there, struck, and run to their end.
//!
//! Always true here: a trial that stops on its way goes on as if it had not, and so does each of its
//! copies, until something else strikes it.

use crate::model::record::{Stretch, TrialRecord};
use crate::model::{Arrival, SourceId};
use crate::units::{Moment, Span};
use crate::world::arrivals::{Arrivals, Strike};
use crate::world::course::Mark;
use crate::world::event::Event;
use crate::world::plant::FaultPhase;
use crate::world::{Mode, World};

impl World<'_> {
    /// Begins a trial and goes on until an instant, so long after the horizon began; of a drill, that is
    /// when it may strike first. What strikes is still to come then, whatever the drill states. Without an
    /// instant a drill is prepared to its strike, and years to the beginning of their horizon.
    ///
    /// At the instant all has happened that comes before a strike there. [`World::finish`] then gives the
    /// record of [`World::run`], if the strike came when it would have come.
    pub fn prepare(&mut self, mode: Mode, trial: u32, at: Option<Span>) {
        self.begin_to(Arrivals::of(mode), trial, at);
    }

    /// The same for a trial that belongs to no drill: its history has streams of its own. It must be
    /// struck by something before it ends ([`World::strike`]); until then nothing is counted.
    pub fn prepare_for_any(&mut self, trial: u32, at: Option<Span>) {
        self.begin_to(Arrivals::Once(None), trial, at);
    }

    fn begin_to(&mut self, arrivals: Arrivals, trial: u32, at: Option<Span>) {
        self.account.tell_stretches(true);
        self.begin(arrivals, trial);
        // From there on the mark is the strike, where one is to come.
        while !self.frame.course.in_horizon && self.step() {}
        match at {
            Some(at) => self.go_on(at),
            None => self.go_on_until(None),
        }
    }

    /// Goes on until an instant, so long after the horizon began, or to the end if that comes first. A
    /// strike that is still to come waits until then; in an instant that has passed it comes at once.
    pub fn go_on(&mut self, to: Span) {
        let at = (self.frame.horizon_start + to).max(self.frame.now);
        if self.waits_for_a_strike() {
            self.frame.allow_strike_at(at);
            // Whose turn it was may have waited for the strike, which does not come here.
            self.settle_instant();
        }
        self.go_on_until(Some(at));
    }

    /// Goes on until a strike could come at an instant; without one, until it comes, and in years no
    /// further.
    fn go_on_until(&mut self, at: Option<Moment>) {
        while self.next_comes_before(at) && self.step() {}
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
        let struck = Arrivals::Once(Some(with));
        let before = std::mem::replace(&mut self.frame.arrivals, struck);
        // The fault that was to come of this source comes now.
        self.frame.unschedule(Event::Source(source));
        if before != struck {
            self.rekey();
        }
        self.step();
        true
    }

    /// Whether a fault of this source can begin now.
    fn can_strike(&self, source: SourceId) -> bool {
        let comes_of_itself = match self.frame.blueprint.source(source).arrival {
            Arrival::Renewal { .. } | Arrival::Scheduled(_) | Arrival::Drill(_) => false,
            Arrival::Failback(_) | Arrival::Volume(_) => true,
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

    /// Runs a prepared trial to its end: all that it tells, and what its applications went through.
    ///
    /// # Panics
    /// When no trial is prepared, or one that belongs to no drill and that nothing has struck.
    pub fn finish(&mut self) -> (TrialRecord, Vec<Stretch>) {
        (self.run_out(), self.account.take_stretches())
    }
}
