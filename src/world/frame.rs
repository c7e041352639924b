//! The frame of a trial: what every part of the world may see and use.
//!
//! Always true here: what is fixed (blueprint, plan, seed), what time it is, what comes next
//! (calendar), what moves (flows), what follows (agenda) and what is told (record); no state of
//! anything that stands, runs or is kept.

mod counted;
mod diary;
mod facts;
mod hours;
mod moves;
mod renew;
mod schedule;

use super::consequence::Agenda;
use super::dirty::Dirty;
use super::plan::Plan;
use crate::engine::{Calendar, clones};
use crate::model::record::TrialRecord;
use crate::model::{Blueprint, SourceId, VmId};
use crate::random::Stream;
use crate::units::Moment;
use crate::world::arrivals::Arrivals;
use crate::world::course::Course;
use diary::Diary;
use moves::Moves;
use std::sync::Arc;

/// See the module.
pub(super) struct Frame<'b> {
    pub(super) blueprint: &'b Blueprint,
    /// What is worked out once: the same for a world and its copies.
    pub(super) plan: Arc<Plan>,
    pub(super) seed: u64,
    /// What strikes in the trial at hand.
    pub(super) arrivals: Arrivals,
    /// What strikes behind what strikes once: sources of a stated schedule.
    pub(super) behind: Vec<SourceId>,
    /// Number of the trial at hand.
    pub(super) trial: u32,
    pub(super) calendar: Calendar,
    /// What moves.
    moves: Moves,
    /// Current time: the instant of the event at hand.
    pub(super) now: Moment,
    /// Calendar time of the trial's start, in milliseconds after a Monday 00:00.
    pub(super) offset: u64,
    /// Hazards begin.
    pub(super) hazards_start: Moment,
    pub(super) horizon_start: Moment,
    pub(super) horizon_end: Moment,
    /// No counted outage can be open after this.
    pub(super) last: Moment,
    /// From when on the tallies of groups, storage and instances count.
    pub(super) counts_from: Moment,
    /// How far the trial has come.
    pub(super) course: Course,
    /// What must be looked at again when the event is over.
    pub(super) dirty: Dirty,
    /// What follows from what has just happened.
    pub(super) agenda: Agenda,
    /// What the trial tells.
    pub(super) record: TrialRecord,
    /// What people are told who follow it.
    diary: Diary,
    /// Where in the calendar it lies.
    calendar_stream: Stream,
}

clones!(Frame<'b> {
    blueprint,
    plan,
    seed,
    arrivals,
    behind,
    trial,
    calendar,
    moves,
    now,
    offset,
    hazards_start,
    horizon_start,
    horizon_end,
    last,
    counts_from,
    course,
    dirty,
    agenda,
    record,
    diary,
    calendar_stream,
});

impl<'b> Frame<'b> {
    /// The frame of this blueprint's trials. Allocates its tables; trials use them again.
    pub(super) fn new(blueprint: &'b Blueprint, seed: u64) -> Frame<'b> {
        let plan = Arc::new(Plan::new(blueprint));
        Frame {
            calendar: Calendar::new(plan.events.first_source(), plan.events.count()),
            moves: Moves::new(blueprint, &plan),
            seed,
            arrivals: Arrivals::Years,
            behind: Vec::new(),
            trial: 0,
            now: Moment::ZERO,
            offset: 0,
            hazards_start: Moment::ZERO,
            horizon_start: Moment::ZERO,
            horizon_end: Moment::ZERO,
            last: Moment::ZERO,
            counts_from: Moment::ZERO,
            course: Course::new(),
            dirty: Dirty::new(blueprint),
            agenda: Agenda::new(blueprint),
            record: TrialRecord::default(),
            diary: Diary::default(),
            calendar_stream: Stream::new(),
            blueprint,
            plan,
        }
    }

    /// Whether a VM is an instance of a role with high availability.
    #[inline]
    pub(super) fn is_instance(&self, vm: VmId) -> bool {
        self.plan.instances.count() > 0 && self.blueprint.is_instance(vm)
    }
}
