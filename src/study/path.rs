//! Who served what: which protection ended which outage.
//!
//! Always true here: an outage is counted under the one way in which its last required VM came back;
//! what came back without its data, or not at all, is served by nothing and counted as that.

use super::classes::range;
use super::estimate;
use super::gather::{Sample, Seen, sums_by_trial};
use super::rate::{events_per_year, quantiles_of};
use crate::model::outcome::{PathOutcome, Quantiles, ServedOutcome};
use crate::model::record::{Path, Way};
use crate::model::{Blueprint, Class};
use crate::stats::mean::mean_count;
use std::collections::BTreeMap;

/// The ways in which the outages of one application ended, planned ones included.
pub(crate) fn by_path(
    sample: &Sample<'_>,
    application: usize,
    seen: &[Seen<'_>],
) -> Vec<PathOutcome> {
    let of = |way: Way| -> Vec<Seen<'_>> {
        let own = |one: &&Seen<'_>| one.outage.counted && one.outage.way() == way;
        seen.iter().filter(own).copied().collect()
    };
    Way::all()
        .filter_map(|way| {
            let own = of(way);
            if own.is_empty() {
                return None;
            }
            let outages = || own.iter().copied().filter(|one| !one.outage.loss_only);
            Some(PathOutcome {
                way,
                protections: match way {
                    Way::By(path) => protections(sample.blueprint, application, path),
                    Way::Lost | Way::Never => Vec::new(),
                },
                outages: outages().count() as u64,
                planned: outages()
                    .filter(|one| one.outage.class == Class::Planned)
                    .count() as u64,
                outages_per_year: events_per_year(sample, outages()),
                recovery_s: recoveries(outages()),
                data_loss_s: losses(own.iter().copied()),
            })
        })
        .collect()
}

/// Outages of all applications by class and by the way in which they ended. In years per year, in a
/// drill per trial.
pub(crate) fn served(sample: &Sample<'_>, seen: &[Vec<Seen<'_>>]) -> Vec<ServedOutcome> {
    let mut groups: BTreeMap<(Class, usize), (Way, Vec<Seen<'_>>)> = BTreeMap::new();
    let counted = seen
        .iter()
        .flatten()
        .filter(|one| one.outage.counted && !one.outage.loss_only);
    for one in counted {
        let way = one.outage.way();
        let place = Way::all().take_while(|other| *other != way).count();
        groups
            .entry((one.outage.class, place))
            .or_insert_with(|| (way, Vec::new()))
            .1
            .push(*one);
    }
    groups
        .into_iter()
        .map(|((class, _), (way, mut own))| {
            own.sort_by_key(|one| one.trial);
            let counts = sums_by_trial(own.iter().copied(), |_| 1.0);
            let per_trial = mean_count(&counts, sample.trials(), sample.level);
            let years = sample.drill.map_or(sample.years_per_trial(), |_| 1.0);
            ServedOutcome {
                class,
                way,
                outages: own.len() as u64,
                rate: estimate(per_trial.times(1.0 / years)),
                recovery_s: recoveries(own.iter().copied()),
                data_loss_s: losses(own.iter().copied()),
            }
        })
        .collect()
}

fn recoveries<'a>(seen: impl Iterator<Item = Seen<'a>>) -> Quantiles {
    let time = |one: Seen<'a>| one.outage.recovered_after();
    quantiles_of(seen.map(|one| finite(time(one))).collect())
}

/// What did not come to pass is infinite.
fn finite(ms: Option<u64>) -> f64 {
    ms.map_or(f64::INFINITY, |ms| ms as f64)
}

fn losses<'a>(seen: impl Iterator<Item = Seen<'a>>) -> Quantiles {
    let at_risk = seen.filter(|one| one.outage.at_risk());
    quantiles_of(
        at_risk
            .map(|one| finite(one.outage.lasting_loss()))
            .collect(),
    )
}

/// Names of what brings an application back in this way, each once, in the order of its VMs.
fn protections(blueprint: &Blueprint, application: usize, path: Path) -> Vec<String> {
    let stated = &blueprint.applications[application];
    let needed = match path {
        Path::Dependency => stated.needs.as_slice(),
        _ => &[],
    };
    let needed = needed
        .iter()
        .map(|id| blueprint.application(*id).name.as_str());
    let own = blueprint.vms[range(&stated.vms)].iter();
    let own = own.flat_map(|vm| blueprint.protecting(vm));
    let own = own.filter(|one| one.paths().contains(&path));
    let own = own.map(|one| blueprint.protections.of(one).name());
    let mut names: Vec<String> = Vec::new();
    for name in own.chain(needed) {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_string());
        }
    }
    names
}
