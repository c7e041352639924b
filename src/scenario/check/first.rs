//! VMs of which the same is said: it is said of the first of them, with how many more there are.
//!
//! Always true here: VMs come in their order, so that the first is the one that the scenario has first.

use std::collections::BTreeMap;

/// Which VM is told of, and how many more there are.
pub(super) struct First {
    /// Its place among all VMs.
    pub(super) vm: usize,
    pub(super) more: usize,
}

impl First {
    /// Counts one more VM of which this is said.
    pub(super) fn count<K: Ord>(found: &mut BTreeMap<K, First>, said: K, vm: usize) {
        let known = found.entry(said).and_modify(|first| first.more += 1);
        known.or_insert(First { vm, more: 0 });
    }
}
