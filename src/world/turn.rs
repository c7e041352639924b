//! Whose turn it is: what happens at one instant is looked at when all of it has happened.
//!
//! Always true here: of VMs that go on at one instant the most urgent goes first, whatever node, stamp
//! or wait it comes from; before time goes on, everybody has had their turn.

use super::World;
use super::event::Batches;
use super::state::VmPhase;
use crate::model::record::Path;
use crate::model::{StampId, VmId};

impl World<'_> {
    /// A VM takes the next step of its recovery when the instant is over.
    pub(super) fn wake(&mut self, vm: VmId) {
        if !std::mem::replace(&mut self.vms[vm].woken, true) {
            self.woken.push(vm);
        }
    }

    /// A gate opens for whoever waits when the instant is over.
    pub(super) fn gate_is_due(&mut self, stamp: StampId, batches: Batches) {
        self.gates_due.push((stamp, batches));
    }

    /// Whether somebody's turn has come.
    pub(super) fn turns_are_due(&self) -> bool {
        self.frame.dirty.waiters || !self.woken.is_empty() || !self.gates_due.is_empty()
    }

    /// Whether nothing else happens at this instant that could free or take anything.
    pub(super) fn instant_is_over(&self) -> bool {
        let nobody_waits = self.waiters.is_empty()
            && self.standbys.is_empty()
            && self.woken.is_empty()
            && self.gates_due.is_empty();
        nobody_waits
            || self
                .frame
                .calendar
                .peek()
                .is_none_or(|(at, _)| at > self.frame.now)
    }

    /// The instant is over. Those who were woken go on and, where something freed up, those who wait
    /// try again, all together by tier and start order; then gates open, and standbys look for a place.
    pub(super) fn take_turns(&mut self) {
        if self.waiters.is_empty() && self.standbys.is_empty() {
            self.frame.dirty.waiters = false;
        }
        while self.turns_are_due() {
            let freed = std::mem::take(&mut self.frame.dirty.waiters);
            let mut turn = std::mem::take(&mut self.scratch.turn);
            turn.clear();
            turn.append(&mut self.woken);
            if freed {
                turn.extend_from_slice(&self.waiters);
            }
            turn.sort_unstable_by_key(|vm| self.frame.plan.events.rank(*vm));
            for vm in &turn {
                self.take_turn(*vm);
                self.hand_on();
            }
            self.scratch.turn = turn;
            while let Some((stamp, batches)) = self.gates_due.pop() {
                self.gate_opens(stamp, batches);
                self.hand_on();
            }
            if freed {
                self.place_standbys();
            }
        }
    }

    fn take_turn(&mut self, vm: VmId) {
        let woken = std::mem::take(&mut self.vms[vm].woken);
        let state = &self.vms[vm];
        if woken {
            self.resume(vm);
        } else if !state.phase.looks_again() {
            return;
        } else if state.phase == VmPhase::WaitRepository && state.path == Path::Restore {
            self.find_data(vm);
        } else {
            self.resume(vm);
        }
    }
}
