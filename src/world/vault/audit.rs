//! What a vault holds, checked at the end of every trial.
//!
//! Always true here: a mismatch is a fault of the program and stops it.

use super::Vault;
use super::job::JobPhase;
use crate::engine::Table;
use crate::model::RepositoryId;
use crate::units::Moment;

impl Vault<'_> {
    /// Counts the waits for slots up to the end of a trial.
    pub(in crate::world) fn settle_slots(&mut self, now: Moment) {
        for slots in &mut self.slots {
            slots.settle(now);
        }
    }

    /// Little's law on every queue; bytes and slots of each repository are those of points, jobs,
    /// copies, and of the restores that are under way, of which the repositories are given.
    ///
    /// # Panics
    /// When it does not hold, which is a fault of the program.
    pub(in crate::world) fn check(&self, restores: impl Iterator<Item = RepositoryId>) {
        for slots in &self.slots {
            slots.check();
        }
        let (bytes, mut slots) = self.held();
        for repository in restores {
            slots[repository] += 1;
        }
        let used = self.repositories.iter().map(|one| one.used);
        assert!(
            used.eq(bytes.iter().copied()),
            "bytes are stored that are no point's"
        );
        let used = self.slots.iter().map(|slots| slots.used());
        assert!(
            used.eq(slots.iter().copied()),
            "slots are held that nobody holds"
        );
    }

    /// How old each point and log is, and where it lies: what changes from week to week though the same jobs are made.
    pub(in crate::world) fn ages(
        &self,
        now: Moment,
    ) -> impl Iterator<Item = (u64, [bool; 2])> + '_ {
        self.backups().flat_map(move |(vm, ..)| {
            let points = self.jobs[vm].points.iter();
            let points =
                points.map(move |one| (now.since(one.captured).0, [one.first, one.second]));
            let logs = self.logs[vm].logs.iter();
            let logs = logs.map(move |one| {
                (
                    now.since(one.captured).0,
                    [true, false].map(|first| one.lies(first)),
                )
            });
            points.chain(logs)
        })
    }

    /// Bytes and slots of each repository, as points, jobs and copies have them.
    fn held(&self) -> (Table<RepositoryId, u64>, Table<RepositoryId, u32>) {
        let mut bytes = Table::of(self.repositories.len(), 0);
        let mut slots = Table::of(self.repositories.len(), 0);
        for (vm, _, backup) in self.backups() {
            let job = &self.jobs[vm];
            let to = backup.to;
            let lying = job.points.iter().filter(|point| point.first);
            bytes[to] += lying.map(|point| point.bytes).sum::<u64>();
            if matches!(job.phase, JobPhase::Transfer | JobPhase::Synthesis) {
                bytes[to] += job.bytes;
                slots[to] += 1;
            }
            let logs = &self.logs[vm];
            let at = |first| logs.logs.iter().filter(move |log| log.lies(first));
            bytes[to] += at(true).map(|log| log.bytes).sum::<u64>();
            bytes[to] += logs.moves.map_or(0, |(_, log)| log.bytes);
            if let Some(second) = backup.copy_to {
                bytes[second] += at(false).map(|log| log.bytes).sum::<u64>();
                if logs.copying {
                    bytes[second] += self.copied_log_bytes(vm);
                }
                let lying = job.points.iter().filter(|point| point.second);
                bytes[second] += lying.map(|point| point.bytes).sum::<u64>();
                if job.copy_has_slot {
                    bytes[second] += self.copied_bytes(vm);
                    slots[second] += 1;
                }
            }
        }
        (bytes, slots)
    }
}
