//! How a VM is built again whose state is gone, and on which stamps: the one answer for the simulated world,
//! for room elsewhere, for the calculator beside a drill and for advice.
//!
//! Always true here: a VM has one way to be built again, whatever else it has; its own stamp comes first,
//! then those of the scenario in their order.

use super::application::Vm;
use super::blueprint::Blueprint;
use super::ids::{BackupId, RedeployId, StampId};

/// How a VM is built again without its replica.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Rebuild {
    /// From a restore point of this backup.
    Restore(BackupId),
    /// From its template, empty.
    Redeploy(RedeployId),
}

impl Rebuild {
    /// The way of a VM that has these: one without state would rather be redeployed. None where nothing
    /// brings it back.
    #[must_use]
    pub fn by(
        backup: Option<BackupId>,
        redeploy: Option<RedeployId>,
        stateful: bool,
    ) -> Option<Rebuild> {
        match (backup, redeploy) {
            (Some(id), None) => Some(Rebuild::Restore(id)),
            (Some(id), Some(_)) if stateful => Some(Rebuild::Restore(id)),
            (_, Some(id)) => Some(Rebuild::Redeploy(id)),
            (None, None) => None,
        }
    }

    /// The way of a VM.
    #[must_use]
    pub fn of(blueprint: &Blueprint, vm: &Vm) -> Option<Rebuild> {
        Rebuild::by(vm.backup, vm.redeploy, blueprint.role(vm.role).stateful)
    }

    /// The stamps that it may be built on beside its own, in the order in which they are asked.
    #[must_use]
    pub fn elsewhere(self, blueprint: &Blueprint) -> &[StampId] {
        match self {
            Rebuild::Restore(id) => &blueprint.backup(id).restore_to,
            Rebuild::Redeploy(id) => &blueprint.redeploy(id).to,
        }
    }

    /// The first of these that is not lost.
    #[must_use]
    pub fn refuge(self, blueprint: &Blueprint, lost: impl Fn(StampId) -> bool) -> Option<StampId> {
        let elsewhere = self.elsewhere(blueprint).iter().copied();
        elsewhere.into_iter().find(|stamp| !lost(*stamp))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vm_with_state_is_restored_and_one_without_is_rather_redeployed() {
        let (backup, redeploy) = (BackupId(5), RedeployId(7));
        let restored = Some(Rebuild::Restore(backup));
        let redeployed = Some(Rebuild::Redeploy(redeploy));
        let way = |backup, redeploy, stateful| Rebuild::by(backup, redeploy, stateful);
        assert_eq!(way(Some(backup), Some(redeploy), true), restored);
        assert_eq!(way(Some(backup), Some(redeploy), false), redeployed);
        assert_eq!(way(Some(backup), None, false), restored);
        assert_eq!(way(None, Some(redeploy), true), redeployed);
        assert_eq!(way(None, None, true), None);
    }
}
