//! What is noted of faults and VMs in a trial that is followed.
//!
//! Always true here: nothing is changed but the notes.

use crate::model::VmId;
use crate::model::record::{Followed, What};
use crate::units::WEEK;
use crate::world::life::{From, VmPhase};
use crate::world::which::Fault;
use crate::world::{Mode, World};

impl World<'_> {
    /// One trial, and all that people want to know who follow it. Its record is that of [`World::run`].
    pub fn followed(&mut self, mode: Mode, trial: u32) -> Followed {
        self.frame.follow(true);
        let (record, stretches) = self.timeline(mode, trial);
        let (notes, cut) = self.frame.take_notes();
        Followed {
            record,
            stretches,
            notes,
            cut,
            begins_of_week: (self.frame.offset + self.frame.horizon_start.0) % WEEK,
            ended: self.frame.after_start(self.frame.now),
        }
    }

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
