//! Repositories: what takes them down, the room in them, their slots.
//!
//! Always true here: the bytes that a repository holds are those of its points and of what is in flight
//! to it; a slot has one holder.

use super::{Holder, Vault};
use crate::model::{RepositoryId, VmId};
use crate::units::{DAY, Moment, Span};

/// A repository.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct RepositoryState {
    faults: u16,
    down_since: Moment,
    pub(super) used: u64,
    /// The templates that lay there are gone.
    templates_lost: bool,
    /// What lay there has been fetched, where it is offline: the last two times, the last one first.
    pub(super) fetched: [Option<Fetch>; 2],
}

/// What lies at an offline repository is fetched.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fetch {
    /// When that was ordered: what came there later is not among it.
    pub(super) ordered: Moment,
    /// When it is at hand.
    pub(super) at: Moment,
}

impl Fetch {
    /// Whether it has not gone back.
    pub(super) fn stays(&self, now: Moment) -> bool {
        self.at + STAYS > now
    }
}

/// What was fetched from an offline repository goes back after so long.
const STAYS: Span = Span(28 * DAY);

impl Vault<'_> {
    /// All repositories.
    pub(in crate::world) fn repositories(&self) -> impl Iterator<Item = RepositoryId> + use<> {
        self.repositories.ids()
    }

    /// Whether nothing keeps a repository down.
    pub(in crate::world) fn stands(&self, repository: RepositoryId) -> bool {
        self.repositories[repository].faults == 0
    }

    /// What lies at a repository is destroyed, or deleted by intruders: its templates with it.
    pub(in crate::world) fn lose_templates(&mut self, repository: RepositoryId) {
        self.repositories[repository].templates_lost = true;
    }

    /// Whether the templates of a repository are there, or will be when it stands.
    pub(in crate::world) fn has_templates(&self, repository: RepositoryId) -> bool {
        !self.repositories[repository].templates_lost
    }

    /// A fault more takes a repository down; whether it stood before.
    pub(in crate::world) fn repository_down(&mut self, which: RepositoryId, now: Moment) -> bool {
        let state = &mut self.repositories[which];
        state.faults += 1;
        let first = state.faults == 1;
        if first {
            state.down_since = now;
        }
        first
    }

    /// A fault less takes a repository down; since when it was down, where that was the last.
    pub(in crate::world) fn repository_back(&mut self, which: RepositoryId) -> Option<Moment> {
        let state = &mut self.repositories[which];
        state.faults -= 1;
        (state.faults == 0).then_some(state.down_since)
    }

    /// Since when a repository is down, if it is.
    pub(in crate::world) fn down_since(&self, repository: RepositoryId) -> Option<Moment> {
        let state = &self.repositories[repository];
        (state.faults > 0).then_some(state.down_since)
    }

    /// Takes room at a repository, from the start of a transfer.
    pub(super) fn store(&mut self, repository: RepositoryId, bytes: u64) {
        self.repositories[repository].used += bytes;
    }

    /// Bytes that a repository holds.
    pub(in crate::world) fn used_at(&self, repository: RepositoryId) -> u64 {
        self.repositories[repository].used
    }

    /// Bytes that a repository can still take.
    pub(super) fn room_at(&self, repository: RepositoryId) -> u64 {
        let capacity = self.blueprint.repository(repository).capacity.0;
        capacity.saturating_sub(self.repositories[repository].used)
    }

    pub(super) fn free(&mut self, repository: RepositoryId, bytes: u64) {
        self.repositories[repository].used -= bytes;
    }

    /// A restore asks for a slot; whether it has it at once.
    pub(in crate::world) fn ask_to_read(
        &mut self,
        vm: VmId,
        repository: RepositoryId,
        now: Moment,
        priority: u32,
    ) -> bool {
        self.slots[repository].request(now, Holder::Restore(vm), priority)
    }

    /// A restore that waits for a slot waits no longer.
    pub(in crate::world) fn give_up_reading(
        &mut self,
        vm: VmId,
        repository: RepositoryId,
        now: Moment,
    ) {
        self.slots[repository].cancel(now, Holder::Restore(vm));
    }

    /// A slot is to be given back. True where whoever says so is to hand on what comes free; where
    /// somebody is at that already, this one is among what is handed on.
    #[must_use]
    pub(in crate::world) fn give_back(&mut self, repository: RepositoryId) -> bool {
        self.given_back.push(repository);
        !std::mem::replace(&mut self.handing_on, true)
    }

    /// The next who has a slot of those that were given back; none where nobody waits for any.
    pub(in crate::world) fn next_holder(&mut self, now: Moment) -> Option<Holder> {
        while let Some(repository) = self.given_back.pop() {
            let next = self.slots[repository].release(now);
            if next.is_some() {
                return next;
            }
        }
        self.handing_on = false;
        None
    }

    /// Whether a restore waits for a slot of any repository.
    pub(in crate::world) fn somebody_waits_to_read(&self) -> bool {
        let is_restore = |holder: &Holder| matches!(holder, Holder::Restore(_));
        self.slots.iter().any(|slots| slots.line().any(is_restore))
    }

    /// Whether a slot of a repository is free.
    pub(in crate::world) fn has_free_slot(&self, repository: RepositoryId) -> bool {
        self.slots[repository].free() > 0
    }

    /// How many wait for a slot before somebody who comes now with this priority.
    pub(in crate::world) fn wait_before(&self, repository: RepositoryId, priority: u32) -> usize {
        self.slots[repository].before(priority)
    }
}
