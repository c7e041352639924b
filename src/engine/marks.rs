//! Sets of ids, as bits.
//!
//! Always true here: who is in a set is found in the order of the ids, and 64 who are not cost one step.

use super::table::Id;
use std::marker::PhantomData;
use std::ops::Range;

/// A set of ids.
#[derive(Debug)]
pub struct Marks<I> {
    words: Vec<u64>,
    of: PhantomData<fn(I)>,
}

super::clones!(Marks<I> { words, of });

impl<I: Id> Marks<I> {
    /// An empty set of ids up to so many.
    #[must_use]
    pub fn none(count: usize) -> Marks<I> {
        Marks {
            words: vec![0; count.div_ceil(64)],
            of: PhantomData,
        }
    }

    /// Nobody is in it.
    pub fn clear(&mut self) {
        self.words.fill(0);
    }

    /// An id is in it from now on, or not.
    #[inline]
    pub fn set(&mut self, id: I, marked: bool) {
        let (word, bit) = (id.row() / 64, 1 << (id.row() % 64));
        if marked {
            self.words[word] |= bit;
        } else {
            self.words[word] &= !bit;
        }
    }

    /// Who of these rows is in it, in order.
    pub fn among(&self, rows: Range<usize>) -> impl Iterator<Item = I> {
        let mut from = rows.start;
        std::iter::from_fn(move || {
            let row = self.next(from).filter(|row| *row < rows.end)?;
            from = row + 1;
            Some(I::of_row(row))
        })
    }

    /// The first row from one on that is in it.
    fn next(&self, from: usize) -> Option<usize> {
        let mut word = from / 64;
        let mut bits = self.words.get(word)? & (u64::MAX << (from % 64));
        while bits == 0 {
            word += 1;
            bits = *self.words.get(word)?;
        }
        Some(word * 64 + bits.trailing_zeros() as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Clone, Copy, PartialEq, Debug)]
    struct Row(usize);
    impl Id for Row {
        fn row(self) -> usize {
            self.0
        }
        fn of_row(row: usize) -> Row {
            Row(row)
        }
    }

    /// Of 200 the first and last bits of words come and go; a part of them shows its own alone.
    #[test]
    fn who_is_in_a_set_is_found_in_order() {
        let mut marks = Marks::none(200);
        for row in [199, 0, 64, 63, 128, 127] {
            marks.set(Row(row), true);
        }
        marks.set(Row(127), false);
        let found = |rows| marks.among(rows).map(|one: Row| one.0).collect::<Vec<_>>();
        assert_eq!(found(0..200), [0, 63, 64, 128, 199]);
        assert_eq!(found(1..128), [63, 64]);
        assert_eq!(found(64..64), [0_usize; 0]);
        assert_eq!(found(200..200), [0_usize; 0]);
        marks.clear();
        assert_eq!(marks.among(0..200).next(), None);
    }

    proptest! {
        #[test]
        fn marks_are_as_a_list_of_yes_and_no(
            changes in prop::collection::vec((0_usize..150, any::<bool>()), 0..60), from in 0_usize..151, to in 0_usize..151,
        ) {
            let (mut marks, mut list) = (Marks::none(150), vec![false; 150]);
            for (row, marked) in changes {
                marks.set(Row(row), marked);
                list[row] = marked;
            }
            let found: Vec<usize> = marks.among(from..to).map(|one: Row| one.0).collect();
            let expected: Vec<usize> = (from..to).filter(|row| list[*row]).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
