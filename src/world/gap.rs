//! Times without a new restore point: of each VM, from the start of the horizon to its end.
//!
//! Always true here: the ends are open; a VM that never got a point has a gap as long as the horizon.

use super::World;
use super::job::JobPhase;
use crate::model::record::Bare;
use crate::model::{BackupId, VmId};

impl World<'_> {
    /// The point of a VM's job is complete: the time without a new capture ends.
    pub(super) fn tally_gap(&mut self, vm: VmId, id: BackupId) {
        let start = self.frame.horizon_start;
        let captured = self.jobs[vm].captured;
        let before = self.jobs[vm].newest_capture.replace(captured);
        if !self.frame.is_in_horizon(self.frame.now) {
            return;
        }
        let tally = &mut self.frame.record.backups[id.index()];
        tally.completed += 1;
        if captured >= start {
            let gap = captured.since(before.unwrap_or(start)).0;
            tally.gap_max = tally.gap_max.max(gap);
        }
    }

    /// The horizon of a trial of years ends: what is open counts as far as it has come.
    pub(super) fn close_gaps(&mut self) {
        if self.plant.has_pools() {
            self.plant.count_open_rebuilds(&mut self.frame);
        }
        let (start, end) = (self.frame.horizon_start, self.frame.horizon_end);
        for vm in self.vms.ids() {
            let Some(id) = self.frame.blueprint.vm(vm).backup else {
                continue;
            };
            let job = &self.jobs[vm];
            let copied = job.points.iter().rev().find(|point| point.second);
            let newest = job.points.iter().rev().find(|point| point.first);
            let tally = &mut self.frame.record.backups[id.index()];
            tally.vm_time += end.since(start).0;
            let gap = end.since(job.newest_capture.unwrap_or(start)).0;
            tally.gap_max = tally.gap_max.max(gap);
            if job.phase != JobPhase::Idle {
                tally.lag_max = tally.lag_max.max(end.since(job.due).0);
            }
            let no_point = job.newest_capture.is_none();
            if self.frame.blueprint.backup(id).copy_to.is_some()
                && let Some(newest) = newest
            {
                let reached = copied.map_or(start, |one| one.captured);
                let behind = newest.captured.0.saturating_sub(reached.0);
                tally.copy_behind_max = tally.copy_behind_max.max(behind);
            }
            let uncopied = self.frame.blueprint.backup(id).copy_to.is_some() && !job.copied_once;
            if no_point || uncopied {
                self.frame.record.bare.push(Bare { vm, no_point });
            }
        }
    }
}
