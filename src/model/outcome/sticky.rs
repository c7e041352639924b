//! What a missed RPO would be if jobs failed one by one, and not in a row.
//!
//! Always true here: the trials are those of the run, in which nothing but the stickiness differs.

use super::{Estimate, Verdict};
use crate::model::fault::Class;
use crate::model::ids::{ApplicationId, DrillId};

/// A missed RPO, and the same with the stickiness of failing jobs off.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct WithoutStickiness {
    /// Whose.
    pub application: ApplicationId,
    /// In which drill; none over the years.
    pub drill: Option<DrillId>,
    /// Of which class of faults.
    pub class: Class,
    /// The limit, in seconds.
    pub objective_s: f64,
    /// The share that must keep it.
    pub target: f64,
    /// The share that keeps it as the scenario is.
    pub attained: Estimate,
    /// The share that would.
    pub without: Estimate,
    /// The verdict that it would have.
    pub verdict: Verdict,
}
