//! Who is stopped so that a more urgent VM has room.
//!
//! Always true here: only whom the stamp lets be stopped, and only who is less urgent; of these the last to
//! be started again.

use crate::model::{NodeId, VmId};

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

/// What a VM finds on a node that may be cleared for it. Bytes.
pub(in crate::world) struct Clearance {
    /// Free on it.
    pub(in crate::world) room: u64,
    /// Whether it has as many VMs as it may have.
    pub(in crate::world) full: bool,
    /// What is wanted.
    pub(in crate::world) memory: u64,
}

impl Clearance {
    /// The rank of the last VM that has to go, the least urgent first; none where all of them are too few. Asks who
    /// goes next, before a rank: with its rank and its memory.
    pub(in crate::world) fn last_to_go(
        self,
        next: impl Fn(Option<u32>) -> Option<(u32, VmId, u64)>,
    ) -> Option<u32> {
        let (mut room, mut last) = (self.room, None);
        while room < self.memory || (self.full && last.is_none()) {
            let (rank, _, memory) = next(last)?;
            room += memory;
            last = Some(rank);
        }
        last
    }
}

/// The node whose last VM to go is the least urgent; of equals the first.
pub(in crate::world) fn clearest(offers: impl Iterator<Item = (u32, NodeId)>) -> Option<NodeId> {
    let best = offers.max_by_key(|(last, node)| (*last, std::cmp::Reverse(*node)));
    best.map(|(_, node)| node)
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

    /// 20 are free; ranks 9, 7 and 4 have 30, 15 and 50. Where 66 are wanted, the third has to go as well; where 65 are
    /// wanted, two are enough; for 200 all are too few. With room but no place for one more VM, one goes.
    #[test]
    fn as_many_go_as_make_room_the_least_urgent_first() {
        let on = [(9, 30), (7, 15), (4, 50)];
        let last = |memory, full| {
            let clearance = Clearance {
                room: 20,
                full,
                memory,
            };
            clearance.last_to_go(|before| {
                let next = on
                    .iter()
                    .find(|one| before.is_none_or(|before| one.0 < before));
                next.map(|(rank, memory)| (*rank, VmId(*rank), *memory))
            })
        };
        assert_eq!(last(66, false), Some(4));
        assert_eq!(last(65, false), Some(7));
        assert_eq!(last(200, false), None);
        assert_eq!(last(10, true), Some(9));
        let offers = [(4, NodeId(0)), (7, NodeId(1)), (7, NodeId(2))];
        assert_eq!(clearest(offers.into_iter()), Some(NodeId(1)));
    }
}
