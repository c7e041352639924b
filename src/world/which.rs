//! Which fault: of a source, or a row of the trace.
//!
//! Always true here: a fault is one or the other; where there may be none it is an option, and no
//! number stands for that.

use crate::model::{RoleId, SourceId, VmId, VolumeId};

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

/// Work of people that has a timer of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Task {
    /// Failing jobs of this VM are mended.
    Mend(VmId),
    /// Room is made on this volume.
    Relief(VolumeId),
    /// A switch of this role that failed is helped.
    Switch(RoleId),
}

/// What is decided about: one fault is, once, for all VMs that it takes. A VM that no fault took is, by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Matter {
    /// This fault, by its ordinal.
    Fault(Fault, u64),
    /// This VM.
    Vm(VmId),
}
