//! Sums of what restores read and replayed where there are logs.
//!
//! Always true here: only restores count whose backup has logs.

use super::parts::{Most, sums};
use super::table::Table;
use crate::model::record::{ChainEnd, Outage};
use crate::stats::amounts::Pairs;
use crate::stats::frequencies::Rounding;

sums! {
    /// Sums of the replays of one application.
    pub(crate) struct ReplaySums {
        /// Restores.
        pub(crate) restores: u64,
        /// Files that they read, and the most that any did.
        pub(crate) files: u64,
        pub(crate) files_most: Most<u64>,
        /// Logs that they replayed, and the most that any did.
        pub(crate) logs: u64,
        pub(crate) logs_most: Most<u64>,
        /// How long that took, in milliseconds, and the longest.
        pub(crate) took: Pairs,
        pub(crate) took_most: Most<u64>,
        /// What ended their chains.
        pub(crate) ends: Table<ChainEnd, u64>,
    }
}

impl ReplaySums {
    /// Adds the outages of one trial.
    pub(super) fn add(&mut self, own: &[&Outage], rounding: &Rounding) {
        let counted = own.iter().filter(|outage| outage.counted);
        let (mut restores, mut took) = (0, 0);
        for replayed in counted.filter_map(|outage| outage.replayed) {
            let (files, logs) = (u64::from(replayed.files), u64::from(replayed.logs));
            restores += 1;
            took += replayed.took;
            self.files += files;
            self.files_most.take(files);
            self.logs += logs;
            self.logs_most.take(logs);
            self.took_most.take(replayed.took);
            *self.ends.at(replayed.end) += 1;
        }
        self.restores += restores;
        self.took.add(took, restores, rounding);
    }
}
