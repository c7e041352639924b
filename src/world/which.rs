//! Which fault: of a source, or a row of the trace.
//!
//! Always true here: a fault is one or the other; where there may be none it is an option, and no
//! number stands for that.

use super::frame::Frame;
use crate::model::{Class, Component, SourceId, TraceRow};

/// A row of the trial's group in the trace.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Row(pub(super) u32);

/// A fault that is or was active: what a stop names as its cause.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fault {
    /// Of this source of the blueprint.
    Source(SourceId),
    /// This row of the trial's group in the trace.
    Recorded(Row),
}

impl Fault {
    /// The source, unless it is recorded.
    pub(super) fn source(self) -> Option<SourceId> {
        match self {
            Fault::Source(source) => Some(source),
            Fault::Recorded(_) => None,
        }
    }
}

impl Frame<'_> {
    /// What a fault hit, its class and its cause.
    pub(super) fn fault_facts(&self, fault: Fault) -> (Component, Class, u16) {
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

    /// A row of this trial's group in the trace.
    pub(super) fn trace_row(&self, row: Row) -> &TraceRow {
        let trace = self.blueprint.trace.as_ref();
        let trace = trace.expect("only a trace has recorded faults");
        &trace.groups[self.trial as usize].rows[row.0 as usize]
    }
}
