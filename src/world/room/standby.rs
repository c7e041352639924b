//! Hot standbys: memory that is held where a replica is, so that its VM has a place there.
//!
//! Always true here: a standby is there exactly while its VM belongs to another stamp, whatever
//! brings the VM to and fro; it holds memory on one node at most.

use crate::model::{NodeId, StampId, StandbyId, VmId};
use crate::world::frame::Frame;
use crate::world::room::Room;

/// Where a standby is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::world) enum Standby {
    /// It holds memory on this node.
    Held(NodeId),
    /// It is counted by the formula and has no node.
    Waits,
    /// Its VM is where it stood: there is none.
    Taken,
}

impl Standby {
    /// Whether the formula counts it.
    pub(super) fn is_there(self) -> bool {
        self != Standby::Taken
    }
    /// The node that it stands on.
    pub(in crate::world) fn node(self) -> Option<NodeId> {
        match self {
            Standby::Held(node) => Some(node),
            Standby::Waits | Standby::Taken => None,
        }
    }
}

impl Room {
    /// All standbys as they are at the start of a trial.
    pub(super) fn reset_standbys(&mut self, frame: &Frame<'_>) {
        for standby in self.standbys.ids() {
            self.standbys[standby] = Standby::Waits;
            self.admit_standby(frame, standby, true);
            if let Some(node) = frame.plan.standby_nodes[standby] {
                self.hold(frame, standby, node);
            }
        }
    }

    fn admit_standby(&mut self, frame: &Frame<'_>, standby: StandbyId, there: bool) {
        let plan = frame.blueprint.standby(standby);
        let stamp = &mut self.stamps[plan.stamp];
        if there {
            stamp.admit(plan.memory.0);
        } else {
            stamp.dismiss(plan.memory.0);
        }
    }

    fn hold(&mut self, frame: &Frame<'_>, standby: StandbyId, node: NodeId) {
        self.standbys[standby] = Standby::Held(node);
        self.nodes[node].take(frame.blueprint.standby(standby).memory.0);
    }

    /// A standby loses its place, if it has one.
    fn let_go(&mut self, frame: &Frame<'_>, standby: StandbyId) {
        if let Some(node) = self.standbys[standby].node() {
            self.nodes[node].give_back(frame.blueprint.standby(standby).memory.0);
            self.standbys[standby] = Standby::Waits;
            self.room_grows_on(frame, node);
        }
    }

    /// Standbys on a node, or with `None` all of a stamp, lose their places.
    pub(in crate::world) fn drop_standbys(
        &mut self,
        frame: &Frame<'_>,
        stamp: StampId,
        node: Option<NodeId>,
    ) {
        for standby in self.standbys.ids() {
            let here = frame.blueprint.standby(standby).stamp == stamp;
            let on_it = node.is_none_or(|node| self.standbys[standby].node() == Some(node));
            if here && on_it {
                self.let_go(frame, standby);
            }
        }
    }

    /// The standby of a VM as that goes from one stamp to another: where it arrives it takes the
    /// standby's place, and where it leaves there is one again.
    pub(super) fn standby_follows(
        &mut self,
        frame: &mut Frame<'_>,
        vm: VmId,
        from: StampId,
        to: StampId,
    ) {
        let Some(standby) = frame.plan.vms[vm].standby else {
            return;
        };
        let stamp = frame.blueprint.standby(standby).stamp;
        let there = self.standbys[standby].is_there();
        if to == stamp && there {
            self.let_go(frame, standby);
            self.standbys[standby] = Standby::Taken;
            self.admit_standby(frame, standby, false);
            frame.dirty.freed();
        } else if from == stamp && to != stamp && !there {
            self.standbys[standby] = Standby::Waits;
            self.admit_standby(frame, standby, true);
            frame.dirty.freed();
        }
    }

    /// The standby that holds a place for a VM on a stamp, or waits for one: the formula counts it
    /// already.
    pub(in crate::world) fn standby_on(
        &self,
        frame: &Frame<'_>,
        vm: VmId,
        stamp: StampId,
    ) -> Option<Standby> {
        let standby = frame.plan.vms[vm].standby?;
        let here = frame.blueprint.standby(standby).stamp == stamp;
        let state = self.standbys[standby];
        (here && state.is_there()).then_some(state)
    }

    /// Standbys without a place look for one.
    pub(in crate::world) fn place_standbys(
        &mut self,
        frame: &mut Frame<'_>,
        stands: impl Fn(StampId) -> bool,
        is_up: impl Fn(NodeId) -> bool + Copy,
    ) {
        for standby in self.standbys.ids() {
            let plan = frame.blueprint.standby(standby);
            let host = frame.blueprint.stamp(plan.stamp);
            if self.standbys[standby] == Standby::Waits
                && stands(plan.stamp)
                && let Some(node) =
                    self.find_node(frame, is_up, plan.memory.0, host, (None, usize::MAX))
            {
                self.hold(frame, standby, node);
                frame.dirty.freed();
            }
        }
    }

    /// Whether there are standbys at all.
    pub(in crate::world) fn has_standbys(&self) -> bool {
        !self.standbys.is_empty()
    }
}
