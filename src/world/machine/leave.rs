//! What a VM holds for its recovery, given back: timers, queues, slots, transfers.
//!
//! Always true here: whoever leaves a phase holds nothing of it any more; its memory stays.

use crate::model::{RoleId, VmId};
use crate::world::World;
use crate::world::event::Event;
use crate::world::life::{From, VmPhase};

impl World<'_> {
    /// Undoes what a VM holds for its recovery: timer, queues, slot, transfer. Its memory stays.
    pub(in crate::world) fn cancel_recovery(&mut self, vm: VmId) {
        let phase = self.vms[vm].phase;
        if phase.serves() {
            return;
        }
        self.frame.unschedule(Event::Vm(vm));
        self.room.let_sleep(vm);
        self.people_leave(vm);
        match phase {
            VmPhase::WaitManager(..) | VmPhase::WaitCluster(_) => self.room.leave_gates(vm),
            VmPhase::WaitSlot(_) | VmPhase::Transfer(From::Point(_), _) => self.leave_restore(vm),
            VmPhase::Transfer(From::Instance(_) | From::Replica, _) => self.stop_reading(vm),
            VmPhase::Scan(..) => self.stop_scan(vm),
            VmPhase::Replay(_)
            | VmPhase::Serving
            | VmPhase::DetectNode(_)
            | VmPhase::DetectCrash
            | VmPhase::DetectLoss
            | VmPhase::DecideIn(..)
            | VmPhase::Decide
            | VmPhase::WaitReturn(_)
            | VmPhase::WaitControl(_)
            | VmPhase::WaitCapacity(..)
            | VmPhase::WaitTemplate(_)
            | VmPhase::WaitPoints(_)
            | VmPhase::Hopeless
            | VmPhase::WaitVolume(_)
            | VmPhase::WaitQuota(_)
            | VmPhase::WaitSource(_)
            | VmPhase::WaitDependency(_)
            | VmPhase::WaitNames
            | VmPhase::WaitPerson(..)
            | VmPhase::WaitShipment(_)
            | VmPhase::Provision(_)
            | VmPhase::Boot
            | VmPhase::Validate
            | VmPhase::Held(_)
            | VmPhase::Frozen(_) => {}
        }
    }

    /// The restored VM leaves queue, slot and flow, or its replay.
    pub(in crate::world) fn leave_restore(&mut self, vm: VmId) {
        let phase = self.vms[vm].phase;
        self.await_point(vm);
        match phase {
            VmPhase::Transfer(From::Point(reading), _) => {
                self.stop_reading(vm);
                self.release_slot(reading.repository);
            }
            VmPhase::WaitSlot(reading) => {
                let now = self.frame.now;
                self.vault.give_up_reading(vm, reading.repository, now);
            }
            VmPhase::Replay(_) => self.frame.unschedule(Event::Vm(vm)),
            other => panic!("a VM in phase {other:?} reads no restore point"),
        }
    }

    /// Those who read from one that is gone look for another; those who wait for one look again.
    pub(in crate::world) fn look_at_reseeds(&mut self, role: RoleId) {
        for vm in self.frame.blueprint.role(role).vm_ids() {
            if let VmPhase::Transfer(From::Instance(source), _) = self.vms[vm].phase
                && !self.can_read_from(vm, source)
            {
                self.stop_reading(vm);
                self.wait_for_source(vm);
            }
            let waits = matches!(self.vms[vm].phase, VmPhase::WaitSource(_));
            self.frame.dirty.waiters |= waits;
        }
    }
}
