//! Restore points that people deleted by mistake and that would lie there still.
//!
//! Always true here: what retention would have dropped by now nobody misses.

use super::job::JobState;
use crate::model::Retention;
use crate::units::Moment;

impl JobState {
    /// When the newest point was captured that people deleted by mistake, where its retention would have kept it up to now.
    /// Retention looks when a point comes.
    pub(super) fn missed(&self, keep: Retention) -> Option<Moment> {
        let missed = self.mistaken?;
        let newest = self.points.back();
        let stays = match keep {
            Retention::Age(age) => {
                newest.is_none_or(|one| one.complete.since(missed.captured) <= age)
            }
            Retention::Count(count) => {
                self.dropped + self.points.len() as u32 - missed.sequence <= count
            }
        };
        stays.then_some(missed.captured)
    }
}
