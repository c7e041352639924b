//! What figures are made of: the sums of a run or a drill, and how they are read.
//!
//! Always true here: nothing is per year in a drill.

use super::sums::{ApplicationSums, Plan, Struck, Sums};
use crate::model::{Blueprint, DrillId};
use crate::stats::Level;
use crate::units::YEAR;

/// The sums that figures are made of, and how.
#[derive(Clone, Copy)]
pub(crate) struct Sample<'a> {
    /// How trials were added up.
    pub(crate) plan: &'a Plan<'a>,
    /// The sums, settled.
    pub(crate) sums: &'a Sums,
    /// Level of intervals.
    pub(crate) level: Level,
    /// Of years: whom the drills beside them struck, so that nobody is sent to a drill that does not
    /// answer.
    pub(crate) drills: &'a [Struck],
}

impl<'a> Sample<'a> {
    /// Of years, or of one drill.
    pub(crate) fn of(plan: &'a Plan<'a>, sums: &'a Sums, level: Level) -> Self {
        Sample {
            plan,
            sums,
            level,
            drills: &[],
        }
    }
    /// The scenario.
    pub(crate) fn blueprint(&self) -> &'a Blueprint {
        self.plan.blueprint
    }
    /// The drill, if these are trials of one.
    pub(crate) fn drill(&self) -> Option<DrillId> {
        self.plan.drill
    }
    /// Number of trials.
    pub(crate) fn trials(&self) -> u64 {
        self.sums.trials
    }
    /// The sums of an application: all have theirs, also before the first trial.
    pub(crate) fn application(&self, index: usize) -> &'a ApplicationSums {
        &self.sums.applications[index]
    }
    /// Years of one trial on average; 1 without any.
    pub(crate) fn years_per_trial(&self) -> f64 {
        if self.sums.horizon == 0 {
            1.0
        } else {
            self.sums.horizon as f64 / YEAR as f64 / self.trials() as f64
        }
    }
}
