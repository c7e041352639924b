//! What a sample says of its events: how many a year, how much time a year, how long on average, and the
//! quantiles of their lengths.
//!
//! Always true here: rates are per year of 365 days and exist only for years; the events of a sample come
//! in the order of trials.

use super::estimate;
use super::gather::{Sample, Seen, sums_by_trial};
use crate::model::outcome::{Estimate, Quantiles};
use crate::stats::mean::{mean_amount, mean_count};
use crate::stats::quantile::smallest_reaching;
use crate::stats::ratio::{Part, ratio};
use crate::stats::share::{Count, pooled};
use crate::stats::{Interval, nine_digits};
use crate::units::{SECOND, YEAR};

/// Milliseconds in seconds.
pub(crate) const IN_SECONDS: f64 = 1.0 / SECOND as f64;

/// Events per year; in a drill nothing is per year.
pub(crate) fn events_per_year<'a>(
    sample: &Sample<'_>,
    events: impl Iterator<Item = Seen<'a>>,
) -> Estimate {
    if sample.drill.is_some() {
        return Estimate::default();
    }
    let counts = sums_by_trial(events, |_| 1.0);
    let mean = mean_count(&counts, sample.trials(), sample.level);
    estimate(mean.times(1.0 / sample.years_per_trial()))
}

/// Seconds per year of something that outages have in milliseconds, at most the whole time.
pub(crate) fn amount_per_year<'a>(
    sample: &Sample<'_>,
    outages: impl Iterator<Item = Seen<'a>>,
    amount: impl Fn(&crate::model::record::Outage) -> f64,
) -> Estimate {
    if sample.drill.is_some() {
        return Estimate::default();
    }
    let years = sample.years_per_trial();
    let outages: Vec<Seen<'a>> = outages.collect();
    let events = outages.len() as u64;
    let sums = sums_by_trial(outages.into_iter(), amount);
    let most = years * YEAR as f64;
    let mean = mean_amount(&sums, events, sample.trials(), most, sample.level);
    estimate(mean.times(IN_SECONDS / years))
}

/// Outages per trial; of a drill the share of its trials that stop the application.
pub(crate) fn outages_per_trial<'a>(
    sample: &Sample<'_>,
    outages: impl Iterator<Item = Seen<'a>>,
) -> Estimate {
    let counts = sums_by_trial(outages, |_| 1.0);
    let trials = sample.trials();
    if sample.drill.is_none() {
        return estimate(mean_count(&counts, trials, sample.level));
    }
    let stopped: Vec<Count> = (0..trials)
        .map(|trial| Count {
            hits: u64::from(trial < counts.len()),
            all: 1,
        })
        .collect();
    let mut share = pooled(&stopped, trials, sample.level).interval;
    if counts.is_empty() {
        share.point = None;
    }
    estimate(share)
}

/// Mean recovery time in seconds. Outages that never ended are left out, and so are those after which
/// the data was gone: their return is no recovery.
pub(crate) fn mttr<'a>(sample: &Sample<'_>, outages: impl Iterator<Item = Seen<'a>>) -> Interval {
    let recovered: Vec<Seen<'a>> = outages
        .filter(|one| one.outage.recovered_after().is_some())
        .collect();
    let times = sums_by_trial(recovered.iter().copied(), |outage| {
        outage.recovered_after().unwrap_or(0) as f64
    });
    let counts = sums_by_trial(recovered.into_iter(), |_| 1.0);
    let parts: Vec<Part> = times
        .into_iter()
        .zip(counts)
        .map(|(amount, count)| Part { amount, count })
        .collect();
    ratio(&parts, sample.level).times(IN_SECONDS)
}

/// Quantiles in seconds of milliseconds that may be infinite, in any order.
pub(crate) fn quantiles_of(mut values: Vec<f64>) -> Quantiles {
    values.sort_by(f64::total_cmp);
    let finite = |value: Option<f64>| {
        value
            .filter(|value| value.is_finite())
            .map(|value| nine_digits(value * IN_SECONDS))
    };
    let bounded = values.partition_point(|value| value.is_finite());
    Quantiles {
        p50: finite(smallest_reaching(&values, 0.5)),
        p95: finite(smallest_reaching(&values, 0.95)),
        p99: finite(smallest_reaching(&values, 0.99)),
        max: finite(values[..bounded].last().copied()),
        count: values.len() as u64,
        infinite: (values.len() - bounded) as u64,
    }
}
