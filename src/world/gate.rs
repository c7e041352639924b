//! Batches in which VMs start: those of the resource manager and those of the cluster.
//!
//! Always true here: no batch holds more than it may, and those who wait go by tier and start order.

use super::World;
use super::state::Gate;
use crate::units::{Moment, Span};

impl World<'_> {
    /// Lets a VM through a gate now, or queues it. `manager`: the resource manager's, else the cluster's.
    pub(super) fn pass_gate(&mut self, vm: usize, manager: bool) -> bool {
        let stamp = self.vms[vm].stamp as usize;
        let plan = &self.blueprint.stamps[stamp];
        let batch = if manager {
            plan.manager_start
        } else {
            plan.cluster_restart
        };
        let now = self.now;
        let slot = if manager {
            self.plan.manager_gate(stamp as u32)
        } else {
            self.plan.cluster_gate(stamp as u32)
        };
        let rank = self.plan.vms[vm].rank;
        let state = &mut self.stamps[stamp];
        let gate = if manager {
            &mut state.manager
        } else {
            &mut state.cluster
        };
        if gate.queue.is_empty() && gate.open(now, batch.count, batch.every) {
            return true;
        }
        let table = &self.plan.vms;
        let place = gate
            .queue
            .partition_point(|other| table[*other as usize].rank < rank);
        gate.queue.insert(place, vm as u32);
        let opens = gate
            .opened
            .map_or(now, |opened| opened + batch.every)
            .max(now);
        self.calendar.set(slot, opens);
        false
    }

    /// The same for what the resource manager builds, however its stamp went.
    pub(super) fn pass_gate_to_build(&mut self, vm: usize) -> bool {
        self.vms[vm].powered_off = false;
        self.pass_gate(vm, true)
    }

    /// The next batch of a gate goes.
    pub(super) fn gate_opens(&mut self, stamp: usize, manager: bool) {
        let plan = &self.blueprint.stamps[stamp];
        let batch = if manager {
            plan.manager_start
        } else {
            plan.cluster_restart
        };
        let now = self.now;
        loop {
            let state = &mut self.stamps[stamp];
            let gate = if manager {
                &mut state.manager
            } else {
                &mut state.cluster
            };
            if gate.queue.is_empty() {
                return;
            }
            if !gate.open(now, batch.count, batch.every) {
                let opens = gate.opened.map_or(now, |opened| opened + batch.every);
                let slot = if manager {
                    self.plan.manager_gate(stamp as u32)
                } else {
                    self.plan.cluster_gate(stamp as u32)
                };
                self.calendar.set(slot, opens);
                return;
            }
            let vm = gate.queue.remove(0) as usize;
            if manager && !self.vms[vm].powered_off {
                self.provision(vm);
            } else {
                self.boot_when_needs_are_up(vm);
            }
        }
    }

    /// The control plane is gone: what waits for a batch of the resource manager waits for it now.
    /// What has begun goes on.
    pub(super) fn close_manager_gate(&mut self, stamp: usize) {
        for vm in self.stamps[stamp].manager.queue.clone() {
            let vm = vm as usize;
            if self.vms[vm].powered_off || self.needs_control(vm) {
                self.leave_gates(vm);
                self.wake(vm);
            }
        }
    }

    /// Takes a VM out of the queues of gates.
    pub(super) fn leave_gates(&mut self, vm: usize) {
        let stamp = self.vms[vm].stamp as usize;
        self.stamps[stamp]
            .manager
            .queue
            .retain(|other| *other as usize != vm);
        self.stamps[stamp]
            .cluster
            .queue
            .retain(|other| *other as usize != vm);
    }
}

impl Gate {
    /// Counts one operation into the current batch, or opens the next; false where it must wait.
    fn open(&mut self, now: Moment, count: u32, every: Span) -> bool {
        match self.opened {
            Some(opened) if now.since(opened) < every => {
                if self.passed >= count {
                    return false;
                }
                self.passed += 1;
            }
            Some(_) | None => {
                self.opened = Some(now);
                self.passed = 1;
            }
        }
        true
    }
}
