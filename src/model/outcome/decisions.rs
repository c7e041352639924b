//! What people decided about what was down but intact.
//!
//! Always true here: planned outages, and those in which there was nothing to decide, are left out.

use super::Estimate;
use crate::model::measure::Get::{Count, Estimate as Est};
use crate::model::measure::{Measure, Unit, measure};

/// The decisions about one application, over the years or in a drill.
#[derive(Clone, PartialEq, Debug)]
pub struct Decisions {
    /// Trials of the years, or of the drill.
    pub trials: u64,
    /// Outages in which people gave up waiting, and another way was gone.
    pub gave_up: u64,
    /// Trials with such an outage.
    pub gave_up_trials: u64,
    /// Outages in which it was waited, though another way led back.
    pub waited: u64,
    /// Trials with such an outage.
    pub waited_trials: u64,
    /// When it was decided to give up, in seconds after service stopped.
    pub decided_s: Estimate,
    /// Of the outages in which people gave up, those in which it was settled by then how long waiting would take.
    pub settled: u64,
    /// What waiting would have taken in these, in seconds after service stopped.
    pub waiting_s: Estimate,
}

impl Decisions {
    /// What is told of them.
    pub const MEASURES: &[Measure<Self>] = &[
        measure(
            "gave_up",
            "Outages in which people gave up waiting",
            Unit::Number,
            Count(|one: &Self| one.gave_up),
        ),
        measure(
            "gave_up_trials",
            "Trials in which people gave up waiting",
            Unit::Number,
            Count(|one: &Self| one.gave_up_trials),
        ),
        measure(
            "waited",
            "Outages that people waited through",
            Unit::Number,
            Count(|one: &Self| one.waited),
        ),
        measure(
            "waited_trials",
            "Trials with an outage that people waited through",
            Unit::Number,
            Count(|one: &Self| one.waited_trials),
        ),
        measure(
            "decided_s",
            "Decided after",
            Unit::Seconds,
            Est(|one: &Self| &one.decided_s),
        ),
        measure(
            "settled",
            "Of these, where it was settled what waiting would take",
            Unit::Number,
            Count(|one: &Self| one.settled),
        ),
        measure(
            "waiting_s",
            "Waiting would have taken",
            Unit::Seconds,
            Est(|one: &Self| &one.waiting_s),
        ),
    ];
}
