//! The whole checked scenario.
//!
//! Always true here: tables are sorted by name and ids point into them.

use super::application::{Application, Role, Vm};
use super::fault::{Drill, Source, Trace};
use super::ids::{
    ApplicationId, BackupId, NodeId, RedeployId, RepositoryId, RoleId, SourceId, StampId, VmId,
};
use super::place::{Crew, Enclosure, Link, Node, Rack, Repository, Site, Stamp};
use super::protection::{Backup, Redeploy};
use crate::units::{Share, Span};

/// How many trials.
#[derive(Clone, PartialEq, Debug)]
pub enum Trials {
    /// This many.
    Fixed(u32),
    /// Until the half-width of a measure is small enough, looked at only at 100·2^k trials.
    Until {
        /// The measure, such as `erp.availability` or `erp.rto.node`.
        measure: String,
        /// Half-width of its interval (absolute).
        half_width: f64,
        /// Stop here at the latest.
        at_most: u32,
    },
}

/// How a run is made.
#[derive(Clone, PartialEq, Debug)]
pub struct Run {
    /// Name of the scenario.
    pub name: String,
    /// One sentence for the report; may be empty.
    pub description: String,
    /// Seed of all streams.
    pub seed: u64,
    /// How many trials of years.
    pub trials: Trials,
    /// What is counted: the years of a trial.
    pub horizon: Span,
    /// Without faults, so that backup chains exist.
    pub build_up: Span,
    /// With faults, uncounted, so that ages and repairs are as in the long run.
    pub settle: Span,
    /// An outage longer than this is unrecovered.
    pub drain: Span,
    /// Uptime that ends an outage for good.
    pub stays_recovered: Span,
    /// Level of all intervals (0.95).
    pub level: Share,
    /// Whether restores go before backups.
    pub restores_first: bool,
}

/// A default that the scenario left to us, or that the report must show.
#[derive(Clone, PartialEq, Debug)]
pub struct Assumption {
    /// Key as the user would write it, such as `protection.gold.backup.job_failure`.
    pub key: String,
    /// Its value as text with unit.
    pub value: String,
    /// Which default it is: index into `DEFAULTS`.
    pub default: usize,
}

/// Something legal that an operator should know.
#[derive(Clone, PartialEq, Debug)]
pub struct Lint {
    /// What and why, one sentence.
    pub message: String,
    /// Line in the scenario, 0 where there is none.
    pub line: usize,
}

/// A valid scenario.
#[derive(Clone, Debug)]
pub struct Blueprint {
    /// How a run is made.
    pub run: Run,
    /// Sites.
    pub sites: Vec<Site>,
    /// Enclosures.
    pub enclosures: Vec<Enclosure>,
    /// Stamps.
    pub stamps: Vec<Stamp>,
    /// Racks.
    pub racks: Vec<Rack>,
    /// Nodes, stamp by stamp.
    pub nodes: Vec<Node>,
    /// Links.
    pub links: Vec<Link>,
    /// Repositories.
    pub repositories: Vec<Repository>,
    /// Crews.
    pub crews: Vec<Crew>,
    /// Applications.
    pub applications: Vec<Application>,
    /// Roles, application by application.
    pub roles: Vec<Role>,
    /// VMs, role by role.
    pub vms: Vec<Vm>,
    /// Number of availability sets and scale sets.
    pub sets: u32,
    /// Backup protections.
    pub backups: Vec<Backup>,
    /// Redeploy protections.
    pub redeploys: Vec<Redeploy>,
    /// Sources of faults: hazards, scheduled faults and drills, sorted by stream name.
    pub sources: Vec<Source>,
    /// Drills.
    pub drills: Vec<Drill>,
    /// Recorded faults, if the run follows a trace.
    pub trace: Option<Trace>,
    /// Defaults that were used.
    pub assumptions: Vec<Assumption>,
    /// Warnings.
    pub lints: Vec<Lint>,
    /// SHA-256 of the canonical resolved scenario and the contents of its CSVs, in hex.
    pub sha256: String,
}

impl Blueprint {
    /// An application by id.
    #[must_use]
    pub fn application(&self, id: ApplicationId) -> &Application {
        &self.applications[id.index()]
    }
    /// A role by id.
    #[must_use]
    pub fn role(&self, id: RoleId) -> &Role {
        &self.roles[id.index()]
    }
    /// A VM by id.
    #[must_use]
    pub fn vm(&self, id: VmId) -> &Vm {
        &self.vms[id.index()]
    }
    /// A stamp by id.
    #[must_use]
    pub fn stamp(&self, id: StampId) -> &Stamp {
        &self.stamps[id.index()]
    }
    /// A node by id.
    #[must_use]
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }
    /// A repository by id.
    #[must_use]
    pub fn repository(&self, id: RepositoryId) -> &Repository {
        &self.repositories[id.index()]
    }
    /// A backup by id.
    #[must_use]
    pub fn backup(&self, id: BackupId) -> &Backup {
        &self.backups[id.index()]
    }
    /// A redeploy by id.
    #[must_use]
    pub fn redeploy(&self, id: RedeployId) -> &Redeploy {
        &self.redeploys[id.index()]
    }
    /// A source by id.
    #[must_use]
    pub fn source(&self, id: SourceId) -> &Source {
        &self.sources[id.index()]
    }
}
