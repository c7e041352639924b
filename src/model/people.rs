//! Who asks for people and parts: the crews that a scenario gives work to, the parts that its repairs need.
//!
//! Always true here: a crew that is not among these never has a piece of work.

use super::blueprint::Blueprint;
use super::ids::{CrewId, HomecomingId, PartKindId};
use super::protection::Protection;
use std::collections::BTreeSet;

impl Blueprint {
    /// Crews whose people repair something, decide, restore or mend for a protection that a VM has, make room, or check.
    #[must_use]
    pub fn crews_with_work(&self) -> BTreeSet<CrewId> {
        let repairs = self.sources.iter().map(|one| one.restoration.crew);
        let recoveries = self.in_use().into_iter().flat_map(|one| {
            let one = self.protections.of(one);
            [one.decided_by(), one.restored_by()]
        });
        let homecomings = (0..self.homecomings.len()).map(HomecomingId::from_index);
        let moves = homecomings.map(|id| self.go_home(id).by);
        let checks = self.roles.iter().map(|one| one.checked_by);
        let storage = self.stamps.iter().flat_map(|one| &one.storage);
        let reliefs = storage.map(|one| one.relief_by);
        let all = repairs.chain(recoveries).chain(moves).chain(checks);
        all.chain(reliefs)
            .chain(self.menders())
            .chain(self.helpers())
            .flatten()
            .collect()
    }

    /// Whose people mend failing jobs of backups that a VM has.
    fn menders(&self) -> impl Iterator<Item = Option<CrewId>> {
        self.in_use().into_iter().map(|one| match one {
            Protection::Backup(id) => self.backup(id).upkeep.mending.as_ref()?.by,
            _ => None,
        })
    }

    /// Whose people help where a switch fails.
    fn helpers(&self) -> impl Iterator<Item = Option<CrewId>> {
        self.in_use().into_iter().map(|one| match one {
            Protection::HighAvailability(id) => self.high_availability(id).switch_repaired_by,
            _ => None,
        })
    }

    /// Whether people of a crew mend failing jobs.
    #[must_use]
    pub fn people_mend(&self) -> bool {
        self.menders().flatten().next().is_some()
    }

    /// Whether any backup has logs.
    #[must_use]
    pub fn has_logs(&self) -> bool {
        let mut backups = self.protections.backups.iter();
        backups.any(|backup| backup.logs.is_some())
    }

    /// Whether any backup puts its fulls together at the repository.
    #[must_use]
    pub fn has_synthetic_fulls(&self) -> bool {
        let mut backups = self.protections.backups.iter();
        backups.any(|backup| backup.synthetic.is_some())
    }

    /// Spare parts that some repair needs.
    #[must_use]
    pub fn parts_needed(&self) -> BTreeSet<PartKindId> {
        let needed = self.sources.iter().map(|one| one.restoration.parts);
        needed.flatten().collect()
    }
}
