//! The outages of applications: when they began, what they waited for, what they lost.
//!
//! Always true here: the phases of an outage add up to the time from its start to its end.

use super::World;
use super::state::{RESOURCES, VmPhase};
use super::which::Fault;
use crate::model::record::{
    Back, CONTRIBUTORS, Data, Outage, Path, Phase, Resource, Resumed, Stretch, TakenFrom,
};
use crate::model::{ApplicationId, Class, RoleId, VmId};
use crate::units::Moment;

impl World<'_> {
    /// The service of an application ends now.
    pub(super) fn begin_outage(
        &mut self,
        application: ApplicationId,
        fault: Fault,
        inherited: bool,
    ) {
        let stays = self.frame.blueprint.run.stays_recovered;
        let state = &self.applications[application];
        if state.open && self.frame.now.since(state.end) >= stays {
            self.close_outage(application, false);
        }
        let now = self.frame.now;
        if self.applications[application].open {
            // Recovered, but not for long enough: the same outage goes on.
            let state = &mut self.applications[application];
            state.phases[Phase::Relapse as usize] += now.since(state.end).0;
            let (from, counted) = (state.end, state.counted);
            state.since = now;
            self.stretch(application, Phase::Relapse, Resource::None, from, now);
            self.frame.course.open_counted += u32::from(counted);
            self.contribute(application, fault);
        } else {
            let counted = self.frame.counts(fault);
            let (target, class, cause) = self.frame.fault_facts(fault);
            let state = &mut self.applications[application];
            state.open = true;
            state.start = now;
            state.since = now;
            state.counted = counted;
            state.fault = Some(fault);
            state.cause = cause;
            state.class = class;
            state.target = target;
            state.inherited = inherited;
            state.contributors = [0; CONTRIBUTORS];
            state.contributor_count = 0;
            state.path = Path::Restart;
            state.phases = [0; Phase::COUNT];
            state.resources = [(Resource::None, 0); RESOURCES];
            state.total_loss = false;
            state.downtime = 0;
            state.at_risk = false;
            self.frame.course.open_counted += u32::from(counted);
            for index in 0..self.plant.active().len() {
                let other = self.plant.active()[index];
                if self.touches(other, application) {
                    self.contribute(application, other);
                }
            }
        }
        let at_risk = !inherited && self.stateful_stopped(application);
        let state = &mut self.applications[application];
        state.down_since = now;
        state.at_risk |= at_risk;
        // What it waits for is known when the event is over.
        state.phase = Phase::Detect;
        state.resource = Resource::None;
        self.frame.dirty.application(application);
    }

    /// A VM resumes with less state than it had. That belongs to the outage in which it was lost,
    /// also where the application came up before this VM did; else it is an event of its own.
    pub(super) fn lose_state(&mut self, vm: VmId, loss: u64, total_loss: bool, resumed: Resumed) {
        if self.frame.is_instance(vm) {
            self.cluster.lose(vm, total_loss, resumed);
        } else {
            self.book_loss(vm, loss, total_loss, resumed);
        }
    }

    pub(super) fn book_loss(&mut self, vm: VmId, loss: u64, total_loss: bool, resumed: Resumed) {
        let state = &self.applications[self.frame.blueprint.vm(vm).application];
        let lost_at = self.vms[vm].lost_at;
        if !state.up || (state.open && lost_at >= state.start && lost_at <= state.end) {
            let size = if total_loss { u64::MAX } else { loss };
            let known = &mut self.vms[vm];
            known.loss += loss;
            if size > known.worst_loss.0 || known.worst_loss.1.from == TakenFrom::Own {
                known.worst_loss = (size, resumed);
            }
            self.applications[self.frame.blueprint.vm(vm).application].total_loss |= total_loss;
        } else if self.vms[vm].awaited {
            self.lose_state_while_up(vm, loss, total_loss, resumed);
        }
    }

    fn lose_state_while_up(&mut self, vm: VmId, loss: u64, total_loss: bool, resumed: Resumed) {
        // What was lost before the years began, or not by the drill, counts for nothing.
        let Some(fault) = self.vms[vm].fault.filter(|fault| self.frame.counts(*fault)) else {
            return;
        };
        let (target, class, cause) = self.frame.fault_facts(fault);
        self.frame.record.outages.push(Outage {
            application: self.frame.blueprint.vm(vm).application,
            start: self.frame.now.0 as i64 - self.frame.horizon_start.0 as i64,
            counted: true,
            back: Some(Back {
                after: 0,
                path: self.vms[vm].path,
            }),
            downtime: 0,
            class,
            cause,
            target,
            inherited: false,
            contributors: [0; CONTRIBUTORS],
            contributor_count: 0,
            phases: [0; Phase::COUNT],
            binding: Resource::None,
            binding_ms: 0,
            data: if total_loss {
                Data::Gone
            } else {
                Data::SetBack(loss)
            },
            loss_only: true,
            resumed,
        });
    }

    fn stateful_stopped(&self, application: ApplicationId) -> bool {
        self.frame
            .blueprint
            .application(application)
            .vm_ids()
            .any(|vm| self.frame.plan.vms[vm].stateful && self.vms[vm].phase != VmPhase::Serving)
    }

    /// Service is back: the outage ends unless it comes again soon.
    pub(super) fn pause_outage(&mut self, application: ApplicationId, path: Path) {
        self.account_phase(application);
        let now = self.frame.now;
        let clipped = self
            .frame
            .in_horizon(self.applications[application].down_since, now);
        let stays = self.frame.blueprint.run.stays_recovered;
        let state = &mut self.applications[application];
        state.end = now;
        state.path = path;
        state.downtime += clipped;
        if state.counted {
            self.frame.course.open_counted -= 1;
            self.frame.course.pending_until = self.frame.course.pending_until.max(now + stays);
        }
        self.frame.record.downtime[application.index()] += clipped;
    }

    /// Looks again at the phases of applications in which something has changed.
    #[inline]
    pub(super) fn settle_outages(&mut self) {
        while let Some(application) = self.frame.dirty.next_application() {
            self.refresh_outage(application);
        }
    }

    fn refresh_outage(&mut self, application: ApplicationId) {
        if self.applications[application].up {
            return;
        }
        let (phase, resource) = self.phase_of(application);
        let state = &self.applications[application];
        if state.phase != phase || state.resource != resource {
            self.account_phase(application);
            let state = &mut self.applications[application];
            state.phase = phase;
            state.resource = resource;
        }
    }

    /// Adds the time since the last look to the phase and the resource that held.
    fn account_phase(&mut self, application: ApplicationId) {
        let now = self.frame.now;
        let state = &mut self.applications[application];
        let length = now.since(state.since).0;
        let from = state.since;
        state.since = now;
        if length == 0 {
            return;
        }
        let (phase, resource) = (state.phase, state.resource);
        state.phases[phase as usize] += length;
        let binds = matches!(phase, Phase::Wait | Phase::Transfer | Phase::Dependency);
        if binds && resource != Resource::None {
            let place = state
                .resources
                .iter()
                .position(|(known, _)| *known == resource || *known == Resource::None);
            let place = place.unwrap_or(RESOURCES - 1);
            state.resources[place].0 = resource;
            state.resources[place].1 += length;
        }
        self.stretch(application, phase, resource, from, now);
    }

    fn stretch(
        &mut self,
        application: ApplicationId,
        phase: Phase,
        resource: Resource,
        from: Moment,
        to: Moment,
    ) {
        let start = self.frame.horizon_start;
        if let Some(stretches) = &mut self.stretches {
            let relative = |moment: Moment| moment.0 as i64 - start.0 as i64;
            stretches.push(Stretch {
                application,
                phase,
                resource,
                from: relative(from),
                to: relative(to),
            });
        }
    }

    /// The earliest phase that any missing required role is in, and what it waits for. Of a role
    /// that misses k VMs, the k most advanced count.
    fn phase_of(&self, application: ApplicationId) -> (Phase, Resource) {
        let plan = self.frame.blueprint.application(application);
        let mut earliest: Option<(Phase, Resource)> = None;
        for role in plan.role_ids() {
            let role_plan = self.frame.blueprint.role(role);
            let serving = self.role_serving[role];
            if serving >= role_plan.required {
                continue;
            }
            let found = self.phase_of_role(role);
            if earliest.is_none_or(|(phase, _)| found.0 < phase) {
                earliest = Some(found);
            }
        }
        earliest.unwrap_or_else(|| {
            let need = plan.needs.iter().find(|need| !self.applications[**need].up);
            (
                Phase::Dependency,
                need.map_or(Resource::None, |need| Resource::Application(*need)),
            )
        })
    }

    fn phase_of_role(&self, role: RoleId) -> (Phase, Resource) {
        if let Some(found) = self.instances_phase(role) {
            return found;
        }
        let plan = self.frame.blueprint.role(role);
        let mut counts = [0u32; Phase::COUNT];
        for vm in plan.vm_ids() {
            if let Some((phase, _)) = self.missing_phase(vm) {
                counts[phase as usize] += 1;
            }
        }
        let mut left = plan.required - self.role_serving[role];
        let mut deciding = Phase::Detect;
        for phase in Phase::ALL.into_iter().rev() {
            let count = counts[phase as usize];
            if count >= left {
                deciding = phase;
                break;
            }
            left -= count;
        }
        let mut missing = plan.vm_ids().filter_map(|vm| self.missing_phase(vm));
        let found = missing.find(|(phase, _)| *phase == deciding);
        found.unwrap_or((deciding, Resource::None))
    }

    /// Adds a fault to the contributors of an open outage.
    pub(super) fn contribute(&mut self, application: ApplicationId, fault: Fault) {
        if self.applications[application].up {
            return;
        }
        let (target, class, cause) = self.frame.fault_facts(fault);
        let state = &mut self.applications[application];
        if Some(fault) == state.fault {
            return;
        }
        if state.class == Class::Planned && class != Class::Planned {
            state.class = Class::of(target);
        }
        let known = usize::from(state.contributor_count).min(CONTRIBUTORS);
        if cause == state.cause || state.contributors[..known].contains(&cause) {
            return;
        }
        if known < CONTRIBUTORS {
            state.contributors[known] = cause;
            state.contributors[..=known].sort_unstable();
        }
        state.contributor_count = state.contributor_count.saturating_add(1);
    }

    /// Ends the outage of an application for good and writes its row; `still_down` where the trial
    /// ends in the middle of it.
    pub(super) fn close_outage(&mut self, application: ApplicationId, still_down: bool) {
        if still_down {
            self.account_phase(application);
            let now = self.frame.now;
            let clipped = self
                .frame
                .in_horizon(self.applications[application].down_since, now);
            self.applications[application].end = now;
            self.applications[application].downtime += clipped;
            self.frame.record.downtime[application.index()] += clipped;
        }
        let (loss, mut resumed) = self.take_losses(application);
        let drain = self.frame.blueprint.run.drain;
        let state = &mut self.applications[application];
        state.open = false;
        let length = state.end.since(state.start);
        assert_eq!(
            state.phases.iter().sum::<u64>(),
            length.0,
            "phases of an outage do not add up"
        );
        if !state.counted && state.downtime == 0 {
            return;
        }
        let longest = state
            .resources
            .iter()
            .copied()
            .max_by_key(|(resource, ms)| (*ms, std::cmp::Reverse(*resource)));
        // Old names die in a fixed time: they are what bound it only where people took less.
        let people = state.phases[Phase::Detect as usize] + state.phases[Phase::Decide as usize];
        let (binding, binding_ms) = longest
            .filter(|(resource, ms)| *ms > 0 && (*resource != Resource::Names || *ms >= people))
            .unwrap_or((Resource::None, 0));
        let back = !still_down && length <= drain;
        let (at_risk, total_loss) = (state.at_risk, state.total_loss);
        if at_risk && !back && !total_loss {
            resumed = self.reason_of_no_return(application);
        }
        let state = &self.applications[application];
        self.frame.record.outages.push(Outage {
            application,
            start: state.start.0 as i64 - self.frame.horizon_start.0 as i64,
            counted: state.counted,
            back: back.then_some(Back {
                after: length.0,
                path: state.path,
            }),
            downtime: state.downtime,
            class: state.class,
            cause: state.cause,
            target: state.target,
            inherited: state.inherited,
            contributors: state.contributors,
            contributor_count: state.contributor_count,
            phases: state.phases,
            binding,
            binding_ms,
            // Also what was not serving when the outage began can lose data in it.
            data: if state.total_loss {
                Data::Gone
            } else if state.at_risk || loss > 0 {
                Data::SetBack(loss)
            } else {
                Data::Safe
            },
            loss_only: false,
            resumed,
        });
    }

    /// The largest set-back over the VMs of an application in this outage, and what the VM that lost
    /// the most resumed from; forgets them.
    fn take_losses(&mut self, application: ApplicationId) -> (u64, Resumed) {
        let mut worst = (0, (0, Resumed::default()));
        for vm in self.frame.blueprint.application(application).vm_ids() {
            let state = &mut self.vms[vm];
            let loss = std::mem::take(&mut state.loss);
            let from = std::mem::take(&mut state.worst_loss);
            // A total loss is no number, and worse than any.
            let size = from.0.max(loss);
            if size > worst.1.0 || worst.1.1.from == TakenFrom::Own {
                worst.1 = (size, from.1);
            }
            worst.0 = worst.0.max(loss);
        }
        (worst.0, worst.1.1)
    }
}
