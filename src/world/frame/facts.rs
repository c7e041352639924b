//! What is known of a fault: what it hit, its class, its cause.
//!
//! Always true here: nothing of it changes while a trial lasts.

use super::Frame;
use crate::model::{Class, Component, Effect, TraceRow};
use crate::world::which::{Fault, Row};

impl Frame<'_> {
    /// What a fault hit, its class and its cause.
    pub(in crate::world) fn fault_facts(&self, fault: Fault) -> (Component, Class, u16) {
        match fault {
            Fault::Source(source) => {
                let plan = self.blueprint.source(source);
                let cause = self.plan.sources[source].cause;
                (plan.target, plan.class, cause)
            }
            Fault::Recorded(row) => {
                let row = self.trace_row(row);
                let cause = self.plan.trace_causes[row.cause as usize];
                (row.target, Class::of(row.target), cause)
            }
        }
    }

    /// Whether a fault is planned work.
    pub(in crate::world) fn is_planned(&self, fault: Fault) -> bool {
        match fault {
            Fault::Source(source) => self.blueprint.source(source).class == Class::Planned,
            Fault::Recorded(_) => self.fault_facts(fault).1 == Class::Planned,
        }
    }

    /// Whether a fault is the strike of intruders.
    pub(in crate::world) fn is_ransomware(&self, fault: Fault) -> bool {
        let source = fault.source().map(|source| self.blueprint.source(source));
        source.is_some_and(|source| matches!(source.effect, Effect::Ransomware(_)))
    }

    /// A row of this trial's group in the trace.
    pub(in crate::world) fn trace_row(&self, row: Row) -> &TraceRow {
        let trace = self.blueprint.trace.as_ref();
        let trace = trace.expect("only a trace has recorded faults");
        &trace.groups[self.trial as usize].rows[row.0 as usize]
    }
}
