//! Room: who holds which memory on which node, what the formula admits, who waits and whose turn it is.
//!
//! Always true here: nobody outside reaches into a table of the room; it knows no backup, no replica and
//! no fault, and is shown which nodes are up.

mod audit;
mod gate;
mod lists;
mod node;
mod place;
mod seats;
mod standby;
mod state;
mod turn;

use crate::engine::{Table, clones};
use crate::model::placement::infrastructure_of;
use crate::model::{Blueprint, NodeId, StampId, StandbyId, VmId};
use crate::world::event::Batches;
use crate::world::frame::Frame;
use crate::world::room::lists::Lists;
use crate::world::room::standby::Standby;
use crate::world::room::state::{NodeMemory, Place, Seat, StampMemory};
use std::sync::Arc;

/// See the module.
pub(super) struct Room {
    seats: Table<VmId, Seat>,
    /// VMs by the node whose memory they hold, and by the stamp that they belong to.
    on_node: Lists<NodeId>,
    on_stamp: Lists<StampId>,
    /// VMs by the node that they were lost with, until the cluster notices that.
    unnoticed: Lists<NodeId>,
    nodes: Table<NodeId, NodeMemory>,
    stamps: Table<StampId, StampMemory>,
    /// Hot standbys.
    standbys: Table<StandbyId, Standby>,
    /// VMs that wait for room, a stamp, a control plane or a repository; by restart rank.
    waiters: Vec<VmId>,
    /// VMs whose turn comes when the instant is over, and gates that open then.
    woken: Vec<VmId>,
    gates_due: Vec<(StampId, Batches)>,
    /// Room to work in: nodes by the room that they have, and VMs whose turn it is.
    by_room: Vec<NodeId>,
    turn: Vec<VmId>,
    /// VMs of a group that have moved so far, and the nodes that they came from.
    moved: Vec<(VmId, NodeId)>,
    /// Where all are placed first: the same in every trial, worked out in the first one, and shared with copies.
    first: Option<Arc<Placed>>,
}

/// Who holds what where, and is listed there, as a trial begins.
struct Placed {
    seats: Table<VmId, Seat>,
    on_node: Lists<NodeId>,
    on_stamp: Lists<StampId>,
    nodes: Table<NodeId, NodeMemory>,
    stamps: Table<StampId, StampMemory>,
    standbys: Table<StandbyId, Standby>,
}

clones!(Room {
    seats,
    on_node,
    on_stamp,
    unnoticed,
    nodes,
    stamps,
    standbys,
    waiters,
    woken,
    gates_due,
    by_room,
    turn,
    moved,
    first,
});

impl Room {
    /// The room of a blueprint. Allocates its tables; trials use them again.
    pub(super) fn new(blueprint: &Blueprint) -> Room {
        let vms = blueprint.vms.len();
        Room {
            seats: Table::of(vms, Seat::new(StampId(0), Place::Counted)),
            on_node: Lists::new(blueprint.nodes.len(), vms),
            on_stamp: Lists::new(blueprint.stamps.len(), vms),
            unnoticed: Lists::new(blueprint.nodes.len(), vms),
            nodes: Table::of(blueprint.nodes.len(), NodeMemory::default()),
            stamps: Table::made(blueprint.stamps.len(), StampMemory::default),
            standbys: Table::of(blueprint.standbys.len(), Standby::Waits),
            waiters: Vec::with_capacity(vms),
            woken: Vec::with_capacity(vms),
            gates_due: Vec::with_capacity(2 * blueprint.stamps.len()),
            by_room: Vec::with_capacity(blueprint.nodes.len()),
            turn: Vec::with_capacity(vms),
            moved: Vec::new(),
            first: None,
        }
    }

    /// As at the start of a trial, whatever the one before left: every VM and every standby where it is
    /// placed first, and the infrastructure beside them.
    pub(super) fn renew(&mut self, frame: &Frame<'_>) {
        let Room {
            seats,
            on_node,
            on_stamp,
            unnoticed,
            nodes,
            stamps,
            standbys,
            waiters,
            woken,
            gates_due,
            by_room: _,
            turn: _,
            moved: _,
            first,
        } = self;
        waiters.clear();
        woken.clear();
        gates_due.clear();
        unnoticed.clear();
        let Some(first) = first else {
            self.place_first(frame);
            return;
        };
        // The same as placing all of them again.
        seats.clone_from(&first.seats);
        on_node.clone_from(&first.on_node);
        on_stamp.clone_from(&first.on_stamp);
        nodes.clone_from(&first.nodes);
        stamps.clone_from(&first.stamps);
        standbys.clone_from(&first.standbys);
    }

    /// Places all of a world in which nobody has a place yet, and keeps where that is.
    fn place_first(&mut self, frame: &Frame<'_>) {
        // In the order of numbers, each comes last in its lists.
        for vm in self.seats.ids() {
            let (plan, blueprint) = (&frame.plan.vms[vm], frame.blueprint.vm(vm));
            self.seats[vm] = Seat::new(blueprint.stamp, Place::On(plan.node));
            self.on_node.insert(plan.node, vm);
            self.on_stamp.insert(blueprint.stamp, vm);
            self.nodes[plan.node].take(blueprint.memory.0);
            self.stamps[blueprint.stamp].admit(blueprint.memory.0);
        }
        self.reset_standbys(frame);
        for stamp in self.stamps.ids() {
            let amount = infrastructure_of(frame.blueprint.stamp(stamp));
            self.place_infrastructure(frame, |_| true, stamp, amount);
        }
        self.first = Some(Arc::new(Placed {
            seats: self.seats.clone(),
            on_node: self.on_node.clone(),
            on_stamp: self.on_stamp.clone(),
            nodes: self.nodes.clone(),
            stamps: self.stamps.clone(),
            standbys: self.standbys.clone(),
        }));
    }
}
