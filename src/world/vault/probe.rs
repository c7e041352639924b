//! Tests of restore points: the newest point of a VM is restored on trial.
//!
//! Always true here: what a test has read is good or known to be bad; a point is as bad as what of its chain has
//! not been tested.

use super::Vault;
use super::job::JobState;
use super::point::Known;
use super::when::When;
use crate::model::{ChainKind, VmId};
use crate::world::draws::OfUpkeep;

/// What a test says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::world) enum Tested {
    /// There was nothing to test, or not where it could be read.
    Nothing,
    Good,
    Bad,
}

impl JobState {
    /// Whether a test has found that a point cannot be read.
    pub(super) fn is_known_bad(&self, index: usize, chain: ChainKind) -> bool {
        let mut points = self.chain_of(index, chain);
        points.any(|point| point.known == Known::Bad)
    }

    /// The share of what a restore of a point reads that no test has read.
    fn untested(&self, index: usize, chain: ChainKind) -> f64 {
        let all = self.chain_of(index, chain).count();
        let unknown = |point: &&super::Point| point.known == Known::Nothing;
        let untested = self.chain_of(index, chain).filter(unknown).count();
        untested as f64 / all as f64
    }

    /// What a test of a point says is known from now on: all that it read is good, or the oldest of it that was not
    /// tested before is bad.
    fn learn(&mut self, index: usize, chain: ChainKind, good: bool) {
        let mut first = index;
        while first > 0 && !self.points[first].full {
            first -= 1;
        }
        for at in first..=index {
            let read = chain != ChainKind::Differential || at == first || at == index;
            let known = &mut self.points[at].known;
            if !read || *known != Known::Nothing {
                continue;
            }
            if !good {
                *known = Known::Bad;
                return;
            }
            *known = Known::Good;
        }
    }
}

impl Vault<'_> {
    /// The probability that a point of a VM turns out bad when it is read.
    pub(in crate::world) fn chance_of_bad(&self, vm: VmId, sequence: u32) -> f64 {
        let backup = self.backup_of(vm).1;
        let share = backup.bad_point.0;
        let job = &self.jobs[vm];
        match (backup.upkeep.test, job.place_of(sequence)) {
            (Some(_), Some(index)) => share * job.untested(index, backup.chain),
            _ => share,
        }
    }

    /// A point of a VM turned out bad when it was read.
    pub(in crate::world) fn condemn(&mut self, vm: VmId, sequence: u32) {
        let job = &mut self.jobs[vm];
        if let Some(index) = job.place_of(sequence) {
            job.points[index].known = Known::Bad;
        }
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
        let number = self.jobs[vm].upkeep.next_test;
        self.jobs[vm].upkeep.next_test += 1;
        let nothing = Some(Tested::Nothing);
        if !may_be_made || !self.stands(backup.to) {
            return nothing;
        }
        let job = &mut self.jobs[vm];
        let was_there = |index: &usize| when.now.since(job.points[*index].captured) >= test.cost;
        let found = (0..job.points.len()).rev().filter(was_there).find(|index| {
            job.chain_lies(*index, true, backup.chain) && !job.is_known_bad(*index, backup.chain)
        });
        let Some(index) = found else { return nothing };
        let chance = backup.bad_point.0 * job.untested(index, backup.chain);
        let word = OfUpkeep::Tested.at(number);
        let good = chance <= 0.0 || job.upkeep_stream.uniform(word) >= chance;
        job.learn(index, backup.chain, good);
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
    use crate::units::Moment;
    use crate::world::vault::Point;

    fn chain(kinds: &[bool]) -> JobState {
        let mut job = JobState::new();
        for full in kinds {
            job.points.push_back(Point {
                captured: Moment::ZERO,
                clock: 0,
                bytes: 1,
                full: *full,
                bad: false,
                first: true,
                second: false,
                complete: Moment::ZERO,
                copied: Moment::ZERO,
                known: Known::Nothing,
            });
        }
        job
    }

    /// A full with three increments of which the second was tested: one part in four of the last is not.
    #[test]
    fn a_point_is_as_bad_as_what_of_its_chain_was_not_tested() {
        let mut job = chain(&[true, false, false, false]);
        let kind = ChainKind::Incremental;
        assert_eq!(job.untested(3, kind), 1.0);
        job.learn(2, kind, true);
        assert_eq!((job.untested(2, kind), job.untested(3, kind)), (0.0, 0.25));
        job.learn(3, kind, false);
        assert!(job.is_known_bad(3, kind) && !job.is_known_bad(2, kind));
    }

    /// Of differentials a test reads the full and the one itself: the one between stays unknown.
    #[test]
    fn a_test_of_a_differential_says_nothing_of_those_before_it() {
        let mut job = chain(&[true, false, false]);
        let kind = ChainKind::Differential;
        job.learn(2, kind, true);
        assert_eq!((job.untested(1, kind), job.untested(2, kind)), (0.5, 0.0));
        job.learn(1, kind, false);
        assert!(job.is_known_bad(1, kind) && !job.is_known_bad(2, kind));
    }

    /// The oldest that was not tested is bad, and with it all that is built on it; the next chain is not.
    #[test]
    fn what_is_found_bad_takes_what_is_built_on_it() {
        let mut job = chain(&[true, false, false, true]);
        let kind = ChainKind::Incremental;
        job.learn(2, kind, false);
        let bad = [0, 1, 2, 3].map(|index| job.is_known_bad(index, kind));
        assert_eq!(bad, [true, true, true, false]);
    }
}
