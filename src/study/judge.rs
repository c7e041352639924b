//! Verdicts: an objective against what was seen of each class.
//!
//! Always true here: classes are never pooled for a verdict, a verdict needs the whole interval on
//! one side, and a class of which nothing was seen is neither met nor missed nor in doubt.

use super::classes::Reach;
use super::endless::Endless;
use super::gather::{self, Sample, Seen};
use super::observe::{Observed, observed};
use super::rate::mttr;
use super::{advice, estimate};
use crate::model::ObjectiveOf;
use crate::model::outcome::{ClassOutcome, Estimate, Judged, Verdict};
use crate::model::{Class, Objective};
use crate::stats::quantile::{Observation, SAME, achievable};
use crate::stats::share::{Count, Share, growth_to_decide, pooled};
use crate::stats::{Interval, Level};
use crate::units::{SECOND, YEAR};
use std::collections::BTreeMap;

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

/// The values that count for an objective, with their classes, in the order of trials.
pub(crate) fn values(kind: ObjectiveOf, seen: &[Seen<'_>]) -> Vec<(Class, Observation)> {
    seen.iter()
        .filter_map(|one| {
            let value = one.value(kind)?;
            let trial = one.trial;
            Some((one.outage.class, Observation { value, trial }))
        })
        .collect()
}

/// The share of values within their limit. Values must be in the order of trials.
pub(crate) fn attained(
    values: impl Iterator<Item = (Observation, f64)>,
    trials: usize,
    level: Level,
) -> Share {
    let mut counts: Vec<Count> = Vec::new();
    let mut last = None;
    for (observation, limit) in values {
        if last != Some(observation.trial) {
            last = Some(observation.trial);
            counts.push(Count::default());
        }
        if let Some(count) = counts.last_mut() {
            count.all += 1;
            count.hits += u64::from(observation.value <= limit);
        }
    }
    pooled(&counts, trials, level)
}

/// Recovery times or losses of one application over all classes that can occur, did occur, or have an
/// objective of their own. None where it has no state to lose, and in a drill that hits nothing of it.
pub(crate) fn judged(
    sample: &Sample<'_>,
    application: usize,
    kind: ObjectiveOf,
    seen: &[Seen<'_>],
) -> Option<Judged> {
    let objectives = kind.stated(&sample.blueprint.applications[application]);
    let reach = Reach::of(sample.blueprint, application, kind);
    let found = observed(sample, application, kind, &reach, seen)?;
    let endless = Endless::of(kind, seen);
    let by_class: Vec<ClassOutcome> = Class::ALL
        .into_iter()
        .filter(|class| found.classes.contains(class))
        .map(|class| {
            let looked_at = LookedAt {
                sample,
                kind,
                reach: &reach,
                found: &found,
                objective: objectives.for_class(class),
                target: objectives.target_of(class).0,
            };
            let mut made = of_class(&looked_at, class);
            endless.judge(&mut made);
            made
        })
        .collect();
    let pooled = attained(
        found.values.iter().filter_map(|(class, observation)| {
            let limit = objectives.for_class(*class)?.limit;
            Some((*observation, limit.0 as f64))
        }),
        sample.trials(),
        sample.level,
    );
    let stated = !objectives.is_empty();
    let worst = by_class.iter().reduce(|one, other| {
        if ClassOutcome::by_gravity(one, other).is_le() {
            one
        } else {
            other
        }
    });
    Some(Judged {
        // Stated, but nothing in the scenario can cause it: nothing was seen.
        verdict: match worst {
            Some(class) => class.verdict,
            None => stated.then_some(Verdict::NotSeen),
        },
        worst_class: worst.map(|class| class.class),
        pooled: if stated {
            estimate(pooled.interval)
        } else {
            Estimate::default()
        },
        miss_in_a_year: miss_in_a_year(sample, application, kind, seen),
        by_class,
    })
}

/// What a class is judged by.
struct LookedAt<'l, 'a> {
    sample: &'l Sample<'a>,
    kind: ObjectiveOf,
    reach: &'l Reach<'a>,
    found: &'l Observed<'l>,
    objective: Option<Objective>,
    target: f64,
}

fn of_class(looked_at: &LookedAt<'_, '_>, class: Class) -> ClassOutcome {
    let LookedAt { sample, found, .. } = looked_at;
    let own: Vec<Observation> = found
        .values
        .iter()
        .filter(|(of, _)| *of == class)
        .map(|(_, observation)| *observation)
        .collect();
    let outages: Vec<Seen<'_>> = of_this(&found.outages, class);
    let open = of_this(&found.open_at_start, class);
    let objective = looked_at.objective;
    let target = looked_at.target;
    let limit = objective.map(|objective| objective.limit.0 as f64);
    let share = limit.map(|limit| {
        let all = own.iter().map(|observation| (*observation, limit));
        attained(all, sample.trials(), sample.level)
    });
    let attained = share.map_or(Estimate::default(), |share| estimate(share.interval));
    let verdict = objective.map(|_| match verdict(attained, target) {
        // It did stop it, but not so that it could be counted.
        Verdict::NotSeen if !open.is_empty() => Verdict::Inconclusive,
        verdict => verdict,
    });
    let trials_to_decide = share
        .filter(|_| verdict == Some(Verdict::Inconclusive))
        .and_then(|share| growth_to_decide(&share, target, sample.level))
        .map(|factor| (factor * sample.trials() as f64).ceil() as u64);
    let reached = achievable(&own, sample.trials(), target, sample.level);
    let objective_s = objective.map(|objective| objective.limit.as_seconds());
    let recoveries = outages.iter().copied().filter(Seen::is_outage);
    let mttr_s = match looked_at.kind {
        ObjectiveOf::Recovery => estimate(mttr(sample, recoveries)),
        ObjectiveOf::Loss => Estimate::default(),
    };
    let stopped = outages.len() as u64;
    let faults = match sample.drill {
        None => looked_at.reach.faults_of(class, sample.records),
        Some(_) => None,
    };
    let mut made = ClassOutcome {
        class,
        objective_s,
        target,
        outages: stopped,
        observations: own.len() as u64,
        open_at_start: open.len() as u64,
        faults,
        attained,
        achievable_s: estimate(reached.times(1.0 / SECOND as f64)),
        verdict,
        mttr_s,
        mttr_exceeds_rto: objective_s
            .filter(|_| looked_at.kind == ObjectiveOf::Recovery)
            .and_then(|limit| is_beyond(mttr_s, limit, stopped)),
        main_cause: main_cause(looked_at, &own, &outages, &open),
        trials_to_decide,
        note: String::new(),
        advice: String::new(),
    };
    made.note = advice::note(sample, looked_at.kind, found, &made);
    made.advice = match verdict {
        Some(Verdict::NotSeen) => advice::unseen(sample, looked_at.reach, &made),
        Some(Verdict::Inconclusive) if made.observations == 0 => {
            advice::unseen(sample, looked_at.reach, &made)
        }
        Some(Verdict::Inconclusive) => advice::undecided(sample, class, trials_to_decide, target),
        Some(Verdict::Met | Verdict::Missed) | None => String::new(),
    };
    made
}

fn of_this<'a>(all: &[Seen<'a>], class: Class) -> Vec<Seen<'a>> {
    let own = all.iter().filter(|one| one.outage.class == class);
    own.copied().collect()
}

/// The cause of most misses of the class, then of the longest time or loss in all: of the outages that
/// are judged, else of those that were open at the start.
fn main_cause(
    looked_at: &LookedAt<'_, '_>,
    own: &[Observation],
    outages: &[Seen<'_>],
    open: &[Seen<'_>],
) -> Option<u16> {
    let judged = if outages.is_empty() { open } else { outages };
    if own.is_empty() && open.is_empty() {
        return None;
    }
    let limit = looked_at
        .objective
        .map_or(f64::INFINITY, |objective| objective.limit.0 as f64);
    let mut causes: BTreeMap<u16, (u64, f64)> = BTreeMap::new();
    for one in judged {
        let value = gather::measured(looked_at.kind, one.outage).unwrap_or(0.0);
        let (misses, cost) = causes.entry(one.outage.cause).or_default();
        *misses += u64::from(value > limit);
        *cost += match looked_at.kind {
            ObjectiveOf::Recovery => one.outage.downtime as f64,
            ObjectiveOf::Loss => one.outage.data_loss().unwrap_or(0) as f64,
        };
    }
    let mut best: Option<(u16, (u64, f64))> = None;
    for (cause, cost) in causes {
        if best.is_none_or(|(_, known)| cost > known) {
            best = Some((cause, cost));
        }
    }
    best.map(|(cause, _)| cause)
}

/// Probability of at least one miss in a year: the share of the whole years in the horizons that
/// have one. Of a horizon below one year the share of trials, raised to a whole year as if years were
/// made of independent parts.
fn miss_in_a_year(
    sample: &Sample<'_>,
    application: usize,
    kind: ObjectiveOf,
    seen: &[Seen<'_>],
) -> Estimate {
    let objectives = kind.stated(&sample.blueprint.applications[application]);
    if sample.drill.is_some() || sample.trials() == 0 || objectives.is_empty() {
        return Estimate::default();
    }
    let years_of = |trial: usize| (sample.records[trial].horizon / YEAR).max(1);
    let mut counts: Vec<Count> = (0..sample.trials())
        .map(|trial| Count {
            hits: 0,
            all: years_of(trial),
        })
        .collect();
    let mut last = None;
    let mut missed: Vec<(u32, u64)> = seen
        .iter()
        .filter(|one| one.missed(kind, objectives))
        .map(|one| (one.trial, one.outage.start.max(0) as u64 / YEAR))
        .filter(|(trial, year)| *year < years_of(*trial as usize))
        .collect();
    missed.sort_unstable();
    for miss in missed {
        if last != Some(miss) {
            last = Some(miss);
            counts[miss.0 as usize].hits += 1;
        }
    }
    let mut share = pooled(&counts, sample.trials(), sample.level).interval;
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
