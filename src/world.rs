//! What happens in one trial: faults, backups, failovers and restores as discrete events.
//!
//! Always true here: a trial is a pure function of blueprint, seed, mode and trial number; its
//! tables are allocated once and used again from trial to trial.

mod application;
mod backup;
mod copy;
mod failback;
mod failover;
mod fault;
mod gate;
mod gone;
mod homeward;
mod instances;
mod ledger;
mod logical;
mod network;
mod numbers;
mod pipes;
mod place;
mod plan;
mod point;
mod reason;
mod rebuild;
mod recover;
mod replica;
mod stamp;
mod standby;
mod state;
mod storage;
mod strike;
mod tally;
#[cfg(test)]
mod tests;
mod transfer;
mod trial;
mod volume;

use crate::engine::{Calendar, Flows, Slots};
use crate::model::record::{Stretch, TrialRecord};
use crate::model::{Blueprint, DrillId, RepositoryId};
use crate::random::Stream;
use crate::units::Moment;
use instances::{InstanceState, InstancesState};
use plan::Plan;
use replica::GroupState;
use state::{
    ApplicationState, FaultState, JobState, NodeState, RepositoryState, StampState, VmState,
};
use storage::Pools;
use volume::Volumes;

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
    blueprint: &'b Blueprint,
    plan: Plan,
    seed: u64,
    mode: Mode,
    trial: u32,
    calendar: Calendar,
    flows: Flows,
    /// Current time: the instant of the event at hand.
    now: Moment,
    /// Calendar time of the trial's start, in milliseconds after a Monday 00:00.
    offset: u64,
    horizon_start: Moment,
    horizon_end: Moment,
    /// No counted outage can be open after this.
    last: Moment,
    phase_mark: trial::Mark,
    struck: bool,
    /// Something freed room, a stamp, a control plane or a repository: waiting VMs look again.
    look_again: bool,
    /// Flow rates may have changed: the next completion and bottlenecks are to be read again.
    flows_touched: bool,
    /// VMs whose restore is in transfer.
    restoring: Vec<u32>,
    /// VMs that wait for room, a stamp, a control plane or a repository; by restart rank.
    waiters: Vec<u32>,
    scratch: Vec<u32>,
    completed: Vec<u32>,
    /// Slots that are given back while another one is being handed on.
    released: Vec<RepositoryId>,
    releasing: bool,
    active_faults: Vec<u32>,
    trace_ends: std::collections::BinaryHeap<std::cmp::Reverse<(Moment, u32)>>,
    trace_next: usize,
    vms: Vec<VmState>,
    jobs: Vec<JobState>,
    nodes: Vec<NodeState>,
    stamps: Vec<StampState>,
    repositories: Vec<RepositoryState>,
    slots: Vec<Slots>,
    link_down: Vec<u16>,
    switch_down: Vec<u16>,
    pools: Pools,
    volumes: Volumes,
    crew_slots: Vec<Slots>,
    faults: Vec<FaultState>,
    applications: Vec<ApplicationState>,
    role_serving: Vec<u32>,
    groups: Vec<GroupState>,
    /// Node of each hot standby, and whether there is one: while its VM runs elsewhere.
    standby_nodes: Vec<u32>,
    standby_there: Vec<bool>,
    /// From when on the tallies of groups, storage and instances count.
    counts_from: Moment,
    /// Instances of each role together, and each one by VM.
    instances: Vec<InstancesState>,
    members: Vec<InstanceState>,
    /// By site: the side of a cut that it is on, and the votes there.
    sides: Vec<u32>,
    side_votes: Vec<u32>,
    calendar_stream: Stream,
    record: TrialRecord,
    stretches: Option<Vec<Stretch>>,
    /// Counted outages that are open and down.
    open_counted: u32,
    /// VMs that stopped by something that counts and are not back.
    awaited: u32,
    /// The last pending end of a counted outage plus the time it must stay recovered.
    pending_until: Moment,
    /// Corruption of a drill that nobody has noticed yet.
    latent_drill: bool,
}

impl<'b> World<'b> {
    /// A world for this blueprint and seed. Allocates its tables; trials use them again.
    #[must_use]
    pub fn new(blueprint: &'b Blueprint, seed: u64) -> World<'b> {
        let plan = Plan::new(blueprint);
        let vms = blueprint.vms.len();
        World {
            calendar: Calendar::new(plan.slots.count as usize),
            flows: Flows::new(&plan.pipe_rates, plan.flows.count as usize),
            seed,
            mode: Mode::Years,
            trial: 0,
            now: Moment::ZERO,
            offset: 0,
            horizon_start: Moment::ZERO,
            horizon_end: Moment::ZERO,
            last: Moment::ZERO,
            phase_mark: trial::Mark::HazardsOn,
            struck: false,
            look_again: false,
            flows_touched: false,
            restoring: Vec::with_capacity(vms),
            waiters: Vec::with_capacity(vms),
            scratch: Vec::with_capacity(vms),
            completed: Vec::with_capacity(vms),
            released: Vec::new(),
            releasing: false,
            active_faults: Vec::with_capacity(blueprint.sources.len()),
            trace_ends: std::collections::BinaryHeap::new(),
            trace_next: 0,
            vms: blueprint.vms.iter().map(VmState::new).collect(),
            jobs: blueprint.vms.iter().map(|_| JobState::new()).collect(),
            nodes: vec![NodeState::default(); blueprint.nodes.len()],
            stamps: blueprint.stamps.iter().map(|_| StampState::new()).collect(),
            repositories: vec![RepositoryState::default(); blueprint.repositories.len()],
            slots: blueprint
                .repositories
                .iter()
                .map(|repository| Slots::new(repository.slots))
                .collect(),
            link_down: vec![0; blueprint.links.len()],
            switch_down: vec![0; switches(blueprint)],
            pools: Pools::new(blueprint),
            volumes: Volumes::new(blueprint),
            crew_slots: blueprint
                .crews
                .iter()
                .map(|crew| Slots::new(crew.people))
                .collect(),
            faults: blueprint
                .sources
                .iter()
                .map(|_| FaultState::new())
                .collect(),
            applications: blueprint
                .applications
                .iter()
                .map(|_| ApplicationState::new())
                .collect(),
            role_serving: vec![0; blueprint.roles.len()],
            groups: blueprint.groups.iter().map(|_| GroupState::new()).collect(),
            standby_nodes: vec![0; blueprint.standbys.len()],
            standby_there: vec![true; blueprint.standbys.len()],
            counts_from: Moment::ZERO,
            instances: blueprint
                .roles
                .iter()
                .map(|_| InstancesState::new())
                .collect(),
            members: vec![InstanceState::FRESH; vms],
            sides: vec![0; blueprint.sites.len()],
            side_votes: vec![0; blueprint.sites.len()],
            calendar_stream: Stream::new(),
            record: TrialRecord::default(),
            stretches: None,
            open_counted: 0,
            awaited: 0,
            pending_until: Moment::ZERO,
            latent_drill: false,
            blueprint,
            plan,
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

/// How many switches there are.
fn switches(blueprint: &Blueprint) -> usize {
    let ends = blueprint.stamps.iter().map(|stamp| stamp.switches.end);
    ends.max().unwrap_or(0) as usize
}
