//! The share of time that an application is up, and down.
//!
//! Always true here: planned outages are downtime as well; a share of time is one of years, and none in a
//! drill.

use super::gather::Sample;
use super::rate::{IN_SECONDS, share_of};
use crate::model::outcome::Estimate;
use crate::stats::amounts::Spread;
use crate::stats::mean::{mean_amount, surely_at_most};
use crate::stats::weights::Part;
use crate::stats::{Interval, nine_digits};
use crate::units::YEAR;

/// The shares of time down of the trials in which there was any.
fn shares_down<'a>(
    sample: &Sample<'a>,
    application: usize,
) -> Spread<impl Iterator<Item = Part> + Clone + 'a> {
    let sums = sample.application(application);
    let rows = sums.downtime.rows();
    let of_each: Vec<_> = rows
        .clone()
        .map(|(horizon, down)| down.spread(horizon as f64))
        .collect();
    Spread {
        amount: of_each.iter().map(|one| one.amount).sum(),
        count: of_each.iter().map(|one| one.count).sum(),
        trials: of_each.iter().map(|one| one.trials).sum(),
        events: sums.stops(),
        rounded: of_each.iter().any(|one| one.rounded),
        parts: rows.flat_map(|(horizon, down)| down.parts(horizon as f64)),
    }
}

/// The share of time down, averaged over trials: no point where it never was down, in a drill nothing at all.
pub(crate) fn share_down(sample: &Sample<'_>, application: usize) -> Interval {
    if sample.drill().is_some() {
        return Interval::default();
    }
    let shares = shares_down(sample, application);
    mean_amount(shares, sample.trials(), 1.0, sample.level).at_most(1.0)
}

/// What the share of time up is not below, whatever the law of outages is: no trial is down for
/// more than all of its time. Far below the point, but it is there from the first outage on.
pub(crate) fn surely_up(sample: &Sample<'_>, application: usize) -> Option<f64> {
    if sample.drill().is_some() {
        return None;
    }
    let shares = shares_down(sample, application);
    let down = surely_at_most(shares, sample.trials(), 1.0, sample.level)?;
    Some(nine_digits(1.0 - down.min(1.0)))
}

/// Seconds down per year of a share of time.
pub(crate) fn downtime(share_down: Interval) -> Interval {
    share_down.times(YEAR as f64 * IN_SECONDS)
}

/// The share of trials of years in which the application was down all the time.
pub(crate) fn down_all_the_time(sample: &Sample<'_>, application: usize) -> Estimate {
    if sample.drill().is_some() {
        return Estimate::default();
    }
    let down = sample.application(application).always_down;
    share_of(sample, down, sample.trials())
}
