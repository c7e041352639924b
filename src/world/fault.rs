//! Faults arrive, are noticed, are repaired by crews, and end; recorded faults do as recorded.
//!
//! Always true here: a fault is counted before it strikes, and what ends it is set only when what it takes
//! has gone.

use crate::model::{Arrival, Class, Component, Effect, LogicalKind, Mistake, SourceId};
use crate::units::Span;
use crate::world::World;
use crate::world::plant::FaultPhase;
use crate::world::which::Fault;

impl World<'_> {
    /// The slot of a source fires.
    #[inline(always)]
    pub(super) fn source_fires(&mut self, source: SourceId) {
        // Most faults are noticed at once or need not be: these two go first.
        let phase = self.plant.phase_of(source);
        if phase == FaultPhase::Quiet {
            if self.plant.is_by_appointment(source) {
                return self.plant.work_is_due(&mut self.frame, source);
            }
            return self.fault_begins(source);
        }
        if phase == FaultPhase::Repair {
            return self.fault_ends(source);
        }
        self.fault_goes_on(source, phase);
    }

    /// A fault that has begun is noticed.
    #[inline(never)]
    fn fault_goes_on(&mut self, source: SourceId, phase: FaultPhase) {
        match phase {
            FaultPhase::Latent => self.fault_shows(source),
            FaultPhase::Unnoticed => self.plant.is_noticed(&mut self.frame, source),
            // The one timer that there is meanwhile is that of what was promised.
            FaultPhase::WaitCrew => self.fault_ends(source),
            FaultPhase::Answers => {
                if self.plant.could_begin(&mut self.frame, source) {
                    self.fault_ends(source);
                }
            }
            FaultPhase::WaitPart => {
                if self.plant.part_arrives(&mut self.frame, source) {
                    self.fault_ends(source);
                }
            }
            FaultPhase::Due => self.plant.work_is_due(&mut self.frame, source),
            FaultPhase::Ready => self.fault_begins_apart(source),
            FaultPhase::Quiet | FaultPhase::Repair => {}
        }
    }

    /// A corruption that was latent is noticed.
    #[inline(never)]
    fn fault_shows(&mut self, source: SourceId) {
        if self.frame.strikes(Some(source)) {
            self.frame.course.latent -= 1;
        }
        let target = self.frame.blueprint.source(source).target;
        for application in self.frame.blueprint.applications_hit(target) {
            self.corruption_noticed(application, Fault::Source(source));
        }
        if self.frame.is_followed() {
            self.note_ends(Fault::Source(source));
        }
        self.plant.forget_fault(Fault::Source(source));
        self.charge_faults();
        self.plant.fault_over(&mut self.frame, source);
    }

    /// The same as [`World::fault_begins`], with a call: where it does not come by itself, and seldom.
    #[inline(never)]
    pub(super) fn fault_begins_apart(&mut self, source: SourceId) {
        self.fault_begins(source);
    }

    /// A fault of a source begins.
    #[inline(always)]
    fn fault_begins(&mut self, source: SourceId) {
        let fault = Fault::Source(source);
        if self.frame.course.to_come > 0 && self.frame.behind.contains(&source) {
            self.frame.one_less_to_come();
        }
        if self.frame.is_followed() {
            self.note_begins(fault);
        }
        let (node, detect) = self.plant.begin(&self.frame, source);
        self.charge_faults();
        let calls = match node {
            Some(node) => {
                self.take_node(node, fault);
                true
            }
            None => self.other_begins(source, detect),
        };
        if calls {
            self.contribute_to_open(fault);
            self.plant.answer(&mut self.frame, source, detect);
        }
    }

    /// A fault begins that does not simply take a node. Returns whether it goes on until somebody has repaired it,
    /// or it returns.
    #[inline(never)]
    fn other_begins(&mut self, source: SourceId, detect: Span) -> bool {
        let fault = Fault::Source(source);
        let plan = self.frame.blueprint.source(source);
        let kind = match plan.effect {
            Effect::Ransomware(_) => {
                self.intruders_strike(source);
                return true;
            }
            Effect::Stops { destroys } => {
                let lost = self.plant.destroys(source, destroys);
                self.component_down(plan.target, fault, lost);
                return true;
            }
            Effect::Mistake(mistake) => {
                self.people_err(source, mistake, detect);
                return false;
            }
            Effect::Logical { kind, .. } => kind,
        };
        for application in self.frame.blueprint.applications_hit(plan.target) {
            self.logical_begins(application, fault, kind, detect);
        }
        match kind {
            LogicalKind::Crash | LogicalKind::Deletion => {
                self.is_over_at_once(source);
                false
            }
            LogicalKind::Corruption => {
                let noticed = self.plant.stay_latent(&mut self.frame, source);
                if self.frame.strikes(Some(source)) {
                    self.frame.course.latent += 1;
                    self.frame.give_time(noticed);
                }
                false
            }
            LogicalKind::Release => true,
        }
    }

    /// A fault leaves nothing to repair.
    fn is_over_at_once(&mut self, source: SourceId) {
        if self.frame.is_followed() {
            self.note_ends(Fault::Source(source));
        }
        self.plant.forget_fault(Fault::Source(source));
        self.charge_faults();
        self.plant.fault_over(&mut self.frame, source);
    }

    /// People delete restore points of a repository, or set its retention wrong until that is mended. Either stops nothing,
    /// and has no part in an outage that is open.
    fn people_err(&mut self, source: SourceId, mistake: Mistake, detect: Span) {
        let Component::Repository(repository) = self.frame.blueprint.source(source).target else {
            panic!("restore points are deleted where they lie");
        };
        match mistake {
            Mistake::Deletion => {
                self.points_are_deleted(repository);
                self.is_over_at_once(source);
            }
            Mistake::Retention(keep) => {
                self.vault.keeps_wrongly(source, repository, keep);
                self.plant.forget_fault(Fault::Source(source));
                self.charge_faults();
                self.plant.answer(&mut self.frame, source, detect);
            }
        }
    }

    #[inline(always)]
    fn fault_ends(&mut self, source: SourceId) {
        if self.frame.is_followed() {
            self.note_ends(Fault::Source(source));
        }
        self.plant.forget_fault(Fault::Source(source));
        self.charge_faults();
        match self.plant.node_alone(source) {
            Some(node) => self.give_node_back(node),
            None => self.other_ends(source),
        }
        self.plant.end_work(&mut self.frame, source);
    }

    /// Planned work is over: whoever is down still waits for something else now.
    #[inline(never)]
    fn plan_is_over(&mut self) {
        for application in self.services.down() {
            self.frame.dirty.application(*application);
        }
    }

    /// A fault ends that did not simply take a node.
    #[inline(never)]
    fn other_ends(&mut self, source: SourceId) {
        let plan = self.frame.blueprint.source(source);
        match &plan.effect {
            Effect::Stops { .. } => {
                self.component_up(plan.target);
                if let Arrival::Update(update, _) = plan.arrival {
                    self.plant.node_is_updated(&mut self.frame, update);
                }
            }
            // A clean place stands: whoever waits for it goes on.
            Effect::Ransomware(_) => self.frame.dirty.freed(),
            Effect::Mistake(_) => self.vault.keeps_rightly(source),
            Effect::Logical { .. } => {
                for application in self.frame.blueprint.applications_hit(plan.target) {
                    self.release_repaired(application, Fault::Source(source));
                }
            }
        }
        // Nobody planned what simply takes a node.
        if plan.class == Class::Planned {
            self.plan_is_over();
        }
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
    #[inline(never)]
    pub(super) fn trace_begins(&mut self) {
        let number = self.plant.record_begins(&mut self.frame);
        self.charge_faults();
        let row = *self.frame.trace_row(number);
        let fault = Fault::Recorded(number);
        if self.frame.is_in_horizon(self.frame.now) {
            let cause = self.frame.plan.trace_causes[row.cause as usize];
            let kind = (cause, row.target, Class::of(row.target));
            self.frame.count_faults(kind, 1);
        }
        if self.frame.is_followed() {
            self.note_begins(fault);
        }
        self.component_down(row.target, fault, false);
        self.contribute_to_open(fault);
        self.plant.record_goes_on(&mut self.frame, number);
    }

    /// Recorded faults end.
    #[inline(never)]
    pub(super) fn trace_ends(&mut self) {
        while let Some(row) = self.plant.record_ends(&mut self.frame) {
            self.charge_faults();
            let target = self.frame.trace_row(row).target;
            if self.frame.is_followed() {
                self.note_ends(Fault::Recorded(row));
            }
            self.component_up(target);
        }
    }
}
