//! Checks over the whole scenario: order of starts, memory of stamps, advice.
//!
//! Always true here: what cannot be simulated is a problem, what is legal but unwise a lint.

mod beyond;
mod bounds;
mod first;
mod fits;
mod fixed;
mod horizon;
mod idle;
mod keeping;
mod kinds;
mod names;
mod objectives;
mod overlaps;
mod paths;
mod precision;
mod queues;
mod replicas;
mod rounds;
mod scene;
mod small;
mod sticky;
mod storage;
mod values;
mod waiting;

pub(super) use names::{names, scenario_name};
pub(super) use queues::queues;
pub(super) use replicas::replication;
pub(super) use scene::Scene;
pub(super) use storage::storage;

use super::applications::Applications;
use super::context::Context;
use super::elements::run as run_keys;
use super::faults::Faults;
use super::limit;
use super::places::Places;
use super::problem::{NameProblem, OverLimit, RoomProblem};
use super::protections::Protections;
use super::replicas::Replicas;
use super::tree::{Spot, Tree};
use crate::model::advice::{FaultAdvice, PlaceAdvice, ProtectionAdvice};
use crate::model::memory::{MemoryTerms, terms_of};
use crate::model::placement::{initial_placement, initial_standbys, usable};
use crate::model::{
    ApplicationId, Blueprint, Class, RepositoryId, Run, Source, Stamp, StampId, Standby, Vm,
};
use crate::units::Bytes;
use std::collections::BTreeSet;

/// Gives every application its place in a start order; a cycle is a problem.
pub(super) fn order_by_needs(context: &Context<'_>, applications: &mut Applications) {
    let count = applications.applications.len();
    let mut placed = vec![false; count];
    let mut next = 0;
    while next < count {
        let ready: Vec<usize> = (0..count)
            .filter(|index| !placed[*index])
            .filter(|index| {
                let needs = &applications.applications[*index].needs;
                needs.iter().all(|need| placed[need.index()])
            })
            .collect();
        if ready.is_empty() {
            report_cycle(context, applications, &placed);
            return;
        }
        for index in ready {
            placed[index] = true;
            applications.applications[index].start_order = next as u32;
            next += 1;
        }
    }
}

fn report_cycle(context: &Context<'_>, applications: &Applications, placed: &[bool]) {
    let list = &applications.applications;
    // Everything that is not placed needs something that is not placed: walking on must repeat.
    let mut walk: Vec<ApplicationId> = Vec::new();
    let mut at = placed
        .iter()
        .position(|done| !done)
        .map(ApplicationId::from_index);
    while let Some(id) = at {
        if let Some(begin) = walk.iter().position(|seen| *seen == id) {
            let circle = walk[begin..].iter().chain([&id]);
            let names = circle.map(|id| list[id.index()].name.clone());
            context.problem(
                &applications.application_spots[id.index()],
                NameProblem::NeedsCircle {
                    applications: names.collect(),
                },
            );
            return;
        }
        walk.push(id);
        at = list[id.index()]
            .needs
            .iter()
            .copied()
            .find(|need| !placed[need.index()]);
    }
}

/// Refuses stamps over their memory formula, VMs larger than a node, and too many VMs. A hot
/// standby is a VM like any other.
pub(super) fn memory(
    context: &Context<'_>,
    places: &Places,
    applications: &Applications,
    replicas: &Replicas,
) {
    let count = places.stamps.len();
    let vms = applications.vms.iter().zip(&applications.vm_spots);
    let vms_of = by_stamp(count, vms.map(|(vm, spot)| (vm.stamp, (vm, spot))));
    let standbys = replicas.standbys.iter().map(|one| (one.stamp, one));
    let standbys_of = by_stamp(count, standbys);
    for (index, stamp) in places.stamps.iter().enumerate() {
        if !places.stamp_is_whole[index] {
            continue;
        }
        let spot = &places.stamp_spots[index];
        let (own, hot) = (&vms_of[index], &standbys_of[index]);
        if vms_fit_nodes(context, applications, stamp, own, hot) {
            let of_vms = own.iter().map(|(vm, _)| vm.memory);
            let held = of_vms.chain(hot.iter().map(|one| one.memory));
            formula(context, stamp, spot, terms_of(stamp, held));
        }
        let (vms, most) = (own.len() + hot.len(), stamp.most_vms());
        if vms as u64 > most {
            context.problem(
                spot,
                RoomProblem::TooManyVms {
                    stamp: stamp.name.clone(),
                    vms,
                    standbys: hot.len(),
                    most,
                    per_node: stamp.vms_per_node,
                    per_stamp: stamp.vms_per_stamp,
                },
            );
        }
    }
}

/// Things by the stamp that they are on, each stamp's in their order.
fn by_stamp<T>(stamps: usize, all: impl Iterator<Item = (StampId, T)>) -> Vec<Vec<T>> {
    let mut made: Vec<Vec<T>> = (0..stamps).map(|_| Vec::new()).collect();
    for (stamp, thing) in all {
        if let Some(on) = made.get_mut(stamp.index()) {
            on.push(thing);
        }
    }
    made
}

/// Refuses a stamp on whose nodes not all VMs find a place: the sum may fit where the parts do not.
pub(super) fn placement(context: &Context<'_>, places: &Places, blueprint: &Blueprint) {
    let nodes = initial_placement(blueprint);
    let standbys = initial_standbys(blueprint, &nodes);
    let vms = blueprint.vms.iter().zip(&nodes);
    let vms = vms.filter(|(_, node)| node.is_none());
    let vms = by_stamp(blueprint.stamps.len(), vms.map(|(vm, _)| (vm.stamp, vm)));
    let standbys = blueprint.standbys.iter().zip(&standbys);
    let standbys = standbys.filter(|(_, node)| node.is_none());
    let standbys = standbys.map(|(one, _)| (one.stamp, one));
    let standbys = by_stamp(blueprint.stamps.len(), standbys);
    for (index, (stamp, spot)) in blueprint.stamps.iter().zip(&places.stamp_spots).enumerate() {
        let homeless = &vms[index];
        let Some(first) = homeless.first() else {
            standbys_find_room(context, spot, blueprint, (stamp, &standbys[index]));
            continue;
        };
        context.problem(
            spot,
            RoomProblem::NoNodeForVms {
                stamp: stamp.name.clone(),
                count: homeless.len(),
                first: first.name.clone(),
                memory: first.memory,
            },
        );
    }
}

fn standbys_find_room(
    context: &Context<'_>,
    spot: &Spot,
    blueprint: &Blueprint,
    (stamp, homeless): (&Stamp, &[&Standby]),
) {
    if let Some(first) = homeless.first() {
        context.problem(
            spot,
            RoomProblem::NoNodeForStandbys {
                stamp: stamp.name.clone(),
                count: homeless.len(),
                first: blueprint.vm(first.vm).name.clone(),
                memory: first.memory,
            },
        );
    }
}

fn vms_fit_nodes(
    context: &Context<'_>,
    applications: &Applications,
    stamp: &Stamp,
    own: &[(&Vm, &Spot)],
    hot: &[&Standby],
) -> bool {
    let room = Bytes(usable(stamp));
    let stamp_name = || stamp.name.clone();
    let mut fits = true;
    for (vm, spot) in own {
        if vm.memory > room {
            fits = false;
            context.problem(
                spot,
                RoomProblem::VmLargerThanNode {
                    vm: vm.name.clone(),
                    memory: vm.memory,
                    stamp: stamp_name(),
                    room,
                },
            );
        }
    }
    for standby in hot {
        if standby.memory > room {
            fits = false;
            context.problem(
                &applications.vm_spots[standby.vm.index()],
                RoomProblem::StandbyLargerThanNode {
                    vm: applications.vms[standby.vm.index()].name.clone(),
                    memory: standby.memory,
                    stamp: stamp_name(),
                    room,
                },
            );
        }
    }
    fits
}

fn formula(context: &Context<'_>, stamp: &Stamp, spot: &Spot, terms: MemoryTerms) {
    if terms.available >= 0.0 {
        return;
    }
    context.problem(
        spot,
        RoomProblem::OverMemory {
            stamp: stamp.name.clone(),
            terms: Box::new(terms),
        },
    );
}

/// Refuses what would run for weeks or keep more than memory holds.
pub(super) fn work(
    context: &Context<'_>,
    top: &Tree,
    run: &Run,
    faults: &Faults,
    protections: &Protections,
    applications: &Applications,
) {
    let drills: f64 = faults.drills.iter().map(|drill| drill.trials as f64).sum();
    let years = run.horizon.as_years();
    let faults_of = |class: Option<Class>| -> f64 {
        let of_class = |source: &&Source| class.is_none_or(|class| source.class == class);
        let sources = faults.sources.iter().filter(of_class);
        sources
            .map(|source| source.expected_per_year(years) * years)
            .sum()
    };
    let all = run.trials.probable(faults_of) + drills;
    let faults = all * faults_of(None);
    let before = run.build_up.0 as f64 + run.settle.0 as f64 + run.roam.0 as f64 / 2.0;
    let length = before + run.horizon.0 as f64;
    let jobs: f64 = all
        * applications
            .vms
            .iter()
            .filter_map(|vm| {
                protections
                    .tables
                    .backups
                    .get(vm.protection.backup?.index())
            })
            .map(|backup| {
                let logs = backup.logs.map_or(0.0, |logs| length / logs.every.0 as f64);
                length / backup.every.0.max(1) as f64 + logs
            })
            .sum::<f64>();
    let trials = run_keys::spot_of(top, run_keys::TRIALS);
    let spot = trials.or_else(|| run_keys::spot_of(top, run_keys::HORIZON));
    let spot = spot.unwrap_or_default();
    for (count, what, limit) in [
        (faults, "faults are expected", limit::FAULTS),
        (jobs, "backup jobs come due", limit::JOBS),
    ] {
        if count > limit.most as f64 {
            context.problem(&spot, OverLimit::Work { count, what, limit });
        }
    }
}

/// Refuses what no run could mean anything with, in a scenario that is sound so far.
pub(super) fn refusals(scene: &Scene<'_, '_>) {
    paths::paths(scene);
    fits::fits(scene);
    names::listed_names(scene);
    precision::precision(scene);
}

/// Advice that looks at the whole scenario.
pub(super) fn advice(scene: &Scene<'_, '_>) {
    fits::restores_fit(scene);
    keeping::keeping(scene);
    rounds::rounds(scene);
    beyond::beyond(scene);
    idle::idle(scene);
    values::values(scene);
    objectives::objectives(scene);
    bounds::bounds(scene);
    sticky::sticky(scene);
    small::small(scene);
    horizon::horizon(scene);
    kinds::kinds(scene);
    fixed::fixed(scene);
    paths::redeployed(scene);
    waiting::waiting(scene);
}

/// Advice.
pub(super) fn lints(
    context: &Context<'_>,
    places: &Places,
    protections: &Protections,
    applications: &Applications,
    faults: &Faults,
    replicas: &Replicas,
    traced: bool,
) {
    replicas::lints(context, places, protections, replicas, applications);
    storage::lints(context, places, protections, applications);
    shared_fate(context, places, protections, applications);
    if faults.sources.is_empty() && !traced {
        context.advise(&Spot::default(), FaultAdvice::NoFaults);
    }
    let tables = &protections.tables;
    let reached = tables.all().map(|one| tables.of(one).reaches());
    let used: BTreeSet<RepositoryId> = reached.flat_map(|one| one.repositories).collect();
    for (index, repository) in places.repositories.iter().enumerate() {
        if !used.contains(&RepositoryId::from_index(index)) {
            context.advise(
                &places.repository_spots[index],
                PlaceAdvice::UnusedRepository {
                    repository: repository.name.clone(),
                },
            );
        }
    }
}

/// A repository that stands or falls with the stamps that it protects.
fn shared_fate(
    context: &Context<'_>,
    places: &Places,
    protections: &Protections,
    applications: &Applications,
) {
    let protected = by_backup(protections, applications);
    for (backup, vms) in protections.tables.backups.iter().zip(&protected) {
        let with = |id: RepositoryId, stamp: StampId| {
            let tree = places.tree();
            let at = tree.around_place(places.repositories[id.index()].at);
            places.common_fate(at, tree.around_stamp(stamp))
        };
        for stamp in stamps_of(vms) {
            let Some(fate) = with(backup.to, stamp) else {
                continue;
            };
            if backup
                .copy_to
                .is_some_and(|copy| with(copy, stamp).is_none())
            {
                continue;
            }
            let repository = &places.repositories[backup.to.index()];
            let stamp = &places.stamps[stamp.index()];
            context.advise(
                &places.repository_spots[backup.to.index()],
                ProtectionAdvice::BesideStamp {
                    repository: repository.name.clone(),
                    backup: backup.name.clone(),
                    domain: fate,
                    stamp: stamp.name.clone(),
                },
            );
        }
    }
}

/// The VMs of each backup.
fn by_backup<'a>(protections: &Protections, applications: &'a Applications) -> Vec<Vec<&'a Vm>> {
    let mut sorted = vec![Vec::new(); protections.tables.backups.len()];
    for vm in &applications.vms {
        if let Some(id) = vm.protection.backup {
            sorted[id.index()].push(vm);
        }
    }
    sorted
}

fn stamps_of(vms: &[&Vm]) -> Vec<StampId> {
    let mut ids: Vec<StampId> = vms.iter().map(|vm| vm.stamp).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}
