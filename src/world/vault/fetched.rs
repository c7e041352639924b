//! What is fetched from offline repositories.
//!
//! Always true here: what came to a repository after it was ordered is not among what is fetched.

use super::repository::Fetch;
use super::{Reading, Vault};
use crate::model::{RepositoryId, VmId};
use crate::units::Moment;

impl Vault<'_> {
    /// When a point with its logs at an offline repository is at hand, if somebody fetches it or it has not gone back.
    pub(in crate::world) fn fetched_at(
        &self,
        vm: VmId,
        reading: Reading,
        now: Moment,
    ) -> Option<Moment> {
        let point = self.point(vm, reading.point)?;
        let sides = self.sides(self.backup_of(vm).1);
        let (_, side) = (sides.into_iter()).find(|(id, _)| *id == reading.repository)?;
        let logs = &self.logs[vm];
        let last = reading.log.and_then(|log| logs.place_of(log));
        let last = last.map(|place| side.log_came(&logs.logs[place]));
        // Logs come in their order: what holds the last of them holds all before it.
        let lay_since = last.max(Some(side.came(&point)))?;
        let all = self.repositories[reading.repository].fetched;
        let all = all.iter().flatten();
        let holds = all.filter(|one| one.stays(now) && lay_since <= one.ordered);
        holds.map(|one| one.at).min()
    }

    /// Somebody fetches what lies at an offline repository.
    pub(in crate::world) fn fetch(&mut self, which: RepositoryId, ordered: Moment, at: Moment) {
        let known = &mut self.repositories[which].fetched;
        *known = [Some(Fetch { ordered, at }), known[0]];
    }

    /// Until when what came to an offline repository is at hand now, if any of it is.
    pub(in crate::world) fn at_hand(&self, which: RepositoryId, now: Moment) -> Option<Moment> {
        let all = self.repositories[which].fetched.iter().flatten();
        let here = all.filter(|one| one.at <= now && one.stays(now));
        here.map(|one| one.ordered).max()
    }
}
