//! How busy crews are, and what waits for their people.
//!
//! Always true here: what a crew works on and what waits for it is summed up before either changes, so that every
//! instant in which it counts is summed once. What begins and ends at one instant is no time.

use crate::engine::{Slots, clones};
use crate::model::record::CrewTally;
use crate::model::{Crew as CrewModel, CrewId, Hours};
use crate::units::{Moment, Span};
use crate::world::event::Event;
use crate::world::frame::Frame;
use crate::world::plan::CrewPlan;
use crate::world::plant::people::Work;

/// A crew: its people, and who waits for them.
pub(super) struct Crew {
    /// Whoever calls outside of its hours waits for them.
    waits_for_hours: bool,
    /// How long whoever is called for a repair takes to answer, where that is always the same.
    pub(super) answers: Option<Span>,
    pub(super) slots: Slots<Work>,
    /// How busy it was in what counts, up to its last change.
    pub(super) tally: CrewTally,
    /// When somebody was last done with a piece of work while nothing waited, and how many were at that instant: who has
    /// come is there, and need not be called for what follows from it.
    done: (Moment, u32),
}

clones!(Crew {
    waits_for_hours,
    answers,
    slots,
    tally,
    done,
});

impl Crew {
    /// As at the start of a trial.
    pub(super) fn new(crew: &CrewModel, plan: &CrewPlan) -> Crew {
        Crew {
            waits_for_hours: crew.hours != Hours::Always && plan.on_call.is_none(),
            answers: match plan.on_call {
                Some(_) => None,
                None => plan.answers.fixed(),
            },
            slots: Slots::new(crew.people),
            tally: CrewTally::default(),
            done: (Moment::ZERO, 0),
        }
    }

    /// As at the start of a trial, whatever the one before left.
    pub(super) fn renew(&mut self) {
        self.slots.reset();
        self.tally = CrewTally::default();
        self.done = (Moment::ZERO, 0);
    }

    /// Sums up the people who work and the work that waits, up to now.
    #[inline(always)]
    pub(super) fn pass(&mut self, frame: &Frame<'_>) {
        let passed = frame.counted_since(self.slots.clock());
        if passed == 0 {
            return;
        }
        let (busy, waiting) = (self.slots.used(), self.slots.waiting() as u32);
        let tally = &mut self.tally;
        if busy > 0 {
            tally.busy += passed * u64::from(busy);
            tally.most_busy = tally.most_busy.max(busy);
        }
        if waiting > 0 {
            tally.waited += passed * u64::from(waiting);
            tally.most_waiting = tally.most_waiting.max(waiting);
        }
    }

    /// Asks for a person, with a turn. Returns whether one comes at once; else the work waits.
    #[inline(always)]
    pub(super) fn ask(
        &mut self,
        frame: &mut Frame<'_>,
        crew: CrewId,
        (work, turn): (Work, u32),
    ) -> bool {
        self.pass(frame);
        if self.waits_for_hours {
            self.look_at_hours(frame, crew);
        }
        let comes = self.slots.request(frame.now, work, turn);
        if comes {
            self.count_work(frame, work);
        }
        comes
    }

    /// A person is done with a piece of work. Returns the work that the person goes to.
    #[inline(always)]
    pub(super) fn is_done(&mut self, frame: &mut Frame<'_>, crew: CrewId) -> Option<Work> {
        self.pass(frame);
        if self.waits_for_hours {
            self.look_at_hours(frame, crew);
        }
        let next = self.slots.release(frame.now);
        if next.is_none() {
            let (at, people) = self.done;
            let before = if at == frame.now { people } else { 0 };
            self.done = (frame.now, before + 1);
        }
        next
    }

    /// Whether who was asked for just now is there, done at this instant with other work.
    pub(super) fn is_there(&mut self, frame: &Frame<'_>) -> bool {
        let (at, people) = &mut self.done;
        let there = *at == frame.now && *people > 0;
        *people -= u32::from(there);
        there
    }

    /// Outside of its hours nobody of a crew is free, until it comes again; where somebody is on call, nobody asks.
    /// Whoever calls then waits in line, so that the most urgent goes first in the morning, not the first caller.
    #[inline(never)]
    fn look_at_hours(&mut self, frame: &mut Frame<'_>, crew: CrewId) {
        let opens = frame.crew_opens(crew);
        if opens > frame.now {
            self.slots.resize(frame.now, 0, &mut Vec::new());
            frame.schedule(Event::CrewComes(crew), opens);
        }
    }

    /// A person who came for a repair has begun nothing, since its part is not there.
    pub(super) fn discount_repair(&mut self, frame: &Frame<'_>) {
        let begun = u32::from(frame.counts_now());
        self.tally.repairs = self.tally.repairs.saturating_sub(begun);
    }

    /// A person begins a piece of work.
    #[inline(always)]
    pub(super) fn count_work(&mut self, frame: &Frame<'_>, work: Work) {
        let begun = u32::from(frame.counts_now());
        match work {
            Work::Repair(_) | Work::Task(_) => self.tally.repairs += begun,
            Work::Decision(_) | Work::OnVm(_) => self.tally.recoveries += begun,
        }
    }
}
