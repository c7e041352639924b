//! How a group that replicates fared.
//!
//! Always true here: figures of years are per year of 365 days, figures of a drill per trial.

use super::Estimate;
use crate::model::figure;
use crate::model::ids::GroupId;
use crate::model::measure::Get::{Estimate as Est, Number};
use crate::model::measure::{Measure, Per, Table, Unit, measure, rate};
use crate::units::number;

/// A group that replicates. Per year; in a drill per trial, from its strike.
#[derive(Clone, PartialEq, Debug)]
pub struct ReplicaOutcome {
    /// Which group.
    pub group: GroupId,
    /// Furthest that the replica was behind in any trial, in seconds of writing.
    pub lag_max_s: f64,
    /// Hours in which it was further behind than one recovery point.
    pub hours_behind: Estimate,
    /// Hours in which no replica could have been resumed from.
    pub hours_unprotected: Estimate,
    /// Times it fell further behind than the log reaches.
    pub broken: Estimate,
    /// Share of trials in which that happened.
    pub broken_share: Estimate,
    /// Whole copies that were completed.
    pub copies: Estimate,
    /// Mean time of one, in seconds.
    pub copy_s: Estimate,
    /// Failovers.
    pub failovers: Estimate,
    /// Planned returns.
    pub failbacks: Estimate,
    /// Returns that found no room and were put off.
    pub put_off: Estimate,
    /// VMs of others that were stopped to make room.
    pub shed_vms: Estimate,
    /// Bytes sent.
    pub bytes: Estimate,
}

impl ReplicaOutcome {
    /// What is told of a group.
    pub const MEASURES: &[Measure<Self>] = &[
        measure(
            "furthest_behind_s",
            "Furthest behind",
            Unit::Seconds,
            Number(|one: &Self| Some(one.lag_max_s)),
        ),
        rate(
            "hours_behind",
            "Behind by more than a recovery point",
            Unit::Hours,
            |one: &Self| &one.hours_behind,
        )
        .in_tables(&[Table::Replicas]),
        rate(
            "hours_unprotected",
            "Without a replica that follows",
            Unit::Hours,
            |one: &Self| &one.hours_unprotected,
        )
        .in_tables(&[Table::Replicas, Table::ReplicasOfDrill]),
        rate(
            "broken",
            "Fell behind the log",
            Unit::Number,
            |one: &Self| &one.broken,
        )
        .in_tables(&[Table::Replicas]),
        measure(
            "broken_share_of_trials",
            "Fell behind the log, share of trials",
            Unit::Share,
            Est(|one: &Self| &one.broken_share),
        )
        .in_tables(&[Table::ReplicasOfDrill]),
        rate("copies", "Whole copies", Unit::Number, |one: &Self| {
            &one.copies
        })
        .in_tables(&[Table::Replicas, Table::ReplicasOfDrill])
        .detail(|one: &Self, told| match (one.copy_s.point, told.per) {
            (Some(mean), Per::Year) => format!("{} each", number::duration(mean)),
            _ => String::new(),
        }),
        measure(
            "copy_s",
            "Time of a whole copy, mean",
            Unit::Seconds,
            Est(|one: &Self| &one.copy_s),
        ),
        rate("failovers", "Failovers", Unit::Number, |one: &Self| {
            &one.failovers
        })
        .in_tables(&[Table::Replicas, Table::ReplicasOfDrill]),
        rate(
            "failbacks",
            "Planned returns",
            Unit::Number,
            |one: &Self| &one.failbacks,
        )
        .in_tables(&[Table::Replicas, Table::ReplicasOfDrill])
        .detail(|one: &Self, told| match (one.put_off.point, told.per) {
            (Some(_), Per::Year) => format!("put off {}", figure::rate(&one.put_off)),
            _ => String::new(),
        }),
        rate(
            "failbacks_put_off",
            "Planned returns put off",
            Unit::Number,
            |one: &Self| &one.put_off,
        ),
        rate(
            "shed_vms",
            "VMs stopped for it",
            Unit::Number,
            |one: &Self| &one.shed_vms,
        )
        .in_tables(&[Table::ReplicasOfDrill]),
        rate("bytes", "Sent", Unit::Bytes, |one: &Self| &one.bytes).in_tables(&[Table::Replicas]),
    ];
}
