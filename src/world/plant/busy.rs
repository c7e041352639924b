//! How busy crews are, and what waits for their people.
//!
//! Always true here: what a crew works on and what waits for it is summed up before either changes, so that every
//! instant in which it counts is summed once. What begins and ends at one instant is no time.

use crate::model::CrewId;
use crate::world::frame::Frame;
use crate::world::plant::Plant;
use crate::world::plant::people::Work;

impl Plant {
    /// Sums up the people of a crew who work and the work that waits, up to now.
    #[inline]
    pub(super) fn tally_crew(&mut self, frame: &mut Frame<'_>, crew: CrewId) {
        let passed = frame.counted_since(self.crew_slots[crew].clock());
        if passed == 0 {
            return;
        }
        let slots = &self.crew_slots[crew];
        let (busy, waiting) = (slots.used(), slots.waiting() as u32);
        let tally = &mut frame.record.crews[crew.index()];
        tally.busy += passed * u64::from(busy);
        tally.waited += passed * u64::from(waiting);
        tally.most_busy = tally.most_busy.max(busy);
        tally.most_waiting = tally.most_waiting.max(waiting);
    }

    /// A person who came for a repair has begun nothing, since its part is not there.
    pub(super) fn discount_repair(frame: &mut Frame<'_>, crew: CrewId) {
        let begun = u32::from(frame.counts_now());
        let tally = &mut frame.record.crews[crew.index()];
        tally.repairs = tally.repairs.saturating_sub(begun);
    }

    /// A person of a crew begins a piece of work.
    #[inline]
    pub(super) fn count_work(frame: &mut Frame<'_>, crew: CrewId, work: Work) {
        let begun = u32::from(frame.counts_now());
        let tally = &mut frame.record.crews[crew.index()];
        match work {
            Work::Repair(_) | Work::Task(_) => tally.repairs += begun,
            Work::Decision(_) | Work::OnVm(_) => tally.recoveries += begun,
        }
    }
}
