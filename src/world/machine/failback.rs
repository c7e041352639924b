//! Planned return of a group to the stamp where it belongs.
//!
//! Always true here: a group goes back as a whole, with its replica not behind, so that nothing is
//! lost; where its stamp has no room it stays and tries again.

use crate::model::{GroupId, SourceId, VmId};
use crate::units::{DAY, Span};
use crate::world::World;
use crate::world::life::{Route, VmPhase};
use crate::world::which::Fault;

/// How long a return is put off that could not be made.
const PUT_OFF: Span = Span(DAY);
/// How soon it is tried again where something is not as it should be.
const SOON: Span = Span(crate::units::HOUR);

impl World<'_> {
    /// The group goes back if everything is in order, else later.
    pub(in crate::world) fn try_failback(&mut self, group: GroupId) {
        let source = self.frame.blueprint.group(group).failback;
        let source = source.expect("a group that is due to go back may");
        let blueprint = self.frame.blueprint;
        let vms = &blueprint.group(group).vms;
        let away = self.mirror.source_stamp(&self.frame, group);
        let here = |vm: &VmId| self.room.stamp_of(*vm) == away;
        let in_order = self.mirror.is_level(&self.frame, group)
            && self.reach_of(group).open
            && self
                .plant
                .control_up(self.mirror.replica_stamp(&self.frame, group))
            && vms
                .iter()
                .filter(|vm| here(vm))
                .all(|vm| self.vms[*vm].phase == VmPhase::Serving);
        if !in_order {
            self.mirror.put_off(&self.frame, group, SOON);
            return;
        }
        if !self.move_back(group) {
            if self.frame.counts_now() {
                self.frame.record.replicas[group.index()].put_off += 1;
            }
            self.mirror.put_off(&self.frame, group, PUT_OFF);
            return;
        }
        self.go_back(group, source);
    }

    /// Moves all VMs of a group to the stamp of its replica, or none.
    fn move_back(&mut self, group: GroupId) -> bool {
        let blueprint = self.frame.blueprint;
        let (away, home) = (
            self.mirror.source_stamp(&self.frame, group),
            self.mirror.replica_stamp(&self.frame, group),
        );
        let vms = &blueprint.group(group).vms;
        self.room.begin_moves();
        for vm in vms.iter().copied() {
            if self.room.stamp_of(vm) != away {
                continue;
            }
            let before = self.room.node_of(vm);
            let fits = self.room.admits(&self.frame, vm, home) && self.create_anew(vm, home);
            if fits {
                let before = before.expect("a VM that serves has its place");
                self.room.note_move(vm, before);
                self.move_home(vm, home);
                continue;
            }
            while let Some((moved, node)) = self.room.last_move() {
                self.room.unplace(&mut self.frame, moved);
                self.move_home(moved, away);
                self.room.put_on(&self.frame, moved, node);
            }
            return false;
        }
        true
    }

    /// The planned outage: every VM stops and is made to run at home.
    fn go_back(&mut self, group: GroupId, source: SourceId) {
        self.mirror.turn_home(&mut self.frame, group);
        let blueprint = self.frame.blueprint;
        let fault = Fault::Source(source);
        self.frame
            .count_fault(self.frame.plan.sources[source].cause);
        let takes = self.plant.begin_planned(&mut self.frame, source);
        for vm in blueprint.group(group).vms.iter().copied() {
            if self.vms[vm].phase == VmPhase::Serving {
                self.stop_vm(vm, fault, VmPhase::Provision(Route::Failback));
                self.take_route(vm, Route::Failback);
                self.set_timer(vm, takes);
            }
        }
        self.plant.count_on(&self.frame, source);
        if self.frame.counts_now() {
            self.frame.record.replicas[group.index()].failbacks += 1;
        }
    }
}
