//! Synthetic fulls as they meet the rest of the world: flows within a repository, and what breaks them off.
//!
//! Always true here: the VM has no part in it; who puts a full together holds a slot of the repository.

use crate::model::record::{JobStep, SyntheticTally};
use crate::model::{RepositoryId, VmId};
use crate::world::World;
use crate::world::carry::Transfer;
use crate::world::vault::{Synthesis, Synthesised};

impl World<'_> {
    /// The increment of a VM's job is complete: a full begins to be made of it, if one is to be; whether it does. The
    /// point is that of the VM that is being read, if one is.
    pub(in crate::world) fn begin_synthesis(&mut self, vm: VmId) -> bool {
        let read = self.vms[vm].phase.holds().map(|reading| reading.point);
        match self.vault.begin_synthesis(vm, self.frame.now, read) {
            Synthesis::Not => false,
            Synthesis::Full => {
                self.count_synthetic(vm, |tally| &mut tally.repository_full);
                false
            }
            Synthesis::Begins(bytes) => {
                let to = self.vault.backup_of(vm).1.to;
                self.tally_used(to);
                self.write_within(Transfer::Synthesis(vm), to, bytes);
                true
            }
        }
    }

    /// Bytes of a repository are read and written there again.
    fn write_within(&mut self, transfer: Transfer, at: RepositoryId, bytes: u64) {
        let path = self.frame.plan.routes.copy(at, at);
        let path = *path.expect("a repository reaches itself");
        let cap = self.frame.blueprint.repository(at).read;
        let flow = (transfer, self.frame.order().class_of_others());
        self.frame.start_transfer(flow, bytes, &path, 1.0, cap);
    }

    /// The last byte of a synthetic full is written: what is left is to give the slot of its job back.
    pub(in crate::world) fn end_synthesis(&mut self, vm: VmId) {
        match self.vault.end_synthesis(vm, self.frame.now) {
            Synthesised::Made { bytes, takes } => {
                self.count_synthetic(vm, |tally| &mut tally.made);
                self.frame.note_job(vm, JobStep::Synthesised);
                if self.frame.is_in_horizon(self.frame.now) {
                    let id = self.vault.backup_of(vm).0;
                    let tally = &mut self.frame.record.backups[id.index()].synthetic;
                    tally.bytes += u128::from(bytes);
                    tally.takes_max = tally.takes_max.max(takes.0);
                }
            }
            Synthesised::Gone => self.count_synthetic(vm, |tally| &mut tally.interrupted),
            Synthesised::BadFile => self.count_synthetic(vm, |tally| &mut tally.bad_file),
        }
    }

    /// A synthetic full is broken off: what is left is to give the slot of its job back.
    pub(in crate::world) fn drop_synthesis(&mut self, vm: VmId) {
        self.frame.stop_transfer(Transfer::Synthesis(vm));
        self.vault.drop_synthesis(vm);
        self.count_synthetic(vm, |tally| &mut tally.interrupted);
    }

    /// The bytes of a copy have arrived: whether a full is to be put together of them at the second repository first.
    pub(in crate::world) fn copy_is_put_together(&mut self, vm: VmId) -> bool {
        let Some((to, bytes)) = self.vault.copy_synthesises(vm) else {
            return false;
        };
        self.count_synthetic(vm, |tally| &mut tally.copies);
        self.write_within(Transfer::Copy(vm), to, bytes);
        true
    }

    fn count_synthetic(&mut self, vm: VmId, of: impl Fn(&mut SyntheticTally) -> &mut u64) {
        if self.frame.is_in_horizon(self.frame.now) {
            let id = self.vault.backup_of(vm).0;
            *of(&mut self.frame.record.backups[id.index()].synthetic) += 1;
        }
    }
}
