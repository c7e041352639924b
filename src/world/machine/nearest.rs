//! From where what a VM needs comes soonest, when it lies at several places.
//!
//! Always true here: an estimate is worked out from things as they are at this instant: who holds and
//! waits for slots, and the share that the transfers under way would leave. It changes nothing.

use crate::engine::FRACTION_BITS;
use crate::model::{Backup, RepositoryId, VmId};
use crate::units::Rate;
use crate::world::World;
use crate::world::carry::Transfer;
use crate::world::pipes::PipePath;

/// What does not end as things are.
const NEVER: u64 = u64::MAX;

impl World<'_> {
    /// The repository from which a restore of so many bytes, as they are stored, ends soonest; at a tie
    /// the first. Both hold what is read, and stand.
    pub(in crate::world) fn soonest(
        &mut self,
        (vm, bytes): (VmId, u64),
        backup: &Backup,
        (first, second): (RepositoryId, Option<RepositoryId>),
    ) -> RepositoryId {
        let Some(second) = second else { return first };
        let by_first = self.restore_ends(vm, backup, first, bytes);
        let by_second = self.restore_ends(vm, backup, second, bytes);
        if by_second < by_first { second } else { first }
    }

    /// Milliseconds until a restore that asks for a slot now would have ended.
    fn restore_ends(&mut self, vm: VmId, backup: &Backup, from: RepositoryId, bytes: u64) -> u64 {
        let Some(path) = self
            .frame
            .plan
            .routes
            .restore(self.room.stamp_of(vm), from)
            .copied()
        else {
            return NEVER;
        };
        let cap = self.disk_rate(vm, backup.reduction);
        let takes = self.would_take(vm, &path, backup.reduction, cap, bytes);
        let waits = self.slot_in(vm, from, takes);
        takes.saturating_add(waits)
    }

    /// Milliseconds that so many bytes of a VM would take over a path with the share that it would get
    /// now. Started and stopped at one instant a transfer moves nothing.
    pub(in crate::world) fn would_take(
        &mut self,
        vm: VmId,
        path: &PipePath,
        reduction: f64,
        cap: Rate,
        bytes: u64,
    ) -> u64 {
        let flow = Transfer::ToVm(vm);
        let class = self.frame.order().class_of_restores();
        self.frame
            .start_transfer((flow, class), bytes, path, reduction, cap);
        let rate = self.frame.rate_of(flow);
        self.frame.stop_transfer(flow);
        milliseconds(bytes, rate)
    }

    /// Milliseconds until a restore gets a slot of a repository: those that hold one give it back in the
    /// order in which they end, to those who wait before it. Where more wait than hold one, each round
    /// is taken to last as long as this restore.
    fn slot_in(&mut self, vm: VmId, repository: RepositoryId, takes: u64) -> u64 {
        if self.vault.has_free_slot(repository) {
            return 0;
        }
        let priority = self.frame.order().restore(self.frame.plan.vms[vm].tier);
        let before = self.vault.wait_before(repository, priority);
        let mut ends = std::mem::take(&mut self.scratch.estimates);
        ends.clear();
        for index in 0..self.restoring.len() {
            let other = self.restoring[index];
            let state = &self.vms[other];
            let reads = state.phase.reads().map(|reading| reading.repository);
            if reads == Some(repository) {
                ends.push(self.flow_ends(Transfer::ToVm(other)));
            }
        }
        for (other, _, backup) in self.vault.backups() {
            if backup.to == repository && self.vault.holds_slot(other) {
                ends.push(self.flow_ends(Transfer::Backup(other)));
            }
            if backup.copy_to == Some(repository) && self.vault.copy_holds_slot(other) {
                ends.push(self.flow_ends(Transfer::Copy(other)));
            }
        }
        ends.sort_unstable();
        let waits = match before.checked_div(ends.len()) {
            Some(rounds) => {
                let first = ends[before % ends.len()];
                first.saturating_add(takes.saturating_mul(rounds as u64))
            }
            None => NEVER,
        };
        self.scratch.estimates = ends;
        waits
    }

    /// Milliseconds until a transfer under way ends at the rate that it has now.
    fn flow_ends(&mut self, transfer: Transfer) -> u64 {
        let rate = self.frame.rate_of(transfer);
        milliseconds(self.frame.bytes_left(transfer), rate)
    }
}

/// Milliseconds that so many bytes take at a rate in 2^-32 bytes per millisecond, rounded up.
fn milliseconds(bytes: u64, rate: u64) -> u64 {
    let amount = u128::from(bytes) << FRACTION_BITS;
    match (bytes, rate) {
        (0, _) => 0,
        (_, 0) => NEVER,
        _ => u64::try_from(amount.div_ceil(u128::from(rate))).unwrap_or(NEVER),
    }
}
