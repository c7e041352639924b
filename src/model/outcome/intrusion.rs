//! What intruders leave of an application: the newest clean state, where it lies, how old it is, and what would have
//! saved it where there is none.
//!
//! Always true here: figures are of strikes, at the instant of each; of several VMs with state the one with the least is
//! told.

use super::{Estimate, Quantiles};
use crate::model::Blueprint;
use crate::model::ids::{ApplicationId, RepositoryId};
use crate::model::measure::Get::{Count, Estimate as Est, Names, Quantiles as Quants, Text};
use crate::model::measure::{Measure, Table, Told, Unit, measure};
use crate::model::record::KeptAt;
use crate::units::number;

/// An application that ransomware struck.
#[derive(Clone, PartialEq, Debug)]
pub struct IntrusionOutcome {
    /// Which.
    pub application: ApplicationId,
    /// How often it was struck.
    pub strikes: u64,
    /// How long intruders had been in, in seconds.
    pub dwell_s: Quantiles,
    /// After which share of the strikes a clean copy of all its state was left.
    pub survived_share: Estimate,
    /// After how many none was.
    pub no_copy: u64,
    /// How old the newest clean copy was, in seconds; infinite where there was none.
    pub clean_age_s: Quantiles,
    /// Where it lay, and after how many strikes.
    pub lay_at: Vec<(KeptAt, u64)>,
    /// Clean copies that the intruders deleted and that were newer than what was left.
    pub deleted: Vec<DeletedAt>,
    /// What would have left a copy where none was left and none was deleted.
    pub missing: MissingOutcome,
    /// How many strikes on others took its last restore points.
    pub bared: u64,
    /// VMs that were scanned and had the intruders in them all the same.
    pub infected_again: u64,
}

/// What would have left a copy where none was left and none was deleted: after how many strikes, and the longest time, in
/// seconds, for which it would have had to be kept.
#[derive(Clone, PartialEq, Debug)]
pub struct MissingOutcome {
    /// Restore points that are kept for longer.
    pub kept: (u64, f64),
    /// Recovery points that are kept for longer.
    pub replica: (u64, f64),
    /// A backup, where there is none; with how long intruders had been in.
    pub no_backup: (u64, f64),
    /// Room at a repository.
    pub room: Vec<(RepositoryId, u64)>,
    /// After how many strikes it is not known.
    pub unknown: u64,
}

/// Clean copies that intruders deleted at a repository.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct DeletedAt {
    /// Where they lay.
    pub repository: RepositoryId,
    /// At how many strikes such a one was newer than what was left.
    pub strikes: u64,
    /// At how many of these no copy was left.
    pub no_copy: u64,
    /// How old the oldest of these was, in seconds.
    pub oldest_of_none_s: f64,
    /// The same where an older copy was left.
    pub oldest_newer_s: f64,
}

/// Where a copy lies, in words.
fn place(blueprint: &Blueprint, at: KeptAt) -> String {
    match at {
        KeptAt::Repository(id) => format!("repository {}", blueprint.repository(id).name),
        KeptAt::Replica(id) => {
            let replication = blueprint.group(id).replication;
            format!("replica {}", blueprint.replication(replication).name)
        }
    }
}

/// What keeps points at a repository out of the reach of intruders who deleted some of so many seconds there. Where it is
/// offline already, they reached what had been fetched.
fn out_of_reach(blueprint: &Blueprint, at: RepositoryId, age_s: f64) -> String {
    let plan = blueprint.repository(at);
    let or = match plan.offline {
        Some(_) => "run with credentials of its own",
        None => "offline",
    };
    let length = number::duration(age_s);
    format!(
        "repository {} immutable for more than {length}, or {or}",
        plan.name
    )
}

impl IntrusionOutcome {
    /// Where the newest clean copy lay, with the number of strikes.
    #[must_use]
    pub fn places(&self, blueprint: &Blueprint) -> Vec<String> {
        let row = |(at, strikes): &(KeptAt, u64)| {
            format!("{} ({})", place(blueprint, *at), number::count(*strikes))
        };
        self.lay_at.iter().map(row).collect()
    }

    /// What would have left a copy where none was left, each with at how many of these strikes; nothing where nobody
    /// knows. What would have left a newer one alone saves nothing.
    #[must_use]
    pub fn remedy(&self, blueprint: &Blueprint) -> String {
        let of = |strikes: u64| {
            let (strikes, all) = (number::count(strikes), number::count(self.no_copy));
            format!("{strikes} of {all}")
        };
        let mut parts: Vec<String> = Vec::new();
        let mut known = 0;
        for one in self.deleted.iter().filter(|one| one.no_copy > 0) {
            let kept = out_of_reach(blueprint, one.repository, one.oldest_of_none_s);
            parts.push(format!("{kept} (a copy at {})", of(one.no_copy)));
            known += one.no_copy;
        }
        let missing = &self.missing;
        for ((strikes, longest), what, more) in [
            (
                missing.kept,
                "points out of their reach that are kept for more than",
                "",
            ),
            (
                missing.replica,
                "recovery points of its replicas that are kept for more than",
                "",
            ),
            (
                missing.no_backup,
                "a backup of all its VMs with state, out of their reach and kept for more than",
                " and what lies between two jobs",
            ),
        ] {
            if strikes > 0 {
                let length = number::duration(longest);
                parts.push(format!("{what} {length}{more} ({})", of(strikes)));
                known += strikes;
            }
        }
        for (repository, strikes) in &missing.room {
            let name = &blueprint.repository(*repository).name;
            parts.push(format!("more room at repository {name} ({})", of(*strikes)));
            known += strikes;
        }
        if !parts.is_empty() && known < self.no_copy {
            parts.push(format!("not known ({})", of(self.no_copy - known)));
        }
        parts.join("; ")
    }

    /// What would have left a newer copy where an older one was left, each with at how many strikes.
    #[must_use]
    pub fn for_newer(&self, blueprint: &Blueprint) -> String {
        let newer = |one: &DeletedAt| (one.strikes - one.no_copy, *one);
        let all = self.deleted.iter().map(newer);
        let told = all.filter(|(strikes, _)| *strikes > 0);
        let told = told.map(|(strikes, one)| {
            let kept = out_of_reach(blueprint, one.repository, one.oldest_newer_s);
            format!("{kept} ({})", number::count(strikes))
        });
        told.collect::<Vec<_>>().join("; ")
    }

    /// What is told of it.
    pub const MEASURES: &[Measure<Self>] = &[
        measure(
            "strikes",
            "Strikes",
            Unit::Number,
            Count(|one: &Self| one.strikes),
        )
        .in_tables(&[Table::Intrusions]),
        measure(
            "dwell_s",
            "Dwell, median",
            Unit::Seconds,
            Quants(|one: &Self| &one.dwell_s),
        )
        .in_tables(&[Table::Intrusions]),
        measure(
            "survived_share",
            "A copy survived",
            Unit::Share,
            Est(|one: &Self| &one.survived_share),
        )
        .in_tables(&[Table::Intrusions]),
        measure(
            "no_copy_survived",
            "No copy survived",
            Unit::Number,
            Count(|one: &Self| one.no_copy),
        )
        .in_tables(&[Table::Intrusions]),
        measure(
            "copy_age_s",
            "Age of the newest copy that serves, median",
            Unit::Seconds,
            Quants(|one: &Self| &one.clean_age_s),
        )
        .in_tables(&[Table::Intrusions])
        .detail(oldest),
        measure(
            "lay_at",
            "Where it lay",
            Unit::Word,
            Names(|one: &Self, told| one.places(told.blueprint)),
        )
        .in_tables(&[Table::Intrusions]),
        measure(
            "would_have_saved",
            "What would have saved one where none was",
            Unit::Word,
            Text(|one: &Self, told| one.remedy(told.blueprint)),
        )
        .in_tables(&[Table::Intrusions]),
        measure(
            "would_have_left_newer",
            "What would have left a newer one",
            Unit::Word,
            Text(|one: &Self, told| one.for_newer(told.blueprint)),
        )
        .in_tables(&[Table::Intrusions]),
        measure(
            "left_bare",
            "Strikes on others that took its last restore points",
            Unit::Number,
            Count(|one: &Self| one.bared),
        )
        .in_tables(&[Table::Intrusions]),
        measure(
            "infected_again",
            "VMs that a scan missed",
            Unit::Number,
            Count(|one: &Self| one.infected_again),
        )
        .in_tables(&[Table::Intrusions]),
    ];
}

fn oldest(one: &IntrusionOutcome, _: &Told<'_>) -> String {
    match one.clean_age_s.max {
        Some(oldest) => format!("at most {}", number::duration(oldest)),
        None => String::new(),
    }
}
