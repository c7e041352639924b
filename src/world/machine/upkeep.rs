//! People look after backups: they notice that jobs fail and mend them, and restore points on trial.
//!
//! Always true here: nobody mends what nobody has noticed; what happens in the horizon is told, once.

use crate::model::{CrewId, VmId};
use crate::units::Moment;
use crate::world::World;
use crate::world::draws::OfUpkeep;
use crate::world::event::Event;
use crate::world::vault::{Tested, When};
use crate::world::which::Task;

impl World<'_> {
    /// A job of a VM has failed, after all its retries: perhaps somebody notices now.
    pub(in crate::world) fn job_failed(&mut self, vm: VmId) {
        let id = self.vault.backup_of(vm).0;
        let failed = self.vault.failed(vm, self.frame.now);
        if failed.noticed {
            self.call_to_mend(vm);
            self.tally_unseen(vm, failed.since);
        }
        let counts = self.frame.is_in_horizon(self.frame.now);
        // Of a run that began before the horizon nothing is told.
        let began = self.frame.is_in_horizon(failed.since);
        let tally = &mut self.frame.record.backups[id.index()].upkeep;
        tally.streaks += u64::from(counts && failed.first);
        tally.noticed += u64::from(counts && began && failed.noticed);
    }

    /// Failing jobs of a VM are noticed now: somebody is called, and mends them when a person of the crew is free.
    fn call_to_mend(&mut self, vm: VmId) {
        let mending = self.vault.backup_of(vm).1.upkeep.mending.as_ref();
        let Some(crew) = mending.and_then(|one| one.by) else {
            let now = self.frame.now;
            self.mend_from(vm, now);
            return;
        };
        let task = Task::Mend(vm);
        // Whoever is done at this very instant begins anew.
        self.frame.unschedule(Event::Mended(vm));
        if self.plant.ask_for_task(&mut self.frame, (task, crew), None) {
            let from = self.crew_begins(vm, crew, true);
            self.mend_from(vm, from);
            self.sets_mended(vm);
        }
    }

    /// A person comes from other work, or when the hours of the crew begin, to mend the jobs of a VM.
    pub(in crate::world) fn somebody_mends(&mut self, vm: VmId) {
        let mending = self.vault.backup_of(vm).1.upkeep.mending.as_ref();
        let Some(crew) = mending.and_then(|one| one.by) else {
            return;
        };
        let from = self.crew_begins(vm, crew, false);
        self.mend_from(vm, from);
        self.sets_mended(vm);
    }

    /// The jobs of a VM are mended by somebody who begins at an instant.
    fn mend_from(&mut self, vm: VmId, from: Moment) {
        let id = self.vault.backup_of(vm).0;
        let ordinal = self.vault.mended_ordinal(vm);
        let Some(sampler) = &self.frame.plan.mending[id] else {
            return;
        };
        let stream = self.vault.upkeep_stream(vm);
        let at = from + sampler.draw(stream, OfUpkeep::Mends.at(ordinal));
        self.vault.mends_at(vm, at);
    }

    /// Whoever mends the jobs of a VM is free when that is done.
    fn sets_mended(&mut self, vm: VmId) {
        let at = self.vault.mended_at(vm);
        self.frame.schedule(Event::Mended(vm), at);
    }

    /// When somebody of a crew begins with the jobs of a VM, called for it now or come from other work.
    fn crew_begins(&mut self, vm: VmId, crew: CrewId, called: bool) -> Moment {
        let word = OfUpkeep::Answers.at(self.vault.mended_ordinal(vm));
        let stream = self.vault.upkeep_stream(vm);
        self.frame.now + self.frame.answers_in(crew, called, (stream, word))
    }

    /// Jobs of a VM that failed unseen since then do so no longer: somebody noticed, or one worked.
    fn tally_unseen(&mut self, vm: VmId, since: Moment) {
        if !self.frame.is_in_horizon(since) {
            return;
        }
        let id = self.vault.backup_of(vm).0;
        let length = self.frame.in_horizon(since, self.frame.now);
        let tally = &mut self.frame.record.backups[id.index()].upkeep;
        tally.unseen += length;
        tally.unseen_max = tally.unseen_max.max(length);
    }

    /// A job of a VM has worked.
    pub(in crate::world) fn job_works(&mut self, vm: VmId) {
        if let Some(since) = self.vault.fails_unseen_since(vm) {
            self.tally_unseen(vm, since);
        }
        if self.plant.has_task(Task::Mend(vm)) {
            self.plant.task_ends(&mut self.frame, Task::Mend(vm));
            self.frame.unschedule(Event::Mended(vm));
        }
        self.vault.works_again(vm);
    }

    /// Failing jobs of a VM that were mended by now do their next as if there had been none before.
    pub(in crate::world) fn look_whether_mended(&mut self, vm: VmId) {
        let Some((since, at)) = self.vault.take_mended(vm, self.frame.now) else {
            return;
        };
        let id = self.vault.backup_of(vm).0;
        let counts = self.frame.is_in_horizon(since) && self.frame.is_in_horizon(at);
        self.frame.record.backups[id.index()].upkeep.mended += u64::from(counts);
    }

    /// A test of the points of a VM is over, if one is.
    pub(in crate::world) fn test_points(&mut self, vm: VmId, when: When) {
        let (id, backup) = self.vault.backup_of(vm);
        if backup.upkeep.test.is_none() {
            return;
        }
        let may_be_made = !self.vms[vm].needs_data();
        while let Some(tested) = self.vault.test_point(vm, when, may_be_made) {
            if tested == Tested::Nothing || !self.frame.is_in_horizon(self.frame.now) {
                continue;
            }
            let tally = &mut self.frame.record.backups[id.index()].upkeep;
            tally.tests += 1;
            tally.found_bad += u64::from(tested == Tested::Bad);
        }
    }

    /// The horizon is over: what fails unseen is told as far as it has come.
    pub(in crate::world) fn close_upkeep(&mut self) {
        for place in 0..self.vault.backed().len() {
            let vm = self.vault.backed()[place];
            if let Some(since) = self.vault.fails_unseen_since(vm) {
                self.tally_unseen(vm, since);
            }
            self.look_whether_mended(vm);
        }
    }
}
