//! Times without a new restore point, as they stand at the end of the horizon.
//!
//! Always true here: the ends are open; a VM that never got a point has a gap as long as the horizon.

use super::Vault;
use super::job::JobPhase;
use crate::model::VmId;
use crate::model::record::Bare;
use crate::units::{Moment, Span};

/// What is open of a VM's backup at the end of the horizon.
#[derive(Clone, Copy, Debug)]
pub(in crate::world) struct Open {
    /// Since its newest capture, or since the start.
    pub(in crate::world) gap: Span,
    /// How late its job is that is not done.
    pub(in crate::world) lag: Option<Span>,
    /// How far its newest copy is behind its newest point.
    pub(in crate::world) copy_behind: Option<Span>,
    /// It has no point, or no copy where it should have one.
    pub(in crate::world) bare: Option<Bare>,
}

impl Vault<'_> {
    /// What is open of a VM's backup at the end of the horizon.
    pub(in crate::world) fn open_at(&self, vm: VmId, start: Moment, end: Moment) -> Open {
        let copied_to = self.backup_of(vm).1.copy_to;
        let job = &self.jobs[vm];
        let copied = job.points.iter().rev().find(|point| point.second);
        let newest = job.points.iter().rev().find(|point| point.first);
        let mut logs = self.logs[vm].logs.iter().rev();
        let newest_log = logs.clone().find(|log| log.first);
        let copied_log = logs.find(|log| log.second).map(|log| log.captured);
        let newest = newest.map(|one| one.captured);
        let newest = newest.max(newest_log.map(|log| log.captured));
        let newest = newest.filter(|_| copied_to.is_some());
        let behind = newest.map(|newest| {
            let reached = copied.map(|one| one.captured).max(copied_log);
            Span(newest.0.saturating_sub(reached.unwrap_or(start).0))
        });
        let no_point = job.newest_capture.is_none();
        let uncopied = copied_to.is_some() && !job.copied_once;
        Open {
            gap: end.since(job.newest_capture.unwrap_or(start)),
            // While a full is put together its point is complete.
            lag: (!matches!(job.phase, JobPhase::Idle | JobPhase::Synthesis))
                .then(|| end.since(job.due)),
            copy_behind: behind,
            bare: (no_point || uncopied).then_some(Bare { vm, no_point }),
        }
    }
}
