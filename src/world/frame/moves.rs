//! Transfers as flows: begun, stopped, looked at.
//!
//! Always true here: whoever changes a flow marks that flows are to be settled.

use super::Frame;
use crate::units::Rate;
use crate::world::carry::Transfer;
use crate::world::pipes::PipePath;
use crate::world::policy::Order;

impl Frame<'_> {
    /// Bytes that are left after a reduction begin to move over a path.
    pub(in crate::world) fn start_transfer(
        &mut self,
        (transfer, class): (Transfer, u8),
        bytes: u64,
        path: &PipePath,
        reduction: f64,
        cap: Rate,
    ) {
        let weights = path.weights(reduction);
        let way = (path.pipes(), weights.of_pipes());
        let flow = self.plan.carry.flow(transfer);
        self.flows
            .start_weighing(self.now, flow, bytes, way, cap, class);
        self.dirty.flows = true;
    }
    /// Bytes begin to move within the pool of a stamp.
    pub(in crate::world) fn start_within(
        &mut self,
        (transfer, class): (Transfer, u8),
        bytes: u64,
        pool: u16,
        cap: Rate,
    ) {
        let flow = self.plan.carry.flow(transfer);
        self.flows.start(self.now, flow, bytes, &[pool], cap, class);
        self.dirty.flows = true;
    }
    /// Ends a transfer where it is, if it is under way. Returns the bytes that were left.
    pub(in crate::world) fn stop_transfer(&mut self, transfer: Transfer) -> u64 {
        self.dirty.flows = true;
        self.flows.stop(self.now, self.plan.carry.flow(transfer))
    }
    /// Whether a transfer is under way.
    pub(in crate::world) fn moves(&self, transfer: Transfer) -> bool {
        self.flows.is_active(self.plan.carry.flow(transfer))
    }
    /// What a transfer moves now, in 2^-32 bytes per millisecond.
    pub(in crate::world) fn rate_of(&mut self, transfer: Transfer) -> u64 {
        self.flows.exact_rate(self.plan.carry.flow(transfer))
    }
    /// Bytes that a transfer has left.
    pub(in crate::world) fn bytes_left(&mut self, transfer: Transfer) -> u64 {
        let flow = self.plan.carry.flow(transfer);
        self.flows.remaining(self.now, flow)
    }
    /// The pipe that bounds a transfer; none where its disks do.
    pub(in crate::world) fn bottleneck(&mut self, transfer: Transfer) -> Option<u16> {
        self.flows.bottleneck(self.plan.carry.flow(transfer))
    }

    /// Who goes first.
    pub(in crate::world) fn order(&self) -> Order {
        Order {
            restores_first: self.blueprint.run.restores_first,
        }
    }
}
