//! The figure that a precision names.
//!
//! Always true here: it is computed by the same functions as the figure at that address in the outcome.

use super::gather::Sample;
use super::judge;
use super::observe::observed;
use super::rate::mean_s;
use super::uptime::{downtime, share_down, surely_up};
use crate::model::{Address, Figure};
use crate::stats::Interval;

/// The interval of a figure, a share or in seconds; none while it is unknown.
pub(crate) fn interval(sample: &Sample<'_>, address: &Address) -> Option<Interval> {
    let application = address.application.index();
    match address.figure {
        Figure::Availability => {
            let mut up = share_down(sample, application).complement();
            // With few outages the lower end is the one that is sure.
            up.low = up.low.or_else(|| surely_up(sample, application));
            Some(up)
        }
        Figure::Downtime => Some(downtime(share_down(sample, application))),
        Figure::Mttr => {
            let sums = sample.application(application);
            Some(mean_s(sample, &sums.recoveries))
        }
        Figure::Attained(of, class) => {
            sample.plan.limit(application, of, class)?;
            let found = observed(sample, application, of)?;
            Some(judge::attained(sample, &found.clusters(class)).interval)
        }
    }
}
