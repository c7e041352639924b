//! Amounts, one a trial: what they add up to, and how they are spread.
//!
//! Always true here: sums are whole numbers and exact, whatever was rounded in the lists beside them.

use super::frequencies::{Frequencies, ROUNDED_BY, Rounding};
use super::weights::Part;
use serde::{Deserialize, Serialize};

/// Amounts of the trials that have any.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Amounts {
    /// The amounts.
    pub list: Frequencies<1>,
    /// Their sum.
    pub sum: u128,
    /// Events (outages) that they come from.
    pub events: u64,
    /// Trials that have one.
    pub trials: u64,
}

impl Amounts {
    /// Adds one trial: its amount, of so many events.
    pub fn add(&mut self, amount: u64, events: u64, rounding: &Rounding) {
        self.events += events;
        if amount > 0 {
            self.list.add(amount, [1], rounding);
            self.sum += u128::from(amount);
            self.trials += 1;
        }
    }

    /// Adds one trial whose amount, if there is any, is one event.
    pub fn add_as_one(&mut self, amount: u64, rounding: &Rounding) {
        self.add(amount, u64::from(amount > 0), rounding);
    }

    /// Adds the trials of another sum.
    pub fn merge(&mut self, other: &Amounts) {
        self.list.merge(&other.list);
        self.sum = self.sum.saturating_add(other.sum);
        self.events += other.events;
        self.trials += other.trials;
    }

    /// What a mean is made of, in units of so many.
    pub fn spread(&self, unit: f64) -> Spread<impl Iterator<Item = Part> + Clone + '_> {
        Spread {
            parts: self.parts(unit),
            amount: self.sum as f64 / unit,
            count: self.trials as f64,
            trials: self.trials,
            events: self.events,
            rounded: self.list.is_rounded(),
        }
    }

    /// The amounts as parts of a mean, in units of so many.
    pub fn parts(&self, unit: f64) -> impl Iterator<Item = Part> + Clone + '_ {
        self.list.rows().map(move |row| Part {
            amount: row.real() / unit,
            count: 1.0,
            often: row.count() as f64,
        })
    }
}

/// Amounts, each shared by a number of events, of the trials that have any event.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Pairs {
    /// The amounts, by what they are shared by.
    pub list: Frequencies<1>,
    /// Sum of the amounts.
    pub amount: u128,
    /// Sum of the events.
    pub count: u128,
    /// Trials that have any.
    pub trials: u64,
}

impl Pairs {
    /// Adds one trial.
    pub fn add(&mut self, amount: u64, count: u64, rounding: &Rounding) {
        if count > 0 {
            self.list.add_shared(count, amount, [1], rounding);
            self.amount += u128::from(amount);
            self.count += u128::from(count);
            self.trials += 1;
        }
    }

    /// Adds the trials of another sum.
    pub fn merge(&mut self, other: &Pairs) {
        self.list.merge(&other.list);
        self.amount = self.amount.saturating_add(other.amount);
        self.count = self.count.saturating_add(other.count);
        self.trials += other.trials;
    }

    /// What a ratio is made of.
    pub fn spread(&self) -> Spread<impl Iterator<Item = Part> + Clone + '_> {
        Spread {
            parts: self.list.rows().map(|row| Part {
                amount: row.real(),
                count: row.by as f64,
                often: row.count() as f64,
            }),
            amount: self.amount as f64,
            count: self.count as f64,
            trials: self.trials,
            events: u64::try_from(self.count).unwrap_or(u64::MAX),
            rounded: self.list.is_rounded(),
        }
    }
}

/// What the mean or the ratio of amounts, and its interval, are made of.
#[derive(Clone, Debug)]
pub struct Spread<I> {
    /// The parts of the trials that have any, with a count above 0.
    pub parts: I,
    /// The exact sum of the amounts.
    pub amount: f64,
    /// The exact sum of the counts.
    pub count: f64,
    /// Trials that have any.
    pub trials: u64,
    /// Events (outages) that the amounts come from.
    pub events: u64,
    /// Whether amounts of parts were rounded up.
    pub rounded: bool,
}

impl<I> Spread<I> {
    /// What a lower end is multiplied by, so that no rounding has raised it.
    pub(super) fn lowered(&self) -> f64 {
        if self.rounded { 1.0 / ROUNDED_BY } else { 1.0 }
    }
}
