//! People delete restore points by mistake.
//!
//! Always true here: no VM stops by it, and what is offline or immutable stays.

use crate::model::RepositoryId;
use crate::world::World;

impl World<'_> {
    /// All that can be deleted at a repository is, and what is on its way there is broken off.
    pub(in crate::world) fn points_are_deleted(&mut self, repository: RepositoryId) {
        if self
            .frame
            .blueprint
            .repository(repository)
            .offline
            .is_some()
        {
            return;
        }
        for place in 0..self.vault.vms_to(repository).len() {
            let vm = self.vault.vms_to(repository)[place];
            self.break_off(vm, repository);
            let told = self
                .vault
                .delete_all_by_mistake(vm, repository, self.frame.now);
            self.frame.count_mistaken(repository, told);
            self.read_what_is_left(vm, repository);
        }
        self.restart_copies(repository);
        self.frame.dirty.freed();
    }
}
