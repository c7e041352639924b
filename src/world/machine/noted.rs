//! What is noted of faults and VMs in a trial that is followed.
//!
//! Always true here: nothing is changed but the notes.

use crate::model::VmId;
use crate::model::record::What;
use crate::world::World;
use crate::world::life::{From, VmPhase};
use crate::world::which::Fault;

impl World<'_> {
    /// A fault begins.
    #[inline(never)]
    pub(in crate::world) fn note_begins(&mut self, fault: Fault) {
        let (target, class, cause) = self.frame.fault_facts(fault);
        self.frame.note(What::Begins {
            cause,
            target,
            class,
        });
    }

    /// A fault is over.
    #[inline(never)]
    pub(in crate::world) fn note_ends(&mut self, fault: Fault) {
        let (target, _, cause) = self.frame.fault_facts(fault);
        self.frame.note(What::Ends { cause, target });
    }

    /// A VM has come into its phase.
    #[inline(never)]
    pub(in crate::world) fn note_phase(&mut self, vm: VmId) {
        let phase = self.vms[vm].phase;
        let by = match phase {
            VmPhase::Provision(route) => Some(route.path()),
            _ => None,
        };
        self.frame.note(What::Passes {
            vm,
            phase: phase.traits().missing(),
            resource: phase.resource(),
            by,
        });
        if let VmPhase::Transfer(From::Point(reading), _) = phase {
            let captured = self.vault.captured_at(vm, reading.point);
            if let Some(captured) = captured {
                self.frame.note(What::Reads {
                    vm,
                    repository: reading.repository,
                    captured: self.frame.after_start(captured),
                });
            }
        }
    }
}
