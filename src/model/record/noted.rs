//! What happened in one trial, one thing after the other, for people who follow it.
//!
//! Always true here: it stands in the order in which it happened; it is told beside the record and moves nothing in it.

use super::{LossReason, Path, Phase, Resource, Stretch, TrialRecord};
use crate::model::{Class, Component, RepositoryId, VmId};

/// Something that happened, and when.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Noted {
    /// In milliseconds after the start of the horizon; negative before it.
    pub at: i64,
    /// What.
    pub what: What,
}

/// What can be noted.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum What {
    /// A fault begins.
    Begins {
        /// Index into the causes of the scenario.
        cause: u16,
        /// What it hits.
        target: Component,
        /// Its class.
        class: Class,
    },
    /// A fault is over: what it hit is repaired or has returned, or it left nothing to repair.
    Ends {
        /// Index into the causes of the scenario.
        cause: u16,
        /// What it hit.
        target: Component,
    },
    /// A VM is in this phase from now on.
    Passes {
        /// Which.
        vm: VmId,
        /// The phase; none where it serves.
        phase: Option<Phase>,
        /// What it waits for, or what bounds what moves.
        resource: Resource,
        /// How it is built or gets its data, where that is known by then.
        by: Option<Path>,
    },
    /// What bounds the transfer of a VM, or what it waits for, has another name.
    Renamed {
        /// Which VM.
        vm: VmId,
        /// The name from now on.
        resource: Resource,
    },
    /// A VM begins to read a restore point.
    Reads {
        /// Which VM.
        vm: VmId,
        /// Where the point lies.
        repository: RepositoryId,
        /// When it was captured, in milliseconds after the start of the horizon.
        captured: i64,
    },
    /// A VM has its data again.
    Resumes {
        /// Which.
        vm: VmId,
        /// Milliseconds of writing that are gone.
        loss: u64,
        /// Everything is gone.
        total: bool,
    },
    /// A backup job of a VM takes a step.
    Job {
        /// Which VM.
        vm: VmId,
        /// The step.
        step: JobStep,
    },
}

/// A step of a backup job.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum JobStep {
    /// It captures, and its bytes begin to move.
    Captures,
    /// Its point is complete at the first repository.
    Completes,
    /// A full was put together of its point.
    Synthesised,
    /// The point is complete at the second repository.
    Copied,
    /// It leaves no point, for this reason.
    Fails(LossReason),
}

/// A trial that was followed.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Followed {
    /// All that it tells.
    pub record: TrialRecord,
    /// What its applications went through, in the order in which it ended.
    pub stretches: Vec<Stretch>,
    /// What happened, in the order in which it did.
    pub notes: Vec<Noted>,
    /// Whether so much happened that what came later is not noted.
    pub cut: bool,
    /// Where in the week the horizon begins, in milliseconds after Monday 00:00.
    pub begins_of_week: u64,
    /// When the trial ended, in milliseconds after the start of the horizon.
    pub ended: i64,
}
