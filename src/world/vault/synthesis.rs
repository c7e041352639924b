//! Synthetic fulls: a full is put together at the repository from the chain that lies there.
//!
//! Always true here: it is made of the newest point, which is an increment (or a differential) and takes that one's place when
//! it is complete; while it is written it has its room, and its job keeps its slot.

use super::Vault;
use super::job::{JobPhase, JobState};
use super::point::{Known, Point};
use super::side::Side;
use crate::model::bytes::reduced;
use crate::model::{Backup, VmId};
use crate::units::{Moment, Span};
use crate::world::draws::of_synthetic;

/// What follows when the increment of a job is complete of which a full is to be made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::world) enum Synthesis {
    /// None is to be made.
    Not,
    /// The repository has no room for it.
    Full,
    /// So many bytes begin to be read and written.
    Begins(u64),
}

/// How a synthetic full ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::world) enum Synthesised {
    /// It is complete, and took so long from the last byte of its increment on.
    Made { bytes: u64, takes: Span },
    /// A file that was read for it is bad.
    BadFile,
    /// What it was made of was deleted meanwhile.
    Gone,
}

impl JobState {
    /// Whether the next full can be put together from what lies at the first repository: its newest point is what the VM
    /// goes on from, changed blocks are told apart since then, and no file is known to be bad that it hangs on.
    fn can_be_synthesised(&self, backup: &Backup) -> bool {
        let Some(newest) = self.points.len().checked_sub(1) else {
            return false;
        };
        backup.synthetic.is_some()
            && !self.active_needed
            && !self.points[newest].left
            && self.chain_lies(newest, true, backup.chain)
            && !self.is_known_bad(newest, backup.chain)
    }
}

impl Vault<'_> {
    /// The increment of a VM's job is complete: what follows where a full is to be made of it. `read` is the point of the
    /// VM that is being read, if one is.
    pub(in crate::world) fn begin_synthesis(
        &mut self,
        vm: VmId,
        now: Moment,
        read: Option<u32>,
    ) -> Synthesis {
        let backup = self.backup_of(vm).1;
        let job = &mut self.jobs[vm];
        // Meanwhile the VM may have gone on from something else.
        if !std::mem::take(&mut job.synthesises) || !job.can_be_synthesised(backup) {
            return Synthesis::Not;
        }
        let bytes = reduced(self.blueprint.vm(vm).used.0 as f64, backup.reduction) as u64;
        if bytes > self.room_at(backup.to) {
            self.retain(vm, now, read);
        }
        let fits = bytes <= self.room_at(backup.to);
        let job = &mut self.jobs[vm];
        if !fits {
            job.full_at = Some((now, backup.to));
            return Synthesis::Full;
        }
        job.bytes = bytes;
        job.phase = JobPhase::Synthesis;
        self.store(backup.to, bytes);
        Synthesis::Begins(bytes)
    }

    /// Whether the point of a VM's job that is complete now is a full that was read from it, where fulls are to be
    /// synthetic.
    pub(in crate::world) fn last_was_active(&self, vm: VmId) -> bool {
        self.backup_of(vm).1.synthetic.is_some() && self.jobs[vm].full
    }

    /// Whether the next full of a VM, if one is due, can be put together at its repository.
    pub(in crate::world) fn can_synthesise(&self, vm: VmId) -> bool {
        self.jobs[vm].can_be_synthesised(self.backup_of(vm).1)
    }

    /// Whether a full of a VM is being put together.
    pub(in crate::world) fn synthesises(&self, vm: VmId) -> bool {
        self.jobs[vm].phase == JobPhase::Synthesis
    }

    /// The last byte of a synthetic full is written: it takes the place of the increment that it was made with, unless a
    /// file that was read for it turns out bad.
    ///
    /// # Panics
    /// Where no full was put together.
    pub(in crate::world) fn end_synthesis(&mut self, vm: VmId, now: Moment) -> Synthesised {
        let backup = self.backup_of(vm).1;
        let verify = backup.synthetic.is_none_or(|one| one.verify);
        let share = backup.bad_point.0;
        let job = &mut self.jobs[vm];
        let newest = job.points.len().checked_sub(1);
        let newest = newest.expect("a full is made of a point that lies there");
        if !job.chain_lies(newest, true, backup.chain) {
            let bytes = job.bytes;
            self.free(backup.to, bytes);
            return Synthesised::Gone;
        }
        let carried = (job.chain_of(newest, backup.chain)).any(|point| point.unreadable);
        if verify && !job.read_whole(newest, backup.chain) {
            let bytes = job.bytes;
            job.active_needed = true;
            self.free(backup.to, bytes);
            return Synthesised::BadFile;
        }
        let own = share > 0.0 && job.files_stream.uniform(of_synthetic(job.ordinal)) < share;
        let increment = job.points[newest];
        job.points.push_back(Point {
            bytes: job.bytes,
            full: true,
            synthetic: true,
            unreadable: own || carried,
            first: true,
            second: false,
            complete: now,
            copied: now,
            known: Known::Nothing,
            ..increment
        });
        let bytes = job.bytes;
        job.full_clock = increment.clock;
        job.full_needed = job.active_needed;
        if !job.active_needed {
            self.logs[vm].chain_begins(increment.captured, increment.clock);
        }
        self.replace(vm, newest, true, now);
        Synthesised::Made {
            bytes,
            takes: now.since(increment.complete),
        }
    }

    /// A full of a VM that was being put together is broken off: its room is free.
    pub(in crate::world) fn drop_synthesis(&mut self, vm: VmId) {
        let bytes = self.jobs[vm].bytes;
        self.free(self.backup_of(vm).1.to, bytes);
    }

    /// The point at a place has a full of its own at a side: there it lies no more, unless it cannot be deleted.
    pub(super) fn replace(&mut self, vm: VmId, index: usize, first: bool, now: Moment) {
        let backup = self.backup_of(vm).1;
        let side = self.sides(backup).find(|(_, side)| side.first == first);
        let Some((repository, side)) = side else {
            return;
        };
        let point = &mut self.jobs[vm].points[index];
        if !side.holds(point) || side.locks(point, now) {
            return;
        }
        *lies_at(point, side) = false;
        let bytes = point.bytes;
        self.free(repository, bytes);
    }

    /// Whether the full whose turn it is to be copied can be put together at the second repository: what it was made of lies
    /// there, but for the increment, which may have to be moved. Bytes of that.
    pub(super) fn copied_as_increment(&self, vm: VmId) -> Option<u64> {
        let backup = self.backup_of(vm).1;
        let job = &self.jobs[vm];
        let index = job.place_of(job.next_copy)?;
        let before = index.checked_sub(1)?;
        if !job.points[index].synthetic || job.points[before].full {
            return None;
        }
        let chain = job.chain_of(before, backup.chain);
        let last = job.points[before].captured;
        let mut older = chain.filter(|point| point.full || point.captured != last);
        let lies = older.all(|point| point.second) && !job.is_known_bad(before, backup.chain);
        let moved = if job.points[before].second {
            0
        } else {
            job.points[before].bytes
        };
        lies.then_some(moved)
    }
}

fn lies_at(point: &mut Point, side: Side) -> &mut bool {
    match side.first {
        true => &mut point.first,
        false => &mut point.second,
    }
}
