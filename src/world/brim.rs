//! What goes with the volumes of a stamp: what runs and what is kept on them.
//!
//! Always true here: the plant says what its volumes do; what stands on them follows, and nothing on them
//! runs that they do not carry.

use crate::model::{Component, Place, StampId, VolumeId};
use crate::world::World;
use crate::world::life::{HandWork, VmPhase};
use crate::world::which::Fault;

impl World<'_> {
    /// Volumes go offline: what stands on them stops.
    pub(super) fn volumes_are_offline(&mut self, stamp: StampId, fault: Fault) {
        self.stand_on(stamp, false);
        self.room.drop_standbys(&self.frame, stamp, None);
        if !self.plant.is_up(stamp) {
            return;
        }
        self.stop_all_on(stamp, fault, false);
        self.blame_copies(stamp);
    }

    /// What else took copies away contributes to the outages on a stamp.
    fn blame_copies(&mut self, stamp: StampId) {
        for index in 0..self.plant.active().len() {
            let other = self.plant.active()[index];
            let takes = match self.frame.fault_facts(other).0 {
                Component::Disk(disk) => self.plant.stamp_of_disk(&self.frame, disk) == stamp,
                _ => self.plant.takes_nodes_of(&self.frame, other, stamp),
            };
            if !takes {
                continue;
            }
            // VMs of an application stand side by side in the list of a stamp.
            let mut told = None;
            for vm in self.room.vms_on(stamp) {
                let application = self.frame.blueprint.vm(vm).application;
                if told.replace(application) != Some(application) {
                    self.account.contribute(&self.frame, application, other);
                }
            }
        }
    }

    /// Volumes are there again.
    pub(super) fn volumes_are_online(&mut self, stamp: StampId) {
        self.stand_on(stamp, true);
        self.stay_at_home(stamp);
    }

    /// All that lay on the volumes of a stamp is lost.
    pub(super) fn volumes_are_lost(&mut self, stamp: StampId, fault: Fault) {
        for repository in self.vault.repositories() {
            if self.frame.blueprint.repository(repository).at == Place::Stamp(stamp) {
                self.repository_stops(repository, true);
            }
        }
        self.room.drop_standbys(&self.frame, stamp, None);
        self.mirror.lose_stamp(&mut self.frame, stamp);
        self.lose_what_was_left(stamp);
        self.stop_all_on(stamp, fault, true);
        self.blame_copies(stamp);
    }

    /// A volume is full: what runs on it stops.
    pub(super) fn volume_is_full(&mut self, volume: VolumeId) {
        let Some(fault) = self.plant.fault_of_volume(volume) else {
            return;
        };
        let mut next = self.room.first_on(self.plant.stamp_of_volume(volume));
        while let Some(vm) = next {
            next = self.room.after(vm);
            let runs = matches!(
                self.vms[vm].phase,
                VmPhase::Serving
                    | VmPhase::Boot
                    | VmPhase::Validate
                    | VmPhase::WaitPerson(_, HandWork::Check(_))
                    | VmPhase::WaitDependency(_)
                    | VmPhase::Frozen(_)
                    | VmPhase::WaitNames
            );
            if runs && self.plant.volume_of(vm) == Some(volume) {
                self.stop_vm(vm, fault, VmPhase::WaitVolume(volume));
                self.wait_for_volume(vm, volume);
            }
        }
    }
}
