//! A VM takes its place and gives it back, goes to another stamp, and goes through a gate.
//!
//! Always true here: only nodes that are up take a VM.

use crate::model::{StampId, VmId};
use crate::world::World;
use crate::world::event::Batches;
use crate::world::life::{Next, VmPhase};

impl World<'_> {
    /// Finds a node for a VM on a stamp and takes its memory; false where none has room.
    pub(in crate::world) fn place(&mut self, vm: VmId, stamp: StampId) -> bool {
        let is_up = |node| self.plant.node_up(node);
        self.room.place(&mut self.frame, is_up, vm, stamp)
    }

    /// Moves a running VM to another node of its stamp, if one has room.
    pub(in crate::world) fn migrate(&mut self, vm: VmId) {
        let is_up = |node| self.plant.takes_in(node);
        self.room.migrate(&mut self.frame, is_up, vm);
    }

    /// The same for a VM that is built again.
    pub(in crate::world) fn create(&mut self, vm: VmId, stamp: StampId) -> bool {
        let is_up = |node| self.plant.node_up(node);
        self.room.create(&mut self.frame, is_up, vm, stamp)
    }

    /// The same for one that may still hold memory elsewhere, and keeps it where there is no room.
    pub(in crate::world) fn create_anew(&mut self, vm: VmId, stamp: StampId) -> bool {
        let is_up = |node| self.plant.node_up(node);
        self.room.create_anew(&mut self.frame, is_up, vm, stamp)
    }

    /// Puts infrastructure of a stamp that is taken from nodes on those that stay.
    pub(in crate::world) fn move_infrastructure(&mut self, stamp: StampId, amount: u64) {
        let is_up = |node| self.plant.takes_in(node);
        self.room
            .place_infrastructure(&self.frame, is_up, stamp, amount);
    }

    /// Puts the infrastructure of a stamp on its nodes that are up.
    pub(in crate::world) fn place_infrastructure(&mut self, stamp: StampId, amount: u64) {
        let is_up = |node| self.plant.node_up(node);
        self.room
            .place_infrastructure(&self.frame, is_up, stamp, amount);
    }

    /// Standbys without a place look for one.
    pub(in crate::world) fn place_standbys(&mut self) {
        let stands = |stamp| self.plant.stands(stamp);
        let is_up = |node| self.plant.node_up(node);
        self.room.place_standbys(&mut self.frame, stands, is_up);
    }

    /// Moves a VM with all that it has to another stamp.
    pub(in crate::world) fn move_home(&mut self, vm: VmId, stamp: StampId) {
        self.room.move_to(&mut self.frame, vm, stamp);
        self.vms[vm].recovery.powered_off = false;
        self.plant.move_volume(&mut self.frame, vm, stamp);
    }

    /// A VM passes the gate of what the resource manager builds, however its stamp went; else it is
    /// queued.
    pub(in crate::world) fn pass_gate_to_build(&mut self, vm: VmId) -> bool {
        self.vms[vm].recovery.powered_off = false;
        self.room.pass_gate(&mut self.frame, vm, Batches::Manager)
    }

    /// The control plane is gone: what waits for a batch of the resource manager waits for it now.
    /// What has begun goes on.
    pub(in crate::world) fn close_manager_gate(&mut self, stamp: StampId) {
        let mut place = 0;
        while let Some(vm) = self.room.in_line(stamp, place) {
            let starts = matches!(self.vms[vm].phase, VmPhase::WaitManager(_, Next::Start));
            if starts || self.needs_control(vm) {
                self.room.leave_gates(vm);
                self.room.wake(vm);
            } else {
                place += 1;
            }
        }
    }
}
