//! What happens in one trial: faults, backups, failovers and restores as discrete events.
//!
//! Always true here: a trial is a pure function of blueprint, seed, mode and trial number; its
//! tables are allocated once and used again from trial to trial.

mod application;
mod arrive;
mod brim;
mod carry;
mod cluster;
mod consequence;
mod counted;
mod course;
mod dirty;
mod draws;
mod event;
mod fault;
mod frame;
mod gap;
mod gate;
mod idle;
mod ledger;
mod machine;
mod mirror;
mod names;
mod pipes;
mod place;
mod plan;
mod plant;
mod policy;
mod stamp;
mod standby;
mod start;
mod state;
mod strike;
mod tally;
#[cfg(test)]
mod tests;
mod trial;
mod turn;
mod vault;
mod which;

use crate::engine::Table;
use crate::model::record::{Stretch, TrialRecord};
use crate::model::{
    ApplicationId, Blueprint, DrillId, NodeId, RepositoryId, RoleId, StampId, StandbyId, VmId,
};
use crate::random::Stream;
use cluster::Cluster;
use event::Batches;
use frame::Frame;
pub use idle::IdlePaths;
use mirror::Mirror;
use plant::Plant;
use standby::Standby;
use state::{ApplicationState, NodeMemory, StampMemory, VmState};
use vault::Vault;

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
    /// VMs whose restore is in transfer.
    restoring: Vec<VmId>,
    /// Room to work in.
    scratch: Scratch,
    /// VMs that wait for room, a stamp, a control plane or a repository; by restart rank.
    waiters: Vec<VmId>,
    /// VMs whose turn comes when the instant is over, and gates that open then; see `turn`.
    woken: Vec<VmId>,
    gates_due: Vec<(StampId, Batches)>,
    vms: Table<VmId, VmState>,
    /// Restore points, jobs, copies, repositories.
    vault: Vault<'b>,
    seats: Table<NodeId, NodeMemory>,
    halls: Table<StampId, StampMemory>,
    applications: Table<ApplicationId, ApplicationState>,
    role_serving: Table<RoleId, u32>,
    /// Replicas of groups.
    mirror: Mirror,
    /// Hot standbys.
    standbys: Table<StandbyId, Standby>,
    /// Instances of roles with high availability.
    cluster: Cluster,
    calendar_stream: Stream,
    stretches: Option<Vec<Stretch>>,
}

/// Room to work in, kept from event to event so that nothing is allocated: empty between them.
#[derive(Debug)]
struct Scratch {
    /// When slots come free.
    estimates: Vec<u64>,
    /// VMs whose turn it is.
    turn: Vec<VmId>,
    /// Nodes by the room that they have.
    by_room: Vec<NodeId>,
    /// Flows that have ended.
    completed: Vec<u32>,
    /// Slots that are given back while another one is being handed on.
    released: Vec<RepositoryId>,
    /// VMs of a group that have gone home, and the nodes that they came from.
    gone_home: Vec<(VmId, Option<NodeId>)>,
}

impl Scratch {
    fn new(blueprint: &Blueprint) -> Scratch {
        let vms = blueprint.vms.len();
        Scratch {
            estimates: Vec::with_capacity(vms),
            turn: Vec::with_capacity(vms),
            by_room: Vec::with_capacity(blueprint.nodes.len()),
            completed: Vec::with_capacity(vms),
            released: Vec::new(),
            gone_home: Vec::new(),
        }
    }
}

impl<'b> World<'b> {
    /// A world for this blueprint and seed. Allocates its tables; trials use them again.
    #[must_use]
    pub fn new(blueprint: &'b Blueprint, seed: u64) -> World<'b> {
        let vms = blueprint.vms.len();
        World {
            frame: Frame::new(blueprint, seed),
            plant: Plant::new(blueprint),
            restoring: Vec::with_capacity(vms),
            scratch: Scratch::new(blueprint),
            waiters: Vec::with_capacity(vms),
            woken: Vec::with_capacity(vms),
            gates_due: Vec::with_capacity(2 * blueprint.stamps.len()),
            vms: Table::made(vms, VmState::new),
            vault: Vault::new(blueprint),
            seats: Table::of(blueprint.nodes.len(), NodeMemory::default()),
            halls: Table::made(blueprint.stamps.len(), StampMemory::default),
            applications: Table::made(blueprint.applications.len(), ApplicationState::new),
            role_serving: Table::of(blueprint.roles.len(), 0),
            mirror: Mirror::new(blueprint),
            standbys: Table::of(blueprint.standbys.len(), Standby::Waits),
            cluster: Cluster::new(blueprint),
            calendar_stream: Stream::new(),
            stretches: None,
        }
    }

    /// One trial. Pure in blueprint, seed, mode and trial number.
    pub fn run(&mut self, mode: Mode, trial: u32) -> TrialRecord {
        self.stretches = None;
        self.simulate(mode, trial)
    }

    /// The same trial, with the stretches that its applications went through.
    pub fn timeline(&mut self, mode: Mode, trial: u32) -> (TrialRecord, Vec<Stretch>) {
        self.stretches = Some(Vec::new());
        let record = self.simulate(mode, trial);
        (record, self.stretches.take().unwrap_or_default())
    }
}
