//! Batches in which VMs start: those of the resource manager and those of the cluster.
//!
//! Always true here: no batch holds more than it may, and those who wait go by tier and start order.

use crate::model::{Batch, Stamp, StampId, VmId};
use crate::units::{Moment, Span};
use crate::world::event::{Batches, Event};
use crate::world::frame::Frame;
use crate::world::room::Room;
use crate::world::room::state::{Gate, StampMemory};

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

impl Room {
    /// Lets a VM through a gate now, or queues it.
    #[inline(always)]
    pub(in crate::world) fn pass_gate(
        &mut self,
        frame: &mut Frame<'_>,
        vm: VmId,
        batches: Batches,
    ) -> bool {
        let stamp = self.seats[vm].stamp;
        let batch = batches.of(frame.blueprint.stamp(stamp));
        let now = frame.now;
        let gate = batches.gate(&mut self.stamps[stamp]);
        if gate.queue.is_empty() && gate.open(now, batch.count, batch.every) {
            return true;
        }
        let place = frame.plan.events.place_in(&gate.queue, vm);
        gate.queue.insert(place, vm);
        let opens = gate
            .opened
            .map_or(now, |opened| opened + batch.every)
            .max(now);
        frame.schedule(Event::Batch(stamp, batches), opens);
        false
    }

    /// The next VM that a gate lets through now; where that is none, the next batch is set.
    pub(in crate::world) fn next_through(
        &mut self,
        frame: &mut Frame<'_>,
        stamp: StampId,
        batches: Batches,
    ) -> Option<VmId> {
        let batch = batches.of(frame.blueprint.stamp(stamp));
        let gate = batches.gate(&mut self.stamps[stamp]);
        if gate.queue.is_empty() {
            return None;
        }
        if !gate.open(frame.now, batch.count, batch.every) {
            let opens = gate.opened.map_or(frame.now, |opened| opened + batch.every);
            frame.schedule(Event::Batch(stamp, batches), opens);
            return None;
        }
        Some(gate.queue.remove(0))
    }

    /// Who stands at this place in the line before the resource manager of a stamp.
    pub(in crate::world) fn in_line(&self, stamp: StampId, place: usize) -> Option<VmId> {
        self.stamps[stamp].manager.queue.get(place).copied()
    }

    /// Takes a VM out of the queues of gates.
    pub(in crate::world) fn leave_gates(&mut self, vm: VmId) {
        let stamp = self.seats[vm].stamp;
        self.stamps[stamp]
            .manager
            .queue
            .retain(|other| *other != vm);
        self.stamps[stamp]
            .cluster
            .queue
            .retain(|other| *other != vm);
    }
}

impl Gate {
    /// Counts one operation into the current batch, or opens the next; false where it must wait.
    #[inline(always)]
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
