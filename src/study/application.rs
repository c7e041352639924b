//! What a run or a drill says of one application.
//!
//! Always true here: rates are per year of 365 days and exist only for years; planned outages are
//! counted apart, but their downtime is downtime.

use super::ends::ends;
use super::gather::Sample;
use super::judge::{any_beyond, judged, verdict};
use super::largest::largest;
use super::rate::{
    IN_SECONDS, amount_per_year, events_per_year, mean_s, outages_per_trial, quantiles_of,
};
use super::sums::{ApplicationSums, ClaimSums, ClassSums};
use super::uptime::{down_all_the_time, downtime, share_down, surely_up};
use super::{cause, choice, decisions, estimate, path, reason, replays};
use crate::model::outcome::{
    ApplicationOutcome, ClaimOutcome, ClassPhases, Estimate, MissBinding, Quantiles, Verdict,
};
use crate::model::{ApplicationId, Class, ObjectiveOf};
use crate::stats::frequencies::merged;
use crate::stats::{Interval, nine_digits};

/// All figures of one application.
pub(crate) fn outcome(sample: &Sample<'_>, application: usize) -> ApplicationOutcome {
    let sums = sample.application(application);
    let blueprint = sample.blueprint();
    let down = share_down(sample, application);
    let up = down.complement();
    let surely = surely_up(sample, application);
    let stated = blueprint.applications[application].availability;
    let stateful = blueprint.applications[application]
        .roles
        .clone()
        .any(|role| blueprint.roles[role as usize].stateful);
    let recovery = judged(sample, application, ObjectiveOf::Recovery);
    ApplicationOutcome {
        application: ApplicationId::from_index(application),
        outages: sums.outages.sum,
        unrecovered: sums.never.sum,
        ends: ends(sample, sums),
        outages_per_year: events_per_year(sample, &sums.outages),
        outages_per_trial: outages_per_trial(sample, &sums.outages),
        mttr_s: estimate(mean_s(sample, &sums.recoveries)),
        mttr_exceeds_rto: recovery.as_ref().and_then(any_beyond),
        down_all_the_time: down_all_the_time(sample, application),
        availability: estimate(up),
        availability_surely: surely,
        availability_verdict: stated
            .filter(|_| sample.drill().is_none())
            .map(|share| availability_verdict(up, surely, share.0)),
        downtime_s_per_year: estimate(downtime(down)),
        largest_outage: largest(sums),
        total_losses_per_year: events_per_year(sample, &sums.gone),
        total_losses: sums.gone.sum,
        // What has no state cannot lose any: no bound is better than one that means nothing.
        data_loss_s_per_year: if stateful {
            amount_per_year(sample, &sums.data_lost)
        } else {
            Estimate::default()
        },
        rto: recovery,
        rpo: judged(sample, application, ObjectiveOf::Loss),
        recovery_s: quantiles(ObjectiveOf::Recovery, sums),
        data_loss_s: quantiles(ObjectiveOf::Loss, sums),
        by_cause: cause::by_cause(sample, sums),
        by_path: path::by_path(sample, application, sums),
        miss_bindings: miss_bindings(sums),
        rpo_misses: reason::rpo_misses(sums),
        phases: phases(sums),
        recovery_sample: cause::samples(sample, application, ObjectiveOf::Recovery),
        loss_sample: cause::samples(sample, application, ObjectiveOf::Loss),
        planned_outages: sums.planned,
        points: choice::choices(sample, &sums.points),
        replays: replays::replays(sample, &sums.replays),
        decisions: decisions::decisions(sample, &sums.decisions),
        claims: blueprint.claims.is_some().then(|| claims(&sums.claims)),
    }
}

fn claims(sums: &ClaimSums) -> ClaimOutcome {
    ClaimOutcome {
        outages: sums.outages.into(),
        rto_misses: sums.rto_misses.into(),
        rpo_misses: sums.rpo_misses.into(),
        lost: sums.lost.into(),
    }
}

/// As printed; where too few outages were seen for a lower end, by the bound that is sure.
pub(crate) fn availability_verdict(up: Interval, surely: Option<f64>, stated: f64) -> Verdict {
    let mut judged = estimate(up);
    judged.low = judged.low.or(surely);
    verdict(judged, stated)
}

/// Of all outages that count for an objective.
fn quantiles(kind: ObjectiveOf, sums: &ApplicationSums) -> Quantiles {
    let classes = sums.kind(kind).classes.rows();
    let unplanned = classes.filter(|(class, _)| *class != Class::Planned);
    quantiles_of(merged(
        unplanned.flat_map(|(_, sums)| ClassSums::of_outages(sums)),
    ))
}

/// What missed recoveries waited for, most frequent first.
fn miss_bindings(sums: &ApplicationSums) -> Vec<MissBinding> {
    let mut bindings: Vec<MissBinding> = sums
        .bindings
        .rows()
        .map(|(resource, misses)| MissBinding {
            resource,
            misses: *misses,
        })
        .collect();
    bindings.sort_by_key(|binding| std::cmp::Reverse(binding.misses));
    bindings
}

/// Mean phases of the recovered outages of each class, planned ones as a class of their own.
fn phases(sums: &ApplicationSums) -> Vec<ClassPhases> {
    let classes = sums.phases.rows();
    classes
        .map(|(class, (outages, sum))| ClassPhases {
            class,
            outages: *outages,
            mean_s: sum.map(|total| nine_digits(total as f64 * IN_SECONDS / *outages as f64)),
        })
        .collect()
}
