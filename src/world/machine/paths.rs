//! What lies between two ends for a VM: paths that stand or not, sites that reach each other, how fast its
//! disks go.
//!
//! Always true here: asking changes nothing.

use crate::model::bytes;
use crate::model::place::{Joined, joined};
use crate::model::{LinkId, SiteId, VmId};
use crate::units::Rate;
use crate::world::World;
use crate::world::pipes::PipePath;
use crate::world::state::VmPhase;

impl World<'_> {
    /// The most that the disks of a VM give or take, in bytes as they move after a reduction.
    pub(in crate::world) fn disk_rate(&self, vm: VmId, reduction: f64) -> Rate {
        let stamp = self.frame.blueprint.stamp(self.vms[vm].stamp);
        bytes::disk_rate(stamp, self.frame.blueprint.vm(vm).disks, reduction)
    }

    /// Whether every link on a path carries, by itself or by what it falls back on.
    pub(in crate::world) fn path_stands(&self, path: &PipePath) -> bool {
        let mut down = (self.link_down.ids()).filter(|link| self.carrier(*link).is_none());
        down.all(|link| !self.frame.plan.goes_over(path, link))
    }

    /// Whether a restore of a VM where it is homed would come over a link.
    pub(in crate::world) fn reads_over(&self, vm: VmId, link: LinkId) -> bool {
        let Some(id) = self.frame.blueprint.vm(vm).backup else {
            return false;
        };
        let backup = self.frame.blueprint.backup(id);
        std::iter::once(backup.to)
            .chain(backup.copy_to)
            .filter_map(|from| self.frame.plan.routes.restore(self.vms[vm].stamp, from))
            .any(|path| self.has_part(path, link))
    }

    /// Whether two sites reach each other as things are: over the link that joins them, or over its
    /// fallback.
    pub(in crate::world) fn sites_joined(&self, one: SiteId, other: SiteId) -> bool {
        match joined(&self.frame.blueprint.links, one, other) {
            None => false,
            Some(Joined::Within) => true,
            Some(Joined::Over(link)) => self.carrier(link).is_some(),
        }
    }

    pub(in crate::world) fn can_read_from(&self, vm: VmId, other: VmId) -> bool {
        self.vms[other].phase == VmPhase::Serving
            && !self.cluster.is_isolated(other)
            && self.sites_joined(self.site_of(other), self.site_of(vm))
    }

    pub(in crate::world) fn site_of(&self, vm: VmId) -> SiteId {
        self.frame.blueprint.stamp(self.vms[vm].stamp).site
    }
}
