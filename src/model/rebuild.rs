//! How a VM is built again whose state is gone, and on which stamps: the one answer for the simulated world,
//! for room elsewhere, for the calculator beside a drill and for advice.
//!
//! Always true here: a VM has one way to be built again, whatever else it has; its own stamp comes first,
//! then those of the scenario in their order.

use super::application::Vm;
use super::blueprint::Blueprint;
use super::ids::StampId;
use super::protection::{Keeps, Protecting, Protection, Rebuild};

impl Rebuild {
    /// The way of a VM that has these: one with state would rather have it back, one without would rather come
    /// back empty. None where nothing brings it back.
    #[must_use]
    pub fn by(own: &Protecting, stateful: bool) -> Option<Rebuild> {
        let suits = |one: &Rebuild| one.brings_data() == stateful;
        let mut ways = own.builders();
        ways.clone().find(suits).or_else(|| ways.next())
    }

    /// The way of a VM.
    #[must_use]
    pub fn of(blueprint: &Blueprint, vm: &Vm) -> Option<Rebuild> {
        Rebuild::by(&vm.protection, blueprint.role(vm.role).stateful)
    }

    /// Whether data comes back with the VM.
    #[must_use]
    pub fn brings_data(self) -> bool {
        Protection::from(self).keeps() != Keeps::Nothing
    }

    /// Whether the data goes into the VM as it stands, rather than that it is made first.
    #[must_use]
    pub fn fills_what_stands(self, blueprint: &Blueprint) -> bool {
        blueprint.protections.builder(self).fills_what_stands()
    }

    /// The stamps that it may be built on beside its own, in the order in which they are asked.
    #[must_use]
    pub fn elsewhere(self, blueprint: &Blueprint) -> &[StampId] {
        blueprint.protections.builder(self).elsewhere()
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
    use crate::model::{BackupId, RedeployId};

    #[test]
    fn a_vm_with_state_is_restored_and_one_without_is_rather_redeployed() {
        let (backup, redeploy) = (BackupId(5), RedeployId(7));
        let restored = Some(Rebuild::Restore(backup));
        let redeployed = Some(Rebuild::Redeploy(redeploy));
        let way = |backup, redeploy, stateful| {
            let own = Protecting {
                backup,
                redeploy,
                ..Protecting::default()
            };
            Rebuild::by(&own, stateful)
        };
        assert_eq!(way(Some(backup), Some(redeploy), true), restored);
        assert_eq!(way(Some(backup), Some(redeploy), false), redeployed);
        assert_eq!(way(Some(backup), None, false), restored);
        assert_eq!(way(None, Some(redeploy), true), redeployed);
        assert_eq!(way(None, None, true), None);
    }
}
