//! The phase of a VM, what it waits for, its timer.
//!
//! Always true here: a VM is in exactly one phase; whoever looks again stands in the list of those who
//! wait, by tier and start order, and nobody else does.

use crate::model::record::Resource;
use crate::model::{StampId, VmId, VolumeId};
use crate::random::Sampler;
use crate::units::Span;
use crate::world::World;
use crate::world::draws::{Common, common};
use crate::world::event::Event;
use crate::world::plant::Plant;
use crate::world::state::{VmPhase, VmState};

/// What all that one fault takes have in common, drawn once for all of them; of a VM that no fault took, for
/// it alone.
pub(super) fn draw_common(
    plant: &mut Plant,
    state: &mut VmState,
    sampler: &Sampler,
    what: Common,
) -> Span {
    let of_fault = state
        .fault
        .map(|fault| plant.stream_of(fault, state.fault_ordinal));
    let own = (&mut state.stream, state.stops);
    let (stream, word) = common(of_fault, own, what);
    sampler.draw(stream, word)
}

impl World<'_> {
    /// Sets the phase of a VM and keeps the list of those that look again.
    pub(in crate::world) fn set_phase(&mut self, vm: VmId, phase: VmPhase) {
        self.set_phase_for(vm, phase, Resource::None);
    }

    /// The same, with the resource that it waits for.
    pub(in crate::world) fn set_phase_for(&mut self, vm: VmId, phase: VmPhase, resource: Resource) {
        let before = self.vms[vm].phase;
        if before.looks_again() != phase.looks_again() {
            self.room.look_again(&self.frame, vm, phase.looks_again());
        }
        let waited = before == VmPhase::WaitCapacity;
        let waits = phase == VmPhase::WaitCapacity;
        if waited && !waits {
            let length = self.frame.now.since(self.vms[vm].since);
            self.vms[vm].waited_an_hour |= length >= Span::hours(1);
        }
        if waited != waits {
            self.room.wait_for_room(&mut self.frame, vm, waits);
        }
        let state = &mut self.vms[vm];
        if state.phase != phase {
            state.since = self.frame.now;
        }
        state.phase = phase;
        state.resource = resource;
        self.frame
            .dirty
            .application(self.frame.blueprint.vm(vm).application);
    }

    /// What a VM waits for has another name.
    pub(in crate::world) fn rename_wait(&mut self, vm: VmId, resource: Resource) {
        self.vms[vm].resource = resource;
        self.frame
            .dirty
            .application(self.frame.blueprint.vm(vm).application);
    }

    pub(in crate::world) fn set_timer(&mut self, vm: VmId, delay: Span) {
        self.frame.schedule(Event::Vm(vm), self.frame.now + delay);
    }

    /// A VM is back, or will never be.
    pub(in crate::world) fn stop_awaiting(&mut self, vm: VmId) {
        if std::mem::take(&mut self.vms[vm].awaited) {
            self.frame.course.awaited -= 1;
        }
    }

    pub(in crate::world) fn wait_for_control(&mut self, vm: VmId, stamp: StampId) {
        let control = Resource::ControlPlane(stamp);
        self.set_phase_for(vm, VmPhase::WaitControl, control);
    }

    /// A VM waits until its volume has room.
    pub(in crate::world) fn wait_for_volume(&mut self, vm: VmId, volume: VolumeId) {
        self.set_phase_for(vm, VmPhase::WaitVolume, Resource::Volume(volume));
        let application = self.frame.blueprint.vm(vm).application;
        if let Some(fault) = self.plant.fault_of_volume(volume) {
            self.account.contribute(&self.frame, application, fault);
        }
    }

    pub(in crate::world) fn wait_for_source(&mut self, vm: VmId) {
        let role = self.frame.blueprint.vm(vm).role;
        self.set_phase_for(vm, VmPhase::WaitSource, Resource::Majority(role));
    }
}
