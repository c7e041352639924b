//! The figure that a precision names.
//!
//! Always true here: it is computed by the same functions as the figure at that address in the outcome.

use super::classes::Reach;
use super::gather::{self, Sample};
use super::judge;
use super::observe::observed;
use super::uptime::{availability, surely_up};
use crate::model::{Address, Figure};

/// Half of the width of the interval of a figure; none while it is unknown.
pub(crate) fn half_width(sample: &Sample<'_>, address: &Address) -> Option<f64> {
    let application = address.application.index();
    let all = &sample.blueprint.applications;
    let seen = gather::by_application(sample.records, all.len());
    let seen = &seen[application];
    match address.figure {
        Figure::Availability => {
            let mut up = availability(sample, application, seen);
            // With few outages the lower end is the one that is sure.
            up.low = up.low.or(surely_up(sample, application));
            up.point.and(up.half_width())
        }
        Figure::Attained(of, class) => {
            let objective = of.stated(&all[application]).for_class(class)?;
            let reach = Reach::of(sample.blueprint, application, of);
            let found = observed(sample, application, of, &reach, seen)?;
            let own = found
                .values
                .into_iter()
                .filter(|(of, _)| *of == class)
                .map(|(_, observation)| (observation, objective.limit.0 as f64));
            let share = judge::attained(own, sample.trials(), sample.level).interval;
            share.point.and(share.half_width())
        }
    }
}
