//! Batches in which VMs start: those of the resource manager and those of the cluster.
//!
//! Always true here: no batch holds more than it may, and those who wait go by tier and start order.

use super::World;
use super::event::{Batches, Event};
use super::state::{Gate, StampMemory};
use crate::model::{Batch, Stamp, StampId, VmId};
use crate::units::{Moment, Span};

impl Batches {
    /// How many start at once on a stamp, and how often.
    fn of(self, stamp: &Stamp) -> Batch {
        match self {
            Batches::Cluster => stamp.cluster_restart,
            Batches::Manager => stamp.manager_start,
        }
    }
    /// The gate that they go through.
    fn gate(self, stamp: &mut StampMemory) -> &mut Gate {
        match self {
            Batches::Cluster => &mut stamp.cluster,
            Batches::Manager => &mut stamp.manager,
        }
    }
}

impl World<'_> {
    /// Lets a VM through a gate now, or queues it.
    pub(super) fn pass_gate(&mut self, vm: VmId, batches: Batches) -> bool {
        let stamp = self.vms[vm].stamp;
        let batch = batches.of(self.frame.blueprint.stamp(stamp));
        let now = self.frame.now;
        let gate = batches.gate(&mut self.halls[stamp]);
        if gate.queue.is_empty() && gate.open(now, batch.count, batch.every) {
            return true;
        }
        let order = &self.frame.plan.events;
        let rank = order.rank(vm);
        let place = gate
            .queue
            .partition_point(|other| order.rank(*other) < rank);
        gate.queue.insert(place, vm);
        let opens = gate
            .opened
            .map_or(now, |opened| opened + batch.every)
            .max(now);
        self.frame.schedule(Event::Batch(stamp, batches), opens);
        false
    }

    /// The same for what the resource manager builds, however its stamp went.
    pub(super) fn pass_gate_to_build(&mut self, vm: VmId) -> bool {
        self.vms[vm].powered_off = false;
        self.pass_gate(vm, Batches::Manager)
    }

    /// The next batch of a gate goes.
    pub(super) fn gate_opens(&mut self, stamp: StampId, batches: Batches) {
        let batch = batches.of(self.frame.blueprint.stamp(stamp));
        let now = self.frame.now;
        loop {
            let gate = batches.gate(&mut self.halls[stamp]);
            if gate.queue.is_empty() {
                return;
            }
            if !gate.open(now, batch.count, batch.every) {
                let opens = gate.opened.map_or(now, |opened| opened + batch.every);
                self.frame.schedule(Event::Batch(stamp, batches), opens);
                return;
            }
            let vm = gate.queue.remove(0);
            if batches == Batches::Manager && !self.vms[vm].powered_off {
                self.provision(vm);
            } else {
                self.boot_when_needs_are_up(vm);
            }
        }
    }

    /// The control plane is gone: what waits for a batch of the resource manager waits for it now.
    /// What has begun goes on.
    pub(super) fn close_manager_gate(&mut self, stamp: StampId) {
        for vm in self.halls[stamp].manager.queue.clone() {
            if self.vms[vm].powered_off || self.needs_control(vm) {
                self.leave_gates(vm);
                self.wake(vm);
            }
        }
    }

    /// Takes a VM out of the queues of gates.
    pub(super) fn leave_gates(&mut self, vm: VmId) {
        let stamp = self.vms[vm].stamp;
        self.halls[stamp].manager.queue.retain(|other| *other != vm);
        self.halls[stamp].cluster.queue.retain(|other| *other != vm);
    }
}

impl Gate {
    /// Counts one operation into the current batch, or opens the next; false where it must wait.
    fn open(&mut self, now: Moment, count: u32, every: Span) -> bool {
        match self.opened {
            Some(opened) if now.since(opened) < every => {
                if self.passed >= count {
                    return false;
                }
                self.passed += 1;
            }
            Some(_) | None => {
                self.opened = Some(now);
                self.passed = 1;
            }
        }
        true
    }
}
