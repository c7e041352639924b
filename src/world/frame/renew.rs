//! How a trial starts: where it lies in the calendar, when hazards and horizon begin, nothing told so far.
//!
//! Always true here: what happens before the horizon moves no draw in it. In a drill the horizon begins
//! at the instant from which it may strike.

use crate::model::record::{
    CrewTally, HomecomingTally, InstanceTally, JobTally, PartsTally, ReplicaTally, RepositoryTally,
    StampTally, StorageTally, TrialRecord, UpdateTally,
};
use crate::units::{Moment, Span, WEEK};
use crate::world::arrivals::Arrivals;
use crate::world::course::Course;
use crate::world::draws::OfTrial;
use crate::world::frame::Frame;

/// The horizon begins anywhere in so many weeks: a whole number of cycles of nearly every length.
const WEEKS: u64 = 420 * WEEK;
/// Weeks before them: whatever runs before the horizon has its place in the calendar.
const BEFORE: u64 = 50 * WEEKS;

impl Frame<'_> {
    /// As at the start of a trial, whatever the one before left. Returns the number that keys all of its
    /// streams.
    pub(in crate::world) fn renew(&mut self, arrivals: Arrivals, trial: u32) -> u64 {
        self.arrivals = arrivals;
        self.behind.clear();
        self.trial = trial;
        self.now = Moment::ZERO;
        self.course = Course::new();
        self.dirty.renew();
        let key = arrivals.key(self.blueprint, trial);
        self.anchor(key);
        let run = &self.blueprint.run;
        (self.horizon_end, self.counts_from) = arrivals.horizon(run, self.horizon_start);
        self.last = self.horizon_end + run.drain + run.stays_recovered;
        self.calendar.reset();
        let horizon = (self.horizon_start, self.horizon_end);
        self.moves.renew(horizon, self.offset);
        self.renew_record(trial, arrivals.counted(run));
        key
    }

    /// Sets when hazards and horizon begin. The draw is where the horizon begins: jobs, which lie in
    /// the calendar, are the same ones in it whatever runs before.
    fn anchor(&mut self, key: u64) {
        self.calendar_stream
            .rekey(self.seed, key, self.plan.calendar_name);
        let run = &self.blueprint.run;
        let roam = self.arrivals.roam(self.plan.roam_years, run);
        let part = self.calendar_stream.uniform(OfTrial::Roam.at(0));
        let roamed = Span((part * roam.0 as f64) as u64);
        self.hazards_start = Moment(run.build_up.0) + roamed;
        self.horizon_start = self.hazards_start + run.settle;
        let part = self.calendar_stream.uniform(OfTrial::Calendar.at(0));
        let begins = BEFORE + (part * WEEKS as f64) as u64;
        self.offset = begins - self.horizon_start.0;
        self.course.in_horizon = false;
    }

    /// What a trial tells, with nothing told so far.
    fn renew_record(&mut self, trial: u32, horizon: Span) {
        self.record = TrialRecord {
            trial,
            horizon: horizon.0,
            outages: Vec::new(),
            downtime: vec![0; self.blueprint.applications.len()],
            node_downtime: vec![0; self.blueprint.nodes.len()],
            bare: Vec::with_capacity(self.blueprint.vms.len()),
            stamps: vec![StampTally::default(); self.blueprint.stamps.len()],
            backups: vec![JobTally::default(); self.blueprint.protections.backups.len()],
            pipes: Vec::with_capacity(self.plan.pipe_resources.len()),
            repositories: vec![RepositoryTally::default(); self.blueprint.repositories.len()],
            storage: vec![StorageTally::default(); self.blueprint.stamps.len()],
            replicas: vec![ReplicaTally::default(); self.blueprint.groups.len()],
            instances: vec![InstanceTally::default(); self.blueprint.roles.len()],
            homecomings: vec![HomecomingTally::default(); self.blueprint.homecomings.len()],
            updates: vec![UpdateTally::default(); self.blueprint.updates.len()],
            crews: vec![CrewTally::default(); self.blueprint.crews.len()],
            parts: vec![PartsTally::default(); self.blueprint.parts.len()],
            faults: vec![0; self.plan.cause_count],
            link_faults: vec![0; self.blueprint.links.len()],
            intrusions: Vec::new(),
            struck: Vec::new(),
            strike: 0,
            strike_of_week: 0,
            unplaced: 0,
            shed: 0,
            whole: None,
            events: 0,
        };
    }
}
