//! What a VM left behind intact when its place was given up, until that is dropped or merged.
//!
//! Always true here: what is left behind is there until the VM has state elsewhere; after that only what is to
//! be merged is kept, until its stamp is back or lost.

use crate::model::{StampId, VmId};
use crate::world::World;
use crate::world::account::LossId;
use crate::world::consequence::Consequence;
use crate::world::life::VmPhase;
use crate::world::state::{Kept, Patience};

impl World<'_> {
    /// A VM has gone on elsewhere with so much less than it left behind, which stands there in the account. What it left is
    /// dropped, or merged later.
    pub(in crate::world) fn drop_or_keep(
        &mut self,
        vm: VmId,
        (set_back, loss): (u64, Option<LossId>),
        merges: bool,
    ) {
        let left = self.vms[vm].left.take();
        let kept = merges && set_back > 0 && !self.frame.is_instance(vm);
        if let Some(at) = left.filter(|_| kept) {
            let awaited = self.vms[vm].recovery.awaited;
            self.frame.course.merging += u32::from(awaited);
            self.vms[vm].merges.push(Kept {
                at,
                set_back,
                loss,
                awaited,
            });
        }
        self.merge_what_stands(vm);
    }

    /// Nothing that a VM left behind is merged any more.
    pub(in crate::world) fn forget_merges(&mut self, vm: VmId) {
        while self.take_kept(vm, |_, _| true).is_some() {}
    }

    /// A VM has state: what it left behind is merged with that, wherever a stamp stands that holds any of it. Given up for want of
    /// room, that can be read at once.
    pub(in crate::world) fn merge_what_stands(&mut self, vm: VmId) {
        while let Some(kept) = self.take_kept(vm, |world, kept| world.plant.stands(kept.at)) {
            self.vms[vm].clock += kept.set_back;
            if let Some(loss) = kept.loss {
                self.account.merges(&mut self.frame, loss, kept.set_back);
            }
        }
    }

    /// A stamp stands again: what was left behind there is merged, by each VM that has state of its own, else once it
    /// has.
    pub(in crate::world) fn merge_what_was_left(&mut self, stamp: StampId) {
        for vm in self.vms.ids() {
            let here = self.vms[vm].merges.iter().any(|kept| kept.at == stamp);
            if here && !self.vms[vm].needs_data() {
                self.merge_what_stands(vm);
            }
        }
    }

    /// All that lay on a stamp is lost, and with it what was left behind there.
    pub(in crate::world) fn lose_what_was_left(&mut self, stamp: StampId) {
        for vm in self.vms.ids() {
            let state = &mut self.vms[vm];
            state.left = state.left.filter(|left| *left != stamp);
            while self.take_kept(vm, |_, kept| kept.at == stamp).is_some() {}
        }
    }

    /// The first of what a VM left behind that is of this kind: it is kept for it no more.
    fn take_kept(&mut self, vm: VmId, is: impl Fn(&Self, &Kept) -> bool) -> Option<Kept> {
        let place = self.vms[vm].merges.iter().position(|kept| is(self, kept))?;
        let kept = self.vms[vm].merges.remove(place);
        self.frame.course.merging -= u32::from(kept.awaited);
        Some(kept)
    }

    /// Nothing that a VM could go on with elsewhere was good: it waits for what it left behind.
    pub(in crate::world) fn wait_for_what_was_left(&mut self, vm: VmId, left: StampId) {
        self.set_phase(vm, VmPhase::Decide);
        self.room.unplace(&mut self.frame, vm);
        self.move_home(vm, left);
        let state = &mut self.vms[vm];
        let lost = state.lost.take();
        state.patience = lost.map(|_| Patience::FOR_EVER);
        state.patience_then = lost.map(|lost| lost.then);
        state.left = None;
        self.account.has_state_again(vm);
        let state = &mut self.vms[vm];
        state.path = crate::model::record::Path::Restart;
        state.recovery.powered_off = true;
        state.recovery.decided = false;
        self.frame.agenda.push(Consequence::Resume(vm));
    }
}
