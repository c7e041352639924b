//! Measured recoveries of real exercises, and where they lie among simulated ones.
//!
//! Always true here: plain data; a measurement is an interval, as wide as its clock is coarse; lengths are whole milliseconds.

use super::record::Phase;
use super::{ApplicationId, DrillId, ObjectiveOf};

/// What was measured of a recovery or of a loss.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Measured {
    /// At least so long.
    pub low: u64,
    /// At most so long; none where it was not over when nobody looked any more.
    pub high: Option<u64>,
}

/// An exercise.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Exercise {
    /// Its line in the file, from 1 on.
    pub line: usize,
    /// When it began, as it was written.
    pub start: String,
    /// The same as a millisecond of the week (Monday 00:00 = 0).
    pub of_week: u64,
    /// The application.
    pub application: ApplicationId,
    /// The drill that does what was done.
    pub drill: DrillId,
    /// What was done, as it was written.
    pub lost: String,
    /// How long it took.
    pub recovery: Measured,
    /// How much was lost; none where nobody measured it.
    pub loss: Option<Measured>,
    /// Lengths of phases that were measured, in milliseconds.
    pub phases: Vec<(Phase, u64)>,
}

/// Where a measurement lies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// In the interval, as far as it was measured.
    Inside,
    /// Shorter than all of the interval.
    Below,
    /// Longer than all of it.
    Above,
    /// It was not over when nobody looked any more, and may yet lie in it.
    Open,
}

/// An interval that a further simulated trial lies in.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Predicted {
    /// The share of further trials that lie in it, at least.
    pub level: f64,
    /// Milliseconds; none where it has no end.
    pub low: Option<u64>,
    /// The same.
    pub high: Option<u64>,
    /// Where the measurement lies.
    pub place: Place,
}

/// A phase that tells why a measurement lies outside.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Reason {
    /// The phase.
    pub phase: Phase,
    /// How long it took, or would have to have taken, in milliseconds.
    pub took: u64,
    /// How long it takes in the median of the trials.
    pub median: u64,
    /// Whether it was measured; else it is what would explain it.
    pub measured: bool,
    /// Trials in which it is at least as long; of what is shorter at most as long.
    pub as_far: u64,
}

/// A figure of an exercise beside what is simulated.
#[derive(Clone, PartialEq, Debug)]
pub struct Held {
    /// Recovery or loss.
    pub of: ObjectiveOf,
    /// What was measured.
    pub measured: Measured,
    /// Trials that it is held against.
    pub trials: u64,
    /// The median of these; none where it has no end.
    pub median: Option<u64>,
    /// Shares of the trials that are shorter than the measurement, and that are at most as long.
    pub between: (f64, f64),
    /// The 80 % interval and the 95 % interval.
    pub intervals: [Predicted; 2],
    /// Why it lies outside of the wider one, if anything tells.
    pub reason: Option<Reason>,
}

impl Held {
    /// Where it lies by the wider interval.
    #[must_use]
    pub fn place(&self) -> Place {
        self.intervals[1].place
    }
    /// Whether it lies outside of the wider interval.
    #[must_use]
    pub fn is_outside(&self) -> bool {
        matches!(self.place(), Place::Below | Place::Above)
    }
}

/// All exercises beside what is simulated, in their order.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Exercises {
    /// Each with its figures.
    pub rows: Vec<(Exercise, Vec<Held>)>,
    /// How many figures would lie outside of the wider interval by chance, were all predictions right.
    pub expected: f64,
    /// The probability that as many or more do.
    pub chance: f64,
}

impl Exercises {
    /// All figures.
    pub fn figures(&self) -> impl Iterator<Item = &Held> {
        self.rows.iter().flat_map(|row| &row.1)
    }
    /// How many lie somewhere.
    #[must_use]
    pub fn count(&self, place: Place) -> usize {
        self.figures().filter(|one| one.place() == place).count()
    }
}
