//! What moves: transfers as flows, begun, stopped, looked at; what state is on its way to VMs.
//!
//! Always true here: nobody else comes to the flows, so that whoever changes one marks that they are to be
//! settled. Whose state is on its way stands in one list, from its first byte until what follows from its
//! last has begun.

use super::Frame;
use crate::engine::{Flows, clones};
use crate::model::record::{PipeTally, Resource};
use crate::model::{Blueprint, VmId};
use crate::units::{Moment, Rate};
use crate::world::carry::Transfer;
use crate::world::pipes::PipePath;
use crate::world::plan::Plan;
use crate::world::policy::{Order, milliseconds};

/// See the module.
pub(super) struct Moves {
    flows: Flows,
    /// Rates may have changed: the next completion and bottlenecks are to be read again.
    changed: bool,
    /// VMs whose state is on its way to them.
    readers: Vec<VmId>,
    /// VMs that are scanned at a farm.
    scanned: Vec<VmId>,
    /// Room to work in: flows that have ended, and when others do.
    completed: Vec<u32>,
    ends: Vec<u64>,
}

clones!(Moves {
    flows,
    changed,
    readers,
    scanned,
    completed,
    ends,
});

impl Moves {
    /// Nothing moves. Allocates its tables; trials use them again.
    pub(super) fn new(blueprint: &Blueprint, plan: &Plan) -> Moves {
        let weighed_from = plan.pipes.pools_first();
        let vms = blueprint.vms.len();
        let mut flows = Flows::weighed(&plan.pipe_rates, weighed_from, plan.carry.count());
        flows.watch(plan.carry.replicas());
        Moves {
            flows,
            changed: false,
            readers: Vec::with_capacity(vms),
            scanned: Vec::with_capacity(vms),
            completed: Vec::with_capacity(vms),
            ends: Vec::with_capacity(vms),
        }
    }

    /// As at the start of a trial, whatever the one before left. Counts in a horizon; where in the week
    /// the trial starts is given in milliseconds.
    pub(super) fn renew(&mut self, horizon: (Moment, Moment), offset: u64) {
        let Moves {
            flows,
            changed,
            readers,
            scanned,
            completed: _,
            ends: _,
        } = self;
        flows.reset();
        flows.count_from(horizon.0, horizon.1, offset);
        *changed = false;
        readers.clear();
        scanned.clear();
    }

    /// What counts is counted up to this instant, which is later than all that has been counted.
    pub(super) fn count_until(&mut self, end: Moment) {
        self.flows.count_until(end);
    }

    /// The flows, to change one: they are to be settled then.
    fn change(&mut self) -> &mut Flows {
        self.changed = true;
        &mut self.flows
    }
}

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
        let flows = self.moves.change();
        flows.start_weighing(self.now, flow, bytes, way, cap, class);
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
        let flows = self.moves.change();
        flows.start(self.now, flow, bytes, &[pool], cap, class);
    }
    /// Ends a transfer where it is, if it is under way. Returns the bytes that were left.
    pub(in crate::world) fn stop_transfer(&mut self, transfer: Transfer) -> u64 {
        let flow = self.plan.carry.flow(transfer);
        self.moves.change().stop(self.now, flow)
    }
    /// What a pipe carries from now on: at this rate, or nothing. Groups reach over it, or do not.
    pub(in crate::world) fn pipe_carries(&mut self, pipe: u16, rate: Option<Rate>) {
        self.dirty.groups = true;
        let flows = self.moves.change();
        if let Some(rate) = rate {
            flows.set_rate(self.now, pipe, rate);
        }
        flows.set_up(self.now, pipe, rate.is_some());
    }
    /// A pipe carries what it can, or nothing.
    pub(in crate::world) fn set_pipe_up(&mut self, pipe: u16, up: bool) {
        self.moves.change().set_up(self.now, pipe, up);
    }

    /// Flows that have ended by now; they are to be given back.
    pub(in crate::world) fn take_completed(&mut self) -> Vec<u32> {
        let mut completed = std::mem::take(&mut self.moves.completed);
        completed.clear();
        self.moves.change().take_completed(self.now, &mut completed);
        completed
    }
    /// All of them have been looked at.
    pub(in crate::world) fn give_back_completed(&mut self, completed: Vec<u32>) {
        self.moves.completed = completed;
    }

    /// The flows that ended last.
    pub(in crate::world) fn last_completed(&self) -> &[u32] {
        &self.moves.completed
    }

    /// Whether what moves, or should, is to be settled.
    #[inline]
    pub(in crate::world) fn must_settle(&self) -> bool {
        self.dirty.groups | self.moves.changed
    }
    /// What moves is settled: when the next transfer ends.
    pub(in crate::world) fn flows_settled(&mut self) -> Option<Moment> {
        self.moves.changed = false;
        self.moves.flows.next_completion()
    }

    /// Whether a transfer is under way.
    pub(in crate::world) fn moves(&self, transfer: Transfer) -> bool {
        self.moves.flows.is_active(self.plan.carry.flow(transfer))
    }
    /// What a transfer moves now, in 2^-32 bytes per millisecond.
    pub(in crate::world) fn rate_of(&mut self, transfer: Transfer) -> u64 {
        self.moves.flows.exact_rate(self.plan.carry.flow(transfer))
    }
    /// Whether what groups send may go at other rates than when this was last asked.
    pub(in crate::world) fn replicas_moved(&mut self) -> bool {
        self.moves.flows.watched_moved()
    }
    /// Bytes that a transfer has left.
    fn bytes_left(&mut self, transfer: Transfer) -> u64 {
        let flow = self.plan.carry.flow(transfer);
        self.moves.flows.remaining(self.now, flow)
    }
    /// The pipe that bounds a transfer; none where its disks do.
    pub(in crate::world) fn bottleneck(&mut self, transfer: Transfer) -> Option<u16> {
        self.moves.flows.bottleneck(self.plan.carry.flow(transfer))
    }

    /// The state of a VM begins to come to it.
    pub(in crate::world) fn begin_reading(&mut self, vm: VmId) {
        self.moves.readers.push(vm);
    }
    /// It has come, or comes no more.
    pub(in crate::world) fn end_reading(&mut self, vm: VmId) {
        self.moves.readers.retain(|other| *other != vm);
    }
    /// So many bytes of a VM begin to be scanned at a farm.
    pub(in crate::world) fn start_scan(
        &mut self,
        (vm, class): (VmId, u8),
        bytes: u64,
        farm: u16,
        cap: Rate,
    ) {
        self.start_within((Transfer::Scan(vm), class), bytes, farm, cap);
        self.moves.scanned.push(vm);
    }
    /// All of them are, or are to be no more.
    pub(in crate::world) fn end_scan(&mut self, vm: VmId) {
        self.moves.scanned.retain(|other| *other != vm);
    }
    /// Those that are scanned at a farm.
    pub(in crate::world) fn scanned(&self) -> &[VmId] {
        &self.moves.scanned
    }

    /// Those whose state is on its way to them.
    pub(in crate::world) fn readers(&self) -> &[VmId] {
        &self.moves.readers
    }

    /// No ends of transfers are noted any more.
    pub(in crate::world) fn forget_ends(&mut self) {
        self.moves.ends.clear();
    }
    /// Notes in how many milliseconds a transfer under way ends at the rate that it has now.
    pub(in crate::world) fn note_end(&mut self, transfer: Transfer) {
        let rate = self.rate_of(transfer);
        let end = milliseconds(self.bytes_left(transfer), rate);
        self.moves.ends.push(end);
    }
    /// The ends that were noted.
    pub(in crate::world) fn ends(&mut self) -> &mut [u64] {
        &mut self.moves.ends
    }

    /// All that moves has come so far at the end of a trial.
    pub(in crate::world) fn close_flows(&mut self) {
        self.moves.flows.settle(self.now);
        let pipes = &mut self.record.pipes;
        pipes.resize(self.plan.pipe_resources.len(), NO_PIPE);
        for (pipe, (told, resource)) in pipes.iter_mut().zip(&self.plan.pipe_resources).enumerate()
        {
            let tally = self.moves.flows.tally(pipe as u16);
            // The hours of a week are many: they are told in place.
            self.moves
                .flows
                .tell_hours(pipe as u16, &mut told.backup_bytes);
            told.resource = *resource;
            told.restore_bytes = tally.bytes_by_class[0];
            told.busy = u128::from(tally.busy_ms);
            told.saturated = u128::from(tally.saturated_ms);
        }
    }
    /// Bytes on every pipe are those of the transfers.
    ///
    /// # Panics
    /// When they are not, which is a fault of the program.
    pub(in crate::world) fn check_flows(&self) {
        self.moves.flows.check();
    }

    /// Who goes first.
    pub(in crate::world) fn order(&self) -> Order {
        Order {
            restores_first: self.blueprint.run.restores_first,
        }
    }
}

/// A pipe that carried nothing.
const NO_PIPE: PipeTally = PipeTally {
    resource: Resource::None,
    backup_bytes: [0; 168],
    restore_bytes: 0,
    busy: 0,
    saturated: 0,
};
