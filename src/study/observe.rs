//! What a verdict is made of: the values of each class that are held against an objective.
//!
//! Always true here: over the years an outage is an observation, in a drill a trial is: a strike that
//! stopped nothing was within every objective. Values are in the order of trials.

use super::classes::Reach;
use super::gather::{self, Sample, Seen};
use crate::model::ObjectiveOf;
use crate::model::record::TrialRecord;
use crate::model::{Class, DrillId};
use crate::stats::quantile::Observation;
use std::collections::{BTreeMap, BTreeSet};

/// The observations of one application for one kind of objective.
#[derive(Default)]
pub(crate) struct Observed<'a> {
    /// Classes that can occur or did.
    pub(crate) classes: BTreeSet<Class>,
    /// What is held against the objective of its class.
    pub(crate) values: Vec<(Class, Observation)>,
    /// The outages behind it.
    pub(crate) outages: Vec<Seen<'a>>,
    /// Outages that were open when the horizon began, and count for nothing but downtime.
    pub(crate) open_at_start: Vec<Seen<'a>>,
    /// In a drill: trials in which something of the application stood where it struck.
    pub(crate) stood_there: u64,
    /// In a drill: trials in which the application was down already.
    pub(crate) down_already: u64,
}

/// Everything that counts; none where there is nothing to hit, or a drill hits nothing of it.
pub(crate) fn observed<'a>(
    sample: &Sample<'_>,
    application: usize,
    kind: ObjectiveOf,
    reach: &Reach<'_>,
    seen: &[Seen<'a>],
) -> Option<Observed<'a>> {
    let mut made = match sample.drill {
        None => of_years(sample, application, kind, reach, seen),
        Some(drill) => of_drill(sample, application, kind, reach, seen, drill),
    };
    made.classes
        .extend(made.values.iter().map(|(class, _)| *class));
    made.classes.remove(&Class::Planned);
    let nothing = made.classes.is_empty() && made.values.is_empty();
    if nothing && (reach.is_empty() || sample.drill.is_some()) {
        return None;
    }
    Some(made)
}

fn of_years<'a>(
    sample: &Sample<'_>,
    application: usize,
    kind: ObjectiveOf,
    reach: &Reach<'_>,
    seen: &[Seen<'a>],
) -> Observed<'a> {
    let mut made = Observed {
        classes: reach.classes_of_years(),
        ..Observed::default()
    };
    // What has no state has no class of losing it, whatever is stated.
    if !reach.is_empty() {
        let objectives = kind.stated(&sample.blueprint.applications[application]);
        let stated = objectives.by_class.iter().map(|(class, _)| *class);
        made.classes.extend(stated);
    }
    for one in seen {
        let Some(value) = gather::measured(kind, one.outage) else {
            continue;
        };
        let class = one.outage.class;
        let trial = one.trial;
        let whole = is_whole_horizon(sample, *one);
        if one.outage.counted || whole {
            made.values.push((class, Observation { value, trial }));
        }
        if one.outage.counted {
            made.outages.push(*one);
        } else {
            made.open_at_start.push(*one);
            made.classes.insert(class);
        }
    }
    made
}

/// Whether an outage was open when the horizon began and still when it ended. Outages that were open
/// at the start are left out, since long ones would be seen too often; but where nothing else could
/// begin, leaving them out would hide the worst that there is.
fn is_whole_horizon(sample: &Sample<'_>, one: Seen<'_>) -> bool {
    let horizon = sample.records[one.trial as usize].horizon;
    !one.outage.counted && horizon > 0 && one.outage.downtime >= horizon
}

/// In a drill the trial is the sample. Of several outages in one trial the worst counts: a strike kept
/// its objective only if all did. A trial without an outage lost no time and no data, if the drill found
/// the application up. All of that only where the drill can hit it: where in some trial something of
/// it stood there, or it was stopped.
fn of_drill<'a>(
    sample: &Sample<'_>,
    application: usize,
    kind: ObjectiveOf,
    reach: &Reach<'_>,
    seen: &[Seen<'a>],
    drill: DrillId,
) -> Observed<'a> {
    let blueprint = sample.blueprint;
    let source = blueprint.source(blueprint.drills[drill.index()].source);
    let judged = source.class != Class::Planned;
    let mut made = Observed::default();
    if judged && sample.records.is_empty() && reach.touched_by(source.target) {
        made.classes.insert(source.class);
    }
    let struck = |record: &TrialRecord| reach.struck_by(source.target, record);
    let own_class = |one: &Seen<'_>| one.outage.class == source.class && one.value(kind).is_some();
    made.stood_there = sample.records.iter().filter(|one| struck(one)).count() as u64;
    let can_hit = made.stood_there > 0 || seen.iter().any(own_class);
    let mut left = seen;
    for (trial, record) in (0..).zip(sample.records) {
        let own = left.iter().take_while(|one| one.trial == trial).count();
        let (own, rest) = left.split_at(own);
        left = rest;
        let mut worst: BTreeMap<Class, f64> = BTreeMap::new();
        for one in own {
            let Some(value) = one.value(kind) else {
                continue;
            };
            made.outages.push(*one);
            let known = worst.entry(one.outage.class).or_insert(value);
            *known = known.max(value);
        }
        if judged && can_hit && !worst.contains_key(&source.class) {
            made.classes.insert(source.class);
            if gather::counts(record, application, false) {
                worst.insert(source.class, 0.0);
            } else {
                made.down_already += 1;
            }
        }
        for (class, value) in worst {
            made.values.push((class, Observation { value, trial }));
        }
    }
    made
}
