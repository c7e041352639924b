//! Sums of what people decided about what was down but intact.
//!
//! Always true here: outages count that are counted and not planned.

use super::parts::sums;
use crate::model::Class;
use crate::model::record::{Decision, Outage};
use crate::stats::amounts::Pairs;
use crate::stats::frequencies::Rounding;
use crate::stats::moments::Moments;

sums! {
    /// Sums of the decisions about one application. Lengths are in milliseconds after service stopped.
    pub(crate) struct DecisionSums {
        /// Outages in which people gave up waiting.
        pub(crate) gave_up: Moments,
        /// Outages that they waited through, though another way led back.
        pub(crate) waited: Moments,
        /// When they gave up.
        pub(crate) decided: Pairs,
        /// Of these, those in which it was settled what waiting would take.
        pub(crate) settled: u64,
        /// What it would have taken.
        pub(crate) waiting: Pairs,
    }
}

impl DecisionSums {
    /// Adds the outages of one trial.
    pub(super) fn add(&mut self, own: &[&Outage], rounding: &Rounding) {
        let counted = own.iter().filter(|outage| outage.counted);
        let counted = counted.filter(|outage| outage.class != Class::Planned);
        let all = || counted.clone().map(|outage| outage.decision);
        let waited = all().filter(|decision| *decision == Decision::Waited);
        self.waited.add(waited.count() as u64);
        let gave_up = all().filter_map(Decision::after).count() as u64;
        self.gave_up.add(gave_up);
        let decided = all().filter_map(Decision::after).sum();
        self.decided.add(decided, gave_up, rounding);
        let settled = all().filter_map(Decision::waiting).count() as u64;
        self.settled += settled;
        let waiting = all().filter_map(Decision::waiting).sum();
        self.waiting.add(waiting, settled, rounding);
    }
}
