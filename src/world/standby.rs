//! Hot standbys: memory that is held where a replica is, so that its VM has a place there.
//!
//! Always true here: a standby is there exactly while its VM belongs to another stamp, whatever
//! brings the VM to and fro; it holds memory on one node at most.

use super::World;
use crate::model::{NodeId, StampId, StandbyId, VmId};

/// Where a standby is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Standby {
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
    pub(super) fn node(self) -> Option<NodeId> {
        match self {
            Standby::Held(node) => Some(node),
            Standby::Waits | Standby::Taken => None,
        }
    }
}

impl World<'_> {
    /// All standbys as they are at the start of a trial.
    pub(super) fn reset_standbys(&mut self) {
        for standby in self.standbys.ids() {
            self.standbys[standby] = Standby::Waits;
            self.admit_standby(standby, true);
            if let Some(node) = self.frame.plan.standby_nodes[standby] {
                self.hold(standby, node);
            }
        }
    }

    fn admit_standby(&mut self, standby: StandbyId, there: bool) {
        let plan = self.frame.blueprint.standby(standby);
        let stamp = &mut self.halls[plan.stamp];
        if there {
            stamp.admitted += plan.memory.0;
            stamp.admitted_vms += 1;
        } else {
            stamp.admitted -= plan.memory.0;
            stamp.admitted_vms -= 1;
        }
    }

    fn hold(&mut self, standby: StandbyId, node: NodeId) {
        self.standbys[standby] = Standby::Held(node);
        self.seats[node].used += self.frame.blueprint.standby(standby).memory.0;
        self.seats[node].vms += 1;
    }

    /// A standby loses its place, if it has one.
    fn let_go(&mut self, standby: StandbyId) {
        if let Some(node) = self.standbys[standby].node() {
            self.seats[node].used -= self.frame.blueprint.standby(standby).memory.0;
            self.seats[node].vms -= 1;
            self.standbys[standby] = Standby::Waits;
        }
    }

    /// Standbys on a node, or with `None` all of a stamp, lose their places.
    pub(super) fn drop_standbys(&mut self, stamp: StampId, node: Option<NodeId>) {
        for standby in self.standbys.ids() {
            let here = self.frame.blueprint.standby(standby).stamp == stamp;
            let on_it = node.is_none_or(|node| self.standbys[standby].node() == Some(node));
            if here && on_it {
                self.let_go(standby);
            }
        }
    }

    /// The standby of a VM as that goes from one stamp to another: where it arrives it takes the
    /// standby's place, and where it leaves there is one again.
    pub(super) fn standby_follows(&mut self, vm: VmId, from: StampId, to: StampId) {
        let Some(standby) = self.frame.plan.vms[vm].standby else {
            return;
        };
        let stamp = self.frame.blueprint.standby(standby).stamp;
        let there = self.standbys[standby].is_there();
        if to == stamp && there {
            self.let_go(standby);
            self.standbys[standby] = Standby::Taken;
            self.admit_standby(standby, false);
            self.frame.dirty.waiters = true;
        } else if from == stamp && to != stamp && !there {
            self.standbys[standby] = Standby::Waits;
            self.admit_standby(standby, true);
            self.frame.dirty.waiters = true;
        }
    }

    /// The standby that holds a place for a VM on a stamp, or waits for one: the formula counts it
    /// already.
    pub(super) fn standby_on(&self, vm: VmId, stamp: StampId) -> Option<Standby> {
        let standby = self.frame.plan.vms[vm].standby?;
        let here = self.frame.blueprint.standby(standby).stamp == stamp;
        let state = self.standbys[standby];
        (here && state.is_there()).then_some(state)
    }

    /// Standbys without a place look for one.
    pub(super) fn place_standbys(&mut self) {
        for standby in self.standbys.ids() {
            let plan = self.frame.blueprint.standby(standby);
            let stamp = plan.stamp;
            if self.standbys[standby] == Standby::Waits
                && self.plant.stands(stamp)
                && let Some(node) = self.find_node(plan.memory.0, stamp, None, usize::MAX)
            {
                self.hold(standby, node);
                self.frame.dirty.waiters = true;
            }
        }
    }
}
