//! What is asked about one VM: how it stands, what it asks for, what it is offered, which way it comes back.
//!
//! Always true here: asking changes nothing; what follows is decided elsewhere, by policy.

use crate::model::record::Resource;
use crate::model::{StampId, VmId};
use crate::world::World;
use crate::world::life::VmPhase;
use crate::world::policy::{Means, Plight, Ready, Way, way_back};
use crate::world::which::Fault;

impl World<'_> {
    /// What a VM has to come back by.
    pub(in crate::world) fn means(&self, vm: VmId) -> Means {
        self.frame.plan.means(self.frame.blueprint, vm)
    }

    /// How a VM comes back as things are.
    pub(in crate::world) fn way_back(&self, vm: VmId) -> Way {
        let state = &self.vms[vm];
        let plight = if state.needs_data() {
            Plight::Lost {
                disks: state.disks_lost(),
                clock: state.clock_at(self.frame.now),
            }
        } else {
            Plight::Whole {
                failing_over: state.recovery.failing_over,
                runs: self.place_runs(vm),
                ready: self.ready_to_leave(vm),
            }
        };
        let set_back = || self.offer(vm).map(|offer| offer.set_back);
        let newest = |by| self.newest_kept(vm, by).or_else(|| self.fellows_keep(vm));
        way_back(self.means(vm), plight, set_back, newest)
    }

    /// Whether the place of a VM that has its data runs it: its stamp stands and, where that starts it again
    /// as a whole, its control plane works.
    #[inline(always)]
    pub(in crate::world) fn place_runs(&self, vm: VmId) -> bool {
        let stamp = self.room.stamp_of(vm);
        let powered_off = self.vms[vm].recovery.powered_off;
        self.plant.stands(stamp) && (!powered_off || self.plant.control_up(stamp))
    }

    /// Which ways people are ready to go with a VM that has its data. An instance is left where it is while
    /// its application is up without it.
    fn ready_to_leave(&self, vm: VmId) -> Ready {
        let Some(patience) = &self.vms[vm].patience else {
            return Ready::default();
        };
        Ready {
            failover: patience.failover.gives_up <= self.frame.now,
            build: patience.build.gives_up <= self.frame.now && !self.is_served_without(vm),
        }
    }

    /// Whether a VM is an instance whose application is up without it.
    pub(in crate::world) fn is_served_without(&self, vm: VmId) -> bool {
        let application = self.frame.blueprint.vm(vm).application;
        self.frame.is_instance(vm) && self.services.is_up(application)
    }

    /// The write clock that an instance gets from another one that runs, if its data is there but its place
    /// is away.
    fn fellows_keep(&self, vm: VmId) -> Option<u64> {
        let state = &self.vms[vm];
        if state.needs_data() || !self.frame.is_instance(vm) {
            return None;
        }
        let role = self.frame.blueprint.role(self.frame.blueprint.vm(vm).role);
        let mut others = role.vm_ids().filter(|other| *other != vm);
        let runs = others.any(|other| self.can_read_from(vm, other));
        runs.then_some(state.clock)
    }

    /// What keeps a VM from its stamp, which is away: a component, or whoever repairs it.
    pub(in crate::world) fn return_of(&self, vm: VmId, stamp: StampId) -> Resource {
        let fault = self.plant.stamp_fault(stamp, self.vms[vm].fault());
        self.plant.return_of(&self.frame, fault)
    }

    /// The stamp that a VM belongs to, wherever it was built since.
    pub(in crate::world) fn belongs_to(&self, vm: VmId) -> StampId {
        self.frame.blueprint.vm(vm).stamp
    }

    /// That stamp, where a VM is on another one.
    pub(in crate::world) fn away_from(&self, vm: VmId) -> Option<StampId> {
        Some(self.belongs_to(vm)).filter(|stamp| *stamp != self.room.stamp_of(vm))
    }

    /// Whether a quota must be raised before a VM of another stamp can start here.
    pub(in crate::world) fn needs_quota(&self, vm: VmId, stamp: StampId) -> bool {
        let away = self.belongs_to(vm) != stamp;
        away && !self.vms[vm].recovery.quota_raised && self.frame.plan.stamps[stamp].quota.is_some()
    }

    /// Whether the resource manager must work for a VM to come back.
    pub(in crate::world) fn needs_control(&self, vm: VmId) -> bool {
        let plan = self.frame.blueprint.vm(vm);
        let needs = |id| self.frame.blueprint.replication(id).needs_control_plane;
        if self.vms[vm].recovery.failing_over {
            return plan.protection.replication.is_some_and(needs);
        }
        match self.means(vm).built_by() {
            Way::Nothing => false,
            way => way.goal(self.frame.blueprint).control,
        }
    }

    /// Whether the data goes into the VM as it stands.
    pub(in crate::world) fn rebuilds_nothing(&self, vm: VmId) -> bool {
        match self.means(vm).built_by() {
            Way::Build(by) => by.fills_what_stands(self.frame.blueprint),
            _ => false,
        }
    }

    /// Whether a VM reads, or waits to read, a point that holds a corruption, or rolls one forward beyond it.
    pub(in crate::world) fn reads_bad_point(&self, vm: VmId) -> bool {
        let phase = self.vms[vm].phase;
        if let VmPhase::Replay(reading) = phase {
            return self.vault.recovered(vm, reading.target(), false).corrupt;
        }
        phase
            .reading()
            .and_then(|reading| self.vault.point(vm, reading.point))
            .is_some_and(|point| point.bad)
    }

    /// The ransomware after which no clean place stands yet to which a VM could be restored.
    pub(in crate::world) fn is_waiting_for_clean_place(&self, vm: VmId) -> Option<Fault> {
        let encrypted = self.vms[vm].lost.is_some_and(|lost| lost.encrypted);
        let active = self.plant.active().iter().filter(|_| encrypted).copied();
        let mut strikes = active.filter(|fault| self.frame.is_ransomware(*fault));
        let application = self.frame.blueprint.vm(vm).application;
        strikes.find(|fault| {
            let target = self.frame.fault_facts(*fault).0;
            let mut hit = self.frame.blueprint.applications_hit(target);
            hit.any(|one| one == application)
        })
    }

    /// Whether the own stamp of a VM stands and could take it.
    pub(in crate::world) fn could_stay_at_home(&self, vm: VmId) -> bool {
        self.vms[vm].needs_data() && self.plant.stands(self.room.stamp_of(vm))
    }
}
