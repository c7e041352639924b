//! Where a VM is built again whose state is lost, and what it waits for until then.
//!
//! Always true here: its own stamp comes first, then the others in the order of the scenario.

use super::World;
use super::failover::Way;
use super::state::VmPhase;
use crate::model::record::{Path, Resource};
use crate::model::{BackupScope, RepositoryId, StampId, VmId};

impl World<'_> {
    /// State is lost: the VM is built again, on its own stamp or on one that it may go to.
    pub(super) fn route_rebuild(&mut self, vm: VmId) {
        if self.route_instance(vm) {
            return;
        }
        let plan = self.frame.blueprint.vm(vm);
        let way = self.way_back(vm);
        if let Way::Failover(group) = way {
            self.route_failover(vm, group);
            return;
        }
        let restores = way == Way::Restore;
        self.vms[vm].path = if restores {
            Path::Restore
        } else {
            Path::Redeploy
        };
        let home = self.vms[vm].stamp;
        if self.vms[vm].node.is_some()
            && self.plant.stands(home)
            && !self.vms[vm].disks_lost
            && restores
            && self.rebuilds_nothing(vm)
        {
            self.find_data(vm);
            return;
        }
        let (elsewhere, control, template): (&[StampId], bool, Option<RepositoryId>) = if restores {
            (
                plan.backup
                    .map_or(&[], |id| &self.frame.blueprint.backup(id).restore_to),
                true,
                None,
            )
        } else if let Some(id) = plan.redeploy {
            let redeploy = self.frame.blueprint.redeploy(id);
            (
                &redeploy.to,
                redeploy.needs_control_plane,
                redeploy.template,
            )
        } else {
            self.set_phase_for(vm, VmPhase::WaitPoint, Resource::RestorePoint);
            self.give_up(vm);
            self.stop_awaiting(vm);
            return;
        };
        if let Some(repository) = template.filter(|id| self.repositories[*id].faults > 0) {
            self.set_phase_for(
                vm,
                VmPhase::WaitRepository,
                Resource::Repository(repository),
            );
            return;
        }
        self.find_room(vm, home, elsewhere, control);
    }

    /// The first stamp that is up, works and has room takes the VM; else it waits for the best.
    pub(super) fn find_room(
        &mut self,
        vm: VmId,
        home: StampId,
        elsewhere: &[StampId],
        control: bool,
    ) {
        let mut waits: Option<(VmPhase, Resource)> = None;
        let candidates =
            std::iter::once(home).chain(elsewhere.iter().copied().filter(|stamp| *stamp != home));
        for stamp in candidates {
            let stays = self.vms[vm].node.is_some();
            if !self.plant.stands(stamp) || (stamp != home && (stays || !self.readable(vm, stamp)))
            {
                continue;
            }
            if control && !self.plant.control_up(stamp) {
                waits.get_or_insert((VmPhase::WaitControl, Resource::ControlPlane(stamp)));
                continue;
            }
            if stamp != home && self.needs_quota(vm, stamp) {
                self.raise_quota(vm, stamp);
                return;
            }
            if let Some(volume) = self.plant.lacking_volume(&self.frame, vm, stamp) {
                waits.get_or_insert((VmPhase::WaitVolume, Resource::Volume(volume)));
                continue;
            }
            let counted = stamp == home && !self.vms[vm].shed;
            let placed = stays || ((counted || self.admits(vm, stamp)) && self.create(vm, stamp));
            if !placed {
                waits.get_or_insert((VmPhase::WaitCapacity, Self::capacity_of(stamp)));
                continue;
            }
            if stamp != home {
                // Its old place counts nothing any more; waiting there ends before it moves.
                self.set_phase(vm, VmPhase::Decide);
                self.move_home(vm, stamp);
            }
            self.regain_admission(vm);
            if self.pass_gate_to_build(vm) {
                self.provision(vm);
            } else {
                self.set_phase_for(vm, VmPhase::WaitManager, Resource::ManagerBatch(stamp));
            }
            return;
        }
        let (phase, resource) = waits.unwrap_or_else(|| {
            (
                VmPhase::WaitReturn,
                self.plant.return_of(
                    &self.frame,
                    self.plant.stamp_fault(home, self.vms[vm].fault),
                ),
            )
        });
        self.set_phase_for(vm, phase, resource);
    }

    /// Whether what a VM needs can be read on a stamp: a restore reads points.
    fn readable(&self, vm: VmId, stamp: StampId) -> bool {
        if !self.restores(vm) {
            return true;
        }
        let Some(id) = self.frame.blueprint.vm(vm).backup else {
            return true;
        };
        let backup = self.frame.blueprint.backup(id);
        std::iter::once(backup.to)
            .chain(backup.copy_to)
            .any(|from| self.frame.plan.routes.restore(stamp, from).is_some())
    }

    /// Whether the data goes into the VM as it stands.
    pub(super) fn rebuilds_nothing(&self, vm: VmId) -> bool {
        self.frame
            .blueprint
            .vm(vm)
            .backup
            .is_some_and(|id| self.frame.blueprint.backup(id).scope == BackupScope::Data)
    }
}
