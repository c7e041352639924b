//! What goes with nodes, stamps, switches and repositories, and what comes back with them.
//!
//! Always true here: the plant and the vault count the faults on them and say whether they stand; here is
//! what follows from that.

use crate::model::topology::takes;
use crate::model::{Blueprint, Component, NodeId, Place, RepositoryId, StampId, SwitchId};
use crate::world::World;
use crate::world::event::Event;
use crate::world::life::VmPhase;
use crate::world::plant::FaultPhase;
use crate::world::which::Fault;

/// The nodes that a fault of a node or a rack takes.
pub(super) fn nodes_of(
    blueprint: &Blueprint,
    target: Component,
) -> impl Iterator<Item = NodeId> + '_ {
    let near = match target {
        Component::Node(node) => node.0..node.0 + 1,
        Component::Rack(rack) => blueprint.stamp(blueprint.rack(rack).stamp).nodes.clone(),
        _ => 0..0,
    };
    let near = near.map(NodeId);
    near.filter(move |node| takes(blueprint, target, Component::Node(*node)))
}

impl World<'_> {
    /// A node goes down by a fault; where its stamp ran on it until now, what it held goes with it.
    #[inline(always)]
    pub(super) fn node_down(&mut self, node: NodeId, fault: Fault) {
        let Some((stamp, votes)) = self.plant.node_down(&self.frame, node) else {
            return;
        };
        // Nobody misses a node that holds nothing, and whose vote does not count.
        if votes | self.room.holds_any(node) {
            self.leave_node((node, stamp), fault, false);
        }
    }

    /// What a node held that its stamp has lost; `planned` where nobody has to notice.
    #[inline(never)]
    fn leave_node(&mut self, (node, stamp): (NodeId, StampId), fault: Fault, planned: bool) {
        let (moved, holds) = self.room.lose_node(node);
        if holds {
            let mut next = self.room.first_in(node);
            while let Some(vm) = next {
                next = self.room.next_in(vm);
                self.room.unplace(&mut self.frame, vm);
                self.stop_with_node(vm, fault, node);
            }
            self.room.drop_standbys(&self.frame, stamp, Some(node));
        }
        if moved > 0 {
            self.place_infrastructure(stamp, moved);
        }
        let dynamic = self.plant.keeps_votes(stamp);
        if self.plant.loses_quorum(&self.frame, stamp) {
            self.plant.lose_quorum(&mut self.frame, stamp, fault);
            self.halt_stamp(stamp, fault, false);
        } else if planned {
            self.node_noticed(node);
        } else if dynamic || holds {
            self.plant.notice_node(&mut self.frame, node);
        }
    }

    /// A node, or those of a rack, are taken away on purpose. Their VMs go to other nodes of the stamp by live
    /// migration, the most urgent first, and nobody notices; who finds no room there, or does not migrate, stops with
    /// them. What else is taken away at this instant is emptied together with them.
    pub(super) fn drain(&mut self, target: Component, fault: Fault) {
        let blueprint = self.frame.blueprint;
        let nodes = || nodes_of(blueprint, target);
        self.note_who_leaves();
        for node in nodes() {
            self.plant.leaves(node);
            self.plant.node_down(&self.frame, node);
        }
        for node in nodes() {
            if self.plant.is_down_by_one(node) {
                // Nobody has to find out: votes are taken back before any of them goes.
                self.plant.lose_vote(node);
            }
        }
        for stamp in nodes().map(|node| blueprint.node(node).stamp).take(1) {
            self.empty_who_leaves(stamp, fault);
        }
        for node in nodes() {
            if self.plant.is_down_by_one(node) {
                let stamp = blueprint.node(node).stamp;
                self.leave_node((node, stamp), fault, true);
            }
        }
        for node in nodes() {
            self.plant.has_left(node);
        }
    }

    /// What stands on nodes that leave a stamp goes to the others, infrastructure before VMs.
    fn empty_who_leaves(&mut self, stamp: StampId, fault: Fault) {
        let nodes = || self.frame.blueprint.stamp(stamp).node_ids();
        for node in nodes() {
            if self.plant.is_leaving(node) {
                let moved = self.room.take_infrastructure(node);
                self.move_infrastructure(stamp, moved);
            }
        }
        let mut tried = None;
        loop {
            let leaving = nodes().filter(|node| self.plant.is_leaving(*node));
            let first = |node| self.room.most_urgent_in(&self.frame, node, tried);
            let Some((rank, vm)) = leaving.filter_map(first).min() else {
                break;
            };
            tried = Some(rank);
            self.migrate_or_displace(vm, stamp, fault);
        }
    }

    /// What is taken away at this instant takes nobody in: who came there would have to move twice.
    fn note_who_leaves(&mut self) {
        let frame = &self.frame;
        for source in &frame.plan.planned {
            let slot = frame.plan.events.slot(Event::Source(*source));
            // Work that ends now has the same slot, and gives its nodes back. What is agreed on is ready, or does not begin.
            let begins = match self.plant.phase_of(*source) {
                FaultPhase::Quiet => !self.plant.is_by_appointment(*source),
                phase => phase == FaultPhase::Ready,
            };
            if !begins || frame.calendar.at(slot) != Some(frame.now) {
                continue;
            }
            for node in nodes_of(frame.blueprint, frame.blueprint.source(*source).target) {
                self.plant.leaves(node);
            }
        }
    }

    /// The cluster notices that a node is lost: its vote goes, its VMs restart elsewhere.
    #[inline(never)]
    pub(super) fn node_noticed(&mut self, node: NodeId) {
        self.plant.lose_vote(node);
        self.room.wake_lost(node);
    }

    /// A node is restored: infrastructure that found no room has it there.
    #[inline(always)]
    pub(super) fn node_back(&mut self, node: NodeId) {
        if let Some(stamp) = self.plant.node_back(&mut self.frame, node)
            && self.room.regain_node(&self.frame, (node, stamp))
        {
            self.place_infrastructure(stamp, 0);
        }
    }

    /// A fault takes a stamp; `lost` when its state goes with it.
    pub(super) fn stamp_down(&mut self, stamp: StampId, fault: Fault, lost: bool) {
        self.plant.stamp_down(&mut self.frame, stamp, fault);
        self.halt_stamp(stamp, fault, lost);
    }

    /// Everything on a stamp stops.
    fn halt_stamp(&mut self, stamp: StampId, fault: Fault, lost: bool) {
        let was_up = self.plant.halt(&mut self.frame, stamp);
        if was_up {
            self.stand_on(stamp, false);
            self.witnesses_on(stamp, Some(fault));
            self.room.drop_standbys(&self.frame, stamp, None);
            self.copies_home_end(stamp);
        }
        if lost {
            self.mirror.lose_stamp(&mut self.frame, stamp);
            self.lose_what_was_left(stamp);
        }
        self.room.drop_infrastructure(&self.frame, stamp);
        if !was_up && !lost {
            self.waits_for_more_than_planned(stamp, fault);
            return;
        }
        for vm in self.room.vms_on(stamp) {
            self.vms[vm].recovery.powered_off = true;
        }
        self.stop_all_on(stamp, fault, lost);
    }

    /// A stamp that was shut down on purpose is taken by what nobody planned: its VMs wait for that like any others.
    fn waits_for_more_than_planned(&mut self, stamp: StampId, fault: Fault) {
        if self.frame.is_planned(fault) {
            return;
        }
        let away = VmPhase::WaitReturn(self.plant.return_of(&self.frame, Some(fault)));
        let mut following = self.room.first_on(stamp);
        while let Some(vm) = following {
            following = self.room.after(vm);
            let planned = self.vms[vm]
                .fault()
                .is_some_and(|before| self.frame.is_planned(before));
            if planned && !self.vms[vm].needs_data() {
                self.room.unplace(&mut self.frame, vm);
                self.stop_vm(vm, fault, away);
                self.wait_for_place(vm, away);
            }
        }
    }

    /// Every VM of a stamp stops; `lost` when what it had goes as well.
    pub(super) fn stop_all_on(&mut self, stamp: StampId, fault: Fault, lost: bool) {
        self.homes_go(stamp, fault);
        if lost {
            self.hosts_are_gone(stamp);
        }
        let mut following = self.room.first_on(stamp);
        while let Some(vm) = following {
            following = self.room.after(vm);
            self.room.unplace(&mut self.frame, vm);
            if lost {
                self.lose_data(vm).disks = true;
            }
            if self.vms[vm].needs_data() {
                self.stop_vm(vm, fault, VmPhase::DetectLoss);
            } else {
                let away = VmPhase::WaitReturn(self.plant.return_of(&self.frame, Some(fault)));
                self.stop_vm(vm, fault, away);
                self.wait_for_place(vm, away);
            }
        }
        self.interrupt_snapshots(stamp);
    }

    /// The infrastructure of a stamp runs again.
    #[inline(never)]
    pub(super) fn stamp_started(&mut self, stamp: StampId) {
        if !self.plant.started(&mut self.frame, stamp) {
            return;
        }
        self.room.room_grows(stamp);
        self.stand_on(stamp, true);
        self.witnesses_on(stamp, None);
        self.place_infrastructure(
            stamp,
            crate::model::placement::infrastructure_of(self.frame.blueprint.stamp(stamp)),
        );
        self.stay_at_home(stamp);
    }

    /// A stamp runs again before anything was done about its VMs: they start where they are.
    pub(super) fn stay_at_home(&mut self, stamp: StampId) {
        if !self.plant.stands(stamp) {
            return;
        }
        self.merge_what_was_left(stamp);
        let mut next = self.room.first_on(stamp);
        while let Some(vm) = next {
            next = self.room.after(vm);
            let state = &self.vms[vm];
            let undecided = matches!(
                state.phase,
                VmPhase::DetectLoss
                    | VmPhase::DecideIn(..)
                    | VmPhase::Decide
                    | VmPhase::WaitQuota(_)
            );
            if undecided && !state.needs_data() && self.place_runs(vm) {
                self.cancel_recovery(vm);
                self.room.wake(vm);
            }
        }
    }

    pub(super) fn repositories_down(&mut self, target: Component, lost: bool) {
        for repository in self.vault.repositories() {
            if takes(
                self.frame.blueprint,
                target,
                Component::Repository(repository),
            ) {
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
            self.frame.dirty.freed();
            self.restart_copies(repository);
        }
    }

    /// What stands on a stamp itself, not on hardware of its own beside it, runs while it runs:
    /// a lost quorum and the time of a start count as well. A repository at a stamp lies on its volumes,
    /// and goes with those too.
    pub(super) fn stand_on(&mut self, stamp: StampId, up: bool) {
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
            if takes(
                self.frame.blueprint,
                target,
                Component::Repository(repository),
            ) {
                self.repository_back(repository);
            }
        }
    }

    /// A switch fails. With the last one the stamp goes, and nothing reaches what stands in its racks.
    pub(super) fn lose_switch(&mut self, switch: SwitchId, fault: Fault) {
        let Some(stamp) = self.plant.switch_fails(&self.frame, switch) else {
            return;
        };
        for repository in self.vault.repositories() {
            if self.in_rack_of(repository, stamp) {
                self.repository_down(repository, false);
            }
        }
        self.stamp_down(stamp, fault, false);
    }

    /// A switch works again. The stamp starts when it is the first.
    pub(super) fn regain_switch(&mut self, switch: SwitchId) {
        let Some(stamp) = self.plant.switch_works(&self.frame, switch) else {
            return;
        };
        for repository in self.vault.repositories() {
            if self.in_rack_of(repository, stamp) {
                self.repository_back(repository);
            }
        }
        self.plant.stamp_back(&mut self.frame, stamp);
    }

    fn in_rack_of(&self, repository: RepositoryId, stamp: StampId) -> bool {
        match self.frame.blueprint.repository(repository).at {
            Place::Rack(rack) => self.frame.blueprint.rack(rack).stamp == stamp,
            Place::Site(_) | Place::Enclosure(_) | Place::Stamp(_) => false,
        }
    }
}
