//! How instances that stand in for one another fared.
//!
//! Always true here: figures of years are per year of 365 days, figures of a drill per trial.

use super::Estimate;
use crate::model::ids::RoleId;
use crate::model::measure::{Measure, Table, Unit, rate};

/// Instances of a role that stand in for one another. Per year; in a drill per trial.
#[derive(Clone, PartialEq, Debug)]
pub struct InstanceOutcome {
    /// Which role.
    pub role: RoleId,
    /// Times another instance took over.
    pub switches: Estimate,
    /// Of these, that needed a person.
    pub failed_switches: Estimate,
    /// Times the instances lost their majority.
    pub majority_losses: Estimate,
    /// Times a link split them.
    pub splits: Estimate,
    /// Instances built again from another.
    pub reseeds: Estimate,
}

impl InstanceOutcome {
    /// What is told of a role.
    pub const MEASURES: &[Measure<Self>] = &[
        rate("switches", "Switches", Unit::Number, |one: &Self| {
            &one.switches
        })
        .in_tables(&[Table::Instances]),
        rate(
            "failed_switches",
            "Failed switches",
            Unit::Number,
            |one: &Self| &one.failed_switches,
        )
        .in_tables(&[Table::Instances]),
        rate(
            "majority_losses",
            "Majority lost",
            Unit::Number,
            |one: &Self| &one.majority_losses,
        )
        .in_tables(&[Table::Instances]),
        rate("splits", "Split by a link", Unit::Number, |one: &Self| {
            &one.splits
        })
        .in_tables(&[Table::Instances]),
        rate("reseeds", "Reseeded", Unit::Number, |one: &Self| {
            &one.reseeds
        })
        .in_tables(&[Table::Instances]),
    ];
}
