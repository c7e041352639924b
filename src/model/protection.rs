//! Protections of this stage: `none` (redeploy, or nothing) and `backup`.
//!
//! Always true here: replication and high availability are not here yet; they join as further
//! tables beside these.

use super::ids::{CrewId, RepositoryId, StampId};
use crate::random::Law;
use crate::units::{Share, Span};

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
    /// Its disks.
    Disks,
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
