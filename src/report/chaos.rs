//! What a sweep of the chaos harness says: which faults break which objectives, as text, JSON, CSV and a page.
//!
//! Always true here: all forms say the same of the same cells; nothing of them depends on threads, folders or the clock.

mod breaks;
mod csv;
mod json;
mod margins;
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
pub use margins::margins_csv;
pub use moments::moments_csv;
pub use page::chaos_page;
pub use schema::chaos_schema;
pub use text::chaos_text;

use super::{Regression, words};
use crate::model::Blueprint;
use crate::model::marched::MarchOutcome;
use crate::model::margin::Margin;
use crate::model::outcome::Verdict;
use crate::model::swept::{CellVerdict, SweepOutcome, SweptFault, SweptRow};
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
    /// How near breaks are to holding, and what holds to breaking.
    pub margins: &'c [Margin],
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
    /// Whether anything breaks, in a trial of the sweep or at its worst moment: where the plan claims to survive something, anything within that; or a schedule that did so once.
    #[must_use]
    pub fn breaks(&self) -> bool {
        let again = |one: &Regression| one.verdict == Verdict::Missed;
        self.breaking(true) > 0 || self.regressions.iter().any(again)
    }

    /// How many faults that the plan is held to, or not, break something at their worst moment, and nothing in a trial of the sweep.
    fn only_at_worst(&self, held_to: bool) -> usize {
        let swept = |fault: usize| {
            let mut own = self.made.rows.iter().filter(|row| row.fault == fault);
            own.any(SweptRow::breaks)
        };
        let rows = self.march.iter().flat_map(|march| &march.rows);
        let rows = rows.filter(|row| self.faults[row.fault].is_held_to() == held_to);
        rows.filter(|row| row.breaks() && !swept(row.fault)).count()
    }

    /// Whether nothing breaks, at any instant, and all was tried: where the plan claims to survive something, all within that.
    #[must_use]
    pub fn is_certified(&self) -> bool {
        let held_to = |fault: usize| self.faults[fault].is_held_to();
        let marched = self
            .march
            .is_some_and(|march| march.is_complete_of(held_to));
        let own = self.faults.iter().filter(|one| one.is_held_to()).count();
        let mut rows = self.made.rows.iter().filter(|row| held_to(row.fault));
        let swept = rows.clone().count() == own && own > 0;
        let decided =
            rows.all(|row| row.trials >= self.planned && row.count(CellVerdict::Undecided) == 0);
        let mut again = self.regressions.iter();
        let again = again.all(|one| one.verdict == Verdict::Met);
        let tried = marched && swept && decided && again && self.made.failed.is_empty();
        tried && self.states() && !self.breaks()
    }

    /// Faults under which something breaks, of those that the plan is held to or of the others: in the sweep or at a worst moment.
    fn breaking(&self, held_to: bool) -> usize {
        let mut breaks = vec![false; self.faults.len()];
        for row in &self.made.rows {
            breaks[row.fault] |= row.breaks();
        }
        for row in self.march.iter().flat_map(|march| &march.rows) {
            breaks[row.fault] |= row.breaks();
        }
        let all = self.faults.iter().zip(breaks);
        all.filter(|(one, breaks)| *breaks && one.is_held_to() == held_to)
            .count()
    }

    /// How many faults the plan is held to, or not.
    fn held_to(&self, held_to: bool) -> usize {
        let all = self.faults.iter();
        all.filter(|one| one.is_held_to() == held_to).count()
    }

    /// Whether any application states what a fault could break.
    fn states(&self) -> bool {
        let mut all = self.blueprint.applications.iter();
        all.any(|one| one.rto.is_stated() || one.rpo.is_stated())
    }

    /// How many faults are stood for by others.
    fn stand_ins(&self) -> u64 {
        Chaos::stood_for(self.faults.iter())
    }

    /// How many faults others stand for.
    fn stood_for<'f>(faults: impl Iterator<Item = &'f SweptFault>) -> u64 {
        faults.map(|one| one.stands_for.len() as u64).sum()
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
        if !self.states() {
            said.push("Objectives: no application states an RTO or an RPO, so that no fault can break one.".to_string());
        }
        let availability = self.blueprint.applications.iter();
        if availability
            .filter(|one| one.availability.is_some())
            .count()
            > 0
        {
            said.push(
                "Availability: no single fault decides it; a run of the years judges it."
                    .to_string(),
            );
        }
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
