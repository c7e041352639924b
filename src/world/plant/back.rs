//! Something on a stamp is back: a node, its copies, its control plane, all of it.
//!
//! Always true here: who waits for a stamp to be whole looks again whenever something of it comes back.

use crate::model::StampId;
use crate::world::event::Event;
use crate::world::frame::Frame;
use crate::world::plant::Plant;

impl Plant {
    /// Something on a stamp has come back: updates, and those who wait to go home there, look again.
    #[inline(always)]
    pub(super) fn something_is_back(&mut self, frame: &mut Frame<'_>, stamp: StampId) {
        self.stamps[stamp].back_since = frame.now;
        if !self.updates.is_empty() || frame.course.away > 0 {
            self.whoever_waits_looks(frame, stamp);
        }
    }

    #[inline(never)]
    fn whoever_waits_looks(&mut self, frame: &mut Frame<'_>, stamp: StampId) {
        self.updates_look(frame, stamp);
        if frame.course.away > 0 {
            for index in 0..frame.plan.homes_of[stamp].len() {
                let id = frame.plan.homes_of[stamp][index];
                frame.schedule(Event::Homecoming(id), frame.now);
            }
        }
    }
}
