//! One incident for people who follow it: what happened one thing after the other, as text, as a page and as a trace.
//!
//! Always true here: all forms tell the same trial; nothing of them depends on threads, folders or the clock.

mod clock;
mod lanes;
mod lines;
mod page;
mod scene;
mod text;
mod trace;

pub use page::incident_page;
pub use text::incident_text;
pub use trace::incident_trace;

use super::{OneTrial, Scheduled};
use crate::model::record::{Followed, Outage};
use crate::model::{Blueprint, DrillId};

/// A trial that was followed, and what it belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Incident<'a> {
    /// The scenario.
    pub blueprint: &'a Blueprint,
    /// Seed of all streams.
    pub seed: u64,
    /// The drill; none for years.
    pub drill: Option<DrillId>,
    /// What happened.
    pub followed: &'a Followed,
    /// The command that tells it again.
    pub again: &'a str,
    /// The schedule that was played; none where it is a trial.
    pub schedule: Option<&'a Scheduled>,
}

impl<'a> Incident<'a> {
    /// The trial by itself.
    #[must_use]
    pub fn one(&self) -> OneTrial<'a> {
        OneTrial {
            seed: self.seed,
            drill: self.drill,
            record: &self.followed.record,
            stretches: &self.followed.stretches,
        }
    }

    /// The trial by itself as JSON, with the schedule where one was played.
    #[must_use]
    pub fn json(&self) -> String {
        super::trial::scheduled_json(self.blueprint, &self.one(), self.schedule)
    }

    /// From where times are counted, in milliseconds after the start of the horizon.
    fn zero(&self) -> i64 {
        self.drill.map_or(0, |_| self.followed.record.strike as i64)
    }

    /// The outages that it is about: those that a drill caused, in years all.
    fn outages(&self) -> impl Iterator<Item = &'a Outage> + use<'a> {
        let all = self.drill.is_none();
        let outages = self.followed.record.outages.iter();
        outages.filter(move |one| all || one.counted)
    }

    /// What the page and the text are called.
    fn title(&self) -> String {
        if let Some(schedule) = self.schedule {
            return super::words::clean(&format!("Schedule {}", schedule.name));
        }
        let number = self.followed.record.trial;
        let of = match self.drill {
            None => "the years".to_string(),
            Some(drill) => format!("drill {}", self.blueprint.drill(drill).name),
        };
        super::words::clean(&format!("Trial {number} of {of}"))
    }
}
