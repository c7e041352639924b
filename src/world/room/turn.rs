//! Whose turn it is: who waits, who was woken, and which gates open when the instant is over.
//!
//! Always true here: those who wait stand by tier and start order; a VM is woken once for its turn.

use crate::model::{StampId, VmId};
use crate::world::event::Batches;
use crate::world::frame::Frame;
use crate::world::room::Room;

impl Room {
    /// A VM takes the next step of its recovery when the instant is over.
    pub(in crate::world) fn wake(&mut self, vm: VmId) {
        if !std::mem::replace(&mut self.seats[vm].woken, true) {
            self.woken.push(vm);
        }
    }

    /// A VM that was woken does something else instead.
    pub(in crate::world) fn let_sleep(&mut self, vm: VmId) {
        self.seats[vm].woken = false;
    }

    /// Whether a VM was woken for the turn that it takes now.
    pub(in crate::world) fn was_woken(&mut self, vm: VmId) -> bool {
        std::mem::take(&mut self.seats[vm].woken)
    }

    /// A VM begins to look again whenever something frees up.
    #[inline(never)]
    pub(in crate::world) fn looks_again(&mut self, frame: &Frame<'_>, vm: VmId) {
        // Mostly nobody else waits.
        match self.waiters.is_empty() {
            true => self.waiters.push(vm),
            false => {
                let place = frame.plan.events.place_in(&self.waiters, vm);
                self.waiters.insert(place, vm);
            }
        }
    }
    /// It does so no more.
    #[inline(never)]
    pub(in crate::world) fn looks_no_more(&mut self, frame: &Frame<'_>, vm: VmId) {
        match *self.waiters {
            [only] if only == vm => self.waiters.clear(),
            _ => {
                let place = frame.plan.events.place_in(&self.waiters, vm);
                self.waiters.remove(place);
            }
        }
    }

    /// Those who look again, by tier and start order.
    #[inline]
    pub(in crate::world) fn waiters(&self) -> &[VmId] {
        &self.waiters
    }

    /// A gate opens for whoever waits when the instant is over.
    #[inline(never)]
    pub(in crate::world) fn gate_is_due(&mut self, stamp: StampId, batches: Batches) {
        self.gates_due.push((stamp, batches));
    }

    /// The next gate that opens now.
    pub(in crate::world) fn next_gate(&mut self) -> Option<(StampId, Batches)> {
        self.gates_due.pop()
    }

    /// Whether somebody's turn has come.
    #[inline]
    pub(in crate::world) fn turns_are_due(&self, frame: &Frame<'_>) -> bool {
        let nobody = self.woken.is_empty() & self.gates_due.is_empty();
        frame.dirty.waiters | !nobody
    }

    /// Whether there is nobody whose turn it could be, and nobody who looks again.
    #[inline]
    pub(in crate::world) fn nobody_waits(&self) -> bool {
        let listed = self.waiters.len() | self.standbys.len() | self.woken.len();
        listed | self.gates_due.len() == 0
    }

    /// Whether nothing else happens at this instant that could free or take anything.
    #[inline]
    pub(in crate::world) fn instant_is_over(&self, frame: &mut Frame<'_>) -> bool {
        let next = frame.calendar.comes_next();
        next.is_none_or(|at| at > frame.now)
    }

    /// It is the turn of those who were woken and, where something freed up, of those who wait; by tier and start order.
    #[inline]
    pub(in crate::world) fn begin_turn(&mut self, frame: &Frame<'_>, freed: bool) {
        std::mem::swap(&mut self.turn, &mut self.woken);
        self.woken.clear();
        if freed {
            self.turn.extend_from_slice(&self.waiters);
        }
        if self.turn.len() > 1 {
            let turn = &mut self.turn;
            turn.sort_unstable_by_key(|vm| frame.plan.events.rank(*vm));
        }
    }

    /// Whose turn it is at a place in their order.
    #[inline]
    pub(in crate::world) fn whose_turn(&self, place: usize) -> Option<VmId> {
        self.turn.get(place).copied()
    }
}
