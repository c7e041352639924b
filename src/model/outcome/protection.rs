//! What a run says of protections: which one served which outage, how far replicas were behind, what
//! became of mirrors and instances, and what would fit elsewhere.
//!
//! Always true here: figures of years are per year of 365 days, figures of a drill per trial.

use super::{Estimate, Quantiles};
use crate::model::fault::Class;
use crate::model::ids::{ApplicationId, GroupId, LinkId, RoleId, StampId};
use crate::model::place::Component;
use crate::model::record::{Resource, Way};

/// The outages of an application that ended in one way.
#[derive(Clone, PartialEq, Debug)]
pub struct PathOutcome {
    /// What brought it back with its data, or that nothing did.
    pub way: Way,
    /// Names of the protections of the application that work so, or of the applications that it
    /// needs; empty where no protection has a part in it.
    pub protections: Vec<String>,
    /// Counted outages, planned ones among them.
    pub outages: u64,
    /// Of these, planned.
    pub planned: u64,
    /// Outages per year; in a drill none.
    pub outages_per_year: Estimate,
    /// Recovery times.
    pub recovery_s: Quantiles,
    /// Data losses of those that put state at risk, and of losses without an outage.
    pub data_loss_s: Quantiles,
}

/// The outages of one class that ended in one way, over all applications.
#[derive(Clone, PartialEq, Debug)]
pub struct ServedOutcome {
    /// Class of the fault that ended uptime.
    pub class: Class,
    /// What brought the applications back with their data, or that nothing did.
    pub way: Way,
    /// Counted outages.
    pub outages: u64,
    /// Outages per year; in a drill per trial.
    pub rate: Estimate,
    /// Recovery times.
    pub recovery_s: Quantiles,
    /// Data losses of those that put state at risk.
    pub data_loss_s: Quantiles,
}

/// A group that replicates. Per year; in a drill per trial, from its strike.
#[derive(Clone, PartialEq, Debug)]
pub struct ReplicaOutcome {
    /// Which group.
    pub group: GroupId,
    /// Furthest that the replica was behind in any trial, in seconds of writing.
    pub lag_max_s: f64,
    /// Hours in which it was further behind than one recovery point.
    pub hours_behind: Estimate,
    /// Hours in which no replica could have been resumed from.
    pub hours_unprotected: Estimate,
    /// Times it fell further behind than the log reaches.
    pub broken: Estimate,
    /// Share of trials in which that happened.
    pub broken_share: Estimate,
    /// Whole copies that were completed.
    pub copies: Estimate,
    /// Mean time of one, in seconds.
    pub copy_s: Estimate,
    /// Failovers.
    pub failovers: Estimate,
    /// Planned returns.
    pub failbacks: Estimate,
    /// Returns that found no room and were put off.
    pub put_off: Estimate,
    /// VMs of others that were stopped to make room.
    pub shed_vms: Estimate,
    /// Bytes sent.
    pub bytes: Estimate,
}

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

/// Instances of a role that stand in for one another. Per year; in a drill per trial.
#[derive(Clone, PartialEq, Debug)]
pub struct InstanceOutcome {
    /// Which role.
    pub role: RoleId,
    /// Times another instance took over.
    pub switches: Estimate,
    /// Of these, that needed a person.
    pub failed_switches: Estimate,
    /// Times the instances lost their majority.
    pub majority_losses: Estimate,
    /// Times a link split them.
    pub splits: Estimate,
    /// Instances built again from another.
    pub reseeds: Estimate,
}

/// The storage of a stamp. Per year; in a drill per trial.
#[derive(Clone, PartialEq, Debug)]
pub struct StorageOutcome {
    /// Which stamp.
    pub stamp: StampId,
    /// Disks and returned nodes whose copies were made whole again.
    pub rebuilds: Estimate,
    /// Mean time of one, from the loss to the last byte, in seconds.
    pub rebuild_s: Estimate,
    /// Longest of all, in seconds.
    pub longest_rebuild_s: f64,
    /// Hours in which copies were missing in one node or more.
    pub hours_degraded: Estimate,
    /// Hours in which copies were missing in two nodes.
    pub hours_exposed: Estimate,
    /// Times that volumes went offline.
    pub offline: Estimate,
    /// Hours offline.
    pub hours_offline: Estimate,
    /// Times that copies in three nodes were lost for good.
    pub losses: Estimate,
    /// Hours in which some volume was over the warning threshold.
    pub hours_warning: Estimate,
    /// The same for the critical threshold.
    pub hours_critical: Estimate,
    /// The same for full volumes.
    pub hours_full: Estimate,
    /// Times that a volume became full.
    pub filled: Estimate,
}

/// What comes to a stamp when a place is lost, against the memory that is free there by the formula.
#[derive(Clone, PartialEq, Debug)]
pub struct TargetOutcome {
    /// The place that is lost: a stamp, an enclosure or a site.
    pub lost: Component,
    /// The stamp that its VMs go to.
    pub target: StampId,
    /// VMs that come as warm standbys.
    pub warm_vms: u32,
    /// Their memory in bytes.
    pub warm_bytes: f64,
    /// VMs that are restored or built again there and have no replica.
    pub other_vms: u32,
    /// Their memory in bytes.
    pub other_bytes: f64,
    /// Memory that the formula leaves before they come, in bytes; negative where it is over.
    pub free_bytes: f64,
    /// Memory of the VMs there that are stopped to make room, in bytes.
    pub shed_bytes: f64,
    /// What does not fit beside all that runs there.
    pub unfit: Unfit,
    /// What does not fit when lower tiers have been stopped.
    pub unfit_after_shedding: Unfit,
}

/// VMs that find no room.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Unfit {
    /// How many.
    pub vms: u32,
    /// Their memory in bytes.
    pub bytes: f64,
    /// Of which applications, in order.
    pub applications: Vec<ApplicationId>,
}
