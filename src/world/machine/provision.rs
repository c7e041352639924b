//! A VM is built.
//!
//! Always true here: what comes next follows from the way that it is on.

use crate::model::VmId;
use crate::model::record::Path;
use crate::world::World;
use crate::world::draws::OfStop;
use crate::world::policy::Way;
use crate::world::state::VmPhase;

impl World<'_> {
    /// The VM is built.
    pub(in crate::world) fn provision(&mut self, vm: VmId) {
        let means = self.means(vm);
        let way = match (self.vms[vm].path, means.group) {
            (Path::Failover, Some(group)) => Way::Failover(group),
            (Path::Reseed, Some(group)) if !self.frame.is_instance(vm) => Way::Failover(group),
            (path, _) => {
                if path != Path::Reseed {
                    self.assert_built_by(vm, path);
                }
                means.built_by()
            }
        };
        let Some(sampler) = self
            .frame
            .plan
            .protection(self.frame.blueprint, way)
            .map(|plan| &plan.provision)
        else {
            self.provisioned(vm);
            return;
        };
        let index = OfStop::Provision.at(self.vms[vm].stops);
        let delay = sampler.draw(&mut self.vms[vm].stream, index);
        self.set_phase(vm, VmPhase::Provision);
        self.set_timer(vm, delay);
    }

    pub(in crate::world) fn provisioned(&mut self, vm: VmId) {
        self.vms[vm].recovery.failing_over = false;
        match self.vms[vm].path {
            Path::Reseed if self.frame.is_instance(vm) => self.find_source(vm),
            Path::Reseed => self.copy_home(vm),
            Path::Failover | Path::Failback => self.boot_when_needs_are_up(vm),
            path => {
                self.assert_built_by(vm, path);
                self.find_data(vm);
            }
        }
    }

    /// Nothing but what builds a VM again has it built on its way back.
    fn assert_built_by(&self, vm: VmId, path: Path) {
        let way = self.means(vm).built_by();
        let is_built = matches!(way, Way::Build(one) if one.path() == path);
        assert!(is_built, "a VM is built on its way back by {path:?}");
    }
}
