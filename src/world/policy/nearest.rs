//! From where what a VM needs comes soonest, when it lies at several places.
//!
//! Always true here: of equals the first is taken; milliseconds are rounded up, and what does not end as
//! things are takes for ever.

use crate::engine::FRACTION_BITS;
use crate::model::{RepositoryId, VmId};

/// What does not end as things are.
pub(in crate::world) const NEVER: u64 = u64::MAX;

/// The repository from which a restore ends soonest; when it would, in milliseconds, is asked for only where
/// there are two that hold what is read, and stand.
pub(in crate::world) fn soonest(
    (first, second): (RepositoryId, Option<RepositoryId>),
    mut ends: impl FnMut(RepositoryId) -> u64,
) -> RepositoryId {
    let Some(second) = second else { return first };
    let by_first = ends(first);
    if ends(second) < by_first {
        second
    } else {
        first
    }
}

/// Milliseconds until somebody gets a slot before whom so many wait, where those who hold one give it back
/// in these times: in the order in which they end, to those who wait before. Where more wait than hold
/// one, each round is taken to last as long as what the slot is for `takes`.
pub(in crate::world) fn slot_in(before: usize, ends: &mut [u64], takes: u64) -> u64 {
    ends.sort_unstable();
    match before.checked_div(ends.len()) {
        Some(rounds) => {
            let first = ends[before % ends.len()];
            first.saturating_add(takes.saturating_mul(rounds as u64))
        }
        None => NEVER,
    }
}

/// Milliseconds that so many bytes take at a rate in 2^-32 bytes per millisecond, rounded up.
pub(in crate::world) fn milliseconds(bytes: u64, rate: u64) -> u64 {
    let amount = u128::from(bytes) << FRACTION_BITS;
    match (bytes, rate) {
        (0, _) => 0,
        (_, 0) => NEVER,
        _ => u64::try_from(amount.div_ceil(u128::from(rate))).unwrap_or(NEVER),
    }
}

/// An instance that another one could read its state from; the least is the best: one that takes part,
/// else the one with the newest state; of several, the one from which it ends soonest as things are,
/// rather on the same stamp, else the first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(in crate::world) struct Reseeder {
    pub(in crate::world) takes_no_part: bool,
    /// Its write clock, the latest first.
    pub(in crate::world) clock: std::cmp::Reverse<u64>,
    /// Milliseconds until all of it would be read.
    pub(in crate::world) takes: u64,
    pub(in crate::world) on_another_stamp: bool,
    pub(in crate::world) vm: VmId,
}

/// The instance to read from.
pub(in crate::world) fn nearest(reseeders: impl Iterator<Item = Reseeder>) -> Option<VmId> {
    reseeders.min().map(|best| best.vm)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cmp::Reverse;

    const VAULT: RepositoryId = RepositoryId(2);
    const DEPOT: RepositoryId = RepositoryId(5);

    /// One place is taken unasked; of two the sooner, and of equals the first.
    #[test]
    fn a_restore_reads_where_it_ends_soonest() {
        let unasked = |_| panic!("with one place no end matters");
        assert_eq!(soonest((VAULT, None), unasked), VAULT);
        let ends = |depot: u64| move |from| if from == VAULT { 1_000 } else { depot };
        let both = (VAULT, Some(DEPOT));
        assert_eq!(soonest(both, ends(999)), DEPOT);
        assert_eq!(soonest(both, ends(1_000)), VAULT);
        assert_eq!(soonest(both, ends(NEVER)), VAULT);
    }

    /// Slots come free after 10, 20 and 30 s. Whoever is fourth in the line waits for the first to come
    /// free again, one restore of 7 s later.
    #[test]
    fn slots_come_free_in_the_order_of_their_ends() {
        let ends = || [30_000, 10_000, 20_000];
        assert_eq!(slot_in(0, &mut ends(), 7_000), 10_000);
        assert_eq!(slot_in(2, &mut ends(), 7_000), 30_000);
        assert_eq!(slot_in(3, &mut ends(), 7_000), 17_000);
        assert_eq!(slot_in(7, &mut ends(), 7_000), 34_000);
        assert_eq!(slot_in(0, &mut [], 7_000), NEVER);
    }

    /// 3,000 bytes at 2,000 bytes a second take 1.5 s.
    #[test]
    fn bytes_take_their_time_and_without_a_rate_for_ever() {
        let rate = 2 << FRACTION_BITS;
        assert_eq!(milliseconds(3_000, rate), 1_500);
        assert_eq!(milliseconds(3_001, rate), 1_501);
        assert_eq!((milliseconds(0, 0), milliseconds(1, 0)), (0, NEVER));
    }

    #[test]
    fn the_nearest_instance_takes_part_is_newest_soonest_and_on_the_same_stamp() {
        let usual = Reseeder {
            takes_no_part: false,
            clock: Reverse(90_000),
            takes: 60_000,
            on_another_stamp: false,
            vm: VmId(4),
        };
        let first = |other: Reseeder| nearest([usual, other].into_iter());
        let apart = Reseeder {
            takes_no_part: true,
            clock: Reverse(95_000),
            vm: VmId(1),
            ..usual
        };
        let newer = Reseeder {
            clock: Reverse(91_000),
            takes: 90_000,
            vm: VmId(5),
            ..usual
        };
        let later = Reseeder {
            takes: 60_001,
            vm: VmId(1),
            ..usual
        };
        let away = Reseeder {
            on_another_stamp: true,
            vm: VmId(1),
            ..usual
        };
        assert_eq!(first(apart), Some(VmId(4)));
        assert_eq!(first(newer), Some(VmId(5)));
        assert_eq!((first(later), first(away)), (Some(VmId(4)), Some(VmId(4))));
        assert_eq!(
            first(Reseeder {
                vm: VmId(3),
                ..usual
            }),
            Some(VmId(3))
        );
        assert_eq!(nearest(std::iter::empty()), None);
    }
}
