//! What strikes in a trial, and when: faults as they come, those of a trace, those at stated instants, and
//! what strikes once.
//!
//! Always true here: what a trial is for is asked in this file alone; everybody else asks what follows
//! from it.

use super::course::Mark;
use crate::model::{Arrival, Blueprint, DrillId, DrillTime, Run, SourceId};
use crate::random::name_hash;
use crate::units::{Moment, Span, WEEK};

/// What strikes once, among faults as they come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Strike {
    /// A drill.
    Drill(DrillId),
    /// A fault of a source of hazards, at an instant of somebody's choice.
    Fault(SourceId),
}

impl Strike {
    /// The source whose fault strikes.
    pub(super) fn source(self, blueprint: &Blueprint) -> SourceId {
        match self {
            Strike::Drill(drill) => blueprint.drill(drill).source,
            Strike::Fault(source) => source,
        }
    }

    /// What its streams are told apart by.
    fn name(self, blueprint: &Blueprint) -> String {
        match self {
            Strike::Drill(drill) => format!("drill/{}", blueprint.drill(drill).name),
            Strike::Fault(source) => format!("fault/{}", blueprint.source(source).stream),
        }
    }
}

/// What strikes in a trial.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Arrivals {
    /// Faults as they come, at stated instants, and those of this trial's group of a trace.
    Years,
    /// Faults as they come, and one strike; none while nobody has said what strikes.
    Once(Option<Strike>),
}

/// When the next fault of a source comes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Next {
    /// After a life that is drawn.
    AfterLife,
    /// So long after the horizon began.
    At(Span),
    /// Not by itself.
    Never,
}

/// How long after its horizon begins a drill strikes: at its instant of the week, in a trial in which the
/// horizon begins so many milliseconds after a Monday 00:00.
pub(super) fn strikes_after(time: DrillTime, begins: u64) -> Span {
    match time {
        // The calendar of the trial starts anywhere in the year: so does this instant.
        DrillTime::Any => Span::ZERO,
        DrillTime::OfWeek(of_week) => Span((of_week + WEEK - begins % WEEK) % WEEK),
    }
}

impl Arrivals {
    /// When the next fault of a source comes, which is the fault of this ordinal.
    #[inline(always)]
    pub(super) fn next(self, arrival: &Arrival, ordinal: u64) -> Next {
        match (arrival, self) {
            (Arrival::Renewal { .. }, _) => Next::AfterLife,
            (Arrival::Scheduled(instants), Arrivals::Years) => {
                let instant = instants.get(ordinal as usize - 1);
                instant.map_or(Next::Never, |after| Next::At(*after))
            }
            (Arrival::Scheduled(_), Arrivals::Once(_))
            | (
                Arrival::Drill(_)
                | Arrival::Failback(_)
                | Arrival::GoHome(_)
                | Arrival::Volume(_)
                | Arrival::Update(..),
                _,
            ) => Next::Never,
        }
    }

    /// How long after the horizon began the recorded fault of a row begins, in a trial of this number.
    pub(super) fn recorded(self, blueprint: &Blueprint, trial: u32, row: u32) -> Option<Span> {
        let Arrivals::Years = self else { return None };
        let group = blueprint.trace.as_ref()?.groups.get(trial as usize)?;
        Some(Span(group.rows.get(row as usize)?.start.0))
    }

    /// What the mark does when the horizon has begun, and when: a strike may come at once.
    pub(super) fn first_mark(self, (now, horizon_end): (Moment, Moment)) -> (Mark, Moment) {
        match self {
            Arrivals::Years => (Mark::HorizonEnd, horizon_end),
            Arrivals::Once(_) => (Mark::Strike, now),
        }
    }

    /// The number that keys the streams of the trial of a number: what strikes once has streams of its
    /// own.
    pub(super) fn key(self, blueprint: &Blueprint, trial: u32) -> u64 {
        let name = match self {
            Arrivals::Years => return u64::from(trial),
            Arrivals::Once(Some(strike)) => strike.name(blueprint),
            Arrivals::Once(None) => "history".to_string(),
        };
        ((name_hash(&name) as u64) << 32 | 1 << 63) | u64::from(trial)
    }

    /// How much longer than stated a trial may run before its horizon; in years it is this.
    pub(super) fn roam(self, in_years: Span, run: &Run) -> Span {
        match self {
            Arrivals::Years => in_years,
            Arrivals::Once(_) => run.roam,
        }
    }

    /// How long what counts is looked at.
    pub(super) fn counted(self, run: &Run) -> Span {
        match self {
            Arrivals::Years => run.horizon,
            Arrivals::Once(_) => run.drain,
        }
    }

    /// When a horizon that starts then ends, and from when on groups, storage and instances count.
    pub(super) fn horizon(self, run: &Run, start: Moment) -> (Moment, Moment) {
        let counted = self.counted(run);
        match self {
            Arrivals::Years => (start + counted, start),
            // The strike comes within a week, and sets them.
            Arrivals::Once(_) => (start + Span(WEEK) + counted, Moment::NEVER),
        }
    }

    /// The source of what strikes once, if anything does.
    pub(super) fn source(self, blueprint: &Blueprint) -> Option<SourceId> {
        match self {
            Arrivals::Years | Arrivals::Once(None) => None,
            Arrivals::Once(Some(strike)) => Some(strike.source(blueprint)),
        }
    }

    /// Whether the trial is about one strike: it counts what that causes and nothing else, goes on until
    /// all that it stopped is back, and counts what is not done at the end as far as it has come.
    pub(super) fn once(self) -> bool {
        match self {
            Arrivals::Years => false,
            Arrivals::Once(_) => true,
        }
    }
}
