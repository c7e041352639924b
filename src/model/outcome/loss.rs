//! Why RPOs are missed.
//!
//! Always true here: a miss counts under one reason, that of the VM that lost the most.

use crate::model::measure::Get::{Count, MaybeFlag, MaybeText, Number, Text};
use crate::model::measure::{Measure, Unit, measure};
use crate::model::record::{LossReason, TakenFrom};

/// What misses of an RPO came from.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct RpoMiss {
    /// What the state was taken from.
    pub from: TakenFrom,
    /// What made that old.
    pub reason: LossReason,
    /// Outages and loss events that missed the RPO of their class so.
    pub misses: u64,
    /// It rests on a queue that never keeps up.
    pub endless: bool,
    /// The most writing that this reason cost one of them, in seconds; none where all was lost, or where
    /// the loss has no end.
    pub longest_s: Option<f64>,
}

impl RpoMiss {
    /// What is told of a reason.
    pub const MEASURES: &[Measure<Self>] = &[
        measure(
            "reason",
            "Lost by",
            Unit::Word,
            Text(|one: &Self, _| one.reason.name().to_string()),
        ),
        measure(
            "protection",
            "Protection",
            Unit::Word,
            MaybeText(|one: &Self, told| one.from.protection(told.blueprint).map(str::to_string)),
        ),
        measure(
            "resumed_from",
            "Resumed from",
            Unit::Word,
            Text(|one: &Self, _| one.from.name().to_string()),
        ),
        measure(
            "repository",
            "Repository",
            Unit::Word,
            MaybeText(|one: &Self, told| match one.from {
                TakenFrom::Point { repository, .. } => {
                    repository.map(|id| told.blueprint.repository(id).name.clone())
                }
                _ => None,
            }),
        ),
        measure(
            "misses",
            "Misses",
            Unit::Number,
            Count(|one: &Self| one.misses),
        ),
        measure(
            "keeps_up",
            "The queue keeps up",
            Unit::Word,
            MaybeFlag(|one: &Self| one.endless.then_some(false)),
        ),
        measure(
            "longest_s",
            "At most",
            Unit::Seconds,
            Number(|one: &Self| one.longest_s),
        ),
    ];
}
