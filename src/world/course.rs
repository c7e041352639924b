//! How far a trial has come.
//!
//! Always true here: plain data; every trial begins with a new one.

use super::which::Row;
use crate::units::Moment;

/// What the mark of a trial does next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Mark {
    /// Hazards begin.
    HazardsOn,
    /// Counting begins.
    HorizonStart,
    /// The drill strikes.
    Strike,
    /// Counting of new outages ends.
    HorizonEnd,
    /// The trial may end when no counted outage is open.
    Over,
}

/// How far a trial has come.
#[derive(Clone, Copy, Debug)]
pub(super) struct Course {
    /// What its mark does next.
    pub(super) mark: Mark,
    /// The drill has struck.
    pub(super) struck: bool,
    /// The horizon has begun, in a drill the time from which it may strike.
    pub(super) in_horizon: bool,
    /// Counted outages that are open and down.
    pub(super) open_counted: u32,
    /// VMs that stopped by something that counts and are not back.
    pub(super) awaited: u32,
    /// VMs whose loss may return when what they left behind is back.
    pub(super) merging: u32,
    /// Homecomings of which anybody is away.
    pub(super) away: u32,
    /// In a trial about one strike, VMs that neither serve nor are beyond help, but for those of expendable applications.
    pub(super) unsettled: u32,
    /// The last pending end of a counted outage plus the time it must stay recovered.
    pub(super) pending_until: Moment,
    /// Corruptions of what strikes once that nobody has noticed yet.
    pub(super) latent: u32,
    /// Faults of a stated schedule that are still to come.
    pub(super) to_come: u32,
    /// The next recorded fault.
    pub(super) trace_next: Row,
    /// The faults that last now are more than the plan claims to survive.
    pub(super) outside: bool,
    /// The trial has ended.
    pub(super) over: bool,
}

impl Course {
    pub(super) fn new() -> Course {
        Course {
            mark: Mark::HazardsOn,
            struck: false,
            in_horizon: false,
            open_counted: 0,
            awaited: 0,
            merging: 0,
            away: 0,
            unsettled: 0,
            pending_until: Moment::ZERO,
            latent: 0,
            to_come: 0,
            trace_next: Row(0),
            outside: false,
            over: false,
        }
    }
}
