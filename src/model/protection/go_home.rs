//! Going home: what was built again on another stamp is moved back to its own one, in a planned outage.
//!
//! Always true here: who goes home together belongs to one stamp and one application, and is built again by one
//! protection; instances that stand in for one another go one by one.

use super::Rebuild;
use crate::model::ids::{ApplicationId, CrewId, SourceId, StampId, VmId};
use crate::model::place::Hours;
use crate::random::Law;
use crate::units::{MINUTE, Span};

/// How VMs go home that were built again on another stamp.
#[derive(Clone, PartialEq, Debug)]
pub struct GoHome {
    /// How long the planned outage takes before guests boot, in milliseconds.
    pub takes: Law,
    /// How long their own stamp must have been whole without a break.
    pub after: Span,
    /// When the planned outage may begin.
    pub window: Hours,
    /// Whose people make it; none: those who restore, or somebody at any hour.
    pub by: Option<CrewId>,
}

impl GoHome {
    /// What was written in so little time is left for the planned outage.
    pub const LEVEL: Span = Span(5 * MINUTE);
}

/// VMs that go home together.
#[derive(Clone, PartialEq, Debug)]
pub struct Homecoming {
    /// What builds them again, and says how they go home.
    pub by: Rebuild,
    /// Their application.
    pub application: ApplicationId,
    /// The stamp that they belong to.
    pub home: StampId,
    /// The VMs.
    pub vms: Vec<VmId>,
    /// The source of their planned outages.
    pub source: SourceId,
}
