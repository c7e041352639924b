//! Accounts: the outages of applications, what they waited for and what they lost.
//!
//! Always true here: the account is told and never asks; nobody outside reaches into a table of it.

mod decision;
mod loss;
mod outage;
mod phase;
mod state;

use crate::engine::{Table, clones};
use crate::model::record::Stretch;
use crate::model::{ApplicationId, Blueprint, VmId};
use crate::world::account::state::OutageState;
pub(super) use loss::Loss;
use loss::Losses;

/// See the module.
pub(super) struct Account {
    outages: Table<ApplicationId, OutageState>,
    /// What each VM has lost in the open outage of its application.
    losses: Table<VmId, Losses>,
    /// When the last outage began in which each VM lost anything, of those that are closed, and how much that was.
    settled: Table<VmId, Option<(i64, u64)>>,
    /// What applications went through, where that is to be told.
    stretches: Option<Vec<Stretch>>,
}

clones!(Account {
    outages,
    losses,
    settled,
    stretches,
});

impl Account {
    /// The account of a blueprint. Allocates its tables; trials use them again.
    pub(super) fn new(blueprint: &Blueprint) -> Account {
        Account {
            outages: Table::made(blueprint.applications.len(), OutageState::new),
            losses: Table::of(blueprint.vms.len(), Losses::default()),
            settled: Table::of(blueprint.vms.len(), None),
            stretches: None,
        }
    }

    /// As at the start of a trial, whatever the one before left: nothing is open, nothing lost.
    pub(super) fn renew(&mut self) {
        let Account {
            outages,
            losses,
            settled,
            stretches: _,
        } = self;
        for outage in outages {
            *outage = OutageState::new();
        }
        losses.fill(Losses::default());
        settled.fill(None);
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
