//! Whether the faults that last are more than the plan claims to survive, and which outages and losses that touches.
//!
//! Always true here: nothing that happens depends on it; where nothing is claimed nothing is asked.

use crate::model::Charged;
use crate::model::charge::within;
use crate::world::World;
use crate::world::frame::Frame;
use crate::world::which::Fault;

impl World<'_> {
    /// A fault has begun or is over: the others that last are charged anew.
    #[inline]
    pub(super) fn charge_faults(&mut self) {
        if self.frame.blueprint.claims.is_some() {
            self.charge_all();
        }
    }

    #[inline(never)]
    fn charge_all(&mut self) {
        let frame = &self.frame;
        let Some(claims) = &frame.blueprint.claims else {
            return;
        };
        let faults = self.plant.active().iter();
        let faults = faults.filter_map(|fault| charged(frame, *fault));
        let outside = !within(claims, frame.blueprint, faults);
        self.frame.course.outside = outside;
        if outside {
            self.account.is_outside(self.frame.now);
        }
    }
}

/// What is charged for a fault.
fn charged(frame: &Frame<'_>, fault: Fault) -> Option<Charged> {
    match fault {
        Fault::Source(source) => Charged::of(frame.blueprint.source(source)),
        Fault::Recorded(row) => Some(Charged::down(frame.trace_row(row).target)),
    }
}
