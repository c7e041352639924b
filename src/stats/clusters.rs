//! Hits and observations that come in clusters, one a trial: the sums that their share is made of.
//!
//! Always true here: sums are whole numbers, so that they add up to the same in any order.

use serde::{Deserialize, Serialize};

/// Observations of one trial: how many keep it, out of how many.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Count {
    /// Those that keep it.
    pub hits: u64,
    /// All.
    pub all: u64,
}

/// Σh, Σa, Σh², Σh·a and Σa² over trials with h hits of a observations each.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Clusters {
    /// Hits.
    pub hits: u64,
    /// Observations.
    pub all: u64,
    /// Trials with an observation.
    pub seen: u64,
    /// Sum of the squared hits.
    pub hits_squared: u128,
    /// Sum of hits times observations.
    pub cross: u128,
    /// Sum of the squared observations.
    pub all_squared: u128,
}

impl Clusters {
    /// Adds one trial.
    pub fn add(&mut self, hits: u64, all: u64) {
        if all == 0 {
            return;
        }
        let (h, a) = (u128::from(hits), u128::from(all));
        self.merge(&Clusters {
            hits,
            all,
            seen: 1,
            hits_squared: h * h,
            cross: h * a,
            all_squared: a * a,
        });
    }

    /// Adds the trials of another sum.
    pub fn merge(&mut self, other: &Clusters) {
        self.hits = self.hits.saturating_add(other.hits);
        self.all = self.all.saturating_add(other.all);
        self.seen += other.seen;
        self.hits_squared = self.hits_squared.saturating_add(other.hits_squared);
        self.cross = self.cross.saturating_add(other.cross);
        self.all_squared = self.all_squared.saturating_add(other.all_squared);
    }

    /// Trials of one observation each, of which so many are hits.
    #[must_use]
    pub fn flags(hits: u64, all: u64) -> Clusters {
        let (h, a) = (u128::from(hits), u128::from(all));
        Clusters {
            hits,
            all,
            seen: all,
            hits_squared: h,
            cross: h,
            all_squared: a,
        }
    }

    /// Of trials one by one.
    #[must_use]
    pub fn of(counts: &[Count]) -> Clusters {
        let mut made = Clusters::default();
        for count in counts {
            made.add(count.hits, count.all);
        }
        made
    }
}
