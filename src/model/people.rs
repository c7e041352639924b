//! Who asks for people and parts: the crews that a scenario gives work to, the parts that its repairs need.
//!
//! Always true here: a crew that is not among these never has a piece of work.

use super::blueprint::Blueprint;
use super::ids::{CrewId, PartKindId};
use std::collections::BTreeSet;

impl Blueprint {
    /// Crews whose people repair something, decide or restore for a protection that a VM has, or check.
    #[must_use]
    pub fn crews_with_work(&self) -> BTreeSet<CrewId> {
        let repairs = self.sources.iter().map(|one| one.restoration.crew);
        let recoveries = self.in_use().into_iter().flat_map(|one| {
            let one = self.protections.of(one);
            [one.decided_by(), one.restored_by()]
        });
        let checks = self.roles.iter().map(|one| one.checked_by);
        repairs.chain(recoveries).chain(checks).flatten().collect()
    }

    /// Spare parts that some repair needs.
    #[must_use]
    pub fn parts_needed(&self) -> BTreeSet<PartKindId> {
        let needed = self.sources.iter().map(|one| one.restoration.parts);
        needed.flatten().collect()
    }
}
