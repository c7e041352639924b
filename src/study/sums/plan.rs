//! What a trial is added up with: the scenario, the drill, and what is worked out of them once.
//!
//! Always true here: nothing of it depends on any trial.

use super::super::classes::Reach;
use crate::model::queue::Queue;
use crate::model::{Blueprint, Class, DrillId, ObjectiveOf, Source};
use crate::stats::frequencies::Rounding;

/// Where each application can be hit: for recovery times, and for data losses.
pub(crate) type Reaches<'b> = Vec<[Reach<'b>; 2]>;

/// Of all applications.
pub(crate) fn reaches(blueprint: &Blueprint) -> Reaches<'_> {
    let all = 0..blueprint.applications.len();
    all.map(|index| ObjectiveOf::ALL.map(|kind| Reach::of(blueprint, index, kind)))
        .collect()
}

/// How trials are added up.
#[derive(Clone, Copy)]
pub(crate) struct Plan<'b> {
    /// The scenario.
    pub(crate) blueprint: &'b Blueprint,
    /// Where applications can be hit.
    pub(crate) reaches: &'b [[Reach<'b>; 2]],
    /// Queues in the long run.
    pub(crate) queues: &'b [Queue],
    /// The drill, if these are trials of one.
    pub(crate) drill: Option<DrillId>,
    /// Whether what was outside of the claims is left out, where anything is claimed.
    pub(crate) within: bool,
    /// Trials of these numbers are made, where others are made beside them.
    pub(crate) below: u32,
    /// Most distinct values that a list holds exactly.
    pub(crate) most: usize,
}

impl<'b> Plan<'b> {
    /// The fault of the drill.
    pub(crate) fn source(&self) -> Option<&'b Source> {
        let drill = &self.blueprint.drills[self.drill?.index()];
        Some(self.blueprint.source(drill.source))
    }

    /// The rounding of lists that no objective is held against.
    pub(crate) fn rounding(&self) -> Rounding {
        Rounding::beyond(self.most)
    }

    /// The limit of an objective in milliseconds, where one is stated for a class.
    pub(crate) fn limit(&self, application: usize, kind: ObjectiveOf, class: Class) -> Option<u64> {
        let objectives = kind.stated(&self.blueprint.applications[application]);
        objectives.for_class(class).map(|one| one.limit.0)
    }

    /// Where an application can be hit.
    pub(crate) fn reach(&self, application: usize, kind: ObjectiveOf) -> &'b Reach<'b> {
        let [recovery, loss] = &self.reaches[application];
        match kind {
            ObjectiveOf::Recovery => recovery,
            ObjectiveOf::Loss => loss,
        }
    }
}
