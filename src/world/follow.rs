//! What follows from a step is handed on to whoever does it.
//!
//! Always true here: one exhaustive match; nobody else hands anything on.

use super::World;
use super::consequence::Consequence;
use super::which::Task;

impl World<'_> {
    /// Hands on what follows from the step at hand, until nothing does.
    #[inline]
    pub(super) fn hand_on(&mut self) {
        if self.frame.agenda.is_empty() {
            return;
        }
        while let Some(consequence) = self.frame.agenda.next() {
            self.follow(consequence);
        }
    }

    #[inline(never)]
    fn follow(&mut self, consequence: Consequence) {
        match consequence {
            Consequence::Boot(vm) => self.boot(vm),
            Consequence::Resume(vm) => self.resume(vm),
            Consequence::RepairBegins(source) => {
                self.plant.start_work(&mut self.frame, source);
            }
            Consequence::PersonComes(vm) => self.person_comes(vm, false),
            Consequence::TaskBegins(task) => self.task_begins(task),
            Consequence::SomebodyDecides(crew, matter) => self.somebody_decides(crew, matter),
            Consequence::FindData(vm) => self.find_another_point(vm),
            Consequence::ReadElsewhere(vm, repository) => self.read_elsewhere(vm, repository),
            Consequence::VolumesOffline(stamp, fault) => self.volumes_are_offline(stamp, fault),
            Consequence::VolumesOnline(stamp) => self.volumes_are_online(stamp),
            Consequence::VolumesLost(stamp, fault) => self.volumes_are_lost(stamp, fault),
            Consequence::VolumesSettle(stamp) => self.plant.settle_volumes(&mut self.frame, stamp),
            Consequence::VolumeFull(volume) => self.volume_is_full(volume),
            Consequence::LinkGone(link) => self.interrupt_jobs_over(link),
        }
    }

    /// A person comes to a task, if it stands.
    fn task_begins(&mut self, task: Task) {
        if !self.plant.task_is_begun(task) {
            return;
        }
        match task {
            Task::Mend(vm) => self.somebody_mends(vm),
            Task::Relief(volume) => self.plant.somebody_relieves(&mut self.frame, volume),
            Task::Switch(role) => self.somebody_helps(role),
        }
    }
}
