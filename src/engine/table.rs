//! Tables that their own kind of id alone can index.
//!
//! Always true here: a table has no face as a slice, so neither a bare number nor the id of another
//! table reaches a row of it.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

/// What numbers the rows of a table, from 0 on.
pub trait Id: Copy {
    /// The position of its row.
    fn row(self) -> usize;
    /// The id of a row.
    fn of_row(row: usize) -> Self;
}

/// One row for each id, in the order of the ids.
#[derive(PartialEq, Eq)]
pub struct Table<I, T> {
    rows: Vec<T>,
    of: PhantomData<fn(I)>,
}

super::clones!(Table<I, T: Clone> { rows, of });

impl<I: Id, T> Table<I, T> {
    /// A table of so many equal rows.
    #[must_use]
    pub fn of(count: usize, row: T) -> Table<I, T>
    where
        T: Clone,
    {
        Table::from(vec![row; count])
    }
    /// A table of so many rows, each made anew.
    #[must_use]
    pub fn made(count: usize, row: impl FnMut() -> T) -> Table<I, T> {
        Table::from(std::iter::repeat_with(row).take(count).collect::<Vec<T>>())
    }
    /// How many rows it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }
    /// Whether it has no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
    /// The ids of its rows, in order. They do not hold on to the table.
    pub fn ids(
        &self,
    ) -> impl DoubleEndedIterator<Item = I> + ExactSizeIterator + Clone + use<I, T> {
        (0..self.rows.len()).map(I::of_row)
    }
    /// Its rows in order.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.rows.iter()
    }
    /// The same, to change them.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, T> {
        self.rows.iter_mut()
    }
    /// Its rows in order, each with its id.
    pub fn pairs(&self) -> impl Iterator<Item = (I, &T)> {
        let rows = self.rows.iter().enumerate();
        rows.map(|(row, value)| (I::of_row(row), value))
    }
    /// The row of an id, unless the table is shorter.
    #[must_use]
    pub fn get(&self, id: I) -> Option<&T> {
        self.rows.get(id.row())
    }
    /// Makes all rows equal.
    pub fn fill(&mut self, row: T)
    where
        T: Clone,
    {
        self.rows.fill(row);
    }
}

impl<I: Id, T> Index<I> for Table<I, T> {
    type Output = T;
    #[inline]
    fn index(&self, id: I) -> &T {
        &self.rows[id.row()]
    }
}

impl<I: Id, T> IndexMut<I> for Table<I, T> {
    #[inline]
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.rows[id.row()]
    }
}

impl<I: Id, T> From<Vec<T>> for Table<I, T> {
    fn from(rows: Vec<T>) -> Table<I, T> {
        Table {
            rows,
            of: PhantomData,
        }
    }
}

impl<I: Id, T> FromIterator<T> for Table<I, T> {
    fn from_iter<R: IntoIterator<Item = T>>(rows: R) -> Table<I, T> {
        Table::from(rows.into_iter().collect::<Vec<T>>())
    }
}

impl<'t, I: Id, T> IntoIterator for &'t Table<I, T> {
    type Item = &'t T;
    type IntoIter = std::slice::Iter<'t, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'t, I: Id, T> IntoIterator for &'t mut Table<I, T> {
    type Item = &'t mut T;
    type IntoIter = std::slice::IterMut<'t, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

impl<I, T: fmt::Debug> fmt::Debug for Table<I, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.rows.fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    struct Letter(u8);

    impl Id for Letter {
        fn row(self) -> usize {
            usize::from(self.0 - b'a')
        }
        fn of_row(row: usize) -> Letter {
            Letter(b'a' + row as u8)
        }
    }

    #[test]
    fn a_row_is_that_of_its_id() {
        let mut table: Table<Letter, u32> = Table::of(3, 7);
        table[Letter(b'b')] += 1;
        let pairs: Vec<(Letter, u32)> = table.pairs().map(|(id, row)| (id, *row)).collect();
        let expected = [(b'a', 7), (b'b', 8), (b'c', 7)];
        assert_eq!(pairs, expected.map(|(id, row)| (Letter(id), row)));
        assert_eq!(table.ids().collect::<Vec<_>>(), b"abc".map(Letter));
        assert_eq!(table.get(Letter(b'd')), None);
        table.fill(0);
        assert_eq!(table.iter().sum::<u32>(), 0);
    }
}
