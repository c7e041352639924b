//! What a run or a drill says of one application.
//!
//! Always true here: rates are per year of 365 days and exist only for years; planned outages are
//! counted apart, but their downtime is downtime.

use super::ends::{ends, loses_all};
use super::gather::{Kind, Sample, Seen, sums_by_trial};
use super::judge::{any_beyond, judged, values, verdict};
use super::largest::largest;
use super::{cause, estimate, path, reason};
use crate::model::outcome::{
    ApplicationOutcome, ClassPhases, Estimate, MissBinding, Quantiles, Verdict,
};
use crate::model::record::{Ended, Phase, Resource, TrialRecord};
use crate::model::{ApplicationId, Class, Objectives};
use crate::stats::mean::{mean_amount, mean_count, surely_at_most};
use crate::stats::quantile::smallest_reaching;
use crate::stats::ratio::{Part, ratio};
use crate::stats::share::{Count, pooled};
use crate::stats::{Interval, nine_digits};
use crate::units::{SECOND, YEAR};
use std::collections::BTreeMap;

const IN_SECONDS: f64 = 1.0 / SECOND as f64;

/// All figures of one application from its outages, which are in the order of trials.
pub(crate) fn outcome(
    sample: &Sample<'_>,
    application: usize,
    seen: &[Seen<'_>],
) -> ApplicationOutcome {
    let blueprint = sample.blueprint;
    let rto = Kind::Rto.objectives(blueprint, application);
    let outages = || seen.iter().copied().filter(Seen::is_outage);
    let at_risk = |one: &Seen<'_>| Kind::Rpo.value(*one).is_some();
    let losses = || seen.iter().copied().filter(at_risk);
    let up = availability(sample, application, seen);
    let surely = surely_up(sample, application);
    let stated = blueprint.applications[application].availability;
    let stateful = blueprint.applications[application]
        .roles
        .clone()
        .any(|role| blueprint.roles[role as usize].stateful);
    let recovery = judged(sample, application, Kind::Rto, seen);
    ApplicationOutcome {
        application: ApplicationId::from_index(application),
        outages: outages().count() as u64,
        unrecovered: outages()
            .filter(|one| one.outage.ended() == Ended::Never)
            .count() as u64,
        ends: ends(sample, application, seen),
        outages_per_year: events_per_year(sample, outages()),
        outages_per_trial: outages_per_trial(sample, outages()),
        mttr_s: estimate(mttr(sample, outages())),
        mttr_exceeds_rto: recovery.as_ref().and_then(any_beyond),
        down_all_the_time: down_all_the_time(sample, application),
        availability: estimate(up),
        availability_surely: surely,
        availability_verdict: stated
            .filter(|_| sample.drill.is_none())
            .map(|share| availability_verdict(up, surely, share.0)),
        downtime_s_per_year: estimate(downtime(sample, application, seen)),
        largest_outage: largest(sample, seen),
        total_losses_per_year: events_per_year(sample, seen.iter().copied().filter(loses_all)),
        total_losses: seen.iter().filter(|one| loses_all(one)).count() as u64,
        // What has no state cannot lose any: no bound is better than one that means nothing.
        data_loss_s_per_year: if stateful {
            let kept = losses().filter(|one| one.outage.lasting_loss().is_some());
            amount_per_year(sample, kept, |outage| {
                outage.lasting_loss().unwrap_or(0) as f64
            })
        } else {
            Estimate::default()
        },
        rto: recovery,
        rpo: judged(sample, application, Kind::Rpo, seen),
        recovery_s: quantiles(Kind::Rto, seen),
        data_loss_s: quantiles(Kind::Rpo, seen),
        by_cause: cause::by_cause(sample, application, seen),
        by_path: path::by_path(sample, application, seen),
        miss_bindings: miss_bindings(rto, seen),
        rpo_misses: reason::rpo_misses(Kind::Rpo.objectives(blueprint, application), seen),
        phases: phases(seen),
        recovery_sample: cause::samples(Kind::Rto, seen),
        loss_sample: cause::samples(Kind::Rpo, seen),
        planned_outages: seen
            .iter()
            .filter(|one| one.outage.counted && one.outage.class == Class::Planned)
            .count() as u64,
    }
}

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

fn downtime(sample: &Sample<'_>, application: usize, seen: &[Seen<'_>]) -> Interval {
    share_down(sample, application, seen).times(YEAR as f64 * IN_SECONDS)
}

/// As printed; where too few outages were seen for a lower end, by the bound that is sure.
fn availability_verdict(up: Interval, surely: Option<f64>, stated: f64) -> Verdict {
    let mut judged = estimate(up);
    judged.low = judged.low.or(surely);
    verdict(judged, stated)
}

/// Outages per trial; of a drill the share of its trials that stop the application.
fn outages_per_trial<'a>(sample: &Sample<'_>, outages: impl Iterator<Item = Seen<'a>>) -> Estimate {
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

/// The share of trials of years in which the application was down all the time.
fn down_all_the_time(sample: &Sample<'_>, application: usize) -> Estimate {
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

fn quantiles(kind: Kind, seen: &[Seen<'_>]) -> Quantiles {
    let values = values(kind, seen);
    quantiles_of(values.iter().map(|(_, seen)| seen.value).collect())
}

/// What missed recoveries waited for, most frequent first. Where the data is gone, no wait but the
/// want of anything to restore is what missed.
fn miss_bindings(rto: &Objectives, seen: &[Seen<'_>]) -> Vec<MissBinding> {
    let mut counts: BTreeMap<Resource, u64> = BTreeMap::new();
    for one in seen.iter().filter(|one| Kind::Rto.missed(rto, **one)) {
        let resource = match one.outage.ended() {
            Ended::Lost => Resource::RestorePoint,
            Ended::Recovered | Ended::Never => one.outage.binding,
        };
        *counts.entry(resource).or_default() += 1;
    }
    let mut bindings: Vec<MissBinding> = counts
        .into_iter()
        .map(|(resource, misses)| MissBinding { resource, misses })
        .collect();
    bindings.sort_by_key(|binding| std::cmp::Reverse(binding.misses));
    bindings
}

/// Mean phases of the recovered outages of each class, planned ones as a class of their own.
fn phases(seen: &[Seen<'_>]) -> Vec<ClassPhases> {
    let mut sums: BTreeMap<Class, (u64, [u64; Phase::COUNT])> = BTreeMap::new();
    let recovered = seen
        .iter()
        .map(|one| one.outage)
        .filter(|outage| outage.counted && !outage.loss_only)
        .filter(|outage| outage.ended() == Ended::Recovered);
    for outage in recovered {
        let (count, sum) = sums.entry(outage.class).or_default();
        *count += 1;
        for (total, length) in sum.iter_mut().zip(outage.phases) {
            *total = total.saturating_add(length);
        }
    }
    sums.into_iter()
        .map(|(class, (outages, sum))| ClassPhases {
            class,
            outages,
            mean_s: sum.map(|total| nine_digits(total as f64 * IN_SECONDS / outages as f64)),
        })
        .collect()
}
