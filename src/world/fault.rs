//! Faults arrive, are noticed, are repaired by crews, and end; recorded faults do as recorded.
//!
//! Always true here: a fault is counted before it strikes, and what ends it is set only when what it takes
//! has gone.

use crate::model::{Arrival, Class, Component, Effect, LogicalKind, SourceId};
use crate::world::World;
use crate::world::event::Event;
use crate::world::plant::FaultPhase;
use crate::world::which::Fault;

impl World<'_> {
    /// The slot of a source fires.
    pub(super) fn source_fires(&mut self, source: SourceId) {
        match self.plant.phase_of(source) {
            FaultPhase::Quiet => {
                if !self.waits_for_part(source) {
                    self.fault_begins(source);
                }
            }
            FaultPhase::Latent => {
                self.frame.course.latent_drill = false;
                if let Component::Application(application) =
                    self.frame.blueprint.source(source).target
                {
                    self.corruption_noticed(application, Fault::Source(source));
                }
                self.plant.forget_fault(Fault::Source(source));
                self.plant.fault_over(&mut self.frame, source);
            }
            FaultPhase::Unnoticed => self.plant.is_noticed(&mut self.frame, source),
            // The one timer that there is meanwhile is that of what was promised.
            FaultPhase::WaitCrew | FaultPhase::Repair => self.fault_ends(source),
            FaultPhase::WaitPart => {
                if self.plant.part_arrives(&mut self.frame, source) {
                    self.fault_ends(source);
                }
            }
        }
    }

    /// Planned work does not begin before its part is there: then its slot is set to that instant.
    #[inline]
    fn waits_for_part(&mut self, source: SourceId) -> bool {
        let plan = &self.frame.plan.sources[source];
        if !plan.by_contract || self.frame.blueprint.source(source).class != Class::Planned {
            return false;
        }
        let part = self.plant.order_part(&mut self.frame, source);
        let Some(at) = part.filter(|at| *at > self.frame.now) else {
            return false;
        };
        self.frame.schedule(Event::Source(source), at);
        true
    }

    /// A fault of a source begins.
    pub(super) fn fault_begins(&mut self, source: SourceId) {
        let fault = Fault::Source(source);
        let plan = self.frame.blueprint.source(source);
        self.frame
            .count_fault(self.frame.plan.sources[source].cause);
        self.frame.count_where_it_strikes(plan.target, plan.class);
        let detect = self.plant.begin(&self.frame, source);
        match plan.effect {
            Effect::Stops { destroys } => {
                let lost = self.plant.destroys(source, destroys);
                self.component_down(plan.target, fault, lost);
            }
            Effect::Logical { kind, .. } => {
                let Component::Application(application) = plan.target else {
                    return;
                };
                self.logical_begins(application, fault, kind, detect);
                match kind {
                    LogicalKind::Crash | LogicalKind::Deletion => {
                        self.plant.forget_fault(fault);
                        self.plant.fault_over(&mut self.frame, source);
                        return;
                    }
                    LogicalKind::Corruption => {
                        let noticed = self.plant.stay_latent(&mut self.frame, source);
                        if self.frame.strikes(Some(source)) {
                            self.frame.course.latent_drill = true;
                            self.frame.give_time(noticed);
                        }
                        return;
                    }
                    LogicalKind::Release => {}
                }
            }
        }
        self.contribute_to_open(fault);
        self.plant.answer(&mut self.frame, source, detect);
    }

    fn fault_ends(&mut self, source: SourceId) {
        let plan = self.frame.blueprint.source(source);
        self.plant.forget_fault(Fault::Source(source));
        match &plan.effect {
            Effect::Stops { .. } => {
                self.component_up(plan.target);
                if let Arrival::Update(update, _) = plan.arrival {
                    self.plant.node_is_updated(&mut self.frame, update);
                }
            }
            Effect::Logical { .. } => {
                if let Component::Application(application) = plan.target {
                    self.release_repaired(application, Fault::Source(source));
                }
            }
        }
        self.plant.end_work(&mut self.frame, source);
    }

    /// A fault that begins joins the open outages that it touches.
    #[inline]
    fn contribute_to_open(&mut self, fault: Fault) {
        for application in self.services.down() {
            if self.touches(fault, *application) {
                self.account.contribute(&self.frame, *application, fault);
            }
        }
    }

    /// The next recorded fault begins.
    pub(super) fn trace_begins(&mut self) {
        let number = self.plant.record_begins(&mut self.frame);
        let row = *self.frame.trace_row(number);
        let fault = Fault::Recorded(number);
        self.frame
            .count_fault(self.frame.plan.trace_causes[row.cause as usize]);
        self.frame
            .count_where_it_strikes(row.target, Class::of(row.target));
        self.component_down(row.target, fault, false);
        self.contribute_to_open(fault);
        self.plant.record_goes_on(&mut self.frame, number);
    }

    /// Recorded faults end.
    pub(super) fn trace_ends(&mut self) {
        while let Some(row) = self.plant.record_ends(&mut self.frame) {
            let target = self.frame.trace_row(row).target;
            self.component_up(target);
        }
    }
}
