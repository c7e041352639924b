//! The phase of a VM, what it waits for, its timer.
//!
//! Always true here: a VM is in exactly one phase; whoever looks again stands in the list of those who
//! wait, by tier and start order, and nobody else does.

use crate::model::record::{Resource, What};
use crate::model::{ApplicationId, Rebuild, StampId, VmId, VolumeId};
use crate::random::Sampler;
use crate::units::Span;
use crate::world::World;
use crate::world::draws::{Common, common};
use crate::world::event::Event;
use crate::world::life::{Route, Traits, VmPhase};
use crate::world::plant::Plant;
use crate::world::state::VmState;

/// What all that one fault takes have in common, drawn once for all of them; of a VM that no fault took, for
/// it alone.
pub(super) fn draw_common(
    plant: &mut Plant,
    state: &mut VmState,
    sampler: &Sampler,
    what: Common,
) -> Span {
    let of_fault = state
        .stop
        .map(|stop| plant.stream_of(stop.fault, stop.ordinal));
    let own = (&mut state.stream, state.stops);
    let (stream, word) = common(of_fault, own, what);
    sampler.draw(stream, word)
}

impl World<'_> {
    /// A VM that is built has no point to read yet.
    pub(in crate::world) fn await_point(&mut self, vm: VmId) {
        let by = Rebuild::Restore(self.vault.backup_of(vm).0);
        self.set_phase(vm, VmPhase::Provision(Route::Build(by)));
    }

    /// A VM waits for no decision any more.
    pub(in crate::world) fn leave_decision(&mut self, vm: VmId) {
        if let Some(of) = self.vms[vm].matter.take() {
            self.plant.leave_decision(&mut self.frame, of);
        }
    }

    /// A VM stops whatever it was at: nobody decides, builds or checks for it any more.
    pub(in crate::world) fn people_leave(&mut self, vm: VmId) {
        self.leave_decision(vm);
        let waits_for = self.vms[vm].phase.waits_for_person();
        self.plant.leave_vm(&mut self.frame, (vm, waits_for));
    }

    /// A VM passes from one phase to another: what people did for it in the first is over, unless a person who was
    /// waited for begins.
    #[inline(never)]
    fn people_follow(&mut self, vm: VmId, phase: VmPhase) {
        let before = self.vms[vm].phase;
        if before == phase {
            return;
        }
        if before.is_deciding() && !phase.is_deciding() {
            self.leave_decision(vm);
        }
        let waits_for = before.waits_for_person();
        let begins = waits_for.is_some() && phase.is_hand_work();
        if !begins && (waits_for.is_some() || before.is_hand_work()) {
            self.plant.leave_vm(&mut self.frame, (vm, waits_for));
        }
    }

    /// Sets the phase of a VM and keeps the lists in which it stands while that lasts. Whoever calls mostly knows the phase,
    /// and with it its traits.
    #[inline(always)]
    pub(in crate::world) fn set_phase(&mut self, vm: VmId, phase: VmPhase) {
        self.pass_to(vm, phase, phase.traits());
    }

    /// The same without a call, where nearly every VM that stops passes by: of what is asked of the phase nothing is left
    /// to be asked.
    #[inline(always)]
    pub(in crate::world) fn set_usual_phase(&mut self, vm: VmId, phase: VmPhase) {
        self.passes_to(vm, phase, phase.traits());
    }

    #[inline(never)]
    fn pass_to(&mut self, vm: VmId, phase: VmPhase, is: Traits) {
        self.passes_to(vm, phase, is);
    }

    #[inline(always)]
    fn passes_to(&mut self, vm: VmId, phase: VmPhase, is: Traits) {
        let was = self.vms[vm].traits;
        if was.has_people() {
            self.people_follow(vm, phase);
        }
        if was.is_listed() | is.is_listed() {
            self.list_anew(vm, phase, (was, is));
        }
        let plan = self.frame.blueprint.vm(vm);
        let footing = (was.footing(), is.footing());
        if footing.0 != footing.1 {
            self.services.vm_passes(vm, plan.role, footing);
        }
        // In years nobody asks whether all is as it was.
        if was.is_settled() != is.is_settled() && self.frame.arrivals.once() {
            self.settles(plan.application, is.is_settled());
        }
        let state = &mut self.vms[vm];
        state.phase = phase;
        state.traits = is;
        if self.frame.is_followed() {
            self.note_phase(vm);
        }
        self.may_wait_for_else(plan.application);
    }

    /// A VM of an application is as it was, or is so no more.
    #[inline(never)]
    fn settles(&mut self, application: ApplicationId, settled: bool) {
        let application = self.frame.blueprint.application(application);
        if !application.expendable {
            let unsettled = &mut self.frame.course.unsettled;
            match settled {
                true => *unsettled -= 1,
                false => *unsettled += 1,
            }
        }
    }

    /// What an application waits for may have changed; one that is up waits for nothing, and is looked at when it goes down.
    #[inline(always)]
    fn may_wait_for_else(&mut self, application: ApplicationId) {
        if !self.services.is_up(application) {
            self.frame.dirty.application(application);
        }
    }

    /// A VM passes between phases of which one at least has it stand in a list.
    #[inline(always)]
    fn list_anew(&mut self, vm: VmId, phase: VmPhase, (was, is): (Traits, Traits)) {
        match (was.looks_again(), is.looks_again()) {
            (false, true) => self.room.looks_again(&self.frame, vm),
            (true, false) => {
                self.room.looks_no_more(&self.frame, vm);
                // Nobody looks at what it waited for any more.
                self.frame.unschedule(Event::Vm(vm));
            }
            (false, false) | (true, true) => {}
        }
        if was.is_unnoticed()
            && let VmPhase::DetectNode(node) = self.vms[vm].phase
        {
            self.room.waits_for_notice(vm, node, false);
        }
        if let VmPhase::DetectNode(node) = phase {
            self.room.waits_for_notice(vm, node, true);
        }
        if was.is_short_of_room() == is.is_short_of_room() {
            return;
        }
        if let Some(since) = self.vms[vm].phase.short_of_room_since() {
            self.vms[vm].waited_an_hour |= self.frame.now.since(since) >= Span::hours(1);
        }
        self.room
            .wait_for_room(&mut self.frame, vm, is.is_short_of_room());
    }

    /// What a VM waits for has another name.
    pub(in crate::world) fn rename_wait(&mut self, vm: VmId, name: Resource) {
        let state = &mut self.vms[vm];
        state.phase = state.phase.renamed(name);
        let resource = name;
        self.frame.note(What::Renamed { vm, resource });
        self.may_wait_for_else(self.frame.blueprint.vm(vm).application);
    }

    pub(in crate::world) fn set_timer(&mut self, vm: VmId, delay: Span) {
        self.frame.schedule(Event::Vm(vm), self.frame.now + delay);
    }

    /// The trial goes on until a VM is back.
    pub(in crate::world) fn await_return(&mut self, vm: VmId) {
        if !std::mem::replace(&mut self.vms[vm].recovery.awaited, true) {
            self.frame.course.awaited += 1;
        }
    }

    /// A VM is back, or will never be.
    pub(in crate::world) fn stop_awaiting(&mut self, vm: VmId) {
        if std::mem::take(&mut self.vms[vm].recovery.awaited) {
            self.frame.course.awaited -= 1;
        }
    }

    /// The wait of a VM for room on a stamp: it goes on where it waits for room already.
    #[inline(always)]
    pub(in crate::world) fn short_of_room(&self, vm: VmId, stamp: StampId) -> VmPhase {
        let since = self.vms[vm].phase.short_of_room_since();
        VmPhase::WaitCapacity(stamp, since.unwrap_or(self.frame.now))
    }

    /// A VM waits until its volume has room.
    pub(in crate::world) fn wait_for_volume(&mut self, vm: VmId, volume: VolumeId) {
        self.set_phase(vm, VmPhase::WaitVolume(volume));
        let application = self.frame.blueprint.vm(vm).application;
        if let Some(fault) = self.plant.fault_of_volume(volume) {
            self.account.contribute(&self.frame, application, fault);
        }
    }

    pub(in crate::world) fn wait_for_source(&mut self, vm: VmId) {
        let role = self.frame.blueprint.vm(vm).role;
        self.set_phase(vm, VmPhase::WaitSource(role));
    }
}
