//! What a VM leaves behind that goes on from before it: points and logs of what was written after that.
//!
//! Always true here: what was left behind is stored, copied and kept as before, and nothing resumes from it; where a VM is
//! sound, so are all points and logs of it that were not left behind.

use super::Vault;
use super::log::Log;
use crate::model::VmId;
use crate::units::Moment;

/// The state that a VM goes on from.
#[derive(Clone, Copy, Debug)]
pub(in crate::world) struct GoesOn {
    /// Its write clock.
    pub(in crate::world) clock: u64,
    /// When that was the state of the VM, where it is known.
    pub(in crate::world) instant: Option<Moment>,
    /// It is corrupt.
    pub(in crate::world) corrupt: bool,
}

impl Vault<'_> {
    /// A VM goes on from a state: what holds newer ones, or corrupt ones where it is sound, is left behind.
    pub(in crate::world) fn leave_behind(&mut self, vm: VmId, state: GoesOn) {
        for point in self.jobs[vm].points.iter_mut().rev() {
            let newer = point.clock > state.clock || (point.bad && !state.corrupt);
            // What lies before one that is of use is of use, or was left behind before.
            if !newer && !point.left {
                break;
            }
            point.left = true;
        }
        for log in self.logs[vm].logs.iter_mut().rev() {
            if !log.leave_behind(state) && !log.is_left() {
                break;
            }
        }
    }

    /// A VM goes on with nothing.
    pub(in crate::world) fn leave_all_behind(&mut self, vm: VmId) {
        for point in &mut self.jobs[vm].points {
            point.left = true;
        }
        for log in &mut self.logs[vm].logs {
            log.to = (log.from, 0);
        }
    }
}

impl Log {
    /// Cuts what it holds beyond a state; whether there was anything.
    fn leave_behind(&mut self, state: GoesOn) -> bool {
        let before = self.to;
        if !state.corrupt {
            self.to = self.to.min(self.sound);
        }
        if self.to.1 > state.clock {
            // As much earlier as was written since, where nobody knows better.
            let beyond = self.to.1 - state.clock;
            let worked_out = Moment(self.to.0.0.saturating_sub(beyond));
            let instant = state.instant.unwrap_or(worked_out);
            self.to = (instant.min(self.to.0), state.clock);
        }
        self.to.0 = self.to.0.max(self.from);
        self.to != before
    }
}
