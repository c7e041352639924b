//! What a VM left behind intact when its place was given up, until that is dropped or merged.
//!
//! Always true here: what is left behind is there until the VM has state elsewhere; after that only what is to
//! be merged is kept, until its stamp is back or lost.

use crate::model::{StampId, VmId};
use crate::world::World;
use crate::world::consequence::Consequence;
use crate::world::life::VmPhase;
use crate::world::state::{Patience, Wait};

impl World<'_> {
    /// A VM has gone on elsewhere with so much less than it left behind. That is dropped, or merged later.
    pub(in crate::world) fn drop_or_keep(&mut self, vm: VmId, set_back: u64, merges: bool) {
        let Some(left) = self.vms[vm].left.take() else {
            return;
        };
        if !merges || set_back == 0 || self.frame.is_instance(vm) {
            return;
        }
        self.forget_merge(vm);
        if self.plant.stands(left) {
            // It was given up for want of room: what it left can be read.
            self.vms[vm].clock += set_back;
            self.account.merges(&mut self.frame, vm, set_back);
            return;
        }
        let awaited = self.vms[vm].recovery.awaited;
        self.frame.course.merging += u32::from(awaited);
        self.vms[vm].merges = Some((left, set_back, awaited));
    }

    /// What a VM left behind is not merged any more.
    pub(in crate::world) fn forget_merge(&mut self, vm: VmId) -> Option<u64> {
        let (_, set_back, awaited) = self.vms[vm].merges.take()?;
        self.frame.course.merging -= u32::from(awaited);
        Some(set_back)
    }

    /// A stamp stands again: what was left behind there is merged.
    pub(in crate::world) fn merge_what_was_left(&mut self, stamp: StampId) {
        for vm in self.vms.ids() {
            let here = self.vms[vm].merges.is_some_and(|one| one.0 == stamp);
            if !here {
                continue;
            }
            if let Some(set_back) = self.forget_merge(vm) {
                self.vms[vm].clock += set_back;
                self.account.merges(&mut self.frame, vm, set_back);
            }
        }
    }

    /// All that lay on a stamp is lost, and with it what was left behind there.
    pub(in crate::world) fn lose_what_was_left(&mut self, stamp: StampId) {
        for vm in self.vms.ids() {
            let state = &mut self.vms[vm];
            state.left = state.left.filter(|left| *left != stamp);
            if state.merges.is_some_and(|one| one.0 == stamp) {
                self.forget_merge(vm);
            }
        }
    }

    /// Nothing that a VM could go on with elsewhere was good: it waits for what it left behind.
    pub(in crate::world) fn wait_for_what_was_left(&mut self, vm: VmId, left: StampId) {
        self.set_phase(vm, VmPhase::Decide);
        self.room.unplace(&mut self.frame, vm);
        self.move_home(vm, left);
        let state = &mut self.vms[vm];
        state.patience = state.lost.take().map(|lost| Patience {
            failover: Wait::FOR_EVER,
            build: Wait::FOR_EVER,
            then: Some(lost.then),
        });
        state.left = None;
        state.path = crate::model::record::Path::Restart;
        state.recovery.powered_off = true;
        state.recovery.decided = false;
        self.frame.agenda.push(Consequence::Resume(vm));
    }
}
