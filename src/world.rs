//! What happens in one trial: faults, backups, failovers and restores as discrete events.
//!
//! Always true here: a trial is a pure function of blueprint, seed, mode and trial number; its
//! tables are allocated once and used again from trial to trial.

mod account;
mod application;
mod arrivals;
mod arrive;
mod brim;
mod carry;
mod claimed;
mod cluster;
mod consequence;
mod course;
mod dirty;
mod draws;
mod event;
mod fault;
mod follow;
mod fork;
mod frame;
mod gap;
mod home;
mod life;
mod machine;
mod mirror;
mod names;
mod pipes;
mod plan;
mod plant;
mod policy;
mod room;
mod service;
mod stamp;
mod state;
mod strike;
mod tally;
#[cfg(test)]
mod tests;
mod trial;
mod turns;
mod update;
mod vault;
mod watch;
mod which;

use crate::engine::{Table, clones};
use crate::model::record::{Followed, Stretch, TrialRecord};
use crate::model::{Blueprint, DrillId, VmId};
use account::Account;
pub use arrivals::Strike;
use cluster::Cluster;
use frame::Frame;
use home::Home;
use mirror::Mirror;
use plant::Plant;
use room::Room;
use service::Services;
use state::VmState;
use vault::Vault;
pub use watch::Told;

/// What a trial is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// Years of faults as they come; with a trace, the group of that number.
    Years,
    /// One drill, struck once.
    Drill(DrillId),
}

/// One simulated world, used for one trial after the other.
pub struct World<'b> {
    /// What every part may see and use.
    frame: Frame<'b>,
    /// What stands.
    plant: Plant,
    /// Memory, and who waits.
    room: Room,
    /// Outages and losses.
    account: Account,
    vms: Table<VmId, VmState>,
    /// Restore points, jobs, copies, repositories.
    vault: Vault<'b>,
    /// Whether each application is up.
    services: Services,
    /// Replicas of groups.
    mirror: Mirror,
    /// Instances of roles with high availability.
    cluster: Cluster,
    /// Who goes home.
    home: Home,
}

clones!(World<'b> {
    frame,
    plant,
    room,
    account,
    vms,
    vault,
    services,
    mirror,
    cluster,
    home,
});

impl<'b> World<'b> {
    /// A world for this blueprint and seed. Allocates its tables; trials use them again.
    #[must_use]
    pub fn new(blueprint: &'b Blueprint, seed: u64) -> World<'b> {
        let vms = blueprint.vms.len();
        let frame = Frame::new(blueprint, seed);
        World {
            plant: Plant::new(blueprint, &frame.plan),
            room: Room::new(blueprint),
            account: Account::new(blueprint),
            vms: Table::made(vms, VmState::new),
            vault: Vault::new(blueprint),
            services: Services::new(blueprint),
            mirror: Mirror::new(blueprint),
            cluster: Cluster::new(blueprint),
            home: Home::new(blueprint),
            frame,
        }
    }

    /// One trial. Pure in blueprint, seed, mode and trial number.
    pub fn run(&mut self, mode: Mode, trial: u32) -> TrialRecord {
        self.account.tell_stretches(false);
        self.simulate(mode, trial)
    }

    /// The same trial, with the stretches that its applications went through.
    pub fn timeline(&mut self, mode: Mode, trial: u32) -> (TrialRecord, Vec<Stretch>) {
        self.account.tell_stretches(true);
        let record = self.simulate(mode, trial);
        (record, self.account.take_stretches())
    }

    /// One trial, and all that people want to know who follow it. Its record is that of [`World::run`].
    pub fn followed(&mut self, mode: Mode, trial: u32) -> Followed {
        self.follow_on();
        let told = self.timeline(mode, trial);
        self.what_followed(told)
    }

    /// Whoever follows the trial wants to know what happens from here on.
    pub fn follow_on(&mut self) {
        self.frame.follow(true);
    }

    /// What a trial came to that was followed, and all that happened since.
    pub fn what_followed(&mut self, (record, stretches): (TrialRecord, Vec<Stretch>)) -> Followed {
        let (notes, cut) = self.frame.take_notes();
        Followed {
            record,
            stretches,
            notes,
            cut,
            begins_of_week: self.horizon_of_week(),
            ended: self.frame.after_start(self.frame.now),
        }
    }
}
