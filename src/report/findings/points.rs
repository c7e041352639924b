//! Drills that destroy restore points: nothing may stop, and yet nothing is left to restore from.
//!
//! Always true here: only VMs that stand elsewhere than what is struck are counted, and only those that no copy,
//! replica or other instance holds the data of.

use super::finding::{Finding, What};
use crate::model::outcome::DrillOutcome;
use crate::model::topology::{takes, takes_stamp};
use crate::model::{Blueprint, Component, Effect, Mistake, RepositoryId, Vm};

/// What a drill destroys of the restore points; none where a copy of each is left.
pub(crate) fn points_destroyed(blueprint: &Blueprint, drill: &DrillOutcome) -> Option<Finding> {
    let stated = &blueprint.drills[drill.drill.index()];
    let source = blueprint.source(stated.source);
    let mistake = source.effect == Effect::Mistake(Mistake::Deletion);
    let probability = match source.effect {
        Effect::Stops { destroys } => destroys.0,
        _ if mistake => 1.0,
        _ => 0.0,
    };
    if probability <= 0.0 {
        return None;
    }
    let stays = |id: RepositoryId| {
        let one = blueprint.repository(id);
        mistake && (one.immutable.is_some() || one.offline.is_some())
    };
    let repositories = (0..blueprint.repositories.len()).map(RepositoryId::from_index);
    let lost: Vec<bool> = repositories
        .map(|id| takes(blueprint, source.target, Component::Repository(id)) && !stays(id))
        .collect();
    let bare: Vec<&Vm> = blueprint
        .vms
        .iter()
        .filter(|vm| {
            rests_on(blueprint, vm, &lost) && !takes_stamp(blueprint, source.target, vm.stamp)
        })
        .collect();
    if bare.is_empty() {
        return None;
    }
    let mut names: Vec<String> = vec![];
    for vm in &bare {
        let name = &blueprint.application(vm.application).name;
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    let all = blueprint.repositories.iter().zip(&lost);
    let repositories = all.filter(|(_, lost)| **lost);
    let what = What::PointsDestroyed {
        repositories: repositories.map(|(one, _)| one.name.clone()).collect(),
        vms: bare.len() as u32,
        probability,
    };
    Some(Finding::new(what).of_drill(Some(&stated.name)).about(names))
}

/// Whether all that holds the data of a VM beside itself lies in these repositories.
fn rests_on(blueprint: &Blueprint, vm: &Vm, lost: &[bool]) -> bool {
    let role = blueprint.role(vm.role);
    let Some(backup) = vm.protection.backup.map(|id| blueprint.backup(id)) else {
        return false;
    };
    let elsewhere =
        vm.protection.replication.is_some() || role.protection.high_availability.is_some();
    let mut repositories = backup.repositories();
    role.stateful && !elsewhere && repositories.all(|id| lost[id.index()])
}
