//! Sums by what they are of.
//!
//! Always true here: rows stand in the order of their keys, and only those that were asked for. Keys are few, classes or
//! causes, so that a row is found and put in its place in a list.

use super::Sum;
use serde::{Deserialize, Serialize};

/// A table of sums.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct Table<K, V>(Vec<(K, V)>);

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Table(Vec::new())
    }
}

impl<K: Ord + Copy, V> Table<K, V> {
    fn place(&self, key: K) -> Result<usize, usize> {
        self.0.binary_search_by_key(&key, |(known, _)| *known)
    }
    /// The sums of this key, none yet where nobody asked before.
    pub(crate) fn at(&mut self, key: K) -> &mut V
    where
        V: Default,
    {
        let place = self.place(key).unwrap_or_else(|place| {
            // Rows are large, and most tables have one or two.
            self.0.reserve_exact(1);
            self.0.insert(place, (key, V::default()));
            place
        });
        &mut self.0[place].1
    }
    /// What there is of this key.
    pub(crate) fn get(&self, key: K) -> Option<&V> {
        let place = self.place(key).ok()?;
        self.0.get(place).map(|(_, sums)| sums)
    }
    /// All rows in the order of their keys.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (K, &V)> + Clone {
        self.0.iter().map(|(key, sums)| (*key, sums))
    }
}

impl<K: Ord + Copy, V: Sum + Default> Sum for Table<K, V> {
    fn merge(&mut self, other: &Self) {
        for (key, sums) in other.rows() {
            self.at(key).merge(sums);
        }
    }
    fn settle(&mut self) {
        self.0.iter_mut().for_each(|(_, sums)| sums.settle());
    }
    fn has_rounded(&self) -> bool {
        self.0.iter().any(|(_, sums)| sums.has_rounded())
    }
}
