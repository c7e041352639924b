//! Which way brought applications back.
//!
//! Always true here: an outage is counted under one way, or under none where it came back without its data or
//! not at all.

use super::{Estimate, Quantiles};
use crate::model::fault::Class;
use crate::model::measure::Get::{Count, Estimate as Est, Names, Quantiles as Quant};
use crate::model::measure::{Measure, Unit, measure, rate};
use crate::model::record::Way;

/// The outages of an application that ended in one way.
#[derive(Clone, PartialEq, Debug)]
pub struct PathOutcome {
    /// What brought it back with its data, or that nothing did.
    pub way: Way,
    /// Names of the protections of the application that work so, or of the applications that it
    /// needs; empty where no protection has a part in it.
    pub protections: Vec<String>,
    /// Counted outages, planned ones among them.
    pub outages: u64,
    /// Of these, planned.
    pub planned: u64,
    /// Outages per year; in a drill none.
    pub outages_per_year: Estimate,
    /// Recovery times.
    pub recovery_s: Quantiles,
    /// Data losses of those that put state at risk, and of losses without an outage.
    pub data_loss_s: Quantiles,
}

/// The outages of one class that ended in one way, over all applications.
#[derive(Clone, PartialEq, Debug)]
pub struct ServedOutcome {
    /// Class of the fault that ended uptime.
    pub class: Class,
    /// What brought the applications back with their data, or that nothing did.
    pub way: Way,
    /// Counted outages.
    pub outages: u64,
    /// Outages per year; in a drill per trial.
    pub rate: Estimate,
    /// Recovery times.
    pub recovery_s: Quantiles,
    /// Data losses of those that put state at risk.
    pub data_loss_s: Quantiles,
}

impl PathOutcome {
    /// What is told of a way.
    pub const MEASURES: &[Measure<Self>] = &[
        measure(
            "protections",
            "Protections",
            Unit::Word,
            Names(|one: &Self, _| one.protections.clone()),
        ),
        measure(
            "outages",
            "Outages",
            Unit::Number,
            Count(|one: &Self| one.outages),
        ),
        measure(
            "planned",
            "Planned",
            Unit::Number,
            Count(|one: &Self| one.planned),
        ),
        measure(
            "outages_per_year",
            "Outages",
            Unit::PerYear,
            Est(|one: &Self| &one.outages_per_year),
        ),
        measure(
            "recovery_s",
            "Recovery time",
            Unit::Seconds,
            Quant(|one: &Self| &one.recovery_s),
        ),
        measure(
            "data_loss_s",
            "Data lost",
            Unit::Seconds,
            Quant(|one: &Self| &one.data_loss_s),
        ),
    ];
}

impl ServedOutcome {
    /// What is told of a way that ended a class of losses.
    pub const MEASURES: &[Measure<Self>] = &[
        rate("outages", "Outages", Unit::Number, |one: &Self| &one.rate),
        measure(
            "outages",
            "Outages",
            Unit::Number,
            Count(|one: &Self| one.outages),
        ),
        measure(
            "recovery_s",
            "Recovery time",
            Unit::Seconds,
            Quant(|one: &Self| &one.recovery_s),
        ),
        measure(
            "data_loss_s",
            "Data lost",
            Unit::Seconds,
            Quant(|one: &Self| &one.data_loss_s),
        ),
    ];
}
