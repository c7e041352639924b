//! What would fit elsewhere when a place is lost.
//!
//! Always true here: memory is that of the formula, before any fault.

use crate::model::ids::{ApplicationId, StampId};
use crate::model::measure::Get::{Count, Names, Number, Text};
use crate::model::measure::{Measure, Unit, measure};
use crate::model::place::Component;
use crate::model::topology::component_label;

/// What comes to a stamp when a place is lost, against the memory that is free there by the formula.
#[derive(Clone, PartialEq, Debug)]
pub struct TargetOutcome {
    /// The place that is lost: a stamp, an enclosure or a site.
    pub lost: Component,
    /// The stamp that its VMs go to.
    pub target: StampId,
    /// VMs that come as warm standbys.
    pub warm_vms: u32,
    /// Their memory in bytes.
    pub warm_bytes: f64,
    /// VMs that are restored or built again there and have no replica.
    pub other_vms: u32,
    /// Their memory in bytes.
    pub other_bytes: f64,
    /// Memory that the formula leaves before they come, in bytes; negative where it is over.
    pub free_bytes: f64,
    /// Memory of the VMs there that are stopped to make room, in bytes.
    pub shed_bytes: f64,
    /// What does not fit beside all that runs there.
    pub unfit: Unfit,
    /// What does not fit when lower tiers have been stopped.
    pub unfit_after_shedding: Unfit,
}

/// VMs that find no room.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Unfit {
    /// How many.
    pub vms: u32,
    /// Their memory in bytes.
    pub bytes: f64,
    /// Of which applications, in order.
    pub applications: Vec<ApplicationId>,
}

impl TargetOutcome {
    /// What is told of what comes, beside what finds no room.
    pub const MEASURES: &[Measure<Self>] = &[
        measure(
            "lost",
            "Lost",
            Unit::Word,
            Text(|one: &Self, told| component_label(told.blueprint, one.lost)),
        ),
        measure(
            "target",
            "Target",
            Unit::Word,
            Text(|one: &Self, told| told.blueprint.stamp(one.target).name.clone()),
        ),
        measure(
            "warm_vms",
            "Warm standbys",
            Unit::Number,
            Count(|one: &Self| u64::from(one.warm_vms)),
        ),
        measure(
            "warm_bytes",
            "Their memory",
            Unit::Bytes,
            Number(|one: &Self| Some(one.warm_bytes.round())),
        ),
        measure(
            "other_vms",
            "Restored or built again",
            Unit::Number,
            Count(|one: &Self| u64::from(one.other_vms)),
        ),
        measure(
            "other_bytes",
            "Their memory",
            Unit::Bytes,
            Number(|one: &Self| Some(one.other_bytes.round())),
        ),
        measure(
            "free_bytes",
            "Free before",
            Unit::Bytes,
            Number(|one: &Self| Some(one.free_bytes.round())),
        ),
        measure(
            "shed_bytes",
            "Stopped to make room",
            Unit::Bytes,
            Number(|one: &Self| Some(one.shed_bytes.round())),
        ),
    ];
}

impl Unfit {
    /// What is told of VMs that find no room.
    pub const MEASURES: &[Measure<Self>] = &[
        measure(
            "vms",
            "VMs",
            Unit::Number,
            Count(|one: &Self| u64::from(one.vms)),
        ),
        measure(
            "bytes",
            "Memory",
            Unit::Bytes,
            Number(|one: &Self| Some(one.bytes.round())),
        ),
        measure(
            "applications",
            "Applications",
            Unit::Word,
            Names(|one: &Self, told| {
                let all = one.applications.iter();
                all.map(|id| told.blueprint.application(*id).name.clone())
                    .collect()
            }),
        ),
    ];
}
