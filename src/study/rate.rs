//! What a sample says of its events: how many a year, how much time a year, how long on average, and the
//! quantiles of their lengths.
//!
//! Always true here: rates are per year of 365 days and exist only for years.

use super::estimate;
use super::gather::Sample;
use crate::model::outcome::{Estimate, Quantiles};
use crate::stats::amounts::{Amounts, Pairs};
use crate::stats::clusters::Clusters;
use crate::stats::frequencies::{ENDLESS, Row};
use crate::stats::mean::{mean_amount, mean_count};
use crate::stats::moments::Moments;
use crate::stats::quantile::smallest_reaching;
use crate::stats::ratio::ratio;
use crate::stats::share::pooled;
use crate::stats::{Interval, nine_digits};
use crate::units::{SECOND, YEAR};

/// Milliseconds in seconds.
pub(crate) const IN_SECONDS: f64 = 1.0 / SECOND as f64;

/// Events per year; in a drill nothing is per year.
pub(crate) fn events_per_year(sample: &Sample<'_>, events: &Moments) -> Estimate {
    if sample.drill().is_some() {
        return Estimate::default();
    }
    let mean = mean_count(events, sample.trials(), sample.level);
    estimate(mean.times(1.0 / sample.years_per_trial()))
}

/// Seconds per year of something that outages have in milliseconds, at most the whole time.
pub(crate) fn amount_per_year(sample: &Sample<'_>, amounts: &Amounts) -> Estimate {
    if sample.drill().is_some() {
        return Estimate::default();
    }
    let years = sample.years_per_trial();
    let most = years * YEAR as f64;
    let mean = mean_amount(amounts.spread(1.0), sample.trials(), most, sample.level);
    estimate(mean.times(IN_SECONDS / years))
}

/// Outages per trial; of a drill the share of its trials that stop the application.
pub(crate) fn outages_per_trial(sample: &Sample<'_>, outages: &Moments) -> Estimate {
    match sample.drill() {
        None => estimate(mean_count(outages, sample.trials(), sample.level)),
        Some(_) => share_of(sample, outages.trials, sample.trials()),
    }
}

/// In which share of `all` trials something was; what was in none has no point and a bound.
pub(crate) fn share_of(sample: &Sample<'_>, hits: u64, all: u64) -> Estimate {
    let flags = Clusters::flags(hits, all);
    let mut share = pooled(&flags, all, sample.level).interval;
    if hits == 0 {
        share.point = None;
    }
    estimate(share)
}

/// The mean in seconds of lengths in milliseconds.
pub(crate) fn mean_s(sample: &Sample<'_>, lengths: &Pairs) -> Interval {
    ratio(lengths.spread(), sample.level).times(IN_SECONDS)
}

/// Quantiles in seconds of ascending rows of milliseconds, some perhaps without end.
pub(crate) fn quantiles_of<const W: usize>(
    rows: impl Iterator<Item = Row<W>> + Clone,
) -> Quantiles {
    let (mut count, mut infinite, mut longest) = (0, 0, None);
    for row in rows.clone() {
        count += row.count();
        if row.value < ENDLESS {
            longest = Some(row.value);
        } else {
            infinite += row.count();
        }
    }
    let seconds = |value: Option<u64>| {
        let finite = value.filter(|value| *value < ENDLESS);
        finite.map(|value| nine_digits(value as f64 * IN_SECONDS))
    };
    let reaching = |share: f64| seconds(smallest_reaching(rows.clone(), count, share));
    Quantiles {
        p50: reaching(0.5),
        p95: reaching(0.95),
        p99: reaching(0.99),
        max: seconds(longest),
        count,
        infinite,
    }
}
