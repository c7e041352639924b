//! VMs listed by where they are, so that what happens there costs what it touches.
//!
//! Always true here: every list is in the order of VM numbers; a VM stands in one list at most. Nothing is
//! allocated after construction.

use crate::engine::{Id, Table, clones};
use crate::model::VmId;

/// Nobody: the end of a list.
const NOBODY: VmId = VmId(u32::MAX);

/// Somebody, or nobody.
fn some(vm: VmId) -> Option<VmId> {
    (vm != NOBODY).then_some(vm)
}

/// Who stands before and after a VM in its list, or at the end and at the beginning of a list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Links {
    before: VmId,
    after: VmId,
}

const ALONE: Links = Links {
    before: NOBODY,
    after: NOBODY,
};

/// A list of VMs for each of some places.
#[derive(Debug)]
pub(super) struct Lists<I: Id> {
    /// The first of each list stands after its place, the last before it.
    ends: Table<I, Links>,
    links: Table<VmId, Links>,
}

clones!(Lists<I: Id> { ends, links });

impl<I: Id> Lists<I> {
    /// Empty lists.
    pub(super) fn new(places: usize, vms: usize) -> Lists<I> {
        Lists {
            ends: Table::of(places, ALONE),
            links: Table::of(vms, ALONE),
        }
    }

    /// Nobody stands in any.
    pub(super) fn clear(&mut self) {
        self.ends.fill(ALONE);
        self.links.fill(ALONE);
    }

    /// The first of a list, and who comes after a VM in its list.
    pub(super) fn first(&self, place: I) -> Option<VmId> {
        some(self.ends[place].after)
    }
    /// See [`Lists::first`].
    pub(super) fn after(&self, vm: VmId) -> Option<VmId> {
        some(self.links[vm].after)
    }

    /// All of a list.
    pub(super) fn all(&self, place: I) -> impl Iterator<Item = VmId> {
        std::iter::successors(self.first(place), |vm| self.after(*vm))
    }

    /// Two stand next to each other in a list from now on, or at one of its ends.
    #[inline(always)]
    fn join(&mut self, place: I, before: VmId, after: VmId) {
        match some(before) {
            Some(before) => self.links[before].after = after,
            None => self.ends[place].after = after,
        }
        match some(after) {
            Some(after) => self.links[after].before = before,
            None => self.ends[place].before = before,
        }
    }

    /// A VM comes into a list. Who comes first or last in it finds its place at once.
    pub(super) fn insert(&mut self, place: I, vm: VmId) {
        let ends = &mut self.ends[place];
        if *ends == ALONE {
            *ends = Links {
                before: vm,
                after: vm,
            };
            return;
        }
        let mut links = match ends.after > vm {
            true => Links {
                before: NOBODY,
                after: ends.after,
            },
            false => Links {
                before: ends.before,
                after: NOBODY,
            },
        };
        while let Some(other) = some(links.before).filter(|other| *other > vm) {
            links = Links {
                before: self.links[other].before,
                after: other,
            };
        }
        self.links[vm] = links;
        self.join(place, links.before, vm);
        self.join(place, vm, links.after);
    }

    /// A VM leaves its list.
    pub(super) fn remove(&mut self, place: I, vm: VmId) {
        let links = &mut self.links[vm];
        if *links == ALONE {
            let only = std::mem::replace(&mut self.ends[place], ALONE);
            assert!(only.after == vm, "a VM leaves a list that it stands in");
            return;
        }
        let Links { before, after } = std::mem::replace(links, ALONE);
        let first = some(before).is_none();
        assert!(
            !first || self.ends[place].after == vm,
            "a VM leaves a list that it stands in"
        );
        self.join(place, before, after);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::NodeId;

    /// Five VMs come and go on two nodes: each list is what a filter over all of them would find.
    #[test]
    fn lists_are_in_the_order_of_numbers_whoever_comes_first() {
        let mut lists: Lists<NodeId> = Lists::new(2, 5);
        let on = |lists: &Lists<NodeId>, node| lists.all(NodeId(node)).map(|vm| vm.0).collect();
        for vm in [3, 0, 4, 1] {
            lists.insert(NodeId(0), VmId(vm));
        }
        lists.insert(NodeId(1), VmId(2));
        let found: Vec<u32> = on(&lists, 0);
        assert_eq!(found, [0, 1, 3, 4]);
        for vm in [0, 3, 4] {
            lists.remove(NodeId(0), VmId(vm));
            lists.insert(NodeId(1), VmId(vm));
        }
        let (left, gone): (Vec<u32>, Vec<u32>) = (on(&lists, 0), on(&lists, 1));
        assert_eq!((left, gone), (vec![1], vec![0, 2, 3, 4]));
        assert_eq!(lists.first(NodeId(1)), Some(VmId(0)));
        assert_eq!(lists.after(VmId(4)), None);
        // Who goes from the end, and comes there, leaves the list as it should be.
        lists.remove(NodeId(1), VmId(4));
        lists.remove(NodeId(1), VmId(2));
        lists.insert(NodeId(1), VmId(4));
        lists.remove(NodeId(0), VmId(1));
        lists.insert(NodeId(0), VmId(2));
        let (alone, left): (Vec<u32>, Vec<u32>) = (on(&lists, 0), on(&lists, 1));
        assert_eq!((alone, left), (vec![2], vec![0, 3, 4]));
        lists.clear();
        assert_eq!(lists.first(NodeId(1)), None);
        lists.insert(NodeId(1), VmId(3));
        assert_eq!(lists.first(NodeId(1)), Some(VmId(3)));
    }

    #[test]
    #[should_panic(expected = "a VM leaves a list that it stands in")]
    fn nobody_leaves_a_list_of_others() {
        let mut lists: Lists<NodeId> = Lists::new(2, 5);
        lists.insert(NodeId(0), VmId(3));
        lists.remove(NodeId(1), VmId(3));
    }
}
