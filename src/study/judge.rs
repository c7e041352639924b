//! Verdicts: an objective against what was seen of each class.
//!
//! Always true here: classes are never pooled for a verdict, a verdict needs the whole interval on
//! one side, and a class of which nothing was seen is neither met nor missed nor in doubt.

use super::gather::Sample;
use super::observe::{Observed, observed};
use super::rate::mean_s;
use super::sums::ClassSums;
use super::{advice, endless, estimate};
use crate::model::ObjectiveOf;
use crate::model::outcome::{ClassOutcome, Estimate, Judged, Verdict};
use crate::model::{Class, Objective};
use crate::stats::Interval;
use crate::stats::clusters::Clusters;
use crate::stats::quantile::{SAME, achievable};
use crate::stats::share::{Share, growth_to_decide, pooled};
use crate::units::SECOND;

/// The verdict on a share or availability that should be at least `target`.
pub(crate) fn verdict(attained: Estimate, target: f64) -> Verdict {
    match (attained.point, attained.low, attained.high) {
        (None, ..) => Verdict::NotSeen,
        (_, Some(low), _) if low + SAME >= target => Verdict::Met,
        (_, _, Some(high)) if high + SAME < target => Verdict::Missed,
        _ => Verdict::Inconclusive,
    }
}

/// Whether a mean recovery time is beyond a limit, both in seconds: only where its whole interval is,
/// or where no outage ever ended. An end that is missing decides nothing.
pub(crate) fn is_beyond(mttr_s: Estimate, limit_s: f64, outages: u64) -> Option<bool> {
    match (mttr_s.point, mttr_s.low, mttr_s.high) {
        (None, ..) => (outages > 0).then_some(true),
        (_, Some(low), _) if low > limit_s => Some(true),
        (_, _, Some(high)) if high <= limit_s => Some(false),
        _ => None,
    }
}

/// Whether any of several is beyond; not beyond only where all that were judged are not.
pub(crate) fn any_beyond(judged: &Judged) -> Option<bool> {
    let seen = || judged.by_class.iter().filter(|class| class.outages > 0);
    let stated = || seen().filter(|class| class.objective_s.is_some());
    if stated().any(|class| class.mttr_exceeds_rto == Some(true)) {
        return Some(true);
    }
    let all = stated().all(|class| class.mttr_exceeds_rto == Some(false));
    (all && stated().next().is_some()).then_some(false)
}

/// The share of observations within their limit.
pub(crate) fn attained(sample: &Sample<'_>, clusters: &Clusters) -> Share {
    pooled(clusters, sample.trials(), sample.level)
}

/// Recovery times or losses of one application over all classes that can occur, did occur, or have an
/// objective of their own. None where it has no state to lose, and in a drill that hits nothing of it.
pub(crate) fn judged(sample: &Sample<'_>, application: usize, kind: ObjectiveOf) -> Option<Judged> {
    let objectives = kind.stated(&sample.blueprint().applications[application]);
    let found = observed(sample, application, kind)?;
    let by_class: Vec<ClassOutcome> = Class::ALL
        .into_iter()
        .filter(|class| found.classes.contains(class))
        .map(|class| {
            let looked_at = LookedAt {
                sample,
                application,
                kind,
                found: &found,
                objective: objectives.for_class(class),
                target: objectives.target_of(class).0,
            };
            let mut made = of_class(&looked_at, class);
            endless::judge(kind, found.of(class), &mut made);
            made
        })
        .collect();
    let stated = !objectives.is_empty();
    let worst = ClassOutcome::gravest(&by_class);
    Some(Judged {
        // Stated, but nothing in the scenario can cause it: nothing was seen.
        verdict: match worst {
            Some(class) => class.verdict,
            None => stated.then_some(Verdict::NotSeen),
        },
        worst_class: worst.map(|class| class.class),
        pooled: if stated {
            estimate(attained(sample, found.pooled()).interval)
        } else {
            Estimate::default()
        },
        miss_in_a_year: miss_in_a_year(sample, application, kind),
        by_class,
    })
}

/// So many times as many trials, rounded up to those of a whole number of trials with an observation: of one such trial in
/// 60 a quarter more is none.
fn whole(factor: f64, seen: u64, trials: u64) -> u64 {
    let seen = seen.max(1) as f64;
    // What is a whole number but for its last digit is that.
    let wanted = (factor * seen - 1e-9).ceil();
    (wanted / seen * trials as f64 - 1e-9).ceil() as u64
}

/// What a class is judged by.
struct LookedAt<'l, 'a> {
    sample: &'l Sample<'a>,
    application: usize,
    kind: ObjectiveOf,
    found: &'l Observed<'a>,
    objective: Option<Objective>,
    target: f64,
}

fn of_class(looked_at: &LookedAt<'_, '_>, class: Class) -> ClassOutcome {
    let LookedAt { sample, found, .. } = looked_at;
    let reach = sample.plan.reach(looked_at.application, looked_at.kind);
    let sums = found.of(class);
    let clusters = found.clusters(class);
    let open = sums.map_or(0, |sums| sums.open);
    let objective = looked_at.objective;
    let target = looked_at.target;
    let share = objective.map(|_| attained(sample, &clusters));
    let attained = share.map_or(Estimate::default(), |share| estimate(share.interval));
    let verdict = objective.map(|_| match verdict(attained, target) {
        // It did stop it, but not so that it could be counted.
        Verdict::NotSeen if open > 0 => Verdict::Inconclusive,
        verdict => verdict,
    });
    let trials_to_decide = share
        .filter(|_| verdict == Some(Verdict::Inconclusive))
        .and_then(|share| growth_to_decide(&share, target, sample.level))
        .map(|factor| whole(factor, clusters.seen, sample.trials()));
    let values = found.values(class);
    let reached = achievable(values, &clusters, sample.trials(), target, sample.level);
    let objective_s = objective.map(|objective| objective.limit.as_seconds());
    let mttr_s = match (looked_at.kind, sums) {
        (ObjectiveOf::Recovery, Some(sums)) => estimate(mean_s(sample, &sums.recoveries)),
        _ => Estimate::default(),
    };
    let stopped = sums.map_or(0, |sums| sums.outages);
    let faults = match sample.drill() {
        None => sample.sums.faults_of(reach, class),
        Some(_) => None,
    };
    let mut made = ClassOutcome {
        class,
        objective_s,
        target,
        outages: stopped,
        observations: clusters.all,
        open_at_start: open,
        faults,
        bore_on: found.bore_on(class),
        attained,
        achievable_s: estimate(reached.times(1.0 / SECOND as f64)),
        verdict,
        mttr_s,
        mttr_exceeds_rto: objective_s
            .filter(|_| looked_at.kind == ObjectiveOf::Recovery)
            .and_then(|limit| is_beyond(mttr_s, limit, stopped)),
        main_cause: sums.and_then(main_cause),
        trials_to_decide,
        note: String::new(),
        advice: String::new(),
    };
    made.note = advice::note(sample, looked_at.kind, found, &made);
    let unseen = |made| advice::unseen(sample, looked_at.application, looked_at.kind, made);
    made.advice = match verdict {
        Some(Verdict::NotSeen) => unseen(&made),
        Some(Verdict::Inconclusive) if made.observations == 0 => unseen(&made),
        Some(Verdict::Inconclusive) => advice::undecided(sample, class, trials_to_decide, target),
        Some(Verdict::Met | Verdict::Missed) | None => String::new(),
    };
    made
}

/// The cause of most misses of the class, then of most losses of all data, then of the longest time or loss in all: of the outages
/// that are judged, else of those that were open at the start.
fn main_cause(sums: &ClassSums) -> Option<u16> {
    let judged = if sums.outages == 0 {
        &sums.open_causes
    } else {
        &sums.causes
    };
    let mut best: Option<(u16, (u64, u64, u128))> = None;
    for (cause, blame) in judged.rows() {
        let cost = (blame.misses, blame.total_losses, blame.cost);
        if best.is_none_or(|(_, known)| cost > known) {
            best = Some((cause, cost));
        }
    }
    best.map(|(cause, _)| cause)
}

/// Probability of at least one miss in a year: the share of the whole years in the horizons that
/// have one. Of a horizon below one year the share of trials, raised to a whole year as if years were
/// made of independent parts.
fn miss_in_a_year(sample: &Sample<'_>, application: usize, kind: ObjectiveOf) -> Estimate {
    let objectives = kind.stated(&sample.blueprint().applications[application]);
    if sample.drill().is_some() || objectives.is_empty() {
        return Estimate::default();
    }
    let missed = &sample.application(application).kind(kind).missed;
    let years = Clusters {
        hits: missed.hits,
        hits_squared: missed.hits_squared,
        cross: missed.cross,
        ..sample.sums.years
    };
    let mut share = pooled(&years, sample.trials(), sample.level).interval;
    if share.point == Some(0.0) {
        share.point = None;
    }
    let length = sample.years_per_trial();
    if length < 1.0 {
        let raised = |value: f64| 1.0 - libm::pow(1.0 - value, 1.0 / length);
        share = Interval {
            point: share.point.map(raised),
            low: share.low.map(raised),
            high: share.high.map(raised),
        };
    }
    estimate(share)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of causes with as many misses the one by which all data was lost is the main one, whatever the others cost.
    #[test]
    fn a_total_loss_weighs_more_than_any_number() {
        let mut sums = ClassSums {
            outages: 3,
            ..ClassSums::default()
        };
        for (cause, misses, total_losses, cost) in
            [(0, 1, 0, u128::MAX), (1, 1, 1, 0), (2, 0, 0, 9)]
        {
            let blame = sums.causes.at(cause);
            (blame.misses, blame.total_losses, blame.cost) = (misses, total_losses, cost);
        }
        assert_eq!(main_cause(&sums), Some(1));
    }

    /// One trial in 60 with an outage: a quarter more of it is a second one, so 120 trials. Of 300 trials with one each a
    /// quarter more is 375; of 7 in 70 it is 8.75, so 9, in 90.
    #[test]
    fn trials_to_come_bring_whole_observations() {
        let made = [(1.25, 1, 60), (1.25, 300, 300), (1.25, 7, 70), (2.0, 0, 9)];
        let made = made.map(|(factor, seen, trials)| whole(factor, seen, trials));
        assert_eq!(made, [120, 375, 90, 18]);
    }

    /// A mean of 10 s, surely between 5 s and 20 s: beyond 4 s, not beyond 20 s, and nothing is known
    /// about 8 s and 15 s, on whichever side of them the mean lies.
    #[test]
    fn a_mean_is_beyond_only_with_its_whole_interval() {
        let mean = Estimate {
            point: Some(10.0),
            low: Some(5.0),
            high: Some(20.0),
        };
        let judged = [4.0, 8.0, 15.0, 20.0].map(|limit| is_beyond(mean, limit, 3));
        assert_eq!(judged, [Some(true), None, None, Some(false)]);
        // Few outages leave only the lower end: never "not beyond".
        let few = Estimate { high: None, ..mean };
        assert_eq!(is_beyond(few, 1e9, 3), None);
        // None of three ever ended; none at all.
        let never = Estimate::default();
        assert_eq!(is_beyond(never, 1e9, 3), Some(true));
        assert_eq!(is_beyond(never, 1.0, 0), None);
    }
}
