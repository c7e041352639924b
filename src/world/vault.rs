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
mod gap;
mod grid;
mod history;
mod job;
mod log;
mod log_job;
mod point;
mod probe;
mod reason;
mod replay;
mod repository;
mod schedule;
mod upkeep;
mod when;

use super::carry::Holder;
use super::plan::Plan;
use crate::engine::{Id, Slots, Table, clones};
use crate::model::{Backup, BackupId, Blueprint, RepositoryId, VmId};
pub(super) use behind::GoesOn;
pub(super) use choice::{Asking, Choice};
pub(super) use copies::Dropped;
use grid::Grid;
pub(super) use history::{JobsThen, Mishap};
use job::JobState;
pub(super) use job::{Capture, Complete, Due, Reading, Step};
use log::LogState;
pub(super) use log_job::{LogDue, Written};
pub(super) use probe::Tested;
pub(super) use reason::Bereft;
pub(super) use replay::{Recovered, Target};
use repository::RepositoryState;
use std::sync::Arc;
pub(super) use when::When;

/// The backups of a world.
#[derive(Debug)]
pub(super) struct Vault<'b> {
    blueprint: &'b Blueprint,
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
}

clones!(Vault<'b> {
    blueprint,
    backed,
    to,
    grids,
    jobs,
    logs,
    repositories,
    slots,
    given_back,
    handing_on,
});

impl<'b> Vault<'b> {
    /// Everything empty, as it is before a trial.
    pub(super) fn new(blueprint: &'b Blueprint) -> Vault<'b> {
        let slots = blueprint.repositories.iter().map(|one| one.slots);
        let mut backed = Vec::new();
        let mut to: Table<RepositoryId, Vec<VmId>> =
            Table::of(blueprint.repositories.len(), Vec::new());
        let mut grids = Table::of(blueprint.vms.len(), Grid::none());
        for (row, plan) in blueprint.vms.iter().enumerate() {
            let Some(backup) = plan.protection.backup else {
                continue;
            };
            let vm = VmId::of_row(row);
            let backup = blueprint.backup(backup);
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
            backed: backed.into(),
            to: Arc::new(to),
            grids: Arc::new(grids),
            jobs: Table::made(blueprint.vms.len(), JobState::new),
            logs: Table::made(blueprint.vms.len(), LogState::new),
            repositories: Table::of(blueprint.repositories.len(), RepositoryState::default()),
            slots: slots.map(Slots::new).collect(),
            given_back: Vec::new(),
            handing_on: false,
        }
    }

    /// As at the start of a trial, whatever the one before left.
    pub(super) fn renew(&mut self, plan: &Plan, seed: u64, key: u64) {
        let Vault {
            blueprint: _,
            backed: _,
            to: _,
            grids: _,
            jobs,
            logs,
            repositories,
            slots,
            given_back,
            handing_on,
        } = self;
        given_back.clear();
        *handing_on = false;
        repositories.fill(RepositoryState::default());
        for slots in slots {
            slots.reset();
        }
        for job in jobs {
            job.renew();
        }
        for logs in logs {
            logs.renew();
        }
        self.rekey(plan, seed, key);
    }

    /// Its streams are those of a trial with this key.
    pub(super) fn rekey(&mut self, plan: &Plan, seed: u64, key: u64) {
        for (job, plan) in self.jobs.iter_mut().zip(&plan.vms) {
            job.stream.rekey(seed, key, plan.jobs_name);
            job.retries_stream.rekey(seed, key, plan.retries_name);
            job.files_stream.rekey(seed, key, plan.files_name);
        }
        for place in 0..self.backed.len() {
            let vm = self.backed[place];
            if self.backup_of(vm).1.logs.is_some() {
                (self.logs[vm].stream).rekey(seed, key, plan.vms[vm].logs_name);
            }
            if self.backup_of(vm).1.upkeep.is_any() {
                let stream = &mut self.jobs[vm].upkeep_stream;
                stream.rekey(seed, key, plan.vms[vm].upkeep_name);
            }
        }
    }

    /// The backup of a VM that has jobs.
    ///
    /// # Panics
    /// For a VM without a backup: nothing asks for the jobs of one.
    pub(super) fn backup_of(&self, vm: VmId) -> (BackupId, &'b Backup) {
        let id = self.blueprint.vm(vm).protection.backup;
        let id = id.expect("a VM with jobs or restore points has a backup");
        (id, self.blueprint.backup(id))
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
