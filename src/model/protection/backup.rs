//! Backups: restore from restore points.
//!
//! Always true here: points lie where they are made, and where they are copied to, if they are.

use super::go_home::GoHome;
use super::logs::Logs;
use super::preference::Preference;
use super::protects::{Builds, Keeps, Kind, Laws, Names, Protected, Protects, Reaches};
use super::upkeep::Upkeep;
use super::waiting::Waiting;
use super::window::Window;
use crate::model::ended::Path;
use crate::model::ids::{CrewId, RepositoryId, StampId};
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

/// How long restore points are kept. A point that a kept one needs is kept as well.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Retention {
    /// For this long.
    Age(Span),
    /// This many newest.
    Count(u32),
}

/// How the fulls of a chain after the first are put together at the repository.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Synthetic {
    /// The files that are read for it are verified: a bad one is found then. Else what is bad in them is in the full.
    pub verify: bool,
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
    /// Fulls are put together at the repository from what lies there; none: they are read from the VM.
    pub synthetic: Option<Synthetic>,
    /// First job of the week grid: offset from Monday 00:00.
    pub phase: Span,
    /// Daily window in which jobs may start.
    pub window: Option<Window>,
    /// Each VM's jobs come this much after those of the VM before it.
    pub stagger: Span,
    /// Logs between the jobs; none: the newest point is all there is.
    pub logs: Option<Logs>,
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
    /// Probability that a file (a full, differential or increment) is bad.
    pub bad_point: Share,
    /// What people do about failing jobs and bad points.
    pub upkeep: Upkeep,
    /// Which point a restore takes.
    pub preference: Preference,
    /// Time to notice that a restore is needed.
    pub detect: Law,
    /// Time to decide to restore.
    pub decide: Law,
    /// Whose people decide; none: somebody at any hour.
    pub decided_by: Option<CrewId>,
    /// Whose people do the hand work; none: somebody at any hour, however much there is.
    pub restored_by: Option<CrewId>,
    /// Time to make the VM that the data goes into (build or redeploy, or attach disks).
    pub provision: Law,
    /// How long what is down but intact is waited for.
    pub waiting: Waiting,
    /// Stamps to restore to when the own one has lost its state, or is given up, and is not back; the own one when empty.
    pub restore_to: Vec<StampId>,
    /// How what was restored elsewhere goes home; none: it stays there.
    pub go_home: Option<GoHome>,
}

impl Backup {
    /// From one instant that can be recovered to the next: between logs, or else between jobs.
    #[must_use]
    pub fn cadence(&self) -> Span {
        self.logs.map_or(self.every, |logs| logs.every)
    }

    /// Where its points may lie: where they are made, then where they are copied to.
    pub fn repositories(&self) -> impl Iterator<Item = RepositoryId> + Clone + use<> {
        std::iter::once(self.to).chain(self.copy_to)
    }
}

impl Kind for Backup {
    const WORD: &'static str = "backup";
    const KEEPS: Keeps = Keeps::Points;
    const PATHS: &'static [Path] = &[Path::Restore];
    const DONE: &'static str = "backed up";
}

impl Protects for Backup {
    fn name(&self) -> &str {
        &self.name
    }
    fn laws(&self) -> Option<Laws<'_>> {
        Some(Laws {
            detect: &self.detect,
            decide: &self.decide,
            provision: &self.provision,
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
            stamps: self.restore_to.clone(),
            repositories: self.repositories().collect(),
            witness: None,
        }
    }
    fn told(&self, names: Names<'_>, own: Protected) -> String {
        let window = if self.window.is_some() {
            " in its window"
        } else {
            ""
        };
        let logs = self.logs.map(|logs| format!(", logs every {}", logs.every));
        format!(
            "{} every {}{window}, {}full every {}{}, to {}; {:.1} GiB in use",
            own.vms(),
            self.every,
            self.synthetic.map_or("", |_| "synthetic "),
            self.full_every,
            logs.unwrap_or_default(),
            names.repository(self.to),
            own.used.as_gib(),
        )
    }
}

impl Builds for Backup {
    fn elsewhere(&self) -> &[StampId] {
        &self.restore_to
    }
    fn fills_what_stands(&self) -> bool {
        self.scope == BackupScope::Data
    }
    fn go_home(&self) -> Option<&GoHome> {
        self.go_home.as_ref()
    }
}
