//! What a cut of its link does to a group, by closed form from the scenario alone.
//!
//! Always true here: nothing of it was simulated; every group on a way is at work.

use crate::model::ids::{GroupId, LinkId};
use crate::model::measure::Get::{Flag, MaybeText, Number};
use crate::model::measure::{Measure, Unit, measure};
use crate::model::record::Resource;

/// What a cut of its link does to a group, by closed form from the scenario alone.
#[derive(Clone, PartialEq, Debug)]
pub struct CutOutcome {
    /// Which group.
    pub group: GroupId,
    /// Bytes per second that it must send to keep up.
    pub churn: f64,
    /// The RPO that a loss of its stamp, enclosure or site must keep, in seconds, if one is stated.
    pub rpo_s: Option<f64>,
    /// How far behind a replica may be before it is copied as a whole again, in seconds.
    pub log_limit_s: f64,
    /// Whether nothing is written while the link is cut, so that a cut is an outage and no loss.
    pub stands_still: bool,
    /// Over the link that is there every day, or inside a site.
    pub main: WayOutcome,
    /// Over the link that takes over, where there is one.
    pub fallback: Option<WayOutcome>,
    /// After cuts of some lengths without any link: when it is caught up.
    pub after_cut: Vec<AfterCut>,
    /// The same where only the everyday link is cut and the other one takes over.
    pub after_fallback: Vec<AfterCut>,
}

/// What a group gets over one way, all groups that share it at work.
#[derive(Clone, PartialEq, Debug)]
pub struct WayOutcome {
    /// The link, where the ends are at different sites.
    pub link: Option<LinkId>,
    /// Bytes per second that it gets while every group on the way sends what changes; no more than
    /// `churn`.
    pub rate: f64,
    /// Bytes per second that it gets while every group has to catch up.
    pub share: f64,
    /// What bounds that; none where its own limit does.
    pub bottleneck: Resource,
    /// Seconds that the replica falls behind in a second; 0 where it keeps up.
    pub growth: f64,
    /// How long the way may be all there is (for the everyday way: how long it may be cut) until a
    /// failover breaks the RPO, in seconds; none where it never does or no RPO is stated.
    pub until_rpo_s: Option<f64>,
    /// The same until the log is too short and a whole copy is due; none where it never is.
    pub until_log_s: Option<f64>,
    /// A whole copy while the other groups keep up, in seconds; none where it would never end.
    pub copy_s: Option<f64>,
}

/// A cut and what comes after it.
#[derive(Clone, PartialEq, Debug)]
pub struct AfterCut {
    /// Length of the cut in seconds.
    pub cut_s: f64,
    /// Whether the log is too short, so that a whole copy is made.
    pub whole_copy: bool,
    /// From the end of the cut until the replica is caught up, in seconds; none where never.
    pub catch_up_s: Option<f64>,
    /// Lag over time since the cut began, both in seconds, as a line through these points.
    pub lag: Vec<(f64, f64)>,
}

impl WayOutcome {
    /// What is told of a way.
    pub const MEASURES: &[Measure<Self>] = &[
        measure(
            "link",
            "Link",
            Unit::Word,
            MaybeText(|one: &Self, told| {
                Some(told.blueprint.links[one.link?.index()].name.clone())
            }),
        ),
        measure(
            "rate_bytes_per_s",
            "Rate",
            Unit::BytesPerSecond,
            Number(|one: &Self| Some(one.rate)),
        ),
        measure(
            "catch_up_rate_bytes_per_s",
            "Share of the way when all catch up",
            Unit::BytesPerSecond,
            Number(|one: &Self| Some(one.share)),
        ),
        measure(
            "bottleneck",
            "Bounded by",
            Unit::Word,
            MaybeText(|one: &Self, told| match one.bottleneck {
                Resource::None => None,
                resource => Some(resource.label(told.blueprint)),
            }),
        ),
        measure(
            "lag_growth_s_per_s",
            "Falls behind",
            Unit::SecondsPerSecond,
            Number(|one: &Self| Some(one.growth)),
        ),
        measure(
            "until_rpo_s",
            "RPO breaks after a cut of",
            Unit::Seconds,
            Number(|one: &Self| one.until_rpo_s),
        ),
        measure(
            "until_log_limit_s",
            "Whole copy due after a cut of",
            Unit::Seconds,
            Number(|one: &Self| one.until_log_s),
        ),
        measure(
            "copy_s",
            "A whole copy takes",
            Unit::Seconds,
            Number(|one: &Self| one.copy_s),
        ),
    ];
}

impl CutOutcome {
    /// What is told of a group beside its ways.
    pub const MEASURES: &[Measure<Self>] = &[
        measure(
            "churn_bytes_per_s",
            "Changes to be sent",
            Unit::BytesPerSecond,
            Number(|one: &Self| Some(one.churn)),
        ),
        measure(
            "rpo_s",
            "RPO",
            Unit::Seconds,
            Number(|one: &Self| one.rpo_s),
        ),
        measure(
            "log_limit_s",
            "Reach of the log",
            Unit::Seconds,
            Number(|one: &Self| Some(one.log_limit_s)),
        ),
        measure(
            "stands_still",
            "Writing stops",
            Unit::Word,
            Flag(|one: &Self| one.stands_still),
        ),
    ];
}

impl AfterCut {
    /// What is told of a cut of one length.
    pub const MEASURES: &[Measure<Self>] = &[
        measure(
            "cut_s",
            "Cut",
            Unit::Seconds,
            Number(|one: &Self| Some(one.cut_s)),
        ),
        measure(
            "whole_copy",
            "Whole copy",
            Unit::Word,
            Flag(|one: &Self| one.whole_copy),
        ),
        measure(
            "catch_up_s",
            "Caught up after",
            Unit::Seconds,
            Number(|one: &Self| one.catch_up_s),
        ),
    ];
}
