//! Planned return of a group to the stamp where it belongs.
//!
//! Always true here: a group goes back as a whole, with its replica not behind, so that nothing is
//! lost; where its stamp has no room it stays and tries again.

use super::replica::Following;
use crate::model::record::Path;
use crate::model::{Failback, GroupId, SourceId, VmId};
use crate::units::{DAY, Moment, Span};
use crate::world::World;
use crate::world::state::VmPhase;
use crate::world::which::Fault;

/// How long a return is put off that could not be made.
const PUT_OFF: Span = Span(DAY);
/// How soon it is tried again where something is not as it should be.
const SOON: Span = Span(crate::units::HOUR);

impl World<'_> {
    fn failback_of(&self, group: GroupId) -> Option<(&Failback, SourceId)> {
        let source = self.frame.blueprint.group(group).failback?;
        let failback = self.replication_of(group).failback.as_ref()?;
        Some((failback, source))
    }

    /// When a group should go back next; none while it is at home or not followed. The time that it
    /// must have been followed begins here.
    pub(super) fn failback_due(&mut self, group: GroupId) -> Option<Moment> {
        let state = &self.groups[group];
        if !state.away || state.following != Following::Follows {
            self.groups[group].failback_at = None;
            return None;
        }
        if state.failback_at.is_none() {
            let after = self.failback_of(group)?.0.after;
            let at = self.window_from(group, self.frame.now + after);
            self.groups[group].failback_at = Some(at);
        }
        self.groups[group].failback_at
    }

    /// The first instant from one on that lies in the window of a group's returns.
    fn window_from(&self, group: GroupId, at: Moment) -> Moment {
        let window = self
            .failback_of(group)
            .and_then(|(failback, _)| failback.window);
        let Some(window) = window else { return at };
        let of_day = (self.frame.offset + at.0) % DAY;
        if window.holds(of_day) {
            at
        } else {
            at + Span((window.start + DAY - of_day) % DAY)
        }
    }

    /// The group goes back if everything is in order, else later.
    pub(super) fn try_failback(&mut self, group: GroupId) {
        let Some((_, source)) = self.failback_of(group) else {
            return;
        };
        let blueprint = self.frame.blueprint;
        let vms = &blueprint.group(group).vms;
        let away = self.source_stamp(group);
        let here = |vm: &VmId| self.vms[*vm].stamp == away;
        let in_order = self.groups[group].backlog == 0
            && self.path_open(group)
            && self.plant.control_up(self.replica_stamp(group))
            && vms
                .iter()
                .filter(|vm| here(vm))
                .all(|vm| self.vms[*vm].phase == VmPhase::Serving);
        if !in_order {
            let again = self.window_from(group, self.frame.now + SOON);
            self.groups[group].failback_at = Some(again);
            return;
        }
        if !self.move_back(group) {
            if self.frame.counts_now() {
                self.frame.record.replicas[group.index()].put_off += 1;
            }
            let again = self.window_from(group, self.frame.now + PUT_OFF);
            self.groups[group].failback_at = Some(again);
            return;
        }
        self.go_back(group, source);
    }

    /// Moves all VMs of a group to the stamp of its replica, or none.
    fn move_back(&mut self, group: GroupId) -> bool {
        let blueprint = self.frame.blueprint;
        let (away, home) = (self.source_stamp(group), self.replica_stamp(group));
        let vms = &blueprint.group(group).vms;
        self.scratch.gone_home.clear();
        for vm in vms.iter().copied() {
            if self.vms[vm].stamp != away {
                continue;
            }
            let before = self.vms[vm].node;
            let fits = self.admits(vm, home) && self.create_anew(vm, home);
            if fits {
                self.scratch.gone_home.push((vm, before));
                self.move_home(vm, home);
                continue;
            }
            while let Some((moved, node)) = self.scratch.gone_home.pop() {
                self.unplace(moved);
                self.move_home(moved, away);
                let node = node.expect("a VM that serves has its place");
                self.put_on(moved, node);
            }
            return false;
        }
        true
    }

    /// The planned outage: every VM stops and is made to run at home.
    fn go_back(&mut self, group: GroupId, source: SourceId) {
        self.turn_home(group);
        let blueprint = self.frame.blueprint;
        let fault = Fault::Source(source);
        self.frame
            .count_fault(self.frame.plan.sources[source].cause);
        let takes = self.plant.begin_planned(&mut self.frame, source);
        for vm in blueprint.group(group).vms.iter().copied() {
            if self.vms[vm].phase == VmPhase::Serving {
                self.stop_vm(vm, fault, VmPhase::Provision);
                self.vms[vm].path = Path::Failback;
                self.set_timer(vm, takes);
            }
        }
        self.plant.count_on(&self.frame, source);
        if self.frame.counts_now() {
            self.frame.record.replicas[group.index()].failbacks += 1;
        }
    }
}
