//! How full volumes are, and for how long they were.
//!
//! Always true here: a full volume grows no more.

use super::{Stage, VolumePlan};
use crate::model::{StampId, VolumeId};
use crate::world::frame::Frame;
use crate::world::plant::Plant;

impl Plant {
    /// What lies on the volumes of a stamp, in 2^-32 bytes.
    pub(in crate::world::plant) fn bytes_on(&self, frame: &Frame<'_>, stamp: StampId) -> u128 {
        let Some(storage) = &frame.blueprint.stamp(stamp).storage else {
            return 0;
        };
        let volumes = storage.volume_ids();
        volumes.map(|volume| self.level(frame, volume)).sum()
    }

    /// Whether no volume is full.
    pub(in crate::world::plant) fn none_is_full(&self) -> bool {
        let mut states = self.volumes.states.iter();
        states.all(|state| state.stage < Stage::Full)
    }

    pub(in crate::world::plant) fn level(&self, frame: &Frame<'_>, volume: VolumeId) -> u128 {
        let state = &self.volumes.states[volume];
        let grows = self.volumes.growing && state.stage < Stage::Full;
        let passed = if grows {
            frame.now.since(state.since).0
        } else {
            0
        };
        state.level + u128::from(state.growth) * u128::from(passed)
    }

    /// Adds the time since the last change to the tallies of a stamp's volumes.
    pub(in crate::world::plant) fn tally_volumes(&mut self, frame: &mut Frame<'_>, stamp: StampId) {
        let since = std::mem::replace(&mut self.volumes.tallied[stamp], frame.now);
        let mine = |plan: &VolumePlan| plan.stamp == stamp;
        let worst = self.volumes.plans.iter().zip(&self.volumes.states);
        let worst = worst
            .filter(|(plan, _)| mine(plan))
            .map(|(_, state)| state.stage);
        let worst = worst.max().unwrap_or_default();
        if worst == Stage::Fine {
            return;
        }
        let length = frame.counted_since(since);
        let tally = &mut frame.record.storage[stamp.index()];
        tally.warning += length;
        if worst >= Stage::Critical {
            tally.critical += length;
        }
        if worst >= Stage::Full {
            tally.full += length;
        }
    }
}
