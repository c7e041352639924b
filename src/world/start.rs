//! How a trial starts: where it lies in the calendar, and what begins with its horizon.
//!
//! Always true here: what happens before the horizon moves no draw in it. In a drill the horizon begins
//! at the instant from which it may strike.

use super::draws::OfTrial;
use crate::units::{Moment, Span, WEEK};
use crate::world::{Mode, World};

/// The horizon begins anywhere in so many weeks: a whole number of cycles of nearly every length.
const WEEKS: u64 = 420 * WEEK;
/// Weeks before them: whatever runs before the horizon has its place in the calendar.
const BEFORE: u64 = 50 * WEEKS;

impl World<'_> {
    /// Sets when hazards and horizon begin. The draw is where the horizon begins: jobs, which lie in
    /// the calendar, are the same ones in it whatever runs before.
    pub(super) fn anchor(&mut self, key: u64) {
        self.calendar_stream
            .rekey(self.frame.seed, key, self.frame.plan.calendar_name);
        let run = &self.frame.blueprint.run;
        let roam = match self.frame.mode {
            Mode::Years => self.frame.plan.roam_years,
            Mode::Drill(_) => run.roam,
        };
        let part = self.calendar_stream.uniform(OfTrial::Roam.at(0));
        let roamed = Span((part * roam.0 as f64) as u64);
        self.frame.hazards_start = Moment(run.build_up.0) + roamed;
        self.frame.horizon_start = self.frame.hazards_start + run.settle;
        let part = self.calendar_stream.uniform(OfTrial::Calendar.at(0));
        let begins = BEFORE + (part * WEEKS as f64) as u64;
        self.frame.offset = begins - self.frame.horizon_start.0;
        self.frame.course.in_horizon = false;
    }

    /// The horizon begins, and with it all draws. What is up has the rest of a life before it that is
    /// drawn anew: so it is for any source of faults that has been going on for long and is met when it
    /// is up. What is under repair goes on with that, and has its first whole life afterwards.
    pub(super) fn draws_begin(&mut self) {
        self.frame.course.in_horizon = true;
        for vm in &mut self.vms {
            vm.stops = 0;
        }
        self.cluster.begin();
        self.plant.draws_begin(&mut self.frame);
    }
}
