//! Events at their instants.
//!
//! Always true here: an event has one instant or none; setting it moves it.

use super::Frame;
use crate::model::SourceId;
use crate::units::Moment;
use crate::world::event::Event;

impl Frame<'_> {
    /// Puts an event at an instant, in place of the one that it had. Its slot is worked out where its kind is known.
    #[inline(always)]
    pub(in crate::world) fn schedule(&mut self, event: Event, at: Moment) {
        self.calendar.set(self.plan.events.slot(event), at);
    }
    /// Whether the event is to come.
    #[inline]
    pub(in crate::world) fn is_scheduled(&self, event: Event) -> bool {
        self.calendar.at(self.plan.events.slot(event)).is_some()
    }
    /// The same for the event of a source, without a call: nearly every fault has it twice.
    #[inline(always)]
    pub(in crate::world) fn schedule_source(&mut self, source: SourceId, at: Moment) {
        self.calendar.set_from(source.0, at);
    }
    /// The event does not come.
    #[inline(always)]
    pub(in crate::world) fn unschedule(&mut self, event: Event) {
        self.calendar.clear(self.plan.events.slot(event));
    }
}
