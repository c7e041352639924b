//! Who served what: which protection ended which outage.
//!
//! Always true here: an outage is counted under the one way in which its last required VM came back;
//! what came back without its data, or not at all, is served by nothing and counted as that.

use super::gather::Sample;
use super::rate::{events_per_year, quantiles_of};
use super::sums::{ApplicationSums, ClassSums};
use super::tally::events;
use crate::model::outcome::{PathOutcome, ServedOutcome};
use crate::model::record::{Path, Way};
use crate::model::{Blueprint, ObjectiveOf};
use crate::stats::frequencies::merged;

/// The ways in which the outages of one application ended, planned ones included.
pub(crate) fn by_path(
    sample: &Sample<'_>,
    application: usize,
    sums: &ApplicationSums,
) -> Vec<PathOutcome> {
    let ways = sums.ways.rows();
    ways.map(|(way, own)| {
        let lists = |kind: ObjectiveOf| {
            let classes = sums.kind(kind).classes.rows();
            merged(classes.flat_map(move |(_, class)| class.of_way(way)))
        };
        PathOutcome {
            way,
            protections: match way {
                Way::By(path) => protections(sample.blueprint(), application, path),
                Way::Lost | Way::Never => Vec::new(),
            },
            outages: own.outages.sum,
            planned: own.planned,
            outages_per_year: events_per_year(sample, &own.outages),
            recovery_s: quantiles_of(lists(ObjectiveOf::Recovery)),
            data_loss_s: quantiles_of(lists(ObjectiveOf::Loss)),
        }
    })
    .collect()
}

/// Outages of all applications by class and by the way in which they ended. In years per year, in a
/// drill per trial. Losses without an outage are left out.
pub(crate) fn served(sample: &Sample<'_>) -> Vec<ServedOutcome> {
    let groups = sample.sums.served.rows();
    groups
        .map(|((class, way), outages)| {
            let lists = |kind: ObjectiveOf| {
                let all = sample.sums.applications.iter();
                let own = all.filter_map(move |sums| sums.kind(kind).classes.get(class));
                merged(own.filter_map(move |sums: &ClassSums| sums.values.get((way, false))))
            };
            ServedOutcome {
                class,
                way,
                outages: outages.sum,
                rate: events(sample, outages),
                recovery_s: quantiles_of(lists(ObjectiveOf::Recovery)),
                data_loss_s: quantiles_of(lists(ObjectiveOf::Loss)),
            }
        })
        .collect()
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
    let own = blueprint.vms_of(&stated.vms).iter();
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
