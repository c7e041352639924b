//! Planned outages that something unplanned keeps from ending.
//!
//! Always true here: while planned work itself lasts, what an application waits for is the plan; only what keeps it waiting
//! otherwise joins its outage, and makes an unplanned one of it.

use crate::model::record::Resource;
use crate::model::topology::takes;
use crate::model::{ApplicationId, Component, RoleId, StampId};
use crate::world::World;
use crate::world::which::Fault;

impl World<'_> {
    /// Looks at what an application waits for in an outage that is planned so far.
    #[inline(never)]
    pub(in crate::world) fn look_for_the_unplanned(
        &mut self,
        application: ApplicationId,
        resource: Resource,
    ) {
        let found = match resource {
            Resource::Application(need) => self.account.unplanned_fault(need),
            waited_for => self.unplanned_fault_of(application, waited_for),
        };
        if let Some(fault) = found {
            self.account.contribute(&self.frame, application, fault);
        }
    }

    /// An unplanned fault that is active and keeps an application waiting for this.
    fn unplanned_fault_of(&self, application: ApplicationId, resource: Resource) -> Option<Fault> {
        let active = self.plant.active();
        // A majority is missing only where more is away than was planned for.
        let of_plan = !matches!(resource, Resource::Majority(_) | Resource::Switch(_));
        if of_plan && self.account.is_caused_by(application, active) {
            return None;
        }
        if let Resource::Volume(volume) = resource {
            return self.plant.fault_of_volume(volume);
        }
        let mut unplanned = active.iter().filter(|one| !self.frame.is_planned(**one));
        unplanned
            .find(|one| self.keeps_waiting(self.frame.fault_facts(**one).0, resource))
            .copied()
    }

    /// Whether a fault of a component keeps somebody waiting for this.
    fn keeps_waiting(&self, target: Component, resource: Resource) -> bool {
        let takes = |part: Component| takes(self.frame.blueprint, target, part);
        let in_stamp = |stamp: StampId| self.lies_on(target, stamp);
        match resource {
            Resource::Return(Component::Stamp(stamp)) => in_stamp(stamp),
            Resource::Return(component) => takes(component),
            Resource::ControlPlane(stamp) => {
                takes(Component::ControlPlane(stamp)) || in_stamp(stamp)
            }
            Resource::Capacity(stamp)
            | Resource::ManagerBatch(stamp)
            | Resource::ClusterBatch(stamp)
            | Resource::Uplink(stamp)
            | Resource::Storage(stamp)
            | Resource::Quota(stamp) => in_stamp(stamp),
            Resource::Slots(id)
            | Resource::Repository(id)
            | Resource::RepositoryRead(id)
            | Resource::RepositoryWrite(id)
            | Resource::Shipment(id) => takes(Component::Repository(id)),
            Resource::Link(id) => takes(Component::Link(id)),
            Resource::Switch(role) | Resource::Majority(role) => self.bears_on(target, role),
            Resource::None
            | Resource::Crew(_)
            | Resource::RestorePoint
            | Resource::Disks
            | Resource::Volume(_)
            | Resource::Names
            | Resource::Application(_)
            | Resource::Part(_)
            | Resource::CleanPlace
            | Resource::Scan
            | Resource::ScanFarm
            | Resource::Replay => false,
        }
    }

    /// Whether a component is a stamp, what it stands in, or a part of it.
    fn lies_on(&self, target: Component, stamp: StampId) -> bool {
        let blueprint = self.frame.blueprint;
        let whole = Component::Stamp(stamp);
        takes(blueprint, target, whole)
            || match target {
                Component::Switch(id) => blueprint.stamp_of_switch(id) == stamp,
                Component::Disk(id) => blueprint.stamp_of_disk(id) == stamp,
                part => takes(blueprint, whole, part),
            }
    }

    /// Whether a component takes an instance of a role, its witness, or what joins them.
    fn bears_on(&self, target: Component, role: RoleId) -> bool {
        let instances = &self.frame.plan.instances;
        let mut vms = self.frame.blueprint.role(role).vm_ids();
        let on = |stamp| instances.witness_on(role, stamp) && self.lies_on(target, stamp);
        matches!(target, Component::Link(_))
            || self.plant.stamp_ids().any(on)
            || instances.takes_witness(self.frame.blueprint, role, target)
            || vms.any(|vm| self.lies_on(target, self.room.stamp_of(vm)))
    }
}
