//! Faults arrive, are noticed, are repaired by crews, and end; recorded faults do as recorded.
//!
//! Always true here: a source has at most one active fault; the k-th life, repair and side draw of a
//! source are words of their own, whatever the policy does.

use super::draws::{OfFault, OfLife, next_ordinal};
use super::event::Event;
use super::state::FaultPhase;
use super::which::{Fault, Row};
use super::{Mode, World};
use crate::model::{
    ApplicationId, Arrival, Class, Component, CrewId, Effect, LogicalKind, SourceId, StampId,
};
use crate::units::Span;

impl World<'_> {
    /// Sets the instant of a source's next fault.
    #[inline]
    pub(super) fn schedule_source(&mut self, source: SourceId) {
        let plan = &self.frame.plan.sources[source];
        let state = &mut self.faults[source];
        let at = match &self.frame.blueprint.source(source).arrival {
            Arrival::Renewal { .. } => {
                let Some(sampler) = &plan.life else { return };
                let life = match state.life_ahead.take() {
                    Some(life) => life,
                    None => sampler.draw_often(&mut state.main, OfLife::Life.at(state.ordinal)),
                };
                // A life that rounds to nothing would let a source fail for ever at one instant.
                self.frame.now + life.max(Span(1))
            }
            Arrival::Scheduled(instants) => {
                let Mode::Years = self.frame.mode else { return };
                let Some(after) = instants.get(state.ordinal as usize - 1) else {
                    return;
                };
                (self.frame.horizon_start + *after).max(self.frame.now)
            }
            Arrival::Drill(_) | Arrival::Failback(_) | Arrival::Volume(_) => return,
        };
        self.frame.schedule(Event::Source(source), at);
        let repair = self.draw_repair(source);
        self.faults[source].repair_ahead = Some(repair);
    }

    /// The first life of a source, before the horizon or in it: the rest of one that is under way.
    pub(super) fn begin_life(&mut self, source: SourceId) {
        let state = &mut self.faults[source];
        if let Some(life) = &self.frame.plan.sources[source].life {
            let word = OfLife::Life.at(state.ordinal);
            state.life_ahead = Some(life.draw_equilibrium(&mut state.main, word));
        }
        self.schedule_source(source);
    }

    /// The slot of a source fires.
    pub(super) fn source_fires(&mut self, source: SourceId) {
        match self.faults[source].phase {
            FaultPhase::Quiet => self.fault_begins(source),
            FaultPhase::Latent => {
                self.frame.course.latent_drill = false;
                if let Component::Application(application) =
                    self.frame.blueprint.source(source).target
                {
                    self.corruption_noticed(application, Fault::Source(source));
                }
                self.fault_over(source);
            }
            FaultPhase::Unnoticed => self.call_crew(source),
            FaultPhase::WaitCrew => panic!("a fault that waits for a crew has a timer"),
            FaultPhase::Repair => self.fault_ends(source),
        }
    }

    /// A fault of a source begins.
    pub(super) fn fault_begins(&mut self, source: SourceId) {
        let fault = Fault::Source(source);
        let plan = self.frame.blueprint.source(source);
        self.faults[source].began = self.frame.now;
        self.active_faults.push(fault);
        self.frame
            .count_fault(self.frame.plan.sources[source].cause);
        self.frame.count_where_it_strikes(plan.target, plan.class);
        let ordinal = self.faults[source].ordinal;
        // Nothing where it comes back by itself, which is as long as stated: nobody need notice it.
        let detect = self.frame.plan.sources[source]
            .detect
            .draw(&mut self.faults[source].other, OfFault::Detect.at(ordinal));
        match &plan.effect {
            Effect::Stops { destroys } => {
                let lost = destroys.0 > 0.0
                    && self.faults[source]
                        .other
                        .uniform(OfFault::Destroys.at(ordinal))
                        < destroys.0;
                self.component_down(plan.target, fault, lost);
            }
            Effect::Logical { kind, .. } => {
                let Component::Application(application) = plan.target else {
                    return;
                };
                self.logical_begins(application, fault, *kind, detect);
                match kind {
                    LogicalKind::Crash | LogicalKind::Deletion => {
                        self.fault_over(source);
                        return;
                    }
                    LogicalKind::Corruption => {
                        let noticed = self.frame.plan.sources[source]
                            .noticed
                            .draw(&mut self.faults[source].other, OfFault::Noticed.at(ordinal));
                        self.faults[source].phase = FaultPhase::Latent;
                        if let Arrival::Drill(_) = plan.arrival {
                            self.frame.course.latent_drill = true;
                            self.give_time(noticed);
                        }
                        self.frame
                            .schedule(Event::Source(source), self.frame.now + noticed);
                        return;
                    }
                    LogicalKind::Release => {}
                }
            }
        }
        self.contribute_to_open(fault);
        let slot = Event::Source(source);
        if plan.restoration.crew.is_none() {
            let repair = self.draw_repair(source);
            self.faults[source].phase = FaultPhase::Repair;
            self.frame.schedule(slot, self.frame.now + detect + repair);
        } else if detect == Span::ZERO {
            self.call_crew(source);
        } else {
            self.faults[source].phase = FaultPhase::Unnoticed;
            self.frame.schedule(slot, self.frame.now + detect);
        }
        self.frame.dirty.source(source);
    }

    #[inline(always)]
    pub(super) fn draw_repair(&mut self, source: SourceId) -> Span {
        let state = &mut self.faults[source];
        match state.repair_ahead.take() {
            Some(repair) => repair,
            None => self.frame.plan.sources[source]
                .repair
                .draw_often(&mut state.main, OfLife::Repair.at(state.ordinal)),
        }
    }

    /// The crew that repairs what a source breaks.
    ///
    /// # Panics
    /// For what comes back without one: nobody is called for that.
    #[inline(always)]
    fn crew_of(&self, source: SourceId) -> CrewId {
        let crew = self.frame.blueprint.source(source).restoration.crew;
        crew.expect("who is called belongs to a crew")
    }

    /// Asks for a person of the crew: larger failure domains first, then first come.
    fn call_crew(&mut self, source: SourceId) {
        let crew = self.crew_of(source);
        self.faults[source].phase = FaultPhase::WaitCrew;
        self.look_at_hours(crew);
        let priority = self.frame.plan.sources[source].priority;
        if self.crew_slots[crew].request(self.frame.now, source, priority) {
            self.start_work(source);
        }
        self.frame.dirty.source(source);
    }

    /// Outside of its hours nobody of a crew is free, until it comes again. Whoever calls then
    /// waits in line, so that the most urgent goes first in the morning, not the first caller.
    #[inline]
    fn look_at_hours(&mut self, crew: CrewId) {
        let opens = self.frame.crew_opens(crew);
        if opens > self.frame.now {
            self.crew_slots[crew].resize(self.frame.now, 0, &mut Vec::new());
            let slot = Event::CrewComes(crew);
            self.frame.schedule(slot, opens);
        }
    }

    /// The hours of a crew begin, and somebody called meanwhile.
    pub(super) fn crew_comes(&mut self, crew: CrewId) {
        let mut granted = Vec::new();
        let people = self.frame.blueprint.crew(crew).people;
        self.crew_slots[crew].resize(self.frame.now, people, &mut granted);
        for source in granted {
            self.start_work(source);
        }
    }

    #[inline(always)]
    fn start_work(&mut self, source: SourceId) {
        let crew = self.crew_of(source);
        let ordinal = self.faults[source].ordinal;
        let answers = self.frame.plan.crews[crew]
            .draw(&mut self.faults[source].other, OfFault::Answers.at(ordinal));
        let repair = self.draw_repair(source);
        self.faults[source].phase = FaultPhase::Repair;
        self.frame
            .schedule(Event::Source(source), self.frame.now + answers + repair);
        let state = &mut self.faults[source];
        if let Some(life) = &self.frame.plan.sources[source].life {
            let next = next_ordinal(state.ordinal, self.frame.course.in_horizon);
            state.life_ahead = Some(life.draw_often(&mut state.main, OfLife::Life.at(next)));
        }
        self.frame.dirty.source(source);
    }

    fn fault_ends(&mut self, source: SourceId) {
        let plan = self.frame.blueprint.source(source);
        self.forget_fault(Fault::Source(source));
        match &plan.effect {
            Effect::Stops { .. } => self.component_up(plan.target),
            Effect::Logical { .. } => {
                if let Component::Application(application) = plan.target {
                    self.release_repaired(application, Fault::Source(source));
                }
            }
        }
        if let Some(crew) = plan.restoration.crew {
            self.look_at_hours(crew);
            if let Some(next) = self.crew_slots[crew].release(self.frame.now) {
                self.start_work(next);
            }
        }
        self.fault_over(source);
    }

    /// The source is quiet again; its next life begins.
    fn fault_over(&mut self, source: SourceId) {
        self.forget_fault(Fault::Source(source));
        let state = &mut self.faults[source];
        state.phase = FaultPhase::Quiet;
        state.ordinal = next_ordinal(state.ordinal, self.frame.course.in_horizon);
        self.schedule_source(source);
    }

    #[inline]
    fn forget_fault(&mut self, fault: Fault) {
        if let Some(place) = self.active_faults.iter().position(|other| *other == fault) {
            self.active_faults.swap_remove(place);
        }
    }

    /// The crew that a fault waits for, if it waits for one.
    pub(super) fn waits_for_crew(&self, fault: Fault) -> Option<CrewId> {
        let source = fault.source()?;
        if self.faults[source].phase == FaultPhase::WaitCrew {
            self.frame.blueprint.source(source).restoration.crew
        } else {
            None
        }
    }

    /// A fault that begins joins the open outages that it touches.
    #[inline]
    fn contribute_to_open(&mut self, fault: Fault) {
        for application in self.applications.ids() {
            if !self.applications[application].up && self.touches(fault, application) {
                self.contribute(application, fault);
            }
        }
    }

    /// Whether a fault takes nodes of a stamp away.
    pub(super) fn takes_nodes_of(&self, fault: Fault, stamp: StampId) -> bool {
        let (target, _, _) = self.frame.fault_facts(fault);
        match target {
            Component::Node(node) => self.frame.blueprint.node(node).stamp == stamp,
            Component::Rack(rack) => self.frame.blueprint.rack(rack).stamp == stamp,
            Component::Switch(switch) => self.cuts_off(switch, stamp),
            other => super::plan::covers_stamp(self.frame.blueprint, other, stamp),
        }
    }

    /// Whether a fault bears on an application as it is now: it covers the stamp of a VM, or it
    /// keeps from a VM that must be rebuilt what that needs.
    pub(super) fn touches(&self, fault: Fault, application: ApplicationId) -> bool {
        let (target, _, _) = self.frame.fault_facts(fault);
        let mut vms = self.frame.blueprint.application(application).vm_ids();
        match target {
            Component::Site(_) | Component::Enclosure(_) | Component::Stamp(_) => vms.any(|vm| {
                super::plan::covers_stamp(self.frame.blueprint, target, self.vms[vm].stamp)
            }),
            Component::Switch(switch) => vms.any(|vm| self.cuts_off(switch, self.vms[vm].stamp)),
            Component::Rack(_) | Component::Node(_) | Component::Disk(_) => false,
            Component::Application(id) => id == application,
            Component::ControlPlane(stamp) => {
                vms.any(|vm| self.vms[vm].needs_data() && self.vms[vm].stamp == stamp)
            }
            Component::Repository(id) => {
                vms.any(|vm| self.vms[vm].needs_data() && self.vault.backup_goes_to(vm, id))
            }
            Component::Link(link) => vms.any(|vm| {
                self.vms[vm].needs_data() && self.reads_over(vm, link)
                    || self.cluster.is_isolated(vm)
            }),
        }
    }

    /// Sets the slot of the next recorded fault.
    pub(super) fn schedule_trace(&mut self) {
        let Some(trace) = &self.frame.blueprint.trace else {
            return;
        };
        let Mode::Years = self.frame.mode else { return };
        let Some(group) = trace.groups.get(self.frame.trial as usize) else {
            return;
        };
        if let Some(row) = group.rows.get(self.frame.course.trace_next.0 as usize) {
            let at = self.frame.horizon_start + Span(row.start.0);
            self.frame
                .schedule(Event::TraceBegins, at.max(self.frame.now));
        }
    }

    /// The next recorded fault begins.
    pub(super) fn trace_begins(&mut self) {
        let number = self.frame.course.trace_next;
        self.frame.course.trace_next = Row(number.0 + 1);
        let row = *self.frame.trace_row(number);
        let fault = Fault::Recorded(number);
        self.active_faults.push(fault);
        self.frame
            .count_fault(self.frame.plan.trace_causes[row.cause as usize]);
        self.frame
            .count_where_it_strikes(row.target, Class::of(row.target));
        self.component_down(row.target, fault, false);
        self.contribute_to_open(fault);
        self.trace_ends
            .push(std::cmp::Reverse((self.frame.now + row.length, number)));
        self.schedule_trace_end();
        self.schedule_trace();
    }

    fn schedule_trace_end(&mut self) {
        match self.trace_ends.peek() {
            Some(std::cmp::Reverse((at, _))) => self.frame.schedule(Event::TraceEnds, *at),
            None => self.frame.unschedule(Event::TraceEnds),
        }
    }

    /// Recorded faults end.
    pub(super) fn trace_ends(&mut self) {
        while let Some(std::cmp::Reverse((at, row))) = self.trace_ends.peek().copied() {
            if at > self.frame.now {
                break;
            }
            self.trace_ends.pop();
            let target = self.frame.trace_row(row).target;
            self.forget_fault(Fault::Recorded(row));
            self.component_up(target);
        }
        self.schedule_trace_end();
    }
}
