//! Recovery times or data losses of one application in one class of faults.
//!
//! Always true here: what is held against an objective and what really was are told apart where they differ: in a
//! drill a trial is one observation, over the years an outage is.

use super::Table;
use super::parts::sums;
use crate::model::record::Way;
use crate::stats::amounts::Pairs;
use crate::stats::clusters::Clusters;
use crate::stats::frequencies::{Frequencies, Merged, merged};

sums! {
    /// What one cause has done.
    pub(crate) struct Blame {
        /// Values beyond the limit.
        pub(crate) misses: u64,
        /// Losses of all data, which no amount of it is.
        pub(crate) total_losses: u64,
        /// Downtime, or data lost where some is left, in milliseconds.
        pub(crate) cost: u128,
    }
}

sums! {
    /// Sums of one class.
    pub(crate) struct ClassSums {
        /// Outages that count.
        pub(crate) outages: u64,
        /// Of the outages, those whose loss rests on a queue that never keeps up.
        pub(crate) endless: u64,
        /// Outages that were open when the horizon began.
        pub(crate) open: u64,
        /// By cause, of the outages that count.
        pub(crate) causes: Table<u16, Blame>,
        /// By cause, of those that were open.
        pub(crate) open_causes: Table<u16, Blame>,
        /// Values of the outages that count, by the way in which they ended and by whether they were a loss
        /// without an outage. Over the years they are observations.
        pub(crate) values: Table<(Way, bool), Frequencies<3>>,
        /// Observations that are no such values: over the years outages that were open through a whole
        /// horizon, in a drill the worst value of each trial that has any.
        pub(crate) others: Frequencies<3>,
        /// All observations; hits are those within the limit, if one is stated.
        pub(crate) observed: Clusters,
        /// Recovery times of the outages that recovered.
        pub(crate) recoveries: Pairs,
    }
}

impl ClassSums {
    /// The values of all outages that count, whichever way they ended.
    pub(crate) fn of_outages(&self) -> impl Iterator<Item = &Frequencies<3>> {
        self.values.rows().map(|(_, list)| list)
    }

    /// The values of outages that count and ended in one way.
    pub(crate) fn of_way(&self, way: Way) -> impl Iterator<Item = &Frequencies<3>> {
        let own = self.values.rows().filter(move |((of, _), _)| *of == way);
        own.map(|(_, list)| list)
    }

    /// All observations over the years.
    pub(crate) fn of_years(&self) -> Merged<'_, 3> {
        merged(self.of_outages().chain([&self.others]))
    }
}
