//! Who serves elsewhere, and what is under way for their way home, as VMs begin to serve and stop.
//!
//! Always true here: what is copied home is copied from VMs that run; with the first of those who go together that
//! stops, the copies of all are dropped.

use crate::model::{HomecomingId, StampId, VmId};
use crate::world::World;
use crate::world::carry::Transfer;
use crate::world::event::Event;
use crate::world::home::Step;

impl World<'_> {
    /// A VM serves: where it goes home from elsewhere, that is looked at.
    #[inline(always)]
    pub(in crate::world) fn look_homeward(&mut self, vm: VmId) {
        if let Some(id) = self.frame.plan.vms[vm].homecoming {
            self.looks_homeward(vm, id);
        }
    }

    #[inline(never)]
    fn looks_homeward(&mut self, vm: VmId, id: HomecomingId) {
        if self.room.stamp_of(vm) != self.frame.blueprint.homecoming(id).home {
            self.home.is_elsewhere(&mut self.frame, id);
        } else {
            self.comes_to_stay(vm);
        }
        self.look_at_homecoming(id);
    }

    /// A VM that is moved home runs no more where it was before. Nothing where it is not moved.
    pub(in crate::world) fn comes_to_stay(&mut self, vm: VmId) {
        let moved = self.home.forget_host(vm).is_some();
        // Changed blocks were told apart where it was; the database goes on unchanged, and with it its logs.
        if moved && self.frame.blueprint.vm(vm).protection.backup.is_some() {
            self.vault.need_full(vm);
        }
    }

    /// A homecoming is looked at when the instant is over, if anybody is away.
    fn look_at_homecoming(&mut self, id: HomecomingId) {
        if self.home.is_away(id) {
            self.frame.schedule(Event::Homecoming(id), self.frame.now);
        }
    }

    /// Those who belong to a stamp look whether they may go home.
    pub(in crate::world) fn look_home_to(&mut self, stamp: StampId) {
        for index in 0..self.frame.plan.homes_of[stamp].len() {
            self.look_at_homecoming(self.frame.plan.homes_of[stamp][index]);
        }
    }

    /// A VM stops: what was copied of those who go home together is dropped.
    #[inline]
    pub(in crate::world) fn stays_for_now(&mut self, vm: VmId) {
        if let Some(id) = self.frame.plan.vms[vm].homecoming {
            self.drop_copies(id);
        }
    }

    /// What was copied home of those who go together is dropped, if they have not gone.
    pub(in crate::world) fn drop_copies(&mut self, id: HomecomingId) {
        if !matches!(self.home.step(id), Step::Copies | Step::Ready) {
            return;
        }
        for vm in &self.frame.blueprint.homecoming(id).vms {
            if self.home.end_round(*vm).is_some() {
                self.frame.stop_transfer(Transfer::Home(*vm));
            }
        }
        self.home.begin_anew(id);
    }
}
