//! Where restore points lie: jobs, points and their chains, copies, retention, repositories and the
//! slots of these.
//!
//! Always true here: nobody else touches these tables. What a VM is doing is not known here: whoever
//! asks says what it wants, and what has to follow outside is the answer of a method.

mod audit;
mod behind;
mod chain;
mod choice;
mod copies;
mod fetched;
mod gap;
mod grid;
mod history;
mod intruded;
mod job;
mod locked;
mod log;
mod log_job;
mod missed;
mod mistaken;
mod point;
mod probe;
mod reason;
mod replay;
mod repository;
mod schedule;
mod side;
mod synthesis;
mod upkeep;
mod when;

use super::carry::Holder;
use super::plan::Plan;
use crate::engine::{Id, Slots, Table, clones};
use crate::model::{Backup, BackupId, Blueprint, Effect, RepositoryId, Source, VmId};
pub(super) use behind::GoesOn;
pub(super) use choice::{Asking, Choice};
pub(super) use copies::Dropped;
use grid::Grid;
pub(super) use history::{JobsThen, Mishap};
pub(super) use intruded::Wiping;
use job::JobState;
pub(super) use job::{Capture, Complete, Due, Reading, Step};
use log::LogState;
pub(super) use log_job::{LogDue, Written};
use mistaken::WrongKeep;
pub(super) use probe::Tested;
pub(super) use reason::Bereft;
pub(super) use replay::{Recovered, Target};
use repository::RepositoryState;
use std::sync::Arc;
pub(super) use synthesis::{Synthesis, Synthesised};
pub(super) use when::When;

/// The backups of a world.
#[derive(Debug)]
pub(super) struct Vault<'b> {
    blueprint: &'b Blueprint,
    /// The backup of each VM that has one.
    of: Arc<Table<VmId, Option<(BackupId, &'b Backup)>>>,
    /// VMs that have a backup, and those whose points go to each repository; by number. Copies share them.
    backed: Arc<[VmId]>,
    to: Arc<Table<RepositoryId, Vec<VmId>>>,
    /// When the jobs of each VM are due.
    grids: Arc<Table<VmId, Grid>>,
    jobs: Table<VmId, JobState>,
    /// Logs of each VM.
    logs: Table<VmId, LogState>,
    repositories: Table<RepositoryId, RepositoryState>,
    slots: Table<RepositoryId, Slots<Holder>>,
    /// Repositories of slots that are given back while another one is being handed on.
    given_back: Vec<RepositoryId>,
    /// A slot is being handed on.
    handing_on: bool,
    /// Intruders may strike: it is remembered when points were captured that are gone.
    remembers: bool,
    /// Some repository has points that cannot be deleted.
    locks: bool,
    /// Retentions that are wrong now.
    wrong: Vec<WrongKeep>,
}

clones!(Vault<'b> {
    blueprint,
    of,
    backed,
    to,
    grids,
    jobs,
    logs,
    repositories,
    slots,
    given_back,
    handing_on,
    remembers,
    locks,
    wrong,
});

/// Whether a source is intruders.
fn strikes(source: &Source) -> bool {
    matches!(source.effect, Effect::Ransomware(_))
}

impl<'b> Vault<'b> {
    /// Everything empty, as it is before a trial.
    pub(super) fn new(blueprint: &'b Blueprint) -> Vault<'b> {
        let slots = blueprint.repositories.iter().map(|one| one.slots);
        let mut of = Table::of(blueprint.vms.len(), None);
        let mut backed = Vec::new();
        let mut to: Table<RepositoryId, Vec<VmId>> =
            Table::of(blueprint.repositories.len(), Vec::new());
        let mut grids = Table::of(blueprint.vms.len(), Grid::none());
        for (row, plan) in blueprint.vms.iter().enumerate() {
            let Some(id) = plan.protection.backup else {
                continue;
            };
            let vm = VmId::of_row(row);
            let backup = blueprint.backup(id);
            of[vm] = Some((id, backup));
            backed.push(vm);
            grids[vm] = Grid::new(blueprint, vm, backup);
            for repository in backup.repositories() {
                // Once, also where copies would go to where they come from.
                if to[repository].last() != Some(&vm) {
                    to[repository].push(vm);
                }
            }
        }
        Vault {
            blueprint,
            of: Arc::new(of),
            backed: backed.into(),
            to: Arc::new(to),
            grids: Arc::new(grids),
            jobs: Table::made(blueprint.vms.len(), JobState::new),
            logs: Table::made(blueprint.vms.len(), LogState::new),
            repositories: Table::of(blueprint.repositories.len(), RepositoryState::default()),
            slots: slots.map(Slots::new).collect(),
            given_back: Vec::new(),
            handing_on: false,
            remembers: blueprint.sources.iter().any(strikes),
            locks: (blueprint.repositories.iter()).any(|one| one.immutable.is_some()),
            wrong: Vec::new(),
        }
    }

    /// As at the start of a trial, whatever the one before left.
    pub(super) fn renew(&mut self, plan: &Plan, seed: u64, key: u64) {
        let Vault {
            blueprint: _,
            of: _,
            backed,
            to: _,
            grids: _,
            jobs,
            logs,
            repositories,
            slots,
            given_back,
            handing_on,
            remembers: _,
            locks: _,
            wrong,
        } = self;
        given_back.clear();
        wrong.clear();
        *handing_on = false;
        repositories.fill(RepositoryState::default());
        for slots in slots {
            slots.reset();
        }
        // Nobody touches the row of a VM that has no jobs.
        for vm in backed.iter() {
            jobs[*vm].renew();
            logs[*vm].renew();
        }
        self.rekey(plan, seed, key);
    }

    /// Its streams are those of a trial with this key.
    pub(super) fn rekey(&mut self, plan: &Plan, seed: u64, key: u64) {
        for place in 0..self.backed.len() {
            let vm = self.backed[place];
            let (backup, plan) = (self.backup_of(vm).1, &plan.vms[vm]);
            let job = &mut self.jobs[vm];
            job.stream.rekey(seed, key, plan.jobs_name);
            job.retries_stream.rekey(seed, key, plan.retries_name);
            job.files_stream.rekey(seed, key, plan.files_name);
            if backup.upkeep.is_any() {
                job.upkeep_stream.rekey(seed, key, plan.upkeep_name);
            }
            if backup.logs.is_some() {
                self.logs[vm].stream.rekey(seed, key, plan.logs_name);
            }
        }
    }

    /// The backup of a VM that has jobs.
    ///
    /// # Panics
    /// For a VM without a backup: nothing asks for the jobs of one.
    #[inline]
    pub(super) fn backup_of(&self, vm: VmId) -> (BackupId, &'b Backup) {
        self.of[vm].expect("a VM with jobs or restore points has a backup")
    }

    /// The VMs that have a backup, and that.
    pub(super) fn backups(&self) -> impl Iterator<Item = (VmId, BackupId, &'b Backup)> {
        self.backed.iter().map(|vm| {
            let (id, backup) = self.backup_of(*vm);
            (*vm, id, backup)
        })
    }

    /// The VMs that have a backup; by number.
    pub(super) fn backed(&self) -> &[VmId] {
        &self.backed
    }

    /// The VMs whose points go to a repository, at first or as copies; by number.
    pub(super) fn vms_to(&self, repository: RepositoryId) -> &[VmId] {
        &self.to[repository]
    }
}
