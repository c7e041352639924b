//! Who is stopped so that a more urgent VM has room.
//!
//! Always true here: only whom the stamp lets be stopped, and only who is less urgent; of these the last to
//! be started again.

use crate::model::VmId;

/// A VM that holds room where it is wanted; the greatest is the first to be stopped.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(in crate::world) struct Occupant {
    /// Its place in the order of restarts: by tier, start order, number.
    pub(in crate::world) rank: u32,
    pub(in crate::world) tier: u8,
    pub(in crate::world) vm: VmId,
}

/// The VM that is stopped for one of this tier, on a stamp where VMs of some tiers may be; none where
/// nobody may be stopped for it.
pub(in crate::world) fn victim(
    tier: u8,
    may_be_stopped: &[u8],
    occupants: impl Iterator<Item = Occupant>,
) -> Option<VmId> {
    let yields = |one: &Occupant| one.tier > tier && may_be_stopped.contains(&one.tier);
    occupants.filter(yields).max().map(|last| last.vm)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A VM of tier 1 wants room where VMs of tiers 2 and 3 may be stopped: of two of tier 2 the later one
    /// goes, one of tier 3 before both, and one of tier 4 stays, as does one of its own tier.
    #[test]
    fn the_least_urgent_goes_that_may_be_stopped() {
        let on = |rank, tier| Occupant {
            rank,
            tier,
            vm: VmId(100 - rank),
        };
        let stops = |occupants: &[Occupant]| victim(1, &[2, 3], occupants.iter().copied());
        assert_eq!(stops(&[on(5, 2), on(6, 2)]), Some(VmId(94)));
        assert_eq!(stops(&[on(9, 3), on(6, 2)]), Some(VmId(91)));
        assert_eq!(stops(&[on(12, 4), on(6, 2)]), Some(VmId(94)));
        assert_eq!(stops(&[on(12, 4), on(2, 1), on(1, 0)]), None);
        assert_eq!(victim(1, &[], [on(6, 2)].into_iter()), None);
    }
}
