//! Margins: by how much a key of the scenario may change until a fault breaks what is stated, or breaks it no more.
//!
//! Always true here: plain data; a value is written as the scenario takes it.

use super::ObjectiveOf;
use super::ids::ApplicationId;
use crate::units::Span;

/// A number of a scenario that a person may change.
#[derive(Clone, PartialEq, Debug)]
pub enum Amount {
    /// A length of time.
    Length(Span),
    /// A length after which something comes again, by the calendar.
    Period(Span),
    /// A number with a unit: of data, of a rate.
    Sized {
        /// The number.
        number: f64,
        /// Its unit.
        unit: String,
    },
    /// A number of something.
    Count(u64),
}

impl Amount {
    /// As a scenario has it, without quotes.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Amount::Length(span) | Amount::Period(span) => span.to_string(),
            Amount::Sized { number, unit } => format!("{number} {unit}"),
            Amount::Count(count) => count.to_string(),
        }
    }

    /// Something to compare it by with others of its kind.
    #[must_use]
    pub fn size(&self) -> f64 {
        match self {
            Amount::Length(span) | Amount::Period(span) => span.0 as f64,
            Amount::Sized { number, .. } => *number,
            Amount::Count(count) => *count as f64,
        }
    }
}

/// A key with its number.
#[derive(Clone, PartialEq, Debug)]
pub struct Lever {
    /// Its path: `protection.daily.backup.decide`.
    pub key: String,
    /// Its number; none where the scenario has a law, which stands at a quantile.
    pub now: Option<Amount>,
}

/// What is changed.
#[derive(Clone, PartialEq, Debug)]
pub enum Turned {
    /// This key.
    Key(String),
    /// How long the fault lasts.
    Fault,
}

/// Until which value something holds.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// What is changed.
    pub turned: Turned,
    /// As it is.
    pub now: Amount,
    /// The last value that was found at which the plan holds, coming from those that hold.
    pub holds: Amount,
    /// The next one to it that was tried, at which it breaks.
    pub breaks: Amount,
    /// A value on the side that holds at which it breaks, or the other way round.
    pub odd: Option<Amount>,
}

impl Change {
    /// Whether it holds up to a value, and not from one on.
    #[must_use]
    pub fn is_most(&self) -> bool {
        self.holds.size() < self.breaks.size()
    }

    /// How far it is from what it is: the logarithm of how many times as much, whichever way.
    #[must_use]
    pub fn distance(&self, to: &Amount) -> f64 {
        // A second more or less is nothing, also beside no length at all.
        let least = match to {
            Amount::Length(_) | Amount::Period(_) => 1_000.0,
            Amount::Sized { .. } => 0.0,
            Amount::Count(_) => 0.5,
        };
        let log = |amount: &Amount| libm::log(amount.size().max(least).max(f64::MIN_POSITIVE));
        (log(to) - log(&self.now)).abs()
    }
}

/// What was found for a fault and an objective of an application.
#[derive(Clone, PartialEq, Debug)]
pub struct Margin {
    /// Index into the faults of the sweep.
    pub fault: usize,
    /// The application.
    pub application: ApplicationId,
    /// Its recovery or its loss.
    pub of: ObjectiveOf,
    /// Whether it breaks as it is.
    pub breaks: bool,
    /// The changes that are nearest to what is, the nearest first; empty where none was found.
    pub changes: Vec<Change>,
    /// Keys that were tried.
    pub tried: usize,
    /// Keys that were not, since that would have taken too long.
    pub left: usize,
}
