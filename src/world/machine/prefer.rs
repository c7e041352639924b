//! Which restore point is taken: the newest, or an older one that would be back sooner.
//!
//! Always true here: an older point is looked at only where the scenario states the loss within which it may be; of
//! equals the newest is taken.

use crate::model::record::{Estimated, PointChoice};
use crate::model::{Prefer, VmId};
use crate::world::World;
use crate::world::vault::Reading;

impl World<'_> {
    /// What a VM reads whose newest point is this one.
    pub(in crate::world) fn preferred(&mut self, vm: VmId, newest: Reading) -> Reading {
        self.vms[vm].recovery.choice = None;
        let preference = self.vault.backup_of(vm).1.preference;
        let Some(within) = preference.within else {
            return newest;
        };
        let Some(first) = self.estimated(vm, newest) else {
            return newest;
        };
        let asking = self.asking(vm);
        // With fewer logs the newest point is an older one as well.
        let logs = self.vault.backup_of(vm).1.logs.is_some();
        let enough = self.vms[vm].clock.saturating_sub(within.0);
        let (mut best, mut reading) = (first, newest);
        let mut before = newest.point + u32::from(logs);
        while let Some((target, (one, other))) =
            self.vault
                .older_than(asking, before, (enough, &self.frame.plan.routes))
        {
            before = target.point;
            let mut beyond = true;
            for repository in std::iter::once(one).chain(other) {
                let older = Reading::of(target, repository);
                let Some(estimated) = self.estimated(vm, older) else {
                    continue;
                };
                beyond = estimated.loss > within.0;
                if !beyond && estimated.takes < best.takes {
                    (best, reading) = (estimated, older);
                }
            }
            if beyond {
                break;
            }
        }
        let sooner = preference.prefer == Prefer::Soonest && reading != newest;
        let differ = reading != newest;
        let (taken, other) = if sooner { (best, first) } else { (first, best) };
        self.vms[vm].recovery.choice = Some(PointChoice {
            taken,
            other: differ.then_some(other),
            sooner,
        });
        if sooner { reading } else { newest }
    }

    /// What a restore of a point would take and lose, as things are.
    fn estimated(&mut self, vm: VmId, reading: Reading) -> Option<Estimated> {
        let (target, repository) = (reading.target(), reading.repository);
        let backup = self.vault.backup_of(vm).1;
        let only_good = self.asking(vm).only_good;
        let bytes = self.vault.bytes_to_read(vm, target, repository)?;
        let recovered = self.vault.recovered(vm, target, only_good);
        let replay = self.vault.replay_takes(vm, target, only_good);
        let reads = self.restore_ends((vm, bytes), backup, reading);
        let takes = reads.saturating_add(replay);
        let loss = self.vms[vm].clock.saturating_sub(recovered.clock);
        Some(Estimated { takes, loss })
    }

    /// What a VM lost more because it took an older point, in milliseconds of writing.
    pub(in crate::world) fn given_up_for_time(&self, vm: VmId) -> u64 {
        let choice = self.vms[vm].recovery.choice.filter(|one| one.sooner);
        let lost =
            choice.and_then(|one| Some(one.taken.loss - one.other?.loss.min(one.taken.loss)));
        lost.unwrap_or(0)
    }
}
