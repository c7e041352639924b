//! Sums of outages inside of what the plan claims to survive, and outside of it.
//!
//! Always true here: nothing is added where nothing is claimed; only what counts for objectives is told apart.

use super::kind::missed;
use super::parts::sums;
use super::within::is_outside;
use super::{Plan, is_outage, loses_all};
use crate::model::ObjectiveOf;
use crate::model::record::{Ended, Outage};

sums! {
    /// Sums of one application: each inside, and outside.
    pub(crate) struct ClaimSums {
        /// Outages.
        pub(crate) outages: (u64, u64),
        /// Those that missed the RTO of their class.
        pub(crate) rto_misses: (u64, u64),
        /// Outages, and losses without one, that missed the RPO.
        pub(crate) rpo_misses: (u64, u64),
        /// Those that never ended, or after which data was gone.
        pub(crate) lost: (u64, u64),
    }
}

impl ClaimSums {
    /// Adds the outages of one trial.
    pub(super) fn add(&mut self, plan: &Plan<'_>, application: usize, own: &[&Outage]) {
        if plan.blueprint.claims.is_none() {
            return;
        }
        for outage in own {
            let misses = |kind| missed(kind, plan.limit(application, kind, outage.class), outage);
            let is_outside = is_outside(plan, outage);
            let never = is_outage(outage) && outage.ended() != Ended::Recovered;
            for (sum, holds) in [
                (&mut self.outages, is_outage(outage)),
                (&mut self.rto_misses, misses(ObjectiveOf::Recovery)),
                (&mut self.rpo_misses, misses(ObjectiveOf::Loss)),
                (&mut self.lost, never || loses_all(outage)),
            ] {
                let (inside, outside) = sum;
                *(if is_outside { outside } else { inside }) += u64::from(holds);
            }
        }
    }
}
