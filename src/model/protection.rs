//! Protections: `none` (redeploy, or nothing), `backup`, `replication` and `high_availability`.
//!
//! Always true here: a VM has at most one of each kind; each kind has a table of its own.

use super::ids::{ApplicationId, CrewId, ReplicationId, RepositoryId, SourceId, StampId, VmId};
use super::place::Place;
use crate::random::Law;
use crate::units::{Bytes, DAY, Rate, Share, Span};

/// How a backup reads a VM.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BackupMethod {
    /// In the guest: application-consistent; a restore rebuilds the VM first.
    Agent,
    /// Disk snapshots through the stamp's API: needs the control plane.
    Snapshot,
}

/// What a backup covers and how a restore brings it back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BackupScope {
    /// The whole VM.
    Vm,
    /// Application data inside an existing VM: redeploy from template, then data.
    Data,
}

/// What follows a full backup.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ChainKind {
    /// Every backup is full.
    Full,
    /// Each job takes what changed since the last good one; a restore reads the whole chain.
    Incremental,
    /// Each job takes what changed since the last full; a restore reads two.
    Differential,
}

/// A daily window in milliseconds of the day; may pass midnight (`start > end`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    /// Opens at this millisecond of the day.
    pub start: u64,
    /// Closes at this millisecond of the day.
    pub end: u64,
}

impl Window {
    /// For how long it is open a day.
    #[must_use]
    pub fn length(self) -> Span {
        Span(if self.start <= self.end {
            self.end - self.start
        } else {
            DAY - self.start + self.end
        })
    }
    /// Whether a millisecond of the day lies in it.
    #[must_use]
    pub fn holds(self, of_day: u64) -> bool {
        if self.start <= self.end {
            (self.start..self.end).contains(&of_day)
        } else {
            of_day >= self.start || of_day < self.end
        }
    }
    /// How long it takes from a millisecond of the day until it opens next; nothing where it does so then.
    #[must_use]
    pub fn opens_in(self, of_day: u64) -> Span {
        Span((self.start + DAY - of_day) % DAY)
    }
    /// For how long it stays open from a millisecond of the day that lies in it.
    #[must_use]
    pub fn left_at(self, of_day: u64) -> Span {
        if of_day < self.end {
            Span(self.end - of_day)
        } else {
            Span(self.end + DAY - of_day)
        }
    }
}

/// How long restore points are kept. A point that a kept one needs is kept as well.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Retention {
    /// For this long.
    Age(Span),
    /// This many newest.
    Count(u32),
}

/// A backup protection.
#[derive(Clone, Debug)]
pub struct Backup {
    /// Name, unique among protections.
    pub name: String,
    /// How it reads.
    pub method: BackupMethod,
    /// What it covers.
    pub scope: BackupScope,
    /// What follows a full.
    pub chain: ChainKind,
    /// Time between jobs.
    pub every: Span,
    /// Time between fulls; a multiple of `every`.
    pub full_every: Span,
    /// First job of the week grid: offset from Monday 00:00.
    pub phase: Span,
    /// Daily window in which jobs may start.
    pub window: Option<Window>,
    /// Each VM's jobs come this much after those of the VM before it.
    pub stagger: Span,
    /// Where points go.
    pub to: RepositoryId,
    /// Where complete points are copied to.
    pub copy_to: Option<RepositoryId>,
    /// How long points are kept.
    pub keep: Retention,
    /// Bytes moved and stored = bytes changed / this ratio.
    pub reduction: f64,
    /// Mean probability that a job fails.
    pub job_failure: Share,
    /// Probability that a job's outcome repeats the one before it.
    pub stickiness: Share,
    /// How often a failed job is tried again.
    pub retries: u32,
    /// Time before a retry.
    pub retry_after: Span,
    /// Probability that a point turns out bad when it is restored.
    pub bad_point: Share,
    /// Time to notice that a restore is needed.
    pub detect: Law,
    /// Time to decide to restore.
    pub decide: Law,
    /// Whose hours bound the decision; none: at any hour.
    pub decided_by: Option<CrewId>,
    /// Time to make the VM that the data goes into (build or redeploy, or attach disks).
    pub provision: Law,
    /// Stamps to restore to when the own one has lost its state and is not back; the own one when empty.
    pub restore_to: Vec<StampId>,
}

impl Backup {
    /// Where its points may lie: where they are made, then where they are copied to.
    pub fn repositories(&self) -> impl Iterator<Item = RepositoryId> + Clone + use<> {
        std::iter::once(self.to).chain(self.copy_to)
    }
}

/// No protection, but a way back: redeploy from template or pipeline.
#[derive(Clone, Debug)]
pub struct Redeploy {
    /// Name, unique among protections.
    pub name: String,
    /// Time to notice.
    pub detect: Law,
    /// Time to decide.
    pub decide: Law,
    /// How long the redeployment takes.
    pub takes: Law,
    /// Whether it goes through the stamp's control plane.
    pub needs_control_plane: bool,
    /// The repository or library that holds the template, if its loss matters.
    pub template: Option<RepositoryId>,
    /// Stamps to redeploy to when the own one lost its state and is not back; the own one when empty.
    pub to: Vec<StampId>,
}

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
    /// Whose hours bound the decision; none: at any hour.
    pub decided_by: Option<CrewId>,
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

/// A high availability protection: instances of a role stand in for one another without a person.
#[derive(Clone, Debug)]
pub struct HighAvailability {
    /// Name, unique among protections.
    pub name: String,
    /// Stamps over which instances are spread in turn; empty: all on the stamp of the role.
    pub across: Vec<StampId>,
    /// Where the witness stands, if there is one.
    pub witness: Option<Place>,
    /// Time until the cluster notices that an instance is gone.
    pub detect: Law,
    /// Time until another instance has taken over.
    pub failover: Law,
    /// Time until the load balancer sends users to an instance that serves.
    pub probe: Span,
    /// Time to live of names: until users find an instance on another stamp.
    pub dns_ttl: Span,
    /// Probability that taking over fails, so that a person must help.
    pub switch_failure: Share,
    /// How long that takes.
    pub switch_repair: Law,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::HOUR;

    #[test]
    fn windows_pass_midnight_or_last_the_whole_day() {
        let window = |start: u64, end: u64| Window {
            start: start * HOUR,
            end: end * HOUR,
        };
        let night = window(20, 6);
        assert_eq!(night.length(), Span::hours(10));
        assert!(night.holds(20 * HOUR) && night.holds(5 * HOUR) && !night.holds(6 * HOUR));
        assert_eq!(night.left_at(22 * HOUR), Span::hours(8));
        assert_eq!(night.left_at(HOUR), Span::hours(5));
        assert_eq!(night.opens_in(6 * HOUR), Span::hours(14));
        assert_eq!(night.opens_in(21 * HOUR), Span::hours(23));
        assert_eq!(night.opens_in(20 * HOUR), Span::ZERO);
        let always = window(0, 24);
        assert_eq!(always.length(), Span::hours(24));
        assert_eq!(
            always.left_at(0),
            Span::hours(24),
            "what comes due at midnight is in it"
        );
    }
}
