//! What a VM that has stopped stands to lose: by which fault, since when, and in which outage.
//!
//! Always true here: what becomes of the state of a VM is known only when the VM is back; the fault that took it, and the
//! outage in which that was, are known when it is taken, and no later fault changes them, but for the strike of a drill.

use crate::model::{ApplicationId, VmId};
use crate::units::Moment;
use crate::world::account::Account;
use crate::world::account::ledger::BookId;
use crate::world::frame::Frame;
use crate::world::which::Fault;

/// See the module.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stake {
    /// The fault that took its state, or its place while that holds its state.
    pub(super) fault: Fault,
    pub(super) at: Moment,
    /// Whether what that fault caused then counts.
    pub(super) counted: bool,
    /// Its state is lost, and not only its place.
    pub(super) lost: bool,
    /// More faults lasted then than the plan claims to survive.
    pub(super) outside: bool,
    /// The outage of its application that this belongs to; none where that stayed up.
    pub(super) book: Option<BookId>,
}

/// How a VM stands that a fault stops.
#[derive(Clone, Copy, Debug)]
pub(in crate::world) struct Standing {
    /// It has no state any more.
    pub(in crate::world) lost: bool,
    /// It is being waited for its place already.
    pub(in crate::world) waits: bool,
}

impl Account {
    /// A VM with state stops by a fault. What took its state, or the place that holds it, is not forgotten for a later
    /// fault, whatever that does to what brings the VM back. A drill is held to account for what it strikes, though
    /// something that does not count had taken that before.
    #[inline(always)]
    pub(in crate::world) fn puts_at_stake(
        &mut self,
        frame: &Frame<'_>,
        (vm, fault): (VmId, Fault),
        stands: Standing,
    ) {
        let keeps = self.stakes[vm].is_some_and(|known| match (known.lost, stands.lost) {
            (true, true) => true,
            (_, false) => stands.waits,
            (false, true) => false,
        });
        let outage = &self.outages[frame.blueprint.vm(vm).application];
        if keeps {
            let in_outage =
                outage.down && self.stakes[vm].is_some_and(|one| one.book == outage.book);
            if !frame.is_of_drill(fault) || in_outage || self.stake_counts(frame, vm) {
                return;
            }
        }
        self.stakes[vm] = Some(Stake {
            fault,
            at: frame.now,
            counted: frame.counts(fault),
            lost: stands.lost,
            outside: frame.course.outside,
            book: outage.book.filter(|_| outage.down),
        });
    }

    /// An outage has begun by a fault, or goes on: what that fault took of the application at the same instant, before
    /// service ended, belongs to it.
    pub(super) fn claims_stakes(
        &mut self,
        frame: &Frame<'_>,
        application: ApplicationId,
        fault: Fault,
    ) {
        let book = self.outages[application].book;
        for vm in frame.blueprint.application(application).vm_ids() {
            if let Some(stake) = &mut self.stakes[vm] {
                let same = stake.at == frame.now && stake.fault == fault;
                if same && stake.book.is_none() {
                    stake.book = book;
                }
            }
        }
    }

    /// The place of a VM that holds its state is given up.
    pub(in crate::world) fn place_is_given_up(&mut self, vm: VmId) {
        if let Some(stake) = &mut self.stakes[vm] {
            stake.lost = true;
        }
    }

    /// A VM has its state again, less what is in the account: what takes it next is another fault.
    pub(in crate::world) fn has_state_again(&mut self, vm: VmId) {
        if let Some(stake) = &mut self.stakes[vm] {
            stake.lost = false;
        }
    }

    /// A VM serves: what it stood to lose is over.
    pub(in crate::world) fn nothing_at_stake(&mut self, vm: VmId) {
        self.stakes[vm] = None;
    }

    /// Whether a VM that is back now is as good as not back: its state was lost for longer than an outage is waited for,
    /// whenever the trial ends.
    pub(in crate::world) fn is_late(&self, frame: &Frame<'_>, vm: VmId) -> bool {
        let drain = frame.blueprint.run.drain;
        self.stakes[vm].is_some_and(|stake| frame.now.since(stake.at) > drain)
    }

    /// Whether what a VM stands to lose counts: the outage that it belongs to does, or else what took it.
    pub(in crate::world) fn stake_counts(&self, frame: &Frame<'_>, vm: VmId) -> bool {
        self.stakes[vm].is_some_and(|stake| {
            let Some(book) = stake.book else {
                return stake.counted;
            };
            match self.ledger.row_of(book) {
                Some(row) => frame.record.outages[row].counted,
                None => {
                    let outage = &self.outages[frame.blueprint.vm(vm).application];
                    outage.counted && outage.book == stake.book
                }
            }
        })
    }
}
