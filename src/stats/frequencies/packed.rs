//! Ascending rows as a string of bytes.
//!
//! Always true here: a row holds what it is above the one before it; the usual row, seen once and alone in its
//! trial, is one number, of one byte where values lie close.

use super::Row;
use serde::{Deserialize, Serialize};

/// The weights of a row differ from 1.
const WEIGHED: u128 = 1;
/// It is shared by another number than the one before, and holds its whole value.
const ANOTHER: u128 = 2;
/// Its weights are all the same, as they are where no trial has two observations, and stand there once.
const EVEN: u128 = 4;
/// Bits of these marks.
const MARKS: u32 = 3;

/// Packed rows.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(super) struct Packed {
    bytes: Vec<u8>,
    /// How many rows there are.
    pub(super) rows: usize,
}

impl Packed {
    /// Room for about as much as another one takes.
    pub(super) fn with_room(bytes: usize) -> Packed {
        Packed {
            bytes: Vec::with_capacity(bytes),
            rows: 0,
        }
    }

    pub(super) fn size(&self) -> usize {
        self.bytes.len()
    }

    /// Gives back what is not used.
    pub(super) fn shrink(&mut self) {
        self.bytes.shrink_to_fit();
    }

    pub(super) fn rows<const W: usize>(&self) -> Rows<'_, W> {
        Rows {
            bytes: &self.bytes,
            by: 0,
            value: 0,
        }
    }
}

/// Writes ascending rows; equal ones that follow each other become one.
pub(super) struct Writer<const W: usize> {
    made: Packed,
    last: (u64, u64),
    open: Option<Row<W>>,
}

impl<const W: usize> Writer<W> {
    pub(super) fn into(made: Packed) -> Self {
        Writer {
            made,
            last: (0, 0),
            open: None,
        }
    }

    pub(super) fn put(&mut self, row: Row<W>) {
        match &mut self.open {
            Some(open) if open.key() == row.key() => open.gain(&row),
            _ => {
                if let Some(done) = self.open.replace(row) {
                    self.write(&done);
                }
            }
        }
    }

    fn write(&mut self, row: &Row<W>) {
        let another = row.by != self.last.0;
        let weighed = row.weights.iter().any(|weight| *weight != 1);
        let even = weighed && row.weights.iter().all(|weight| *weight == row.weights[0]);
        let marks = [(weighed, WEIGHED), (another, ANOTHER), (even, EVEN)];
        let marks = marks.into_iter().filter(|(is, _)| *is);
        let marks = marks.fold(0, |all, (_, mark)| all | mark);
        let above = if another {
            row.value
        } else {
            row.value - self.last.1
        };
        let bytes = &mut self.made.bytes;
        number(bytes, u128::from(above) << MARKS | marks);
        if another {
            number(bytes, u128::from(row.by - self.last.0));
        }
        if weighed {
            let told = if even { 1 } else { W };
            for weight in &row.weights[..told] {
                number(bytes, u128::from(*weight));
            }
        }
        self.last = row.key();
        self.made.rows += 1;
    }

    pub(super) fn done(mut self) -> Packed {
        if let Some(last) = self.open.take() {
            self.write(&last);
        }
        self.made
    }
}

/// Seven bits a byte, the lowest first; the highest bit says that more follow.
fn number(bytes: &mut Vec<u8>, mut value: u128) {
    while value >= 128 {
        bytes.push((value & 127) as u8 | 128);
        value >>= 7;
    }
    bytes.push(value as u8);
}

/// Ascending rows, read from their bytes.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'r, const W: usize> {
    bytes: &'r [u8],
    by: u64,
    value: u64,
}

impl<const W: usize> Rows<'_, W> {
    fn number(&mut self) -> Option<u128> {
        let (first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        let mut value = u128::from(first & 127);
        let mut more = first & 128 != 0;
        let mut shift = 7;
        while more {
            let (next, rest) = self.bytes.split_first()?;
            self.bytes = rest;
            // Bytes of another hand may go on for ever.
            value |= u128::from(next & 127).checked_shl(shift).unwrap_or(0);
            more = next & 128 != 0;
            shift = shift.saturating_add(7);
        }
        Some(value)
    }
}

impl<const W: usize> Iterator for Rows<'_, W> {
    type Item = Row<W>;

    fn next(&mut self) -> Option<Row<W>> {
        let head = self.number()?;
        let above = (head >> MARKS) as u64;
        if head & ANOTHER == 0 {
            self.value = self.value.saturating_add(above);
        } else {
            self.value = above;
            self.by = self.by.saturating_add(self.number()? as u64);
        }
        let mut weights = [1; W];
        if head & EVEN != 0 {
            weights = [self.number()? as u64; W];
        } else if head & WEIGHED != 0 {
            for weight in &mut weights {
                *weight = self.number()? as u64;
            }
        }
        Some(Row {
            by: self.by,
            value: self.value,
            weights,
        })
    }
}
