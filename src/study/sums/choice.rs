//! Sums of which restore points were taken.
//!
//! Always true here: only restores count for which a loss is stated within which an older point may be taken.

use super::parts::sums;
use crate::model::record::{Outage, PointChoice};
use crate::stats::amounts::Pairs;
use crate::stats::clusters::Clusters;
use crate::stats::frequencies::Rounding;

sums! {
    /// Sums of the choices of one application. Lengths are in milliseconds.
    pub(crate) struct ChoiceSums {
        /// Restores in which an older point would be back sooner, out of all.
        pub(crate) sooner: Clusters,
        /// Of these, in which it was taken.
        pub(crate) taken: u64,
        /// How much sooner it was back.
        pub(crate) saved: Pairs,
        /// How much more it lost.
        pub(crate) lost_more: Pairs,
    }
}

impl ChoiceSums {
    /// Adds the outages of one trial.
    pub(super) fn add(&mut self, own: &[&Outage], rounding: &Rounding) {
        let counted = own.iter().filter(|outage| outage.counted);
        let choices = || counted.clone().filter_map(|outage| outage.choice);
        let apart = |choice: PointChoice| choice.other.map(|other| (choice.taken, other));
        let differ = || choices().filter_map(apart);
        let (all, sooner) = (choices().count() as u64, differ().count() as u64);
        self.sooner.add(sooner, all);
        self.taken += choices().filter(|choice| choice.sooner).count() as u64;
        let saved = differ().map(|(one, other)| one.takes.abs_diff(other.takes));
        self.saved.add(saved.sum(), sooner, rounding);
        let more = differ().map(|(one, other)| one.loss.abs_diff(other.loss));
        self.lost_more.add(more.sum(), sooner, rounding);
    }
}
