//! Times without a new restore point: of each VM, from the start of the horizon to its end.
//!
//! Always true here: the ends are open; a VM that never got a point has a gap as long as the horizon.

use super::World;
use super::vault::Complete;
use crate::model::BackupId;

impl World<'_> {
    /// The point of a job, or a log, is complete: the time without a new capture ends.
    /// With `counts` it is what the cadence is told of: a log where there are logs, else a point.
    pub(super) fn tally_gap(&mut self, id: BackupId, done: &Complete, counts: bool) {
        if !self.frame.is_in_horizon(self.frame.now) {
            return;
        }
        let start = self.frame.horizon_start;
        let tally = &mut self.frame.record.backups[id.index()];
        tally.completed += u64::from(counts);
        if done.captured >= start {
            // A log may have been captured after a point that was complete after it.
            let before = done.before.unwrap_or(start).min(done.captured);
            let gap = done.captured.since(before).0;
            tally.gap_max = tally.gap_max.max(gap);
        }
    }

    /// The horizon of a trial of years ends: what is open counts as far as it has come.
    pub(super) fn close_gaps(&mut self) {
        if self.plant.has_pools() {
            self.plant.count_open_rebuilds(&mut self.frame);
        }
        let (start, end) = (self.frame.horizon_start, self.frame.horizon_end);
        for (vm, id, _) in self.vault.backups() {
            let open = self.vault.open_at(vm, start, end);
            let tally = &mut self.frame.record.backups[id.index()];
            tally.vm_time += end.since(start).0;
            tally.gap_max = tally.gap_max.max(open.gap.0);
            if let Some(lag) = open.lag {
                tally.lag_max = tally.lag_max.max(lag.0);
            }
            if let Some(behind) = open.copy_behind {
                tally.copy_behind_max = tally.copy_behind_max.max(behind.0);
            }
            self.frame.record.bare.extend(open.bare);
        }
    }
}
