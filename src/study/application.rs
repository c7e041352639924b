//! What a run or a drill says of one application.
//!
//! Always true here: rates are per year of 365 days and exist only for years; planned outages are
//! counted apart, but their downtime is downtime.

use super::ends::{ends, loses_all};
use super::gather::{Sample, Seen};
use super::judge::{any_beyond, judged, values, verdict};
use super::largest::largest;
use super::rate::{
    IN_SECONDS, amount_per_year, events_per_year, mttr, outages_per_trial, quantiles_of,
};
use super::uptime::{availability, down_all_the_time, downtime, surely_up};
use super::{cause, estimate, path, reason};
use crate::model::ObjectiveOf;
use crate::model::outcome::{
    ApplicationOutcome, ClassPhases, Estimate, MissBinding, Quantiles, Verdict,
};
use crate::model::record::{Ended, Phase, Resource};
use crate::model::{ApplicationId, Class, Objectives};
use crate::stats::{Interval, nine_digits};
use std::collections::BTreeMap;

/// All figures of one application from its outages, which are in the order of trials.
pub(crate) fn outcome(
    sample: &Sample<'_>,
    application: usize,
    seen: &[Seen<'_>],
) -> ApplicationOutcome {
    let blueprint = sample.blueprint;
    let rto = ObjectiveOf::Recovery.stated(&blueprint.applications[application]);
    let outages = || seen.iter().copied().filter(Seen::is_outage);
    let at_risk = |one: &Seen<'_>| one.value(ObjectiveOf::Loss).is_some();
    let losses = || seen.iter().copied().filter(at_risk);
    let up = availability(sample, application, seen);
    let surely = surely_up(sample, application);
    let stated = blueprint.applications[application].availability;
    let stateful = blueprint.applications[application]
        .roles
        .clone()
        .any(|role| blueprint.roles[role as usize].stateful);
    let recovery = judged(sample, application, ObjectiveOf::Recovery, seen);
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
        rpo: judged(sample, application, ObjectiveOf::Loss, seen),
        recovery_s: quantiles(ObjectiveOf::Recovery, seen),
        data_loss_s: quantiles(ObjectiveOf::Loss, seen),
        by_cause: cause::by_cause(sample, application, seen),
        by_path: path::by_path(sample, application, seen),
        miss_bindings: miss_bindings(rto, seen),
        rpo_misses: reason::rpo_misses(
            ObjectiveOf::Loss.stated(&blueprint.applications[application]),
            seen,
        ),
        phases: phases(seen),
        recovery_sample: cause::samples(ObjectiveOf::Recovery, seen),
        loss_sample: cause::samples(ObjectiveOf::Loss, seen),
        planned_outages: seen
            .iter()
            .filter(|one| one.outage.counted && one.outage.class == Class::Planned)
            .count() as u64,
    }
}

/// As printed; where too few outages were seen for a lower end, by the bound that is sure.
fn availability_verdict(up: Interval, surely: Option<f64>, stated: f64) -> Verdict {
    let mut judged = estimate(up);
    judged.low = judged.low.or(surely);
    verdict(judged, stated)
}

fn quantiles(kind: ObjectiveOf, seen: &[Seen<'_>]) -> Quantiles {
    let values = values(kind, seen);
    quantiles_of(values.iter().map(|(_, seen)| seen.value).collect())
}

/// What missed recoveries waited for, most frequent first. Where the data is gone, no wait but the
/// want of anything to restore is what missed.
fn miss_bindings(rto: &Objectives, seen: &[Seen<'_>]) -> Vec<MissBinding> {
    let mut counts: BTreeMap<Resource, u64> = BTreeMap::new();
    for one in seen
        .iter()
        .filter(|one| one.missed(ObjectiveOf::Recovery, rto))
    {
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
