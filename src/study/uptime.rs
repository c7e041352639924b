//! The share of time that an application is up, and down.
//!
//! Always true here: planned outages are downtime as well; a share of time is one of years, and none in a
//! drill.

use super::estimate;
use super::gather::{Sample, Seen};
use super::rate::IN_SECONDS;
use crate::model::outcome::Estimate;
use crate::model::record::TrialRecord;
use crate::stats::mean::{mean_amount, surely_at_most};
use crate::stats::share::{Count, pooled};
use crate::stats::{Interval, nine_digits};
use crate::units::YEAR;

/// The shares of time down of the trials in which there was any.
fn shares_down(sample: &Sample<'_>, application: usize) -> Vec<f64> {
    sample
        .records
        .iter()
        .filter_map(|record| {
            let down = *record.downtime.get(application)?;
            (down > 0 && record.horizon > 0).then(|| down as f64 / record.horizon as f64)
        })
        .collect()
}

/// The share of time down, averaged over trials.
fn share_down(sample: &Sample<'_>, application: usize, seen: &[Seen<'_>]) -> Interval {
    if sample.drill.is_some() {
        return Interval::default();
    }
    let shares = shares_down(sample, application);
    let events = seen.iter().filter(|one| one.stops()).count() as u64;
    mean_amount(&shares, events, sample.trials(), 1.0, sample.level).at_most(1.0)
}

/// The share of time up: no point where it never was down, in a drill nothing at all.
pub(crate) fn availability(sample: &Sample<'_>, application: usize, seen: &[Seen<'_>]) -> Interval {
    share_down(sample, application, seen).complement()
}

/// What the share of time up is not below, whatever the law of outages is: no trial is down for
/// more than all of its time. Far below the point, but it is there from the first outage on.
pub(crate) fn surely_up(sample: &Sample<'_>, application: usize) -> Option<f64> {
    if sample.drill.is_some() {
        return None;
    }
    let shares = shares_down(sample, application);
    let down = surely_at_most(&shares, sample.trials(), 1.0, sample.level)?;
    Some(nine_digits(1.0 - down.min(1.0)))
}

/// Seconds down per year.
pub(crate) fn downtime(sample: &Sample<'_>, application: usize, seen: &[Seen<'_>]) -> Interval {
    share_down(sample, application, seen).times(YEAR as f64 * IN_SECONDS)
}

/// The share of trials of years in which the application was down all the time.
pub(crate) fn down_all_the_time(sample: &Sample<'_>, application: usize) -> Estimate {
    if sample.drill.is_some() {
        return Estimate::default();
    }
    let down = |record: &TrialRecord| {
        let down = record.downtime.get(application).copied().unwrap_or(0);
        record.horizon > 0 && down >= record.horizon
    };
    let counts: Vec<Count> = sample
        .records
        .iter()
        .map(|record| Count {
            hits: u64::from(down(record)),
            all: 1,
        })
        .collect();
    let mut share = pooled(&counts, sample.trials(), sample.level).interval;
    if share.point == Some(0.0) {
        share.point = None;
    }
    estimate(share)
}
