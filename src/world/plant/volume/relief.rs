//! People who make room on volumes.
//!
//! Always true here: room is made by a person of the crew, one for each volume.

use crate::model::{CrewId, VolumeId};
use crate::world::frame::Frame;
use crate::world::plant::Plant;
use crate::world::which::Task;

impl Plant {
    /// Somebody of a crew is to make room on a volume.
    pub(super) fn call_to_relieve(
        &mut self,
        frame: &mut Frame<'_>,
        (volume, crew): (VolumeId, CrewId),
    ) {
        if self.ask_for_task(frame, (Task::Relief(volume), crew), None) {
            let from = self.task_from(frame, crew);
            let state = &mut self.volumes.states[volume];
            state.relief_at = Some(from + state.relief_takes);
        }
    }
}
