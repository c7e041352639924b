//! Several ascending lists as one.
//!
//! Always true here: rows ascend; what stands in several lists is one row with the sums of its weights.

use super::{Frequencies, Row, Rows};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Rows of several lists in one ascending order; a copy goes on from where it was taken.
#[derive(Clone, Debug)]
pub struct Merged<'r, const W: usize> {
    lists: Vec<Rows<'r, W>>,
    heads: BinaryHeap<Reverse<Head<W>>>,
}

/// The next row of a list.
#[derive(Clone, Copy, Debug)]
struct Head<const W: usize> {
    row: Row<W>,
    list: usize,
}

impl<const W: usize> Head<W> {
    fn place(&self) -> (u64, u64, usize) {
        (self.row.by, self.row.value, self.list)
    }
}

impl<const W: usize> PartialEq for Head<W> {
    fn eq(&self, other: &Self) -> bool {
        self.place() == other.place()
    }
}

impl<const W: usize> Eq for Head<W> {}

impl<const W: usize> PartialOrd for Head<W> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<const W: usize> Ord for Head<W> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.place().cmp(&other.place())
    }
}

/// The rows of these lists, all together.
#[must_use]
pub fn merged<'r, const W: usize>(
    lists: impl Iterator<Item = &'r Frequencies<W>>,
) -> Merged<'r, W> {
    together(lists.map(Frequencies::rows).collect())
}

pub(super) fn together<const W: usize>(lists: Vec<Rows<'_, W>>) -> Merged<'_, W> {
    let mut made = Merged {
        lists,
        heads: BinaryHeap::new(),
    };
    for list in 0..made.lists.len() {
        made.advance(list);
    }
    made
}

impl<const W: usize> Merged<'_, W> {
    fn advance(&mut self, list: usize) {
        if let Some(row) = self.lists[list].next() {
            self.heads.push(Reverse(Head { row, list }));
        }
    }
}

impl<const W: usize> Iterator for Merged<'_, W> {
    type Item = Row<W>;

    fn next(&mut self) -> Option<Row<W>> {
        let Reverse(Head { mut row, list }) = self.heads.pop()?;
        self.advance(list);
        while let Some(Reverse(head)) = self.heads.peek().copied() {
            if head.row.key() != row.key() {
                break;
            }
            self.heads.pop();
            row.gain(&head.row);
            self.advance(head.list);
        }
        Some(row)
    }
}
