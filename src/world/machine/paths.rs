//! What lies between two ends for a VM: paths that stand or not, sites that reach each other, how fast its
//! disks go.
//!
//! Always true here: asking changes nothing.

use crate::model::bytes;
use crate::model::{LinkId, SiteId, VmId};
use crate::units::Rate;
use crate::world::World;
use crate::world::life::VmPhase;

impl World<'_> {
    /// The most that the disks of a VM give or take, in bytes as they move after a reduction.
    pub(in crate::world) fn disk_rate(&self, vm: VmId, reduction: f64) -> Rate {
        let stamp = self.frame.blueprint.stamp(self.room.stamp_of(vm));
        bytes::disk_rate(stamp, self.frame.blueprint.vm(vm).disks, reduction)
    }

    /// Whether a restore of a VM where it is homed would come over a link.
    pub(in crate::world) fn reads_over(&self, vm: VmId, link: LinkId) -> bool {
        let Some(id) = self.frame.blueprint.vm(vm).protection.backup else {
            return false;
        };
        let backup = self.frame.blueprint.backup(id);
        backup
            .repositories()
            .filter_map(|from| self.frame.plan.routes.restore(self.room.stamp_of(vm), from))
            .any(|path| self.plant.has_part(&self.frame, path, link))
    }

    pub(in crate::world) fn can_read_from(&self, vm: VmId, other: VmId) -> bool {
        self.vms[other].phase == VmPhase::Serving
            && !self.cluster.is_isolated(other)
            && self
                .plant
                .sites_joined(&self.frame, self.site_of(other), self.site_of(vm))
    }

    pub(in crate::world) fn site_of(&self, vm: VmId) -> SiteId {
        self.frame.blueprint.stamp(self.room.stamp_of(vm)).site
    }
}
