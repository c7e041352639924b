//! Distinct values and how often each was seen, beside what weights of clusters need.
//!
//! Always true here: what a list holds depends on what was added alone, never on the order or on how it was
//! split. Rows ascend; they lie packed, a few bytes each, so that a million of them are a few megabytes.
//!
//! A list of more distinct values than it may hold rounds all of them up to four significant digits, and stays so:
//! since it is rounded just when too many distinct values were seen, that does not depend on the order either.

mod merged;
mod packed;

pub use merged::{Merged, merged};
pub use packed::Rows;

use packed::{Packed, Writer};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Stands for a value without end, above every other one.
pub const ENDLESS: u64 = (1 << 62) - 1;

/// By how much a value that was rounded up is larger at most.
pub const ROUNDED_BY: f64 = 1.001;

/// A distinct value with its weights.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Row<const W: usize> {
    /// What the value is shared by, where it is an amount that several share; else 0.
    pub by: u64,
    /// The value, at most [`ENDLESS`].
    pub value: u64,
    /// Of clusters: how often it was seen, Σ(2j−1) over the places j that it takes in the ascending order of its
    /// trials, and the sum of the numbers of observations of these trials. Else how often it was seen.
    pub weights: [u64; W],
}

impl<const W: usize> Row<W> {
    fn key(&self) -> (u64, u64) {
        (self.by, self.value)
    }

    /// How often it was seen.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.weights.first().copied().unwrap_or(0)
    }

    /// The value as a real number.
    #[must_use]
    pub fn real(&self) -> f64 {
        real(self.value)
    }

    fn gain(&mut self, other: &Row<W>) {
        for (sum, more) in self.weights.iter_mut().zip(other.weights) {
            *sum = sum.saturating_add(more);
        }
    }
}

/// A value as a real number: infinite where it is without end.
#[must_use]
pub fn real(value: u64) -> f64 {
    if value >= ENDLESS {
        f64::INFINITY
    } else {
        value as f64
    }
}

/// When and how a list rounds its values.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Rounding {
    /// Most distinct values that it holds exactly.
    pub most: usize,
    /// A value up to this one is not rounded beyond it: who was within a limit stays within.
    pub limit: u64,
}

impl Rounding {
    /// No more distinct values than this.
    #[must_use]
    pub fn beyond(most: usize) -> Rounding {
        Rounding { most, limit: 0 }
    }

    fn up(&self, value: u64) -> u64 {
        let rounded = four_digits_up(value);
        if value <= self.limit {
            rounded.min(self.limit)
        } else {
            rounded
        }
    }
}

/// The smallest number of four significant digits that is not below a value.
#[must_use]
pub fn four_digits_up(value: u64) -> u64 {
    if value >= ENDLESS {
        return ENDLESS;
    }
    rounded_up(value, 10_000).min(ENDLESS - 1)
}

/// A number rounded up to a multiple of the smallest power of ten that goes into it less than `below` times: 100
/// keeps two digits.
#[must_use]
pub fn rounded_up(value: u64, below: u64) -> u64 {
    let mut unit = 1;
    while value / unit >= below {
        unit *= 10;
    }
    value.div_ceil(unit) * unit
}

/// A list of distinct values.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Frequencies<const W: usize> {
    packed: Packed,
    /// What waits to be packed; nothing once the list is settled.
    pending: Vec<Row<W>>,
    /// None while nothing was added.
    rounding: Option<Rounding>,
    rounded: bool,
}

/// Rows that wait for each other before they are packed: at least so many, and this part of those that are.
const LEAST: usize = 64;
const PART: usize = 64;

impl<const W: usize> Frequencies<W> {
    /// Adds a value with its weights.
    pub fn add(&mut self, value: u64, weights: [u64; W], rounding: &Rounding) {
        self.add_shared(0, value, weights, rounding);
    }

    /// Adds an amount that is shared by so many.
    pub fn add_shared(&mut self, by: u64, value: u64, weights: [u64; W], rounding: &Rounding) {
        self.rounding.get_or_insert(*rounding);
        let value = value.min(ENDLESS);
        let most = self.most_pending();
        if self.pending.capacity() == 0 && most > LEAST {
            self.pending.reserve_exact(most);
        }
        self.pending.push(Row { by, value, weights });
        if self.pending.len() >= most {
            self.settle();
        }
    }

    /// Adds all of another list.
    pub fn merge(&mut self, other: &Frequencies<W>) {
        self.rounding = self.rounding.or(other.rounding);
        // What a part had to round, the whole has to.
        self.rounded |= other.rounded;
        self.pending.extend_from_slice(&other.pending);
        if other.packed.rows <= self.most_pending() {
            self.pending.extend(other.packed.rows::<W>());
        } else {
            self.settle();
            let both = [self.packed.rows(), other.packed.rows()];
            let room = self.packed.size() + other.packed.size();
            self.packed = self.written(merged::together(both.to_vec()), room);
            self.keep_within();
        }
        if self.pending.len() >= self.most_pending() {
            self.settle();
        }
    }

    /// Rows that wait until they are so many: to pack them is to write all of those that are packed again.
    fn most_pending(&self) -> usize {
        LEAST.max(self.packed.rows / PART)
    }

    /// Packs what waits. A list is read and compared once it is settled.
    pub fn settle(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        self.pending.sort_unstable_by_key(Row::key);
        let pending = std::mem::take(&mut self.pending);
        let room = self.packed.size() + 4 * pending.len();
        let mut waiting = pending.into_iter().peekable();
        let mut packed = self.packed.rows::<W>().peekable();
        let both = std::iter::from_fn(|| match (waiting.peek(), packed.peek()) {
            (Some(first), Some(row)) if first.key() < row.key() => waiting.next(),
            (_, Some(_)) => packed.next(),
            (_, None) => waiting.next(),
        });
        self.packed = self.written(both, room);
        self.keep_within();
    }

    /// Ascending rows, packed; rounded where the list is.
    fn written(&self, rows: impl Iterator<Item = Row<W>>, room: usize) -> Packed {
        let rounding = self.rounding.filter(|_| self.rounded);
        let mut written = Writer::into(Packed::with_room(room));
        for mut row in rows {
            if let Some(rounding) = rounding {
                row.value = rounding.up(row.value);
            }
            written.put(row);
        }
        let mut made = written.done();
        made.shrink();
        made
    }

    /// Rounds all values once there are too many of them.
    fn keep_within(&mut self) {
        let most = self.rounding.map_or(usize::MAX, |rounding| rounding.most);
        if !self.rounded && self.packed.rows > most {
            self.rounded = true;
            self.packed = self.written(self.packed.rows(), self.packed.size() / 8);
        }
    }

    /// The rows, ascending.
    ///
    /// # Panics
    /// Where the list is not settled: a row would be missing.
    #[must_use]
    pub fn rows(&self) -> Rows<'_, W> {
        assert!(
            self.pending.is_empty(),
            "a list is settled before it is read"
        );
        self.packed.rows()
    }

    /// Whether values were rounded up to four digits.
    #[must_use]
    pub fn is_rounded(&self) -> bool {
        self.rounded
    }
}

/// How a list is handed on: settled.
#[derive(Serialize, Deserialize)]
struct Settled {
    packed: Packed,
    rounding: Option<Rounding>,
    rounded: bool,
}

impl<const W: usize> Serialize for Frequencies<W> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut settled = self.clone();
        settled.settle();
        let Frequencies {
            packed,
            rounding,
            rounded,
            ..
        } = settled;
        let settled = Settled {
            packed,
            rounding,
            rounded,
        };
        settled.serialize(serializer)
    }
}

impl<'de, const W: usize> Deserialize<'de> for Frequencies<W> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let settled = Settled::deserialize(deserializer)?;
        Ok(Frequencies {
            packed: settled.packed,
            pending: Vec::new(),
            rounding: settled.rounding,
            rounded: settled.rounded,
        })
    }
}

#[cfg(test)]
mod tests;
