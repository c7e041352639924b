//! A VM is built.
//!
//! Always true here: what comes next follows from the way that it is on.

use crate::model::VmId;
use crate::world::World;
use crate::world::draws::OfStop;
use crate::world::life::{HandWork, Route};
use crate::world::policy::Way;

impl World<'_> {
    /// The VM is built, on its way.
    pub(in crate::world) fn provision(&mut self, vm: VmId, route: Route) {
        let means = self.means(vm);
        let way = match (route, means.group) {
            (Route::Failover | Route::Homeward, Some(group)) => Way::Failover(group),
            _ => means.built_by(),
        };
        let Some(sampler) = self
            .frame
            .plan
            .protection(self.frame.blueprint, way)
            .map(|plan| &plan.provision)
        else {
            self.provisioned(vm, route);
            return;
        };
        let index = OfStop::Provision.at(self.vms[vm].stops);
        let delay = sampler.draw(&mut self.vms[vm].stream, index);
        let crew = way.restored_by(self.frame.blueprint);
        self.do_by_hand(vm, crew, HandWork::Build(route, delay));
    }

    pub(in crate::world) fn provisioned(&mut self, vm: VmId, route: Route) {
        self.vms[vm].recovery.failing_over = false;
        match route {
            Route::Reseed => self.find_source(vm),
            Route::Homeward => self.copy_home(vm),
            Route::Build(_) => self.find_data(vm),
            Route::Failover | Route::Failback => self.boot_when_needs_are_up(vm),
        }
    }

    /// A VM goes this way back.
    pub(in crate::world) fn take_route(&mut self, vm: VmId, route: Route) {
        self.vms[vm].path = route.path();
    }
}
