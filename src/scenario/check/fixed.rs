//! Advice about VMs that do not migrate and stand where work is planned.
//!
//! Always true here: each hazard, fault and update with planned work on nodes is told of once.

use super::Scene;
use crate::model::advice::FaultAdvice;
use crate::model::topology::takes_nodes_of;
use crate::model::{Class, Component, Source, StampId};
use std::collections::BTreeMap;

/// VMs that one message names.
const NAMED: usize = 3;

/// VMs that stop where a node is drained.
pub(super) fn fixed(scene: &Scene<'_, '_>) {
    let blueprint = scene.blueprint;
    if blueprint.vms.iter().all(|vm| vm.migrates) {
        return;
    }
    let drains = |source: &&Source| {
        let part = matches!(source.target, Component::Node(_) | Component::Rack(_));
        source.class == Class::Planned && part
    };
    let mut by_label: BTreeMap<&str, Vec<&Source>> = BTreeMap::new();
    for source in blueprint.sources.iter().filter(drains) {
        by_label.entry(&source.label).or_default().push(source);
    }
    for (label, sources) in by_label {
        let hits = |stamp: StampId| {
            let mut all = sources.iter();
            all.any(|source| takes_nodes_of(blueprint, source.target, stamp))
        };
        let stopped = blueprint.vms.iter();
        let stopped = stopped.filter(|vm| !vm.migrates && hits(vm.stamp));
        let names: Vec<String> = stopped.map(|vm| vm.name.clone()).collect();
        if names.is_empty() {
            continue;
        }
        let advice = FaultAdvice::FixedVms {
            source: label.to_string(),
            more: names.len().saturating_sub(NAMED),
            vms: names.into_iter().take(NAMED).collect(),
        };
        scene.context.advise(&scene.spot_of(label), advice);
    }
}
