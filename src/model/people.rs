//! Who asks for people: the crews that a scenario gives work to.
//!
//! Always true here: a crew that is not among these never has a piece of work.

use super::blueprint::Blueprint;
use super::ids::{CrewId, HomecomingId};
use super::place::{Crew, Hours};
use crate::units::WEEK;
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
        let homecomings = (0..self.homecomings.len()).map(HomecomingId::from_index);
        let moves = homecomings.map(|id| self.go_home(id).by);
        let checks = self.roles.iter().map(|one| one.checked_by);
        let all = repairs.chain(recoveries).chain(moves).chain(checks);
        all.flatten().collect()
    }
}

impl Crew {
    /// The share of a week in which it works.
    #[must_use]
    pub fn share_of_week(&self) -> f64 {
        match &self.hours {
            Hours::Always => 1.0,
            Hours::Weekly(intervals) => {
                let open: u64 = intervals.iter().map(|(start, end)| end - start).sum();
                open as f64 / WEEK as f64
            }
        }
    }
}
