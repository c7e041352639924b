//! The figure that a precision names.
//!
//! Always true here: it is computed by the same functions as the figure at that address in the outcome.

use super::gather::Sample;
use super::judge;
use super::observe::observed;
use super::uptime::{availability, surely_up};
use crate::model::{Address, Figure};

/// Half of the width of the interval of a figure; none while it is unknown.
pub(crate) fn half_width(sample: &Sample<'_>, address: &Address) -> Option<f64> {
    let application = address.application.index();
    match address.figure {
        Figure::Availability => {
            let mut up = availability(sample, application);
            // With few outages the lower end is the one that is sure.
            up.low = up.low.or(surely_up(sample, application));
            up.point.and(up.half_width())
        }
        Figure::Attained(of, class) => {
            sample.plan.limit(application, of, class)?;
            let found = observed(sample, application, of)?;
            let share = judge::attained(sample, &found.clusters(class)).interval;
            share.point.and(share.half_width())
        }
    }
}
