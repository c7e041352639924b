//! An instance whose state is lost gets it from another one.
//!
//! Always true here: while another instance has the state nothing is taken from a restore point; of
//! several that have all lost it, one is brought back and the others read from it.

use crate::model::record::{Path, Resource};
use crate::model::{RoleId, StampId, VmId};
use crate::units::Rate;
use crate::world::World;
use crate::world::carry::Transfer;
use crate::world::pipes::PipePath;
use crate::world::state::VmPhase;

impl World<'_> {
    /// The way of an instance whose state is lost: true where it is another than that of any VM.
    pub(in crate::world) fn route_instance(&mut self, vm: VmId) -> bool {
        if !self.frame.plan.vms[vm].stateful || !self.is_instance(vm) {
            return false;
        }
        self.give_up_vote(vm);
        if self.others_have_state(vm) {
            self.route_reseed(vm);
            true
        } else if self.others_are_restored(vm) {
            self.wait_for_source(vm);
            true
        } else {
            false
        }
    }

    fn others(&self, vm: VmId) -> impl Iterator<Item = VmId> + use<> {
        let vms = self
            .frame
            .blueprint
            .role(self.frame.blueprint.vm(vm).role)
            .vm_ids();
        vms.filter(move |other| *other != vm)
    }

    /// Whether another instance has the state, though it may not run at the moment.
    fn others_have_state(&self, vm: VmId) -> bool {
        self.others(vm)
            .any(|other| !self.vms[other].needs_data && !self.is_isolated(other))
    }

    /// Whether another one that has lost its state is being brought back.
    fn others_are_restored(&self, vm: VmId) -> bool {
        self.others(vm).any(|other| {
            let state = &self.vms[other];
            let under_way = matches!(
                state.phase,
                VmPhase::WaitManager
                    | VmPhase::Provision
                    | VmPhase::WaitRepository
                    | VmPhase::WaitSlot
                    | VmPhase::Transfer
            );
            under_way && state.path != Path::Reseed
        })
    }

    fn wait_for_source(&mut self, vm: VmId) {
        let role = self.frame.blueprint.vm(vm).role;
        self.set_phase_for(vm, VmPhase::WaitSource, Resource::Majority(role));
    }

    /// The VM is built where that is necessary, then its state is read.
    fn route_reseed(&mut self, vm: VmId) {
        self.vms[vm].path = Path::Reseed;
        let home = self.vms[vm].stamp;
        let stands = self.vms[vm].node.is_some() && self.plant.stands(home);
        self.members[vm].built &= stands;
        let plan = self.frame.blueprint.vm(vm);
        let whole =
            !self.vms[vm].disks_lost && (plan.backup.is_none() || self.rebuilds_nothing(vm));
        if stands && (self.members[vm].built || whole) {
            self.find_source(vm);
            return;
        }
        let restores = self.frame.plan.restores(self.frame.blueprint, vm);
        let (elsewhere, control): (&[StampId], bool) = match (plan.backup, plan.redeploy) {
            (Some(id), _) if restores => (&self.frame.blueprint.backup(id).restore_to, true),
            (_, Some(id)) => {
                let redeploy = self.frame.blueprint.redeploy(id);
                (&redeploy.to, redeploy.needs_control_plane)
            }
            _ => (&[], true),
        };
        self.find_room(vm, home, elsewhere, control);
    }

    /// The VM is there: it reads from an instance that runs, or waits for one.
    pub(in crate::world) fn find_source(&mut self, vm: VmId) {
        self.members[vm].built = true;
        if let Some(source) = self.source_for(vm) {
            self.start_reseed(vm, source);
        } else if self.others_have_state(vm) {
            self.wait_for_source(vm);
        } else {
            self.resume(vm);
        }
    }

    /// The instance to read from: one that takes part, else the one with the newest state; of several,
    /// the one from which it ends soonest as things are, rather on the same stamp, else the first.
    fn source_for(&mut self, vm: VmId) -> Option<VmId> {
        let mut best = None;
        for other in self.others(vm) {
            if !self.can_read_from(vm, other) {
                continue;
            }
            let state = &self.vms[other];
            let key = (
                !self.members[other].joined,
                std::cmp::Reverse(state.clock_at(self.frame.now)),
                self.reseed_takes(vm, other),
                self.vms[other].stamp != self.vms[vm].stamp,
                other,
            );
            if best.is_none_or(|before| key < before) {
                best = Some(key);
            }
        }
        best.map(|key| key.4)
    }

    /// Milliseconds that the state of a VM would take from another instance as things are.
    fn reseed_takes(&mut self, vm: VmId, source: VmId) -> u64 {
        let (path, cap) = self.reseed_way(vm, source);
        self.would_take(vm, &path, 1.0, cap, self.frame.blueprint.vm(vm).used.0)
    }

    /// The path between two instances, and the most that their disks give and take. They send one
    /// another what they hold, without a reduction.
    fn reseed_way(&self, vm: VmId, source: VmId) -> (PipePath, Rate) {
        let path = *self
            .frame
            .plan
            .routes
            .between(self.vms[source].stamp, self.vms[vm].stamp);
        let cap = self.disk_rate(vm, 1.0).min(self.disk_rate(source, 1.0));
        (path, cap)
    }

    fn can_read_from(&self, vm: VmId, other: VmId) -> bool {
        self.vms[other].phase == VmPhase::Serving
            && !self.is_isolated(other)
            && self
                .plant
                .sites_joined(&self.frame, self.site_of(other), self.site_of(vm))
    }

    fn start_reseed(&mut self, vm: VmId, source: VmId) {
        let (path, cap) = self.reseed_way(vm, source);
        let flow = (Transfer::ToVm(vm), self.frame.classes().0);
        let bytes = self.frame.blueprint.vm(vm).used.0;
        self.frame.start_transfer(flow, bytes, &path, 1.0, cap);
        self.vms[vm].round_trip = self.plant.round_trip(&self.frame, &path);
        self.restoring.push(vm);
        self.members[vm].source = Some(source);
        self.set_phase_for(vm, VmPhase::Reseed, Resource::Disks);
    }

    /// An instance that reads its state from another one stops to do so.
    pub(in crate::world) fn leave_reseed(&mut self, vm: VmId) {
        self.frame.stop_transfer(Transfer::ToVm(vm));
        self.restoring.retain(|other| *other != vm);
        self.members[vm].source = None;
    }

    /// All of the state has arrived; what was written meanwhile follows when it takes part.
    pub(in crate::world) fn reseed_done(&mut self, vm: VmId) {
        self.restoring.retain(|other| *other != vm);
        let source = self.members[vm].source.take();
        self.members[vm].built = false;
        self.take_state(vm, source.expect("an instance is read from"));
        let role = self.frame.blueprint.vm(vm).role;
        self.tally_instances(role, |tally| tally.reseeds += 1);
        self.data_is_back(vm);
    }

    /// Those who read from one that is gone look for another; those who wait for one look again.
    pub(super) fn look_at_reseeds(&mut self, role: RoleId) {
        for vm in self.frame.blueprint.role(role).vm_ids() {
            let source = self.members[vm].source;
            if source.is_some_and(|source| !self.can_read_from(vm, source)) {
                self.leave_reseed(vm);
                self.wait_for_source(vm);
            }
            self.frame.dirty.waiters |= self.vms[vm].phase == VmPhase::WaitSource;
        }
    }
}
