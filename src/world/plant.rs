//! What stands: sources of faults and their crews, nodes and stamps, the network, pools and volumes.
//!
//! Always true here: nobody outside reaches into a table of the plant; it knows no VM but by what lies
//! on a volume, and says what follows from a fault in place of reaching for it.

mod agreed;
mod back;
mod busy;
mod call;
mod crew;
mod network;
mod parts;
mod people;
mod pool;
mod returns;
mod source;
mod stamp;
mod state;
mod task;
mod update;
mod volume;
mod whole;

use super::frame::Frame;
use super::plan::Plan;
use super::which::{Fault, Row};
use crate::engine::{Table, clones};
use crate::model::{
    Blueprint, CrewId, LinkId, NodeId, PartKindId, Quorum, SourceId, Stamp, StampId, SwitchId,
    UpdateId, VmId,
};
use crate::random::Stream;
use crate::units::Moment;
use busy::Crew;
use parts::{Call, Shelf, calls};
pub(super) use people::turn_of_tier;
use people::{Decision, TaskState, Work};
use pool::Pools;
pub(super) use returns::Return;
pub(super) use state::FaultPhase;
use state::{FaultState, NodeState, StampState};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use update::UpdateState;
use volume::Volumes;

/// See the module.
pub(super) struct Plant {
    faults: Table<SourceId, FaultState>,
    /// Faults that are active now, in no order but that of their beginning and of those that ended.
    active_faults: Vec<Fault>,
    /// Draws of recorded faults, and when they end.
    recorded: Stream,
    trace_ends: BinaryHeap<Reverse<(Moment, Row)>>,
    crews: Table<CrewId, Crew>,
    /// Shelves with spare parts, and what has been called for: empty where no repair needs either.
    shelves: Table<PartKindId, Shelf>,
    calls: Table<SourceId, Call>,
    /// Room to work in: what a crew begins with in the morning. Empty between events.
    called: Vec<Work>,
    /// Whose person builds or checks a VM.
    attended: Table<VmId, Option<CrewId>>,
    /// What is being decided by people of a crew, or waits to be, in no order.
    decisions: Vec<Decision>,
    /// Other work of people that is under way, or waits for one, in no order.
    tasks: Vec<TaskState>,
    nodes: Table<NodeId, NodeState>,
    stamps: Table<StampId, StampState>,
    /// Faults on each link and each switch.
    link_down: Table<LinkId, u16>,
    switch_down: Table<SwitchId, u16>,
    pools: Pools,
    volumes: Volumes,
    updates: Table<UpdateId, UpdateState>,
}

clones!(Plant {
    faults,
    active_faults,
    recorded,
    trace_ends,
    crews,
    shelves,
    calls,
    called,
    attended,
    decisions,
    tasks,
    nodes,
    stamps,
    link_down,
    switch_down,
    pools,
    volumes,
    updates,
});

impl Plant {
    /// The plant of a blueprint. Allocates its tables; trials use them again.
    pub(super) fn new(blueprint: &Blueprint, plan: &Plan) -> Plant {
        let sources = plan.sources.iter();
        let dynamic = |one: &Stamp| one.quorum == Quorum::Dynamic;
        Plant {
            faults: sources.map(|one| FaultState::new(one.facts)).collect(),
            active_faults: Vec::with_capacity(blueprint.sources.len()),
            recorded: Stream::new(),
            trace_ends: BinaryHeap::new(),
            crews: (blueprint.crews.iter().zip(&plan.crews))
                .map(|(crew, plan)| Crew::new(crew, plan))
                .collect(),
            shelves: blueprint.parts.iter().map(Shelf::new).collect(),
            calls: Table::of(calls(blueprint), Call::NONE),
            called: Vec::with_capacity(
                blueprint.sources.len() + 2 * blueprint.vms.len() + tasks(blueprint),
            ),
            attended: Table::of(blueprint.vms.len(), None),
            decisions: Vec::with_capacity(blueprint.vms.len()),
            tasks: Vec::with_capacity(tasks(blueprint)),
            nodes: blueprint
                .nodes
                .iter()
                .map(|one| NodeState::new(one.stamp))
                .collect(),
            stamps: blueprint
                .stamps
                .iter()
                .map(|one| StampState::new(dynamic(one)))
                .collect(),
            link_down: Table::of(blueprint.links.len(), 0),
            switch_down: Table::of(switches(blueprint), 0),
            pools: Pools::new(blueprint),
            volumes: Volumes::new(blueprint),
            updates: Table::made(blueprint.updates.len(), UpdateState::new),
        }
    }

    /// As at the start of a trial with this key, whatever the one before left.
    pub(super) fn renew(&mut self, frame: &Frame<'_>, key: u64) {
        let Plant {
            faults,
            active_faults,
            recorded: _,
            trace_ends,
            crews,
            shelves,
            calls,
            called: _,
            attended,
            decisions,
            tasks,
            nodes,
            stamps,
            link_down,
            switch_down,
            pools,
            volumes,
            updates,
        } = self;
        active_faults.clear();
        trace_ends.clear();
        attended.fill(None);
        decisions.clear();
        tasks.clear();
        calls.fill(Call::NONE);
        for shelf in shelves {
            shelf.renew();
        }
        link_down.fill(0);
        switch_down.fill(0);
        for crew in crews {
            crew.renew();
        }
        for state in nodes {
            *state = NodeState::new(state.stamp);
        }
        for state in stamps {
            state.renew();
        }
        for state in faults {
            state.renew();
        }
        for state in updates {
            state.renew();
        }
        pools.renew(frame);
        volumes.renew(frame);
        self.rekey(frame, key);
    }

    /// Its streams are those of a trial with this key.
    pub(super) fn rekey(&mut self, frame: &Frame<'_>, key: u64) {
        for (state, plan) in self.stamps.iter_mut().zip(&frame.plan.stamps) {
            state.stream.rekey(frame.seed, key, plan.name);
            state.start_stream.rekey(frame.seed, key, plan.start_name);
        }
        self.volumes.rekey(frame, key);
        self.rekey_updates(frame, key);
        self.recorded
            .rekey(frame.seed, key, frame.plan.recorded_name);
        for (state, plan) in self.faults.iter_mut().zip(&frame.plan.sources) {
            state.main.rekey(frame.seed, key, plan.main_name);
            state.other.rekey(frame.seed, key, plan.other_name);
        }
    }

    /// All stamps.
    pub(super) fn stamp_ids(&self) -> impl Iterator<Item = StampId> + use<> {
        self.stamps.ids()
    }

    /// Closes the sums of nodes, stamps and crews at the end of a trial, and checks them.
    pub(super) fn close(&mut self, frame: &mut Frame<'_>) {
        self.close_crews(frame);
        self.close_parts(frame);
        self.close_updates(frame);
        self.close_faults(frame);
        for node in self.nodes.ids() {
            if !self.node_up(node) {
                self.nodes[node].tally(frame);
            }
            frame.record.node_downtime[node.index()] = self.nodes[node].downtime;
        }
        for stamp in self.stamps.ids() {
            self.stamps[stamp].tally_nodes(frame);
            let (state, tally) = (&self.stamps[stamp], &mut frame.record.stamps[stamp.index()]);
            tally.without_n_minus_1 = state.without_n_minus_1;
            tally.two_or_more_down = state.two_or_more_down;
            if !self.stamps[stamp].up {
                self.tally_stamp_down(frame, stamp);
            }
        }
    }
}

/// How many switches there are.
fn switches(blueprint: &Blueprint) -> usize {
    let ends = blueprint.stamps.iter().map(|stamp| stamp.switches.end);
    ends.max().unwrap_or(0) as usize
}

/// How many tasks there may be at once.
fn tasks(blueprint: &Blueprint) -> usize {
    let storage = blueprint.stamps.iter().flat_map(|one| &one.storage);
    let volumes: usize = storage.map(|one| one.volumes.len()).sum();
    blueprint.vms.len() + volumes + blueprint.roles.len()
}
