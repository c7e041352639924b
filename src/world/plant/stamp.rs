//! Nodes and stamps: what is down, the quorum, and how long it takes to notice and to start.
//!
//! Always true here: counts of faults on a component never fall below zero, and a component is up
//! when its count is zero.

use crate::model::topology::{takes_nodes_of, takes_stamp};
use crate::model::{Component, NodeId, StampId};
use crate::units::Span;
use crate::world::draws::{OfDetection, OfStart};
use crate::world::event::Event;
use crate::world::frame::Frame;
use crate::world::plant::{NodeState, Plant, StampState};
use crate::world::which::Fault;

impl NodeState {
    /// It is back: its downtime counts.
    #[inline(always)]
    pub(super) fn tally(&mut self, frame: &Frame<'_>) {
        self.downtime += frame.in_horizon(self.down_since, frame.now);
    }
}

impl StampState {
    /// The number of its nodes that are down changes.
    #[inline(always)]
    fn count_nodes(&mut self, frame: &Frame<'_>, change: i32) {
        self.tally_nodes(frame);
        let down = self.nodes_down.checked_add_signed(change);
        self.nodes_down = down.expect("nodes come back as often as they go");
    }

    /// Sums up for how long so many of its nodes have been down.
    #[inline(always)]
    pub(super) fn tally_nodes(&mut self, frame: &Frame<'_>) {
        let since = std::mem::replace(&mut self.nodes_since, frame.now);
        if self.nodes_down == 0 {
            return;
        }
        let length = frame.in_horizon(since, frame.now);
        self.without_n_minus_1 += length;
        if self.nodes_down >= 2 {
            self.two_or_more_down += length;
        }
    }
}

impl Plant {
    /// Whether a fault takes nodes of a stamp away.
    pub(in crate::world) fn takes_nodes_of(
        &self,
        frame: &Frame<'_>,
        fault: Fault,
        stamp: StampId,
    ) -> bool {
        // Most faults simply take a node, and this is asked of all that are active.
        let alone = fault.source().and_then(|source| self.node_alone(source));
        if let Some(node) = alone {
            return self.nodes[node].stamp == stamp;
        }
        let (target, _, _) = frame.fault_facts(fault);
        match target {
            Component::Switch(switch) => self.cuts_off(frame, switch, stamp),
            other => takes_nodes_of(frame.blueprint, other, stamp),
        }
    }

    /// Whether a node can hold VMs now.
    pub(in crate::world) fn node_up(&self, node: NodeId) -> bool {
        self.nodes[node].faults == 0 && self.nodes[node].stamp_faults == 0
    }

    /// Whether a node that runs takes VMs in from one that is drained.
    pub(in crate::world) fn takes_in(&self, node: NodeId) -> bool {
        self.node_up(node) && !self.nodes[node].leaves
    }

    /// A node is to go by planned work at this instant.
    pub(in crate::world) fn leaves(&mut self, node: NodeId) {
        self.nodes[node].leaves = true;
    }

    /// It has gone.
    pub(in crate::world) fn has_left(&mut self, node: NodeId) {
        self.nodes[node].leaves = false;
    }

    /// Whether a node leaves its stamp, which runs, and nothing else has taken it.
    pub(in crate::world) fn is_leaving(&self, node: NodeId) -> bool {
        self.nodes[node].leaves && (self.node_up(node) || self.is_down_by_one(node))
    }

    /// Whether one fault and no other keeps a node from its stamp, which runs.
    pub(in crate::world) fn is_down_by_one(&self, node: NodeId) -> bool {
        let state = &self.nodes[node];
        state.faults == 1 && state.stamp_faults == 0 && self.stamps[state.stamp].up
    }

    fn detection_delay(&mut self, frame: &mut Frame<'_>, stamp: StampId) -> Span {
        let plan = frame.blueprint.stamp(stamp);
        let index = self.stamps[stamp].detections;
        self.stamps[stamp].detections += 1;
        let stream = &mut self.stamps[stamp].stream;
        let fast = frame.plan.stamps[stamp]
            .detection
            .draw(stream, OfDetection::Notices.at(index));
        let silent = plan.isolation_share.0 > 0.0
            && stream.uniform(OfDetection::Silent.at(index)) < plan.isolation_share.0;
        if silent { fast + plan.isolation } else { fast }
    }

    /// Whether the votes that are left are no majority. The witness votes when the number of
    /// voting nodes is even, so that the total is odd.
    fn quorum_fails(&self, frame: &Frame<'_>, stamp: StampId) -> bool {
        let nodes = frame.blueprint.stamp(stamp).node_ids();
        let voting = nodes.clone().filter(|node| self.nodes[*node].votes).count();
        let standing = nodes
            .filter(|node| self.nodes[*node].votes && self.nodes[*node].faults == 0)
            .count();
        let witness = usize::from(voting.is_multiple_of(2));
        2 * (standing + witness) <= voting + witness || standing == 0
    }

    /// The newest active fault that takes a stamp as a whole.
    fn newest_over(&self, frame: &Frame<'_>, stamp: StampId) -> Option<Fault> {
        let over = |fault: &Fault| {
            let target = frame.fault_facts(*fault).0;
            takes_stamp(frame.blueprint, target, stamp)
        };
        let began = |fault: &Fault| fault.source().map(|source| self.faults[source].began);
        let all = self.active_faults.iter().copied().filter(over);
        all.max_by_key(began)
    }

    fn schedule_start(&mut self, frame: &mut Frame<'_>, stamp: StampId) {
        let index = self.stamps[stamp].starts;
        self.stamps[stamp].starts += 1;
        let delay = frame.plan.stamps[stamp].start.draw(
            &mut self.stamps[stamp].start_stream,
            OfStart::Takes.at(index),
        );
        frame.schedule(Event::Started(stamp), frame.now + delay);
    }

    /// Whether nothing keeps the resource manager of a stamp from working.
    pub(in crate::world) fn control_up(&self, stamp: StampId) -> bool {
        self.stands(stamp) && self.stamps[stamp].control_faults == 0
    }

    /// A stamp is back.
    pub(super) fn tally_stamp_down(&mut self, frame: &mut Frame<'_>, stamp: StampId) {
        frame.record.stamps[stamp.index()].down +=
            frame.in_horizon(self.stamps[stamp].down_since, frame.now);
    }

    /// A node goes down by a fault of its own or of its rack. Gives back its stamp where that ran on it until now, and whether
    /// its vote counts there.
    #[inline(always)]
    pub(in crate::world) fn node_down(
        &mut self,
        frame: &Frame<'_>,
        node: NodeId,
    ) -> Option<(StampId, bool)> {
        let state = &mut self.nodes[node];
        state.faults += 1;
        if state.faults > 1 || state.stamp_faults > 0 {
            return None;
        }
        state.down_since = frame.now;
        let stamp = &mut self.stamps[state.stamp];
        stamp.count_nodes(frame, 1);
        stamp.up.then_some((state.stamp, stamp.dynamic))
    }

    /// A node is restored. Gives back its stamp where that runs and has it from now on.
    #[inline(always)]
    pub(in crate::world) fn node_back(
        &mut self,
        frame: &mut Frame<'_>,
        node: NodeId,
    ) -> Option<StampId> {
        let state = &mut self.nodes[node];
        state.faults -= 1;
        if state.faults > 0 || state.stamp_faults > 0 {
            return None;
        }
        state.tally(frame);
        let id = state.stamp;
        let stamp = &mut self.stamps[id];
        stamp.count_nodes(frame, -1);
        let up = stamp.up;
        state.votes |= up;
        self.something_is_back(frame, id);
        if up {
            frame.dirty.freed();
            return Some(id);
        }
        self.start_with_majority(frame, id);
        None
    }

    /// A stamp that lost its quorum, and nothing else, starts when it has a majority again.
    fn start_with_majority(&mut self, frame: &mut Frame<'_>, stamp: StampId) {
        let state = &self.stamps[stamp];
        if state.quorum_lost && state.faults == 0 && !self.quorum_fails(frame, stamp) {
            self.stamps[stamp].quorum_lost = false;
            self.schedule_start(frame, stamp);
        }
    }

    /// Sets when the cluster notices that a node is lost.
    pub(in crate::world) fn notice_node(&mut self, frame: &mut Frame<'_>, node: NodeId) {
        let delay = self.detection_delay(frame, self.nodes[node].stamp);
        frame.schedule(Event::NodeNoticed(node), frame.now + delay);
    }

    /// The cluster notices that a node is lost: its vote goes, unless it is back.
    pub(in crate::world) fn lose_vote(&mut self, node: NodeId) {
        if !self.node_up(node) {
            self.nodes[node].votes = false;
        }
    }

    /// Whether the cluster of a stamp keeps a dynamic quorum: it notices every node that is lost.
    #[inline(always)]
    pub(in crate::world) fn keeps_votes(&self, stamp: StampId) -> bool {
        self.stamps[stamp].dynamic
    }

    /// Whether a stamp whose cluster keeps a dynamic quorum has lost it with its last node.
    pub(in crate::world) fn loses_quorum(&self, frame: &Frame<'_>, stamp: StampId) -> bool {
        self.stamps[stamp].dynamic && self.quorum_fails(frame, stamp)
    }

    /// The quorum of a stamp is lost, by this fault.
    pub(in crate::world) fn lose_quorum(
        &mut self,
        frame: &mut Frame<'_>,
        stamp: StampId,
        fault: Fault,
    ) {
        self.stamps[stamp].quorum_lost = true;
        self.stamps[stamp].fault = Some(fault);
        if frame.is_in_horizon(frame.now) {
            frame.record.stamps[stamp.index()].quorum_losses += 1;
        }
    }

    /// A fault takes a stamp with all its nodes.
    pub(in crate::world) fn stamp_down(
        &mut self,
        frame: &mut Frame<'_>,
        stamp: StampId,
        fault: Fault,
    ) {
        self.stamps[stamp].faults += 1;
        self.stamps[stamp].fault = Some(fault);
        for node in frame.blueprint.stamp(stamp).node_ids() {
            self.nodes[node].stamp_faults += 1;
            if self.nodes[node].stamp_faults == 1 && self.nodes[node].faults == 0 {
                self.nodes[node].down_since = frame.now;
                self.stamps[stamp].count_nodes(frame, 1);
            }
        }
    }

    /// A stamp halts, and with it what was to start or to be noticed there. True where it ran.
    pub(in crate::world) fn halt(&mut self, frame: &mut Frame<'_>, stamp: StampId) -> bool {
        let was_up = self.stamps[stamp].up;
        if was_up {
            self.stamps[stamp].down_since = frame.now;
            self.power(frame, stamp, false);
        }
        frame.unschedule(Event::Started(stamp));
        for node in frame.blueprint.stamp(stamp).node_ids() {
            frame.unschedule(Event::NodeNoticed(node));
        }
        was_up
    }

    /// A fault on a stamp is over: it starts where that was the last.
    pub(in crate::world) fn stamp_back(&mut self, frame: &mut Frame<'_>, stamp: StampId) {
        self.stamps[stamp].faults -= 1;
        for node in frame.blueprint.stamp(stamp).node_ids() {
            self.nodes[node].stamp_faults -= 1;
            if self.nodes[node].stamp_faults == 0 && self.nodes[node].faults == 0 {
                self.nodes[node].tally(frame);
                self.stamps[stamp].count_nodes(frame, -1);
            }
        }
        if self.stamps[stamp].faults == 0 {
            self.stamps[stamp].quorum_lost = false;
            self.schedule_start(frame, stamp);
        } else if let Some(left) = self.newest_over(frame, stamp) {
            // What is over is not waited for any more: what is left has its name from now on.
            self.stamps[stamp].fault = Some(left);
            frame.dirty.freed();
        }
    }

    /// The infrastructure of a stamp runs again. False where it waits for a majority: the votes are as
    /// they were when it went down.
    pub(in crate::world) fn started(&mut self, frame: &mut Frame<'_>, stamp: StampId) -> bool {
        if self.loses_quorum(frame, stamp) {
            self.stamps[stamp].quorum_lost = true;
            return false;
        }
        self.tally_stamp_down(frame, stamp);
        for node in frame.blueprint.stamp(stamp).node_ids() {
            self.nodes[node].votes = self.node_up(node);
        }
        frame.dirty.freed();
        self.power(frame, stamp, true);
        self.something_is_back(frame, stamp);
        true
    }

    /// A stamp runs from now on, or does so no more: groups reach it, or do not.
    fn power(&mut self, frame: &mut Frame<'_>, stamp: StampId, up: bool) {
        self.stamps[stamp].up = up;
        frame.dirty.groups = true;
        self.power_pool(frame, stamp, up);
    }

    /// Whether the infrastructure of a stamp runs.
    pub(in crate::world) fn is_up(&self, stamp: StampId) -> bool {
        self.stamps[stamp].up
    }

    /// The fault that took a stamp down last; none before the first.
    pub(in crate::world) fn fault_of(&self, stamp: StampId) -> Option<Fault> {
        self.stamps[stamp].fault
    }

    /// A fault takes the control plane of a stamp.
    pub(in crate::world) fn control_down(&mut self, stamp: StampId) {
        self.stamps[stamp].control_faults += 1;
    }

    /// It is over.
    pub(in crate::world) fn control_back(&mut self, frame: &mut Frame<'_>, stamp: StampId) {
        self.stamps[stamp].control_faults -= 1;
        frame.dirty.freed();
        self.something_is_back(frame, stamp);
    }
}
