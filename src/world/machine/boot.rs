//! A VM boots, or waits for what it needs to.
//!
//! Always true here: data and disks are as they will be.

use crate::model::VmId;
use crate::model::record::Resource;
use crate::units::Span;
use crate::world::World;
use crate::world::draws::OfStop;
use crate::world::life::VmPhase;

impl World<'_> {
    /// Boots, or waits until the applications that it needs are up, or for the end of a bad release.
    #[inline(always)]
    pub(in crate::world) fn boot_when_needs_are_up(&mut self, vm: VmId) {
        let application = self.frame.blueprint.vm(vm).application;
        self.vms[vm].recovery.powered_off = false;
        if let Some(volume) = self.plant.full_volume(vm) {
            self.wait_for_volume(vm, volume);
        } else if self.services.is_held(application) {
            let release = VmPhase::Held(Resource::Application(application));
            self.set_phase(vm, release);
        } else if let Some(need) = self.services.missing_need(&self.frame, application) {
            self.set_phase(vm, VmPhase::WaitDependency(need));
        } else {
            self.boot(vm);
        }
    }

    /// Guest and service start.
    pub(in crate::world) fn boot(&mut self, vm: VmId) {
        let role = self.frame.blueprint.vm(vm).role;
        let state = &mut self.vms[vm];
        let index = OfStop::Boot.at(state.stops);
        // A hot standby runs already: to promote it is all.
        let delay = if state.recovery.promoted {
            Span::ZERO
        } else {
            let law = &self.frame.plan.roles[role].boot;
            law.draw(&mut state.stream, index)
        };
        // The data came that much later; our choice: it is counted here.
        let round_trip = std::mem::replace(&mut state.recovery.round_trip, Span::ZERO);
        self.set_usual_phase(vm, VmPhase::Boot);
        self.set_timer(vm, delay + round_trip);
    }
}
