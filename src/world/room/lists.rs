//! VMs listed by where they are, so that what happens there costs what it touches.
//!
//! Always true here: every list is in the order of VM numbers; a VM stands in one list at most. Nothing is
//! allocated after construction.

use crate::engine::{Id, Table, clones};
use crate::model::VmId;

/// A list of VMs for each of some places.
#[derive(Debug)]
pub(super) struct Lists<I: Id> {
    first: Table<I, Option<VmId>>,
    last: Table<I, Option<VmId>>,
    /// Who comes after each VM in its list.
    next: Table<VmId, Option<VmId>>,
}

clones!(Lists<I: Id> { first, last, next });

impl<I: Id> Lists<I> {
    /// Empty lists.
    pub(super) fn new(places: usize, vms: usize) -> Lists<I> {
        Lists {
            first: Table::of(places, None),
            last: Table::of(places, None),
            next: Table::of(vms, None),
        }
    }

    /// Nobody stands in any.
    pub(super) fn clear(&mut self) {
        self.first.fill(None);
        self.last.fill(None);
        self.next.fill(None);
    }

    /// The first of a list, and who comes after a VM in its list.
    pub(super) fn first(&self, place: I) -> Option<VmId> {
        self.first[place]
    }
    /// See [`Lists::first`].
    pub(super) fn after(&self, vm: VmId) -> Option<VmId> {
        self.next[vm]
    }

    /// All of a list.
    pub(super) fn all(&self, place: I) -> impl Iterator<Item = VmId> {
        std::iter::successors(self.first[place], |vm| self.next[*vm])
    }

    /// The last of a list before a VM. Who comes in the order of numbers is found at once.
    fn before(&self, place: I, vm: VmId) -> Option<VmId> {
        // Where nobody is the last, nobody is there.
        let last = self.last[place]?;
        if last < vm {
            return Some(last);
        }
        self.all(place).take_while(|other| *other < vm).last()
    }

    /// What leads to whoever comes after this one, or first.
    fn link(&mut self, place: I, before: Option<VmId>) -> &mut Option<VmId> {
        match before {
            Some(before) => &mut self.next[before],
            None => &mut self.first[place],
        }
    }

    /// A VM comes into a list.
    pub(super) fn insert(&mut self, place: I, vm: VmId) {
        let before = self.before(place, vm);
        let after = self.link(place, before).replace(vm);
        self.next[vm] = after;
        if after.is_none() {
            self.last[place] = Some(vm);
        }
    }

    /// A VM leaves its list.
    pub(super) fn remove(&mut self, place: I, vm: VmId) {
        let before = self.before(place, vm);
        let after = self.next[vm].take();
        let link = self.link(place, before);
        assert!(*link == Some(vm), "a VM leaves a list that it stands in");
        *link = after;
        if after.is_none() {
            self.last[place] = before;
        }
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
