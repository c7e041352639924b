//! Stamps and nodes go down and come back: cascades, quorum, detection, gates.
//!
//! Always true here: counts of faults on a component never fall below zero, and a component is up
//! when its count is zero.

use super::World;
use super::draws::{OfDetection, OfStart};
use super::event::Event;
use super::plan::covers_repository;
use super::state::VmPhase;
use super::which::Fault;
use crate::model::record::Resource;
use crate::model::{Component, NodeId, Place, Quorum, RepositoryId, StampId};
use crate::units::Span;

impl World<'_> {
    pub(super) fn node_down(&mut self, node: NodeId, fault: Fault) {
        let state = &mut self.nodes[node];
        state.faults += 1;
        if state.faults > 1 || state.stamp_faults > 0 {
            return;
        }
        state.down_since = self.frame.now;
        let stamp = self.frame.blueprint.node(node).stamp;
        self.count_nodes_down(stamp, 1);
        if !self.stamps[stamp].up {
            return;
        }
        let state = &mut self.seats[node];
        let moved = std::mem::take(&mut state.infrastructure);
        let mut holds = state.vms > 0;
        if holds {
            for vm in self.vms.ids() {
                if self.vms[vm].node == Some(node) {
                    self.unplace(vm);
                    self.stop_vm(vm, fault, VmPhase::DetectNode(node));
                }
            }
            self.drop_standbys(stamp, Some(node));
        }
        if moved > 0 {
            self.place_infrastructure(stamp, moved);
        }
        if self.frame.blueprint.stamp(stamp).quorum == Quorum::Dynamic {
            holds = true;
            if self.quorum_fails(stamp) {
                self.lose_quorum(stamp, fault);
                return;
            }
        }
        if holds {
            let delay = self.detection_delay(stamp);
            let slot = Event::NodeNoticed(node);
            self.frame.schedule(slot, self.frame.now + delay);
        }
    }

    fn detection_delay(&mut self, stamp: StampId) -> Span {
        let plan = self.frame.blueprint.stamp(stamp);
        let index = self.stamps[stamp].detections;
        self.stamps[stamp].detections += 1;
        let stream = &mut self.stamps[stamp].stream;
        let fast = self.frame.plan.stamps[stamp]
            .detection
            .draw(stream, OfDetection::Notices.at(index));
        let silent = plan.isolation_share.0 > 0.0
            && stream.uniform(OfDetection::Silent.at(index)) < plan.isolation_share.0;
        if silent { fast + plan.isolation } else { fast }
    }

    /// The cluster notices that a node is lost: its vote goes, its VMs restart elsewhere.
    pub(super) fn node_noticed(&mut self, node: NodeId) {
        let stamp = self.frame.blueprint.node(node).stamp;
        if !self.node_up(node) {
            self.nodes[node].votes = false;
        }
        for rank in 0..self.frame.plan.events.by_rank().len() {
            let vm = self.frame.plan.events.by_rank()[rank];
            let state = &self.vms[vm];
            if state.phase == VmPhase::DetectNode(node) && state.stamp == stamp {
                self.wake(vm);
            }
        }
    }

    pub(super) fn node_back(&mut self, node: NodeId) {
        let state = &mut self.nodes[node];
        state.faults -= 1;
        if state.faults > 0 || state.stamp_faults > 0 {
            return;
        }
        self.tally_node(node);
        let stamp = self.frame.blueprint.node(node).stamp;
        self.count_nodes_down(stamp, -1);
        if self.stamps[stamp].up {
            self.nodes[node].votes = true;
            if self.halls[stamp].infrastructure_unplaced > 0 {
                self.place_infrastructure(stamp, 0);
            }
            self.frame.dirty.waiters = true;
        } else if self.stamps[stamp].quorum_lost
            && self.stamps[stamp].faults == 0
            && !self.quorum_fails(stamp)
        {
            self.stamps[stamp].quorum_lost = false;
            self.schedule_start(stamp);
        }
    }

    /// Whether the votes that are left are no majority. The witness votes when the number of
    /// voting nodes is even, so that the total is odd.
    fn quorum_fails(&self, stamp: StampId) -> bool {
        let nodes = self.frame.blueprint.stamp(stamp).node_ids();
        let voting = nodes.clone().filter(|node| self.nodes[*node].votes).count();
        let standing = nodes
            .filter(|node| self.nodes[*node].votes && self.nodes[*node].faults == 0)
            .count();
        let witness = usize::from(voting.is_multiple_of(2));
        2 * (standing + witness) <= voting + witness || standing == 0
    }

    fn lose_quorum(&mut self, stamp: StampId, fault: Fault) {
        self.stamps[stamp].quorum_lost = true;
        self.stamps[stamp].fault = Some(fault);
        if self.frame.is_in_horizon(self.frame.now) {
            self.frame.record.stamps[stamp.index()].quorum_losses += 1;
        }
        self.halt_stamp(stamp, fault, false);
    }

    pub(super) fn stamp_down(&mut self, stamp: StampId, fault: Fault, lost: bool) {
        self.stamps[stamp].faults += 1;
        self.stamps[stamp].fault = Some(fault);
        for node in self.frame.blueprint.stamp(stamp).node_ids() {
            self.nodes[node].stamp_faults += 1;
            if self.nodes[node].stamp_faults == 1 && self.nodes[node].faults == 0 {
                self.nodes[node].down_since = self.frame.now;
                self.count_nodes_down(stamp, 1);
            }
        }
        self.halt_stamp(stamp, fault, lost);
    }

    /// Everything on a stamp stops.
    fn halt_stamp(&mut self, stamp: StampId, fault: Fault, lost: bool) {
        let was_up = self.stamps[stamp].up;
        if was_up {
            self.stamps[stamp].up = false;
            self.stamps[stamp].down_since = self.frame.now;
            self.stand_on(stamp, false);
            self.witnesses_on(stamp, Some(fault));
            self.drop_standbys(stamp, None);
            self.copies_home_end(stamp);
            self.frame.dirty.flows = true;
        }
        if lost {
            self.mirror.lose_stamp(&mut self.frame, stamp);
        }
        self.frame.unschedule(Event::Started(stamp));
        for node in self.frame.blueprint.stamp(stamp).node_ids() {
            self.frame.unschedule(Event::NodeNoticed(node));
            self.seats[node].infrastructure = 0;
        }
        self.halls[stamp].infrastructure_unplaced = 0;
        if !was_up && !lost {
            return;
        }
        for vm in self.vms.iter_mut().filter(|vm| vm.stamp == stamp) {
            vm.powered_off = true;
        }
        self.stop_all_on(stamp, fault, lost);
    }

    /// Every VM of a stamp stops; `lost` when what it had goes as well.
    pub(super) fn stop_all_on(&mut self, stamp: StampId, fault: Fault, lost: bool) {
        for vm in self.vms.ids() {
            if self.vms[vm].stamp != stamp {
                continue;
            }
            self.unplace(vm);
            if lost {
                self.lose_data(vm).disks = true;
            }
            let next = if self.vms[vm].needs_data() || self.offer(vm).is_some() {
                VmPhase::DetectLoss
            } else {
                VmPhase::WaitReturn
            };
            self.stop_vm(vm, fault, next);
        }
        self.interrupt_snapshots(stamp);
    }

    pub(super) fn stamp_back(&mut self, stamp: StampId) {
        self.stamps[stamp].faults -= 1;
        for node in self.frame.blueprint.stamp(stamp).node_ids() {
            self.nodes[node].stamp_faults -= 1;
            if self.nodes[node].stamp_faults == 0 && self.nodes[node].faults == 0 {
                self.tally_node(node);
                self.count_nodes_down(stamp, -1);
            }
        }
        if self.stamps[stamp].faults == 0 {
            self.stamps[stamp].quorum_lost = false;
            self.schedule_start(stamp);
        } else if let Some(left) = self.newest_over(stamp) {
            // What is over is not waited for any more: what is left has its name from now on.
            self.stamps[stamp].fault = Some(left);
            self.frame.dirty.waiters = true;
        }
    }

    /// The newest active fault that takes a stamp as a whole.
    fn newest_over(&self, stamp: StampId) -> Option<Fault> {
        let over = |fault: &Fault| {
            let target = self.frame.fault_facts(*fault).0;
            super::plan::covers_stamp(self.frame.blueprint, target, stamp)
        };
        let began = |fault: &Fault| fault.source().map(|source| self.faults[source].began);
        let all = self.active_faults.iter().copied().filter(over);
        all.max_by_key(began)
    }

    fn schedule_start(&mut self, stamp: StampId) {
        let index = self.stamps[stamp].starts;
        self.stamps[stamp].starts += 1;
        let delay = self.frame.plan.stamps[stamp].start.draw(
            &mut self.stamps[stamp].start_stream,
            OfStart::Takes.at(index),
        );
        self.frame
            .schedule(Event::Started(stamp), self.frame.now + delay);
    }

    /// The infrastructure of a stamp runs again.
    pub(super) fn stamp_started(&mut self, stamp: StampId) {
        if self.frame.blueprint.stamp(stamp).quorum == Quorum::Dynamic && self.quorum_fails(stamp) {
            // The votes are as they were when it went down: it waits for a majority of them.
            self.stamps[stamp].quorum_lost = true;
            return;
        }
        self.tally_stamp_down(stamp);
        for node in self.frame.blueprint.stamp(stamp).node_ids() {
            self.nodes[node].votes = self.node_up(node);
        }
        self.stamps[stamp].up = true;
        self.frame.dirty.flows = true;
        self.stand_on(stamp, true);
        self.witnesses_on(stamp, None);
        self.place_infrastructure(
            stamp,
            crate::model::placement::infrastructure_of(self.frame.blueprint.stamp(stamp)),
        );
        self.frame.dirty.waiters = true;
        self.stay_at_home(stamp);
    }

    /// A stamp runs again before anything was done about its VMs: they start where they are.
    pub(super) fn stay_at_home(&mut self, stamp: StampId) {
        if !self.stands(stamp) {
            return;
        }
        for rank in 0..self.frame.plan.events.by_rank().len() {
            let vm = self.frame.plan.events.by_rank()[rank];
            let state = &self.vms[vm];
            let undecided = matches!(
                state.phase,
                VmPhase::DetectLoss | VmPhase::Decide | VmPhase::WaitQuota
            );
            if undecided && !state.needs_data() && state.stamp == stamp {
                self.cancel_recovery(vm);
                self.wake(vm);
            }
        }
    }

    pub(super) fn repositories_down(&mut self, target: Component, lost: bool) {
        for repository in self.vault.repositories() {
            if covers_repository(self.frame.blueprint, target, repository) {
                self.repository_down(repository, lost);
            }
        }
    }

    pub(super) fn repository_down(&mut self, repository: RepositoryId, lost: bool) {
        let stood = self.vault.repository_down(repository, self.frame.now);
        if stood || lost {
            self.repository_stops(repository, lost);
        }
    }

    pub(super) fn repository_back(&mut self, repository: RepositoryId) {
        if let Some(since) = self.vault.repository_back(repository) {
            self.tally_repository(repository, since);
            self.frame.dirty.waiters = true;
            self.restart_copies(repository);
        }
    }

    /// What stands on a stamp itself, not on hardware of its own beside it, runs while it runs:
    /// a lost quorum and the time of a start count as well.
    fn stand_on(&mut self, stamp: StampId, up: bool) {
        self.power_pool(stamp, up);
        for repository in self.vault.repositories() {
            let place = self.frame.blueprint.repository(repository).at;
            if place != Place::Stamp(stamp) {
                continue;
            }
            if up {
                self.repository_back(repository);
            } else {
                self.repository_down(repository, false);
            }
        }
    }

    pub(super) fn repositories_back(&mut self, target: Component) {
        for repository in self.vault.repositories() {
            if covers_repository(self.frame.blueprint, target, repository) {
                self.repository_back(repository);
            }
        }
    }

    /// Whether nothing keeps the resource manager of a stamp from working.
    pub(super) fn control_up(&self, stamp: StampId) -> bool {
        self.stands(stamp) && self.stamps[stamp].control_faults == 0
    }

    /// The component whose fault keeps a stamp down, for the binding resource.
    pub(super) fn return_of(&self, fault: Option<Fault>) -> Resource {
        let Some(fault) = fault else {
            return Resource::None;
        };
        if let Some(crew) = self.waits_for_crew(fault) {
            return Resource::Crew(crew);
        }
        Resource::Return(self.frame.fault_facts(fault).0)
    }
}
