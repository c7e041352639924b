//! How busy crews are, and what waits for their people.
//!
//! Always true here: what a crew works on and what waits for it is summed up before either changes, so that every
//! instant in which it counts is summed once. What begins and ends at one instant is no time.

use crate::engine::{Slots, clones};
use crate::model::record::CrewTally;
use crate::model::{Crew as CrewPlan, Hours};
use crate::world::frame::Frame;
use crate::world::plant::people::Work;

/// A crew: its people, and who waits for them.
pub(super) struct Crew {
    /// Whoever calls outside of its hours waits for them.
    pub(super) waits_for_hours: bool,
    pub(super) slots: Slots<Work>,
    /// How busy it was in what counts, up to its last change.
    pub(super) tally: CrewTally,
}

clones!(Crew {
    waits_for_hours,
    slots,
    tally,
});

impl Crew {
    /// As at the start of a trial.
    pub(super) fn new(plan: &CrewPlan) -> Crew {
        Crew {
            waits_for_hours: plan.hours != Hours::Always && plan.on_call_after.is_none(),
            slots: Slots::new(plan.people),
            tally: CrewTally::default(),
        }
    }

    /// As at the start of a trial, whatever the one before left.
    pub(super) fn renew(&mut self) {
        self.slots.reset();
        self.tally = CrewTally::default();
    }

    /// Sums up the people who work and the work that waits, up to now.
    #[inline]
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

    /// A person begins a piece of work.
    #[inline]
    pub(super) fn count_work(&mut self, frame: &Frame<'_>, work: Work) {
        let begun = u32::from(frame.counts_now());
        match work {
            Work::Repair(_) => self.tally.repairs += begun,
            Work::Decision(_) | Work::OnVm(_) => self.tally.recoveries += begun,
        }
    }
}
