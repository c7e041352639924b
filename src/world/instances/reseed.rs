//! An instance whose state is lost gets it from another one.
//!
//! Always true here: while another instance has the state nothing is taken from a restore point; of
//! several that have all lost it, one is brought back and the others read from it.

use crate::model::StampId;
use crate::model::record::{Path, Resource};
use crate::units::Rate;
use crate::world::World;
use crate::world::pipes::PipePath;
use crate::world::state::{NOWHERE, VmPhase};

impl World<'_> {
    /// The way of an instance whose state is lost: true where it is another than that of any VM.
    pub(in crate::world) fn route_instance(&mut self, vm: usize) -> bool {
        if !self.plan.vms[vm].stateful || !self.is_instance(vm) {
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

    fn others(&self, vm: usize) -> impl Iterator<Item = usize> + use<> {
        let vms = self.blueprint.role(self.blueprint.vms[vm].role).vms.clone();
        vms.map(|other| other as usize)
            .filter(move |other| *other != vm)
    }

    /// Whether another instance has the state, though it may not run at the moment.
    fn others_have_state(&self, vm: usize) -> bool {
        self.others(vm)
            .any(|other| !self.vms[other].needs_data && !self.is_isolated(other))
    }

    /// Whether another one that has lost its state is being brought back.
    fn others_are_restored(&self, vm: usize) -> bool {
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

    fn wait_for_source(&mut self, vm: usize) {
        let role = self.blueprint.vms[vm].role;
        self.set_phase_for(vm, VmPhase::WaitSource, Resource::Majority(role));
    }

    /// The VM is built where that is necessary, then its state is read.
    fn route_reseed(&mut self, vm: usize) {
        self.vms[vm].path = Path::Reseed;
        let home = self.vms[vm].stamp as usize;
        let stands = self.vms[vm].node != NOWHERE && self.stands(home);
        self.members[vm].built &= stands;
        let plan = &self.blueprint.vms[vm];
        let whole =
            !self.vms[vm].disks_lost && (plan.backup.is_none() || self.rebuilds_nothing(vm));
        if stands && (self.members[vm].built || whole) {
            self.find_source(vm);
            return;
        }
        let restores = self.plan.restores(self.blueprint, vm);
        let (elsewhere, control): (&[StampId], bool) = match (plan.backup, plan.redeploy) {
            (Some(id), _) if restores => (&self.blueprint.backup(id).restore_to, true),
            (_, Some(id)) => {
                let redeploy = self.blueprint.redeploy(id);
                (&redeploy.to, redeploy.needs_control_plane)
            }
            _ => (&[], true),
        };
        self.find_room(vm, home, elsewhere, control);
    }

    /// The VM is there: it reads from an instance that runs, or waits for one.
    pub(in crate::world) fn find_source(&mut self, vm: usize) {
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
    fn source_for(&mut self, vm: usize) -> Option<usize> {
        let mut best = None;
        for other in self.others(vm) {
            if !self.can_read_from(vm, other) {
                continue;
            }
            let state = &self.vms[other];
            let key = (
                !self.members[other].joined,
                std::cmp::Reverse(state.clock_at(self.now)),
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
    fn reseed_takes(&mut self, vm: usize, source: usize) -> u64 {
        let (path, cap) = self.reseed_way(vm, source);
        self.would_take(vm, &path, 1.0, cap, self.blueprint.vms[vm].used.0)
    }

    /// The path between two instances, and the most that their disks give and take. They send one
    /// another what they hold, without a reduction.
    fn reseed_way(&self, vm: usize, source: usize) -> (PipePath, Rate) {
        let path = *self
            .plan
            .between_path(self.vms[source].stamp, self.vms[vm].stamp);
        let cap = self.disk_rate(vm, 1.0).min(self.disk_rate(source, 1.0));
        (path, cap)
    }

    fn can_read_from(&self, vm: usize, other: usize) -> bool {
        self.vms[other].phase == VmPhase::Serving
            && !self.is_isolated(other)
            && self.sites_joined(self.site_of(other), self.site_of(vm))
    }

    fn start_reseed(&mut self, vm: usize, source: usize) {
        let (path, cap) = self.reseed_way(vm, source);
        let flow = (vm as u32, self.classes().0);
        let bytes = self.blueprint.vms[vm].used.0;
        self.start_transfer(flow, bytes, &path, 1.0, cap);
        self.vms[vm].round_trip = self.round_trip(&path);
        self.restoring.push(vm as u32);
        self.members[vm].source = source as u32;
        self.set_phase_for(vm, VmPhase::Reseed, Resource::Disks);
    }

    /// An instance that reads its state from another one stops to do so.
    pub(in crate::world) fn leave_reseed(&mut self, vm: usize) {
        self.flows.stop(self.now, vm as u32);
        self.flows_touched = true;
        self.restoring.retain(|other| *other as usize != vm);
        self.members[vm].source = NOWHERE;
    }

    /// All of the state has arrived; what was written meanwhile follows when it takes part.
    pub(in crate::world) fn reseed_done(&mut self, vm: usize) {
        self.restoring.retain(|other| *other as usize != vm);
        let source = std::mem::replace(&mut self.members[vm].source, NOWHERE);
        self.members[vm].built = false;
        self.take_state(vm, source as usize);
        let role = self.blueprint.vms[vm].role.index();
        self.tally_instances(role, |tally| tally.reseeds += 1);
        self.data_is_back(vm);
        self.refresh_outage(self.blueprint.vms[vm].application.index());
    }

    /// Those who read from one that is gone look for another; those who wait for one look again.
    pub(super) fn look_at_reseeds(&mut self, role: usize) {
        for vm in self.blueprint.roles[role].vms.clone() {
            let vm = vm as usize;
            let source = self.members[vm].source;
            if self.vms[vm].phase == VmPhase::Reseed && !self.can_read_from(vm, source as usize) {
                self.leave_reseed(vm);
                self.wait_for_source(vm);
            }
            self.look_again |= self.vms[vm].phase == VmPhase::WaitSource;
        }
    }
}
