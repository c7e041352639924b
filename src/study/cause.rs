//! What each cause costs an application, and the samples behind its curves.
//!
//! Always true here: downtime of all causes adds up to that of the application; only causes that
//! occurred are listed.

use super::gather::{Sample, Seen};
use super::judge::values;
use super::rate::{amount_per_year, events_per_year};
use crate::model::Class;
use crate::model::ObjectiveOf;
use crate::model::outcome::{self, CauseOutcome};
use crate::units::SECOND;
use std::collections::BTreeMap;

/// By the source that ended uptime. Planned sources are listed like the others; outages that were
/// open when the horizon began count for their downtime only.
pub(crate) fn by_cause(
    sample: &Sample<'_>,
    application: usize,
    seen: &[Seen<'_>],
) -> Vec<CauseOutcome> {
    let mut causes: BTreeMap<u16, Vec<Seen<'_>>> = BTreeMap::new();
    for one in seen {
        causes.entry(one.outage.cause).or_default().push(*one);
    }
    let rto = ObjectiveOf::Recovery.stated(&sample.blueprint.applications[application]);
    let rpo = ObjectiveOf::Loss.stated(&sample.blueprint.applications[application]);
    causes
        .into_iter()
        .map(|(cause, seen)| {
            let all = || seen.iter().copied();
            CauseOutcome {
                cause,
                outages_per_year: events_per_year(
                    sample,
                    all().filter(|one| one.outage.counted && !one.outage.loss_only),
                ),
                downtime_s_per_year: amount_per_year(sample, all(), |outage| {
                    outage.downtime as f64
                }),
                rto_misses_per_year: events_per_year(
                    sample,
                    all().filter(|one| one.missed(ObjectiveOf::Recovery, rto)),
                ),
                rpo_misses_per_year: events_per_year(
                    sample,
                    all().filter(|one| one.missed(ObjectiveOf::Loss, rpo)),
                ),
            }
        })
        .collect()
}

/// The observed values of each class, ascending, in seconds.
pub(crate) fn samples(kind: ObjectiveOf, seen: &[Seen<'_>]) -> Vec<outcome::Sample> {
    let mut classes: BTreeMap<Class, outcome::Sample> = BTreeMap::new();
    for (class, observation) in values(kind, seen) {
        let sample = classes.entry(class).or_insert_with(|| outcome::Sample {
            class,
            values_s: Vec::new(),
            infinite: 0,
        });
        if observation.value.is_finite() {
            sample.values_s.push(observation.value / SECOND as f64);
        } else {
            sample.infinite += 1;
        }
    }
    let mut samples: Vec<outcome::Sample> = classes.into_values().collect();
    for sample in &mut samples {
        sample.values_s.sort_by(f64::total_cmp);
    }
    samples
}
