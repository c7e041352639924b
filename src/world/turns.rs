//! Whose turn it is: what happens at one instant is looked at when all of it has happened.
//!
//! Always true here: of VMs that go on at one instant the most urgent goes first, whatever node, stamp
//! or wait it comes from; before time goes on, everybody has had their turn.

use crate::model::{StampId, VmId};
use crate::world::World;
use crate::world::event::Batches;
use crate::world::life::{Next, VmPhase};

impl World<'_> {
    /// The instant is over. Those who were woken go on and, where something freed up, those who wait
    /// try again, all together by tier and start order; then gates open, and standbys look for a place.
    pub(super) fn take_turns(&mut self) {
        if self.room.waiters().is_empty() && !self.room.has_standbys() {
            self.frame.dirty.waiters = false;
        }
        while self.room.turns_are_due(&self.frame) {
            let freed = std::mem::take(&mut self.frame.dirty.waiters);
            self.room.begin_turn(&self.frame, freed);
            let mut place = 0;
            while let Some(vm) = self.room.whose_turn(place) {
                self.take_turn(vm);
                self.hand_on();
                place += 1;
            }
            while let Some((stamp, batches)) = self.room.next_gate() {
                self.gate_opens(stamp, batches);
            }
            if freed {
                self.place_standbys();
            }
        }
    }

    fn take_turn(&mut self, vm: VmId) {
        let phase = self.vms[vm].phase;
        if self.room.was_woken(vm) {
            self.resume(vm);
        } else if let VmPhase::WaitPoints(_) = phase {
            self.find_data(vm);
        } else if phase.looks_again() {
            self.resume(vm);
        }
    }

    /// The next batch of a gate goes.
    fn gate_opens(&mut self, stamp: StampId, batches: Batches) {
        while let Some(vm) = self.room.next_through(&mut self.frame, stamp, batches) {
            match self.vms[vm].phase {
                VmPhase::WaitManager(_, Next::Build(route)) => self.provision(vm, route),
                _ => self.boot_when_needs_are_up(vm),
            }
            self.hand_on();
        }
    }
}
