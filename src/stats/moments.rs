//! Numbers of events, one a trial: the sums that their mean and its interval are made of.
//!
//! Always true here: sums are whole numbers, so that they add up to the same in any order.

use serde::{Deserialize, Serialize};

/// Σx and Σx² over the trials that have any.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Moments {
    /// Trials with at least one event.
    pub trials: u64,
    /// Events.
    pub sum: u64,
    /// Sum of the squared numbers of events.
    pub squares: u128,
}

impl Moments {
    /// Adds one trial with so many events.
    pub fn add(&mut self, events: u64) {
        if events > 0 {
            let squares = u128::from(events) * u128::from(events);
            self.merge(&Moments {
                trials: 1,
                sum: events,
                squares,
            });
        }
    }

    /// Adds the trials of another sum.
    pub fn merge(&mut self, other: &Moments) {
        self.trials += other.trials;
        self.sum = self.sum.saturating_add(other.sum);
        self.squares = self.squares.saturating_add(other.squares);
    }

    /// Of trials one by one.
    #[must_use]
    pub fn of(counts: &[u64]) -> Moments {
        let mut made = Moments::default();
        counts.iter().for_each(|count| made.add(*count));
        made
    }
}
