//! Sums over the horizon that are not outages: nodes, stamps, repositories, pipes.
//!
//! Always true here: each sum is clipped to the horizon.

use super::World;
use crate::model::record::PipeTally;

impl World<'_> {
    /// A node is back: its downtime counts.
    #[inline]
    pub(super) fn tally_node(&mut self, node: usize) {
        self.record.node_downtime[node] += self.in_horizon(self.nodes[node].down_since, self.now);
    }

    /// The number of nodes down on a stamp changes.
    #[inline]
    pub(super) fn count_nodes_down(&mut self, stamp: usize, change: i32) {
        self.tally_nodes_down(stamp);
        let state = &mut self.stamps[stamp];
        state.nodes_down = state
            .nodes_down
            .checked_add_signed(change)
            .expect("nodes come back as often as they go");
    }

    fn tally_nodes_down(&mut self, stamp: usize) {
        let state = &mut self.stamps[stamp];
        let since = std::mem::replace(&mut state.nodes_since, self.now);
        let down = state.nodes_down;
        if down == 0 {
            return;
        }
        let length = self.in_horizon(since, self.now);
        let tally = &mut self.record.stamps[stamp];
        tally.without_n_minus_1 += length;
        if down >= 2 {
            tally.two_or_more_down += length;
        }
    }

    /// A stamp is back.
    pub(super) fn tally_stamp_down(&mut self, stamp: usize) {
        self.record.stamps[stamp].down += self.in_horizon(self.stamps[stamp].down_since, self.now);
    }

    /// A repository is back.
    pub(super) fn tally_repository(&mut self, repository: usize) {
        self.record.repositories[repository].down +=
            self.in_horizon(self.repositories[repository].down_since, self.now);
    }

    /// Closes all sums at the end of a trial and checks the conservation laws.
    pub(super) fn close_tallies(&mut self) {
        self.flows.settle(self.now);
        for slots in self.slots.iter_mut().chain(&mut self.crew_slots) {
            slots.settle(self.now);
        }
        for node in 0..self.nodes.len() {
            if !self.node_up(node) {
                self.tally_node(node);
            }
        }
        for stamp in 0..self.stamps.len() {
            self.tally_nodes_down(stamp);
            if !self.stamps[stamp].up {
                self.tally_stamp_down(stamp);
            }
        }
        for repository in 0..self.repositories.len() {
            if self.repositories[repository].faults > 0 {
                self.tally_repository(repository);
            }
        }
        for (index, resource) in self.plan.pipe_resources.iter().enumerate() {
            let tally = self.flows.tally(index as u16);
            let mut backup_bytes = [0u64; 168];
            for (sum, bytes) in backup_bytes.iter_mut().zip(self.flows.hours(index as u16)) {
                *sum = *bytes as u64;
            }
            self.record.pipes.push(PipeTally {
                resource: *resource,
                backup_bytes,
                restore_bytes: tally.bytes_by_class[0],
                busy: tally.busy_ms,
                saturated: tally.saturated_ms,
            });
        }
        self.flows.check();
        for slots in &self.slots {
            slots.check();
        }
        for slots in &self.crew_slots {
            slots.check();
        }
    }
}
