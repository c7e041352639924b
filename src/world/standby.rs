//! Hot standbys: memory that is held where a replica is, so that its VM has a place there.
//!
//! Always true here: a standby is there while its VM runs elsewhere, and holds memory on one node
//! at most.

use super::World;
use super::state::NOWHERE;

impl World<'_> {
    /// All standbys as they are at the start of a trial.
    pub(super) fn reset_standbys(&mut self) {
        for standby in 0..self.standby_nodes.len() {
            self.standby_there[standby] = true;
            self.standby_nodes[standby] = NOWHERE;
            self.admit_standby(standby, true);
            let node = self.plan.standby_nodes[standby];
            if node != NOWHERE {
                self.hold(standby, node as usize);
            }
        }
    }

    fn admit_standby(&mut self, standby: usize, there: bool) {
        let plan = self.blueprint.standbys[standby];
        let stamp = &mut self.stamps[plan.stamp.index()];
        if there {
            stamp.admitted += plan.memory.0;
            stamp.admitted_vms += 1;
        } else {
            stamp.admitted -= plan.memory.0;
            stamp.admitted_vms -= 1;
        }
    }

    fn hold(&mut self, standby: usize, node: usize) {
        self.standby_nodes[standby] = node as u32;
        self.nodes[node].used += self.blueprint.standbys[standby].memory.0;
        self.nodes[node].vms += 1;
    }

    /// A standby loses its place.
    fn let_go(&mut self, standby: usize) {
        let node = std::mem::replace(&mut self.standby_nodes[standby], NOWHERE);
        if node != NOWHERE {
            self.nodes[node as usize].used -= self.blueprint.standbys[standby].memory.0;
            self.nodes[node as usize].vms -= 1;
        }
    }

    /// Standbys on a node, or with `None` all of a stamp, lose their places.
    pub(super) fn drop_standbys(&mut self, stamp: usize, node: Option<usize>) {
        for standby in 0..self.standby_nodes.len() {
            let here = self.blueprint.standbys[standby].stamp.index() == stamp;
            let on_it = node.is_none_or(|node| self.standby_nodes[standby] as usize == node);
            if here && on_it {
                self.let_go(standby);
            }
        }
    }

    /// The VM of a standby takes its place.
    pub(super) fn dismiss_standby(&mut self, standby: usize) {
        self.let_go(standby);
        self.standby_there[standby] = false;
        self.admit_standby(standby, false);
    }

    /// The VM of a standby has gone back, so that there is one again.
    pub(super) fn recall_standby(&mut self, standby: usize) {
        self.standby_there[standby] = true;
        self.admit_standby(standby, true);
        self.look_again = true;
    }

    /// Standbys without a place look for one.
    pub(super) fn place_standbys(&mut self) {
        for standby in 0..self.standby_nodes.len() {
            let plan = self.blueprint.standbys[standby];
            let stamp = plan.stamp.index();
            let waits = self.standby_there[standby] && self.standby_nodes[standby] == NOWHERE;
            if waits
                && self.stands(stamp)
                && let Some(node) = self.find_node(plan.memory.0, stamp, None, usize::MAX)
            {
                self.hold(standby, node);
                self.look_again = true;
            }
        }
    }
}
