//! Copies of restore points to a second repository.
//!
//! Always true here: points of a VM are copied in the order of their captures, one at a time.

use super::{Holder, Vault};
use crate::model::{RepositoryId, VmId};
use crate::units::Moment;
use crate::world::pipes::Routes;

/// What a copy that is under way proves.
const COPIES_GO_SOMEWHERE: &str = "a backup whose points are copied has a second repository";

/// What a copy leaves that ends before it is complete.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::world) enum Dropped {
    /// There was none, or it waited and holds nothing.
    Nothing,
    /// It moved: its flow is to be stopped, and its slot of this repository to be given back.
    Moved(RepositoryId),
}

impl Vault<'_> {
    /// The first and the second repository of a VM whose points are copied.
    pub(in crate::world) fn copy_ends(&self, vm: VmId) -> (RepositoryId, RepositoryId) {
        let backup = self.backup_of(vm).1;
        (backup.to, backup.copy_to.expect(COPIES_GO_SOMEWHERE))
    }

    /// Asks for a slot for the copy of the next complete point, one at a time for each VM; whether it
    /// has it at once.
    pub(in crate::world) fn ask_to_copy(
        &mut self,
        vm: VmId,
        routes: &Routes,
        now: Moment,
        priority: u32,
    ) -> bool {
        let backup = self.backup_of(vm).1;
        let Some(to) = backup.copy_to else {
            return false;
        };
        let stand = self.stands(to) && self.stands(backup.to);
        if !stand || self.jobs[vm].copying || routes.copy(backup.to, to).is_none() {
            return false;
        }
        let room = self.room_at(to);
        let job = &mut self.jobs[vm];
        // Lost before it was copied, or no room: the copy is left out.
        while let Some(point) = job.points.get((job.next_copy - job.dropped) as usize)
            && (!point.first || point.bytes > room)
        {
            if point.first {
                job.full_at = Some((now, to));
            }
            job.next_copy += 1;
        }
        if job.next_copy >= job.dropped + job.points.len() as u32 {
            return false;
        }
        job.copying = true;
        self.slots[to].request(now, Holder::Copy(vm), priority)
    }

    /// A copy has its slot: the bytes that begin to move. None where others filled the repository while
    /// it waited: it is left out, and its slot is to be given back.
    pub(in crate::world) fn begin_copy(&mut self, vm: VmId) -> Option<u64> {
        let to = self.copy_ends(vm).1;
        let moved = self.copied_as_increment(vm);
        let bytes = self.copied_bytes(vm);
        let fits = bytes <= self.room_at(to);
        let job = &mut self.jobs[vm];
        job.copying = fits;
        job.copy_has_slot = fits;
        job.copy_synthesises = fits && moved.is_some();
        if !fits {
            job.next_copy += 1;
            return None;
        }
        self.store(to, bytes);
        Some(moved.unwrap_or(bytes))
    }

    /// Bytes of a copy that is complete now, where the second repository had lost what it is of.
    pub(in crate::world) fn copied_again(&self, vm: VmId) -> Option<u64> {
        let job = &self.jobs[vm];
        (job.next_copy < job.again_until).then(|| self.copied_bytes(vm))
    }

    /// A copy is complete; its slot of the repository that is returned is to be given back.
    pub(in crate::world) fn copy_done(&mut self, vm: VmId, now: Moment) -> RepositoryId {
        let job = &mut self.jobs[vm];
        let index = (job.next_copy - job.dropped) as usize;
        job.points[index].second = true;
        job.points[index].copied = now;
        job.copied_once = true;
        job.next_copy += 1;
        job.copying = false;
        job.copy_has_slot = false;
        if job.points[index].synthetic && index > 0 {
            self.replace(vm, index - 1, false, now);
        }
        self.copy_ends(vm).1
    }

    /// Ends a copy in the queue or in flight.
    pub(in crate::world) fn drop_copy(&mut self, vm: VmId, now: Moment) -> Dropped {
        let job = &mut self.jobs[vm];
        if !std::mem::take(&mut job.copying) {
            return Dropped::Nothing;
        }
        let moved = std::mem::take(&mut job.copy_has_slot);
        job.copy_synthesises = false;
        let to = self.copy_ends(vm).1;
        if moved {
            self.free(to, self.copied_bytes(vm));
            Dropped::Moved(to)
        } else {
            self.slots[to].cancel(now, Holder::Copy(vm));
            Dropped::Nothing
        }
    }

    /// The increment of a copy has arrived at the second repository: whether the full is to be put together there now, and
    /// its bytes.
    pub(in crate::world) fn copy_synthesises(&mut self, vm: VmId) -> Option<(RepositoryId, u64)> {
        if !std::mem::take(&mut self.jobs[vm].copy_synthesises) {
            return None;
        }
        Some((self.copy_ends(vm).1, self.copied_bytes(vm)))
    }

    /// Whether the copy of a VM's point holds a slot.
    pub(in crate::world) fn copy_holds_slot(&self, vm: VmId) -> bool {
        self.jobs[vm].copy_has_slot
    }

    /// Bytes of the point whose turn it is to be copied.
    pub(super) fn copied_bytes(&self, vm: VmId) -> u64 {
        let job = &self.jobs[vm];
        job.points[(job.next_copy - job.dropped) as usize].bytes
    }
}
