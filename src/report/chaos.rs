//! What a sweep of the chaos harness says: which faults break which objectives, as text, JSON, CSV and a page.
//!
//! Always true here: all forms say the same of the same cells; nothing of them depends on threads, folders or the clock.

mod breaks;
mod csv;
mod json;
mod moment;
mod moments;
mod page;
mod schema;
mod text;
mod told;
mod week;

pub use self::csv::matrix_csv;
pub use breaks::break_files;
pub use json::chaos_json;
pub use moments::moments_csv;
pub use page::chaos_page;
pub use schema::chaos_schema;
pub use text::chaos_text;

use super::{Regression, words};
use crate::model::Blueprint;
use crate::model::marched::MarchOutcome;
use crate::model::outcome::Verdict;
use crate::model::swept::{CellVerdict, SweepOutcome, SweptFault};
use crate::scenario::Edit;

/// A sweep with what it was made of.
#[derive(Clone, Copy)]
pub struct Chaos<'c> {
    /// The scenario, with the faults as drills.
    pub blueprint: &'c Blueprint,
    /// The faults.
    pub faults: &'c [SweptFault],
    /// What was found.
    pub made: &'c SweepOutcome,
    /// The worst moments; none where nobody looked for them.
    pub march: Option<&'c MarchOutcome>,
    /// Trials of each fault that were planned.
    pub planned: u32,
    /// Seed of all streams.
    pub seed: u64,
    /// The command that shows a trial of a fault; none where its drill needs a file of its own.
    pub again: &'c dyn Fn(&SweptFault, u32) -> Option<String>,
    /// The command that shows a fault at an instant of the week, in milliseconds; none where its drill needs a file of its own.
    pub again_at: &'c dyn Fn(&SweptFault, u64) -> Option<String>,
    /// What picked the faults; empty where all were swept.
    pub only: &'c [String],
    /// The file of the scenario as it was named; empty where it has none.
    pub file: &'c str,
    /// What was set in the scenario and taken out of it.
    pub changes: &'c [Edit],
    /// Schedules that broke the plan once, tried before all else.
    pub regressions: &'c [Regression],
}

impl Chaos<'_> {
    /// Whether anything breaks: in a trial of the sweep, at its worst moment, or a schedule that did so once.
    #[must_use]
    pub fn breaks(&self) -> bool {
        let mut all = self.made.rows.iter().flat_map(|row| &row.cells);
        let again = |one: &Regression| one.verdict == Verdict::Missed;
        all.any(|cell| cell.verdict.is_break())
            || self.march.is_some_and(MarchOutcome::breaks)
            || self.regressions.iter().any(again)
    }

    /// Whether nothing breaks, at any instant, and all was tried.
    #[must_use]
    pub fn is_certified(&self) -> bool {
        let marched = self.march.is_some_and(MarchOutcome::is_complete);
        let decided = self.made.complete && self.count(CellVerdict::Undecided) == 0;
        let mut tried = self.regressions.iter();
        let tried = tried.all(|one| one.verdict == Verdict::Met);
        marched && decided && tried && self.made.failed.is_empty() && !self.breaks()
    }

    /// How many faults are stood for by others.
    fn stand_ins(&self) -> u64 {
        self.faults
            .iter()
            .map(|one| one.stands_for.len() as u64)
            .sum()
    }

    /// Trials that were spared since a fault stands for others.
    fn spared(&self) -> u64 {
        self.stand_ins() * u64::from(self.planned)
    }

    /// Trials that were not made, since somebody said stop before.
    fn stopped(&self) -> u64 {
        let planned = self.faults.len() as u64 * u64::from(self.planned);
        planned.saturating_sub(self.made.trials + self.made.failed.len() as u64)
    }

    /// What this sweep leaves out, in sentences.
    fn left_out(&self) -> Vec<String> {
        let mut said = match self.march {
            Some(march) => moment::left_out(march),
            None => vec![
                "Worst moments: each fault struck at random instants of the week; the worst instant is the worst that was drawn, not the worst \
                 that there is."
                    .to_string(),
            ],
        };
        said.extend([
            "Several faults at once: in the sweep those strike besides that hazards of the scenario bring, in the march none.".to_string(),
            "Planned work: it is not judged.".to_string(),
        ]);
        if !self.only.is_empty() {
            said.push(format!(
                "Faults that were not picked by --only {}.",
                self.only.join(" --only ")
            ));
        }
        let waiting = self.made.not_swept.len();
        if waiting > 0 {
            said.push(format!(
                "{} that had no trial before it was stopped.",
                crate::units::number::counted(waiting, "fault")
            ));
        }
        let stopped = self.stopped();
        if stopped > 0 {
            said.push(format!(
                "{} that had been planned when it was stopped.",
                words::many(stopped, "trial", "trials")
            ));
        }
        said
    }

    fn count(&self, verdict: CellVerdict) -> usize {
        self.made.count(verdict)
    }
}
