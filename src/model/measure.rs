//! A measure: what is told of a thing, in one row. Its key, the words for it, its unit, and where it is.
//!
//! Always true here: `summary.json`, the schema of it and the tables of people are made from the rows, so that
//! a figure has one name everywhere; a key is never given to another figure.
//!
//! Rows stand beside the thing that they are of, such as [`StampOutcome::MEASURES`].
//!
//! [`StampOutcome::MEASURES`]: super::outcome::StampOutcome::MEASURES

use super::blueprint::Blueprint;
use super::fault::Class;
use super::figure::{Estimate, Quantiles, Verdict};
use crate::units::number::DASH;

/// What a figure is counted in; it says how people read it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    /// A word or a name.
    Word,
    /// How many; where it is a rate, per year or per trial.
    Number,
    /// How many a year.
    PerYear,
    /// A share of a whole, from 0 to 1.
    Share,
    /// A length of time in seconds.
    Seconds,
    /// A length of time in hours.
    Hours,
    /// Seconds in a year.
    SecondsPerYear,
    /// Seconds that something falls behind in a second.
    SecondsPerSecond,
    /// Bytes.
    Bytes,
    /// Bytes per second.
    BytesPerSecond,
}

/// What rates are per.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Per {
    /// A year of 365 days.
    Year,
    /// A trial of a drill.
    Trial,
}

/// What a row looks at beside its thing.
#[derive(Clone, Copy)]
pub struct Told<'a> {
    /// The scenario, for names.
    pub blueprint: &'a Blueprint,
    /// Names of causes.
    pub causes: &'a [String],
    /// What rates are per: a year, or a trial of a drill.
    pub per: Per,
}

impl Told<'_> {
    /// The name of a cause.
    #[must_use]
    pub fn cause(&self, index: u16) -> String {
        let found = self.causes.get(usize::from(index));
        found.map_or_else(|| DASH.to_string(), String::clone)
    }
}

/// Where a figure is in a thing, and of which kind it is.
pub enum Get<T> {
    /// A whole number.
    Count(fn(&T) -> u64),
    /// A whole number that may not exist.
    MaybeCount(fn(&T) -> Option<u64>),
    /// A real number that may not exist.
    Number(fn(&T) -> Option<f64>),
    /// A sum of bytes.
    Amount(fn(&T) -> u128),
    /// A figure with its interval.
    Estimate(fn(&T) -> &Estimate),
    /// Quantiles.
    Quantiles(fn(&T) -> &Quantiles),
    /// True or false.
    Flag(fn(&T) -> bool),
    /// True, false or not known.
    MaybeFlag(fn(&T) -> Option<bool>),
    /// A verdict, where something is judged.
    Verdict(fn(&T) -> Option<Verdict>),
    /// A class of faults.
    Class(fn(&T) -> Class),
    /// A class of faults that may not exist.
    MaybeClass(fn(&T) -> Option<Class>),
    /// Text.
    Text(fn(&T, &Told<'_>) -> String),
    /// Text that may not exist.
    MaybeText(fn(&T, &Told<'_>) -> Option<String>),
    /// Names.
    Names(fn(&T, &Told<'_>) -> Vec<String>),
}

impl<T> Clone for Get<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Get<T> {}

/// Tables of the report whose columns are rows of measures.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Table {
    /// Hours of stamps without N−1.
    Reserve,
    /// How mirrors of storage fared.
    Mirrors,
    /// Volumes that fill.
    Volumes,
    /// Replicas in the years.
    Replicas,
    /// Replicas in a drill.
    ReplicasOfDrill,
    /// Instances that stand in for one another.
    Instances,
    /// Updates of stamps.
    Updates,
    /// Crews.
    Crews,
    /// Spare parts.
    Parts,
    /// Who goes home.
    Homecomings,
    /// What ransomware leaves.
    Intrusions,
    /// What planned work costs.
    Planned,
    /// Backup jobs.
    Jobs,
    /// Backup jobs that fail, and how they are mended.
    Mending,
    /// Tests of restore points.
    Tests,
    /// Log jobs of backups.
    Logs,
    /// Fulls that are put together at the repository.
    Synthetic,
    /// What was copied again to a second repository that had lost it.
    CopiedAgain,
    /// What restores replayed.
    Replays,
    /// Outages inside of what is claimed, and outside.
    Claims,
    /// What each cause costs an application.
    Causes,
}

/// A row.
pub struct Measure<T> {
    /// Its key in `summary.json`; a rate adds what it is per, see [`Measure::full_key`].
    pub key: &'static str,
    /// What people call it.
    pub words: &'static str,
    /// What it is called where there is little room.
    pub short: &'static str,
    /// What it is counted in.
    pub unit: Unit,
    /// Whether it is per year, or in a drill per trial.
    pub is_rate: bool,
    /// Where it is.
    pub get: Get<T>,
    /// Tables of which it is a column, in the order of the rows.
    pub tables: &'static [Table],
    /// A smaller line below it in a table; may be empty.
    pub detail: fn(&T, &Told<'_>) -> String,
}

impl<T> Clone for Measure<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Measure<T> {}

/// A row of a figure that is no rate, or whose key says already what it is per.
#[must_use]
pub const fn measure<T>(
    key: &'static str,
    words: &'static str,
    unit: Unit,
    get: Get<T>,
) -> Measure<T> {
    Measure {
        key,
        words,
        short: words,
        unit,
        is_rate: false,
        get,
        tables: &[],
        detail: |_, _| String::new(),
    }
}

/// A row of a rate: per year, in a drill per trial.
#[must_use]
pub const fn rate<T>(
    key: &'static str,
    words: &'static str,
    unit: Unit,
    get: fn(&T) -> &Estimate,
) -> Measure<T> {
    Measure {
        is_rate: true,
        ..measure(key, words, unit, Get::Estimate(get))
    }
}

impl<T> Measure<T> {
    /// The same, a column of these tables.
    #[must_use]
    pub const fn in_tables(self, tables: &'static [Table]) -> Self {
        Measure { tables, ..self }
    }

    /// The same, with a word for where there is little room.
    #[must_use]
    pub const fn or(self, short: &'static str) -> Self {
        Measure { short, ..self }
    }

    /// The same, with a smaller line below it in tables.
    #[must_use]
    pub const fn detail(self, detail: fn(&T, &Told<'_>) -> String) -> Self {
        Measure { detail, ..self }
    }

    /// The key with what a rate is per: `rebuilds_per_year`, `rebuilds_per_trial`.
    #[must_use]
    pub fn full_key(&self, per: Per) -> String {
        match (self.is_rate, per) {
            (false, _) => self.key.to_string(),
            (true, Per::Year) => format!("{}_per_year", self.key),
            (true, Per::Trial) => format!("{}_per_trial", self.key),
        }
    }
}
