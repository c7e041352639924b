//! The sweep of the chaos harness: every fault of an alphabet by itself, against every application.
//!
//! Always true here: plain data; a cell of which too few trials were made is undecided; what was not seen is no nought.

use super::exercised::Exercised;
use super::ids::{ApplicationId, DrillId};
use super::place::Component;
use super::record::{LossReason, Phase, Resource};
use crate::units::Span;

/// Trials on which a cell rests at least.
pub const TRIALS_OF_A_CELL: u32 = 100;

/// What a fault does to what it hits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Harm {
    /// It is down, with its state intact.
    Down,
    /// It is down, and its state is gone.
    Destroyed,
    /// Guests crash and boot again.
    Crash,
    /// A bad release, until it is rolled back.
    Release,
    /// Data is deleted and noticed at once.
    Deletion,
    /// Data goes bad and is noticed later.
    Corruption,
    /// Intruders who came in before encrypt it, and delete the restore points that they reach.
    Ransomware,
}

impl Harm {
    /// All of them, in the order of reports.
    pub const ALL: [Harm; 7] = [
        Harm::Down,
        Harm::Destroyed,
        Harm::Crash,
        Harm::Release,
        Harm::Deletion,
        Harm::Corruption,
        Harm::Ransomware,
    ];

    /// The word for it in files and names of drills.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Harm::Down => "down",
            Harm::Destroyed => "destroyed",
            Harm::Crash => "crash",
            Harm::Release => "release",
            Harm::Deletion => "deletion",
            Harm::Corruption => "corruption",
            Harm::Ransomware => "ransomware",
        }
    }

    /// What happened to what was hit, after its name: `stamp alpha is down`.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Harm::Down => "is down",
            Harm::Destroyed => "is destroyed",
            Harm::Crash => "crashes",
            Harm::Release => "gets a bad release",
            Harm::Deletion => "loses data by deletion",
            Harm::Corruption => "has corrupt data",
            Harm::Ransomware => "is encrypted by intruders",
        }
    }
}

/// From where it is known how a fault of the sweep ends.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EndOf {
    /// A table of the scenario that does the same to the same thing, such as `hazard.node-failure`.
    Stated(String),
    /// A table of the scenario that does the same to another thing of its kind.
    Alike(String),
    /// Nothing in the scenario says so: it is assumed.
    Assumed,
}

/// One fault of the sweep.
#[derive(Clone, PartialEq, Debug)]
pub struct SweptFault {
    /// The drill that strikes it.
    pub drill: DrillId,
    /// What it hits.
    pub target: Component,
    /// The same as a scenario names it: `stamp.alpha.node.3`.
    pub of: String,
    /// What it does.
    pub harm: Harm,
    /// What else it stands for: things of which nothing of the scenario tells one from another. Without itself.
    pub stands_for: Vec<String>,
    /// Whether the plan claims to survive it; none where it claims nothing.
    pub inside: Option<bool>,
    /// How it ends, as keys of TOML such as `returns = "8 h"`; empty where guests or protections end it.
    pub end: String,
    /// From where that is known.
    pub end_of: EndOf,
    /// The drill as an inline table of TOML.
    pub table: String,
    /// What its trials go through before their horizon: how long backups and copies build up, and over how long their start is spread. As of a
    /// drill of this kind in the scenario.
    pub begins: (Span, Span),
}

/// What a fault of the sweep does to an application.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum CellVerdict {
    /// In some trial its data is gone, or it never comes back.
    Lost,
    /// It misses an objective.
    Missed,
    /// Too few trials to say so, or too few to decide an objective.
    Undecided,
    /// It stops and keeps all objectives.
    Met,
    /// It stops and comes back, and no objective is stated.
    Unstated,
    /// It was never stopped and lost nothing.
    Survived,
}

impl CellVerdict {
    /// All of them, the gravest first.
    pub const ALL: [CellVerdict; 6] = [
        CellVerdict::Lost,
        CellVerdict::Missed,
        CellVerdict::Undecided,
        CellVerdict::Met,
        CellVerdict::Unstated,
        CellVerdict::Survived,
    ];

    /// The word for it in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            CellVerdict::Lost => "lost",
            CellVerdict::Missed => "missed",
            CellVerdict::Undecided => "undecided",
            CellVerdict::Met => "met",
            CellVerdict::Unstated => "unstated",
            CellVerdict::Survived => "survived",
        }
    }

    /// Whether the plan breaks there.
    #[must_use]
    pub fn is_break(self) -> bool {
        matches!(self, CellVerdict::Lost | CellVerdict::Missed)
    }
}

/// The worst of what was seen of one kind of figure, in one trial.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Worst {
    /// Number of the trial.
    pub trial: u32,
    /// Milliseconds; none where it has no end: never back, or all data gone.
    pub value: Option<u64>,
    /// When it struck, in milliseconds of the week (Monday 00:00 = 0).
    pub of_week: u64,
    /// The phase that took longest.
    pub phase: Phase,
    /// What it waited for, or what bounded it.
    pub resource: Resource,
    /// Why so much was lost.
    pub reason: LossReason,
}

/// A fault and an application.
#[derive(Clone, PartialEq, Debug)]
pub struct SweptCell {
    /// The application.
    pub application: ApplicationId,
    /// What became of it.
    pub verdict: CellVerdict,
    /// Trials that found it up.
    pub trials: u64,
    /// Of these, in which it stopped or lost data.
    pub hit: u64,
    /// Of these, in which data was gone or it never came back.
    pub lost: u64,
    /// Trials that say nothing of it, since more failed at once than the plan claims to survive when it stopped, or before its RTO had passed.
    pub outside: u64,
    /// The share of the trials that keeps its RTO, where one is stated and it was judged.
    pub rto_kept: Option<f64>,
    /// The same of its RPO.
    pub rpo_kept: Option<f64>,
    /// The longest recovery that was seen; none where it never stopped.
    pub recovery: Option<Worst>,
    /// The largest loss that was seen; none where no data was at risk.
    pub loss: Option<Worst>,
}

/// One fault with what it does to all applications.
#[derive(Clone, PartialEq, Debug)]
pub struct SweptRow {
    /// Which fault: index into the faults of the sweep.
    pub fault: usize,
    /// Trials that were made of it.
    pub trials: u32,
    /// Applications in the order of the scenario.
    pub cells: Vec<SweptCell>,
}

impl SweptFault {
    /// Whether what breaks under it is a failure of the plan: unless the plan claims something, and not this.
    #[must_use]
    pub fn is_held_to(&self) -> bool {
        self.inside != Some(false)
    }
}

impl SweptRow {
    /// Whether anything breaks.
    #[must_use]
    pub fn breaks(&self) -> bool {
        self.cells.iter().any(|cell| cell.verdict.is_break())
    }

    /// How many cells have a verdict.
    #[must_use]
    pub fn count(&self, verdict: CellVerdict) -> usize {
        let all = self.cells.iter();
        all.filter(|cell| cell.verdict == verdict).count()
    }

    /// What rows are sorted by, the most damage first: how many applications are lost, then missed, then stopped, then the longest
    /// recovery.
    #[must_use]
    pub fn damage(&self) -> (usize, usize, usize, u64) {
        let stopped = self.cells.iter().filter(|cell| cell.hit > 0).count();
        let longest = self.cells.iter().filter_map(|cell| cell.recovery);
        let longest = longest.map(|worst| worst.value.unwrap_or(u64::MAX)).max();
        (
            self.count(CellVerdict::Lost),
            self.count(CellVerdict::Missed),
            stopped,
            longest.unwrap_or(0),
        )
    }
}

/// What a sweep found.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct SweepOutcome {
    /// Rows of which at least one trial was made, the most damage first.
    pub rows: Vec<SweptRow>,
    /// Faults of which none was made: indices into the faults of the sweep.
    pub not_swept: Vec<usize>,
    /// Trials that were made, over all faults.
    pub trials: u64,
    /// Events handled.
    pub events: u64,
    /// Trials that could not be finished: drill, number, what the program said.
    pub failed: Vec<super::outcome::FailedTrial>,
    /// What was exercised of what the scenario has to recover with.
    pub exercised: Exercised,
    /// Whether every cell has its trials.
    pub complete: bool,
}

impl SweepOutcome {
    /// How many cells have a verdict.
    #[must_use]
    pub fn count(&self, verdict: CellVerdict) -> usize {
        self.rows.iter().map(|row| row.count(verdict)).sum()
    }
}
