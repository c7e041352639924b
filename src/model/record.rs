//! What one trial leaves behind: integers only.
//!
//! Always true here: nothing is a statistic yet; the phases of an outage add up to its recovery time.

mod choice;
mod decision;
mod ends;
mod homecoming;
mod hours;
mod intrusion;
mod jobs;
mod logs;
mod loss;
mod noted;
mod people;
mod replayed;
mod repository;
mod upkeep;

pub use choice::{Estimated, PointChoice};
pub use decision::Decision;
pub use homecoming::HomecomingTally;
pub use intrusion::{Intrusion, KeptAt, Missing, Survivor};
pub use jobs::{AgainTally, Bare, JobTally, SyntheticTally};
pub use logs::LogTally;
pub use loss::{LossReason, Resumed, TakenFrom};
pub use noted::{Followed, JobStep, Noted, What};
pub use people::{CrewTally, PartsTally};
pub use replayed::{ChainEnd, Replayed};
pub use repository::{Mistaken, RepositoryTally};
pub use upkeep::UpkeepTally;

use super::blueprint::Blueprint;
use super::fault::Class;
use super::ids::{
    ApplicationId, CrewId, LinkId, PartKindId, RepositoryId, RoleId, StampId, VolumeId,
};
use super::measure::{Get, Measure, Unit, measure};
use super::place::Component;
use super::topology::component_label;

pub use super::ended::{Back, Data, Ended, Path, Way};
use serde::{Deserialize, Serialize};

/// The parts of a recovery, in the order in which they come.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Phase {
    /// Nobody and nothing has noticed yet.
    Detect,
    /// Somebody decides.
    Decide,
    /// Waiting for a part, a crew, capacity, a slot, a site.
    Wait,
    /// A VM is built or redeployed.
    Provision,
    /// Data moves.
    Transfer,
    /// Logs are replayed.
    Replay,
    /// Guests and services start.
    Boot,
    /// Somebody checks before users are let in.
    Validate,
    /// Own VMs are ready, but an application that is needed is not.
    Dependency,
    /// Uptime inside a merged outage.
    Relapse,
}

impl Phase {
    /// How many phases there are.
    pub const COUNT: usize = 10;
    /// All phases in order.
    pub const ALL: [Phase; Phase::COUNT] = [
        Phase::Detect,
        Phase::Decide,
        Phase::Wait,
        Phase::Provision,
        Phase::Transfer,
        Phase::Replay,
        Phase::Boot,
        Phase::Validate,
        Phase::Dependency,
        Phase::Relapse,
    ];
    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Phase::Detect => "detect",
            Phase::Decide => "decide",
            Phase::Wait => "wait",
            Phase::Provision => "provision",
            Phase::Transfer => "transfer",
            Phase::Replay => "replay",
            Phase::Boot => "boot",
            Phase::Validate => "validate",
            Phase::Dependency => "dependency",
            Phase::Relapse => "relapse",
        }
    }
}

/// What a recovery waited for, or what bounded a transfer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Resource {
    /// Nothing: there was no wait and no transfer.
    None,
    /// The return of a component.
    Return(Component),
    /// A free person of a crew, or its hours.
    Crew(CrewId),
    /// Memory, VM caps or anti-affinity on a stamp.
    Capacity(StampId),
    /// The control plane of a stamp.
    ControlPlane(StampId),
    /// The batches in which the resource manager starts VMs.
    ManagerBatch(StampId),
    /// The batches in which the cluster restarts VMs.
    ClusterBatch(StampId),
    /// A slot of a repository.
    Slots(RepositoryId),
    /// A repository that is down.
    Repository(RepositoryId),
    /// No restore point that could be used.
    RestorePoint,
    /// The read rate of a repository.
    RepositoryRead(RepositoryId),
    /// The write rate of a repository.
    RepositoryWrite(RepositoryId),
    /// The uplink of a stamp.
    Uplink(StampId),
    /// A link.
    Link(LinkId),
    /// The disks of the VM itself.
    Disks,
    /// The replay of logs.
    Replay,
    /// The storage pool of a stamp.
    Storage(StampId),
    /// A volume that is full, or has no room for what comes.
    Volume(VolumeId),
    /// A quota that is being raised.
    Quota(StampId),
    /// Names whose time to live must pass until users find the new place.
    Names,
    /// Taking over by another instance.
    Switch(RoleId),
    /// Instances without a majority.
    Majority(RoleId),
    /// An application that is needed.
    Application(ApplicationId),
    /// A spare part of this kind.
    Part(PartKindId),
    /// A clean place to restore to, after intruders.
    CleanPlace,
    /// A shipment from an offline repository.
    Shipment(RepositoryId),
    /// The scan of what was restored, at the rate of a VM.
    Scan,
    /// The rate that all scans under way share.
    ScanFarm,
}

impl Resource {
    /// How reports name it, such as `read rate of repository vault`.
    #[must_use]
    pub fn label(self, blueprint: &Blueprint) -> String {
        match self {
            Resource::None => "-".to_string(),
            Resource::Return(component) => {
                format!("return of {}", component_label(blueprint, component))
            }
            Resource::Crew(id) => format!("crew {}", blueprint.crews[id.index()].name),
            Resource::Capacity(id) => format!("memory of stamp {}", blueprint.stamp(id).name),
            Resource::ControlPlane(id) => {
                format!("control plane of stamp {}", blueprint.stamp(id).name)
            }
            Resource::ManagerBatch(id) => {
                format!("start batches of stamp {}", blueprint.stamp(id).name)
            }
            Resource::ClusterBatch(id) => {
                format!("cluster restarts of stamp {}", blueprint.stamp(id).name)
            }
            Resource::Slots(id) => format!("slots of repository {}", blueprint.repository(id).name),
            Resource::Repository(id) => {
                format!("return of repository {}", blueprint.repository(id).name)
            }
            Resource::RestorePoint => "nothing to bring it back from".to_string(),
            Resource::RepositoryRead(id) => {
                format!("read rate of repository {}", blueprint.repository(id).name)
            }
            Resource::RepositoryWrite(id) => {
                format!("write rate of repository {}", blueprint.repository(id).name)
            }
            Resource::Uplink(id) => format!("uplink of stamp {}", blueprint.stamp(id).name),
            Resource::Link(id) => format!("link {}", blueprint.links[id.index()].name),
            Resource::Disks => "disks of the VM".to_string(),
            Resource::Replay => "replay of logs".to_string(),
            Resource::Storage(id) => format!("storage of stamp {}", blueprint.stamp(id).name),
            Resource::Volume(id) => volume_label(blueprint, id),
            Resource::Quota(id) => format!("quota of stamp {}", blueprint.stamp(id).name),
            Resource::Names => "probe of the load balancer or time to live of names".to_string(),
            Resource::Switch(id) => format!("switch-over of {}", role_label(blueprint, id)),
            Resource::Majority(id) => format!("majority of {}", role_label(blueprint, id)),
            Resource::Application(id) => format!("application {}", blueprint.application(id).name),
            Resource::Part(id) => format!("part {}", blueprint.parts(id).name),
            Resource::CleanPlace => "a clean place to restore to".to_string(),
            Resource::Shipment(id) => {
                format!("shipment from repository {}", blueprint.repository(id).name)
            }
            Resource::Scan => "scan of what was restored".to_string(),
            Resource::ScanFarm => "scan farm".to_string(),
        }
    }
}

fn role_label(blueprint: &Blueprint, id: RoleId) -> String {
    let role = blueprint.role(id);
    let application = &blueprint.application(role.application).name;
    format!("{application}/{}", role.name)
}

/// How reports name a volume, such as `volume alpha/3`.
#[must_use]
pub fn volume_label(blueprint: &Blueprint, id: VolumeId) -> String {
    let stamp = blueprint.stamp(blueprint.stamp_of_volume(id));
    let first = stamp.storage.as_ref().map_or(0, |one| one.volumes.start);
    format!("volume {}/{}", stamp.name, id.0 - first + 1)
}

/// How many contributors a row can name; more are only counted.
pub const CONTRIBUTORS: usize = 6;

/// One outage of one application.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Outage {
    /// Which application.
    pub application: ApplicationId,
    /// Start in milliseconds after the start of the horizon; negative where it was open then.
    pub start: i64,
    /// Whether it began inside the horizon (in a drill: whether the drill caused it). Only these count in shares, quantiles and MTTR; the others only in downtime.
    pub counted: bool,
    /// Its return to service; none where it is not back within `drain`.
    pub back: Option<Back>,
    /// Downtime inside the horizon in milliseconds, relapse uptime left out.
    pub downtime: u64,
    /// Class of the fault that ended uptime, `Planned` only where nothing unplanned contributed.
    pub class: Class,
    /// That fault's source: index into [`causes`].
    pub cause: u16,
    /// What that fault hit.
    pub target: Component,
    /// Whether the cause was inherited from an application that is needed.
    pub inherited: bool,
    /// How long after its start, in milliseconds, more faults lasted at once than the plan claims to survive; none where it never came to that.
    pub outside: Option<u64>,
    /// Other faults that were active meanwhile, as indices into [`causes`], ascending, first ones.
    pub contributors: [u16; CONTRIBUTORS],
    /// How many contributors there are.
    pub contributor_count: u16,
    /// The classes of all of them, a bit for each.
    pub contributed: u16,
    /// Milliseconds in each phase, in the order of [`Phase::ALL`]. They add up to the time until service was back, or the trial ended.
    pub phases: [u64; Phase::COUNT],
    /// The resource of the longest wait, transfer or dependency.
    pub binding: Resource,
    /// How long that was, in milliseconds.
    pub binding_ms: u64,
    /// What people decided about what was down but intact.
    pub decision: Decision,
    /// Which restore point was taken, where there was a choice: of the VM whose restore takes longest.
    pub choice: Option<PointChoice>,
    /// Which files were read and which logs replayed, where there are logs: of the last restore of the VM that lost most.
    pub replayed: Option<Replayed>,
    /// What became of its data.
    pub data: Data,
    /// State was lost though the application stayed up: no outage, but a loss event. Counts for an RPO only; its recovery time is 0 and means nothing.
    pub loss_only: bool,
    /// What the VM that lost the most resumed from, and why that was old.
    pub resumed: Resumed,
}

/// A transfer resource, inside the horizon.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct PipeTally {
    /// Which.
    pub resource: Resource,
    /// Bytes moved by backups, per hour of the week (Monday 00:00 first).
    #[serde(with = "hours")]
    pub backup_bytes: [u128; 168],
    /// Bytes moved by restores.
    pub restore_bytes: u128,
    /// Milliseconds in which at least one flow used it.
    pub busy: u128,
    /// Milliseconds in which it was the bottleneck of some flow.
    pub saturated: u128,
}

impl PipeTally {
    /// What is told of a transfer resource.
    pub const MEASURES: &[Measure<Self>] = &[
        measure(
            "resource",
            "Resource",
            Unit::Word,
            Get::Text(|one: &Self, told| one.resource.label(told.blueprint)),
        ),
        measure(
            "backup_bytes",
            "Moved by backups",
            Unit::Bytes,
            Get::Amount(|one: &Self| one.backup_bytes.iter().sum()),
        ),
        measure(
            "restore_bytes",
            "Moved by restores",
            Unit::Bytes,
            Get::Amount(|one: &Self| one.restore_bytes),
        ),
        measure(
            "busy_s",
            "In use",
            Unit::Seconds,
            Get::Number(|one: &Self| Some(one.busy as f64 / 1_000.0)),
        ),
        measure(
            "saturated_s",
            "Bounding something",
            Unit::Seconds,
            Get::Number(|one: &Self| Some(one.saturated as f64 / 1_000.0)),
        ),
    ];
}

/// A stamp, inside the horizon.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct StampTally {
    /// Milliseconds in which at least one node was down, so that the next loss is not covered.
    pub without_n_minus_1: u64,
    /// Milliseconds in which at least two nodes were down.
    pub two_or_more_down: u64,
    /// Milliseconds in which the stamp itself was down (own fault, enclosure, site, quorum).
    pub down: u64,
    /// How often a quorum was lost.
    pub quorum_losses: u32,
    /// Largest number of VMs that waited for room at once.
    pub most_waiting: u32,
    /// VMs that were stopped to make room for more urgent ones, in a drill from its strike on.
    pub shed: u32,
    /// Faults that struck it, a part of it or a place that it stands in, by class in the order of
    /// [`Class::ALL`].
    pub faults: [u32; Class::ALL.len()],
}

/// What a drill found of one application when it struck.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Struck {
    /// It was down already: then the drill cannot stop it.
    pub down: bool,
    /// One of its VMs stood where the drill struck.
    pub vm: bool,
    /// One of its VMs that hold data did.
    pub data: bool,
}

/// The storage of a stamp, inside the horizon; in a drill from its strike to the end of the trial.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct StorageTally {
    /// Disks and returned nodes whose copies were made whole again.
    pub rebuilds: u64,
    /// Sum of the times that took, in milliseconds: from the loss to the last byte.
    pub rebuild_sum: u64,
    /// Longest of them, and of those that are not done at the end of the horizon.
    pub rebuild_max: u64,
    /// Milliseconds in which copies were missing in one node or more.
    pub degraded: u64,
    /// Milliseconds in which copies were missing in two nodes: the next loss in a third one costs.
    pub exposed: u64,
    /// How often volumes went offline because of copies in three nodes that could come back.
    pub offline: u32,
    /// Milliseconds offline.
    pub offline_ms: u64,
    /// How often copies in three nodes were lost for good.
    pub lost: u32,
    /// Milliseconds in which some volume was over the warning, the critical threshold, or full.
    pub warning: u64,
    /// The same for the critical threshold.
    pub critical: u64,
    /// The same for full volumes.
    pub full: u64,
    /// How often a volume became full.
    pub filled: u32,
}

/// A group that replicates together, inside the horizon; in a drill from its strike to the end of
/// the trial.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ReplicaTally {
    /// Furthest that the replica was behind, in milliseconds of writing.
    pub lag_max: u64,
    /// Milliseconds in which it was further behind than one recovery point.
    pub behind: u64,
    /// Milliseconds in which no replica could have been resumed from, or only one broken off.
    pub unprotected: u64,
    /// How often it fell further behind than the log reaches.
    pub broken: u32,
    /// Whole copies that were completed.
    pub copies: u32,
    /// Milliseconds that these took.
    pub copy_sum: u64,
    /// Failovers.
    pub failovers: u32,
    /// Planned returns.
    pub failbacks: u32,
    /// Returns that found no room and were put off.
    pub put_off: u32,
    /// VMs of others that were stopped to make room for it.
    pub shed: u32,
    /// Bytes sent.
    pub bytes: u128,
}

/// Instances of a role that stand in for one another, inside the horizon; in a drill from its
/// strike to the end of the trial.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct InstanceTally {
    /// Times another instance took over.
    pub switches: u32,
    /// Of these, that needed a person.
    pub failed_switches: u32,
    /// Times the instances lost their majority.
    pub majority_losses: u32,
    /// Times a link split them.
    pub splits: u32,
    /// Instances built again from another.
    pub reseeds: u32,
}

/// An update of stamps, inside the horizon; in a drill from its strike to the end of the trial.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct UpdateTally {
    /// Runs that ended.
    pub runs: u32,
    /// How long they took, in milliseconds: from when the first node went until the last one was back.
    pub run_sum: u64,
    /// The longest of them.
    pub run_max: u64,
    /// Nodes that came back.
    pub nodes: u32,
    /// Milliseconds in which one of its nodes was away.
    pub away: u64,
    /// How often another node, a copy or the whole stamp was missing when a node was to go.
    pub pauses: u32,
    /// Milliseconds that runs were kept by that.
    pub paused: u64,
    /// Runs that came due while one was under way.
    pub skipped: u32,
}

/// What one trial leaves.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct TrialRecord {
    /// Number of the trial.
    pub trial: u32,
    /// Length of the horizon in milliseconds.
    pub horizon: u64,
    /// Outages in the order of their ends, then application.
    pub outages: Vec<Outage>,
    /// Downtime of each application inside the horizon, in milliseconds.
    pub downtime: Vec<u64>,
    /// Downtime of each node inside the horizon (own faults and those of what it stands in).
    pub node_downtime: Vec<u64>,
    /// Stamps.
    pub stamps: Vec<StampTally>,
    /// Backup protections.
    pub backups: Vec<JobTally>,
    /// VMs with a backup and no point, or with none at the second repository, at the end of the
    /// horizon, by VM. In years only.
    pub bare: Vec<Bare>,
    /// Transfer resources, in a fixed order.
    pub pipes: Vec<PipeTally>,
    /// Repositories.
    pub repositories: Vec<RepositoryTally>,
    /// Storage of stamps; all zero where it is not simulated.
    pub storage: Vec<StorageTally>,
    /// Groups that replicate.
    pub replicas: Vec<ReplicaTally>,
    /// Roles with high availability, by role; all zero for others.
    pub instances: Vec<InstanceTally>,
    /// Updates of stamps.
    #[serde(default)]
    pub updates: Vec<UpdateTally>,
    /// Those who go home together.
    pub homecomings: Vec<HomecomingTally>,
    /// Crews.
    #[serde(default)]
    pub crews: Vec<CrewTally>,
    /// Spare parts, by kind.
    #[serde(default)]
    pub parts: Vec<PartsTally>,
    /// Faults that began inside the horizon, by cause.
    pub faults: Vec<u32>,
    /// Faults of each link that began inside the horizon.
    pub link_faults: Vec<u32>,
    /// Applications that were struck by intruders.
    #[serde(default)]
    pub intrusions: Vec<Intrusion>,
    /// In a drill: what it found of each application; empty in years.
    pub struck: Vec<Struck>,
    /// In a drill: when it struck, in milliseconds after the start of the horizon; 0 in years.
    pub strike: u64,
    /// The same instant, in milliseconds of the week (Monday 00:00 = 0).
    #[serde(default)]
    pub strike_of_week: u64,
    /// In a drill: VMs that waited for room for at least an hour after it struck.
    pub unplaced: u32,
    /// In a drill: VMs stopped to make room for others.
    pub shed: u32,
    /// In a drill: milliseconds from its strike until everything is back where it belongs, with all
    /// copies, replicas and instances; none where that does not happen within `drain`.
    pub whole: Option<u64>,
    /// Events handled.
    pub events: u64,
}

/// One piece of an incident's timeline.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Stretch {
    /// Which application.
    pub application: ApplicationId,
    /// In which phase it was.
    pub phase: Phase,
    /// What it waited for or was bounded by.
    pub resource: Resource,
    /// From, in milliseconds after the start of the horizon.
    pub from: i64,
    /// To.
    pub to: i64,
}

/// Names of causes: labels of sources, then causes of the trace; sorted, unique.
#[must_use]
pub fn causes(blueprint: &Blueprint) -> Vec<String> {
    let mut names: Vec<String> = blueprint
        .sources
        .iter()
        .map(|source| source.label.clone())
        .collect();
    if let Some(trace) = &blueprint.trace {
        names.extend(trace.causes.iter().cloned());
    }
    names.sort();
    names.dedup();
    names
}
