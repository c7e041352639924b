//! Verdicts: an objective against the outages of each class.
//!
//! Always true here: classes are never pooled for a verdict, a verdict needs the whole interval on
//! one side, and a class without outages is never met.

use super::classes::Reach;
use super::endless::Endless;
use super::gather::{Kind, Sample, Seen};
use super::{advice, estimate};
use crate::model::outcome::{ClassOutcome, Estimate, Judged, Verdict};
use crate::model::{Class, Objective};
use crate::stats::quantile::{Observation, SAME, achievable};
use crate::stats::share::{Count, Share, growth_to_decide, pooled};
use crate::stats::{Interval, Level};
use crate::units::{SECOND, YEAR};

/// The three-valued verdict on a share or availability that should be at least `target`.
pub(crate) fn verdict(attained: Estimate, target: f64) -> Verdict {
    match (attained.point, attained.low, attained.high) {
        (None, ..) => Verdict::Inconclusive,
        (_, Some(low), _) if low + SAME >= target => Verdict::Met,
        (_, _, Some(high)) if high + SAME < target => Verdict::Missed,
        _ => Verdict::Inconclusive,
    }
}

/// The values that count for an objective, with their classes, in the order of trials.
pub(crate) fn values(kind: Kind, seen: &[Seen<'_>]) -> Vec<(Class, Observation)> {
    seen.iter()
        .filter_map(|one| {
            let value = kind.value(*one)?;
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

/// An objective of one application over all classes that can occur, did occur, or have an objective
/// of their own. None where nothing is stated.
pub(crate) fn judged(
    sample: &Sample<'_>,
    application: usize,
    kind: Kind,
    seen: &[Seen<'_>],
) -> Option<Judged> {
    let objectives = kind.objectives(sample.blueprint, application);
    if objectives.is_empty() {
        return None;
    }
    let values = values(kind, seen);
    let reach = Reach::of(sample.blueprint, application, kind);
    let mut classes = match sample.drill {
        None => {
            let mut classes = reach.classes_of_years();
            classes.extend(objectives.by_class.iter().map(|(class, _)| *class));
            classes
        }
        Some(drill) => {
            let drill = &sample.blueprint.drills[drill.index()];
            let source = sample.blueprint.source(drill.source);
            let touched = reach.touched_by(source.target);
            touched.then_some(source.class).into_iter().collect()
        }
    };
    classes.extend(values.iter().map(|(class, _)| *class));
    classes.remove(&Class::Planned);
    let endless = Endless::of(kind, seen);
    let by_class: Vec<ClassOutcome> = Class::ALL
        .into_iter()
        .filter(|class| classes.contains(class))
        .filter_map(|class| {
            let objective = objectives.for_class(class)?;
            let mut made = of_class(sample, &reach, class, objective, &values);
            endless.judge(&mut made);
            Some(made)
        })
        .collect();
    let pooled = attained(
        values.iter().filter_map(|(class, observation)| {
            let limit = objectives.for_class(*class)?.limit;
            Some((*observation, limit.0 as f64))
        }),
        sample.trials(),
        sample.level,
    );
    let worst = by_class.iter().reduce(worse);
    Some(Judged {
        verdict: worst.map_or(Verdict::Inconclusive, |class| class.verdict),
        worst_class: worst.map(|class| class.class),
        pooled: estimate(pooled.interval),
        miss_in_a_year: miss_in_a_year(sample, application, kind, seen),
        by_class,
    })
}

/// Missed before inconclusive before met; then the lowest attained share, unseen classes last.
fn worse<'c>(one: &'c ClassOutcome, other: &'c ClassOutcome) -> &'c ClassOutcome {
    let share = |class: &ClassOutcome| class.attained.point.unwrap_or(2.0);
    let one_is_worse = other
        .verdict
        .cmp(&one.verdict)
        .then(share(one).total_cmp(&share(other)))
        .is_le();
    if one_is_worse { one } else { other }
}

fn of_class(
    sample: &Sample<'_>,
    reach: &Reach<'_>,
    class: Class,
    objective: Objective,
    values: &[(Class, Observation)],
) -> ClassOutcome {
    let own: Vec<Observation> = values
        .iter()
        .filter(|(of, _)| *of == class)
        .map(|(_, observation)| *observation)
        .collect();
    let limit = objective.limit.0 as f64;
    let target = objective.target.0;
    let share = attained(
        own.iter().map(|observation| (*observation, limit)),
        sample.trials(),
        sample.level,
    );
    let reached = achievable(&own, sample.trials(), target, sample.level);
    let attained = estimate(share.interval);
    let verdict = verdict(attained, target);
    let trials_to_decide = (verdict == Verdict::Inconclusive)
        .then(|| growth_to_decide(&share, target, sample.level))
        .flatten()
        .map(|factor| (factor * sample.trials() as f64).ceil() as u64);
    let advice = match (verdict, own.is_empty()) {
        (Verdict::Inconclusive, true) => advice::unseen(sample, reach, class),
        (Verdict::Inconclusive, false) => {
            advice::undecided(sample, class, trials_to_decide, target)
        }
        _ => String::new(),
    };
    ClassOutcome {
        class,
        objective_s: objective.limit.as_seconds(),
        target,
        outages: own.len() as u64,
        attained,
        achievable_s: estimate(reached.times(1.0 / SECOND as f64)),
        verdict,
        trials_to_decide,
        advice,
    }
}

/// Probability of at least one miss in a year: the share of the whole years in the horizons that
/// have one. Of a horizon below one year the share of trials, raised to a whole year as if years were
/// made of independent parts.
fn miss_in_a_year(
    sample: &Sample<'_>,
    application: usize,
    kind: Kind,
    seen: &[Seen<'_>],
) -> Estimate {
    if sample.drill.is_some() || sample.trials() == 0 {
        return Estimate::default();
    }
    let objectives = kind.objectives(sample.blueprint, application);
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
        .filter(|one| kind.missed(objectives, **one))
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
