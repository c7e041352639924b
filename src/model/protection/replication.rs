//! Replications: the state lives a second time on another stamp, and people fail over to it.
//!
//! Always true here: VMs of one application that one replication copies from one stamp are one group.

use super::ReplicationId;
use super::protects::{Keeps, Kind, Laws, Names, Protected, Protects, Reaches};
use super::waiting::Waiting;
use super::window::Window;
use crate::model::ended::Path;
use crate::model::ids::{ApplicationId, CrewId, SourceId, StampId, VmId};
use crate::random::Law;
use crate::units::{Bytes, Rate, Span};

/// At which level data is replicated. Says what the failover is made of; the rules are the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReplicationLevel {
    /// By the application itself, such as a database.
    Application,
    /// By an agent in the guest.
    Guest,
    /// Of the VM, through the stamp's API.
    Vm,
}

/// When a write counts as done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReplicationMode {
    /// At once; the replica follows.
    Async,
    /// When the replica has it. While the link is cut, writes go on alone.
    SyncOrAlone,
    /// When the replica has it. While the link is cut, nothing is written: the VM stands still.
    SyncOrStop,
}

/// When a group goes back to the stamp that it belongs to.
#[derive(Clone, PartialEq, Debug)]
pub struct Failback {
    /// How long the way back must have been replicated without a break before it is used.
    pub after: Span,
    /// Daily window in which it may begin.
    pub window: Option<Window>,
    /// How long the planned outage takes, before the guests boot.
    pub takes: Law,
}

/// A replication protection: the state lives a second time on another stamp.
#[derive(Clone, Debug)]
pub struct Replication {
    /// Name, unique among protections.
    pub name: String,
    /// At which level.
    pub level: ReplicationLevel,
    /// When a write counts as done.
    pub mode: ReplicationMode,
    /// The stamp that replicas live on.
    pub to: StampId,
    /// Whether the standby runs and holds memory there all the time; else capacity is found at
    /// failover.
    pub hot: bool,
    /// Bytes changed per byte sent.
    pub reduction: f64,
    /// Time between recovery points: a replica resumes from one. Zero: from the last byte.
    pub points: Span,
    /// How far back recovery points reach. Zero: only the newest is kept.
    pub keep: Span,
    /// A replica further behind than this must be copied as a whole again.
    pub log_limit: Span,
    /// Most bytes per second that one group sends.
    pub rate: Option<Rate>,
    /// How much of a replica's stamp storage one byte takes (1.5 to 2).
    pub space: f64,
    /// Disks that are copied at once when a whole replica is made.
    pub disks_at_once: u32,
    /// Time to notice that a failover is needed.
    pub detect: Law,
    /// Time to decide on it.
    pub decide: Law,
    /// Whose people decide; none: somebody at any hour.
    pub decided_by: Option<CrewId>,
    /// Whose people do the hand work; none: somebody at any hour, however much there is.
    pub restored_by: Option<CrewId>,
    /// How long what is down but intact is waited for.
    pub waiting: Waiting,
    /// Whether it goes through the control plane of the target.
    pub needs_control_plane: bool,
    /// Time to make the VM run there: attach disks, or promote the standby.
    pub failover: Law,
    /// Time to live of names: until users find the new place.
    pub dns_ttl: Span,
    /// When it goes back; none: it stays.
    pub failback: Option<Failback>,
}

/// VMs of one application that are replicated by one protection from one stamp: they fall behind
/// together.
#[derive(Clone, Debug)]
pub struct ReplicationGroup {
    /// By which protection.
    pub replication: ReplicationId,
    /// Of which application.
    pub application: ApplicationId,
    /// From which stamp.
    pub from: StampId,
    /// Its VMs, ascending.
    pub vms: Vec<VmId>,
    /// The source of its planned failbacks, if it goes back.
    pub failback: Option<SourceId>,
}

/// Memory that a hot standby holds on the stamp of its replica while its VM runs elsewhere.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Standby {
    /// Whose standby.
    pub vm: VmId,
    /// Where.
    pub stamp: StampId,
    /// How much.
    pub memory: Bytes,
}

impl Kind for Replication {
    const WORD: &'static str = "replication";
    const KEEPS: Keeps = Keeps::Copy;
    const PATHS: &'static [Path] = &[Path::Failover, Path::Failback];
    const DONE: &'static str = "replicated";
}

impl Protects for Replication {
    fn name(&self) -> &str {
        &self.name
    }
    fn laws(&self) -> Option<Laws<'_>> {
        Some(Laws {
            detect: &self.detect,
            decide: &self.decide,
            provision: &self.failover,
            waiting: &self.waiting,
        })
    }
    fn decided_by(&self) -> Option<CrewId> {
        self.decided_by
    }
    fn restored_by(&self) -> Option<CrewId> {
        self.restored_by
    }
    fn reaches(&self) -> Reaches {
        Reaches {
            stamps: vec![self.to],
            ..Reaches::default()
        }
    }
    fn told(&self, names: Names<'_>, own: Protected) -> String {
        let standby = if self.hot { "hot" } else { "warm" };
        let mode = match self.mode {
            ReplicationMode::Async => "asynchronous",
            ReplicationMode::SyncOrAlone | ReplicationMode::SyncOrStop => "synchronous",
        };
        format!(
            "{} to {}, {mode}, {standby} standby; {:.1} GiB in use",
            own.vms(),
            names.stamp(self.to),
            own.used.as_gib(),
        )
    }
}
