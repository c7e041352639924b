//! Accounts: the outages of applications, what they waited for and what they lost.
//!
//! Always true here: the account is told and never asks; nobody outside reaches into a table of it.

mod decision;
mod ledger;
mod loss;
mod outage;
mod phase;
mod stake;
mod state;

use crate::engine::{Table, clones};
use crate::model::record::Stretch;
use crate::model::{ApplicationId, Blueprint, VmId};
use crate::world::account::state::OutageState;
use ledger::Ledger;
pub(super) use ledger::{Fate, LossId};
pub(super) use loss::Loss;
use stake::Stake;
pub(super) use stake::Standing;

/// See the module.
pub(super) struct Account {
    outages: Table<ApplicationId, OutageState>,
    /// What each VM that has stopped stands to lose.
    stakes: Table<VmId, Option<Stake>>,
    /// What was lost.
    ledger: Ledger,
    /// What applications went through, where that is to be told.
    stretches: Option<Vec<Stretch>>,
}

clones!(Account {
    outages,
    stakes,
    ledger,
    stretches,
});

impl Account {
    /// The account of a blueprint. Allocates its tables; trials use them again.
    pub(super) fn new(blueprint: &Blueprint) -> Account {
        Account {
            outages: Table::made(blueprint.applications.len(), OutageState::new),
            stakes: Table::of(blueprint.vms.len(), None),
            ledger: Ledger::new(blueprint.vms.len()),
            stretches: None,
        }
    }

    /// As at the start of a trial, whatever the one before left: nothing is open, nothing lost.
    pub(super) fn renew(&mut self) {
        let Account {
            outages,
            stakes,
            ledger,
            stretches: _,
        } = self;
        for outage in outages {
            *outage = OutageState::new();
        }
        stakes.fill(None);
        ledger.renew();
    }

    /// Whether stretches are to be told from now on.
    pub(super) fn tell_stretches(&mut self, tell: bool) {
        self.stretches = tell.then(Vec::new);
    }

    /// The stretches told so far.
    pub(super) fn take_stretches(&mut self) -> Vec<Stretch> {
        self.stretches.take().unwrap_or_default()
    }
}
