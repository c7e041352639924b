//! An instance whose state is lost gets it from another one.
//!
//! Always true here: while another instance has the state nothing is taken from a restore point; of
//! several that have all lost it, one is brought back and the others read from it.

use crate::model::VmId;
use crate::units::Rate;
use crate::world::World;
use crate::world::consequence::Consequence;
use crate::world::life::{From, HandWork, Next, Route, VmPhase};
use crate::world::pipes::PipePath;
use crate::world::policy::{Reseeder, nearest};

impl World<'_> {
    fn others(&self, vm: VmId) -> impl Iterator<Item = VmId> + use<> {
        let vms = self
            .frame
            .blueprint
            .role(self.frame.blueprint.vm(vm).role)
            .vm_ids();
        vms.filter(move |other| *other != vm)
    }

    /// Whether another instance has the state, though it may not run at the moment.
    pub(in crate::world) fn others_have_state(&self, vm: VmId) -> bool {
        self.others(vm)
            .any(|other| !self.vms[other].needs_data() && !self.cluster.is_isolated(other))
    }

    /// Whether another one that has lost its state is being brought back.
    pub(in crate::world) fn others_are_restored(&self, vm: VmId) -> bool {
        self.others(vm).any(|other| match self.vms[other].phase {
            VmPhase::WaitManager(_, Next::Build(route))
            | VmPhase::WaitPerson(_, HandWork::Build(route, _))
            | VmPhase::Provision(route) => route != Route::Reseed,
            VmPhase::WaitManager(_, Next::Start)
            | VmPhase::WaitTemplate(_)
            | VmPhase::WaitPoints(_)
            | VmPhase::WaitSlot(_)
            | VmPhase::WaitShipment(_)
            | VmPhase::Replay(_)
            | VmPhase::Scan(..)
            | VmPhase::Transfer(From::Point(_), _) => true,
            _ => false,
        })
    }

    /// The VM is there: it reads from an instance that runs, or waits for one.
    pub(in crate::world) fn find_source(&mut self, vm: VmId) {
        self.cluster.set_built(vm, true);
        if let Some(source) = self.source_for(vm) {
            self.start_reseed(vm, source);
        } else if self.others_have_state(vm) {
            self.wait_for_source(vm);
        } else {
            self.frame.agenda.push(Consequence::Resume(vm));
        }
    }

    /// The instance to read from, as policy says.
    fn source_for(&mut self, vm: VmId) -> Option<VmId> {
        let others = self.others(vm);
        nearest(others.filter_map(|other| self.reseeder(vm, other)))
    }

    /// Another instance as one to read from, if it can be.
    fn reseeder(&mut self, vm: VmId, other: VmId) -> Option<Reseeder> {
        self.can_read_from(vm, other).then(|| Reseeder {
            takes_no_part: !self.cluster.takes_part(other),
            clock: std::cmp::Reverse(self.vms[other].clock_at(self.frame.now)),
            takes: self.reseed_takes(vm, other),
            on_another_stamp: self.room.stamp_of(other) != self.room.stamp_of(vm),
            vm: other,
        })
    }

    /// Milliseconds that the state of a VM would take from another instance as things are.
    fn reseed_takes(&mut self, vm: VmId, source: VmId) -> u64 {
        let (path, cap) = self.reseed_way(vm, source);
        self.would_take(vm, &path, 1.0, cap, self.frame.blueprint.vm(vm).used.0)
    }

    /// The path between two instances, and the most that their disks give and take. They send one
    /// another what they hold, without a reduction.
    fn reseed_way(&self, vm: VmId, source: VmId) -> (PipePath, Rate) {
        let (from, to) = (self.room.stamp_of(source), self.room.stamp_of(vm));
        let path = self.frame.plan.routes.between(from, to);
        let path = *path.expect("an instance reads from one that it can reach");
        let cap = self.disk_rate(vm, 1.0).min(self.disk_rate(source, 1.0));
        (path, cap)
    }

    fn start_reseed(&mut self, vm: VmId, source: VmId) {
        let (path, cap) = self.reseed_way(vm, source);
        let bytes = self.frame.blueprint.vm(vm).used.0;
        self.start_reading(vm, bytes, &path, 1.0, cap);
        self.set_phase(vm, VmPhase::transfer(From::Instance(source)));
    }

    /// All of the state has arrived; what was written meanwhile follows when it takes part.
    pub(in crate::world) fn reseed_done(&mut self, vm: VmId, source: VmId) {
        self.frame.end_reading(vm);
        self.cluster.set_built(vm, false);
        self.take_state(vm, source);
        let role = self.frame.blueprint.vm(vm).role;
        if self.frame.counts_now() {
            self.frame.record.instances[role.index()].reseeds += 1;
        }
        self.data_is_back(vm);
    }
}
