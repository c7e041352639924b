//! Why what a VM resumes from is old, or why it resumes with nothing.
//!
//! Always true here: the reason is asked for while the write clock is still that of the loss.

use crate::model::record::{LossReason, Resumed, TakenFrom};
use crate::model::{ApplicationId, VmId};
use crate::world::World;
use crate::world::life::VmPhase;
use crate::world::state::Lost;
use crate::world::vault::{Bereft, Reading, Recovered};

impl World<'_> {
    /// The state of a VM is lost now, if it was not.
    pub(in crate::world) fn lose_data(&mut self, vm: VmId) -> &mut Lost {
        let clock = self.vms[vm].clock_at(self.frame.now);
        let then = self.vault.jobs_now(vm, clock);
        self.vms[vm].lost.get_or_insert(Lost::at(then))
    }

    /// The state of a VM goes bad now.
    pub(in crate::world) fn note_corruption(&mut self, vm: VmId) {
        let clock = self.vms[vm].clock_at(self.frame.now);
        self.vms[vm].corrupt_then = Some(self.vault.jobs_now(vm, clock));
    }

    /// Why a VM loses what it loses when it resumes from a restore point. Its write clock is still
    /// that of the loss.
    pub(in crate::world) fn reason_of_point(
        &self,
        vm: VmId,
        reading: Reading,
        recovered: Recovered,
    ) -> Resumed {
        let state = &self.vms[vm];
        let spoilt = state.corrupt.is_some() && state.noticed();
        let bereft = Bereft {
            asking: self.asking(vm),
            clock: state.clock,
            then: if spoilt {
                state.corrupt_then.unwrap_or_default()
            } else {
                state
                    .lost
                    .expect("a VM that is restored has lost its data")
                    .then
            },
            spoilt,
            dwelt: state.encrypted(),
            for_time: self.given_up_for_time(vm),
        };
        let routes = &self.frame.plan.routes;
        (self.vault).why_so_old(&bereft, reading, recovered, routes)
    }

    /// Why a VM resumes with nothing.
    pub(in crate::world) fn reason_of_nothing(&self, vm: VmId) -> Resumed {
        let state = &self.vms[vm];
        let backup = self.frame.blueprint.vm(vm).protection.backup;
        let means = self.means(vm);
        let group = means.group;
        let keeper = means.own.builders().find(|by| by.brings_data());
        let reason = if let Some(by) = keeper {
            self.why_none_kept(vm, by)
        } else if let Some(group) = group {
            if state.encrypted() {
                LossReason::Dwell
            } else if state.deleted() || state.corrupt.is_some() {
                LossReason::NoPoint
            } else if self.mirror.is_gone(group) {
                LossReason::LostWithPlace
            } else {
                LossReason::WholeCopy
            }
        } else {
            LossReason::NoProtection
        };
        Resumed {
            from: TakenFrom::Nothing(backup, group),
            reason,
            part: 0,
            endless: false,
        }
    }

    /// Why a VM has none of its state though there is something to bring it back from.
    pub(in crate::world) fn reason_of_not_back(&self, vm: VmId) -> Resumed {
        let protection = &self.frame.blueprint.vm(vm).protection;
        Resumed {
            from: TakenFrom::Nothing(protection.backup, self.means(vm).group),
            reason: LossReason::DataNotBack,
            part: 0,
            endless: false,
        }
    }

    /// Why an application that is not back in time loses what it has.
    pub(in crate::world) fn reason_of_no_return(&self, application: ApplicationId) -> Resumed {
        let mut vms = self.frame.blueprint.application(application).vm_ids();
        let bare = vms.find(|vm| {
            let vm = *vm;
            self.frame.plan.vms[vm].stateful && self.vms[vm].phase == VmPhase::Hopeless
        });
        match bare {
            Some(vm) => self.reason_of_nothing(vm),
            None => Resumed {
                from: TakenFrom::Nothing(None, None),
                reason: LossReason::NotBack,
                part: 0,
                endless: false,
            },
        }
    }
}
