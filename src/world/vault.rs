//! Where restore points lie: jobs, points and their chains, copies, retention, repositories and the
//! slots of these.
//!
//! Always true here: nobody else touches these tables. What a VM is doing is not known here: whoever
//! asks says what it wants, and what has to follow outside is the answer of a method.

mod audit;
mod chain;
mod choice;
mod copies;
mod gap;
mod history;
mod job;
mod point;
mod reason;
mod repository;
mod schedule;
mod when;

use super::carry::Holder;
use super::plan::Plan;
use crate::engine::{Slots, Table};
use crate::model::{Backup, BackupId, Blueprint, RepositoryId, VmId};
pub(super) use choice::{Asking, Choice};
pub(super) use copies::Dropped;
pub(super) use history::{JobsThen, Mishap};
use job::JobState;
pub(super) use job::{Capture, Complete, Due, Reading, Step};
pub(super) use point::Point;
pub(super) use reason::Bereft;
use repository::RepositoryState;
pub(super) use when::When;

/// The backups of a world.
#[derive(Debug)]
pub(super) struct Vault<'b> {
    blueprint: &'b Blueprint,
    jobs: Table<VmId, JobState>,
    repositories: Table<RepositoryId, RepositoryState>,
    slots: Table<RepositoryId, Slots<Holder>>,
}

impl<'b> Vault<'b> {
    /// Everything empty, as it is before a trial.
    pub(super) fn new(blueprint: &'b Blueprint) -> Vault<'b> {
        let slots = blueprint.repositories.iter().map(|one| one.slots);
        Vault {
            blueprint,
            jobs: Table::made(blueprint.vms.len(), JobState::new),
            repositories: Table::of(blueprint.repositories.len(), RepositoryState::default()),
            slots: slots.map(Slots::new).collect(),
        }
    }

    /// As at the start of a trial, whatever the one before left.
    pub(super) fn renew(&mut self, plan: &Plan, seed: u64, key: u64) {
        let Vault {
            blueprint: _,
            jobs,
            repositories,
            slots,
        } = self;
        repositories.fill(RepositoryState::default());
        for slots in slots {
            slots.reset();
        }
        for (job, plan) in jobs.iter_mut().zip(&plan.vms) {
            job.renew();
            job.stream.rekey(seed, key, plan.jobs_name);
            job.retries_stream.rekey(seed, key, plan.retries_name);
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
    pub(super) fn backups(&self) -> impl Iterator<Item = (VmId, BackupId, &'b Backup)> + use<'b> {
        let blueprint = self.blueprint;
        let vms = (0..).map(VmId).zip(&blueprint.vms);
        vms.filter_map(move |(vm, plan)| {
            let id = plan.protection.backup?;
            Some((vm, id, blueprint.backup(id)))
        })
    }
}
