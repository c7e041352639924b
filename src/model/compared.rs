//! Figures of two variants side by side: what is compared, and how it came out.
//!
//! Always true here: names stand for things, since two variants need not have the same ones; which side is the better one is a
//! matter of the figure alone.

use super::address::ObjectiveOf;
use super::fault::Class;
use super::figure::Estimate;

/// Of which outages a figure is: of a class over the years, or of the strikes of a drill.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Among {
    /// The drill; none for the years.
    pub drill: Option<String>,
    /// The class of the fault; in a drill the one that it is judged by.
    pub class: Class,
}

impl Among {
    /// The word for it in addresses: `node`, `lose-stamp`.
    #[must_use]
    pub fn key(&self) -> &str {
        self.drill.as_deref().unwrap_or(self.class.name())
    }

    /// How people say it: `class node`, `drill lose-stamp`.
    #[must_use]
    pub fn words(&self) -> String {
        match &self.drill {
            Some(drill) => format!("drill {drill}"),
            None => format!("class {}", self.class.name()),
        }
    }
}

/// A figure that is compared.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Compared {
    /// The share of outages, or of the trials of a drill, within an objective.
    Attained(String, ObjectiveOf, Among),
    /// The smallest figure that the stated share of them keeps, in seconds.
    Achievable(String, ObjectiveOf, Among),
    /// The share of them after which the application was back with its data, in whatever time. The others are lost, or
    /// never back.
    Recovered(String, Among),
    /// The mean recovery time of an application in seconds, of all outages or of some.
    Mttr(String, Option<Among>),
    /// The share of time that an application is up.
    Availability(String),
    /// Seconds down a year.
    Downtime(String),
    /// Misses of an objective a year.
    Misses(String, ObjectiveOf),
    /// Seconds a year in which a stamp is without N−1.
    Exposed(String),
    /// How full a repository is at its fullest in a trial, as a share of its capacity; the mean over trials.
    Filled(String),
    /// The longest time between captures of a VM in a trial, in seconds; the mean over trials.
    Gap(String),
}

/// What a compared figure is counted in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum ComparedUnit {
    /// A part of one.
    Share,
    /// Seconds.
    Seconds,
    /// Seconds in a year.
    SecondsPerYear,
    /// A number a year.
    PerYear,
}

impl ComparedUnit {
    /// All of them, in the order in which they are told.
    pub const ALL: [ComparedUnit; 4] = [
        ComparedUnit::Share,
        ComparedUnit::Seconds,
        ComparedUnit::SecondsPerYear,
        ComparedUnit::PerYear,
    ];

    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ComparedUnit::Share => "share",
            ComparedUnit::Seconds => "seconds",
            ComparedUnit::SecondsPerYear => "seconds_per_year",
            ComparedUnit::PerYear => "per_year",
        }
    }
}

impl Compared {
    /// Its address, as `test` has it: `erp.rto.node.attained`.
    #[must_use]
    pub fn measure(&self) -> String {
        match self {
            Compared::Attained(name, of, among) => {
                format!("{name}.{}.{}.attained", of.key(), among.key())
            }
            Compared::Achievable(name, of, among) => {
                format!("{name}.{}.{}.achievable", of.key(), among.key())
            }
            Compared::Recovered(name, among) => format!("{name}.recovered.{}", among.key()),
            Compared::Mttr(name, None) => format!("{name}.mttr"),
            Compared::Mttr(name, Some(among)) => format!("{name}.mttr.{}", among.key()),
            Compared::Availability(name) => format!("{name}.availability"),
            Compared::Downtime(name) => format!("{name}.downtime"),
            Compared::Misses(name, of) => format!("{name}.{}.misses_per_year", of.key()),
            Compared::Exposed(name) => format!("stamp.{name}.without_n_minus_1"),
            Compared::Filled(name) => format!("repository.{name}.filled"),
            Compared::Gap(name) => format!("protection.{name}.longest_gap"),
        }
    }

    /// In words: `erp: RTO attained, class node`.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Compared::Attained(name, of, among) => {
                format!("{name}: {} attained, {}", of.name(), among.words())
            }
            Compared::Achievable(name, of, among) => {
                format!("{name}: {} achievable, {}", of.name(), among.words())
            }
            Compared::Recovered(name, among) => {
                format!("{name}: recovered with its data, {}", among.words())
            }
            Compared::Mttr(name, None) => format!("{name}: MTTR"),
            Compared::Mttr(name, Some(among)) => format!("{name}: MTTR, {}", among.words()),
            Compared::Availability(name) => format!("{name}: availability"),
            Compared::Downtime(name) => format!("{name}: downtime a year"),
            Compared::Misses(name, of) => format!("{name}: {} misses a year", of.name()),
            Compared::Exposed(name) => format!("stamp {name}: time a year without N−1"),
            Compared::Filled(name) => format!("repository {name}: fullest"),
            Compared::Gap(name) => format!("backup {name}: longest gap"),
        }
    }

    /// What it is counted in.
    #[must_use]
    pub fn unit(&self) -> ComparedUnit {
        match self {
            Compared::Attained(..)
            | Compared::Recovered(..)
            | Compared::Availability(_)
            | Compared::Filled(_) => ComparedUnit::Share,
            Compared::Achievable(..) | Compared::Mttr(..) | Compared::Gap(_) => {
                ComparedUnit::Seconds
            }
            Compared::Downtime(_) | Compared::Exposed(_) => ComparedUnit::SecondsPerYear,
            Compared::Misses(..) => ComparedUnit::PerYear,
        }
    }

    /// Whether more of it is better.
    #[must_use]
    pub fn more_is_better(&self) -> bool {
        matches!(
            self,
            Compared::Attained(..) | Compared::Recovered(..) | Compared::Availability(_)
        )
    }

    /// Whether it is one of those that share the error and are told to people: who is not up is down, and that is one figure.
    #[must_use]
    pub fn counts(&self) -> bool {
        !matches!(self, Compared::Availability(_))
    }

    /// The drill that it is of; none for the years.
    #[must_use]
    pub fn drill(&self) -> Option<&str> {
        match self {
            Compared::Attained(_, _, among)
            | Compared::Achievable(_, _, among)
            | Compared::Recovered(_, among)
            | Compared::Mttr(_, Some(among)) => among.drill.as_deref(),
            _ => None,
        }
    }
}

/// How a figure of the second variant stands to that of the first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Change {
    /// The whole interval of the difference is on the bad side.
    Worse,
    /// The whole interval is on the good side.
    Better,
    /// Neither, or nothing was seen.
    Undecided,
    /// Every trial agrees exactly.
    Same,
}

impl Change {
    /// All of them, in the order in which they are told.
    pub const ALL: [Change; 4] = [
        Change::Worse,
        Change::Better,
        Change::Undecided,
        Change::Same,
    ];

    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Change::Worse => "worse",
            Change::Better => "better",
            Change::Undecided => "undecided",
            Change::Same => "same",
        }
    }
}

/// One of two variants.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Only {
    /// The first.
    First,
    /// The second.
    Second,
}

/// A figure of two variants.
#[derive(Clone, PartialEq, Debug)]
pub struct DifferenceOutcome {
    /// Which figure.
    pub figure: Compared,
    /// In the first variant, at the level of its own report.
    pub first: Estimate,
    /// In the second.
    pub second: Estimate,
    /// The second less the first, at the level at which it is judged.
    pub difference: Estimate,
    /// How it is judged.
    pub change: Change,
    /// Whether trials were held against each other one by one.
    pub paired: bool,
    /// How many times the trials a comparison of other trials would need for the same interval; none where that
    /// is not known.
    pub saved: Option<f64>,
    /// Where one variant alone has it.
    pub only: Option<Only>,
}
