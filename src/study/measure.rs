//! The figure that a precision names.
//!
//! Always true here: it is computed by the same functions as the figure at that address in the outcome.

use super::classes::Reach;
use super::gather::{self, Sample, Seen};
use super::judge;
use super::observe::observed;
use super::rate::mttr;
use super::uptime::{availability, downtime, surely_up};
use crate::model::{Address, Figure};
use crate::stats::Interval;

/// The interval of a figure, a share or in seconds; none while it is unknown.
pub(crate) fn interval(sample: &Sample<'_>, address: &Address) -> Option<Interval> {
    let application = address.application.index();
    let all = &sample.blueprint.applications;
    let seen = gather::by_application(sample.records, all.len());
    let seen = &seen[application];
    match address.figure {
        Figure::Availability => {
            let mut up = availability(sample, application, seen);
            // With few outages the lower end is the one that is sure.
            up.low = up.low.or(surely_up(sample, application));
            Some(up)
        }
        Figure::Downtime => Some(downtime(sample, application, seen)),
        Figure::Mttr => Some(mttr(sample, seen.iter().copied().filter(Seen::is_outage))),
        Figure::Attained(of, class) => {
            let objective = of.stated(&all[application]).for_class(class)?;
            let reach = Reach::of(sample.blueprint, application, of);
            let found = observed(sample, application, of, &reach, seen)?;
            let own = found
                .values
                .into_iter()
                .filter(|(of, _)| *of == class)
                .map(|(_, observation)| (observation, objective.limit.0 as f64));
            Some(judge::attained(own, sample.trials(), sample.level).interval)
        }
    }
}
