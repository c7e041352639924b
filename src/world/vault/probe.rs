//! Bad files: who reads a point finds them, and tests of restore points are there to find them early.
//!
//! Always true here: a file is good or bad from the moment it is made; what was read is known; a bad file takes every
//! point with it that hangs on it.

use super::Vault;
use super::job::JobState;
use super::log::LogState;
use super::point::Known;
use super::when::When;
use crate::model::{ChainKind, VmId};
use crate::units::{Moment, Span};

/// What a test says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::world) enum Tested {
    /// There was nothing to test, or not where it could be read.
    Nothing,
    Good,
    Bad,
}

impl JobState {
    /// Whether it is known that a point cannot be read: somebody found a bad file that it hangs on.
    pub(super) fn is_known_bad(&self, index: usize, chain: ChainKind) -> bool {
        if !self.knows_bad {
            return false;
        }
        let mut points = self.chain_of(index, chain);
        points.any(|point| point.known == Known::Bad)
    }

    /// A point is read with all that it hangs on, the oldest first: whether all of it could be read. The first file that
    /// could not is known to be bad from now on.
    pub(super) fn read_whole(&mut self, index: usize, chain: ChainKind) -> bool {
        let mut first = index;
        while first > 0 && !self.points[first].full {
            first -= 1;
        }
        for at in first..=index {
            if chain == ChainKind::Differential && at != first && at != index {
                continue;
            }
            let point = &mut self.points[at];
            if point.unreadable {
                point.known = Known::Bad;
                self.knows_bad = true;
                return false;
            }
            point.known = Known::Good;
        }
        true
    }
}

impl Vault<'_> {
    /// A restore has read a point of a VM with all that it hangs on: whether it can be used.
    pub(in crate::world) fn can_be_used(&mut self, vm: VmId, sequence: u32) -> bool {
        let chain = self.backup_of(vm).1.chain;
        let job = &mut self.jobs[vm];
        let index = job.place_of(sequence);
        index.is_some_and(|index| job.read_whole(index, chain))
    }

    /// A test replays what lay at the first repository when it began on the point that it has restored: whether that went
    /// well. What tests have read before is known to be good.
    fn test_logs(&mut self, vm: VmId, point: u32, (now, cost): (Moment, Span)) -> bool {
        let Some(index) = self.jobs[vm].place_of(point) else {
            return true;
        };
        let captured = self.jobs[vm].points[index].captured;
        let LogState {
            logs,
            dropped,
            tested,
            ..
        } = &mut self.logs[vm];
        let start = logs.partition_point(|log| log.captured <= captured);
        let mut place = start.max(tested.saturating_sub(*dropped) as usize);
        let mut at = match place > start {
            true => logs[place - 1].captured,
            false => captured,
        };
        while let Some(log) = logs.get_mut(place)
            && log.from <= at
            && log.to.0 > at
            && log.first
            && log.known != Known::Bad
            && now.since(log.captured) >= cost
        {
            if log.unreadable {
                log.known = Known::Bad;
                return false;
            }
            log.known = Known::Good;
            at = log.to.0;
            place += 1;
            *tested = *dropped + place as u32;
        }
        true
    }

    /// A test of a VM is over, if one is: what it says of the newest point that was there when it began. Not made
    /// while the VM is restored itself, or its repository is down.
    pub(in crate::world) fn test_point(
        &mut self,
        vm: VmId,
        when: When,
        may_be_made: bool,
    ) -> Option<Tested> {
        let backup = self.backup_of(vm).1;
        let test = backup.upkeep.test?;
        if self.next_test(vm, when.offset) > when.now {
            return None;
        }
        self.jobs[vm].upkeep.next_test += 1;
        let nothing = Some(Tested::Nothing);
        if !may_be_made || !self.stands(backup.to) {
            return nothing;
        }
        let job = &mut self.jobs[vm];
        let was_there = |index: &usize| when.now.since(job.points[*index].captured) >= test.cost;
        let found = (0..job.points.len()).rev().filter(was_there).find(|index| {
            !job.points[*index].left
                && job.chain_lies(*index, true, backup.chain)
                && !job.is_known_bad(*index, backup.chain)
        });
        let Some(index) = found else { return nothing };
        let point = job.dropped + index as u32;
        let mut good = job.read_whole(index, backup.chain);
        if good && backup.logs.is_some() {
            good = self.test_logs(vm, point, (when.now, test.cost));
        }
        let job = &mut self.jobs[vm];
        if good {
            return Some(Tested::Good);
        }
        job.full_needed = true;
        Some(Tested::Bad)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::vault::point::Point;

    /// Points of which some are fulls and some have a bad file.
    fn chain(kinds: &[(bool, bool)]) -> JobState {
        let mut job = JobState::new();
        for (full, unreadable) in kinds {
            job.points.push_back(Point {
                captured: Moment::ZERO,
                clock: 0,
                bytes: 1,
                full: *full,
                synthetic: false,
                unreadable: *unreadable,
                bad: false,
                left: false,
                first: true,
                second: false,
                complete: Moment::ZERO,
                copied: Moment::ZERO,
                known: Known::Nothing,
            });
        }
        job
    }

    const FULL: (bool, bool) = (true, false);
    const NEXT: (bool, bool) = (false, false);
    const BAD: (bool, bool) = (false, true);

    /// Of a full with four increments the third file is bad: what was made before it can be read, what hangs on it
    /// cannot, and the next chain can. Before anybody reads it nobody knows.
    #[test]
    fn a_bad_file_takes_every_point_that_hangs_on_it() {
        let mut job = chain(&[FULL, NEXT, BAD, NEXT, NEXT, FULL]);
        let kind = ChainKind::Incremental;
        assert!((0..6).all(|index| !job.is_known_bad(index, kind)));
        assert!(job.read_whole(1, kind) && !job.read_whole(4, kind));
        let bad = [0, 1, 2, 3, 4, 5].map(|index| job.is_known_bad(index, kind));
        assert_eq!(bad, [false, false, true, true, true, false]);
        assert!(job.read_whole(5, kind));
    }

    /// A differential hangs on its full alone: a bad one takes no other, and a bad full takes all.
    #[test]
    fn a_bad_differential_takes_itself_alone() {
        let kind = ChainKind::Differential;
        let mut job = chain(&[FULL, NEXT, BAD, NEXT]);
        assert!(!job.read_whole(2, kind) && job.read_whole(3, kind));
        let bad = [0, 1, 2, 3].map(|index| job.is_known_bad(index, kind));
        assert_eq!(bad, [false, false, true, false]);
        let mut job = chain(&[(true, true), NEXT, NEXT, FULL]);
        assert!(!job.read_whole(2, kind));
        let bad = [0, 1, 2, 3].map(|index| job.is_known_bad(index, kind));
        assert_eq!(bad, [true, true, true, false]);
    }
}
