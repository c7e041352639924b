//! Faults of an application's data and software.
//!
//! Always true here: corruption belongs to the state of a VM: it goes where a restore point takes it
//! and ends when the VM resumes from a point before it.

use crate::model::record::{Path, Resource};
use crate::model::{ApplicationId, Effect, LogicalKind};
use crate::units::Span;
use crate::world::World;
use crate::world::event::Event;
use crate::world::life::VmPhase;
use crate::world::state::Corruption;
use crate::world::which::Fault;

impl World<'_> {
    /// A logical fault that shows at once.
    pub(in crate::world) fn logical_begins(
        &mut self,
        application: ApplicationId,
        fault: Fault,
        kind: LogicalKind,
        detect: Span,
    ) {
        for vm in self.frame.blueprint.application(application).vm_ids() {
            let stateful = self.frame.plan.vms[vm].stateful;
            match kind {
                LogicalKind::Crash => {
                    if self.vms[vm].phase == VmPhase::Serving {
                        self.stop_vm(vm, fault, VmPhase::DetectCrash);
                        self.frame.schedule(Event::Vm(vm), self.frame.now + detect);
                    }
                }
                LogicalKind::Release => {
                    self.services.hold(application, fault);
                    if self.vms[vm].phase == VmPhase::Serving {
                        let held = VmPhase::Held(Resource::Application(application));
                        self.stop_vm(vm, fault, held);
                    }
                }
                LogicalKind::Deletion => {
                    if stateful && !self.vms[vm].needs_data() {
                        self.lose_data(vm).deleted = true;
                        self.stop_vm(vm, fault, VmPhase::DetectLoss);
                    }
                }
                LogicalKind::Corruption => {
                    let clean = self.vms[vm].corrupt.is_none();
                    if stateful && clean && !self.vms[vm].needs_data() {
                        let clock = self.vms[vm].clock_at(self.frame.now);
                        self.note_corruption(vm);
                        self.vms[vm].corrupt = Some(Corruption {
                            since: self.frame.now,
                            clock,
                        });
                    }
                }
            }
        }
    }

    /// Corruption is noticed: what is still corrupt stops and is restored from before it.
    pub(in crate::world) fn corruption_noticed(
        &mut self,
        application: ApplicationId,
        fault: Fault,
    ) {
        for vm in self.frame.blueprint.application(application).vm_ids() {
            if self.vms[vm].corrupt.is_some() && !self.vms[vm].needs_data() {
                self.lose_data(vm).noticed = true;
                self.stop_vm(vm, fault, VmPhase::Decide);
                self.account.takes_over(&mut self.frame, application, fault);
                if self.vms[vm].recovery.decided {
                    self.room.wake(vm);
                } else {
                    self.decide(vm);
                }
            } else if self.vms[vm].corrupt.is_some() {
                // Under restoration for another reason: from now on only good points will do.
                self.lose_data(vm).noticed = true;
                self.account.takes_over(&mut self.frame, application, fault);
                self.put_at_stake(vm, fault);
                if self.reads_bad_point(vm) {
                    self.leave_restore(vm);
                    self.find_data(vm);
                }
            }
        }
    }

    /// A bad release is repaired.
    pub(in crate::world) fn release_repaired(&mut self, application: ApplicationId, fault: Fault) {
        let other = self.other_release(application, fault);
        if !self.services.repaired(application, fault, other) {
            return;
        }
        for vm in self.frame.blueprint.application(application).vm_ids() {
            if matches!(self.vms[vm].phase, VmPhase::Held(_)) {
                self.vms[vm].path = Path::Repair;
                self.boot_when_needs_are_up(vm);
            }
        }
    }

    /// Another bad release of the application that is not repaired yet.
    fn other_release(&self, application: ApplicationId, fault: Fault) -> Option<Fault> {
        let mut others = self.plant.active().iter().copied().filter(|other| {
            let source = other
                .source()
                .map(|source| self.frame.blueprint.source(source));
            *other != fault
                && source.is_some_and(|source| {
                    let mut hit = self.frame.blueprint.applications_hit(source.target);
                    hit.any(|one| one == application)
                        && matches!(
                            source.effect,
                            Effect::Logical {
                                kind: LogicalKind::Release,
                                ..
                            }
                        )
                })
        });
        others.next()
    }
}
